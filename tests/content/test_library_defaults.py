"""The defaults of Keras and optax that cards state, compared with the libraries, which are read but not imported.

pip install --no-deps --target DIR keras==3.15.1 optax==0.2.8
PYTHONPATH=DIR python -m pytest -m libraries
"""

import ast
import re
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

from deck.compile.folder import render_content

pytestmark = pytest.mark.libraries

CONTENT = Path(__file__).parents[2] / "content"
VERSIONS = {"keras": "3.15.1", "optax": "0.2.8"}
REQUIRED = "no default: the argument must be given"

ADAM_ALPHA = r"| $\alpha$ | 0.001 | 0.001 | 0.001 |"
ADAM_BETA1 = r"| $\beta_1$ | 0.9 | 0.9 | 0.9 | 0.9 |"
ADAM_BETA2 = r"| $\beta_2$ | 0.999 | 0.999 | 0.999 | 0.999 |"
ADAM_EPSILON = r"| $\epsilon$ | $10^{-8}$ | $10^{-8}$ | $10^{-7}$ | $10^{-8}$ |"
ADAMW_DECAY = "| weight decay | 0.01 | 0.004 | 0.0001 |"
ADAGRAD_START = "at $0.1$ in Keras 3.15 and optax 0.2.8"
ADADELTA_OPTAX = "In optax 0.2.8 the default is `None`"
RMSPROP_DECAY = "the default of Keras 3.15 (`rho`) and optax 0.2.8 (`decay`)"
LION_BETAS = r"Keras 3.15 and optax 0.2.8 have $\beta_1=0.9$ and $\beta_2=0.99$ by default"

# library, class or function, argument, default, id of a note that states it, its words there
STATED = (
    ("keras", "src.optimizers.adam.Adam", "learning_rate", 0.001, "adam-defaults", ADAM_ALPHA),
    ("keras", "src.optimizers.adam.Adam", "beta_1", 0.9, "adam-defaults", ADAM_BETA1),
    ("keras", "src.optimizers.adam.Adam", "beta_2", 0.999, "adam-defaults", ADAM_BETA2),
    ("keras", "src.optimizers.adam.Adam", "epsilon", 1e-7, "adam-defaults", ADAM_EPSILON),
    ("optax", "_src.alias.adam", "learning_rate", REQUIRED, "adam-defaults", r"optax has no default for $\alpha$"),
    ("optax", "_src.alias.adam", "b1", 0.9, "adam-defaults", ADAM_BETA1),
    ("optax", "_src.alias.adam", "b2", 0.999, "adam-defaults", ADAM_BETA2),
    ("optax", "_src.alias.adam", "eps", 1e-8, "adam-defaults", ADAM_EPSILON),
    ("keras", "src.optimizers.adam.Adam", "epsilon", 1e-7, "adam-epsilon-keras", "What is it in Keras 3.15? $10^{-7}$"),
    ("keras", "src.optimizers.adamw.AdamW", "weight_decay", 0.004, "adamw-default-decay", ADAMW_DECAY),
    ("optax", "_src.alias.adamw", "weight_decay", 1e-4, "adamw-default-decay", ADAMW_DECAY),
    ("keras", "src.optimizers.adam.Adam", "weight_decay", None, "adamw-vs-l2", "where it is `None` by default"),
    ("keras", "src.optimizers.adam.Adam", "amsgrad", False, "amsgrad-maximum", "`amsgrad=False` by default"),
    ("optax", "_src.alias.amsgrad", "bias_correction_nu", True, "amsgrad-maximum", "before it takes the maximum"),
    ("keras", "src.optimizers.nadam.Nadam", "learning_rate", 0.001, "nadam", "and $0.001$ in Keras 3.15"),
    ("keras", "src.optimizers.sgd.SGD", "momentum", 0.0, "sgd-no-momentum", "| Keras | 3.15 | `momentum=0.0` |"),
    ("optax", "_src.alias.sgd", "momentum", None, "sgd-no-momentum", "| optax | 0.2.8 | `momentum=None` |"),
    ("keras", "src.optimizers.adagrad.Adagrad", "initial_accumulator_value", 0.1, "adagrad-update", ADAGRAD_START),
    ("optax", "_src.alias.adagrad", "initial_accumulator_value", 0.1, "adagrad-update", ADAGRAD_START),
    ("keras", "src.optimizers.adadelta.Adadelta", "learning_rate", 0.001, "adadelta-numerator", "$0.001$ by default"),
    ("optax", "_src.alias.adadelta", "learning_rate", None, "adadelta-numerator", ADADELTA_OPTAX),
    ("keras", "src.optimizers.rmsprop.RMSprop", "rho", 0.9, "rmsprop-decay-pytorch", RMSPROP_DECAY),
    ("optax", "_src.alias.rmsprop", "decay", 0.9, "rmsprop-decay-pytorch", RMSPROP_DECAY),
    ("optax", "_src.alias.rmsprop", "eps_in_sqrt", True, "rmsprop-update", "and, by default, optax 0.2.8"),
    ("keras", "src.optimizers.lion.Lion", "beta_1", 0.9, "lion-direction", LION_BETAS),
    ("keras", "src.optimizers.lion.Lion", "beta_2", 0.99, "lion-direction", LION_BETAS),
    ("optax", "_src.alias.lion", "b1", 0.9, "lion-direction", LION_BETAS),
    ("optax", "_src.alias.lion", "b2", 0.99, "lion-direction", LION_BETAS),
)
# what a note says of a library without stating a default
SILENT = {("keras", "rmsprop-update")}  # where epsilon is


def defaults(library, path):
    """Return the arguments of a class or function in an installed package, by name, with their defaults."""
    *modules, name = path.split(".")
    (package,) = find_spec(library).submodule_search_locations
    tree = ast.parse(Path(package, *modules).with_suffix(".py").read_text(encoding="utf-8"))
    found = next(each for each in tree.body if name in names(each))
    if isinstance(found, ast.Assign):  # name = functools.partial(another, argument=value)
        fixed = {each.arg: ast.literal_eval(each.value) for each in found.value.keywords}
        return defaults(library, ".".join([*modules, found.value.args[0].id])) | fixed
    if isinstance(found, ast.ClassDef):
        found = next(each for each in found.body if "__init__" in names(each))
    given = found.args
    positional = [each.arg for each in (*given.posonlyargs, *given.args)]
    values = [REQUIRED] * (len(positional) - len(given.defaults)) + [literal(each) for each in given.defaults]
    keywords = {each.arg: literal(value) for each, value in zip(given.kwonlyargs, given.kw_defaults, strict=True)}
    return dict(zip(positional, values, strict=True)) | keywords


def names(statement):
    """Return the names that a statement defines, if it is a class, a function or a partial function."""
    if isinstance(statement, ast.ClassDef | ast.FunctionDef):
        return {statement.name}
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
        return {each.id for each in statement.targets if isinstance(each, ast.Name)}
    return set()


def literal(expression):
    """Return the value of a literal, or the source of what is none."""
    if expression is None:
        return REQUIRED
    try:
        return ast.literal_eval(expression)
    except ValueError:
        return ast.unparse(expression)


@pytest.fixture(scope="module")
def notes():
    return {each.note.id: each.note for each in render_content(CONTENT)}


def words(note):
    """Return what a note shows but for its sources, as its author wrote it, in one line."""
    fields = [text for name, text in note.fields.items() if name not in ("Source", "Original")]
    return " ".join(" ".join(each.text for each in (note.title, note.above, note.below, *fields)).split())


@pytest.mark.parametrize(("library", "expected"), VERSIONS.items())
def test_the_library_is_there_in_the_version_that_cards_name(library, expected):
    assert version(library) == expected


@pytest.mark.parametrize(("library", "path", "argument", "value", "note", "text"), STATED)
def test_a_default_on_a_card_is_the_default_in_the_library(notes, *, library, path, argument, value, note, text):
    found = defaults(library, path)[argument]

    assert (type(found), found) == (type(value), value)
    assert text in words(notes[note])


def test_a_card_that_speaks_of_the_defaults_of_a_library_is_in_the_table(notes):
    listed = {(library, note) for library, _, _, _, note, _ in STATED} | SILENT
    stamps = {"keras": r"Keras[ |]+3\.15", "optax": r"optax[ |]+0\.2\.8"}
    speaking = {
        (library, each.id)
        for each in notes.values()
        for library, stamp in stamps.items()
        if re.search(library if "kind::default" in each.tags else stamp, words(each), re.IGNORECASE)
        and ("kind::default" in each.tags or re.search(r"\bdefault", words(each), re.IGNORECASE))
    }

    assert speaking - listed == set()


def test_optax_neither_scales_nor_negates_an_update_without_a_learning_rate(notes):
    (package,) = find_spec("optax").submodule_search_locations
    source = " ".join(Path(package, "_src", "transform.py").read_text(encoding="utf-8").split())

    assert "if learning_rate is None: return base.identity()" in source
    assert "leaves the update unscaled and its sign unchanged" in words(notes["adadelta-numerator"])
