"""Write a note of any Anki deck as a Markdown note, and say which text each of its fields must show then."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from deck.anki.any_collection import AnyNote
from deck.source.fields import VERBATIM
from deck.source.unique_ids import guid_text
from deck.start.blocks import Block, Line, Paragraph, Run
from deck.start.blocks_to_markdown import Writer
from deck.start.html_blocks import COLONS, UnsupportedHtmlError, read_blocks
from deck.start.note_kind import UNLABELLED, Kind, NotAdoptedError, field_of, front_of, is_reversed

ANKIS_TAGS = ("leech", "marked")  # which Anki itself takes off the notes that an import updates
NOT_IN_A_TAG = re.compile(r"[^\w.:-]+")
LATEX = re.compile(r"\[(?:latex|\$\$?)\]", re.IGNORECASE)
TITLE = '<p class="title">'  # in clozes of ours


@dataclass(frozen=True)
class Parts:
    """The blocks of a note: its title, which is one line or none, what is above and below the divider, its fields."""

    title: tuple[Line, ...]
    above: tuple[Block, ...]
    below: tuple[Block, ...]
    fields: dict[str, tuple[Block, ...]]
    verbatim: dict[str, str]
    style: str


def parts_of(note: AnyNote, kind: Kind) -> Parts:
    """Return what becomes of the fields of *note*; raise `NotAdoptedError` for what no note of ours can hold."""
    blocks = {name: _read(note.fields[name]) for name in kind.below if note.fields[name].strip()}
    shown = front_of(kind, note.fields)
    front = _read(shown)
    back = blocks.get(kind.back, ()) if kind.back else ()
    fields = {name: blocks[name] for name in kind.named if name in blocks and name not in VERBATIM}
    if kind.hint in blocks:
        fields["Hint"] = blocks[kind.hint]
    if further := tuple(each for name in kind.further if name in blocks for each in _labelled(name, blocks[name])):
        fields["Extra"] = further
    verbatim = {name: _words(blocks[name], name) for name in kind.named if name in blocks and name in VERBATIM}
    if kind.answer:
        verbatim["Answer"] = _words(blocks.get(kind.answer, ()), kind.answer)
    if not (kind.cloze or kind.answer or back or verbatim.get("Answer")):
        raise NotAdoptedError("an empty back")
    titled = not kind.cloze or TITLE in shown
    title, rest = _split(front) if titled else ((), front)
    if kind.cloze:
        return Parts(title, (), rest, fields, verbatim, ".cloze")
    return Parts(title, rest, back, fields, verbatim, _style(note, kind, verbatim))


def note_markdown(note: AnyNote, name: str, parts: Parts, path_of: Callable[[Run], str], *, escaped: bool) -> str:
    """Return *note* as Markdown under the id *name*, with every mark *escaped* or only those that would be misread."""
    writer = Writer(path_of, cloze=parts.style == ".cloze", escaped=escaped)
    tags = " ".join(dict.fromkeys(filter(None, (tag_of(tag) for tag in note.tags if tag not in ANKIS_TAGS))))
    words = [f"#{name}", parts.style, f'tags="{tags}"' if tags else "", guid_text(note.guid)]
    heading = ["##", writer.line(parts.title), f"{{{' '.join(filter(None, words))}}}"]
    texts = [" ".join(filter(None, heading))]
    if parts.above:
        texts += [writer.blocks(parts.above), "---"]
    texts.append(writer.blocks(parts.below))
    for field in ("Answer", "Hint", "Extra", "Source", "Original"):
        text = parts.verbatim.get(field) or writer.blocks(parts.fields.get(field, ()))
        texts += [f"### {field}", text] if text else []
    return "\n\n".join(filter(None, texts)).replace(COLONS, r"\::") + "\n"


def tag_of(tag: str) -> str:
    """Return a tag in the characters that tags have here."""
    levels = (NOT_IN_A_TAG.sub("-", level).strip("-:") for level in tag.split("::"))
    return "::".join(level.replace(":", "-") for level in levels if level)


def _read(html: str) -> tuple[Block, ...]:
    if LATEX.search(html):
        raise NotAdoptedError("LaTeX that is not MathJax")
    try:
        return read_blocks(html)
    except UnsupportedHtmlError as error:
        raise NotAdoptedError(str(error)) from None


def _split(front: tuple[Block, ...]) -> tuple[tuple[Line, ...], tuple[Block, ...]]:
    """Return the first line, which becomes the heading if it is only text, and the rest; sounds after it follow it."""
    match front:
        case ():
            raise NotAdoptedError("an empty front")
        case (Paragraph((first, *others)), *rest) if all(run.kind != "picture" for run in first):
            title = tuple(run for run in first if run.kind != "sound")
            sounds = tuple(run for run in first if run.kind == "sound")
            if first == (*title, *sounds) and any(run.text.strip() for run in title):
                lines = (*([sounds] if sounds else []), *others)
                return (title,), (*([Paragraph(lines)] if lines else []), *rest)
    return (), front


def _labelled(name: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks of a field under its name."""
    if name in UNLABELLED:
        return blocks
    label = Run("text", f"{field_of(name)}:", (("strong", ""),))
    first, *others = blocks
    if isinstance(first, Paragraph):
        return (Paragraph(((label, Run("text", " "), *first.lines[0]), *first.lines[1:])), *others)
    return (Paragraph(((label,),)), *blocks)


def _words(blocks: tuple[Block, ...], name: str) -> str:
    """Return the text of a field that cards show as it is written, one line."""
    match blocks:
        case ():
            return ""
        case (Paragraph((line,)),) if all(run.kind == "text" for run in line):
            return " ".join("".join(run.text for run in line).split())
    raise NotAdoptedError(f"more than a line of plain text in '{name}', which is typed or shown as it is")


def _style(note: AnyNote, kind: Kind, verbatim: dict[str, str]) -> str:
    if kind.answer and not verbatim.get("Answer"):
        raise NotAdoptedError("nothing to type")
    styles = {".typed": bool(verbatim.get("Answer")), ".reversed": is_reversed(kind, note.fields)}
    return " ".join(style for style, wanted in styles.items() if wanted)
