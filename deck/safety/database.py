"""A SQLite database as others may have made it, read within bounds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deck.safety.package_archive import NOT_A_PACKAGE, UNREADABLE, PackageError

MOST_WORK = 100  # millions of instructions of SQLite, of which a note takes a few dozen
MOST_LETTERS = 100_000_000  # that names may cost to be compared
LONGEST = 10_000_000  # bytes of a value
ACTIVE = "select 1 from sqlite_master where type not in ('table', 'index') or sql like '%virtual%'"
COMPUTED = """
    select 1 from sqlite_master as tables join pragma_table_xinfo(tables.name) as columns
    where hidden or dflt_value is not null
"""


@contextmanager
def open_database(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database; raise `PackageError` for one that is damaged or odd, or that costs too much to read.

    It is refused if it computes what it seems to hold, or holds one page twice. What fails while it is open because of
    what it holds is raised as `PackageError` too.
    """
    connection = sqlite3.connect(path)
    try:
        _distrust(connection)
        yield connection
    except (*UNREADABLE, sqlite3.Error):
        raise PackageError(NOT_A_PACKAGE) from None
    finally:
        connection.close()


def _distrust(connection: sqlite3.Connection) -> None:
    work = iter(range(MOST_WORK))
    connection.set_progress_handler(lambda: next(work, None) is None, 1_000_000)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    connection.create_collation("unicase", Unicase().compare)
    connection.execute("pragma trusted_schema = off")
    connection.execute("pragma ignore_check_constraints = on")
    if connection.execute(ACTIVE).fetchone() or connection.execute(COMPUTED).fetchone():
        raise sqlite3.DatabaseError("it is not made of plain tables")
    if connection.execute("pragma quick_check(1)").fetchone() != ("ok",):
        raise sqlite3.DatabaseError("it is damaged")


class Unicase:
    """The order of names in Anki's databases, without regard to case; names count as equal once they cost too much."""

    def __init__(self) -> None:
        self.left = MOST_LETTERS

    def compare(self, one: str, other: str) -> int:
        """Return a number below, at or above 0 as *one* comes before, with or after *other*."""
        self.left -= len(one) + len(other)
        if self.left < 0:
            return 0
        first, second = one.casefold(), other.casefold()
        return (first > second) - (first < second)
