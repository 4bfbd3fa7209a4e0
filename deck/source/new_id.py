"""An id for a note that has none yet."""

from __future__ import annotations

import re
from functools import partial
from itertools import count

from slugify import slugify

LONGEST_ID = 40
STOP_WORDS = (
    *("a", "an", "and", "are", "as", "at", "by", "do", "does", "for", "from", "how", "in", "is", "it", "of", "on"),
    *("or", "the", "to", "what", "when", "where", "which", "who", "why", "with"),
)


def unused_id(words: str, used_ids: dict[str, int]) -> str:
    """Return the first *words* of a question as an id that no note has or had.

    *used_ids* has for each id the number from which to search for a variant of it.
    """
    plain = partial(slugify, re.sub("['’]", "", words), max_length=LONGEST_ID, word_boundary=True, save_order=True)
    name = plain(stopwords=STOP_WORDS) or plain() or "note"
    if name not in used_ids:
        return name
    used_ids[name] = next(number for number in count(used_ids[name]) if f"{name}-{number}" not in used_ids)
    return f"{name}-{used_ids[name]}"
