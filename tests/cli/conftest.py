import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from support.patience import PATIENCE
from typer.testing import CliRunner

import build_deck

PROGRAM = Path(build_deck.__file__)


@pytest.fixture
def run():
    """Return a function that runs the command line and returns its exit code, output and messages."""

    def invoke(*arguments, **environment):
        result = CliRunner().invoke(build_deck.app, [str(each) for each in arguments], env=environment)
        return result.exit_code, result.stdout, " ".join(result.stderr.split())

    return invoke


@pytest.fixture
def start():
    """Return a function that starts the command line in a process, which ends with the test at the latest."""
    with ExitStack() as processes:

        def start_program(*arguments, environment=None, **options):
            command = [sys.executable, PROGRAM, *arguments]
            process = subprocess.Popen(command, env={**os.environ, **(environment or {})}, text=True, **options)
            processes.enter_context(process)
            processes.callback(process.kill)
            return process

        yield start_program


@pytest.fixture
def run_apart(start):
    """Return a function that runs the command line in a process of its own, and returns as `run` does."""

    def finish(*arguments, **options):
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
        process = start(*arguments, **{**pipes, **options})
        output, messages = process.communicate(timeout=PATIENCE)
        return process.returncode, output, messages

    return finish
