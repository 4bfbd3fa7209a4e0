"""HTML as editors write it, and the Markdown that shows the same."""

import pytest

from deck.start.blocks_to_markdown import Writer
from deck.start.html_blocks import UnsupportedHtmlError, read_blocks
from deck.start.proof import visible

WRITTEN = [
    ("a<b>b </b>c", "a**b** c"),
    ("a<br>b<br><br>c", "a<br>\nb\n\nc"),
    ("<div>a</div><div>b</div><div><br></div><div>c</div>", "a<br>\nb\n\nc"),
    ("<p>a</p><p>b</p>", "a\n\nb"),
    ("a&nbsp;b &nbsp; c", "a b c"),
    ("<b>a<br>b</b>", "**a**<br>\n**b**"),
    (
        "<i><b>x</b></i> <u>u</u> <s>s</s> H<sub>2</sub>O <kbd>k</kbd>",
        "***x*** <ins>u</ins> ~~s~~ H<sub>2</sub>O <kbd>k</kbd>",
    ),
    (
        "<ruby><b>a</b><rp>(</rp><rt>b</rt><rp>)</rp></ruby>c",
        "<ruby>**a**<rp>(</rp><rt>b</rt><rp>)</rp></ruby>c",
    ),
    ("<ruby>a<rt>b</rt></ruby><ruby>e<rt>f", "<ruby>a<rt>b</rt>e<rt>f</rt></ruby>"),
    ("<b><div>a</div><div>b</div></b>", "**a**<br>\n**b**"),
    ("<span style='color:red'>red</span>", "red"),
    ("\\(a&lt;b\\) and \\[x<br>y\\]", "$a<b$ and $$x y$$"),
    ("a \\[x\\] b", "a $$x$$ b"),
    ("1. a", "1\\. a"),
    ("2) b", "2\\) b"),
    ("# a", "\\# a"),
    ("- a", "\\- a"),
    ("+ a", "\\+ a"),
    ("&gt; a", "\\> a"),
    ("| a", "\\| a"),
    ("*a* _b_ `c` $d$ ~~e~~", "\\*a\\* \\_b\\_ \\`c\\` \\$d\\$ \\~~e\\~~"),
    ("snake_case a*b", "snake_case a\\*b"),
    ("&lt;b&gt; &amp;amp; a&lt;3", "&lt;b> &amp;amp; a<3"),
    ("[a](b) [^1] [x]", "[a\\](b) \\[^1] [x]"),
    ("back\\slash", "back\\\\slash"),
    ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n    - c"),
    ("<ol start='3'><li>a</li></ol>", "3. a"),
    ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n    b\n\n- c"),
    ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n    - b"),
    ("<table><tr><td>1</td><td>a|b</td></tr></table>", "|  |  |\n| --- | --- |\n| 1 | a\\|b |"),
    (
        "<table><thead><tr><th>h</th></tr></thead><tbody><tr><td>1<br>2</td></tr></tbody></table>",
        "| h |\n| --- |\n| 1<br>2 |",
    ),
    ("<pre>x = 1\n  y</pre>", "```text\nx = 1\n  y\n```"),
    ("<pre><code class='language-python'>a```b</code></pre>", "````python\na```b\n````"),
    ("<code>a`b</code> <code>c</code>", "``a`b`` `c`"),
    ("<blockquote>a<br>b</blockquote>", "> a<br>\n> b"),
    ("<h2>a</h2>b", "#### a\n\nb"),
    ("<hr>a", "***\n\na"),
    ("<a href='https://a.org/x_y'>t</a> <a href='foo'>u</a>", "[t](https://a.org/x_y) u"),
    ("<a href='https://a.org/(x) y'>t</a>", "[t](<https://a.org/(x)%20y>)"),
    ("<img src='a b.png' alt='x [y]'>", "![x y](media/p.png)"),
    ("<style>b{}</style>a<!-- c -->", "a"),
    ("<font color=red>a</font>", "a"),
    ("<details><summary>a</summary>b</details>", "a<br>\nb"),
]


@pytest.mark.parametrize(("html", "markdown"), WRITTEN)
def test_html_becomes_markdown(html, markdown):
    assert Writer(lambda _: "media/p.png").blocks(read_blocks(html)) == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("a <b>b</b> <i>i</i> <s>s</s>", "a <b>b</b> <i>i</i> <s>s</s>"),
        ("a*b (c) [d] e_f!", "a\\*b (c\\) [d\\] e\\_f\\!"),
        ("<pre><code class='language-brainfudge'>x</code></pre>", "```text\nx\n```"),
    ],
)
def test_where_marks_are_misread_all_are_escaped(html, markdown):
    assert Writer(lambda _: "", escaped=True).blocks(read_blocks(html)) == markdown


def test_in_code_there_are_no_formulas():
    blocks = read_blocks("<pre>\\(x\\) = \\[y\\]</pre><code>\\(z\\)</code>")

    assert Writer(lambda _: "").blocks(blocks) == "```text\n\\(x\\) = \\[y\\]\n```\n\n`\\(z\\)`"


def test_clozes_stay_as_they_are():
    html = "{{c1::a*b::a hint}} and {{c2::<b>c</b>}}"

    assert Writer(lambda _: "", cloze=True, escaped=True).blocks(read_blocks(html)) == (
        "{{c1::a\\*b::a hint}} and {{c2::<b>c</b>}}"
    )


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<script>x()</script>", "a script"),
        ("<table><tr><td colspan=2>a</td></tr></table>", "a table with merged cells"),
        ("<table><tr><td><ul><li>a</li></ul></td></tr></table>", "a list, a table or code within a table"),
        ("<iframe src='https://a.org'></iframe>", "a frame with another page"),
        ("<svg><path/></svg>", "a drawing within the text"),
        ("<pre><img src='a.png'></pre>", "a picture within code"),
        ("<input type=text>", "a form"),
        ("<div>" * 5000, "too many tags in one another"),
    ],
)
def test_what_no_card_of_ours_can_show_is_named(html, reason):
    with pytest.raises(UnsupportedHtmlError, match=f"^{reason}$"):
        read_blocks(html)


def test_figures_of_our_decks_are_one_picture_without_buttons():
    html = (
        '<div class="fig"><input class="tappable"><img class="light" src="l.svg"><img class="dark" src="d.svg"></div>'
    )

    assert Writer(lambda run: run.text).blocks(read_blocks(html)) == "![](l.svg)"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a<br>b<div>c</div>d", "a b c d"),
        ("a<b>b</b>&nbsp; c", "ab c"),
        ("x\\(a  b\\)\\[c &lt; <i>d</i>\\]y", "x$ab$ $c<d$ y"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"),
        ("<style>a</style><!-- b -->c", "c"),
    ],
)
def test_the_visible_text_has_a_space_where_lines_and_blocks_meet(html, text):
    assert visible(html) == text
