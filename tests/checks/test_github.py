"""The content reads on GitHub as it does in Anki, whatever its author writes, or else it is reported.

What GitHub shows is asked of GitHub's own parser. Beside the trees that the compiler compares, both sides are compared
here in a plainer way, as the marks and words that follow each other.
"""

import os
import re
import subprocess
import sys
from html import escape
from html.parser import HTMLParser
from itertools import takewhile
from pathlib import Path
from urllib.parse import unquote

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from conftest import NOW
from hypothesis import given, settings
from support.difficult_markdown import REFUSED, SAME
from support.random_markdown import TIDY, WILD
from support.samples import DECK_TOML, FRONT_MATTER, GITHUB_TOML, PICTURE

from deck.build import check
from deck.checks.github import compare as parity
from deck.checks.github.compare import CODE, compare
from deck.checks.note_markdown import passages_of
from deck.markup import cloze_marks
from deck.markup.fences import find_fences, outside_fences
from deck.markup.to_html import to_html
from deck.markup.visible import shows_something
from deck.source.front_matter import Decks
from deck.source.heading import read_heading
from deck.source.notes import read_notes
from deck.source.settings import read_settings

ROOT = Path(__file__).parents[2]
CONTENTS = (ROOT / "content", ROOT / "deck" / "starter")
PAGES = [page for content in CONTENTS for page in sorted(content.glob("[!R]*.md"))]
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
NOTE = "## Question? {#one}\n\n"
TYPED = "## Question? {#one .typed}\n\n"  # whose back may show nothing
CLOZE = "## Title {#one .cloze}\n\n"
NESTED = re.compile(r"<(?:em|strong)>(?: <(?:em|strong)>)+|</(?:em|strong)>(?: </(?:em|strong)>)+")
BLOCKS = frozenset(["blockquote", "h4", "h5", "h6", "hr", "li", "ol", "pre", "table", "td", "th", "tr", "ul"])
MARKS = frozenset(
    ["a", "b", "br", "code", "del", "em", "i", "img", "ins", "kbd", "mark", "s", "small", "strong", "sub", "sup"]
)


def passages(content):
    notes, diagnostics = read_notes(
        content, Decks(read_settings(content / "deck.toml", "")[0].name, content.as_posix(), by_folder=False)
    )
    assert diagnostics == []
    return [(note, passage) for note in notes for passage in passages_of(note) if passage]


class _Flat(HTMLParser):
    """What HTML shows, in order: blocks, marks and words, without paragraphs and wrappers."""

    def __init__(self, html):
        super().__init__()
        self.shown = ""
        self.open = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        tag = "blockquote" if "admonition" in known.get("class", "") else tag
        self.open += [] if tag in ("br", "hr", "img", "input") else [tag]
        values = [unquote(known[name]) for name in ("href", "src", "alt", "align") if name in known]
        self._add(tag, " ".join([tag, *values]).replace("mailto:", ""))

    def handle_endtag(self, tag):
        tag = "blockquote" if tag == "div" else tag
        marks = list(takewhile(MARKS.__contains__, reversed(self.open)))
        if tag in (marks if tag in MARKS else self.open):
            closed = ""
            while closed != tag:
                closed = self.open.pop()
                self._add(closed, f"/{closed}")

    def handle_data(self, data):
        self.shown += re.sub(r"mailto:|\s*(?:\$+|\\?[()\[\]])\s*|\\", "", data)

    def _add(self, tag, shown):
        self.shown += f" <{shown}> " if tag in BLOCKS | MARKS else " "


def flat(html):
    """Return what HTML shows in one line, without what is meant to differ between GitHub and a card."""
    html = re.sub(r"(?<![\w$])\$<code>([^<]*)</code>\$(?![\w$])", r"$\1$", html)  # maths that GitHub leaves alone
    html = re.sub(r'<p class="admonition-title">\w+</p>|\[!\w+\]', "", html)
    html = re.sub(r'<div class="tbl">(.*?)</div>', r"\1", html, flags=re.DOTALL)
    shown = " ".join(_Flat(html).shown.split())
    return NESTED.sub(lambda match: " ".join(sorted(match[0].split())), shown)


def note_of(text):
    """Return a note with a text, which may show nothing."""
    if "{{c1" in text or find_fences(text) or shows_something(to_html(text)):
        return (CLOZE if "{{c1" in text else NOTE) + text
    return f"{TYPED}{text}\n\n### Answer\n\nx"


def on_card(text):
    cloze = "{{c1" in text
    fences = find_fences(cloze_marks.scan(text) if cloze else text)
    html = to_html(text, [f"<pre><code>{escape(fence.body)}</code></pre>" for fence in fences], cloze=cloze)
    return flat(together(html.replace(cloze_marks.DIVIDER, ""))) if cloze else flat(html)


def on_github(text):
    html = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)
    if "{{c1" not in text:
        return flat(html)
    return flat(together(CODE.sub(lambda match: cloze_marks.without_escapes(match[0]), html)))


def together(html):
    """Return HTML without the spaces between braces, which separate them in the formulas of a card."""
    return re.sub(r"(?<=\}) (?=\})", "", html)


@pytest.fixture
def found(write):
    """Return a function that returns the findings in notes, of which those of family G are errors."""

    def found_in(notes, toml=GITHUB_TOML):
        return check(write(notes, {"deck.toml": toml, "dot.svg": PICTURE, "references.bib": ""}), NOW).found

    return found_in


@pytest.mark.parametrize("text", SAME)
def test_this_reads_on_github_as_on_a_card(found, text):
    assert found(note_of(text), GITHUB_TOML) == ()
    assert on_card(text) == on_github(text)


@pytest.mark.parametrize(("text", "expected"), REFUSED)
def test_this_is_reported_with_its_rule_its_line_and_what_to_do(found, text, expected):
    diagnostics = found(note_of(text), GITHUB_TOML)

    assert [f"{each.rule} {each.line - 6}: {each.message.rpartition('; ')[0]}" for each in diagnostics] == expected
    assert {each.level for each in diagnostics} == {"error"}


@pytest.mark.parametrize(("text", "expected"), REFUSED)
def test_where_nobody_reads_it_on_github_only_what_the_card_shows_wrongly_is_reported(found, text, expected):
    diagnostics = found(note_of(text), DECK_TOML)

    assert [each.rule for each in diagnostics] == [each[:4] for each in expected if not each.startswith("G")]


def test_what_github_shows_otherwise_is_a_warning_by_default(found):
    (finding,) = found(f"{NOTE}the $n$th", DECK_TOML.replace('"G", ', ""))

    assert (finding.rule, finding.level) == ("G001", "warning")


def test_where_nobody_reads_it_on_github_its_parser_is_not_even_loaded(write):
    """Its time is all that it costs: 40 of 100 notes with such a difference are checked as if there were no GitHub."""
    notes = "".join(f"## Question {n}? {{#n{n}}}\n\nthe $n$th\n\n- a\n- b\n\n- c\n\n" for n in range(40))
    content = write(notes, {"deck.toml": DECK_TOML})
    code = "import sys; from pathlib import Path; from deck.build import check\n"
    code += f"assert check(Path({str(content)!r}), {NOW}).found == ()\nprint([m for m in sys.modules if 'cmark' in m])"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_what_is_nested_too_deeply_to_be_compared_is_reported(found):
    (finding,) = found(NOTE + "- " * 200 + "the $n$th")

    assert (finding.rule, finding.line) == ("G011", 7)


def test_line_ends_of_windows_change_nothing(write):
    text = f"{FRONT_MATTER}{NOTE}a\\\nb  \nc\n\n- d\n- e\n\n> [!NOTE]\n> f\n".replace("\n", "\r\n")

    assert check(write(files={"deck.toml": GITHUB_TOML, "one.md": text}), NOW).found == ()


def test_everything_in_a_note_is_compared_with_github(found):
    a_list = "- a\n* b"
    note = f"## the $n$th {{#one}}\n\n{a_list}\n\n---\n\n{a_list}\n\n### Hint\n\n{a_list}\n\n### Original\n\n{a_list}"

    assert [each.line for each in found(note)] == [5, 7, 12, 17]


def test_of_several_differences_each_is_reported(found):
    diagnostics = found(NOTE + "- a\n    3. b\n\nsame\n\nc $x$th\n\nsame\n\n- x\n* y")

    assert [(each.rule, each.line) for each in diagnostics] == [("G005", 7), ("G001", 12), ("G005", 16)]


@pytest.mark.parametrize("content", CONTENTS, ids=lambda path: path.name)
def test_content_reads_on_github_as_in_anki(content):
    for note, passage in passages(content):
        assert compare(passage.text, title=passage is note.title) is None, passage.location
        if passage is not note.title:
            assert on_card(passage.text) == on_github(passage.text), passage.location


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_part_of_a_page_changes_how_github_shows_another(path):
    page = path.read_text().split("---\n", 2)[2]

    assert on_github(page) == " ".join(filter(None, map(on_github, parts_of(page))))


def parts_of(page):
    """Return the headings of a page, and the texts between them."""
    parts = [""]
    lines = page.split("\n")
    outside = dict(outside_fences(page))
    for number, line in enumerate(lines):
        if number in outside and read_heading(number, line):
            parts += [line, ""]
        else:
            parts[-1] += line + "\n"
    return parts


def parsed_whole(text):
    return cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES)


@pytest.mark.parametrize("text", [*SAME, *(text for text, _ in REFUSED), "a <title> b", "<Script>x</script>"])
def test_extensions_of_github_are_left_out_only_where_they_find_nothing(text):
    assert parity.on_github(text) == parsed_whole(text)


@given(WILD)
@settings(max_examples=20_000 if LONG else 500, deadline=None, derandomize=not LONG)
def test_extensions_of_github_are_left_out_only_where_they_find_nothing_in_any_text(text):
    assert parity.on_github(text) == parsed_whole(text)


@given(WILD)
@settings(max_examples=20_000 if LONG else 150, deadline=None, derandomize=not LONG)
def test_whatever_is_written_reads_the_same_or_is_reported(folder, text):
    page = f"{NOTE}first\n\n### Extra\n\n{text}\n\n### Hint\n\nhint\n\n## Another? {{#two}}\n\nlast\n"
    if not errors(folder, page):
        for _, passage in passages(folder):
            assert on_card(passage.text) == on_github(passage.text)
        assert on_github(page) == " ".join(filter(None, map(on_github, parts_of(page))))


@given(TIDY)
@settings(max_examples=20_000 if LONG else 100, deadline=None, derandomize=not LONG)
def test_what_is_written_tidily_is_free(folder, text):
    assert errors(folder, note_of(text)) == []
    assert on_card(text) == on_github(text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    content = tmp_path_factory.mktemp("content")
    (content / "deck.toml").write_text(GITHUB_TOML)
    return content


def errors(folder, notes):
    (folder / "one.md").write_text(FRONT_MATTER + notes)
    return [str(each) for each in check(folder, NOW).found if each.level == "error"]
