"""Tables: as GitHub reads them, and wide ones scroll."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from markdown import Extension, Markdown
from markdown.extensions.tables import TableProcessor
from markdown.treeprocessors import Treeprocessor


class Tables(Extension, Treeprocessor):
    """Tables, each in a wrapper, so that a wide table scrolls and not the whole card."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the tables with *md*."""
        md.parser.blockprocessors.register(_Rows(md.parser, {"use_align_attribute": True}), "table", 75)
        md.treeprocessors.register(self, "scrolling-tables", 15)

    def run(self, root: ET.Element) -> None:
        """Put each table below *root* into a wrapper."""
        for parent in list(root.iter()):
            for position, child in enumerate(parent):
                if child.tag == "table":
                    wrapper = ET.Element("div", {"class": "tbl"})
                    wrapper.append(child)
                    parent[position] = wrapper


class _Rows(TableProcessor):
    r"""Tables in which ``\|`` is ``|`` even in code, as on GitHub."""

    def _split_row(self, row: str) -> list[str]:
        return [cell.replace("\\|", "|") for cell in super()._split_row(row)]  # type: ignore[misc]
