"""The moments of a reel: the steps that its cells show."""

import numpy as np


def moments_of(steps: int, most: int) -> list[int]:
    """Return at most so many steps at about equal distances, from 0 to the last one."""
    return sorted(set(np.linspace(0, steps, min(most, steps + 1)).round().astype(int).tolist()))
