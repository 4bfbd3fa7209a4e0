r"""Clozes in Markdown: each mark becomes a private character, and Anki's mark in the finished HTML.

Markdown and Pygments pass such a character on like a letter. So `scan` writes them, and `put_back` writes Anki's marks,
separating all that Anki would take for a mark by mistake.

Escapes in the source, also in code: ``\{{c1::`` and ``\::`` are text, ``\\{{c1::`` is a backslash before a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deck.markup.cloze_parser import has_card
from deck.markup.fences import find_fences

SEPARATOR, END, BACKSLASH = "\ue100", "\ue101", "\ue102"  # private characters, which authors cannot write
FIRST, LAST = 0xF0000, 0xFFFFD  # the characters of opening marks, each for its offset in the source
OPENING = f"[{chr(FIRST)}-{chr(LAST)}]"
OPENING_MARK = re.compile(OPENING)
DIVIDER = "<span></span>"  # as in the code of Pygments: no line breaks there, and the editor of Anki leaves it alone
MARK = re.compile(f"{OPENING}|[{SEPARATOR}{END}]")

WRITTEN_OPENING = re.compile(r"\{\{c(?P<number>[0-9]+)::")
ANY_OPENING = re.compile(r"(?P<slashes>\\*+)(?P<mark>\{\{c(?P<number>[\d,]*)::)")
TOKEN = re.compile(rf"(?P<slashes>\\*+)(?:(?P<opening>{WRITTEN_OPENING.pattern})|(?P<separator>::)|(?P<brace>[{{}}]))")
ESCAPED = re.compile(r"(\\+)(?=\{\{c[0-9]+::|::)")
PART = re.compile(
    r'(?P<code><pre\b.*?</pre>|<code\b.*?</code>)|(?P<tag><[^<>"]*(?:"[^"]*"[^<>"]*)*>)|(?P<formula>\\\(.*?\\\)|\\\[.*?\\\])'
    r"|(?P<text>[^<\\]+|.)",
    re.DOTALL,
)
ESCAPED_BRACE = re.compile(BACKSLASH + r"\{")  # which TeX shows
TEXT_OR_TAG = re.compile(r"(?P<tag><[^<>]*>)|(?P<text>[^<]+)")
WRITING = re.compile(
    rf"(?P<opening>{OPENING})|(?P<separator>{SEPARATOR})|(?P<end>{END})|(?P<brace>\}}(?=[}}{END}]))"
    rf"|(?P<colon>:(?=[:{SEPARATOR}]))|(?P<mark>\{{(?=\{{c[0-9,]+(?:::|{SEPARATOR})))"
)


def scan(source: str) -> str:
    """Return the Markdown of a cloze note with a private character for each mark."""
    return "".join(_scanned(source)) if "{{c" in source or "::" in source else source


def put_back(html: str, source: str) -> str:
    """Return the canonical HTML of a scanned *source* with marks as Anki reads them, and nothing else that it would."""
    return "".join(_written(html, source))


def unscan(scanned: str, source: str) -> str:
    """Return what was scanned as it is written in its *source*."""
    return re.sub(f"{MARK.pattern}|{BACKSLASH}", lambda match: _spelling(match[0], source), scanned)


def without_escapes(code: str) -> str:
    """Return the code of a source as a cloze note shows it."""
    return ESCAPED.sub(lambda match: "\\" * (len(match[1]) // 2), code)


def offset_of(opening: str) -> int:
    """Return where in the source an opening mark was."""
    return ord(opening) - FIRST


def openings(source: str) -> Iterator[re.Match[str]]:
    """Yield what begins clozes in a source, also those that Anki does not read, but nothing that is escaped."""
    if "{{c" in source:
        yield from (match for match in ANY_OPENING.finditer(source) if len(match["slashes"]) % 2 == 0)


def _scanned(source: str) -> Iterator[str]:
    """Yield the parts of a source, its marks as private characters."""
    position, ends = 0, -1
    for match in TOKEN.finditer(source):
        at = match.end("slashes")
        if match.start() < position or (match["brace"] and at != ends):
            continue
        slashes = len(match["slashes"])
        if match["brace"]:
            yield source[position:at] + END
            position, ends = at + 2, -1
            continue
        if match["opening"] and not (has_card(match["number"]) and at <= LAST - FIRST):
            continue
        yield source[position : match.start()] + f"\\{BACKSLASH}" * (slashes // 2)
        position = match.end()
        if slashes % 2:
            yield BACKSLASH + source[at:position]
        elif match["opening"]:
            yield chr(FIRST + at)
            ends = _end(source, position)
        else:
            yield SEPARATOR if at < ends else "::"
    yield source[position:]


def _end(source: str, begin: int) -> int:
    """Return where the ``}}`` of a cloze is: the first outside braces of what it hides, or else the first of all."""
    depth, limit = 0, _last(source, begin)
    for match in TOKEN.finditer(source, begin):
        at, escaped = match.end("slashes"), len(match["slashes"]) % 2
        if at >= limit or (match["opening"] and not escaped):
            limit = min(at, limit)
            break
        if match["opening"]:
            depth += 2
        elif match["brace"] and not escaped:
            if match["brace"] == "}" and not depth and source.startswith("}}", at):
                return at
            depth = max(0, depth + (1 if match["brace"] == "{" else -1))
    first = source.find("}}", begin, limit)
    following = WRITTEN_OPENING.search(source, begin)
    return first if first >= 0 else source.find("}}", begin, following.start() if following else len(source))


def _last(source: str, begin: int) -> int:
    """Return where the fenced block or paragraph ends in which a cloze begins."""
    line = source.count("\n", 0, begin)
    inside = any(fence.first <= line < fence.last for fence in find_fences(source))
    blank = -1 if inside else source.find("\n\n", begin)
    return len(source) if blank < 0 else blank


def _written(html: str, source: str) -> Iterator[str]:
    inside = False
    for part in PART.finditer(html):
        kind = str(part.lastgroup)
        pieces = TEXT_OR_TAG.finditer(part[0]) if kind == "code" else [part]
        for piece in pieces:
            text = ESCAPED_BRACE.sub(r"\\{", piece[0]) if kind == "formula" else piece[0]
            text = text.replace(BACKSLASH, "")
            if piece.lastgroup == "tag":
                yield unscan(text, source)
                continue
            written = _Writer(source, kind == "formula", inside)
            yield written.write(text)
            inside = written.inside


def _spelling(mark: str, source: str) -> str:
    """Return a mark, or anything else, as an author wrote it."""
    if written := WRITTEN_OPENING.match(source, offset_of(mark)) if FIRST <= ord(mark) <= LAST else None:
        return written[0]
    return {SEPARATOR: "::", END: "}}", BACKSLASH: "\\"}.get(mark, mark)


class _Writer:
    """Write marks into a text of a field; *inside* is whether a cloze is open, and *own* whether it began here."""

    def __init__(self, source: str, formula: bool, inside: bool) -> None:  # noqa: FBT001
        self.source, self.formula, self.inside, self.own = source, formula, inside, False

    def write(self, text: str) -> str:
        return WRITING.sub(self._write, text)

    def _write(self, match: re.Match[str]) -> str:
        following = match.string[match.end() : match.end() + 1]
        match match.lastgroup:
            case "opening":
                self.inside = self.own = True
            case "end":
                self.inside = self.own = False
            case "separator" if self.formula and not self.own:
                return ":{}:{}" if following == ":" else ":{}:"
            case "brace" if self.formula or self.inside:
                return "} " if self.formula else f"}}{DIVIDER}"
            case "colon" if self.formula or self.inside:
                return ":{}" if self.formula else f":{DIVIDER}"
            case "mark":
                return "{ " if self.formula else f"{{{DIVIDER}"
        return _spelling(match[0], self.source)
