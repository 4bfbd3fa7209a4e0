"""Names of decks make names of files that work on every system, and none twice."""

import pytest

from deck.start.file_names import file_names


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["Animals", "Größe: ÄÖ", "a/b?"], ["animals", "grosse-ao", "a-b"]),
        (["x", "-x", "`x`", "X-2"], ["x", "x-2", "x-3", "x-2-2"]),
        (["..", "😀", "deck"], ["deck", "deck-2", "deck-3"]),
        (["Con", "nul", "LPT1", "conv"], ["con-2", "nul-2", "lpt1-2", "conv"]),
        (["readme", "Readme"], ["readme-2", "readme-3"]),
        (["very " * 30], ["very-very-very-very-very-very-very-very-very-very-very-very"]),
    ],
)
def test_names_work_everywhere_and_differ(names, found):
    assert [*file_names(names, "deck", {"readme"})] == found
