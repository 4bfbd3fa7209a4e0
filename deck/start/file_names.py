"""Names for files and folders, made of the names of decks and media: they work on every system."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import count

from slugify import slugify

LONGEST = 60
DEVICES = frozenset(  # which are no files on Windows, with whatever ending
    ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))]
)


def file_names(names: Iterable[str], otherwise: str, used: Collection[str] = ()) -> Iterator[str]:
    """Yield a name without an ending for each of *names*: none twice, and none of those that are *used*.

    What has no letter or digit is called *otherwise*.
    """
    yielded = {*used}
    for name in names:
        stem = slugify(name, max_length=LONGEST) or otherwise
        numbered = (f"{stem}-{number}" if number > 1 else stem for number in count(1))
        found = next(each for each in numbered if each not in yielded and each not in DEVICES)
        yielded.add(found)
        yield found
