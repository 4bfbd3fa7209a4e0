"""Ctrl-C where Python ignores exceptions: it comes again."""

import signal
import sys
import threading
import time
import weakref

import pytest
from support.patience import PATIENCE

from deck.workers.interrupts import repeating_interrupts, when_ignored


class Referent:
    """An object to which there can be a weak reference."""


def call_back(function):
    """Call a function as Python's import system is called where a module's lock is no longer needed."""
    referent = Referent()
    _reference = weakref.ref(referent, lambda _: function())
    del referent


def interrupt():
    signal.raise_signal(signal.SIGINT)


def test_ctrl_c_that_python_ignores_comes_again_a_moment_later(capsys):
    @repeating_interrupts()
    def wait():
        call_back(interrupt)
        time.sleep(PATIENCE)

    with pytest.raises(KeyboardInterrupt):
        wait()
    assert capsys.readouterr().err == ""


def test_what_has_ended_is_interrupted_no_more(monkeypatch):
    monkeypatch.setattr("deck.workers.interrupts.MOMENT", PATIENCE)
    threads = threading.active_count()
    hook = sys.unraisablehook

    with repeating_interrupts():
        call_back(interrupt)
        assert threading.active_count() == threads + 1

    assert sys.unraisablehook is hook
    (timer,) = (each for each in threading.enumerate() if isinstance(each, threading.Timer))
    timer.join(PATIENCE / 2)
    assert not timer.is_alive()


def test_all_else_that_python_ignores_is_reported(monkeypatch):
    reported, acted = [], []
    monkeypatch.setattr("sys.unraisablehook", reported.append)
    when_ignored(lambda: acted.append(1))

    call_back(lambda: 1 / 0)
    call_back(interrupt)

    assert ([each.exc_type for each in reported], acted) == ([ZeroDivisionError], [1])


def test_ctrl_c_that_comes_again_too_soon_comes_once_more(monkeypatch):
    monkeypatch.setattr("sys.unraisablehook", lambda _: pytest.fail("Python ignored it"))
    acted = []

    def act():
        acted.append(len(acted))
        if acted == [0]:
            raise KeyboardInterrupt

    when_ignored(act)
    call_back(interrupt)

    assert acted == [0, 1]
