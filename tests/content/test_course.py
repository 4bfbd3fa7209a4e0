"""What the deck promises its learners: a picture where an idea is born, and claims that hold on every machine."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

from deck.compile.folder import render_content
from deck.markup.fences import find_fences, without_fences
from figures.claims.evaluator import evaluate
from figures.claims.subjects import RunTrace
from figures.kinds.curve import Curve

CONTENT = Path(__file__).parents[2] / "content"
MOVED = 1e-12  # of the size of a coordinate: what machines may disagree about
TOLERANCE = 1e-6  # of the size of a quantity
NOTHING = 1e-9  # a quantity below it is zero
COLUMNS = 36  # of code on a phone 360 px wide, in the apps that leave the least room
FIGURE = 290  # pixels that a figure is wide there, among further text
TAP = 40  # pixels that a finger needs
LANGUAGES = {"python", "text"}
MEANS = {"mean_distance", "path_length", "diverged"}  # what a chaotic run still has for certain

TAUGHT = {  # words of cards, and the note that teaches each
    r"Adagrad": "adagrad",
    r"Adam\b": "adam",
    r"AdamW": "adamw-vs-l2",
    r"basin": "start-decides-basin",
    r"bias correction": "adam-bias-correction",
    r"(C|c)lipping": "clip-outlier",
    r"condition number|ill-condition": "condition-number",
    r"convex": "convex-minima",
    r"cosine": "cosine-schedule",
    r"critical point": "gradient-at-critical-points",
    r"curvature": "curvature",
    r"effective rate": "adagrad",
    r"epoch": "epoch",
    r"(G|g)radient descent": "gradient-descent",
    r"held-out": "overall-goal",
    r"Hessian|eigenvalue": "hessian-eigenvalues",
    r"hyperparameter": "parameters",
    r"L2 penalty": "weight-decay",
    r"learning rate": "learning-rate",
    r"LARS": "lars",
    r"level line": "steepest-increase",
    r"Lion": "lion-direction",
    r"local minim": "local-minimum",
    r"mini-batch": "examples-per-update",
    r"momentum(?! matrix)": "momentum",
    r"Muon": "muon-orthogonalise",
    r"Nesterov": "nesterov-look-ahead",
    r"partial derivative": "gradient",
    r"ravine|zig-zag": "ravine-zigzag",
    r"RMSprop": "rmsprop",
    r"saddle": "saddle-point",
    r"SGD\b": "sgd",
    r"Shampoo": "shampoo",
    r"unbiased": "sgd",
    r"velocity": "momentum",
    r"warm-up": "warmup",
    r"weight decay": "weight-decay",
}

NOTES = render_content(CONTENT)
BY_ID = {each.note.id: each.note for each in NOTES}


def traces(experiment, *, moved):
    """Return what the names of an experiment's paths refer to, with their starts moved or not."""
    return {
        name + which: RunTrace(shifted(run) if moved else run, frame.steps)
        for which, frame in experiment.frames.items()
        for name, run in zip(frame.paths, frame.runs, strict=True)
    }


def shifted(run):
    return replace(run, start=tuple(each * (1 + MOVED) for each in run.start))


def quantities(claim):
    """Return the calls of a claim that read a run."""
    for node in ast.walk(ast.parse(claim, mode="eval")):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Subscript | ast.Name):
            yield node


def unstable(experiment):
    """Return the quantities in the claims of an experiment that depend on the last digits of a start."""
    if experiment.subject is not RunTrace or not experiment.paths:
        return []
    exact, near = (traces(experiment, moved=moved) for moved in (False, True))
    return [
        ast.unparse(call)
        for claim in experiment.claims
        for call in quantities(claim)
        if call.func.id not in MEANS and differ(*(evaluate(call, subjects) for subjects in (exact, near)))
    ]


def differ(one, other):
    return one != other and not abs(one - other) <= TOLERANCE * abs(one) + NOTHING


@pytest.mark.parametrize("note", NOTES, ids=[each.note.id for each in NOTES])
def test_no_claim_depends_on_the_last_digits_of_a_start(note):
    assert [unstable(each.experiment) for each in note.experiments] == [[] for _ in note.experiments]


def test_a_claim_about_a_chaotic_run_is_found():
    chaotic = {
        "surface": "three_hump_camel",
        "start": [1.5, 0],
        "steps": 400,
        "paths": {"run": "gd(lr=0.3)"},
        "claims": ["x(run, 8) > -5", "mean_distance(run, 1, 8) < 9"],
    }
    assert unstable(Curve.model_validate(chaotic)) == []
    chaotic["paths"] = {"run": "gd(lr=0.25)"}
    chaotic["claims"] = ["x(run, 200) > 1.2"]
    assert unstable(Curve.model_validate(chaotic)) == ["x(run, 200)"]


def test_most_of_the_first_notes_show_a_picture():
    assert sum(bool(each.figures) for each in NOTES[:20]) >= 12


def test_the_course_is_short_and_shows_what_it_teaches():
    course = [each for each in NOTES if "core" in each.note.tags]

    assert 55 <= len(course) <= 65
    assert sum(bool(each.figures) for each in course) >= 40


def test_each_note_is_either_of_the_course_or_beyond_it():
    assert [each.note.id for each in NOTES if len({"core", "extended"} & set(each.note.tags)) != 1] == []


def learnt(note):
    """Return the ids of a note and of all that it needs, through others or not."""
    return {note.id}.union(*(learnt(BY_ID[each]) for each in note.needs))


@pytest.mark.parametrize("note", BY_ID.values(), ids=BY_ID)
def test_a_word_is_taught_before_a_card_asks_about_it_or_answers_with_it(note):
    shown = " ".join(without_fences(each.text) for each in (note.title, note.above, note.below))

    assert {teacher for word, teacher in TAUGHT.items() if re.search(word, shown)} - learnt(note) == set()


def explained(word, text):
    """Return whether a text introduces a word in italics, or says which card explains it."""
    return re.search(rf"\*(?! )[^*]*(?:{word})[^*]*(?<! )\*|(?:[Ll]ater|next) card", text) is not None


@pytest.mark.parametrize("number", [number for number, each in enumerate(NOTES) if "core" in each.note.tags])
def test_what_the_course_adds_to_an_answer_uses_words_that_are_taught_by_then(number):
    rendered = NOTES[number]
    before = {each.note.id for each in NOTES[: number + 1]}
    fields = [rendered.note.fields[name].text for name in ("Hint", "Extra") if name in rendered.note.fields]
    captions = [figure.caption or "" for figure in rendered.figures]
    passages = [*map(without_fences, fields), *captions]

    assert {
        (word, passage)
        for passage in passages
        for word, teacher in TAUGHT.items()
        if teacher not in before and re.search(word, passage) and not explained(word, passage)
    } == set()


@pytest.mark.parametrize("note", [each for each in BY_ID.values() if each.kind == "typed"], ids=lambda note: note.id)
def test_a_typed_card_says_which_form_of_answer_it_wants(note):
    assert re.search(r"whole number|decimal", note.title.text)


@pytest.mark.parametrize("number", range(2, 10))
def test_each_subdeck_asks_which_of_three_runs_is_which(number):
    asked = [each for each in NOTES if each.note.deck.startswith(f"Optimizers::{number} ")]

    assert any(len(figure.paths) == 3 and not figure.labels for each in asked for figure in each.figures)


@pytest.mark.parametrize("note", NOTES, ids=[each.note.id for each in NOTES])
def test_code_fits_a_phone(note):
    passages = [note.note.above, note.note.below, *note.note.fields.values()]
    code = [each.body for passage in passages for each in find_fences(passage.text) if each.language in LANGUAGES]

    assert [line for body in code for line in body.splitlines() if len(line) > COLUMNS] == []


def test_each_value_of_a_strip_can_be_tapped_on_a_phone():
    shown = {figure.name: figure for each in NOTES for figure in each.figures}.values()

    assert [figure.caption for figure in shown if FIGURE / len(figure.frames) < TAP] == []


def test_no_caption_names_a_colour_that_is_another_one_by_night():
    captions = [figure.caption or "" for each in NOTES for figure in each.figures]

    assert [caption for caption in captions if re.search(r"\b(black|white|gr[ae]y)\b", caption)] == []


def test_at_least_ten_figures_can_be_varied_and_ten_move():
    shown = {figure.name: figure for each in NOTES for figure in each.figures}.values()

    assert sum(len(each.frames) > 1 for each in shown) >= 10
    assert sum(getattr(each, "animate", False) for each in shown) >= 10
