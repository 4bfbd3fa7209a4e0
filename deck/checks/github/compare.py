"""Compare what a passage is on a card with what GitHub's own parser makes of it."""

from __future__ import annotations

import re
from html import escape

import cmarkgfm
from cmarkgfm.cmark import Options

from deck.checks.github.normalise import DOLLARS, TEX, bare, normalise
from deck.checks.github.tree import Node
from deck.markup import cloze_marks
from deck.markup.block_marks import BLOCK_MARK
from deck.markup.fences import find_fences
from deck.markup.to_html import line_to_html, to_html

OPTIONS = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_GITHUB_PRE_LANG
EXTENDED = re.compile(r"[|~@<]|://|www\.|\[[ xX]\]", re.IGNORECASE)  # tables, deletions, links, tags, task lists
UNMARKED = re.compile(r"(?:[^\W\d_][^*_`~\[\]<>&\\$|@{}\n]*(?<! )(?:\n+|\Z))*")
ALERT_BEGINS = re.compile(r"^> \[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]$", re.MULTILINE)
ALERT_TITLE = re.compile(r'<div class="admonition (\w+)">\n<p class="admonition-title">\w+</p>\n<p>')
TEX_IN_MARK = re.compile(r"<[^<>]*\\[(\[]")
CODE = re.compile(r"<(code|pre)\b.*?</\1>", re.DOTALL)
LANGUAGE = re.compile(r'<pre lang="[^"]*"')
PICTURE = re.compile(r'<img (src="[^"]*") (alt="[^"]*")')
SPELLINGS = (("<br />", "<br>"), ("<hr />", "<hr>"), (" />", ">"), ("&quot;", '"'), ("\u00a0", "&nbsp;"))


def compare(text: str, *, title: bool = False, cloze: bool = False) -> tuple[Node, Node] | None:
    """Return what a passage, or the *title* of a note, is on a card and what it is on GitHub, unless that is the same.

    The lines of what is on a card are unknown. Raises `RecursionError` if it is nested too deeply to be compared.
    """
    if UNMARKED.fullmatch(text) and "://" not in text and "www." not in text.lower():
        return None
    try:
        on_card, on_page = _title(text, cloze=cloze) if title else (_passage(text, cloze=cloze), text)
        if BLOCK_MARK[0] in on_card or _surely_same(
            on_card, on_page
        ):  # a fence that is not a block is reported elsewhere
            return None
        github = on_github(on_page, OPTIONS | Options.CMARK_OPT_SOURCEPOS)
    except (RecursionError, UnicodeDecodeError):  # of nesting or noncharacters, which other rules report
        return None
    if cloze:
        github = CODE.sub(lambda match: cloze_marks.without_escapes(match[0]), github)
    trees = normalise(on_card, github=False), normalise(github, github=True)
    return None if trees[0] == trees[1] else trees


def on_github(text: str, options: int = OPTIONS) -> str:
    """Return what GitHub's own parser makes of Markdown.

    Its extensions are left out where nothing of theirs is in the text: with them it keeps all memory that it takes.
    """
    if EXTENDED.search(text):
        return str(cmarkgfm.github_flavored_markdown_to_html(text, options))
    return str(cmarkgfm.markdown_to_html(text, options))


def _title(text: str, *, cloze: bool) -> tuple[str, str]:
    """Return a title as HTML and as GitHub gets it; the list of its attributes is text there."""
    shown = line_to_html(text, cloze=cloze).replace(cloze_marks.DIVIDER, "")
    return f"<h2>{shown} {{#id}}</h2>", f"## {text} {{#id}}"


def _passage(text: str, *, cloze: bool) -> str:
    bodies = (fence.body for fence in find_fences(cloze_marks.scan(text) if cloze else text))
    blocks = [f"<pre><code>{escape(body, quote=False)}</code></pre>" for body in bodies]
    return to_html(text, blocks, cloze=cloze).replace(cloze_marks.DIVIDER, "")


def _surely_same(card: str, page: str) -> bool:
    """Return whether the HTML of both sides is the same but for spelling, which is soon seen and often so."""
    github = LANGUAGE.sub("<pre", on_github(page))
    unlike = r"\(" in github or r"\[" in github or TEX_IN_MARK.search(card)
    if unlike or github.count("<pre>") != len(find_fences(page)):
        return False
    github = PICTURE.sub(r"<img \2 \1", github)
    for theirs, ours in SPELLINGS:
        github = github.replace(theirs, ours)
    if 'class="tbl"' in card:
        card = card.replace('<div class="tbl">\n', "").replace("</table>\n</div>", "</table>")
    if "admonition" in card and len(ALERT_BEGINS.findall(page)) == github.count("[!"):
        card = ALERT_TITLE.sub(lambda match: f"<blockquote>\n<p>[!{match[1].upper()}]\n", card)
        card = card.replace("</div>", "</blockquote>")
    card, github = _with_bare_maths(card, TEX), _with_bare_maths(github, DOLLARS).rstrip()
    return card == github or _squeezed(card) == _squeezed(github)


def _with_bare_maths(html: str, maths: re.Pattern[str]) -> str:
    """Return HTML with its formulas in one form."""
    return maths.sub(lambda match: f"\ue002{bare(match[1] or match[2] or '')}\ue003", html)


def _squeezed(html: str) -> str:
    """Return HTML without white space beside its marks."""
    return " ".join(html.split()).replace("> ", ">").replace(" <", "<")
