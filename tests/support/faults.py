"""A disk that fails, or a machine that stops, at the n-th time that a command writes, renames or syncs a file.

Run as a script with a job as JSON, it runs the command line once for each n, each time in a separate process and in a
fresh copy of the job's folder, then once more without a fault; it prints the results of both as JSON, one per line.
"""

from __future__ import annotations

import builtins
import errno
import gc
import hashlib
import io
import json
import mmap
import os
import resource
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from functools import partial
from pathlib import Path
from typing import Any

ERRORS = {"full": errno.ENOSPC, "broken": errno.EIO, "denied": errno.EACCES}
CALLS = {"broken": ("fsync",), "denied": ("open", "mkdir", "replace", "rename", "link")}
ROOT = Path(__file__).parents[2]
NOBODY = 65534
real_open = io.open


class Disk:
    """Counts the calls of one command and its child processes, and lets the n-th of them fail."""

    def __init__(self, mode: str, number: int, only: str = "") -> None:
        self.mode, self.number, self.only = mode, number, only
        self.work = Path.cwd()
        self.memory = mmap.mmap(-1, 8)

    @property
    def calls(self) -> int:
        return struct.unpack("q", self.memory[:8])[0]

    def owns(self, path: Any) -> bool:
        if isinstance(path, int):
            return False
        whole = Path.cwd() / os.fsdecode(path)
        return whole.is_relative_to(self.work) and self.only in str(whole.relative_to(self.work))

    def trip(self, call: str, path: Any) -> None:
        """Count a call; the n-th call kills the process, or it and all later calls fail."""
        if not self.owns(path) or call not in CALLS.get(self.mode, call):
            return
        self.memory[:8] = struct.pack("q", self.calls + 1)
        if self.calls < self.number:
            return
        if self.mode == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if call == "sqlite":
            raise sqlite3.OperationalError("database or disk is full")
        code = ERRORS[self.mode]
        raise OSError(code, os.strerror(code))

    def touch(self, path: Any) -> None:
        """Count the reading of a content file; before the n-th is read, it is deleted or all are edited."""
        if not self.owns(path) or "content" not in str(path) or Path(path).name == "deck.lock":
            return
        self.memory[:8] = struct.pack("q", self.calls + 1)
        if self.calls == self.number and self.mode == "gone":
            Path(path).unlink()
        elif self.calls == self.number:
            edit(self.work / "content")


def edit(content: Path) -> None:
    """Edit a note and a picture, like an author who saves during a build."""
    for path, old, new in ((content / "one.md", "second", "third"), (content / "dot.svg", 'r="2"', 'r="3"')):
        text = path.read_text()
        path.with_suffix(".new").write_text(text.replace(old, new))
        path.with_suffix(".new").replace(path)


def install(disk: Disk) -> None:
    """Let *disk* intercept everything by which Python reads and writes files."""
    if disk.mode in ("gone", "edited"):
        _install_reading(disk)
        return
    _install_writing(disk)
    _install_sqlite(disk)
    for name, which in (("open", 0), ("mkdir", 0), ("replace", 1), ("rename", 1), ("link", 1), ("fsync", 0)):
        _guard(disk, name, which)


def _install_reading(disk: Disk) -> None:
    def opened(file: Any, *arguments: Any, **named: Any) -> Any:
        disk.touch(file)
        return real_open(file, *arguments, **named)

    io.open = builtins.open = opened


def _install_writing(disk: Disk) -> None:
    class Raw(io.FileIO):
        def write(self, data: Any) -> int:
            disk.trip("write", self.name)
            return super().write(data)

    def opened(file: Any, mode: str = "r", *arguments: Any, **named: Any) -> Any:
        if not set(mode) & set("wax+") or not disk.owns(file):
            return real_open(file, mode, *arguments, **named)
        disk.trip("open", file)
        raw = Raw(file, mode.replace("b", "").replace("t", ""), opener=named.get("opener"))
        buffered: Any = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        text = {key: named.get(key) for key in ("encoding", "errors", "newline")}
        return buffered if "b" in mode else io.TextIOWrapper(buffered, **text)

    io.open = builtins.open = opened


def _guard(disk: Disk, name: str, which: int) -> None:
    """Intercept a system call, whose path is the argument number *which*; an integer there is an open file."""
    real: Callable[..., Any] = getattr(os, name)

    def call(*arguments: Any, **named: Any) -> Any:
        if name != "open" or arguments[1] & (os.O_WRONLY | os.O_RDWR):
            path = arguments[which]
            disk.trip(name, disk.work / disk.only if isinstance(path, int) else path)
        return real(*arguments, **named)

    setattr(os, name, call)


def _install_sqlite(disk: Disk) -> None:
    class Connection(sqlite3.Connection):
        def commit(self) -> None:
            disk.trip("sqlite", disk.work)
            super().commit()

        def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
            if not sql.lstrip().lower().startswith(("select", "pragma")):
                disk.trip("sqlite", disk.work)
            return super().execute(sql, *arguments)

        def executemany(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
            disk.trip("sqlite", disk.work)
            return super().executemany(sql, *arguments)

    real_connect = sqlite3.connect

    def connect(database: Any, *arguments: Any, **named: Any) -> sqlite3.Connection:
        kept = database != ":memory:" and disk.owns(database)
        return real_connect(database, *arguments, **({"factory": Connection} if kept else {}), **named)

    sqlite3.connect = sqlite3.dbapi2.connect = connect


def start(arguments: list[str], prepare: Callable[[], None] = lambda: None) -> tuple[int, int]:
    """Run the command line in a child process, and return its number and a pipe with its output."""
    view, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, view
    os.dup2(writing, 2)
    os.dup2(writing, 1)
    code = 70
    try:
        import build_deck

        prepare()
        build_deck.app(arguments)
    except SystemExit as end:
        code = int(end.code or 0)
    except Exception:  # noqa: BLE001 - it is printed, as Python prints it
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def finish(process: int, view: int) -> dict[str, Any]:
    """Wait for a command and return its exit code, negative for a signal, and its output."""
    with real_open(view, "rb") as pipe:
        output = pipe.read().decode(errors="replace")
    return {"code": os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), "output": output}


def files(folder: Path) -> dict[str, str]:
    """Return a hash of every file and the names of all folders below *folder*, without the contents of a cache."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not name.startswith("cache/"):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        elif path.name.startswith("."):
            found[name] = "left behind"
    return found


def enter(start_folder: str, work: Path) -> None:
    os.chdir("/")
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(start_folder, work, symlinks=True)
    os.chdir(work)


def trials(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the result of a command whose n-th call fails, for each n until it succeeds without a fault."""
    work, fired = Path(job["work"]), True
    for number in range(1, job.get("most", 1000)):
        enter(job["start"], work)
        disk = Disk(job["mode"], number, job.get("only", ""))
        broken = finish(*start(job["arguments"], lambda disk=disk: install(disk)))
        fired = disk.calls >= number
        yield {"number": number, "fired": fired, **broken, **_repeated(job, f"{job['mode']}-{number}")}
        if not fired:
            return


def _repeated(job: dict[str, Any], name: str) -> dict[str, Any]:
    """Run the command of a job again, and return its output, the files before and after, and copies of the packages."""
    work = Path(job["work"])
    after = files(work)
    kept = shutil.copy(work / "build/Test.apkg", f"{work}-{name}.apkg")
    if job.get("mode") == "gone":
        shutil.copytree(Path(job["start"], "content"), work / "content", dirs_exist_ok=True)
    if after == files(Path(job["start"])) and "only" not in job:
        return {"files": after, "package": kept, "again": None}  # as if nothing had happened
    os.environ.update(job.get("later", {}))
    again = finish(*start(job["arguments"]))
    os.environ.update(job["environment"])
    repeated = shutil.copy(work / "build/Test.apkg", f"{work}-{name}-repeated.apkg")
    return {"files": after, "package": kept, "again": again, "repeated": files(work), "repeated_package": repeated}


def limited(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the result of a command for each limit on the size of files, which the system enforces."""
    for size in job["sizes"]:
        enter(job["start"], Path(job["work"]))
        limit = (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1])
        broken = finish(*start(job["arguments"], lambda limit=limit: resource.setrlimit(resource.RLIMIT_FSIZE, limit)))
        yield {"number": size, "fired": True, **broken, **_repeated(job, f"limit-{size}")}


def forbidden(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the result of a command for each path on which it lacks rights."""
    for name, rights in job["rights"]:
        enter(job["start"], Path(job["work"]))
        if os.geteuid() == 0:
            for path in (Path(), *Path().rglob("*")):
                os.chown(path, NOBODY, NOBODY)
        before = Path(name).stat().st_mode
        Path(name).chmod(rights)
        broken = finish(*start(job["arguments"], _be_nobody))
        Path(name).chmod(before)
        yield {"number": name, "fired": True, **broken, **_repeated(job, "forbidden")}


def _be_nobody() -> None:
    """Become a user whose rights are limited, unlike those of root."""
    if os.geteuid() == 0:
        os.setegid(NOBODY)
        os.seteuid(NOBODY)


def together(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the results of several simultaneous commands, and what a reader saw in the meantime."""
    work = Path(job["work"])
    for turn in range(job["rounds"]):
        enter(job["start"], work)
        running = [
            start(job["arguments"], partial(os.environ.update, SOURCE_DATE_EPOCH=str(each))) for each in job["times"]
        ]
        seen = set()
        end = time.monotonic() + 0.15
        while time.monotonic() < end:
            seen |= {hashlib.sha256(Path(name).read_bytes()).hexdigest() for name in job["read"]}
        finished = [finish(*each) for each in running]
        yield {
            "number": turn,
            "fired": True,
            "builds": finished,
            "seen": sorted(seen),
            **_repeated(job, f"together-{turn}"),
        }


KINDS = {"trials": trials, "limited": limited, "forbidden": forbidden, "together": together}


def run(jobs: dict[str, dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Run jobs in one separate process, and return the results of each."""
    done = subprocess.run(
        [sys.executable, __file__, json.dumps(jobs)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "500"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    outcomes: dict[str, list[dict[str, Any]]] = {name: [] for name in jobs}
    for line in done.stdout.splitlines():
        name, outcome = json.loads(line)
        outcomes[name].append(outcome)
    return outcomes


def main() -> None:
    """Run the jobs in the first argument."""
    import build_deck

    jobs = json.loads(sys.argv[1])
    gc.disable()  # so that collections do not copy memory in child processes
    for number, (name, job) in enumerate(jobs.items()):
        enter(job["start"], Path(job["work"]))
        os.environ.update(job["environment"])
        tempfile.tempdir = str(Path(job["work"], "tmp"))
        if not number:
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()), suppress(SystemExit):
                build_deck.app(["build"])  # the libraries are read once, here
        for outcome in KINDS[job["kind"]](job):
            sys.stdout.write(json.dumps([name, outcome]) + "\n")


if __name__ == "__main__":
    main()
