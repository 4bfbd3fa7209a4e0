import re

import pytest

from figures.calls import parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gd", ("gd", {})),
        ("gd()", ("gd", {})),
        (" adam( lr = 0.5, betas=[0.9, 0.99] ) ", ("adam", {"lr": 0.5, "betas": [0.9, 0.99]})),
        ("adam(betas=(0.9, 0.99))", ("adam", {"betas": (0.9, 0.99)})),
        ("double_well(k=-3e-1)", ("double_well", {"k": -0.3})),
        ('least_squares(dataset="ls32")', ("least_squares", {"dataset": "ls32"})),
        ("rmsprop(centered=True)", ("rmsprop", {"centered": True})),
    ],
)
def test_a_call_is_a_name_and_literals(text, expected):
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is not a call; write it like adam(lr=0.1)"),
        ("adam(lr=0.1", "'adam(lr=0.1' is not a call; write it like adam(lr=0.1)"),
        ("adam(lr=0.1) + 1", "'adam(lr=0.1) + 1' is not a call; write it like adam(lr=0.1)"),
        ("os.system(a=1)", "'os.system(a=1)' is not a call; write it like adam(lr=0.1)"),
        ("adam(**{})", "'adam(**{})' is not a call; write it like adam(lr=0.1)"),
        ("a\0b", "'a\\x00b' is not a call; write it like adam(lr=0.1)"),
        ("gd(a='\\d')", "\"gd(a='\\\\d')\" is not a call; write it like adam(lr=0.1)"),
        ("gd(0.1)", "the values in 'gd(0.1)' have no names; write them like gd(lr=0.1)"),
        ("gd(lr=1, lr=2)", "'lr' is given twice in 'gd(lr=1, lr=2)'; keep one"),
        ("gd(lr=1/3)", "'lr' in 'gd(lr=1/3)' is not a plain value; write a number"),
        ("gd(lr=open('x'))", "'lr' in \"gd(lr=open('x'))\" is not a plain value; write a number"),
        ("gd(lr={[]})", "'lr' in 'gd(lr={[]})' is not a plain value; write a number"),
        ("gd(lr=" + "1" * 200 + ")", "a call of 207 characters is too long; write at most 200"),
        (3, "a call is text, not a number; write it like adam(lr=0.1)"),
    ],
)
def test_anything_else_is_refused_with_advice(text, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse(text)


@pytest.mark.parametrize("text", ["(" * 200, "gd(a=" + "-" * 190 + "1)"])
def test_deep_nesting_is_no_danger(text):
    with pytest.raises(ValueError, match="; write"):
        parse(text)
