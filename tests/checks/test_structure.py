import pytest

from deck.checks.note_markdown import without_code
from deck.checks.structure import STRUCTURE

NOTE = "## Question? {#one}\n\n"
CLOZE = "## Title {#one .cloze}\n\n"


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        (NOTE + "a <div>b</div>", "one.md:7: '<div>' is not taken; write Markdown, or one of <b>, <br>, <i>"),
        (NOTE + "x\n\n<script>y</script>", "one.md:9: '<script>' is not taken"),
        (NOTE + '<b onclick="x">y</b>', "one.md:7: '<b onclick=\"x\">' is not taken"),
        (NOTE + "x\n\na <b>b\n\nc</b", "one.md:9: <b> is opened 1 times and closed 0 times; close each"),
        (NOTE + "x\n\n</b>a<b>", "one.md:9: </b> closes nothing; write <b> before it"),
        (NOTE + "<!DOCTYPE html>", "one.md:7: '<!DOCTYPE html>' is not taken"),
        ("## <i>Q</i> <u x>a</u>? {#one}\n\nA.", "one.md:5: '<u x>' is not taken"),
        (NOTE + "A {{c1::b}}.", "one.md:7: a cloze in a note that is none; add .cloze to its heading"),
        ("## {{c1::T {#one .cloze}\n\n{{c1::a}}", "one.md:5: a cloze never ends; close it with '}}'"),
        (CLOZE + "Nothing.", "one.md:5: the cloze note hides nothing; mark a part as {{c1::hidden}}"),
        (CLOZE + "`{{c1::a}}`", "one.md:5: the cloze note hides nothing"),
        (CLOZE + "{{c1::a}} {{c2::}}", "one.md:7: a cloze hides nothing; write what it hides after '::'"),
        (CLOZE + "a\n\n{{c1::b", "one.md:9: a cloze never ends; close it with '}}'"),
        (CLOZE + "{{c1::a {{c2::b}} c}}", "one.md:7: a cloze inside a cloze is not taken"),
        (
            CLOZE + "{{c1::a}} {{c0::b}}",
            "one.md:7: '{{c0::' has no number from 1 to 500; write it like {{c1::hidden}}",
        ),
        (CLOZE + "{{c1::a}} {{c1,2::b}}", "one.md:7: '{{c1,2::' has no number from 1 to 500"),
        (CLOZE + "{{c1::a}} {{c501::b}}", "one.md:7: '{{c501::' has no number from 1 to 500"),
        (
            CLOZE + "{{c1::a\n\nb}}",
            "one.md:7: a cloze ends in another paragraph; write one for each paragraph",
        ),
        (
            CLOZE + "{{c1::`a}}`}}",
            "one.md:7: code in a cloze holds '}}' or '::', which Anki takes for the cloze's own; write it outside",
        ),
        (NOTE + "$\\frac{a}{b$", "one.md:7: formula '$\\frac{a}{b$' does not close a brace; add '}'"),
        (NOTE + "$`\\bm{x}`$", "one.md:7: Anki does not support the macro '\\bm'; did you mean '\\bmod'?"),
        (NOTE + "$5\n\n<div>$", "one.md:9: '<div>' is not taken"),
        (NOTE + "`a\n\n<div>`", "one.md:9: '<div>' is not taken"),
        (NOTE + "$`x`$<div>$", "one.md:7: '<div>' is not taken"),
        (NOTE + "$\\bm{x}$", "one.md:7: Anki does not support the macro '\\bm'; did you mean '\\bmod'?"),
        (NOTE + "$\\hrf{x}{y}$", "one.md:7: Anki does not support the macro '\\hrf'"),
        (NOTE + "$\\href{javascript:x}{y}$", "one.md:7: Anki does not support the macro '\\href'"),
        (NOTE + "$\\def\\alpha{y}$", "one.md:7: Anki does not support the macro '\\def'"),
        (NOTE + "$a}$", "one.md:7: formula '$a}$' closes a brace that is not open; remove it"),
        (NOTE + "$\\left( a$", "one.md:7: formula '$\\left( a$' has \\left without \\right or the reverse"),
        (NOTE + "$$\n\\begin{aligned}\na\n$$", "has \\begin without \\end or the reverse; write both"),
        (NOTE + "text\n- a\n- b", "one.md:8: a list needs an empty line above it; add one"),
        (NOTE + "text\n1. a", "one.md:8: a list needs an empty line above it; add one"),
        (NOTE + "> text\n> - a", "one.md:8: a list needs an empty line above it; add one"),
        (NOTE + "- a\n  - b", "one.md:8: a list inside a list is indented by four spaces; indent it so"),
        (NOTE + "a[^1]", "one.md:7: a footnote is not taken; write it in the text or under '### Extra'"),
        (NOTE + "> " * 400 + "a", "one.md:7: lists or quotations are nested too deeply; use fewer levels"),
        (NOTE + "- [ ] a", "one.md:7: a task list is not taken; write a plain list"),
        (NOTE + "1) a", "one.md:7: a list number ends in '.'; write '1.' instead of '1)'"),
        (NOTE + "a ~b~ c", "one.md:7: single tildes; write ~~two~~ to strike out"),
        (NOTE + "[latex]x[/latex]", "one.md:7: '[latex]' has a special meaning in Anki; write maths as $..$"),
        (NOTE + "[sound:x.mp3]", "one.md:7: '[sound:' has a special meaning in Anki; write maths as $..$"),
    ],
)
def test_a_broken_rule_is_told_with_its_line(errors, notes, expected):
    found = errors(notes)

    assert len(found) == 1
    assert expected in found[0]


@pytest.mark.parametrize(
    "notes",
    [
        NOTE + "`<div>` and $`a <b> c`$ and <https://a.org> and <a@b.org> and a < b",
        NOTE + "<b>a</b> H<sub>2</sub>O <br> x<br/>y <!-- a remark -->",
        NOTE + "```text\n{{c1::x}} <div> ~a~\n- b\n```",
        CLOZE + "{{c3::a}} {{c1::$\\frac{a}{b_{c}}$::hint}} {{c1::`b`}} $\\frac{ {{c2::x}} }{y}$",
        CLOZE + "```text\na longer line of code\n```\n\n{{c1::more words than the fence has letters}} b",
        CLOZE + "A set {a} and }} alone, {{c1::b}}",
        NOTE + "$a \\\\bm \\, \\operatorname*{arg\\,min}_x \\lVert x \\rVert \\ce{H2O} \\text{a}$",
        NOTE + "$\\{a\\}$ $\\left\\{ a \\right.$ $\\leftarrow$ $$\\begin{aligned}a\\end{aligned}$$",
        NOTE + "text\n\n- a\n- b\n    - c\n- d\n\nmore\n\n- e\n\n    more\n\n- f",
        NOTE + "> [!TIP]\n> - a\n> - b",
        NOTE + "1. a\n2. b\n    - c",
        NOTE + "a\n    - b is code on GitHub too",
        NOTE + "a \\\\ b, ~~c~~, a~b, 1 ~ 2",
    ],
)
def test_what_nearly_breaks_a_rule_is_fine(errors, notes):
    assert errors(notes) == []


def test_code_is_blanked_out_line_for_line_and_character_for_character():
    text = "a `b` ``c ` d``\n```x\ny\n```\ne"

    assert without_code(text) == "a                \n\n\n\ne"[: len("a `b` ``c ` d``")] + "\n\n\n\ne"


def test_every_rule_says_why_it_is_one():
    assert all(rule.text.endswith(".") for rule in STRUCTURE.all)
