import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.samples import EVERYTHING, FIGURE, FILES, FRONT_MATTER, PLAIN_TOML
from typer.testing import CliRunner

import build_deck

NOTE = "## Q? {#one}\n\nA.\n"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def run():
    """Return a function that runs the command line and returns its exit code, output and messages."""

    def invoke(*arguments, **environment):
        result = CliRunner().invoke(build_deck.app, [str(each) for each in arguments], env=environment)
        return result.exit_code, result.stdout, " ".join(result.stderr.split())

    return invoke


def test_without_a_command_content_is_built_and_the_path_alone_is_printed(write, run):
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


def test_mistakes_are_told_all_together_and_nothing_is_written(write, run):
    write("## A?\n\nx\n\n## B? {#b}\n")

    code, output, messages = run("build")

    assert (code, output) == (1, "")
    assert messages == (
        "content/one.md:5: the note has no id; end its heading with one, such as {#adam-bias}, "
        "or let check --fix write it (N003) 5 | ## A? | ^ "
        "content/one.md:9: the note has no text; write its answer below the heading (N014) 9 | ## B? {#b} | ^ "
        "2 mistakes; nothing was written"
    )
    assert [path.name for path in Path("build").iterdir()] == ["cache"]


def test_a_build_tells_what_the_next_import_does_and_warns(write, run):
    write(NOTE)
    run("build")
    write("## Q? {#two}\n\nA.\n")

    messages = run("build")[2]

    assert "The next import touches 1 of 1 note: 1 new. 1 is retired." in messages
    assert "'one' vanished and 'two' says the same; if it was renamed, write {#two was=one}" in messages


def test_the_plan_is_printed_and_nothing_written(write, run):
    write(NOTE)
    run("build")
    before = Path("build/Test.apkg").read_bytes()
    write(NOTE.replace("A.", "B."))

    code, output, _ = run("plan")

    assert code == 0
    assert output.startswith("The next import touches 1 of 1 note: 1 changed.\n\nChanged:\n  one  Q?: back\n")
    assert json.loads(run("plan", "--json")[1])["changed"] == [
        {"id": "one", "first_id": "one", "title": "Q?", "what": ["back"]}
    ]
    assert Path("build/Test.apkg").read_bytes() == before


def test_a_build_can_be_locked_and_compared_with_a_release(write, run):
    write(NOTE)
    assert run("build", "--locked")[0] == 1
    run("build", "-o", "release.apkg")
    Path("content/deck.lock").unlink()

    assert run("build", "--against", "release.apkg")[0] == 0
    assert run("build", "--locked")[0] == 0
    assert run("plan", "--against", "nowhere.apkg") == (3, "", "cannot use 'nowhere.apkg': no such file or directory")


def test_check_finds_mistakes_and_writes_nothing(write, run):
    write(NOTE)
    assert run("check") == (0, "", "no mistakes")

    write(NOTE + "### Oops\n\nx\n")
    code, _, messages = run("check", "content")

    assert code == 1
    assert messages.startswith("content/one.md:8: unknown field 'Oops'")
    assert [path.name for path in Path("build").iterdir()] == ["cache"]


def test_check_prints_json(write, run):
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
            "message": "field 'Hint' is empty; write it or remove its heading",
        }
    ]


def test_check_prints_annotations_for_github(write, run):
    write(NOTE + "### Hint\n")

    assert run("check", "--format", "github")[1] == (
        "::error file=content/one.md,line=8,col=1,title=N011::field 'Hint' is empty; write it or remove its heading\n"
    )


def test_what_would_end_an_annotation_is_encoded(write, run):
    write(files={"50%, a: b.md": "---\ndeck: Test\n---\n## Q? {#100%}\n\nA.\n"})

    assert run("check", "--format", "github")[1].startswith(
        "::error file=content/50%25%2C a%3A b.md,line=4,col=4,title=N006::'100%25' is not an id;"
    )


def test_a_path_is_told_as_it_is(write):
    name = f"[draft]/{'a' * 90}.md"
    write(files={name: "---\ndeck: Test\n---\n## Q?\n\nA.\n"})

    told = subprocess.run(
        [sys.executable, ROOT / "build_deck.py", "check"], capture_output=True, text=True, check=False
    )

    assert told.stderr.startswith(f"content/{name}:4: the note has no id;")


def test_what_the_terminal_cannot_show_is_escaped(write):
    write(NOTE + "😀\n\n1) x\n")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, ROOT / "build_deck.py", "check", "--diff"]

    told = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    assert (told.stderr, " \\U0001f600\n" in told.stdout) == ("", True)


def test_a_package_may_have_a_name_that_is_no_text(write):
    write(NOTE)
    command = [sys.executable, ROOT / "build_deck.py", "build", "-o", b"\xff.apkg"]

    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert Path(os.fsdecode(b"\xff.apkg")).is_file()


def test_more_processes_than_any_machine_has_are_refused(write, run):
    write(NOTE)
    assert run("build", "--jobs", str(10**20))[0] == 2


def test_preview_writes_a_page_and_prints_its_path(write, run):
    write(EVERYTHING, FILES)

    assert run("preview", "--no-watch", "-o", "page")[:2] == (0, "page/index.html\n")
    assert Path("page/index.html").is_file()
    assert not Path("content/deck.lock").exists()


def test_preview_tells_mistakes_and_keeps_foreign_folders(write, run):
    write("## Q?\n\nA.")
    assert run("preview", "--no-watch")[0] == 1

    write(NOTE)
    assert run("preview", "--no-watch", "-o", "content")[0] == 2


def test_verify_reports_what_anki_makes_of_the_package(write, run):
    write(EVERYTHING, FILES)
    run("build")

    code, _, messages = run("verify")
    assert code == 0
    assert "5 notes, 7 cards, 3 media; imported again: 5 unchanged" in messages
    assert json.loads(run("verify", "build/Test.apkg", "--json")[1])["faults"] == []


def test_verify_tells_faults(tmp_path, run):
    (tmp_path / "x.apkg").write_bytes(b"no zip")

    code, _, messages = run("verify", tmp_path / "x.apkg")

    assert code == 1
    assert "Anki cannot import the package" in messages


def test_verify_needs_a_package(write, run):
    write(NOTE)

    assert run("verify") == (3, "", "there is no package 'build/Test.apkg'; build it first")


def test_verify_needs_the_anki_library(write, run, monkeypatch):
    write(NOTE)
    monkeypatch.setitem(sys.modules, "anki.buildinfo", None)
    monkeypatch.delitem(sys.modules, "deck.anki.verify", raising=False)

    code, _, messages = run("verify")

    assert code == 3
    assert messages == "the Anki library is not installed; install it with: pip install '.[verify]'"


def test_a_folder_without_settings_is_told(write, run):
    write(NOTE)
    Path("content/deck.toml").unlink()

    message = (
        "content/deck.toml:1: there is no deck.toml; write one with 'name' and 'namespace', "
        "or begin a deck with: build_deck.py new FOLDER (L007)"
    )
    assert run("build")[2] == f"{message} 1 mistake; nothing was written"


def test_what_the_disk_refuses_is_told_without_a_traceback(write, run):
    write(NOTE)
    Path("build").write_text("a file where a folder should be")

    code, _, messages = run("build")

    assert code == 3
    assert messages == "cannot use 'build': file exists"


def test_wrong_usage_ends_with_2(run):
    assert run("biuld")[0] == 2


@pytest.mark.parametrize("epoch", ["yesterday", "-1", "0", "٣", "1" * 5000, str(int(time.time()) + 200_000)])
def test_a_source_date_epoch_out_of_bounds_is_refused(write, run, epoch):
    write(NOTE)

    code, _, messages = run("build", SOURCE_DATE_EPOCH=epoch)

    assert code == 2
    assert messages == f"SOURCE_DATE_EPOCH is '{epoch:.20}'; set it to seconds since 1970, from 2020 to now"


def test_a_source_date_epoch_is_the_time_of_the_build(write, run):
    write(NOTE)

    packages = [run("build", "-o", f"{n}.apkg", SOURCE_DATE_EPOCH="1700000000") for n in (1, 2)]

    assert [code for code, _, _ in packages] == [0, 0]
    assert Path("1.apkg").read_bytes() == Path("2.apkg").read_bytes()


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"]])
def test_help_needs_no_heavy_library(arguments):
    program = (
        "import sys, build_deck\n"
        f"try: build_deck.app({arguments})\n"
        "except SystemExit: pass\n"
        "heavy = {'matplotlib', 'numpy', 'genanki', 'markdown', 'rich'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )

    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, env={**os.environ, "COLUMNS": "80"})


def test_help_names_every_command(run):
    _, output, _ = run("--help")

    assert all(f"  {command} " in output for command in ("build", "check", "verify"))


def test_findings_stand_by_file_with_their_line_and_a_mark_below_the_column(write):
    notes = "## Name a city. {#one}\n\nIt is 東京, **always** a city.\n\n### Source\n\n@key, page 1\n"
    write(
        notes,
        {"deck.toml": PLAIN_TOML, "references.bib": FILES["references.bib"], "two.md": FRONT_MATTER + "## A {#two}\n"},
    )

    result = CliRunner().invoke(build_deck.app, ["check"])

    assert result.stderr == (
        "content/one.md:7: the card says 'always'; say when, or for what (W002)\n"
        "     7 | It is 東京, **always** a city.\n"
        "       |               ^\n"
        "\n"
        "content/two.md:5: the note has no text; write its answer below the heading (N014)\n"
        "     5 | ## A {#two}\n"
        "       |    ^\n"
        "1 mistake, 1 warning\n"
    )
    assert result.exit_code == 1


def test_warnings_fail_nothing_and_silenced_findings_are_counted(write, run):
    suppressed = '## Name a city. {#one lint="W002: a point"}\n\nIt is always Rome.\n\n### Source\n\n@key, page 1\n'
    files = {"deck.toml": PLAIN_TOML, "references.bib": FILES["references.bib"]}
    write(suppressed, files)
    assert run("check") == (0, "", "no mistakes, 1 suppressed finding")

    write(suppressed + "\n## Name a river. {#two}\n\nIt is always the Tiber.\n", files)
    assert run("check")[0] == 0
    assert run("check")[2].endswith("2 warnings, 1 suppressed finding")
    assert "warning" not in run("build")[2]


def test_a_build_looks_for_what_could_be_better_where_some_of_it_is_an_error(write, run):
    suppressed = '## Name a city. {#one lint="W002: a point"}\n\nIt is always Rome.\n'
    write(suppressed, {"deck.toml": PLAIN_TOML + '[lint]\nerrors = ["A005"]\n'})

    assert run("build")[2].endswith("1 warning, 1 suppressed finding")
    assert {name: json.loads(run("build", "--json")[1])[name] for name in ("found", "suppressed")} == {
        "found": 1,
        "suppressed": 1,
    }


def test_a_fix_is_shown_first_and_then_made(write, run):
    write("## Question?\n\nA.\n")

    code, output, _ = run("check", "--diff")
    assert code == 1
    assert "-## Question?\n+## Question? {#question}\n" in output
    assert "{#question}" not in Path("content/one.md").read_text()

    assert run("check", "--fix") == (0, "", "content/one.md: mended 1 place no mistakes")
    assert run("check", "--diff") == (0, "", "")
    assert "## Question? {#question}\n" in Path("content/one.md").read_text()


def test_quiet_tells_mistakes_alone(write, run):
    write(NOTE)
    assert run("check", "-q") == (0, "", "")
    assert run("build", "--quiet") == (0, "build/Test.apkg\n", "")

    write("## A {#a}\n")
    assert run("build", "-q")[2].startswith("content/one.md:5: the note has no text")


@pytest.mark.parametrize(
    ("environment", "coloured"), [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False)]
)
def test_colour_is_for_a_terminal_that_wants_it(write, environment, coloured):
    write("## A {#a}\n")
    reader, writer = pty.openpty()

    command = [sys.executable, ROOT / "build_deck.py", "check"]
    subprocess.run(command, check=False, stderr=writer, env={**os.environ, "TERM": "xterm", **environment})

    assert (b"\x1b[31m1 mistake" in os.read(reader, 10_000)) == coloured


def test_ctrl_c_leaves_everything_as_it_was_and_says_so(write):
    """The interrupt comes while a figure is drawn, since there are many of them."""
    write(NOTE)
    subprocess.run([sys.executable, ROOT / "build_deck.py"], check=True, capture_output=True)
    before = {path: path.read_bytes() for path in (Path("build/Test.apkg"), Path("content/deck.lock"))}
    write("".join(f"## Q{n}? {{#n{n}}}\n\n{FIGURE.replace('20', str(n + 1))}\n" for n in range(200)))

    process = subprocess.Popen([sys.executable, ROOT / "build_deck.py"], stderr=subprocess.PIPE, text=True)
    while not list(Path("build").glob("cache/fig-*")):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, messages = process.communicate(timeout=20)

    assert process.returncode == 130
    assert messages.split("\n")[-2:] == ["stopped; everything is as it was", ""]
    assert {path: path.read_bytes() for path in before} == before
    assert [path.name for path in Path("build").iterdir() if path.name.startswith(".")] == []


def test_a_new_deck_is_begun_and_builds_and_is_not_written_over(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert run("new", "my-deck") == (0, "my-deck\n", "5 files; next: build_deck.py preview my-deck")
    assert run("check", "my-deck") == (0, "", "no mistakes, 1 suppressed finding")
    assert run("build", "my-deck")[:2] == (0, "build/My deck.apkg\n")
    assert run("new", "my-deck") == (2, "", "'my-deck' is there already; name a new folder")

    Path("file").write_text("")
    assert run("new", "file")[0] == 3
    assert run("new", "file/deck")[0] == 3


def test_one_process_or_two_make_the_same_package(write, run):
    write("".join(f"## Q{n}? {{#n{n}}}\n\n{FIGURE.replace('20', str(n + 1))}\n" for n in range(3)))
    made = []

    for jobs in (1, 2):
        assert run("build", "--jobs", jobs, "-o", f"{jobs}.apkg", SOURCE_DATE_EPOCH="1700000000")[0] == 0
        made.append(Path(f"{jobs}.apkg").read_bytes())
        shutil.rmtree("build")
        Path("content/deck.lock").unlink()

    assert made[0] == made[1]
    assert run("build", "--jobs", "0")[0] == 2


def test_a_drawing_process_that_dies_is_told_and_what_was_drawn_is_kept(write):
    write("".join(f"## Q{n}? {{#n{n}}}\n\n{FIGURE.replace('20', str(n + 1))}\n" for n in range(60)))
    command = [sys.executable, ROOT / "build_deck.py", "build", "--jobs", "2"]

    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while not list(Path("build").glob("cache/fig-*")):
        time.sleep(0.02)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    os.kill(int(children[-1]), signal.SIGKILL)
    _, messages = process.communicate(timeout=60)

    assert process.returncode == 3
    assert "a process that draws was ended from outside; what it drew is kept, so build again\n" in messages
    assert list(Path("build").glob("cache/fig-*"))
    assert not Path("build/Test.apkg").exists()


def test_a_clock_before_2020_is_refused(write, run, monkeypatch):
    write(NOTE)
    monkeypatch.setattr("time.time", lambda: 5.0)

    assert run("build") == (3, "", "the clock of this machine is before 2020; set it")
