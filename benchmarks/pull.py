"""How many edits made in Anki come back into the Markdown: nine kinds of edit, planted in every field of a deck.

Each is written as Anki's editor writes it. Run `python -m benchmarks.pull [SEED ...] [CONTENT ...]`.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from itertools import product
from pathlib import Path
from random import Random
from typing import NamedTuple

from deck.cache.snapshot import take_snapshot
from deck.cache.store import Store
from deck.compile.folder import examine
from deck.diagnostics import ContentError
from deck.edit.prove import find_edit
from deck.edit.source_file import SourceFile
from deck.files import visible_files
from deck.render.note import render
from deck.source.bibliography import Work
from deck.source.content_files import deck_files
from deck.source.fields import VERBATIM
from deck.start.new import STARTER

CALLOUT_TITLE = re.compile(r'<p class="admonition-title">.*?</p>')
OUTSIDE = re.compile(
    rf"{CALLOUT_TITLE.pattern}|"
    r"<pre>.*?</pre>|<code>.*?</code>|\\\(.*?\\\)|\\\[.*?\\\]|\{\{c\d+::|::|\}\}|<[^>]*>|&\w+;",
    re.DOTALL,
)
WORD = re.compile(r"[^\W\d_]{4,}")
TITLE = re.compile(r'<p class="title">.*?</p>', re.DOTALL)
NOT_EDITED = ("Id", "Release", "Spare", "Reverse")


class Planted(NamedTuple):
    """An edit that was planted: its kind, the note, the field, how long the search took (CPU seconds), what came of it.

    *broken* is the rule that it would break, if that is why it did not come *back*.
    """

    kind: str
    note: str
    field: str
    seconds: float
    back: bool
    broken: str


class _Place:
    """Chooses where an edit is planted; what matches *hidden* was not written by an author."""

    def __init__(self, random: Random, hidden: re.Pattern[str]) -> None:
        self.random = random
        self.hidden = hidden

    def words(self, html: str) -> list[re.Match[str]]:
        return list(WORD.finditer(self.hidden.sub(lambda match: "\0" * len(match[0]), html)))

    def choose(self, matches: Sequence[re.Match[str]]) -> re.Match[str] | None:
        return self.random.choice(matches) if matches else None


def _word(html: str, place: _Place) -> str | None:
    return _at(html, place, lambda word: f"{word} really")


def _sentence(html: str, place: _Place) -> str | None:
    end = place.choose(
        list(re.finditer(r"</p>|</li>|</td>", CALLOUT_TITLE.sub(lambda title: " " * len(title[0]), html)))
    )
    return f"{html[: end.start()]} One more sentence, with a comma.{html[end.start() :]}" if end else None


def _typo(html: str, place: _Place) -> str | None:
    return _at(html, place, lambda word: word[:2] + word[3:])


def _bold(html: str, place: _Place) -> str | None:
    return _at(html, place, lambda word: f"<b>{word}</b>")


def _deletion(html: str, place: _Place) -> str | None:
    words = [
        each
        for each in place.words(html)
        if html[each.start() - 1 : each.start()] == " " == html[each.end() : each.end() + 1]
    ]
    word = place.choose(words)
    return f"{html[: word.start() - 1]}&nbsp;{html[word.end() + 1 :]}" if word else None


def _formula(html: str, place: _Place) -> str | None:
    return _at(html, place, lambda word: rf"{word}&nbsp;\(a_1 &lt; b\)&nbsp;")


def _paragraph(html: str, place: _Place) -> str | None:
    end = place.choose(list(re.finditer(r"(?<!caption\">)</p>", TITLE.sub(lambda title: " " * len(title[0]), html))))
    return f"{html[: end.end()]}<p>A new paragraph.</p>{html[end.end() :]}" if end else None


def _item(html: str, place: _Place) -> str | None:
    if end := place.choose(list(re.finditer(r"(?<!</p>\n)</li>", html))):
        return f"{html[: end.end()]}<li>A new item</li>{html[end.end() :]}"
    return f"{html}<ul><li>A new item</li></ul>" if "<p>" in html else None


def _special(html: str, place: _Place) -> str | None:
    return _at(html, place, lambda word: f"{word} a*b* _c_ $d$ `e` &lt;f&gt; &amp;lt; [g](h) 1 &lt; 2")


PLANTS: dict[str, Callable[[str, _Place], str | None]] = {
    "word": _word,
    "sentence": _sentence,
    "typo": _typo,
    "bold": _bold,
    "deletion": _deletion,
    "formula": _formula,
    "new paragraph": _paragraph,
    "list item": _item,
    "special characters": _special,
}


def _at(html: str, place: _Place, change: Callable[[str], str]) -> str | None:
    word = place.choose(place.words(html))
    return f"{html[: word.start()]}{change(word[0])}{html[word.end() :]}" if word else None


def _citations(works: Iterable[Work]) -> str:
    """Return a pattern of what citations are on a card."""
    names = (
        f"{re.escape(escape(each.name, quote=False))}(?:, <em>{re.escape(escape(each.title, quote=False))}</em>)?"
        for each in works
    )
    return "|".join(sorted(names, key=len, reverse=True))


def _random(*words: object) -> Random:
    return Random(repr(words))  # noqa: S311 - it hides nothing


def planted(content: Path, seed: int = 1) -> Iterator[Planted]:
    """Yield each planted edit; one that came back was proved, which `find_edit` does."""
    folder = examine(take_snapshot(content, Store()), Store(), linted=False).folder
    cited = re.compile(f"{_citations(folder.works[key] for key in folder.works.entries)}|{OUTSIDE.pattern}", re.DOTALL)
    for path, location in deck_files(visible_files(content), content, content.as_posix()):
        file = SourceFile(path.read_bytes(), location, folder)
        for note in file.parsed.notes:
            fields = render(note, folder).fields
            for field in (name for name in fields if fields[name] and name not in NOT_EDITED):
                for kind, plant in PLANTS.items():
                    hidden = cited if field == "Source" else OUTSIDE
                    html = plant(fields[field], _Place(_random(seed, note.id, field, kind), hidden))
                    if html is None or (field in VERBATIM and "<" in html):
                        continue
                    begin = time.process_time()
                    back, broken = False, ""
                    try:
                        back = find_edit(file, note.first_id, field, html) is not None
                    except ContentError as error:
                        broken = error.diagnostics[0].rule
                    yield Planted(kind, note.id, field, time.process_time() - begin, back, broken)


def main() -> None:
    """Measure the decks that are named, by default our own and the one that `new` starts, with each seed."""
    seeds = [int(each) for each in sys.argv[1:] if each.isdecimal()] or [1]
    contents = [Path(each) for each in sys.argv[1:] if not each.isdecimal()] or [Path("content"), Path(str(STARTER))]
    for seed, content in product(seeds, contents):
        count, back, broken, seconds = Counter[str](), Counter[str](), Counter[str](), 0.0
        for each in planted(content, seed):
            count[each.kind] += 1
            back[each.kind] += each.back
            broken[each.kind] += bool(each.broken)
            seconds += each.seconds
            if not each.back:
                why = f"it would break {each.broken}" if each.broken else "no proof"
                sys.stdout.write(f"not back: {each.kind} in {each.note}, {each.field}: {why}\n")
        for kind, number in count.items():
            sys.stdout.write(
                f"{kind:20}{back[kind]:5} of {number:5}  {back[kind] / number:6.1%}  {broken[kind]:3} break a rule\n"
            )
        total, came = sum(count.values()), sum(back.values())
        sys.stdout.write(
            f"{content}, seed {seed}: {came} of {total} ({came / total:.1%}), {1000 * seconds / total:.1f} ms an edit\n"
        )


if __name__ == "__main__":
    main()
