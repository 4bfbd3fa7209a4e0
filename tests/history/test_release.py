"""A release: its author prepares it with ``--against``, and a server builds it again from what the author committed."""

import shutil
from pathlib import Path

import pytest
from support.clock import NOW

from deck.build import build
from deck.diagnostics import ContentError

ONE, TWO, THREE = "## One? {#one}\n\nFirst.\n\n", "## Two? {#two}\n\nSecond.\n\n", "## Three? {#three}\n\nThird.\n\n"
BETTER = TWO.replace("Second", "Better")
EDITS = {
    "nothing": [ONE + TWO, ONE + TWO],
    "one note twice": [ONE + TWO.replace("Second", "Draft"), ONE + BETTER],
    "two notes, one after the other": [ONE.replace("First", "Draft") + TWO, ONE.replace("First", "Draft") + BETTER],
    "back to what was published": [ONE + BETTER, ONE + TWO],
    "a new note, edited again": [ONE + TWO + THREE, ONE + TWO + THREE.replace("Third", "Better")],
    "new notes at two times": [ONE + TWO + THREE, ONE + TWO + THREE + THREE.replace("hree", "ourth")],
    "a note goes": [ONE, ONE],
    "a note goes and comes back": [ONE, ONE + TWO],
    "a new note that goes again": [ONE + TWO + THREE, ONE + BETTER],
    "another id": [ONE + TWO.replace("#two", "#zwei was=two"), ONE + BETTER.replace("#two", "#zwei was=two")],
    "a second card": [ONE + TWO.replace("#two", "#two .reversed"), ONE + BETTER.replace("#two", "#two .reversed")],
    "tags": [ONE + TWO.replace("#two", '#two tags="x"'), ONE + TWO.replace("#two", '#two tags="y"')],
}


@pytest.fixture
def edited(write):
    """Return a function that publishes notes, builds two edits of them, each at its time, and returns the release."""

    def publish_and_edit(first, second):
        published = build(write(ONE + TWO), Path("published.apkg"), NOW).package
        for days, notes in ((1, first), (2, second)):
            build(write(notes), None, NOW + days * 86_400)
        return published

    return publish_and_edit


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
def test_a_prepared_release_has_the_same_bytes_wherever_and_whenever_it_is_built(edited, edits):
    published = edited(*edits)
    prepared = build(Path("content"), Path("prepared.apkg"), NOW + 3 * 86_400, against=published)
    lock = Path("content/deck.lock").read_bytes()
    shutil.copytree("content", "clone")

    again = build(Path("clone"), Path("again.apkg"), NOW + 9 * 86_400, against=published, locked=True)

    assert again.package.read_bytes() == prepared.package.read_bytes()
    assert Path("clone/deck.lock").read_bytes() == lock
    assert again.plan.touched == prepared.plan.touched


@pytest.mark.parametrize(
    "name", ["two notes, one after the other", "back to what was published", "new notes at two times"]
)
def test_a_release_that_is_not_prepared_is_refused(edited, name):
    published = edited(*EDITS[name])

    with pytest.raises(ContentError, match="; prepare the release with build --against, and commit the lock"):
        build(Path("content"), None, NOW + 9 * 86_400, against=published, locked=True)


def test_the_first_release_has_nothing_to_compare_with(write):
    first = build(write(ONE + TWO), None, NOW).package.read_bytes()

    assert build(Path("content"), Path("again.apkg"), NOW + 9, locked=True).package.read_bytes() == first
