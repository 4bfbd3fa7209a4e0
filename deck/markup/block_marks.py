"""Fenced blocks while the Markdown around them is converted: a mark replaces each, and becomes its HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence

from deck.markup.fences import STEP, find_fences

BLOCK_MARK = "\ue000{}\ue001"  # private characters, which neither Markdown nor authors write
BLOCK_TAG = re.compile(r"</?(?:blockquote|div|h\d|li|ol|p|pre|table|td|th|ul)\b[^<>]*>")
MARKER = re.compile(r"(?P<indent> *)(?:[-*+]|\d+[.)])[ \t]")


def with_marks(text: str) -> str:
    """Return Markdown with a mark in place of each fenced block."""
    lines = text.split("\n")
    for number, fence in reversed(list(enumerate(find_fences(text)))):
        mark = fence.indent + BLOCK_MARK.format(number)
        in_item = fence.indent and _follows_item(lines, fence.first, len(fence.indent) - STEP)
        lines[fence.first : fence.last] = [mark] if in_item else ["", mark, ""]
    return "\n".join(lines)


def put_blocks(html: str, blocks: Sequence[str]) -> str:
    """Return HTML with *blocks*, which may be empty, in place of their marks; a mark in another place stays."""
    for number, block in reversed(list(enumerate(blocks))):
        mark = BLOCK_MARK.format(number)
        paragraph = f"<p>{mark}</p>"
        if paragraph in html:
            html = (
                html.replace(paragraph, block) if block else html.replace(f"{paragraph}\n", "").replace(paragraph, "")
            )
            continue
        before, found, after = html.partition(mark)
        tags = BLOCK_TAG.findall(before)
        if found and tags and tags[-1] in ("<p>", "<li>") and tags.count("<li>") > tags.count("</li>"):
            html = _put(before.rstrip(), block, after.lstrip(), tags[-1])
    return html


def _follows_item(lines: Sequence[str], number: int, indent: int) -> bool:
    """Return whether a line goes on with the first paragraph of an item of a list that has this *indent*."""
    for line in reversed(lines[:number]):
        if not line.strip():
            return False
        if marker := MARKER.match(line):
            return len(marker["indent"]) == indent
    return False


def _put(before: str, block: str, after: str, around: str) -> str:
    """Put a block between two parts of a paragraph, or of an item without paragraphs."""
    if not block:
        return f"{before}\n{after}" if after and not after.startswith("</") else before + after
    if around == "<li>":
        return f"{before}\n{block}{after}" if after.startswith("</li>") else f"{before}\n{block}\n{after}"
    rest = after.removeprefix("</p>") if after.startswith("</p>") else f"\n<p>{after}"
    return f"{before}</p>\n{block}{rest}"
