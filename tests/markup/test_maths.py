import pytest

from deck.markup.maths import ANY, formula_pattern
from deck.markup.to_html import to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("$x_1 * y_2 * z$", r"<p>\(x_1 * y_2 * z\)</p>"),
        ("$a<b & c>d$", r"<p>\(a&lt;b &amp; c&gt;d\)</p>"),
        ("$\\{a\\}$ and $\\$5$", r"<p>\(\{a\}\) and \(\$5\)</p>"),
        ("$`a_b*c*`$", r"<p>\(a_b*c*\)</p>"),
        ("`$x$` is code", "<p><code>$x$</code> is code</p>"),
        ("costs $5 and $6, or \\$7", "<p>costs $5 and $6, or $7</p>"),
        ("a $ b $ c", "<p>a $ b $ c</p>"),
        ("in text $$x$$ too", r"<p>in text \[x\] too</p>"),
        ("$$\na\n> b\n- c\n$$", "<p>\\[a\n&gt; b\n- c\\]</p>"),
        ("$` a `$ and $$ b $$", r"<p>\(a\) and \[b\]</p>"),
        ("$5 `x` or 6$", "<p>$5 <code>x</code> or 6$</p>"),
        ("**$a$**", r"<p><strong>\(a\)</strong></p>"),
        (
            "- *a* $b$, $\\frac c d$\n    - e",
            "<ul>\n<li><em>a</em> \\(b\\), \\(\\frac c d\\)<ul>\n<li>e</li>\n</ul>\n</li>\n</ul>",
        ),
        ("| $a$ |\n|---|\n| $b_c$ |", None),
    ],
)
def test_maths_goes_to_mathjax_as_it_was_written(text, html):
    found = to_html(text)

    assert html is None or found == html
    assert "$b_c$" not in found


@pytest.mark.parametrize(
    ("tex", "parted"),
    [
        (r"\frac{a}{b_{c}}", r"\frac{a}{b_{c} }"),
        (r"a_{b_{c_{d}}}", r"a_{b_{c_{d} } }"),
        (r"a::b", r"a:{}:b"),
        (r"a:::b", r"a:{}:{}:b"),
        (r"\frac{ {{c1::a}} }{b}", r"\frac{ {{c1::a}} }{b}"),
        (r"{{c1::\frac{a}{b}}}", r"{{c1::\frac{a}{b} }}"),
        (r"{{c2::x_{i}::hint}}", r"{{c2::x_{i}::hint}}"),
        ("a + b", "a + b"),
    ],
)
def test_braces_and_colons_that_would_end_a_cloze_in_anki_are_separated(tex, parted):
    assert to_html(f"${tex}$", cloze=True) == rf"<p>\({parted}\)</p>"


def test_only_cloze_notes_have_their_braces_separated():
    assert to_html("$a_{b_{c}}$") == r"<p>\(a_{b_{c}}\)</p>"
    assert to_html("{{c1::$a_{b_{c}}$}}", cloze=True) == r"<p>{{c1::\(a_{b_{c} }\)}}</p>"


@pytest.mark.parametrize(
    "text", ["$a$ and $`b`$", "$a\nb$", "$5 and $6", "a $$b$$ c $d$", "   $$\na\n$$\n\n$b$", "\\$$a$", "$a$$b$"]
)
def test_a_pattern_for_a_text_finds_all_formulas_in_it(text):
    assert [each.span() for each in formula_pattern(text).finditer(text)] == [
        each.span() for each in ANY.finditer(text)
    ]
