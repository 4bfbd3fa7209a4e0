"""What an SVG picture costs a browser that paints it: parts that are repeated, and the steps of filters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

LARGEST = 1e6  # of what is computed with
SLOW_STEPS = 5  # of FILTERED
COMMON_SIDE = 1.2  # times that of an element: how wide and high a filter is by default
SLOW_STEP = re.compile(r"feTurbulence|feDisplacementMap|fe\w+Lighting|feConvolveMatrix")
NUMBER = re.compile(r"-?\d*\.?\d+(?:[eE][-+]?\d+)?")


@dataclass(eq=False)
class Part:
    """What a reference can repeat: the parts inside it, and the ids that it repeats in turn, and how often each.

    *size* is the number of elements that it draws, *weight* how many take as long to paint as these.
    """

    size: int = 0
    weight: float = 0
    parts: list[Part] = field(default_factory=list)
    uses: list[tuple[str, int]] = field(default_factory=list)

    def repeats_more_than(self, named: Mapping[str, Part], most: float, cost: Callable[[Part], float]) -> bool:
        """Return whether references repeat parts that cost more than *most*; a cycle of references draws nothing."""
        if most < 0:
            return True
        drawn, level, nothing = 0.0, Counter([self]), Part(1, 1)
        for _ in range(len(named) + 1):
            if not level:
                break
            following: Counter[Part] = Counter()
            for part, times in level.items():
                for inner in part.parts:
                    following[inner] += times
                for name, uses in part.uses:
                    target = named.get(name, nothing)
                    following[target] += times * uses
                    drawn += times * uses * cost(target)
                    if drawn > most:
                        return True
            level = following
        return False


def region_of(attributes: dict[str, str]) -> float:
    """Return how much a filter covers, in multiples of what it covers by default, if it is relative to an element."""
    if attributes.get("filterUnits") == "userSpaceOnUse":
        return 1
    return max(1.0, _share(attributes.get("width", "")) * _share(attributes.get("height", "")) / COMMON_SIDE**2)


def _share(side: str) -> float:
    """Return how many times as wide or high as its element a filter is."""
    number = side.strip().removesuffix("%")
    if not NUMBER.fullmatch(number):
        return COMMON_SIDE
    return min(LARGEST, float(number) / (100 if "%" in side else 1))


def slowness_of(step: str, attributes: dict[str, str]) -> float:
    """Return how many times longer than a blur a step of a filter takes."""
    if step == "feMorphology":
        return min(LARGEST, 1 + sum(float(each) for each in NUMBER.findall(attributes.get("radius", "0"))))
    return SLOW_STEPS if SLOW_STEP.fullmatch(step) else 1
