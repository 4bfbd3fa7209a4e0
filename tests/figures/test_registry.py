import pytest

from figures.registry import nearest

MANY = [f"{letter}{number}" for letter in ("alpha", "beta", "gamma") for number in range(10)]


@pytest.mark.parametrize(
    ("name", "known", "advice"),
    [
        ("adamm", ["gd", "adam", "adamw"], "did you mean 'adam'?"),
        ("STEPS", ["steps", "start"], "did you mean 'steps'?"),
        ("Detla", ["delta", "Delta"], "did you mean 'Delta'?"),
        ("detla", ["Delta", "delta"], "did you mean 'delta'?"),
        ("x", ["was", "tags", "was"], "use one of 'tags', 'was'"),
        ("x", ["lr"], "use 'lr'"),
        ("x", [], "there are none"),
        ("alpha55", MANY, "did you mean 'alpha5'?"),
        ("bx3", MANY, "the most similar of 30 names are 'beta3', 'beta9', 'beta8'"),
        ("-", MANY, "the most similar of 30 names are 'gamma9', 'gamma8', 'gamma7'"),
    ],
)
def test_an_unknown_name_leads_to_the_nearest_known_ones(name, known, advice):
    assert nearest(name, known) == advice


@pytest.mark.parametrize("size", [1, 2, 25, 26, 1000])
def test_advice_stays_short_however_many_names_are_known(size):
    assert nearest("?", [f"name{number}" for number in range(size)]).count("'name") == (size if size <= 25 else 3)
