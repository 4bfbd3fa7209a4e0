import pytest

from figures.notation import formulas


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"lr": 0.1}, "η = 0.1"),
        ({"beta": 0.9}, "β = 0.9"),
        ({"rho": 0.9}, "ρ = 0.9"),
        ({"alpha": 0.99}, "ρ = 0.99"),
        ({"gamma": 0.5}, "\N{GREEK SMALL LETTER GAMMA} = 0.5"),
        ({"a": 1.0}, "a = 1"),
        ({"initial_value": 2}, "initial value = 2"),
        ({"centered": True}, "centered"),
    ],
)
def test_a_setting_is_printed_as_in_a_formula(settings, expected):
    assert list(formulas(settings).values()) == [expected]
