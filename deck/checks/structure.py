"""Structure: what would make a card wrong, lost, unreadable or unsafe, and so always fails a build."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deck.checks.note_markdown import CODE_SPAN, markdown_of, without_code, without_maths
from deck.checks.rule import Findings, Rules
from deck.markup.fences import without_fences
from deck.markup.maths import ANY as MATHS
from deck.markup.maths import BRACE, CLOZE_OPENING, ESCAPED_BRACE, split_braces
from deck.markup.to_html import RAW_TAGS
from deck.source.notes import Note
from deck.source.passage import Passage

STRUCTURE: Rules[Note] = Rules()

TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][\w:-]*+)(?P<rest>[^<>]*+)>|<[!?](?!--)[^>]*>")
CLOZE_MARK = re.compile(r"\{\{c(?P<numbers>[\d,]*)::|\}\}")
TAB = 4
MOST_CLOZES = 500  # as Anki counts
QUOTED = 40  # characters of a formula in a message
BULLET = re.compile(r"(?P<indent> *)(?:[-*+]|\d+[.)])[ \t]+\S")
ENVIRONMENT = re.compile(r"\\(begin|end)\{([^}]*)\}")
PAIRED = re.compile(r"\\(?:left|right)(?![A-Za-z])")
BRACKETED_NUMBER = re.compile(r"^ *\d+(\))(?=[ \t])", re.MULTILINE)
BACKSLASH_BREAK = re.compile(r"(?<!\\)(\\)$", re.MULTILINE)
UNSHARED = (
    (re.compile(r"\[\^[^\]]+\]"), "a footnote is not taken; write it in the text or under '### Extra'"),
    (re.compile(r"^ *[-*+] \[[ xX]\] ", re.MULTILINE), "a task list is not taken; write a plain list"),
    (
        re.compile(r"^(?:[ \t>]|[-*+] |\d+\. )*\[[^\]\n]+\]:\s*\S+[ \t]*(?:[\"'(].*)?$", re.MULTILINE),
        "an address for the whole page on GitHub is none for other fields; write the link as [text](https://a.org)",
    ),
    (re.compile(r"<!--(?!.*?-->)", re.DOTALL), "a remark goes on past the next heading; end it with '-->' above"),
)


@STRUCTURE.rule()
def raw_html(note: Note) -> Findings:
    """A card holds no HTML but a few marks that Markdown lacks, since more could break it or run."""
    allowed = ", ".join(f"<{name}>" for name in sorted(RAW_TAGS))
    for passage in markdown_of(note, "<"):
        refused = set()
        for match in TAG.finditer(without_maths(passage.text)):
            name, rest = (match["name"] or "").lower(), match["rest"] or ""
            address = name.endswith(":") or rest.startswith(("//", "@", ":"))
            closes = bool(match["end"]) and name in refused
            if not address and not closes and (name not in RAW_TAGS or rest.strip(" /")):
                refused.add(name)
                message = f"'{match[0]}' is not taken; write Markdown, or one of {allowed} without attributes"
                yield passage.location_at(match.start()), message


@STRUCTURE.rule()
def open_html(note: Note) -> Findings:
    """A mark of HTML ends in the paragraph in which it begins, or browsers would end it where they please."""
    for passage in markdown_of(note, "<"):
        for paragraph in re.finditer(r"(?:.+\n?)+", without_maths(passage.text)):
            tags = list(TAG.finditer(paragraph[0]))
            for name in sorted(RAW_TAGS - {"br"}):
                ends = [bool(match["end"]) for match in tags if (match["name"] or "").lower() == name]
                opened, closed = ends.count(False), ends.count(True)
                if opened != closed:
                    message = f"<{name}> is opened {opened} times and closed {closed} times; close each"
                    yield passage.location_at(paragraph.start()), message
                elif any(ends[:n].count(True) * 2 > n for n in range(1, len(ends))):
                    yield passage.location_at(paragraph.start()), f"</{name}> closes nothing; write <{name}> before it"


@STRUCTURE.rule()
def cloze(note: Note) -> Findings:
    """A cloze note hides something, marked as Anki reads it; another note hides nothing."""
    if note.kind != "cloze":
        for passage in markdown_of(note, "{{c"):
            if match := CLOZE_OPENING.search(passage.text):
                yield (
                    passage.location_at(match.start()),
                    "a cloze in a note that is none; add .cloze to its heading",
                )
        return
    text = without_fences(note.below.text)
    hiding = Passage(MATHS.sub(lambda match: split_braces(match[0]), text), note.below.location)
    if not CLOZE_OPENING.search(without_code(hiding.text)):
        yield note.location, "the cloze note hides nothing; mark a part as {{c1::hidden}}"
    yield from _cloze_marks(note.title)
    yield from _cloze_marks(hiding)


@STRUCTURE.rule()
def maths(note: Note) -> Findings:
    r"""Formulas balance: braces, ``\left`` and ``\right``, ``\begin`` and ``\end``."""
    for passage in markdown_of(note, "$"):
        for match in MATHS.finditer(passage.text):
            if fault := _tex_fault(ESCAPED_BRACE.sub("", CLOZE_OPENING.sub("{{", match[0]))):
                yield passage.location_at(match.start()), f"formula {_short(match[0])} {fault}"


@STRUCTURE.rule()
def shared_markdown(note: Note) -> Findings:
    """A card uses no Markdown that only a page on GitHub or only Anki would understand."""
    for passage in markdown_of(note, "[", "<!"):
        text = without_maths(passage.text)
        for pattern, message in UNSHARED:
            for match in pattern.finditer(text):
                yield passage.location_at(match.start()), message


def lists_under_text(text: str) -> Iterator[int]:
    """Yield the numbers, from 0, of the lines that begin a list though a paragraph runs on."""
    yield from (number for number, bullet, paragraph in _bullets(text) if paragraph and len(bullet["indent"]) < TAB)


def half_indented_lists(text: str) -> Iterator[int]:
    """Yield the numbers, from 0, of the lines that begin a list inside a list without four spaces for each level."""
    yield from (number for number, bullet, paragraph in _bullets(text) if not paragraph and len(bullet["indent"]) % TAB)


def _bullets(text: str) -> Iterator[tuple[int, re.Match[str], bool]]:
    """Yield the lines that begin with a bullet or a number, and whether they stand right below a paragraph's line."""
    paragraph = False
    for number, line in enumerate(text.split("\n")):
        quoted = re.sub(r"^ {0,3}> ?", "", line)
        bullet = BULLET.match(quoted)
        if bullet:
            yield number, bullet, paragraph
        inside_list = bool(bullet) or (not paragraph and bool(line[:1].isspace()))
        paragraph = bool(quoted.strip()) and not inside_list and not quoted.startswith("[!")


def _short(text: str) -> str:
    return f"'{text[:QUOTED]}...'" if len(text) > QUOTED else f"'{text}'"


def _tex_fault(tex: str) -> str:
    depth = 0
    for brace in BRACE.findall(tex):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return "closes a brace that is not open; remove it"
    if depth:
        return "does not close a brace; add '}'"
    pairs = PAIRED.findall(tex)
    if pairs.count("\\left") != pairs.count("\\right"):
        return "has \\left without \\right or the reverse; write both"
    environments = ENVIRONMENT.findall(tex)
    opened = sorted(name for mark, name in environments if mark == "begin")
    if opened != sorted(name for mark, name in environments if mark == "end"):
        return "has \\begin without \\end or the reverse; write both"
    return ""


def _cloze_marks(passage: Passage) -> Findings:
    opened: re.Match[str] | None = None
    for match in CLOZE_MARK.finditer(without_code(passage.text)):
        where = passage.location_at(match.start())
        if match[0] == "}}":
            if opened and (fault := _hidden_fault(passage.text[opened.end() : match.start()])):
                yield passage.location_at(opened.start()), fault
            opened = None
            continue
        if opened:
            yield where, "a cloze inside a cloze is not taken; end the first with '}}' before it"
        if not match["numbers"].isdecimal() or not 0 < int(match["numbers"]) <= MOST_CLOZES:
            yield where, f"'{match[0]}' has no number from 1 to 500; write it like {{{{c1::hidden}}}}"
        opened = match
    if opened:
        yield passage.location_at(opened.start()), "a cloze never ends; close it with '}}'"


def _hidden_fault(hidden: str) -> str:
    if not hidden.strip():
        return "a cloze hides nothing; write what it hides after '::'"
    if "\n\n" in hidden:
        return "a cloze ends in another paragraph; write one for each paragraph"
    if any(mark in span[0] for span in CODE_SPAN.finditer(hidden) for mark in ("}}", "::")):
        return "code in a cloze holds '}}' or '::', which Anki takes for the cloze's own; write it outside"
    return ""
