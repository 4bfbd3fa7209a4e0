import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.difficult_markdown import REFUSED, SAME

from deck.markup.allowed_html import canonical, cleaned, is_canonical, is_simple
from deck.markup.to_html import converted, line_to_html, to_html

TABLE = """\
<div class="tbl">
<table>
<thead>
<tr>
<th>a</th>
<th align="right">b</th>
</tr>
</thead>
<tbody>
<tr>
<td>1</td>
<td align="right">2</td>
</tr>
</tbody>
</table>
</div>"""


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a **b** _c_ `d`", "<p>a <strong>b</strong> <em>c</em> <code>d</code></p>"),
        ("a & b < c", "<p>a &amp; b &lt; c</p>"),
        ("a\\\nb\\\\\nc", "<p>a<br>\nb\\\nc</p>"),
        ("\\%\\a\\<i\\>", "<p>%\\a&lt;i&gt;</p>"),
        ("#1 is here", "<p>#1 is here</p>"),
        ("   #### C# ##", "<h4>C#</h4>"),
        ("~~gone~~ ~one~", "<p><del>gone</del> ~one~</p>"),
        ("https://a.org/x_y_z", '<p><a href="https://a.org/x_y_z">https://a.org/x_y_z</a></p>'),
        ("<https://a.org>", '<p><a href="https://a.org">https://a.org</a></p>'),
        ("H<sub>2</sub>O<br>x", "<p>H<sub>2</sub>O<br>x</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("#### Deep", "<h4>Deep</h4>"),
        ("a <!-- hidden --> b", "<p>a  b</p>"),
        ("a\u00a0b", "<p>a&nbsp;b</p>"),
        (
            "> [!NOTE]\n> Look.",
            '<div class="admonition note">\n<p class="admonition-title">Note</p>\n<p>Look.</p>\n</div>',
        ),
        (
            "| a | b |\n|---|--:|\n| 1 | 2 |",
            TABLE,
        ),
    ],
)
def test_markdown_becomes_html(text, html):
    assert to_html(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("1. first", "1. first"),
        ("# not a heading", "# not a heading"),
        ("- *a* `b<c` $d<e$", "- <em>a</em> <code>b&lt;c</code> \\(d&lt;e\\)"),
        ("> quoted <kbd>x</kbd>", "&gt; quoted <kbd>x</kbd>"),
        ("What is C#", "What is C#"),
    ],
)
def test_a_line_is_a_line_whatever_it_begins_with(text, html):
    assert line_to_html(text) == html


UNUSUAL_SPACE = ["a\t\nb", "a  \r\nb", "a\t\rb", "- \x02- -", "  \x03  a", "-\t-\t-", "> [!NOTE]\\", "\ta"]


@pytest.mark.parametrize("text", [*SAME, *(text for text, _ in REFUSED), *UNUSUAL_SPACE])
def test_leaving_out_unused_parts_of_the_converter_changes_nothing(monkeypatch, text):
    quick = to_html(text), line_to_html(text)

    monkeypatch.setattr("deck.markup.to_html.unused_parts", lambda _: frozenset())
    monkeypatch.setattr("deck.markup.to_html.marks_in", lambda _: frozenset("*"))
    converted.cache_clear()

    assert (to_html(text), line_to_html.__wrapped__(text)) == quick


def test_blocks_replace_the_fences():
    html = to_html("a\n```x\n$1$\n```\n\n- b\n\n~~~\n## y\n~~~\nc", ["<div>one</div>", "<div>two</div>"])

    assert html == "<p>a</p>\n<div>one</div>\n<ul>\n<li>b</li>\n</ul>\n<div>two</div>\n<p>c</p>"


@pytest.mark.parametrize("fence", ["```x\ny\n```\n\nb", "b\n\n```x\ny\n```", "b\n```x\ny\n```"])
def test_a_block_that_shows_nothing_leaves_no_trace(fence):
    assert to_html(f"a\n\n{fence}", [""]) == to_html("a\n\nb")


@pytest.mark.parametrize(
    ("unsafe", "safe"),
    [
        ('<p onclick="x()">a</p>', "<p>a</p>"),
        ("<script>x()</script>a", "a"),
        ('<a href="javascript:x()">a</a>', "<a>a</a>"),
        ('<img src="x.svg" onerror="x()" alt="a">', '<img src="x.svg" alt="a">'),
        ('<p style="color:red">a<br/></p>', "<p>a<br></p>"),
        ("<table><tr><td>1</table>", "<table><tbody><tr><td>1</td></tr></tbody></table>"),
    ],
)
def test_canonical_html_is_safe_and_as_a_browser_writes_it(unsafe, safe):
    assert canonical(unsafe) == safe
    assert canonical(safe) == safe


def test_conversions_in_several_threads_do_not_disturb_each_other():
    texts = [f"*{n}* `{n}` **{n}**\n\n- $x_{n}$\n- [{n}](https://a.org/{n})" for n in range(300)]
    alone = [to_html(text) for text in texts]
    converted.cache_clear()
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            together = list(threads.map(to_html, texts)), list(threads.map(line_to_html, [text[:9] for text in texts]))
    finally:
        sys.setswitchinterval(interval)

    assert together == (alone, [line_to_html(text[:9]) for text in texts])


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a</p>", True),
        ('<p>a <input type="radio" name="b" class="c"></p>', True),  # of a figure
        ("<p>a<p>b</p></p>", False),
        ("<p>a & b</p>", False),
        ('<p onclick="a()">b</p>', False),
    ],
)
def test_html_is_canonical_if_a_browser_would_write_it_so(html, expected):
    assert is_canonical(html) == (canonical(html, compiled=True) == html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a</p>", True),
        ("<p>a &amp; <em>b</em>, <code>c</code></p>\n<ul>\n<li>d</li>\n<li><strong>e</strong></li>\n</ul>", True),
        ('<p><img alt="A dot" src="dot-1.svg"></p>', True),
        ('<div class="hl"><pre><span></span><code><span class="k">a</span> b\n</code></pre></div>', True),
        ("<p>a & b</p>", False),
        ("<p>a\N{NO-BREAK SPACE}b</p>", False),
        ("<p>a</p> ", False),
        ("<p>a<p>b</p></p>", False),
        ("<ul>\n<li><p>a</p></li>\n</ul>", False),  # canonical too
        ('<p><img alt="A dot" src="https://a.org/dot.svg"></p>', False),
    ],
)
def test_simple_html_is_recognised_without_a_parser(html, expected):
    assert is_simple(html) == expected


def inside(tag, content):
    return content.map(lambda html: f"<{tag}>{html}</{tag.split()[0]}>")


LETTERS = st.text(max_size=4) | st.sampled_from(["a", "&amp;", "&lt;", "&#38;", "&nbsp;", '"', "'", "\n", "\\(x\\)"])
SPAN = st.one_of(
    LETTERS,
    *(inside(tag, LETTERS | inside("p", LETTERS)) for tag in ("em", "strong", "code", 'span class="k"')),
    LETTERS.map(lambda alt: f'<img alt="{alt}" src="dot.svg">'),
)
INLINE = st.lists(SPAN, max_size=4).map("".join)
ITEMS = st.lists(inside("li", INLINE), min_size=1, max_size=2).map(
    lambda items: "<ul>\n" + "\n".join(items) + "\n</ul>"
)
CODE_BLOCK = INLINE.map(lambda html: f'<div class="hl"><pre><span></span><code>{html}</code></pre></div>')
HTML = st.lists(inside("p", INLINE) | ITEMS | CODE_BLOCK, min_size=1, max_size=3).map("\n".join)
TAGS = ["<p>", "</p>", "<em>", "</em>", "<code>", "<li>", "</ul>", "<b>", "<br>", "</pre>", "<", ">", "\r", "\x00"]


@given(html=HTML, place=st.integers(0, 60), inserted=st.just("") | st.sampled_from(TAGS))
@settings(max_examples=1000, derandomize=True, deadline=None)
def test_a_parser_leaves_simple_html_as_it_is(html, place, inserted):
    changed = f"{html[:place]}{inserted}{html[place:]}"

    assert not is_simple(changed) or changed == cleaned(changed) == cleaned(changed, compiled=True)
