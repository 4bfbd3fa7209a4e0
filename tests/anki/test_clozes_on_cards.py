"""Cards of cloze notes, as real Anki shows a built package: they hide exactly what was marked, and show no mark."""

import re
from contextlib import closing
from html.parser import HTMLParser

import pytest
from anki.collection import Collection
from support.anki_clozes import text_of
from support.clock import NOW
from support.samples import PICTURE

from deck import build
from deck.anki.verify import import_package

FIGURE = "```descent\nsurface: parabola(a=1)\nstart: 4\nsteps: 5\npaths:\n  a: gd(lr=0.1)\n```"
SHOWN = {  # the text of a note, and what its text shows on the front of each card and on the backs
    "a word": ("a {{c1::b}} c", ["a [...] c"], "a b c"),
    "a hint": ("a {{c1::b::of two}} c", ["a [of two] c"], "a b c"),
    "two cards": ("{{c1::a}} {{c2::b}}", ["[...] b", "a [...]"], "a b"),
    "one card of two parts": ("{{c1::a}} {{c1::b}}", ["[...] [...]"], "a b"),
    "beside each other": ("{{c1::a}}{{c2::b}}", ["[...]b", "a[...]"], "ab"),
    "a gap in the numbers": ("{{c3::a}} {{c7::b}}", ["[...] b", "a [...]"], "a b"),
    "braces": ("{{c1::{1, 2}}} b", ["[...] b"], "{1, 2} b"),
    "braces at the end": ("{{c1::f() {}}} b", ["[...] b"], "f() {} b"),
    "braces by references": ("{{c1::&#125;&#125;}} b", ["[...] b"], "}} b"),
    "a brace behind": ("{{c1::a}}} b", ["[...]} b"], "a} b"),
    "braces around": ("{a {{c1::b}}} {{ c }}", ["{a [...]} {{ c }}"], "{a b} {{ c }}"),
    "colons": ("{{c1::Net\\::HTTP}} a::b", ["[...] a::b"], "Net::HTTP a::b"),
    "colons and a hint": ("{{c1::\\::1::a\\::b}}", ["[a::b]"], "::1"),
    "a mark that is text": ("\\{{c2::a}} {{c1::b}}", ["{{c2::a}} [...]"], "{{c2::a}} b"),
    "a mark of references": ("&#123;{c2::a}} {{c1::b}}", ["{{c2::a}} [...]"], "{{c2::a}} b"),
    "a backslash": ("\\\\{{c1::b}}", ["\\[...]"], "\\b"),
    "another number": ("{{c01::a}} {c1::b}", ["[...] {c1::b}"], "a {c1::b}"),
    "bold": ("**{{c1::a}}** {{c1::**b** c}}", ["[...] [...]"], "a b c"),
    "a link": ("[{{c1::a}}](https://a.org) {{c2::[b](https://b.org)}}", ["[...] b", "a [...]"], "a b"),
    "HTML": ("<kbd>{{c1::a}}</kbd> {{c1::<sub>b</sub>}}", ["[...] [...]"], "a b"),
    "two lines": ("{{c1::a\nb}} c", ["[...] c"], "a b c"),
    "a break": ("{{c1::a<br>b}} c", ["[...] c"], "ab c"),
    "a picture": ("{{c1::![One dot](dot.svg)}} b", ["[...] b"], " b"),
    "money": ("{{c1::$5}} or $6, {{c2::$x_1$}}", ["[...] or $6, \\(x_1\\)", "$5 or $6, [...]"], "$5 or $6, \\(x_1\\)"),
    "an inline formula": ("({{c1::$a_{b_{c}}$}}), d", ["([...]), d"], "(\\(a_{b_{c} }\\)), d"),
    "part of a formula": (
        "$\\frac{ {{c1::a}} }{b::c}$",
        ["\\(\\frac{ [...] }{b:{}:c}\\)"],
        "\\(\\frac{ a }{b:{}:c}\\)",
    ),
    "braces of a formula": ("$x_{{{c1::a}}}$", ["\\(x_{[...]}\\)"], "\\(x_{a}\\)"),
    "a displayed formula": ("$$\nx = {{c1::\\sqrt{y_{1}}}}\n$$", ["\\[x = [...]\\]"], "\\[x = \\sqrt{y_{1} } \\]"),
    "a code span": ("{{c1::`a`}} b", ["[...] b"], "a b"),
    "part of a code span": ("`f({{c1::x}}, {1: {}})`", ["f([...], {1: {}})"], "f(x, {1: {}})"),
    "dollars in code": ("{{c1::`$a`}}{{c2::`b$`}}", ["[...]b$", "$a[...]"], "$ab$"),
    "colons in code": (
        "`{{c1::std\\::vector}}<int>` {{c2::`a\\::b`}}",
        ["[...]<int> a::b", "std::vector<int> [...]"],
        "std::vector<int> a::b",
    ),
    "escapes in code": ("`\\{{c1::a}} \\\\{{c1::b}}`", ["{{c1::a}} \\[...]"], "{{c1::a}} \\b"),
    "a fence": ("```text\n{{c1::a}}\n```", ["[...]"], "a"),
    "an identifier": ("```python\n{{c1::x}} = f({1: {2: 3}})\n```", ["[...] = f({1: {2: 3}})"], "x = f({1: {2: 3}})"),
    "an argument": (
        "```rust\nlet x = Vec\\::new({{c1::&y}});\n```",
        ["let x = Vec::new([...]);"],
        "let x = Vec::new(&y);",
    ),
    "a line": ("```java\nint x;\n{{c1::int y = {};}}\n```", ["int x; [...]"], "int x; int y = {};"),
    "a piece of a token": ('```js\n"{{c1::a}}b" + 1\n```', ['"[...]b" + 1'], '"ab" + 1'),
    "YAML": ("```yaml\na: {{c1::b}}\n```", ["a: [...]"], "a: b"),
    "HTML as code": (
        "```html\n<b>{{c1::x}}</b> {{c2::<i>}}\n```",
        ["<b>[...]</b> <i>", "<b>x</b> [...]"],
        "<b>x</b> <i>",
    ),
    "a difference": ("```diff\n- a\n+ {{c1::b}}\n```", ["- a + [...]"], "- a + b"),
    "code in a list": ("- {{c1::a}}\n  ```text\n  {{c2::b}}\n  ```\n- c", ["[...] b c", "a [...] c"], "a b c"),
    "items": ("- {{c1::a}}\n- {{c2::b}}", ["[...] b", "a [...]"], "a b"),
    "cells": ("| a | b |\n|---|---|\n| {{c1::x}} | {{c2::y}} |", ["a b [...] y", "a b x [...]"], "a b x y"),
    "a quotation": ("> a {{c1::b}}", ["a [...]"], "a b"),
    "a callout": ("> [!NOTE]\n> a {{c1::b}}", ["Note a [...]"], "Note a b"),
    "a figure": (f"{{{{c1::a}}}} b\n\n{FIGURE}", ["[...] b"], "a b"),
}


class _Text(HTMLParser):
    """The HTML of the text of a cloze note, without the card around it."""

    def __init__(self, html):
        super().__init__(convert_charrefs=False)
        self.html, self.depth = "", 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if self.depth:
            self.html += self.get_starttag_text()
            self.depth += tag not in ("img", "br", "hr", "input")
        elif tag == "div" and "text" in dict(attrs).get("class", "").split():
            self.depth = 1

    def handle_endtag(self, tag):
        self.depth -= bool(self.depth)
        self.html += f"</{tag}>" if self.depth else ""

    def handle_data(self, data):
        self.html += data if self.depth else ""

    def handle_entityref(self, name):
        self.handle_data(f"&{name};")

    def handle_charref(self, name):
        self.handle_data(f"&#{name};")


@pytest.fixture(scope="module")
def cards(tmp_path_factory):
    """Return the HTML of the two sides of each card of all notes, by the name of the note."""
    folder = tmp_path_factory.mktemp("clozes")
    (folder / "content").mkdir()
    (folder / "content" / "deck.toml").write_text('name = "Test"\nnamespace = "test"\n')
    (folder / "content" / "dot.svg").write_bytes(PICTURE)
    notes = [f"## {{#n{n} .cloze}}\n\n{text}\n" for n, (text, *_) in enumerate(SHOWN.values())]
    (folder / "content" / "one.md").write_text("---\ndeck: Test\n---\n\n" + "\n".join(notes), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        package = build(folder / "content", folder / "test.apkg", NOW).package
    with closing(Collection(str(folder / "collection.anki2"))) as collection:
        import_package(collection, package)
        found = [collection.find_cards(f"Id:n{number}", order="c.ord") for number in range(len(SHOWN))]
        sides = [[(card.question(), card.answer()) for card in map(collection.get_card, ids)] for ids in found]
    return dict(zip(SHOWN, sides, strict=True))


def shown(html):
    """Return the words of the text on a side, all of whose elements must be closed in order, without a mark in any."""
    text = _Text(re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)).html
    assert not re.search(r"<[^<>]*(?:\{\{|\}\})[^<>]*>|[\ue000-\uf8ff\U000f0000-\U0010ffff]", text), text
    return " ".join(text_of(re.sub(r"<(?=/?(?:p|li|td|th|pre|tr)\b)", " <", text)).split())


@pytest.mark.parametrize("name", SHOWN)
def test_cards_hide_exactly_what_was_marked(cards, name):
    _, fronts, back = SHOWN[name]

    assert [shown(front) for front, _ in cards[name]] == fronts
    assert {shown(answer) for _, answer in cards[name]} == {back.strip()}
