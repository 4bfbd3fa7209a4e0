"""The deck itself: what it must teach, and what it promises of every card."""

import re
from pathlib import Path

import pytest

from deck.content import compile_content

CONTENT = Path(__file__).parent.parent / "content"
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
FALSE_PHRASES = (
    r"adap(t|at)ive momentum estimation",
    r"carbon gradient",
    r"adaprop",
    r"(sgd )?uses momentum to accumulate",
    r"(reach|go|get)\w* the lowest point",
    r"as low as possible",
    r"a local minima",
    r"backprop\w*\W+(is|=)\W+(basically )?gradient descent",
    r"gradient descent implemented on a network",
    r"(rms ?prop|ada ?delta)[^.]{0,80}(fixed|moving|sliding) window",
    r"examples? (are )?missing",
    r"always points? (in the direction of|to) (the )?steepest",
    r"small learning rate[^.]{0,60}(avoid|escape)[^.]{0,30}local minim",
    r"current gradient[^.]{0,40}(calculat|comput)\w* (by|from) (adam|past)",
)


@pytest.fixture(scope="module")
def notes():
    return compile_content(CONTENT).notes


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
    ["gradient descent", "gradient descent (lr 0.2, batch 1)", "momentum", "Adagrad", "RMSprop", "Adam"],
)
def test_every_optimizer_of_the_seed_has_a_figure(notes, call):
    legends = [line for each in notes for figure in each.figures for line in figure.legend]

    assert any(line.startswith(call) for line in legends)


def test_a_known_false_phrase_stands_only_on_a_misconception_in_quotation_marks(notes):
    for each in notes:
        visible = [each.fields[name] for name in each.fields if name not in ("Original", "Source", "Id")]
        text = re.sub(
            r"<[^>]+>|“[^”]*”" if "kind::misconception" in each.note.tags else r"<[^>]+>", " ", " ".join(visible)
        )
        found = [phrase for phrase in FALSE_PHRASES if re.search(phrase, text, re.IGNORECASE)]
        assert found == [], each.note.id


def test_a_question_without_labels_does_not_give_its_answer_away(notes):
    hidden = [(each, figure) for each in notes for figure in each.figures if not figure.labels]

    assert hidden
    for each, figure in hidden:
        assert figure.name in each.fields["Front"]
        pictures = "".join(re.findall(r"<img [^>]*>", each.fields["Front"]))
        assert not re.search(r"descent|momentum|adagrad|rmsprop|adam", pictures, re.IGNORECASE)
