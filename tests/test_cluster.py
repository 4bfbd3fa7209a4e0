"""The example of docs/scale.md, run against a real scheduler and two worker processes.

pip install '.[cluster]'
python -m pytest -m cluster
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from deck.cache.snapshot import take_snapshot
from deck.cache.store import Store
from deck.compile.folder import compile_content
from deck.draw import draw_figures

pytestmark = pytest.mark.cluster

ROOT = Path(__file__).parent.parent
PATIENCE = 120
FIGURES = 40


@pytest.fixture
def content(write):
    """Return a folder whose notes show figures that differ in their learning rate."""
    figure = "```descent\nsurface: quadratic(a=1, b=50)\nstart: [-4, 1]\nsteps: 20\npaths:\n  gd: gd(lr={:.3f})\n```\n"
    notes = [f"## Q{each}? {{#q-{each}}}\n\n{figure.format((1 + each) / 1000)}" for each in range(FIGURES)]
    return write("\n".join(notes))


@pytest.fixture
def example(tmp_path):
    """Return the program that the page shows."""
    (program,) = re.findall(
        r"^```python\n(.*?)^```$", (ROOT / "docs/scale.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    path = tmp_path / "example.py"
    path.write_text(program, encoding="utf-8")
    return path


@pytest.fixture
def start(tmp_path):
    """Return a function that starts a Python program, which ends with the test at the latest."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with ExitStack() as programs:

        def start_program(*arguments):
            program = programs.enter_context(
                subprocess.Popen([sys.executable, *map(str, arguments)], cwd=tmp_path, env=environment)
            )
            programs.callback(program.kill)
            return program

        yield start_program


@pytest.fixture
def cluster(start, tmp_path):
    """Return the address of a scheduler, and its two workers, which no nanny restarts."""
    card = tmp_path / "scheduler.json"
    start("-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", card)
    wait_until(card.exists)
    worker = ("-m", "dask", "worker", "--no-nanny", "--no-dashboard", "--nthreads", "1", "--scheduler-file", card)
    workers = [start(*worker) for _ in range(2)]
    return json.loads(card.read_text("utf-8"))["address"], workers


def wait_until(true):
    last = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < last
        time.sleep(0.05)


def drawings(cache):
    return {path.name: path.read_bytes() for path in cache.glob("drawings-*")}


def drawn_here(content, cache):
    store = Store(cache)
    draw_figures(compile_content(take_snapshot(content, store), store).figures.values(), store, lambda *_: None)
    return drawings(cache)


def test_a_cluster_draws_the_same_bytes(content, cluster, example, start, cache):
    scheduler, _ = cluster

    assert start(example, content, scheduler).wait(PATIENCE) == 0

    there = drawings(cache)
    assert len(there) == FIGURES
    assert there == drawn_here(content, cache.with_name("here"))


def test_a_worker_that_dies_costs_nothing_but_time(content, cluster, example, start, cache):
    scheduler, (unlucky, lucky) = cluster

    drawing = start(example, content, scheduler)
    wait_until(lambda: len(drawings(cache)) >= FIGURES / 2)
    unlucky.send_signal(signal.SIGKILL)

    assert drawing.wait(PATIENCE) == 0
    assert unlucky.wait() == -signal.SIGKILL
    assert lucky.poll() is None
    assert drawings(cache) == drawn_here(content, cache.with_name("here"))
