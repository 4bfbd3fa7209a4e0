"""Update rules, one family a file, in order of increasing complexity.

An update rule is a generator: it takes the gradient and a starting point and yields its state before
every step, for ever. ``x`` is the iterate; whatever else the rule remembers is named as in its paper.
Formulas, names and defaults of the settings are torch's; Lion, which torch has not, is optax's. ``x`` may
have any shape: coordinates never mix.

To add an optimizer, add one function to its family; its keyword arguments are its settings.
"""

from figures.optimizers import momentum, scaled, adam, sign  # noqa: F401, I001 - the order of the registry
from figures.optimizers.optimizer import OPTIMIZERS, Iterates

__all__ = ["OPTIMIZERS", "Iterates"]
