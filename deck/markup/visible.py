r"""Whether HTML shows anything: text that can be seen, a picture, a sound, or a formula that is not empty."""

from __future__ import annotations

import re
from html import unescape
from unicodedata import category

from deck.markup.maths import CODE_OR_FORMULA

PICTURE_OR_SOUND = re.compile(r"<(?:img|audio|video|svg)\b|\[sound:", re.IGNORECASE)
UNSEEN_ELEMENT = re.compile(r"<rp>.*?</rp>", re.DOTALL | re.IGNORECASE)  # for clients that do not know readings
LETTER_FIRST = re.compile(r"(?:<(?!rp\b|!)[^<>]*>)*+[a-z0-9]", re.IGNORECASE | re.ASCII)  # as nearly all text
COMMENT_OR_TAG = re.compile(r"<!--.*?-->|<[^<>]*>", re.DOTALL)
TEX_SPACE = re.compile(
    r"\\(?:[,;:>! ]|(?:q?quad|space|thinspace|medspace|thickspace|enspace|nobreakspace)(?![A-Za-z]))|[\s{}~]"
    r"|\\(?:[hv]?phantom|[hm]space\*?|hskip|kern|mkern|mskip)\s*(?:\{[^{}]*\}|-?[\d.]+\s*[a-z]{2})"
    r"|\\(?:(?:display|text|script|scriptscript)style|text(?:bf|it|normal|rm|sf|tt)?|mathrm|mathbf)(?![A-Za-z])"
)
SOUND_ALONE = "🔊"  # the text of a link to a sound that a card shows without words
UNSEEN_CATEGORIES = frozenset(["Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"])
UNSEEN_LETTERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
)  # fillers of scripts, the empty pattern of Braille
VARIANTS = re.compile("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def shows_something(html: str) -> bool:
    """Return whether a reader of *html* sees anything."""
    if LETTER_FIRST.match(html):
        return True
    html = UNSEEN_ELEMENT.sub("", html)
    if PICTURE_OR_SOUND.search(html):
        return True
    formulas = [match["formula"] for match in CODE_OR_FORMULA.finditer(html) if match["formula"]]
    if any(TEX_SPACE.sub("", unescape(formula[2:-2])) for formula in formulas):
        return True
    rest = CODE_OR_FORMULA.sub(lambda match: match["code"] or "", html)
    return any(map(is_seen, unescape(COMMENT_OR_TAG.sub("", rest))))


def is_seen(letter: str) -> bool:
    """Return whether a character by itself can be seen."""
    return not (category(letter) in UNSEEN_CATEGORIES or letter in UNSEEN_LETTERS or VARIANTS.match(letter))
