"""Call a target with random bytes, with atheris: ``python -m tests.properties.fuzz TARGET [FOLDER ...]``.

What is new goes into the first folder; ``tests/properties/corpus/TARGET`` is a good second one. Atheris is none
of the project's own requirements: ``pip install atheris``.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["deck", "figures", "markdown", "pymdownx"]):
    from tests.properties.fuzz.targets import MARKDOWN, TARGETS

if len(sys.argv) == 1 or sys.argv[1] not in TARGETS:
    sys.exit(f"name a target: {', '.join(TARGETS)}")
words = Path(__file__).with_name("markdown.dict" if sys.argv[1] in MARKDOWN else "data.dict")
atheris.Setup([sys.argv[0], f"-dict={words}", "-timeout=25", "-len_control=0", *sys.argv[2:]], TARGETS[sys.argv[1]])
atheris.Fuzz()
