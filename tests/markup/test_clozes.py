"""Clozes are what Anki makes of them, and what their author marked: nothing more is hidden, nothing less."""

import re
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.anki_clozes import AnkiClozes, text_of

from deck.markup import cloze_marks
from deck.markup.cloze_marks import END, OPENING, SEPARATOR
from deck.markup.cloze_parser import Cloze, card_ordinals, parse
from deck.markup.code import code_to_html
from deck.markup.fences import find_fences
from deck.markup.to_html import line_to_html, to_html
from deck.render.cloze_faults import cloze_faults

CLOZE = re.compile(f"({OPENING})([^{SEPARATOR}{END}]*)(?:{SEPARATOR}([^{END}]*))?{END}")
PIECES = ["{{c1::", "{{c2::", "{{c1,3::", "}}", "::", "{{c0::", "{{c65536::", "{{c01::", "{{c,::", "{{c\u0661::"]
PIECES += ["a", "<b>", "{", "}", ":", "c1", " ", "{{c500::", "{{c501::"]
MARKUP = [
    *("a", "b c", "{1, 2}", "f() {}", "{{x}}", "::", "\\::", "`std\\::vector`", "`{}`", "`a$b`", "$5", "**d**", "*e*"),
    *(
        "$a_{b_{c}}$",
        "$\\{x\\}$",
        "$a::b$",
        "\\{{c1::",
        "`\\{{c1::x}}`",
        "}",
        "{",
        "&#125;",
        "&#58;:",
        "\n",
        ":",
        "\\\\",
    ),
    *("<b>g</b>", "![h](i.png)", "[j](https://k.org)", "&nbsp;", "$\\frac{l}{m}$", " "),
]
HIDDEN = st.lists(st.sampled_from(MARKUP), min_size=1, max_size=4).map("".join)
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(MARKUP),
        st.builds("{{{{c{}::{}}}}}".format, st.integers(1, 3), HIDDEN),
        st.builds("{{{{c{}::{}::{}}}}}".format, st.integers(1, 3), HIDDEN, HIDDEN),
    ),
    min_size=1,
    max_size=6,
).map(" ".join)
CODE = "for i in range(3):\n    print(f'{i}<&>', {1: {2: 3}})  # all of them\n"


@pytest.fixture(scope="module")
def anki(tmp_path_factory):
    anki = AnkiClozes(tmp_path_factory.mktemp("anki"))
    with closing(anki.collection):
        yield anki


def scanned_html(source):
    """Return a source as HTML in which its marks are still private characters."""
    scanned = cloze_marks.scan(source)
    blocks = [code_to_html(fence.language, fence.body) for fence in find_fences(scanned)]
    return to_html(scanned, blocks)


def field(source):
    return cloze_marks.put_back(scanned_html(source), source)


def side(parts, number, *, question):
    """Return what a card shows of a field, as Anki does."""
    shown = ""
    for part in parts:
        if not isinstance(part, Cloze):
            shown += part
            continue
        numbers = ",".join(map(str, sorted(set(part.numbers))))
        active = number in part.numbers
        inner = side(part.hidden, number, question=question)
        if active and question:
            inner = f"[{'...' if part.hint is None else part.hint}]"
        shown += f'<span class="cloze{"" if active else "-inactive"}" data-ordinal="{numbers}">{inner}</span>'
    return shown


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join))
@settings(max_examples=400, deadline=None)
def test_a_field_is_parsed_as_anki_parses_it(anki, text):
    sides = anki.sides(text)
    ordinals = card_ordinals(text)

    assert sorted({each.ordinal for each in sides}) == list(ordinals or [0])  # Anki makes two of 500 and 501
    for each in sides:
        if "No cloze" not in each.question:
            assert each.question == side(parse(text), each.ordinal + 1, question=True)
            assert each.answer == side(parse(text), each.ordinal + 1, question=False)


@pytest.mark.parametrize(
    ("source", "hidden", "around"),
    [
        ("{{c1::{1, 2}}} b", "{1, 2}", "[...] b"),
        ("{{c1::f() {}}} b", "f() {}", "[...] b"),
        ("`{{c1::f() {}}}` b", "f() {}", "[...] b"),
        ("{{c1::`{{}}`}} b", "{{}}", "[...] b"),
        ("{{c1::if (x) {}} b", "if (x) {", "[...] b"),
        (r"{{c1::a\}}} b", "a}", "[...] b"),
        (r"{{c1::Net\::HTTP}}", "Net::HTTP", "[...]"),
        (r"{{c1::`std\::vector<int>`::a list}}", "std::vector<int>", "[a list]"),
        (r"`{{c1::std\::vector}}<int>`", "std::vector", "[...]<int>"),
        (r"{{c1::\::1}}", "::1", "[...]"),
        (r"{{c1::$a\::b$}} c", r"\(a:{}:b\)", "[...] c"),
        (r"$\{{c1::a}} + {{c1::b}}$", "b", r"\(\{ {c1:{}:a} } + [...]\)"),
        (r"{{c1::\::a\:::b}}", "::a::", None),
        (r"\{{c1::a}} {{c1::b}}", "b", "{{c1::a}} [...]"),
        (r"`\{{c1::a}}` {{c1::b}}", "b", "{{c1::a}} [...]"),
        (r"\\{{c1::b}}", "b", "\\[...]"),
        (r"`\\{{c1::b}}`", "b", "\\[...]"),
        ("{{c1::`a$b`}}{{c1::`$c`}}", "a$b", "[...][...]"),
        ("{{c1::$5}} or {{c1::`$c`}}", "$5", "[...] or [...]"),
        ("{{c1::&#125;&#125;}} b", "}}", "[...] b"),
        ("{{c1::a &#123;&#123;c2::x}} b", "a {{c2", "[x] b"),
        ("{{c1::{`}`}} b", "{}", "[...] b"),
        ("**{{c1::a}}** b", "a", "[...] b"),
    ],
)
def test_anki_hides_what_was_marked(anki, source, hidden, around):
    (found,) = anki.sides(field(source))
    question, answer = text_of(found.question), text_of(found.answer)

    assert question.strip() == around or around is None
    assert hidden in answer
    assert hidden not in question or hidden in (around or "")


@pytest.mark.parametrize("language", ["", "text", "yaml", "html", "diff", "python", "rust", "java", "js"])
@pytest.mark.parametrize("part", ["i", "print", "range(3)", "1: {2: 3}", "{1: {2: 3}}", "<&>'", "# all of them"])
def test_a_part_of_any_code_is_hidden_and_the_rest_is_highlighted_as_before(anki, language, part):
    before, _, after = CODE.partition(part)
    source = f"```{language}\n{before}{{{{c1::{part}::x<y}}}}{after}```"
    (found,) = anki.sides(field(source))

    assert text_of(found.answer) == CODE
    assert text_of(found.question) == f"{before}[x<y]{after}"
    whole = code_to_html(language, CODE)
    assert re.findall(r'class="(\w+)"', field(source))[:2] == re.findall(r'class="(\w+)"', whole)[:2]


@given(
    st.sampled_from(["", "text", "python", "rust", "java", "html"]),
    st.text("ab(){}'\"#<&: \n$\\", min_size=1, max_size=30),
    st.data(),
)
@settings(max_examples=200, deadline=None)
def test_marks_anywhere_in_code_leave_each_hidden_part_balanced(language, code, data):
    begin = data.draw(st.integers(0, len(code)))
    end = data.draw(st.integers(begin, len(code)))
    marked = f"{code[:begin]}\U000f0000{code[begin:end]}{END}{code[end:]}"
    html = code_to_html(language, marked)

    inside = html.partition("\U000f0000")[2].partition(END)[0]
    assert text_of(html).replace("\U000f0000", "").replace(END, "").strip("\n") == code.strip("\n")
    assert text_of(inside).strip("\n") == code[begin:end].strip("\n")


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_what_is_not_refused_hides_exactly_what_was_marked(anki, source):
    html = scanned_html(source)
    if any(cloze_faults(html)) or not cloze_marks.OPENING_MARK.search(html):
        return
    for found in anki.sides(cloze_marks.put_back(html, source)):

        def shown(match, found=found):
            number = int(cloze_marks.WRITTEN_OPENING.match(source, cloze_marks.offset_of(match[1]))["number"])
            return f"[{match[3] or '...'}]" if number == found.ordinal + 1 else match[2]

        answer, question = (_letters(text_of(CLOZE.sub(each, html))) for each in (lambda match: match[2], shown))
        assert _letters(text_of(found.answer)) == answer
        assert _letters(text_of(found.question)) == question


def _letters(text):
    """Return the letters of a text, without those that separate marks in formulas."""
    return re.sub(r"\s|\{\}|\\", "", text.replace(cloze_marks.BACKSLASH, "").replace(SEPARATOR, "::"))


@pytest.mark.parametrize("text", ["a {b} :: c", "`{{x}}`", "$a_{b}$", "std::vector"])
def test_a_text_without_marks_is_as_it_was(text):
    assert to_html(text, cloze=True) == to_html(text)
    assert line_to_html(text, cloze=True) == line_to_html(text)
    assert cloze_marks.unscan(cloze_marks.scan(text), text) == text


@given(TEXTS)
def test_scanning_can_be_undone(source):
    assert cloze_marks.unscan(cloze_marks.scan(source), source) == source


def test_a_hint_is_no_part_of_the_code_that_is_highlighted():
    source = "```python\n{{c1::x::if}} = 1\n```"

    assert '{{c1::<span class="n">x</span>::if}} <span class="o">=</span>' in field(source)
