"""Snippets for VS Code, which cannot complete front matter or fences in Markdown by a schema.

In a snippet ``|a,b|`` is a choice, and ``${1:text}`` is a placeholder.
"""

import json
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError

from deck.source.fields import WRITABLE
from figures import KINDS, OPTIMIZERS, SURFACES, Figure
from figures.kinds.panels import FEWEST, Panels
from figures.kinds.schedule import Schedule
from figures.kinds.sweep import Sweep
from figures.schedules import SCHEDULES

NOTES = {
    "front matter": ("deck", "The top of a file", "---\ndeck: ${1:Name}::${2:Part}\ntags: [${3:tag}]\n---\n\n# ${2}\n"),
    "note": ("note", "A question and its answer", "## ${1:Question?} {#${2:id}}\n\n${3:Answer.}\n"),
    "reversed note": ("reversed", "A card in both directions", "## ${1:Term} {#${2:id} .reversed}\n\n${3:Meaning.}\n"),
    "typed note": (
        "typed",
        "An answer to type",
        "## ${1:Question?} {#${2:id} .typed}\n\n${3:Why it is so.}\n\n### Answer\n\n${4:answer}\n",
    ),
    "cloze note": ("cloze", "Hidden parts", "## ${1:Title} {#${2:id} .cloze}\n\n${3:It is} {{c1::${4:hidden}}}.\n"),
    "note field": ("field", "Another field of a note", f"### ${{1|{','.join(WRITABLE)}|}}\n\n$0\n"),
    "callout": ("callout", "A highlighted box", "> [!NOTE]\n> ${1:Text.}\n"),
    "strip": (
        "strip",
        "A figure of which a learner chooses the value of a setting",
        (
            "```descent\nsurface: ${1:quadratic(a=1, b=50)}\nsteps: ${2:60}\n"
            "vary: {${3:eta}: ${4:[0.01, 0.02, 0.04]}}\n"
            "paths:\n  ${5:name}: ${6:gd}(lr=${3})\ncaption: ${7:Choose a value.}\n```\n"
        ),
    ),
    "check": (
        "check",
        "A number that is computed, and compared with the card",
        "```check\nsurface: ${1:parabola}\npaths:\n  ${2:gd}: ${3:gd(lr=0.25)}\nanswer: x(${2}, ${4:1})\n```\n",
    ),
}


def snippets() -> str:
    """Return the snippets as JSON: for notes, fields and every kind of figure."""
    figures = {kind: (kind, _about(kind), "\n".join(_fence(kind)) + "\n") for kind in KINDS}
    found = {
        name: {"scope": "markdown", "prefix": prefix, "description": about, "body": body.split("\n")}
        for name, (prefix, about, body) in {**NOTES, **figures}.items()
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _about(kind: str) -> str:
    return (KINDS[kind].__doc__ or "").strip().partition("\n")[0]


def _fence(kind: str) -> Iterator[str]:
    """Yield the lines of a fence, with a choice wherever there is one."""
    model = KINDS[kind]
    yield f"```{kind}"
    if model.model_fields["surface"].is_required():
        yield f"surface: {_choice(1, _surfaces(kind))}"
    if model.model_fields["steps"].is_required():
        yield "steps: ${2:60}"
    yield "paths:"
    yield from _paths(model)
    fields = model.model_fields.items()
    own = {key: field for key, field in fields if key not in Figure.model_fields and field.default is not None}
    for number, (key, field) in enumerate(own.items(), 6):
        yield f"{key}: {_value(number, key, field.annotation, field.default)}"
    yield "caption: ${20:What is to be seen.}"
    yield "```"


def _paths(model: type[Figure]) -> Iterator[str]:
    """Yield the lines of as many paths as a kind of figure needs."""
    calls = list(SCHEDULES if model is Schedule else OPTIMIZERS)
    rate = "" if model is Sweep else "(lr=${5:0.1})"
    yield f"  ${{3:name}}: {_choice(4, calls)}{rate}"
    for number in range(2, (FEWEST if model is Panels else 1) + 1):
        first = 3 * number
        yield f"  ${{{first}:name{number}}}: {_choice(first + 1, calls)}(lr=${{{first + 2}:0.1}})"


def _value(number: int, key: str, annotation: Any, default: Any) -> str:
    if get_origin(annotation) is Literal:
        return _choice(number, [default, *(each for each in get_args(annotation) if each != default)])
    if annotation is bool:
        return _choice(number, ["false", "true"])
    if key == "vary":
        return f"{{lr: ${{{number}:[0.001, 1]}}}}"
    return f"${{{number}:{default}}}"


def _choice(number: int, options: list[str]) -> str:
    return f"${{{number}|{','.join(options)}|}}"


def _surfaces(kind: str) -> list[str]:
    """Return the surfaces on which a kind of figure can be drawn."""
    return [name for name in SURFACES if _is_valid(kind, {"surface": name})]


def _is_valid(kind: str, fields: dict[str, Any]) -> bool:
    try:
        KINDS[kind].model_validate(fields)
    except ValidationError as error:
        return all(each["loc"][0] not in fields for each in error.errors())
    return True
