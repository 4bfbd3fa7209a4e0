"""Write blocks as Markdown, in two styles: as an author would, and with every mark escaped where that is misread."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from deck.markup.sized_pictures import sized_picture
from deck.markup.visible import SOUND_ALONE
from deck.start.blocks import Block, Code, Items, Line, Paragraph, Quotation, Rule, Run, Table

INDENT = "    "
BREAK, BREAK_IN_LINE = "<br>\n", "<br>"
SIGNS = {"strong": "**", "em": "*", "del": "~~"}
TAGS = {"strong": "b", "em": "i", "del": "s"}  # which look the same, and need nothing of the characters around them
MISREAD = re.compile(r"[\\`*$]|(?<!\w)_|_(?!\w)|~~|<(?=[A-Za-z/!?])|&(?=#?\w+;)|\[(?=[\^!])|\](?=[(\[:])")
MARK = re.compile(r"[!-'*-/:-@\\-`{-~)]")  # punctuation of ASCII but '(' and '[', after which a backslash means maths
LINE_START = re.compile(r"(?P<digits>\d+(?=[.)]))|(?=[-+#>=|:])")
CLOZE = re.compile(r"(\{\{c\d+::|::|\}\})")
SAFE_ADDRESS = re.compile(r"[\w./:?=&%#@!,;~+-]+", re.ASCII)
ENTITIES = {"<": "&lt;", "&": "&amp;"}
LINKED = ("https://", "http://", "mailto:")


@dataclass(frozen=True)
class Writer:
    """How Markdown is written: the path of each picture and sound, and whether *escaped* marks are wanted.

    In a *cloze* note the marks of clozes stay as they are.
    """

    path_of: Callable[[Run], str]
    cloze: bool = False
    escaped: bool = False

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Return blocks with an empty line between two."""
        return "\n\n".join(filter(None, map(self._block, blocks)))

    def line(self, lines: Iterable[Line]) -> str:
        """Return lines as one, with breaks between them, for a heading or a cell."""
        return BREAK_IN_LINE.join(self._line(line, in_line=True) for line in lines)

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(lines, level):
                return f"{'#' * level} {self.line(lines)}" if level else self._paragraph(lines)
            case Code(text, language):
                fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", text)), default=0))
                known = "" if self.escaped else language
                return f"{fence}{known or 'text'}\n{text}\n{fence}"
            case Items(items, start):
                return self._items(items, start)
            case Quotation(inside):
                return "\n".join(f"> {line}".rstrip() for line in self.blocks(inside).split("\n"))
            case Table(rows):
                return self._table(rows)
            case Rule():
                return "***"

    def _paragraph(self, lines: tuple[Line, ...]) -> str:
        """Return a paragraph; a formula that has a line of its own is a block."""
        parts: list[str] = []
        for alone, some in groupby(lines, key=_is_display):
            if alone:
                parts += [f"$$\n{run.text}\n$$" for line in some for run in line if run.kind == "display"]
            else:
                parts.append(BREAK.join(self._line(line) for line in some))
        return "\n\n".join(parts)

    def _items(self, items: tuple[tuple[Block, ...], ...], start: int | None) -> str:
        loose = any(sum(not isinstance(block, Items) for block in item) > 1 for item in items)
        written = []
        for number, item in enumerate(items, start or 0):
            sign = "- " if start is None else f"{number}. "
            text = ("\n\n" if loose else "\n").join(map(self._block, item))
            written.append(sign + re.sub(r"\n(?!\n|$)", f"\n{INDENT}", text))
        return ("\n\n" if loose else "\n").join(written)

    def _table(self, rows: tuple[tuple[tuple[Line, ...], ...], ...]) -> str:
        def row(cells: Iterable[str]) -> str:
            return f"| {' | '.join(cells)} |"

        head, *body = [[self.line(cell).replace("|", r"\|") for cell in cells] for cells in rows]
        return "\n".join([row(head), row("---" for _ in head), *map(row, body)])

    def _line(self, line: Line, *, in_line: bool = False) -> str:
        text = " ".join(re.split(r"[ \n]+", "".join(self._runs(list(line), 0, in_line=in_line)))).strip()
        start = LINE_START.match(text)
        return f"{start['digits'] or ''}\\{text[start.end() :]}" if start else text

    def _runs(self, runs: list[Run], depth: int, *, in_line: bool) -> Iterator[str]:
        """Yield runs that share their first *depth* marks."""
        for mark, some in groupby(runs, key=lambda run: run.marks[depth] if len(run.marks) > depth else None):
            group = list(some)
            if mark is None:
                yield from (self._run(run, in_line=in_line) for run in group)
            elif mark[0] == "code":
                yield _code("".join(run.text for run in group))
            else:
                yield self._marked(mark, "".join(self._runs(group, depth + 1, in_line=in_line)))

    def _run(self, run: Run, *, in_line: bool) -> str:
        match run.kind:
            case "formula":
                return f"${_one_line(run.text)}$"
            case "display":
                return f" ${_one_line(run.text)}$ " if in_line else f"$${_one_line(run.text)}$$"
            case "picture":
                path, alt = self.path_of(run), _alt(run.alt)
                return sized_picture(path, alt, run.width) if run.width else f"![{alt}]({path})"
            case "sound":
                return f"[{SOUND_ALONE}]({self.path_of(run)})"
            case "text":
                return self._text(run.text)

    def _text(self, text: str) -> str:
        pattern = MARK if self.escaped else MISREAD
        parts = CLOZE.split(text) if self.cloze else [text]
        return "".join(part if n % 2 else pattern.sub(_escape, part) for n, part in enumerate(parts))

    def _marked(self, mark: tuple[str, str], text: str) -> str:
        """Return text within a mark, outside of which is the space at its ends."""
        inside = text.strip()
        if not inside:
            return text
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        name, address = mark
        if name == "a":
            shown = f"[{inside}]({_address(address)})" if address.startswith(LINKED) else inside
        elif name in SIGNS and not self.escaped:
            shown = f"{SIGNS[name]}{inside}{SIGNS[name]}"
        else:
            tag = TAGS.get(name, name)
            shown = f"<{tag}>{inside}</{tag}>"
        return f"{before}{shown}{after}"


def _escape(match: re.Match[str]) -> str:
    """Return a mark as text; a backslash is not enough before what may begin a tag or an entity."""
    return ENTITIES.get(match[0], f"\\{match[0]}")


def _is_display(line: Line) -> bool:
    shown = [run for run in line if run.kind != "text" or run.text.strip()]
    return [run.kind for run in shown] == ["display"]


def _one_line(tex: str) -> str:
    return " ".join(tex.split())


def _code(text: str) -> str:
    text = " ".join(text.split("\n"))
    signs = "`" * (1 + max(map(len, re.findall(r"`+", text)), default=0))
    space = " " if text.strip() and (text[0] == "`" or text[-1] == "`") else ""
    return f"{signs}{space}{text}{space}{signs}" if text.strip() else text


def _alt(text: str) -> str:
    return " ".join(re.sub(r"[\[\]<>\\`*_$\"&]", " ", text).split())


def _address(address: str) -> str:
    return address if SAFE_ADDRESS.fullmatch(address) else f"<{re.sub(r'[<> ]', _encoded, address)}>"


def _encoded(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"
