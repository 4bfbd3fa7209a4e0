r"""Write Markdown that shows what HTML shows; the opposite of `to_html`, but for what only an author knows.

A figure is marks in private characters around its caption, since its fence cannot be known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from deck.markup.normal_html import Block
from deck.markup.normal_line import Inline, Mark
from deck.markup.sized_pictures import sized_picture

FORMULA = re.compile(r"(\\\(.*?\\\)|\\\[.*?\\\])", re.DOTALL)
SPECIAL = re.compile(r"([\\`*$]|\](?=[(\[:])|(?<!\w)_|_(?!\w)|~(?=~))")
ENTITIES = ((re.compile(r"&(?=#?\w+;)"), "&amp;"), (re.compile(r"<(?=[a-zA-Z/!?])"), "&lt;"))
LINE_START = re.compile(r"(?:[-+](?= )|#{1,6} |>|---|===|\d+(?=[.)] ))")
MARKS = {"strong": "**", "em": "*", "del": "~~"}
FIGURE_MARK, CAPTION_END = "\ue010{}\ue011", "\ue012"
INDENT = "    "


def to_markdown(blocks: Iterable[Block]) -> str:
    """Return blocks as Markdown, an empty line between two."""
    return "\n\n".join(map(_block, blocks))


def line_to_markdown(inline: Inline, line_break: str = "<br>\n") -> str:
    """Return text as Markdown in one line, but for its line breaks."""
    return "".join(_inline(inline, line_break))


def _block(block: Block) -> str:
    write = WRITERS.get(block.tag)
    return write(block) if write else _paragraph(block)


def _paragraph(block: Block) -> str:
    text = line_to_markdown(block.inline) + to_markdown(block.blocks)
    return LINE_START.sub(lambda match: _escaped_start(match[0]), text, count=1) if LINE_START.match(text) else text


def _code(block: Block) -> str:
    (code,) = block.inline
    return f"```\n{code}\n```"


def _callout(block: Block) -> str:
    return _quoted(f"[!{block.kind.split()[-1].upper()}]\n{to_markdown(block.blocks[1:])}")


def _figure(block: Block) -> str:
    mark = FIGURE_MARK.format(block.kind)
    return f"{mark} {line_to_markdown(block.inline)}{CAPTION_END}" if block.inline else mark


def _heading(block: Block) -> str:
    return f"{'#' * int(block.tag[1])} {line_to_markdown(block.inline, '<br>')}"


def _escaped_start(start: str) -> str:
    return f"{start}\\" if start.isdecimal() else f"\\{start}"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _list(block: Block) -> str:
    loose = any(each.tag == "p" for item in block.blocks for each in item.blocks)
    first = int(block.kind) if block.kind.isdecimal() else 1
    return ("\n\n" if loose else "\n").join(
        f"{f'{number}. ' if block.tag == 'ol' else '- '}{_item(item)}"
        for number, item in enumerate(block.blocks, first)
    )


def _item(item: Block) -> str:
    parts: list[str] = []
    for block in item.blocks:
        tight = block.tag in ("ul", "ol") and parts and item.blocks[0].tag == "text"
        parts += ["\n" if tight else "\n\n", _block(block)]
    return "".join(parts[1:]).replace("\n", f"\n{INDENT}").replace(f"\n{INDENT}\n", "\n\n")


def _rows(table: Block) -> Iterator[str]:
    rules = {"left": ":--", "right": "--:", "center": ":-:"}
    for number, row in enumerate(table.blocks):
        yield f"| {' | '.join(_cell(each) for each in row.blocks)} |"
        if not number:
            yield f"| {' | '.join(rules.get(each.kind, '---') for each in row.blocks)} |"


def _table(block: Block) -> str:
    return "\n".join(_rows(block))


def _cell(cell: Block) -> str:
    return line_to_markdown(cell.inline, "<br>").replace("|", r"\|")


def _inline(inline: Inline, line_break: str) -> Iterator[str]:
    links: list[str] = []
    code = False
    for part in inline:
        if isinstance(part, str):
            yield part if code else _text(part)
            continue
        attributes = dict(part.attributes)
        if part.tag == "br":
            yield line_break
        elif part.tag == "img":
            yield _picture(attributes)
        elif part.tag == "code":
            code = not part.closing
            yield "`"
        elif part.tag == "a":
            links.append(attributes.get("href", "")) if not part.closing else None
            yield f"]({links.pop()})" if part.closing and links else "["
        else:
            yield MARKS.get(part.tag) or _tag(part)


def _picture(attributes: Mapping[str, str]) -> str:
    source, alt, width = (attributes.get(name, "") for name in ("src", "alt", "width"))
    return sized_picture(source, alt, width) if width else f"![{alt}]({source})"


def _tag(mark: Mark) -> str:
    if mark.closing:
        return f"</{mark.tag}>"
    return f"<{mark.tag}{''.join(f' {name}={value!r}' for name, value in mark.attributes)}>"


def _text(text: str) -> str:
    return "".join(_formula(part) if n % 2 else escaped(part) for n, part in enumerate(FORMULA.split(text)))


def _formula(formula: str) -> str:
    tex = formula[2:-2].strip()
    return f"$${tex}$$" if formula[1] == "[" else f"${tex}$"


def escaped(text: str) -> str:
    """Return plain text in which Markdown sees no mark."""
    text = SPECIAL.sub(r"\\\1", text)
    for pattern, entity in ENTITIES:
        text = pattern.sub(entity, text)
    return text


WRITERS: dict[str, Callable[[Block], str]] = {
    "ul": _list,
    "ol": _list,
    "pre": _code,
    "blockquote": lambda block: _quoted(to_markdown(block.blocks)),
    "callout": _callout,
    "figure": _figure,
    "table": _table,
    "hr": lambda _: "***",
    **dict.fromkeys(("h4", "h5", "h6"), _heading),
}
