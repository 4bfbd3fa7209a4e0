"""Update rules, one family per file, in order of increasing complexity.

An update rule is a generator: its arguments are the gradient and a starting point, and it yields its state
before every step, endlessly. ``x`` is the iterate; the rest of the state is named as in the paper. Formulas,
names and defaults of the settings are torch's; those of Lion, which torch does not have, are optax's. ``x`` may
have any shape, since coordinates never mix.

To add an optimizer, add one function to its family; its keyword arguments are its settings.
"""

from figures.optimizers import momentum, scaled, adam, sign  # noqa: F401, I001 - the order of the registry
from figures.optimizers.optimizer import OPTIMIZERS, Iterates

__all__ = ["OPTIMIZERS", "Iterates"]
