"""Ctrl-C: it waits where it would do harm, and comes again where Python ignores it."""

from __future__ import annotations

import signal
import sys
import threading
from _thread import interrupt_main
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

MOMENT = 0.05  # seconds


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Put off Ctrl-C until the end of the block; processes that start in it never hear any."""
    if threading.current_thread() is not threading.main_thread():
        yield  # which no Ctrl-C interrupts
        return
    came: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if sys.platform != "win32" else ()
    try:
        yield
    finally:
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
        for number in came[:1]:
            signal.raise_signal(number)


@contextmanager
def repeating_interrupts() -> Iterator[None]:
    """Let Ctrl-C come again a moment after Python could only ignore it, as in the callback of a weak reference."""
    timers: list[threading.Timer] = []

    def repeat() -> None:
        timers.append(threading.Timer(MOMENT, _interrupt))
        timers[-1].daemon = True
        timers[-1].start()

    before = sys.unraisablehook
    when_ignored(repeat)
    try:
        yield
    finally:
        sys.unraisablehook = before
        for each in timers:
            each.cancel()


def when_ignored(act: Callable[[], object]) -> None:
    """Call *act* whenever Python ignores a Ctrl-C, and let it tell of anything else that it ignores."""
    tell = sys.unraisablehook

    def hook(ignored: Any) -> None:
        if issubclass(ignored.exc_type, KeyboardInterrupt):
            try:
                act()
            except KeyboardInterrupt:  # which came again too soon, and would be ignored here too
                act()
        else:
            tell(ignored)

    sys.unraisablehook = hook


def _interrupt() -> None:
    """Interrupt the main thread, also where it waits."""
    if sys.platform == "win32":
        interrupt_main()
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
