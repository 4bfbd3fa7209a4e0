"""Whatever stops a command, it says what and what to do, and ends with the exit code that the help names."""

import errno
import os
import re
import resource
import signal
import subprocess
from pathlib import Path

import pytest
from support.patience import PATIENCE, wait_for
from support.samples import FIGURE

from deck.cache.cache_folder import APPLICATION
from deck.cache.kinds import DRAWINGS
from deck.cli.errors import report_errors
from deck.cli.terminal import drop_unwritable
from deck.diagnostics import Location, content_error

NOTE = "## Q? {#one}\n\nA.\n"
FIGURES = "".join(f"## Q{n}? {{#n{n}}}\n\n{FIGURE.replace('20', str(n + 1))}\n" for n in range(60))
STOPPED = "stopped; the package and the lock are as they were\n"


@pytest.mark.parametrize(
    "line", ["biuld", "--oops", "build --oops", "build a b", "build --jobs x", "check --format xml", "new", "new a b"]
)
def test_a_wrong_command_line_ends_with_2(run, line):
    assert run(*line.split())[0] == 2


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, "no space left on device; free some space, then run the command again"),
        (errno.EACCES, "permission denied; change its permissions, or use another path"),
        (errno.EROFS, "read-only file system; use a path that can be written"),
        (errno.ENOENT, "no such file or directory; check the path"),
        (errno.EIO, "input/output error; check the disk, then run the command again"),
        (errno.ELOOP, "too many levels of symbolic links; check that it can be read and written"),
    ],
)
def test_what_the_system_refuses_is_reported_with_advice(capsys, number, expected):
    for name, what in (("a file", "use 'a file'"), (None, "go on")):
        with pytest.raises(SystemExit) as stopped, report_errors():
            raise OSError(number, os.strerror(number), name)

        assert stopped.value.code == 3
        assert capsys.readouterr().err == f"cannot {what}: {expected}\n"


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (KeyboardInterrupt(), 130, STOPPED),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 3, ""),
        (ModuleNotFoundError(name="genanki.model"), 3, "'genanki' cannot be imported; install this program again\n"),
        (
            content_error(Location("one.md", 5), "field", "x; y"),
            1,
            "one.md:5: error: x; y (field)\n1 error; ",
        ),
    ],
)
def test_what_ends_a_command_has_its_exit_code(capsys, error, code, message):
    with pytest.raises(SystemExit) as stopped, report_errors():
        raise error

    assert stopped.value.code == code
    assert capsys.readouterr().err.startswith(message)


def test_a_fault_of_the_program_itself_is_not_hidden():
    with pytest.raises(ZeroDivisionError), report_errors():
        raise ZeroDivisionError


def test_output_that_cannot_be_written_is_dropped(monkeypatch):
    with Path("/dev/full").open("w") as full:
        full.write("text")
        monkeypatch.setattr("sys.stdout", full)
        drop_unwritable()


def test_a_file_where_a_folder_should_be_is_reported(write, run):
    write(NOTE)
    Path("build").write_text("a file where a folder should be")

    code, output, messages = run("build")

    assert (code, output) == (1, "")
    assert messages.startswith("build/Test.apkg:1: error: 'build' is not a folder; choose another path (N024)")


@pytest.mark.parametrize("command", ["build", "plan"])
@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null", "pipe", "folder.apkg"])
def test_what_is_not_a_file_is_not_read_as_a_package(write, run, command, name):
    write(NOTE)
    os.mkfifo("pipe")
    Path("folder.apkg").mkdir()

    assert run(command, "--against", name) == (3, "", f"'{name}' is not a regular file; check the path")
    assert run(command, "--against", "nowhere.apkg") == (3, "", "there is no file 'nowhere.apkg'; check the path")


@pytest.mark.parametrize(
    "line",
    [
        *("--help", "--version", "push --help", "build", "build --json", "check --format json"),
        *("check --format github", "check --diff", "plan", "plan --json", "new deck"),
    ],
)
def test_a_full_disk_under_the_output_is_reported(write, run_apart, line):
    write("## Q?\n\nA.\n" if "check" in line else NOTE)

    with Path("/dev/full").open("w") as full:
        code, _, messages = run_apart(*line.split(), stdout=full)

    assert code == 3
    assert messages.endswith("cannot go on: no space left on device; free some space, then run the command again\n")
    assert not re.search("Traceback|Exception", messages)


@pytest.mark.parametrize("arguments", [["build"], ["check"], ["build", "nowhere"], ["plan", "--against", "nowhere"]])
def test_a_full_disk_under_the_messages_ends_with_3(write, run_apart, arguments):
    write(NOTE)

    with Path("/dev/full").open("w") as full:
        assert run_apart(*arguments, stderr=full)[0] == 3


def test_a_reader_that_has_read_enough_is_no_reason_for_words(write, start):
    write(NOTE)
    reading, writing = os.pipe()
    os.close(reading)

    process = start("plan", stdout=writing, stderr=subprocess.PIPE)

    assert (process.communicate(timeout=PATIENCE)[1], process.returncode) == ("", 3)
    os.close(writing)


@pytest.mark.parametrize("arguments", [["plan", "--against", "release.apkg"], ["build", "-o", "x.apkg"]])
def test_a_full_disk_for_temporary_files_is_reported(write, run, run_apart, arguments):
    write(NOTE)
    run("build", "-o", "release.apkg")
    sizes = (1000, resource.getrlimit(resource.RLIMIT_FSIZE)[1])

    code, output, messages = run_apart(*arguments, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, sizes))

    assert (code, output) == (3, "")
    assert re.fullmatch(r"cannot use '[^']+': [a-z/ ]+; (free some space|check the disk), .*\n", messages)


def test_a_library_that_is_missing_is_reported(write, run_apart):
    write(NOTE)
    Path("genanki.py").write_text("import nothing_of_this_name")

    code, _, messages = run_apart("build", environment={"PYTHONPATH": "."})

    assert (code, messages) == (3, "'nothing_of_this_name' cannot be imported; install this program again\n")


def test_ctrl_c_while_the_program_starts_is_no_traceback(tmp_path, run_apart):
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt")

    assert run_apart("build", environment={"PYTHONPATH": str(tmp_path)}) == (130, "", "stopped\n")


def drawn():
    """Return the drawings that are in the cache already."""
    return list(Path(os.environ["XDG_CACHE_HOME"], APPLICATION).glob(f"{DRAWINGS.name}-*"))


def children(process):
    """Return the processes that a process has started."""
    return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()


def is_running(pid):
    """Return whether a process exists, and has not ended without its parent's notice."""
    status = Path("/proc", pid, "stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_ctrl_c_leaves_everything_as_it_was_and_says_so(write, run, start):
    """The interrupt comes while figures are drawn, since there are many of them."""
    write(NOTE)
    run("build")
    before = {path: path.read_bytes() for path in (Path("build/Test.apkg"), Path("content/deck.lock"))}
    write(FIGURES)

    process = start("build", stderr=subprocess.PIPE)
    wait_for(drawn)
    process.send_signal(signal.SIGINT)
    _, messages = process.communicate(timeout=PATIENCE)

    assert (process.returncode, messages) == (130, STOPPED)
    assert {path: path.read_bytes() for path in before} == before
    assert {path.name for path in Path("build").glob(".*")} == {".gitignore"}  # nothing is left behind


@pytest.mark.parametrize("moment", [lambda process: len(children(process)) > 1, lambda _: drawn()])
def test_ctrl_c_at_a_terminal_which_all_processes_hear_says_so_once(write, start, moment):
    """Also while they start: the first child is Python's own resource tracker."""
    write(FIGURES)

    process = start("build", stderr=subprocess.PIPE, start_new_session=True)
    wait_for(lambda: moment(process))
    os.killpg(process.pid, signal.SIGINT)

    assert (process.communicate(timeout=PATIENCE)[1], process.returncode) == (STOPPED, 130)


def test_a_drawing_process_that_dies_is_reported_and_what_was_drawn_is_cached(write, start):
    write(FIGURES)

    process = start("build", "--jobs", "2", stderr=subprocess.PIPE)
    wait_for(drawn)
    os.kill(int(children(process)[-1]), signal.SIGKILL)
    _, messages = process.communicate(timeout=PATIENCE)

    assert process.returncode == 3
    assert messages == "a process that draws was ended from outside; what was drawn is cached, so build again\n"
    assert drawn()
    assert not Path("build/Test.apkg").exists()


def test_no_process_is_left_behind_when_a_build_is_killed(write, start):
    write(FIGURES)

    process = start("build", "--jobs", "2", stderr=subprocess.DEVNULL)
    wait_for(drawn)
    started = children(process)
    process.kill()
    process.wait()

    wait_for(lambda: not any(map(is_running, started)))
    assert len(started) == 3
