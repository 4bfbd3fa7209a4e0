import json
from pathlib import Path

import pytest
from support.samples import FILES, FRONT_MATTER, PLAIN_TOML
from typer.testing import CliRunner

import build_deck

NOTE = "## Q? {#one}\n\nA.\n"
CITY = "## Name a city. {#one}\n\nIt is 東京, **always** a city.\n\n### Source\n\n@key, page 1\n"
QUALITY = {"deck.toml": PLAIN_TOML, "references.bib": FILES["references.bib"]}


def test_errors_are_found_and_nothing_is_written(write, run):
    write(NOTE)
    assert run("check") == (0, "", "no errors")

    write(NOTE + "### Oops\n\nx\n")
    code, _, messages = run("check", "content")

    assert code == 1
    assert messages.startswith("content/one.md:8: error: unknown field 'Oops'")
    assert not Path("build").exists()


def test_a_finding_has_its_line_its_level_its_rule_and_a_mark_below_the_column(write):
    write(CITY, {**QUALITY, "two.md": FRONT_MATTER + "## A {#two}\n"})

    result = CliRunner().invoke(build_deck.app, ["check"])

    assert result.stderr == (
        "content/one.md:7: warning: the card says 'always'; say when, or for what (W002)\n"
        "     7 | It is 東京, **always** a city.\n"
        "       |               ^\n"
        "\n"
        "content/two.md:5: error: the note has no text; write its answer below the heading (N014)\n"
        "     5 | ## A {#two}\n"
        "       |    ^\n"
        "1 error, 1 warning\n"
    )
    assert result.exit_code == 1


def test_warnings_do_not_fail_and_suppressed_findings_are_counted(write, run):
    suppressed = '## Name a city. {#one lint="W002: a point"}\n\nIt is always Rome.\n\n### Source\n\n@key, page 1\n'
    write(suppressed, QUALITY)
    assert run("check") == (0, "", "no errors, 1 suppressed finding")

    write(suppressed + "\n## Name a river. {#two}\n\nIt is always the Tiber, very often.\n", QUALITY)
    assert run("check")[0] == 0
    assert run("check")[2].endswith("2 warnings, 1 suppressed finding")
    write(files={"deck.toml": PLAIN_TOML + 'lint.off = ["P006"]\n'})  # no error is left to look for
    assert "warning" not in run("build")[2]


@pytest.mark.parametrize(
    ("form", "expected"), [("text", ""), ("json", "[]\n"), ("github", ""), ("markdown", "### no errors\n")]
)
def test_quiet_prints_errors_only(write, run, form, expected):
    write(CITY, QUALITY)
    assert run("check", "-q", "--format", form) == (0, expected, "")

    write(CITY, {**QUALITY, "two.md": FRONT_MATTER + "## A {#two}\n"})
    code, output, messages = run("check", "--quiet", "--format", form)
    assert code == 1
    assert ("the note has no text" in output + messages, "always" in output + messages) == (True, False)


def test_findings_are_a_table_of_markdown(write, run):
    write("## A|b {#one}\n", {"two.md": FRONT_MATTER + "## A {#two}\n"})

    table = (
        "### 2 errors\n"
        "\n| location | level | message | rule |\n| --- | --- | --- | --- |\n"
        "| content/one.md:5 | error | the note has no text; write its answer below the heading | N014 |\n"
        "| content/two.md:5 | error | the note has no text; write its answer below the heading | N014 |\n"
    )
    assert run("check", "--format", "markdown") == (1, table, "")
    write(NOTE + "### Oops|*\n\nx\n", {"two.md": ""})
    assert "unknown field 'Oops\\|\\*'" in run("check", "--format", "markdown")[1]


def test_findings_are_printed_as_json(write, run):
    write(NOTE + "### Hint\n")

    code, output, _ = run("check", "--format", "json")

    assert code == 1
    assert json.loads(output) == [
        {
            "path": "content/one.md",
            "line": 8,
            "column": 1,
            "rule": "N011",
            "level": "error",
            "message": "field 'Hint' is empty; fill it or remove its heading",
        }
    ]


def test_findings_are_printed_as_annotations_for_github(write, run):
    write(NOTE + "### Hint\n")

    assert run("check", "--format", "github")[1] == (
        "::error file=content/one.md,line=8,col=1,title=N011::field 'Hint' is empty; fill it or remove its heading\n"
    )


def test_what_would_end_an_annotation_is_encoded(write, run):
    write(files={"50%, a: b.md": "---\ndeck: Test\n---\n## Q? {#100%}\n\nA.\n"})

    assert run("check", "--format", "github")[1].startswith(
        "::error file=content/50%25%2C a%3A b.md,line=4,col=4,title=N006::'100%25' is not an id;"
    )


def test_a_fix_is_shown_first_and_then_made(write, run):
    write("## Question?\n\nA.\n")

    code, output, _ = run("check", "--diff")
    assert code == 1
    assert "-## Question?\n+## Question? {#question}\n" in output
    assert "{#question}" not in Path("content/one.md").read_text()

    assert run("check", "--fix") == (0, "", "content/one.md: fixed in 1 place no errors")
    assert run("check", "--diff") == (0, "", "")
    assert "## Question? {#question}\n" in Path("content/one.md").read_text()


def test_a_folder_without_settings_is_an_error(write, run):
    write(NOTE)
    Path("content/deck.toml").unlink()

    code, _, messages = run("check", "-q")

    assert code == 1
    assert messages == (
        "content/deck.toml:1: error: there is no deck.toml; "
        "write one with 'name' and 'namespace', or start a deck with the command 'new' (L007)"
    )
