"""Processes that work, and end when their work is done or called off."""

import operator
import os
import signal
import threading
import time
from concurrent.futures import CancelledError, Future, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from support.patience import PATIENCE, wait_for

from deck.workers.pool import Workers, hand_over, interruption, work_interruptibly

CAREFUL = """
from pathlib import Path
try:
    Path({0!r}).touch()
    while True: pass
finally:
    Path({0!r}).unlink(missing_ok=True)
"""

IGNORING = """
import weakref
from pathlib import Path
class Referent: pass
def ignore(_):
    Path({0!r}).touch()
    while True: pass
referent = Referent()
reference = weakref.ref(referent, ignore)
try:
    del referent
    while True: pass
finally:
    Path({0!r}).unlink(missing_ok=True)
"""


def call_off(begin):
    """Let an error end the work that *begin* gives to two workers."""
    with Workers(2) as workers:
        begin(workers)
        raise ZeroDivisionError


def test_work_is_done_in_other_processes():
    with Workers(2) as workers:
        assert list(workers.map(operator.add, [1, 2], [3, 4])) == [4, 6]
        assert workers.submit(os.getpid).result() != os.getpid()
        assert workers.submit(operator.truediv, 1, 0).exception().args == ("division by zero",)


def test_without_work_there_is_no_process():
    with Workers(2) as workers:
        pass

    workers.shutdown()
    assert vars(workers) == {"_processes": 2}


def test_work_is_done_before_the_processes_end(tmp_path):
    with Workers(1) as workers:
        for number in range(3):
            workers.submit(Path.touch, tmp_path / str(number))

    assert len(list(tmp_path.iterdir())) == 3


def test_who_does_not_wait_gets_the_work_done_too():
    workers = Workers(1)
    sum_ = workers.submit(operator.add, 1, 2)
    workers.shutdown(wait=False)

    assert sum_.result(PATIENCE) == 3


@pytest.mark.parametrize("code", [CAREFUL, IGNORING], ids=["careful", "where Python ignores the interrupt"])
def test_after_an_error_work_is_interrupted_so_that_it_can_clean_up_and_the_rest_is_cancelled(tmp_path, capfd, code):
    """The first two are at work when the error comes."""
    files = [tmp_path / str(number) for number in range(20)]
    work = []

    def begin(workers):
        work.extend(workers.submit(exec, code.format(str(file)), {}) for file in files)
        wait_for(lambda: files[0].exists() and files[1].exists())

    with pytest.raises(ZeroDivisionError):
        call_off(begin)

    assert list(tmp_path.iterdir()) == []
    assert len(wait(work).done) == len(files)
    assert capfd.readouterr().err == ""


def test_after_an_error_work_that_cannot_be_interrupted_is_ended():
    started = time.monotonic()

    with pytest.raises(ZeroDivisionError):
        call_off(lambda workers: [workers.submit(time.sleep, PATIENCE) for _ in range(4)])

    assert time.monotonic() - started < PATIENCE


def test_cancelled_work_does_not_hinder_the_end_of_broken_processes():
    def begin(workers):
        dying = workers.submit(os._exit, 1)
        for each in [workers.submit(time.sleep, 0.01) for _ in range(50)][10:]:
            each.cancel()
        dying.result(PATIENCE)

    with pytest.raises(BrokenProcessPool):
        call_off(begin)


def test_a_worker_never_hears_ctrl_c_not_even_when_it_starts():
    """It has the signals blocked that were blocked when it was started."""
    with Workers(2) as workers:
        asked = [workers.submit(signal.pthread_sigmask, signal.SIG_BLOCK, ()) for _ in range(9)]
        pids = {workers.submit(os.getpid).result() for _ in range(9)}
        for pid in pids:
            os.kill(pid, signal.SIGINT)

        assert all(signal.SIGINT in each.result() for each in asked)
        assert {workers.submit(os.getpid).result() for _ in range(9)} & pids
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_ctrl_c_while_processes_start_is_heard_when_they_have_started():
    class Impatient(Workers):
        """Meets Ctrl-C at the worst moment."""

        @property
        def _started(self):
            return self, None, None

        def submit(self, *work):
            if work[0] is time.sleep:
                return super().submit(*work)
            signal.raise_signal(signal.SIGINT)
            self.heard_late = True
            return Future()

    workers = Impatient(1)

    with pytest.raises(KeyboardInterrupt):
        workers.submit(time.sleep, 0)

    assert workers.heard_late
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_another_thread_may_submit_work():
    done = []
    with Workers(1) as workers:
        thread = threading.Thread(target=lambda: done.append(workers.submit(operator.add, 1, 2).result()))
        thread.start()
        thread.join()

    assert done == [3]


def test_work_is_interrupted_once_and_nothing_is_interrupted_between():
    interruption(signal.SIGINT, None)

    def work():
        with pytest.raises(KeyboardInterrupt):
            interruption(signal.SIGINT, None)
        interruption(signal.SIGINT, None)
        return "done"

    assert work_interruptibly(work, (), {}) == "done"
    interruption(signal.SIGINT, None)


def test_a_future_has_the_outcome_of_the_pools_own():
    given, failed, cancelled, called_off = Future(), Future(), Future(), Future()
    given.set_result(1)
    failed.set_exception(ZeroDivisionError())
    cancelled.cancel()
    outcomes = [Future() for _ in range(4)]
    outcomes[3].cancel()
    called_off.set_result(2)

    for outcome, own in zip(outcomes, (given, failed, cancelled, called_off), strict=True):
        hand_over(outcome, own)

    assert outcomes[0].result() == 1
    assert isinstance(outcomes[1].exception(), ZeroDivisionError)
    for each in outcomes[2:]:
        with pytest.raises(CancelledError):
            each.result(0)
