import os
import re
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from unicodedata import normalize

import pytest
from support.samples import FIGURE, FRONT_MATTER, PICTURE

from deck.markup.code import code_to_html
from deck.note_types import CARD, CLOZE
from deck.safety.html import unsafe_html

NOTE = "## Question $x$? {#one}\n\n"


def filled(note):
    return {name: html for name, html in note.fields.items() if html}


def test_a_plain_note_has_a_front_a_back_and_one_card(rendered):
    note = rendered(NOTE + "Above.\n\n---\n\nBelow *here*.")

    assert (note.note.note_type, note.cards) == (CARD, (0,))
    assert filled(note) == {
        "Front": '<p>Question <span class="nowrap">\\(x\\)?</span></p>\n<p>Above.</p>',
        "Back": "<p>Below <em>here</em>.</p>",
        "Id": "one",
    }


def test_a_reversed_note_has_two_cards(rendered):
    note = rendered("## Q? {#one .reversed}\n\nA.")

    assert note.cards == (0, 1)
    assert filled(note) == {"Front": "<p>Q?</p>", "Back": "<p>A.</p>", "Reverse": "1", "Id": "one"}


def test_a_typed_note_has_a_plain_answer(rendered):
    note = rendered("## Q? {#one .typed}\n\n### Answer\n\n*a* < b & $c$")

    assert note.cards == (0,)
    assert filled(note) == {"Front": "<p>Q?</p>", "Answer": "*a* &lt; b &amp; $c$", "Id": "one"}


def test_a_cloze_note_has_a_card_for_each_number(rendered):
    note = rendered("## Title {#new was=first .cloze}\n\n{{c3::a}} {{c1::$b_{c_{d}}$}} {{c3::e}}")

    assert (note.note.note_type, note.cards) == (CLOZE, (0, 2))
    assert filled(note) == {
        "Text": '<p class="title">Title</p>\n<p>{{c3::a}} {{c1::\\(b_{c_{d} }\\)}} {{c3::e}}</p>',
        "Id": "first",
    }


@pytest.mark.parametrize(
    ("language", "code"),
    [("java", "a " * 9000), ("groovy", "a\n" * 9000), ("xpp", "a\n" * 1500), ("systemd", f"{' ' * 199}!\n" * 15)],
)
def test_code_that_would_take_long_to_highlight_is_plain_at_once(language, code):
    begun = perf_counter()

    assert code_to_html(language, code) == f'<div class="hl"><pre><code>{code}</code></pre></div>'
    assert perf_counter() - begun < 2


@pytest.mark.parametrize(
    ("html", "macros"),
    [
        (r"\( {{c1::\)}} <code>\a</code> \)", ["\\a"]),
        (r"{{c1::\(}} <code>\a</code> {{c2::\)}}", ["\\a"]),
        (r"{{c1::x::\(}} <code>\a</code> \)", ["\\a"]),
        (r"\( {{c1::\) \(}} <code>\a</code> \)", ["\\a"]),
        (r"<code>{{c1::</code> <code>{{c2::\(</code> }} <code>\a</code> }} \)", ["\\a"]),
        (r"{{c1::\(x\)::\(y\)}} <code>\a</code> \( {{c2::z}} \)", []),
        (r"{{c1::x}} \) <code>\a</code> \(", []),
    ],
)
def test_where_a_cloze_cuts_a_formula_the_whole_text_counts_as_one(html, macros):
    assert [each.written for each in unsafe_html(html, ())] == macros


def test_other_fields_are_markdown_and_the_original_is_verbatim(rendered):
    note = rendered(NOTE + "A.\n\n### Hint\n\n*h*\n\n### Extra\n\n- e\n\n### Original\n\nWhat is *an* `x` <y>?")

    assert {name: note.fields[name] for name in ("Hint", "Extra", "Original")} == {
        "Hint": "<p><em>h</em></p>",
        "Extra": "<ul>\n<li>e</li>\n</ul>",
        "Original": "What is *an* `x` &lt;y&gt;?",
    }


@pytest.mark.parametrize("note_type", [CARD, CLOZE])
def test_fields_are_in_the_order_of_the_note_type(rendered, note_type):
    kind, text = (" .cloze", "{{c1::A}}.") if note_type is CLOZE else ("", "A.")

    note = rendered(f"## Q? {{#one{kind}}}\n\n{text}\n\n### Extra\n\nx\n\n### Hint\n\ny")

    assert tuple(note.fields) == note_type.field_names


def test_code_is_highlighted_by_classes_alone(rendered):
    html = rendered(NOTE + "```python\nx = 'a<b'\n```").fields["Back"]

    assert html.startswith('<div class="hl"><pre><span></span><code><span class="n">x</span>')
    assert "a&lt;b" in html
    assert "style=" not in html


def test_code_without_a_language_is_plain(rendered):
    assert rendered(NOTE + "```\na\n\n\nb\n```").fields["Back"] == (
        '<div class="hl"><pre><code>a\n\n\nb\n</code></pre></div>'
    )


def test_a_figure_is_a_pair_of_pictures_with_alt_text_and_caption(rendered):
    fence = FIGURE.replace("steps: 20\n", 'steps: 20\ncaption: "It *zigzags*: $x$"\nalt: A zigzag\n')

    note = rendered(NOTE + fence)

    (figure,) = note.figures
    assert note.fields["Back"] == (
        f'<div class="fig"><img class="light" alt="A zigzag" src="{figure.name}-light.svg">'
        f'<img class="dark" alt="A zigzag" src="{figure.name}-dark.svg">'
        '<p class="caption">It <em>zigzags</em>: \\(x\\)</p></div>'
    )


def test_the_decks_defaults_replace_missing_keys_of_a_figure(rendered):
    settings = 'name = "Test"\nnamespace = "test"\n[figures]\nsteps = 7\nstart = [-4, 1]\n'
    short = FIGURE.replace("steps: 20\n", "").replace("start: [-4, 1]\n", "")

    plain = rendered(NOTE + FIGURE.replace("steps: 20", "steps: 7"))
    by_default = rendered(NOTE + short, {"deck.toml": settings})

    assert by_default.figures[0].name == plain.figures[0].name


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        (
            NOTE + FIGURE.replace("descent", "decent"),
            "one.md:7: 'decent' is neither a kind of figure nor a known language; did you mean 'descent'?",
        ),
        (NOTE + "A line,\nand [a link]().", "one.md:8: this link does not work on a card; link to an https:// address"),
        (
            NOTE + FIGURE.replace("steps: 20\n", ""),
            "one.md:7: key 'steps' is missing; add it, as in 'steps: 60'",
        ),
        (
            NOTE + FIGURE.replace("[-4, 1]", "-4, 1"),
            "one.md:9: the coordinates '-4, 1' are a text; write a list, as in [-4, 1]",
        ),
        (
            NOTE + FIGURE.replace("gd(lr", "adm(lr"),
            "one.md:12: no optimizer is called 'adm'; did you mean 'adam'?",
        ),
        (
            NOTE + FIGURE.replace("steps: 20", "step: 20"),
            "one.md:10: unknown key 'step'; did you mean 'steps'?",
        ),
        (NOTE + FIGURE.replace("steps: 20\n", "steps: many\n"), "one.md:10: 'steps' is 'many'; "),
        (NOTE + FIGURE.replace("a=1, b=50", "c=1"), "one.md:8: 'quadratic' has no setting 'c'"),
        (NOTE + FIGURE.replace("surface: ", "surface "), "one.md:"),
        (
            NOTE + "[a](b.md)",
            "one.md:7: the link to 'b.md' does not work on a card; link to an https:// address",
        ),
        (NOTE + "x\n\n[a](javascript:alert)", "does not work on a card; link to an https:// address"),
    ],
)
def test_a_mistake_is_reported_with_its_line(errors, notes, expected):
    found = errors(notes)

    assert any(expected in each for each in found), found


def test_html_that_a_browser_would_rewrite_is_refused(errors, monkeypatch):
    monkeypatch.setattr("deck.render.passage_faults.is_canonical", lambda _: False)

    assert errors(NOTE + "A.") == [
        "one.md:7: blocks are nested in a way that browsers rewrite; put empty lines around each block"
    ]


def test_rendering_figures_needs_neither_numpy_nor_matplotlib(write):
    write(NOTE + FIGURE)
    program = (
        "import sys; from pathlib import Path; from deck.cache.snapshot import take_snapshot\n"
        "from deck.cache.store import Store; from deck.compile.folder import compile_content\n"
        "assert len(compile_content(take_snapshot(Path('content'), Store()), Store()).figures) == 1\n"
        "assert not {'numpy', 'matplotlib'} & set(sys.modules)"
    )

    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)


def test_a_note_is_rendered_in_the_same_way_in_every_folder(rendered):
    one = rendered(NOTE + "A.")
    two = rendered("", {"one.md": "---\ndeck: Test\n---\n", "a/b/c.md": FRONT_MATTER + NOTE + "A."})

    assert one.fields == two.fields


@pytest.mark.parametrize(
    "text", ["- 7. a", "> 7. a\n> 8. b", "7. 8. a", "a <!-- gone --> b", "<gone@b.org>", "&nbsp; a", "*a*b"]
)
def test_list_numbers_comments_and_entities_are_not_lost_words(errors, text):
    assert errors(f"## Q? {{#a}}\n\n{text}\n") == []


@pytest.mark.parametrize(
    ("kind", "text", "lost"),
    [
        ("", "a <rp>gone</rp>", "gone"),
        ("", "<ruby>a<RP>\\( **gone**</RP><rt>b</rt></ruby>", "gone"),
        (" .cloze", "{{c1::a}} <ruby>b<rp>{{c2::gone}}</rp><rt>c</rt></ruby>", "c2"),
    ],
)
def test_a_word_that_only_old_browsers_show_is_a_lost_word(errors, kind, text, lost):
    (error,) = errors(f"## Q? {{#a{kind}}}\n\n{text}\n")

    assert error.startswith(f"one.md:7: '{lost}' would be missing on the card; move it out of")


def test_brackets_that_only_old_browsers_show_are_no_lost_words(errors):
    assert errors("## Q? {#a}\n\n<ruby>a<rp>(</rp><rt>b</rt><rp>)</rp></ruby>\n") == []


def test_deep_nesting_does_not_affect_the_next_note(errors, rendered):
    assert errors("## Q? {#a}\n\n" + "1. " * 900 + "a") != []
    assert rendered("## Q? {#a}\n\nA.").fields["Back"] == "<p>A.</p>"


@pytest.mark.parametrize(
    ("language", "same_as"),
    [
        ("plaintext", "text"),
        ("txt", "text"),
        ("none", "text"),
        ("jsonc", "json"),
        ('python title="x"', "python"),
        ("PlainText", "text"),
    ],
)
def test_a_language_may_have_the_name_it_has_on_github_and_more_behind_it(rendered, language, same_as):
    notes = [rendered(f'{NOTE}```{each}\n{{"a": 1}} // b\n```') for each in (language, same_as)]

    assert notes[0].fields == notes[1].fields


def test_a_front_may_be_a_picture_alone_whose_alt_text_names_the_note(errors, rendered):
    note = "## {#one}\n\n![One dot](dot.svg)\n\n---\n\nA dot."
    files = {"dot.svg": PICTURE}

    assert errors(note, files) == []
    found = rendered(note, files)
    assert re.fullmatch(r'<p><img alt="One dot" src="dot-\w+\.svg"></p>', found.fields["Front"])
    assert found.note.name == "One dot"


@pytest.mark.parametrize(
    ("note", "name"),
    [
        ("## Title {#a .cloze}\n\n{{c1::x}}", "Title"),
        ("## {#a .cloze}\n\nAdam is from {{c1::2014::when}}, or so.\n\nMore.", "Adam is from 2014 , or so."),
    ],
)
def test_a_note_without_a_title_is_named_by_its_text(rendered, note, name):
    assert rendered(note).note.name == name


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("written", ["NFC", "NFD"])
def test_a_picture_has_the_same_name_however_its_accents_are_stored(rendered, form, written):
    name = "gr\u00e9e.svg"
    note = rendered(f"{NOTE}![A picture]({normalize(written, name)})", {normalize(form, name): PICTURE})

    assert note.media[0].name == "gr-e-962f0f96dab1.svg"
