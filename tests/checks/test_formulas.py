import pytest

NOTE = "## Question? {#one}\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$\\frac{a}{b$", "one.md:7: the formula '$\\frac{a}{b$' does not close a brace; add '}'"),
        ("$a}$", "one.md:7: the formula '$a}$' closes a brace that is not open; remove it"),
        ("$\\left( a$", "one.md:7: the formula '$\\left( a$' has \\left without \\right, or the reverse; write both"),
        (
            "$$\n\\begin{aligned}\na\n$$",
            "one.md:7: the formula '$$ \\begin{aligned} a $$' has \\begin without \\end, or the reverse; write both",
        ),
        ("$`\\bm{x}`$", "one.md:7: Anki does not support the macro '\\bm'; did you mean '\\bmod'?"),
        ("$\\bm{x}$", "one.md:7: Anki does not support the macro '\\bm'; did you mean '\\bmod'?"),
        ("$\\hrf{x}{y}$", "one.md:7: Anki does not support the macro '\\hrf'"),
        ("$\\href{javascript:x}{y}$", "one.md:7: Anki does not support the macro '\\href'"),
        ("$\\def\\alpha{y}$", "one.md:7: Anki does not support the macro '\\def'"),
    ],
)
def test_a_mistake_in_a_formula_is_reported_at_its_line(errors, text, expected):
    (found,) = errors(NOTE + text)

    assert found.startswith(expected)


@pytest.mark.parametrize(
    "text",
    [
        "$a \\\\bm \\, \\operatorname*{arg\\,min}_x \\lVert x \\rVert \\ce{H2O} \\text{a}$",
        "$\\{a\\}$ $\\left\\{ a \\right.$ $\\leftarrow$ $$\\begin{aligned}a\\end{aligned}$$",
    ],
)
def test_what_looks_like_a_mistake_in_a_formula_is_accepted(errors, text):
    assert errors(NOTE + text) == []
