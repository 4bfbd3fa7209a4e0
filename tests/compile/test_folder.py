"""The deck itself: what it must teach, and what it promises of every card."""

import re
from pathlib import Path
from time import perf_counter
from unicodedata import normalize

import pytest
from support.samples import PLAIN_TOML

from deck.compile.folder import render_content
from deck.diagnostics import ContentError
from deck.source.settings import read_settings

MARKS = "\N{COMBINING ACUTE ACCENT}\N{COMBINING DOT BELOW}"
CONTENT = Path(__file__).parents[2] / "content"
SEED = (
    "What is an optimizer?",
    "What is a gradient descent?",
    "How does a gradient descent work?",
    "What is the actual gradient?",
    "What is an approach to avoid getting stuck in a local minima while using a gradient descent?",
    "What is a stochastic gradient descent?",
    "What is an Adagrad",
    "RMSprop?",
    "Adam?",
    "What is the overall goal of optimizers in neural networks?",
)
# what the notes said beside their questions and what is false about it, and the like from other decks
FALSE = (
    "travels down its slope in steps until it reaches the lowest point (minimum) of the function",
    "Is basically what Backpropagation is - Gradient descent implemented on a network",
    "Backpropagation is basically gradient descent",
    "Repeats steps 1 and 2 until the loss function is as low as possible",
    "The gradient of a function always points in the direction of the steepest increase in the function",
    "to avoid getting stuck in a local minima while using a gradient descent",
    "Use a small learning rate to avoid getting stuck in local minima",
    "Uses momentum to accumulate gradients",
    "Ideal for sparse datasets with many input examples missing",
    "RMSprop accumulates gradients in a fixed window",
    "Similar to adaprop",
    "Stands for adapative momentum estimation",
    "Stands for adaptive momentum estimation",
    "using past gradients to calculate the carbon gradient",
    "The current gradient is calculated by Adam",
    "Adaptive Momentum (Adam)",
    "Adadelta restricts the window of accumulated past gradients to some fixed size",
    "the direction of steepest descent (i.e. the direction of the gradient)",
    "gradient descent will certainly converge to the global minimum",
)


@pytest.fixture(scope="module")
def notes():
    return render_content(CONTENT)


@pytest.mark.parametrize(("number", "question"), list(enumerate(SEED, 1)))
def test_every_question_of_the_seed_is_anchored_to_the_letter(notes, number, question):
    anchors = [each.note for each in notes if each.fields["Original"] == question]

    assert len(anchors) == 1
    assert f"original::q{number:02}" in anchors[0].tags


def test_no_other_original_is_claimed(notes):
    assert {each.fields["Original"] for each in notes} - {""} == set(SEED)


def test_every_note_cites_a_work_and_says_where_in_it(notes):
    for each in notes:
        source = each.note.fields["Source"].text
        assert all(re.fullmatch(r"@[\w-]+, .+", part.strip(), re.DOTALL) for part in source.split(";")), source


@pytest.mark.parametrize(
    "call",
    ["gradient descent", "gradient descent (lr = 0.2, batch = 1)", "momentum", "Adagrad", "RMSprop", "Adam"],
)
def test_every_optimizer_of_the_seed_has_a_figure(notes, call):
    legends = [line for each in notes for figure in each.figures for line in figure.legend]

    assert any(line.startswith(call) for line in legends)


@pytest.fixture
def known_errors(errors):
    """Return a function that returns what the deck's own settings find to be a known error in a note."""
    settings = (CONTENT / "deck.toml").read_bytes()

    def find(note):
        found = errors(files={"deck.toml": settings, "one.md": f"---\ndeck: Optimizers::One\n---\n\n{note}"})
        return [each for each in found if "it is a known error" in each]

    return find


@pytest.mark.parametrize("sentence", FALSE)
def test_a_false_sentence_is_refused(known_errors, sentence):
    assert known_errors(f"## What is true of it? {{#a}}\n\n{sentence}.\n")


def test_a_false_sentence_may_be_quoted_to_ask_for_the_truth(known_errors):
    quotations = " ".join(f"“{each}”" for each in FALSE)

    assert known_errors(f'## What is true? {{#a tags="kind::contrast"}}\n\n{quotations}\n')
    assert not known_errors(f'## What is true? {{#a tags="kind::misconception"}}\n\n{quotations}\n')


def test_a_question_without_labels_does_not_give_its_answer_away(notes):
    asking = [each for each in notes if "kind::figure" in each.note.tags]
    hidden = [(each, figure) for each in asking for figure in each.figures if not figure.labels]

    assert hidden
    for each, figure in hidden:
        assert figure.name in each.fields["Front"]
        pictures = "".join(re.findall(r"<img [^>]*>", each.fields["Front"]))
        assert not re.search(r"descent|momentum|adagrad|rmsprop|adam", pictures, re.IGNORECASE)


def test_settings_may_be_written_with_accents_apart(tmp_path):
    path = tmp_path / "deck.toml"
    path.write_text(normalize("NFD", 'name = "Déck"\nnamespace = "test"\n'))

    settings, _ = read_settings(path, "deck.toml")

    assert settings.name == normalize("NFC", "Déck")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f'licence = "a{MARKS * 100_000}"\n', "deck.toml:3: has hundreds of accents or symbols in a row"),
        ("\n" * 100_000 + "'", "deck.toml:100003: cannot be read as TOML"),
        ("x = [" + "\n[" * 50_000, "deck.toml:1: is nested too deeply; write a flat list"),
    ],
    ids=["marks", "lines", "lists"],
)
def test_settings_without_end_are_refused_in_seconds(tmp_path, written, expected):
    path, begun = tmp_path / "deck.toml", perf_counter()
    path.write_text(PLAIN_TOML + written)

    with pytest.raises(ContentError, match=expected):
        read_settings(path, "deck.toml")

    assert perf_counter() - begun < 5
