"""Throw bytes at a target with atheris: ``python -m tests.fuzz TARGET [CORPUS ...] [-max_total_time=SECONDS ...]``."""

import sys

import atheris

with atheris.instrument_imports(include=["deck", "figures", "markdown", "pymdownx"]):
    from tests.fuzz.targets import TARGETS

if len(sys.argv) == 1 or sys.argv[1] not in TARGETS:
    sys.exit(f"name a target: {', '.join(TARGETS)}")
atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
atheris.Fuzz()
