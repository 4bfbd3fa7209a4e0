import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.samples import DECK_TOML, EVERYTHING, FILES, FRONT_MATTER

from deck.checks.github.compare import on_github
from deck.checks.lists import ABOVE, flat_lists, lists_as_text
from deck.diagnostics import Location
from deck.edit.fix import find_fixes, write_fixes
from deck.edit.fix_nesting import edits_of_nesting
from deck.edit.line_edits import edited
from deck.source.passage import Passage

A = "A.\n"


def mended(write, notes, files=None):
    content = write(files={"one.md": (FRONT_MATTER + notes).encode(), **(files or {})})
    write_fixes(find_fixes(content))
    return (content / "one.md").read_bytes().decode().removeprefix(FRONT_MATTER)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("## Why does momentum help in a ravine?", "## Why does momentum help in a ravine? {#momentum-help-ravine}"),
        ("## How?   ", "## How? {#how}   "),
        ("## What's Newton’s step?", "## What's Newton’s step? {#whats-newtons-step}"),
        ("##   What is $x_1$, *really*? ##", "##   What is $x_1$, *really*? {#really} ##"),
        ("## Question? {.typed}", "## Question? {#question .typed}"),
        ('## Question? {tags="a b" .cloze}', '## Question? {#question tags="a b" .cloze}'),
        ("## Question? {}", "## Question? {#question}"),
        ("## The set {1,2}", "## The set {1,2} {#set}"),
        ("## 什么是动量？", "## 什么是动量？ {#shi-yao-shi-dong-liang}"),
        ("## $x$", "## $x$ {#note}"),
        ("## Is it {{c1::x}} or y?", "## Is it {{c1::x}} or y? {#x-y}"),
        ("## {.cloze}", "## {#a .cloze}"),  # named by its text
        ("##", "##"),
        ("## Question .reversed", "## Question {#question .reversed}"),
        ("## Question  .typed  ", "## Question {#question .typed}  "),
        ("## Question #one .cloze ##", "## Question {#one .cloze} ##"),
        ("## Question .typed {#one}", "## Question {#one .typed}"),
        ('## Question {#one tags="a b"} .typed', '## Question {#one tags="a b" .typed}'),
        ("## Question {.typed} #one", "## Question {#one .typed}"),
        ("## What is `.typed`", "## What is `.typed` {#typed}"),
        ("## What does .typed mean?", "## What does .typed mean? {#typed-mean}"),
        ("## Issue #12", "## Issue #12 {#issue-12}"),
        (
            "## One question of which the words go on and on and on for ever?",
            "## One question of which the words go on and on and on for ever? {#one-question-words-go-ever}",
        ),
    ],
)
def test_a_missing_id_is_made_of_the_question_and_nothing_else_changes(write, heading, expected):
    assert mended(write, f"{heading}\n\n{A}") == f"{expected}\n\n{A}"


def test_an_id_that_a_note_has_had_or_that_is_retired_is_not_given(write):
    retired = '{"id":"old","nid":1,"type":"Card","deck":"Test","title":"","cards":[0],"time":1,"source":"","tags":[],'
    retired += '"fields":{},"was":"older","retired":2}'
    lock = '{"version":1,"namespace":"test"}\n\n' + retired + "\n"
    notes = f"## A {{#new was=first}}\n\n{A}\n## First\n\n{A}\n## Old\n\n{A}\n## Older\n\n{A}\n## Old\n\n{A}"

    found = mended(write, notes, {"deck.lock": lock})

    assert [line for line in found.split("\n") if line.startswith("##")] == [
        "## A {#new was=first}",
        "## First {#first-2}",
        "## Old {#old-2}",
        "## Older {#older-2}",
        "## Old {#old-3}",
    ]


def test_a_note_that_lost_its_id_gets_it_again_if_its_title_shows_which(write):
    note = '{"id":"ID","nid":N,"type":"Card","deck":"Test","title":"TITLE","cards":[0],"time":1,"source":"",'
    note += '"tags":[],"fields":{}WAS}'
    known = (
        ("sgd", "What is SGD?", ""),
        ("adam", "What is Adam?", ',"was":"old"'),
        ("a", "Twice?", ""),
        ("b", "Twice?", ""),
    )
    records = [
        note.replace("ID", name).replace("N", str(n)).replace("TITLE", title).replace("WAS", was)
        for n, (name, title, was) in enumerate(known, 1)
    ]
    lock = "\n\n".join(['{"version":1,"namespace":"test"}', *records]) + "\n"
    titles = ("What is Adam?", "What is SGD?", "What is SGD?", "Twice?")
    notes = "\n".join(f"## {title}\n\n{A}" for title in titles)

    found = mended(write, notes, {"deck.lock": lock})

    assert [line for line in found.split("\n") if line.startswith("##")] == [
        "## What is Adam? {#adam was=old}",
        "## What is SGD? {#sgd}",
        "## What is SGD? {#sgd-2}",
        "## Twice? {#twice}",
    ]


@pytest.mark.parametrize(
    "heading", ["## Q {#a}?", "## Q? {#a", "## Q {# a}?", "## {#a}##", "## Q {#a .typed", "## Q {#a} #b .typed"]
)
def test_a_heading_whose_braces_do_not_end_it_is_left_to_its_author(write, heading):
    assert mended(write, f"{heading}\n\n{A}") == f"{heading}\n\n{A}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n- b\n- c", "a\n\n- b\n- c"),
        ("> a\n> - b", "> a\n>\n> - b"),
        ("1) a\n10) b", "1. a\n10. b"),
        ("a\\\nb `c\\`", "a<br>\nb `c\\`"),
        ("```text\na\n- b\n1) c\\\n```", "```text\na\n- b\n1) c\\\n```"),
        ("x\n\n### Original\n\na\n- b\\\n1) c", "x\n\n### Original\n\na\n- b\\\n1) c"),
        ("a ~b~ [^1]", "a ~b~ [^1]"),
        # boxes, emoji and formulas
        ("- [ ] a\n- [x] b\n\n1. [X] c\n\n> - [ ] d", "- a\n- b\n\n1. c\n\n> - d"),
        ("a[ ] b\n\n`- [ ] c`", "a[ ] b\n\n`- [ ] c`"),
        ("A :smile: a:smile:b `:smile:` :nosuch:", "A 😄 a:smile:b `:smile:` :nosuch:"),
        (r"a \(x^2\), \( \frac{a}{b} \)b", r"a $x^2$, $\frac{a}{b}$b"),
        ("\\[\nx = 1 \\\\[2pt]\n\\]", "$$\nx = 1 \\\\[2pt]\n$$"),
        (r"a \[x^2\] b", "a $$x^2$$ b"),
        (r"a \[sic\] `\(x\)` \(\) \($\)", r"a \[sic\] `\(x\)` \(\) \($\)"),
        # lists in lists
        ("- a\n  - b\n    - c\n- d", "- a\n    - b\n        - c\n- d"),
        ("1. a\n   - b\n   - c\n2. d", "1. a\n    - b\n    - c\n2. d"),
        ("- a\n  - b\n    goes on\nlazily\n  - c", "- a\n    - b\n        goes on\nlazily\n    - c"),
        ("* a\n  * b\n\n  more of a\n* c", "* a\n    * b\n\n    more of a\n\n* c"),
        ("text\n- a\n  - b", "text\n\n- a\n    - b"),
        ("1) a\n   - b", "1. a\n    - b"),
        ("- a\n   - b\n\n     more of b", "- a\n    - b\n\n        more of b"),
        ("- a\n    - b\n      - c", "- a\n    - b\n        - c"),
        ("- a\n\n  ```text\n  - b\n    - c\n  ```\n  - d", "- a\n\n    ```text\n    - b\n      - c\n    ```\n    - d"),
        ("> ```text\n> x\n> ```", "> ```text\n> x\n> ```"),
        ("- a\n    - b", "- a\n    - b"),
        ("> - a\n>   - b", "> - a\n>   - b"),
        ("- a\n\t- b", "- a\n\t- b"),
        ("```text\n- a\n  - b\n```", "```text\n- a\n  - b\n```"),
    ],
)
def test_markdown_with_one_right_form_is_mended_outside_code_and_verbatim_fields(write, text, expected):
    assert mended(write, f"## Q? {{#q}}\n\n{text}\n") == f"## Q? {{#q}}\n\n{expected}\n"


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from("-*"), st.booleans()), min_size=2, max_size=7),
    st.sampled_from([2, 3]),
)
def test_a_list_is_nested_on_a_card_as_github_nests_it(rows, width):
    """Items on any level, some with a second paragraph, each level indented by as much as its mark, or one more."""
    lines: list[str] = []
    depth = 0
    for n, (level, mark, goes_on) in enumerate(rows):
        depth = min(level, depth + 1) if lines else 0
        lines.append(f"{' ' * width * depth}{mark if width == 2 else '1.'} item {n}")
        lines += ["", f"{' ' * width * (depth + 1)}more of {n}", ""] * goes_on
    passage = Passage("\n".join(lines).rstrip(), Location("one.md"))

    after = "\n".join(edited(passage.text.split("\n"), edits_of_nesting(passage, cloze=False)))

    assert on_github(after) == on_github(passage.text)
    assert not [each for each in lists_as_text(after, cloze=False) if each.remedy != ABOVE]
    assert list(flat_lists(after)) == []


def test_line_ends_marks_and_letters_of_the_file_stay(write):
    """A byte-order mark, Windows line ends, letters in parts and no newline at the end."""
    notes = "\ufeff---\r\ndeck: Test\r\n---\r\n\r\n## Cafe\u0301?\r\n\r\nx\ty \r\n- a\r\n\n"
    content = write(files={"one.md": notes.encode()})

    write_fixes(find_fixes(content))

    expected = notes.replace("?\r\n", "? {#cafe}\r\n").replace("y \r\n", "y \r\n\r\n")
    assert (content / "one.md").read_bytes().decode() == expected


def test_a_mended_file_has_nothing_more_to_mend_and_no_mistake(write, errors):
    content = write(f"## A?\n\n{A}- x\n\n## A?\n\n1) x\n", {"deck.toml": DECK_TOML})

    write_fixes(find_fixes(content))

    assert find_fixes(content) == []
    assert errors(files={"one.md": (content / "one.md").read_bytes()}) == []


def test_content_without_a_fault_is_left_alone(write):
    assert find_fixes(write(EVERYTHING, FILES)) == []


def test_the_difference_can_be_shown_first(write):
    (fix,) = find_fixes(write(f"## A?\n\n{A}"))

    assert fix.diff.split("\n")[:2] == ["--- content/one.md", "+++ content/one.md"]
    assert [line for line in fix.diff.split("\n")[2:] if line[:1] in ("-", "+")] == ["-## A?", "+## A? {#a}"]
    assert "{#a}" not in Path("content/one.md").read_text()


def test_a_file_that_changed_meanwhile_is_left_alone_and_modes_and_links_stay(write):
    content = write(f"## A?\n\n{A}", {"two.md": f"{FRONT_MATTER}## B?\n\n{A}"})
    fixes = find_fixes(content)
    (content / "one.md").write_text("later")
    (content / "two.md").rename("elsewhere.md")
    (content / "two.md").symlink_to(Path("elsewhere.md").resolve())
    Path("elsewhere.md").chmod(0o600)

    write_fixes(fixes)

    assert (content / "one.md").read_text() == "later"
    assert (content / "two.md").is_symlink()
    assert "## B? {#b}" in Path("elsewhere.md").read_text()
    assert stat.S_IMODE(Path("elsewhere.md").stat().st_mode) == 0o600
