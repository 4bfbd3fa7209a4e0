"""No invisible character reaches a field, by whichever way it is written: Anki would end the field there."""

import pytest
from support.samples import PICTURE

from deck.safety.characters import is_visible_line

FIGURE = "```descent\nsurface: parabola(a=1)\nstart: 4\nsteps: 5\npaths:\n  a: gd(lr=0.1)\ncaption: A {}.\n```"
PLACES = {
    "title": ("## a{}? {{#one}}\n\nA.", 5),
    "text": ("## Q? {{#one}}\n\nA\n{}.", 8),
    "alt text": ("## Q? {{#one}}\n\n![a{}b](dot.svg)", 7),
    "address": ("## Q? {{#one}}\n\n[a](https://b.org/{}c)", 7),
    "hint": ("## Q? {{#one}}\n\nA.\n\n### Hint\n\n{}b", 11),
    "cloze": ("## Q {{#one .cloze}}\n\n{{{{c1::a{}}}}}", 7),
    "title of a cloze note": ("## Q{} {{#one .cloze}}\n\n{{{{c1::a}}}}", 5),
    "caption": (f"## Q? {{{{#one}}}}\n\n{FIGURE}", 13),
}
WRITTEN = {
    "&#31;": "1F",
    "&#x1f;": "1F",
    "&#X001F;": "1F",
    "&#1;": "1",
    "&#127;": "7F",
    "&#xe000;": "E000",
    "&#xe101;": "E101",
    "&#xf0005;": "F0005",
    "&#x10fffd;": "10FFFD",
    "&#xfdd0;": "FDD0",
    "&#x2028;": "2028",
}


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("place", PLACES)
def test_a_reference_to_an_invisible_character_is_refused_where_it_is(errors, place, written):
    form, line = PLACES[place]
    found = errors(form.format(written), {"dot.svg": PICTURE})

    character = f"the text contains the invisible character U+{WRITTEN[written]:0>4}; remove it"
    assert f"one.md:{line}: {character}" in found


@pytest.mark.parametrize("written", ["\\&\\#31;", "\\&#x1f;", "\\&#31;"])
def test_an_invisible_character_of_the_bibliography_is_refused(errors, written):
    works = f"@misc{{key, author={{A B}}, title={{T{written}}}, year=2000}}"
    found = errors("## Q? {#one}\n\nA.\n\n### Source\n\n@key", {"references.bib": works})

    assert "one.md:11: the text contains the invisible character U+001F; remove it" in found


def test_in_code_a_reference_is_text(errors):
    assert errors("## Q? {#one}\n\n`&#31;`\n\n```html\n&#31;\n```") == []


@pytest.mark.parametrize("code", [0, 0x1F, 0x7F, 0x85, 0x2028, 0xE000, 0xFDD0, 0xFFFE, 0x1FFFF, 0xF0000, 0x10FFFF])
def test_an_invisible_character_is_on_no_visible_line(code):
    assert not is_visible_line(f"a{chr(code)}b")
