"""Findings about quality, of notes that each get a source."""

import pytest
from support.quality import FILES, SOURCE, TOML, sourced
from support.samples import PICTURE


@pytest.fixture
def found(warnings):
    """Return a function that returns the quality findings in notes, each of which gets a source."""

    def found_in(notes, source=SOURCE, pictures=(), toml=TOML):
        files = {**FILES, "deck.toml": toml, **dict.fromkeys(pictures, PICTURE)}
        return warnings(sourced(notes, source), files)

    return found_in
