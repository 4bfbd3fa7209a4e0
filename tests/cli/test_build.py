import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
from support.patience import PATIENCE
from support.samples import EVERYTHING, FIGURE, FILES, PLAIN_TOML

NOTE = "## Q? {#one}\n\nA.\n"


def test_without_a_command_content_is_built_and_only_the_path_is_printed(write, run):
    write(EVERYTHING, FILES)

    code, output, messages = run()

    assert (code, output) == (0, "build/Test.apkg\n")
    assert "5 notes, 7 cards, 1 figure (1 drawn now)" in messages
    assert Path("build/Test.apkg").is_file()


def test_another_folder_and_package_may_be_named(write, run):
    write(NOTE).rename("cards")

    assert run("build", "cards", "-o", "out/x.apkg")[:2] == (0, "out/x.apkg\n")
    assert Path("out/x.apkg").is_file()


def test_the_report_is_json_on_demand(write, run):
    write(EVERYTHING, FILES)

    _, output, _ = run("build", "--json")

    report = json.loads(output)
    assert report.pop("seconds") > 0
    assert report == {
        "package": "build/Test.apkg",
        "notes": 5,
        "cards": 7,
        "figures": 1,
        "media": 3,
        "drawn": 1,
        "new": ["plain", "reversed", "typed", "cloze", "code"],
        "changed": [],
        "moved": [],
        "renamed": [],
        "retired": [],
        "returned": [],
        "unchanged": 0,
        "found": 0,
        "suppressed": 0,
    }


def test_all_errors_are_printed_and_nothing_is_written(write, run):
    write("## A?\n\nx\n\n## B? {#b}\n")

    code, output, messages = run("build")

    assert (code, output) == (1, "")
    assert messages == (
        "content/one.md:5: error: the note has no id; end its heading with one, such as {#adam-bias}, "
        "or let check --fix write it (N003) 5 | ## A? | ^ "
        "content/one.md:9: error: the note has no text; write its answer below the heading (N014) 9 | ## B? {#b} | ^ "
        "2 errors; nothing was written"
    )
    assert not Path("build").exists()


def test_a_build_says_what_the_next_import_does_and_warns(write, run):
    write(NOTE)
    run("build")
    write("## Q? {#two}\n\nA.\n")

    messages = run("build")[2]

    assert "The next import touches 1 of 1 note: 1 new. 1 is retired." in messages
    assert (
        "warning: 'one' is missing and the new note 'two' says the same; if it was renamed, write {#two was=one}"
        in messages
    )


def test_a_build_can_be_locked_and_compared_with_a_release(write, run):
    write(NOTE)
    assert run("build", "--locked")[0] == 1
    run("build", "-o", "release.apkg")
    Path("content/deck.lock").unlink()

    assert run("build", "--against", "release.apkg")[0] == 0
    assert run("build", "--locked")[0] == 0


def test_a_build_that_has_nothing_to_do_writes_nothing(write, run):
    write(NOTE)
    run("build")
    before = Path("build/Test.apkg").stat()

    code, output, messages = run("build")

    assert (code, output) == (0, "build/Test.apkg\n")
    assert "The next import touches 0 of 1 note." in messages
    assert Path("build/Test.apkg").stat() == before


def test_a_build_reports_warnings_where_the_settings_make_an_error_of_some_rule(write, run):
    suppressed = '## Name a city. {#one lint="W002: a point"}\n\nIt is always Rome.\n'
    write(suppressed, {"deck.toml": PLAIN_TOML + '[lint]\nerrors = ["A005"]\nwarnings = ["S001"]\n'})

    assert run("build")[2].endswith("1 warning, 1 suppressed finding")
    assert {name: json.loads(run("build", "--json")[1])[name] for name in ("found", "suppressed")} == {
        "found": 1,
        "suppressed": 1,
    }


def test_quiet_prints_errors_only(write, run):
    write(NOTE)
    assert run("build", "--quiet") == (0, "build/Test.apkg\n", "")

    write("## A {#a}\n")
    assert run("build", "-q")[2].startswith("content/one.md:5: error: the note has no text")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("deck.zip", "choose a name that ends in '.apkg'"),
        ("content/one.md", "choose a name that ends in '.apkg'"),
        (".", "choose a name that ends in '.apkg'"),
        ("Collection.apkg", "would restore a file of this name as a backup of the whole collection"),
        ("out/backup-1.apkg", "would restore a file of this name as a backup of the whole collection"),
        ("folder.apkg", "'folder.apkg' is not a regular file; choose another path"),
        ("pipe.apkg", "'pipe.apkg' is not a regular file; choose another path"),
        ("content/one.md/deck.apkg", "'content/one.md' is not a folder; choose another path"),
    ],
)
def test_a_package_that_cannot_be_written_or_imported_is_wrong_usage(write, run, name, message):
    content = write(NOTE)
    Path("folder.apkg").mkdir()
    os.mkfifo("pipe.apkg")
    before = {path: path.read_bytes() for path in content.iterdir()}

    code, output, messages = run("build", "-o", name)

    assert (code, output, message in messages) == (2, "", True)
    assert {path: path.read_bytes() for path in content.iterdir()} == before
    assert not Path("build").exists()


def test_a_package_may_have_a_name_that_is_not_text(write, run_apart):
    write(NOTE)

    assert run_apart("build", "-o", b"\xff.apkg")[0] == 0
    assert Path("\udcff.apkg").is_file()


def test_one_process_or_two_make_the_same_package(write, run):
    write("".join(f"## Q{n}? {{#n{n}}}\n\n{FIGURE.replace('20', str(n + 1))}\n" for n in range(3)))
    made = []

    for jobs in (1, 2):
        apart = {"DECK_CACHE": f"cache-{jobs}", "SOURCE_DATE_EPOCH": "1700000000"}
        assert run("build", "--jobs", jobs, "-o", f"{jobs}.apkg", **apart)[0] == 0
        made.append(Path(f"{jobs}.apkg").read_bytes())
        Path("content/deck.lock").unlink()

    assert made[0] == made[1]


@pytest.mark.parametrize("jobs", [0, 1000, 10**20])
def test_a_number_of_processes_that_no_machine_has_is_wrong_usage(write, run, jobs):
    write(NOTE)
    assert run("build", "--jobs", jobs)[0] == 2


def test_in_the_folder_of_a_deck_the_deck_is_meant(write, run, monkeypatch):
    monkeypatch.chdir(write("## Q? {#one}\n\nA.\n"))

    assert run()[:2] == (0, "build/Test.apkg\n")
    assert run("check") == (0, "", "no errors")
    assert run("verify")[0] == 0


def test_it_builds_again_after_each_change_until_ctrl_c(write, start):
    write("## One? {#one}\n\nFirst.\n")

    with start("build", "--watch", "-o", "x.apkg", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline() == "x.apkg\n"
        assert process.stderr.readline().startswith("1 note, 1 card, ")
        assert process.stderr.readline().startswith("The next import touches 1 of 1 note")
        write("## One? {#one}\n")
        assert process.stderr.readline().startswith("content/one.md:")
        write("## One? {#one}\n\nFirst.\n\n## Two? {#two}\n\nSecond.\n")
        assert process.stdout.readline() == "x.apkg\n"
        process.send_signal(signal.SIGINT)
        _, messages = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0
    assert "2 notes, 2 cards, " in messages
