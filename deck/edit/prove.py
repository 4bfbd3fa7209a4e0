"""Find the edit of a source that makes what Anki has, and prove it: the note is rendered again.

Accepted is an edit after which the field shows what it shows in Anki, while all other fields, all other notes, and what
the author decided about figures, claims and citations are as before. Of several the one is taken in which `check` finds
nothing new; none is taken in which it finds a new error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from deck.checks.lint import check_structure
from deck.diagnostics import ContentError, Diagnostic
from deck.edit.field_source import field_text, with_field
from deck.edit.merge import merges
from deck.edit.new_findings import findings_of, new_findings
from deck.edit.source_file import SourceFile
from deck.edit.tags import with_tags
from deck.edit.tokens import tokenise_source, with_quoted_captions
from deck.markup.from_html import FIGURE_MARK, to_markdown
from deck.markup.html_tree import TooLargeError
from deck.markup.normal_html import Block, normal_form
from deck.render.media_files import Media
from deck.render.note import RenderedNote, render
from deck.source.bibliography import CITATION
from deck.source.fields import VERBATIM
from deck.source.written_note import Note


@dataclass(frozen=True)
class _Wanted:
    """What a note is to be: one field that shows something else, or other tags, and all else as *before*."""

    before: RenderedNote
    field: str
    shown: tuple[Block, ...]
    tags: frozenset[str]


def find_edit(file: SourceFile, first_id: str, field: str, html: str) -> SourceFile | None:
    """Return *file* with the edit after which *field* shows *html*, or nothing if none can be proved.

    Raises `ContentError` with what `check` would find if each adds an error.
    """
    number = file.index(first_id)
    part = file.part(number)
    before = render(part.parsed.notes[0], file.folder)
    try:
        wanted = _Wanted(before, field, normal_form(html), frozenset(before.note.tags))
    except TooLargeError:
        return None
    candidates = (with_field(part.lines, before.note, field, text) for text in _candidates(wanted))
    return _best(file, number, (part.with_lines(lines) for lines in candidates if lines is not None), wanted)


def find_tag_edit(file: SourceFile, first_id: str, tags: frozenset[str]) -> SourceFile | None:
    """Return *file* with the edit of a heading after which the note has these *tags*, or nothing if there is none.

    Raises `ContentError` with what `check` would find if it adds an error.
    """
    number = file.index(first_id)
    part = file.part(number)
    before = render(part.parsed.notes[0], file.folder)
    lines = with_tags(part.lines, before.note, tags)
    wanted = _Wanted(before, "", (), tags)
    return _best(file, number, [part.with_lines(lines)] if lines is not None else [], wanted)


def _best(file: SourceFile, number: int, edits: Iterable[SourceFile], wanted: _Wanted) -> SourceFile | None:
    """Return *file* with the edit of a note that is proved and adds the fewest findings."""
    before: tuple[Diagnostic, ...] | None = None
    best: tuple[list[Diagnostic], SourceFile] | None = None
    for edited in edits:
        after = _proved(edited, wanted)
        whole = _whole(file, number, edited) if after else None
        if not after or not whole:
            continue
        before = findings_of(wanted.before, file.folder) if before is None else before
        new = new_findings(before, findings_of(after, file.folder))
        if best is None or _rank(new) < _rank(best[0]):
            best = new, whole
        if not any(each.rule.startswith("G") for each in new):
            break  # only what GitHub shows depends on the way in which it is written
    if best and (errors := [each for each in best[0] if each.level == "error"]):
        raise ContentError(errors)
    return best[1] if best else None


def _rank(found: list[Diagnostic]) -> tuple[int, int]:
    return sum(each.level == "error" for each in found), len(found)


def _candidates(wanted: _Wanted) -> Iterator[str]:
    """Yield Markdown that the field may become, the likely ones first."""
    rendered, field = wanted.before, wanted.field
    if field in VERBATIM:
        yield "\n".join(each for block in wanted.shown for each in block.inline if isinstance(each, str))
        return
    shown = normal_form(rendered.fields[field])
    kinds = {*(each.kind for each in rendered.requests), "check"}
    marks = [FIGURE_MARK.format(each.kind) for each in shown if each.tag == "figure"]
    ours = tokenise_source(field_text(rendered.note, field), kinds, marks)
    base, theirs = (_with_sources(to_markdown(each), rendered.media) for each in (shown, wanted.shown))
    for text in merges(base, theirs, ours):
        yield text
        if marks and (quoted := with_quoted_captions(text)) != text:
            yield quoted


def _with_sources(markdown: str, media: Iterable[Media]) -> str:
    """Return Markdown with the paths that an author wrote in place of the names that files have in Anki."""
    for each in media:
        markdown = markdown.replace(each.name, each.source)
    return markdown


def _proved(edited: SourceFile, wanted: _Wanted) -> RenderedNote | None:
    """Return the edited note as it is rendered, if it is what is wanted."""
    try:
        (note,) = edited.parsed.notes
        if not _is_same_note(note, wanted.before.note) or {*note.tags} != wanted.tags:
            return None
        after = render(note, edited.folder)
        shown = not wanted.field or normal_form(after.fields[wanted.field]) == wanted.shown
    except (ContentError, ValueError):
        return None
    return after if shown and _keeps(wanted.before, after, wanted.field) else None


def _is_same_note(note: Note, before: Note) -> bool:
    said = [(each.identity[:4], each.kind, each.suppressed, each.needs) for each in (note, before)]
    return note.well_formed >= before.well_formed and said[0] == said[1]


def _keeps(before: RenderedNote, after: RenderedNote, field: str) -> bool:
    """Return whether all fields but one, what the author decided, and the structure of a note are as before."""
    return (
        all(before.fields[name] == html for name, html in after.fields.items() if name != field)
        and _decided(after) == _decided(before)
        and len([*check_structure(after.note)]) <= len([*check_structure(before.note)])
    )


def _decided(rendered: RenderedNote) -> tuple[object, ...]:
    """Return what an author decides and no learner edits: figures, claims, media and citations."""
    experiments = [each.experiment for each in rendered.experiments]
    figures = [each.model_copy(update={"caption": ""}) for each in (*rendered.figures, *experiments)]
    source = rendered.note.fields.get("Source")
    return figures, rendered.media, CITATION.findall(source.text) if source else []


def _whole(file: SourceFile, number: int, edited: SourceFile) -> SourceFile | None:
    """Return a file with an edited note, or nothing if that changes another note or makes the file worse."""
    whole = file.with_part(number, edited)
    old, new = file.parsed, whole.parsed
    others = [[_text(note) for n, note in enumerate(each.notes) if n != number] for each in (old, new)]
    same = others[0] == others[1] and old.lead.text == new.lead.text
    return whole if same and len(new.diagnostics) <= len(old.diagnostics) else None


def _text(note: Note) -> tuple[object, ...]:
    passages = {"title": note.title, "above": note.above, "below": note.below, **note.fields}
    said = (note.identity[:4], note.kind, note.tags, note.suppressed, note.needs)
    return *said, {name: each.text for name, each in passages.items()}
