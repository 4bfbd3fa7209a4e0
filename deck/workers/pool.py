"""Processes that compile files and draw figures, and that stop at once when an error ends the build.

Only the process that started the workers receives Ctrl-C. After that or another error, or when it dies, a pipe closes;
each worker then interrupts its work and ends. So nobody waits for a drawing, and no process is left behind.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from _thread import interrupt_main
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from functools import cached_property, partial
from types import TracebackType
from typing import TYPE_CHECKING, Any

from deck.workers.interrupts import when_ignored, without_interrupts

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing.connection import Connection

INTERRUPTIONS, PERIOD = 25, 0.02  # how many, and seconds between them


class Workers(Executor):
    """An executor whose processes start when the first work comes."""

    def __init__(self, processes: int) -> None:
        self._processes = processes

    @cached_property
    def _started(self) -> tuple[ProcessPoolExecutor, Connection, Connection]:
        """The pool, the end of the pipe that its processes watch, and the end that is closed to stop them."""
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        context = get_context("spawn")
        watched, closing = context.Pipe(duplex=False)
        return ProcessPoolExecutor(self._processes, context, _begin, (watched,)), watched, closing

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Let a process call *function*.

        The future is not the pool's own: in Python 3.11 a pool never ends if one of those is cancelled just when a
        process dies.
        """
        future: Future[Any] = Future()
        pool, *_ = self._started
        with without_interrupts():  # which could leave a process that the pool does not know
            pool.submit(work_interruptibly, function, arguments, named).add_done_callback(partial(hand_over, future))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """End the processes, if there are any; their work is done first, but for what is cancelled."""
        if "_started" not in vars(self):
            return
        pool, watched, closing = self._started
        if cancel_futures:
            closing.close()
        pool.shutdown(wait, cancel_futures=cancel_futures)
        if wait:
            watched.close()
            closing.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the processes, at once if there was an error."""
        self.shutdown(cancel_futures=bool(kind))


def hand_over(future: Future[Any], done: Future[Any]) -> None:
    """Give the outcome of the pool's own future to another."""
    if done.cancelled():
        future.cancel()
    if not future.set_running_or_notify_cancel():
        return
    if error := done.exception():
        future.set_exception(error)
    else:
        future.set_result(done.result())


class _Interruption:
    """The handler of SIGINT in a worker: it interrupts a piece of work once, and does nothing between two of them."""

    working = False

    def __call__(self, *_: object) -> None:
        if self.working:
            self.working = False
            raise KeyboardInterrupt

    def repeat(self) -> None:
        """Interrupt again, since Python ignored it."""
        self.working = True


interruption = _Interruption()


def _begin(watched: Connection) -> None:
    """Prepare a worker."""
    signal.signal(signal.SIGINT, interruption)
    when_ignored(interruption.repeat)
    threading.Thread(target=_watch, args=(watched,), daemon=True).start()


def work_interruptibly(function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
    """Call *function* in a worker, where it may be interrupted."""
    interruption.working = True
    try:
        return function(*arguments, **named)
    finally:
        interruption.working = False


def _watch(watched: Connection) -> None:
    """Wait until the pipe is closed; then interrupt all work, and end this process soon if that does not end it."""
    with suppress(OSError):
        watched.poll(None)
    for _ in range(INTERRUPTIONS):
        interrupt_main()
        time.sleep(PERIOD)
    os._exit(1)
