"""The guide to writing: what it shows is what a new deck holds, and what Anki makes of it."""

import re
from pathlib import Path

import pytest
from PIL import Image
from support.clock import NOW

from deck.build import check
from deck.markup.fences import find_fences
from docs import draw_cards
from docs.draw_cards import FOLDER, PAGE, examples, outdated, rendered, wanted, with_cards

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / PAGE).read_text(encoding="utf-8")
FENCES = find_fences(TEXT)
EXAMPLES = [fence.body for fence in FENCES if fence.language == "markdown"]
STARTER = ROOT / draw_cards.STARTER


@pytest.fixture(scope="module")
def cards():
    """Return the cards of the starter, by their names in the preview."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        with rendered() as (_, named):
            yield named


@pytest.fixture
def at_root(monkeypatch):
    monkeypatch.chdir(ROOT)


def test_the_examples_build_and_nothing_in_them_could_be_better(write):
    settings = next(fence.body for fence in FENCES if fence.language == "toml")
    front_matter = next(fence.body for fence in FENCES if fence.language == "yaml")
    others = {path.relative_to(STARTER).as_posix(): path.read_bytes() for path in STARTER.glob("*/*.svg")}
    files = {
        "deck.toml": settings.replace('errors = ["D001", "S", "W001"]', 'errors = ["A", "D", "G", "P", "Q", "S", "W"]'),
        "references.bib": (STARTER / "references.bib").read_bytes(),
        "one.md": f"{front_matter}\n{''.join(EXAMPLES)}",
        **others,
    }

    assert check(write(files=files), NOW).found == ()
    assert len(EXAMPLES) == 13


@pytest.mark.usefixtures("at_root")
def test_every_note_of_a_new_deck_is_an_example():
    assert sorted(EXAMPLES) == sorted(examples().values())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: re.search(r"\{#([a-z-]+)", example)[1])
def test_every_example_has_its_picture_below(example):
    below = TEXT.partition(f"{example}````\n\n")[2].partition("<!-- /card -->")[0]

    assert re.match(r'<img src="cards/[a-z0-9-]+\.png" width="362" alt="The \w+.*">\n', below)


@pytest.mark.parametrize("path", sorted((ROOT / FOLDER).iterdir()), ids=lambda path: path.name)
def test_a_picture_is_as_wide_as_a_phone_and_small(path):
    with Image.open(path) as image:
        assert (image.format, image.width) == ("PNG", 362)  # the card has 360, and an edge on both sides
    assert path.stat().st_size <= 25_000


@pytest.mark.usefixtures("at_root")
def test_the_guide_and_its_pictures_are_up_to_date():
    assert list(outdated()) == []


@pytest.mark.usefixtures("at_root")
def test_an_example_that_differs_from_the_note_of_a_new_deck_is_put_right(cards):
    changed = TEXT.replace("Momentum cancels the zigzag.", "Momentum calms the zigzag.")

    assert changed != TEXT
    assert with_cards(changed, cards) == TEXT


@pytest.mark.parametrize("about", ["one-step", "one-step, side", "one-step, front, back by night"])
def test_a_part_that_names_no_side_is_reported(about):
    with pytest.raises(SystemExit, match=f"'{about}' is not an id and some sides"):
        wanted(f"<!-- card: {about} -->\n<!-- /card -->\n")


def test_a_card_that_is_rendered_otherwise_has_another_picture(cards):
    (picture,) = wanted("<!-- card: one-step, front night -->\n<!-- /card -->\n")
    card = cards["one-step"]
    changes = [{"question_html": f"{card.question_html}!"}, {"style": f"{card.style} "}]

    names = {draw_cards.file_name(picture, cards)}
    for change in changes:
        changed = type(card)(**vars(card) | change)
        names.add(draw_cards.file_name(picture, {"one-step": changed}))

    assert len(names) == 3
    assert all(re.fullmatch(r"one-step-front-dark-[0-9a-f]{8}\.png", name) for name in names)


def test_what_is_out_of_date_is_reported_by_name(monkeypatch, tmp_path):
    monkeypatch.chdir(ROOT)
    page = tmp_path / "writing.md"
    page.write_text("<!-- card: one-step, front -->\n<!-- /card -->\n", encoding="utf-8")
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "old.png").touch()
    monkeypatch.setattr(draw_cards, "PAGE", page)
    monkeypatch.setattr(draw_cards, "FOLDER", tmp_path / "cards")

    reported = [each.removesuffix("; run python -m docs.draw_cards").rpartition("/")[2] for each in outdated()]

    assert reported[0] == "writing.md: its cards are out of date"
    assert reported[1] == "old.png: belongs to no card"
    assert re.fullmatch(r"one-step-front-light-\w+\.png: is missing", reported[2])
