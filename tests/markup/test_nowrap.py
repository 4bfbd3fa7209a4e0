import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deck.checks.plain_text import plain
from deck.markup import cloze_parser
from deck.markup.allowed_html import canonical
from deck.markup.nowrap import hold_together

FORMULA = re.compile(r"\\\(.*?\\\)")
MARK = re.compile(r'(?P<open><span class="nowrap">)|(?P<close></span>)|<[^<>]*>|\{\{c\d::|(?:::[^{}]*)?\}\}')


def run(html):
    """Return what is held together in the only run of some HTML."""
    (found,) = re.findall(r'<span class="nowrap">((?:<span></span>|.)*?)</span>', hold_together(html), re.DOTALL)
    return found


@pytest.mark.parametrize(
    ("html", "held"),
    [
        (r"<p>see (\(x\)), and</p>", r"(\(x\)),"),
        (r"<p>\(x\).</p>", r"\(x\)."),
        (r"<p>an \(n\)-dimensional one</p>", r"\(n\)-"),
        (r"<p>the \(n\)th one</p>", r"\(n\)th"),
        (r"<p>a,\(b\); c</p>", r"\(b\);"),
        (r"<p>„\(q\)“ or f(x)</p>", r"„\(q\)“"),
        (r"<p>of f(\(x\)) in</p>", r"f(\(x\))"),
        (r"<p>§&nbsp;\(s\) and &amp; \(t\)</p>", r"§&nbsp;\(s\)"),
        (r"<p>is &lt;\(x\)&gt; here</p>", r"&lt;\(x\)&gt;"),
        ("<p>在\\(x\\)\uff0c然后是\\(z\\)的</p>", "\\(x\\)\uff0c"),
        ("<p>参数\uff08\\(y\\)\uff09是\uff0c\\(z\\)</p>", "\uff08\\(y\\)\uff09"),
        (r"<p><em>\(c\)</em>, d</p>", r"<em>\(c\)</em>,"),
        (r"<p>(<em>\(c\)</em>) d</p>", r"(<em>\(c\)</em>)"),
        (r"<p>{{c1::\(x\)}}, y</p>", r"{{c1::\(x\)}},"),
        (r"<p>{{c1::\(x\)::which?}}, y</p>", r"{{c1::\(x\)::which?}},"),
        (r"<p>so {{c1::the gradient \(g\)}}, y</p>", r"{{c1::the gradient \(g\)}},"),
        (r"<p>{{c1::std:<span></span>:x \(g\)}}, y</p>", r"{{c1::std:<span></span>:x \(g\)}},"),
        (r"<p>({{c1::\(a\) and \(b\)}}), y</p>", r"({{c1::\(a\) and \(b\)}}),"),
        (r"<p>({{c1::\(a\)(}}\(b\) y</p>", r"({{c1::\(a\)(}}\(b\)"),
        (r"<p>\({{c1::x}} + 1\), y</p>", r"\({{c1::x}} + 1\),"),
        (r"<p>\(a_{b_{c}}\), y</p>", r"\(a_{b_{c}}\),"),
        ("<p>\\(a\n+ b\\), y</p>", "\\(a\n+ b\\),"),
    ],
)
def test_a_formula_is_not_separated_from_what_is_beside_it(html, held):
    assert run(html) == held


@pytest.mark.parametrize(
    ("html", "held"),
    [
        (
            r"<p><em>the \(x\)</em>, y</p>",
            r'<p><em>the </em><span class="nowrap"><em>\(x\)</em>,</span> y</p>',
        ),
        (
            r"<p>(<em>\(x\) and y</em>)</p>",
            r'<p><span class="nowrap">(<em>\(x\)</em></span><em> and y</em>)</p>',
        ),
        (
            r'<p><a href="https://a.org"><strong>a \(x\)</strong></a>; b</p>',
            (
                r'<p><a href="https://a.org"><strong>a </strong></a>'
                r'<span class="nowrap"><a href="https://a.org"><strong>\(x\)</strong></a>;</span> b</p>'
            ),
        ),
    ],
)
def test_an_element_that_begins_or_ends_in_between_is_divided(html, held):
    assert hold_together(html) == held
    assert canonical(held) == held


@pytest.mark.parametrize(
    "html",
    [
        r"<p>a \(x\) b</p>",
        r"<p>\(x\)</p>\n<p>, y</p>",
        "<p>no formula (here), at all</p>",
        r"<p>a \[x\], b</p>",
        r"<pre><code>(\(x\)),</code></pre>",
        r"<p>as <code>(\(x\)),</code> says</p>",
        r"<p>{{c1::\(a}} + b\), c</p>",
        r"<p>{{c1::a</p>\n<p>\(x\)}}, b</p>",
        r"<p>\(x\)<br>(y)</p>",
        r"<p>one}} \(x\) {{c1::two</p>",
    ],
)
def test_nothing_else_is_touched(html):
    assert hold_together(html) == html


def joined(parts):
    return "".join(parts)


PIECES = st.sampled_from([r"\(x\)", r"\(a_{b} + c\)", *"(),.;:!?-/“”’   ", "word", "&amp;", "在", "\u2013", "\uff0c"])
TEXTS = st.lists(PIECES, min_size=1, max_size=5).map(joined)
INLINE = st.recursive(
    TEXTS,
    lambda inside: st.lists(
        st.one_of(
            TEXTS,
            st.builds("<em>{}</em>".format, inside),
            st.builds("<strong>{}</strong>".format, inside),
            st.builds("{{{{c1::{}}}}}".format, inside),
            st.builds("{{{{c2::{}::hint}}}}".format, TEXTS),
        ),
        max_size=4,
    ).map(joined),
    max_leaves=8,
)


def torn(html):
    """Yield the punctuation that a line break could tear off a formula."""
    text, spans, span, position = [], [], 0, 0
    while position < len(html):
        if mark := MARK.match(html, position):
            span += 1 if mark["open"] or mark["close"] else 0
            position = mark.end()
            continue
        piece = (FORMULA.match(html, position) or re.compile(r"&\w+;|.", re.DOTALL).match(html, position))[0]
        text.append(piece)
        spans.append(span)
        position += len(piece)
    for n, piece in enumerate(text):
        if piece.startswith(r"\("):
            if n and text[n - 1] in "(“" and spans[n - 1] != spans[n]:
                yield text[n - 1] + piece
            if n + 1 < len(text) and text[n + 1] in "),.;:!?”\uff0c" and spans[n + 1] != spans[n]:
                yield piece + text[n + 1]


def hidden(html):
    """Return the plain text that each cloze hides."""
    return [plain(cloze_parser.shown(each.hidden)) for each in cloze_parser.clozes(html)]


@given(INLINE)
@settings(max_examples=300)
def test_no_punctuation_can_be_torn_off_and_nothing_else_changes(inline):
    html = canonical(f"<p>{inline}</p>")

    held = hold_together(html)

    assert list(torn(held)) == []
    assert canonical(held) == held
    assert plain(held) == plain(html)
    assert hidden(held) == hidden(html)
