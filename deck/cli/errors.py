"""How a command ends early: the exit codes, and the messages that go with them."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import NoReturn

from deck.cli.formats import count
from deck.cli.installation import missing_message
from deck.cli.terminal import drop_unwritable, is_interactive, print_diagnostics, print_error, print_status

WRONG_CONTENT, WRONG_USAGE, MISSING, INTERRUPTED = 1, 2, 3, 130
EXIT_CODES = "Exit codes: 0 done, 1 errors in the content, 2 wrong command line, 3 something it needs is missing."
ADVICE = {
    **dict.fromkeys((errno.ENOENT, errno.ENOTDIR), "check the path"),
    **dict.fromkeys((errno.EACCES, errno.EPERM), "change its permissions, or use another path"),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "free some space, then run the command again"),
    errno.EEXIST: "move it away, or use another path",
    errno.EISDIR: "use the path of a file",
    errno.EIO: "check the disk, then run the command again",
    errno.EROFS: "use a path that can be written",
    errno.ENAMETOOLONG: "use a shorter name",
}


def stop(code: int, message: str) -> NoReturn:
    """Print a message and end the program with an exit code."""
    print_error(message)
    sys.exit(code)


def require(*modules: str) -> None:
    """Stop unless all these *modules* are installed, which few commands need."""
    if missing := [each for each in modules if find_spec(each) is None]:
        stop(MISSING, missing_message(*missing))


def require_terminal(advice: str) -> None:
    """Stop with *advice* unless somebody at a terminal can be asked."""
    if not is_interactive():
        stop(WRONG_USAGE, f"there is no terminal on which to ask; {advice}")


@contextmanager
def report_errors() -> Iterator[None]:
    """Report what a command raises, in the content or around it, and end the program with its exit code."""
    try:
        yield
    except KeyboardInterrupt:
        stop(INTERRUPTED, "stopped; the package and the lock are as they were")
    except ModuleNotFoundError as error:
        stop(MISSING, missing_message((error.name or str(error)).partition(".")[0]))
    except OSError as error:
        drop_unwritable()
        if isinstance(error, BrokenPipeError):
            sys.exit(MISSING)  # whoever read the output has read enough
        stop(MISSING, _os_message(error))
    except Exception as error:
        from deck.diagnostics import ContentError

        if not isinstance(error, ContentError):
            raise
        print_diagnostics(error.diagnostics)
        print_status(f"{count(len(error.diagnostics), 'error')}; nothing was written", fg="red")
        sys.exit(WRONG_CONTENT)


@contextmanager
def report_anki_errors() -> Iterator[None]:
    """Report what the Anki library raises and nothing else explains, and end the program."""
    from anki.errors import AnkiException

    try:
        yield
    except AnkiException as error:
        stop(MISSING, f"Anki failed: {' '.join(str(error).split())}; check the disk and the package")


@contextmanager
def report_push_errors() -> Iterator[None]:
    """Report why Anki cannot be reached, or what it refuses, and stop."""
    from deck.anki.push import PushError

    try:
        yield
    except PushError as error:
        stop(MISSING, str(error))


def _os_message(error: OSError) -> str:
    reason = (error.strerror or str(error)).lower()
    advice = ADVICE.get(error.errno or 0, "check that it can be read and written")
    what = f"use '{error.filename}'" if error.filename else "go on"
    return f"cannot {what}: {reason}; {advice}"
