import pytest

from deck.checks.github.normalise import normalise
from deck.checks.github.tree import Node


def text(value):
    return Node("text", value)


@pytest.mark.parametrize(
    ("card", "github"),
    [
        ("<p>a\nb</p>", "<p>a b</p>\n"),
        ("<p>a <b>b", "<p>a <b>b</b></p>"),
        ("<p>a<br>\nb</p>", "<p>a<br />b</p>"),
        (r"<p>\(a\,b\) c</p>", "<p>$a,b$ c</p>"),
        (r"<p>\(a*b\)</p>", "<p>$<code>a*b</code>$</p>"),
        ("<p><strong><em>a</em></strong></p>", "<p><em><strong>a</strong></em></p>"),
        ("<p>a</p><br>b", "<p>a</p>\n<p><br>b</p>"),
        ('<div class="hl"><pre><span></span><code><span class="k">a</span>\n</code></pre></div>', "<pre>a</pre>"),
        (
            '<div class="tbl"><table><tbody><tr><td>a</td></tr></tbody></table></div>',
            "<table><tr><td>a</td></tr></table>",
        ),
        (
            '<div class="admonition tip"><p class="admonition-title">Tip</p><p>a</p></div>',
            "<blockquote>\n<p>[!TIP]\na</p></blockquote>",
        ),
        ('<a href="mailto:a@b.org">a@b.org</a>', '<a href="mailto:a@b.org">mailto:a@b.org</a>'),
        ('<a href="https://a.org/ä">a</a>', '<a href="https://a.org/%C3%A4">a</a>'),
    ],
)
def test_what_a_reader_does_not_notice_is_the_same(card, github):
    assert normalise(card, github=False) == normalise(github, github=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a</p><p>b</p>", "<p>a\nb</p>"),
        ("<p>a b</p>", "<p>ab</p>"),
        ("<li>a</li>", "<li><p>a</p></li>"),
        ("<p>$a$</p>", "<p>a</p>"),
        ("<p>$a$</p>", "<p><code>a</code></p>"),
        ("<pre>a\nb</pre>", "<pre>a b</pre>"),
        ("<ol><li>a</li></ol>", '<ol start="2"><li>a</li></ol>'),
        ("<td>a</td>", '<td align="right">a</td>'),
        ('<a href="https://a.org">a</a>', '<a href="https://b.org">a</a>'),
        ('<img alt="a" src="c.svg">', '<img alt="b" src="c.svg">'),
        ("<blockquote><p>[!TIP]\na</p></blockquote>", "<blockquote><p>[!NOTE]\na</p></blockquote>"),
        ("<blockquote><p>[!TIP]\na</p></blockquote>", "<blockquote><p>[!TIP] a</p></blockquote>"),
        ("<li><blockquote><p>[!TIP]\na</p></blockquote></li>", '<li><div class="admonition tip"><p>a</p></div></li>'),
    ],
)
def test_what_a_reader_notices_differs(one, other):
    assert normalise(one, github=True) != normalise(other, github=True)


def test_only_github_makes_an_alert_of_a_quotation_by_its_text():
    quotation = "<blockquote><p>[!TIP]\na</p></blockquote>"

    assert normalise(quotation, github=True).children[0].name == "alert"
    assert normalise(quotation, github=False).children[0].name == "blockquote"


def test_nodes_know_their_lines():
    html = '<p data-sourcepos="3:1-5:2">a\n<em>b</em>\nc $d$</p><table data-sourcepos="0:0-0:0"></table>'

    paragraph, table = normalise(html, github=True).children

    assert paragraph.children == (text("a "), Node("em", children=(text("b"),)), text(" c "), Node("maths", "d"))
    assert [each.first for each in (paragraph, *paragraph.children, table)] == [2, 2, 3, 3, 4, 4]
    assert paragraph.last == 4
