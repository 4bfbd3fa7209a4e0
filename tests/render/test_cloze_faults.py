"""Each cloze that Anki would not show as meant is an error at its mark, which says what to do."""

import pytest
from support.samples import PICTURE

CLOZE = "## Title {#one .cloze}\n\n"
PARAGRAPH = "the cloze does not end where it begins but in another paragraph; write a cloze for each part"
CELL = "the cloze does not end where it begins but in another cell of the table; write a cloze for each part"
ITEM = "the cloze does not end where it begins but in another item of the list; write a cloze for each part"
NOTHING = "the cloze hides nothing that can be seen; write what it hides after '::'"
NO_HINT = "the hint of the cloze shows nothing; write it, or remove the '::' before it"
ATTRIBUTE = "a cloze in an alt text, a title or an address does not work; hide text around it instead"
NESTED = "the cloze does not end before the next one, and a cloze inside a cloze is not supported"
CUT = "the cloze cuts a formula in two; let it begin and end inside the formula, or around it"
FIGURE = "```descent\nsurface: parabola(a=1)\nstart: 4\nsteps: 5\npaths:\n  a: gd(lr=0.1)\ncaption: A {{c1::b}}.\n```"


def overlap(tag):
    return f"the cloze and <{tag}> overlap; let the cloze begin and end inside it, or around it"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        # across elements
        ("{{c1::a\n\nb}}", 7, PARAGRAPH),
        ("x {{c1::a\n\n- b}}", 7, PARAGRAPH),
        ("| a | b |\n|---|---|\n| {{c1::c | d}} |", 9, CELL),
        ("| a | {{c1::b |\n|---|---|\n| c}} | d |", 7, CELL),
        ("- {{c1::a\n- b}}", 7, ITEM),
        ("- a\n    - {{c1::b\n- c}}", 8, ITEM),
        ("**{{c1::a** b}}", 7, overlap("strong")),
        ("*a {{c1::b* c::d}}", 7, overlap("em")),
        ("<b>{{c1::a</b> b}}", 7, overlap("b")),
        ("{{c1::a ~~b}} c~~", 7, overlap("del")),
        (
            "{{c1::a [b}} c](https://d.org)",
            7,
            "the cloze does not end where it begins but inside a link; write a cloze",
        ),
        ("`{{c1::a` b}}", 7, "the cloze does not end where it begins but inside code; write a cloze for each part"),
        ("**{{c1::a::b** c}}", 7, overlap("strong")),
        ("> {{c1::a\n\nb}}", 7, PARAGRAPH),
        ("$`a{{c1::b`$ c}}", 7, CUT),
        ("{{c1::a $x}} y$", 7, CUT),
        ("a\n$x {{c1::y$ z}}", 8, CUT),
        ("{{c1::a $x}} + y_{1}$, z", 7, CUT),
        ("{{c1::a $x::b}} + y$", 7, CUT),
        ("$$\na {{c1::b\n$$\n\nc}}", 8, PARAGRAPH),
        # nothing hidden
        ("{{c1::::1}}", 7, NOTHING),
        ("{{c1::}}", 7, NOTHING),
        ("{{c1:: }}", 7, NOTHING),
        ("{{c1::&nbsp;}}", 7, NOTHING),
        ("{{c1::\u200b}}", 7, NOTHING),
        ("{{c1::<!-- x -->}}", 7, NOTHING),
        ("{{c1::<b></b>}}", 7, NOTHING),
        ("{{c1::<br>}}", 7, NOTHING),
        ("{{c1::$\\,$}}", 7, NOTHING),
        ("$x {{c1::}}$", 7, NOTHING),
        ("```python\nx = {{c1::}}\n```", 8, NOTHING),
        ("{{c1::a::}}", 7, NO_HINT),
        ("{{c1::a::&nbsp;}}", 7, NO_HINT),
        # in attributes
        ("{{c1::a}}\n\n![b {{c2::c}}](dot.svg)", 9, ATTRIBUTE),
        ("{{c1::a}} [b](https://c.org/{{c2::d}})", 7, ATTRIBUTE),
        ("{{c1::a}} [b](https://c.org/&#123;{c2::d}})", 7, ATTRIBUTE),
        ("{{c1::a}} ![b {\\{c2::d}}](dot.svg)", 7, ATTRIBUTE),
        (
            "{{c1::[a](https://b.org/::c)}}",
            7,
            "an alt text, a title or an address inside the cloze contains '::' or '}}', which Anki reads as part of it",
        ),
        (
            "{{c1::![a::b](dot.svg)}}",
            7,
            "an alt text, a title or an address inside the cloze contains '::' or '}}', which Anki reads as part of it",
        ),
        # colons of code
        (
            "{{c1::`std::vector`}}",
            7,
            "Anki reads the '::' in this cloze as the beginning of a hint; write '\\::' for colons that it hides",
        ),
        ("{{c1::$a::b$}}", 7, "Anki reads the '::' in this cloze as the beginning of a hint; write '\\::'"),
        ("{{c1::**Net::HTTP**}}", 7, "Anki reads the '::' in this cloze as the beginning of a hint"),
        # other fields
        (
            "{{c1::a}}\n\n### Extra\n\nb\n{{c2::c}}",
            12,
            "a cloze does not work under '### Extra'; write it above the first '###', or its text without marks",
        ),
        ("{{c1::a}}\n\n### Hint\n\n`{{c1::c}}`", 11, "a cloze does not work under '### Hint'"),
        ("{{c1::a}}\n\n### Source\n\n{{c1::c}}", 11, "a cloze does not work under '### Source'"),
        (f"{{{{c1::a}}}}\n\n{FIGURE}", 15, "a cloze in the words of a figure does not work; hide a part of the text"),
        # not closed, nested, no number
        ("a {{c1::b", 7, "the cloze is not closed; end it with '}}'"),
        ("```text\n{{c1::a\n```\n\n{{c2::b}}", 8, NESTED),
        ("{{c1::a {{c2::b}} c}}", 7, f"{NESTED}; end it with '}}}}'"),
        ("{{c1::a}} {{c\uff11::b}}", 7, "'{{c\uff11::' has no number from 1 to 500; write it like {{c1::hidden}}"),
        ("{{c1::a}} `{{c\u0661::b}}`", 7, "'{{c\u0661::' has no number from 1 to 500"),
        ("{{c1::a}} {{c0::b}}", 7, "'{{c0::' has no number from 1 to 500"),
        ("{{c1::a}} {{c501::b}}", 7, "'{{c501::' has no number from 1 to 500"),
        ("{{c1,2::b}}", 7, "'{{c1,2::' has no number from 1 to 500"),
        ("{{c1::a}} {{C2::b}}", 7, "Anki does not read '{{C2::' as the beginning of a cloze; write it like {{c1::"),
        ("{{c1::a}} {{ c2::b}}", 7, "Anki does not read '{{ c2::' as the beginning of a cloze"),
        ("{{c1::a}} {{c2:b}}", 7, "Anki does not read '{{c2:' as the beginning of a cloze"),
        ("{{c1::a}} {{c1,2::b}}", 7, "'{{c1,2::' has no number from 1 to 500"),
        ("{{c1::image-occlusion:rect:left=.1}}", 7, "'image-occlusion:' at the beginning of a cloze has a special"),
        ("a <!-- {{c1::b}} -->", 5, "the cloze note hides nothing; mark a part of its text as {{c1::hidden}}"),
        ("{{c1::a&#57600;}}", 7, "the text contains the invisible character U+E100; remove it"),
        ("{{c1::a&#983040;}}", 7, "the text contains the invisible character U+F0000; remove it"),
        ("a \\{{c1::b}}", 5, "the cloze note hides nothing; mark a part of its text as {{c1::hidden}}"),
    ],
)
def test_a_cloze_that_anki_would_not_show_as_meant_is_refused(errors, text, line, message):
    found = errors(CLOZE + text, {"dot.svg": PICTURE, "references.bib": ""})

    assert len(found) == 1, found
    assert found[0].startswith(f"one.md:{line}: {message}")


@pytest.mark.parametrize(
    "text",
    [
        "{{c1::`$a`}}{{c2::`b$`}} and {{c1::`c`}}",
        "It costs {{c1::$5}} for {{c2::$x_{\\text{a}}$}}.",
        "It costs $5, {{c1::$x$}}",
        "`{{c1::a}}` alone",
        "```python\nfor {{c1::i}} in range(3):\n    {{c2::print(i)}}\n```",
        "{{c1::std\\::vector}} and `std::string` and `{{c2::x\\::y}}`",
        "{{c1::`{}`}} {{c2::{1, 2}}} {{c3::f() {}}}",
        "\\{{c1::a}} `\\{{c1::a}}` {{c1::b}} \\\\{{c2::c}}",
        "| a | b |\n|---|---|\n| {{c1::x}} | {{c1::y}} |",
        "- {{c1::a}}\n- {{c1::**b** and [c](https://d.org)}}",
        "{{c1::![a](dot.svg)}} b",
        "{{c1::$x$}}, $\\frac{ {{c2::a}} }{b}$ and $`{{c1::y}}`$",
        "{{c1::a}}\n\n### Extra\n\n\\{{c1::x}} and `\\{{c1::x}}` and std::vector",
        "{{c1::10 ~ 20::a range}} :: {b}}",
        "{{c1::a}} `{{C2::b}} {{c2:b}}` \\{{C2::c}} {{ c: 1 }}",
        "{{c1::a}} &#8722; b\n\n```text\n{{c2::c}}\n```",
        "{{c1::a}} costs $5, {{c2::$6}} or $7",
    ],
)
def test_a_cloze_that_anki_shows_as_meant_is_built(errors, text):
    assert errors(CLOZE + text, {"dot.svg": PICTURE}) == []


@pytest.mark.parametrize("text", ["\n\nBy Kingma and Ba.", "", "\n\n### Extra\n\nBy Kingma and Ba."])
def test_a_cloze_may_be_in_the_heading_alone(errors, rendered, text):
    note = f"## Adam was described in {{{{c1::2014}}}} {{#one .cloze}}{text}"

    assert errors(note) == []
    assert rendered(note).cards == (0,)


def test_a_cloze_note_without_a_title_shows_its_text_alone(errors, rendered):
    note = "## {#one .cloze}\n\nAdam is from {{c1::2014}}."

    assert errors(note) == []
    assert rendered(note).fields["Text"] == "<p>Adam is from {{c1::2014}}.</p>"


def test_other_notes_know_no_escapes_but_those_of_markdown(errors, rendered):
    note = "## Q? {#one}\n\n`\\{{c1::a}}` `a\\::b` {x}} \\{{c1::b}} a\\::b"

    assert errors(note) == []
    assert rendered(note).fields["Back"] == ("<p><code>\\{{c1::a}}</code> <code>a\\::b</code> {x}} {{c1::b}} a::b</p>")
