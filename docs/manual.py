"""What the manual says about the keys that an author may write, parsed from its tables."""

import re
from pathlib import Path

ROW = re.compile(r"^\| (?P<keys>`[\w, `]+`) \| (?P<meaning>.*) \|$", re.MULTILINE)
TABLE = re.compile(r"^\| key \| is \|\n\| --- \| --- \|\n(?P<rows>(?:\|.*\n)+)", re.MULTILINE)


def sections(page: Path) -> dict[str, str]:
    """Return the text of each section of a page by its heading, whatever its level."""
    _, *rest = re.split(r"^#+ (.*)\n", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(rest[::2], rest[1::2], strict=True))


def keys(text: str) -> dict[str, str]:
    """Return the meaning of each key in the tables of keys of a text."""
    rows = (row for table in TABLE.finditer(text) for row in ROW.finditer(table["rows"]))
    return {key: row["meaning"] for row in rows for key in re.findall(r"`(\w+)`", row["keys"])}
