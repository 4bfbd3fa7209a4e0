"""Processes that compile files and draw figures."""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor


class Workers(Executor):
    """An executor whose processes start with the first work, and leave Ctrl-C to the process that started them."""

    def __init__(self, processes: int) -> None:
        self._processes = processes

    @cached_property
    def _pool(self) -> ProcessPoolExecutor:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        ignored = (signal.SIGINT, signal.SIG_IGN)
        return ProcessPoolExecutor(self._processes, get_context("spawn"), signal.signal, ignored)

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Call *function* in one of the processes."""
        return self._pool.submit(function, *arguments, **named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """End the processes, if any were started."""
        if "_pool" in vars(self):
            self._pool.shutdown(wait, cancel_futures=cancel_futures)
