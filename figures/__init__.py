"""Optimizers on surfaces, simulated and drawn; knows nothing of Anki, Markdown or the command line.

A figure is a pydantic model of what an author may write: ``KINDS["descent"].model_validate(fields)``. Its
``name`` and ``alt_text`` come from the request alone; ``draw()`` simulates it and returns two SVGs, ``judge()``
says which of its claims hold. A `Check` makes claims and draws nothing.
"""

from figures.claims.judge import Verdict
from figures.experiment import Check, Experiment
from figures.figure import Drawing, Figure
from figures.kinds import KINDS
from figures.optimizers import OPTIMIZERS
from figures.simulator import simulate, surface
from figures.sizes import OversizedError, draw_within_limits
from figures.surfaces import SURFACES

__all__ = [
    "KINDS",
    "OPTIMIZERS",
    "SURFACES",
    "Check",
    "Drawing",
    "Experiment",
    "Figure",
    "OversizedError",
    "Verdict",
    "draw_within_limits",
    "simulate",
    "surface",
]
