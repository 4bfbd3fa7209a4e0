"""What the measurements of `benchmarks.speed` are held against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

SIZES, LARGE = (100, 1_000, 10_000), 100_000
OURS, BASELINE, ANKDOWN = "this project", "baseline", "ankdown"
COLD, ALONE, EDITED, UNCHANGED = "cold", "cold, one process", "one note edited", "nothing changed"


@dataclass(frozen=True)
class Cost:
    """What a tool needs for a corpus: seconds by situation; when cold, those of all processors, and bytes.

    *memory* is the peak when cold, *edited_memory* after an edit, *package* the size of the package (bytes).
    """

    seconds: Mapping[str, float]
    processors: float
    memory: int
    edited_memory: int
    package: int

    def best(self, other: Cost | None) -> Cost:
        """Return the least of what two measurements found; memory and sizes are those of the last."""
        if other is None:
            return self
        seconds = {each: min(taken, other.seconds[each]) for each, taken in self.seconds.items()}
        return replace(self, seconds=seconds, processors=min(self.processors, other.processors))


@dataclass(frozen=True)
class Deck:
    """What the real deck takes (seconds), and what an interpreter and our help take that do nothing."""

    bare: float
    help: float
    unchanged: float
    edited: float
    check: float
    drawn: float
    figures: int
    running: Mapping[str, float]


@dataclass(frozen=True)
class Target:
    """A ratio that shall be *most* at most, and of what it was measured."""

    name: str
    ratio: float
    most: float
    measured: str

    @property
    def row(self) -> list[str]:
        """Its row of the table."""
        met = "yes" if self.ratio <= self.most else "**no**"
        return [self.name, f"{self.ratio:.3g}", f"{self.most:.3g}", met, self.measured]


Costs = Mapping[str, Mapping[int, Cost]]


def corpus_targets(measured: Costs) -> Iterator[Target]:
    """Yield what is to be reached with the corpus."""
    few, many = SIZES[0], SIZES[-1]
    ours, baseline = measured[OURS][many], measured[BASELINE][many]
    for situation, most in ((COLD, 0.65), (ALONE, 1), (EDITED, 0.085)):
        yield ratio(
            f"{many:,} notes, {situation}: of the baseline", ours.seconds[situation], baseline.seconds[COLD], most
        )
    yield ratio(f"{many:,} notes, cold, processors: of the baseline", ours.processors, baseline.processors, 1.2)
    if ankdown := measured.get(ANKDOWN, {}).get(many):
        yield ratio(f"{many:,} notes, {EDITED}: of ankdown", ours.seconds[EDITED], ankdown.seconds[COLD], 0.55)
    if large := measured[OURS].get(LARGE):
        yield ratio(f"{LARGE:,} notes, {COLD}: of {many:,}", large.seconds[COLD], ours.seconds[COLD], 11)
    for size in sorted(measured[OURS].keys() - set(SIZES[:-1])):
        peak = measured[OURS][size].memory
        a_note = (peak - measured[OURS][few].memory) / (size - few)
        yield Target(f"kB of memory a note, {size:,} notes", a_note / 1000, 3, f"{peak / 1e6:.0f} MB in all")
        edited = measured[OURS][size].edited_memory
        a_note = (edited - measured[OURS][few].edited_memory) / (size - few)
        yield Target(
            f"kB of memory a note, {size:,} notes, {EDITED}", a_note / 1000, 3, f"{edited / 1e6:.0f} MB in all"
        )
    sizes = f"{ours.package / 1e6:.1f} of {baseline.package / 1e6:.1f} MB"
    yield Target(f"package of {many:,} notes: of the baseline's", ours.package / baseline.package, 1 / 3, sizes)


def deck_targets(deck: Deck, unchanged: float) -> Iterator[Target]:
    """Yield what is to be reached with the real deck and without any; a corpus takes *unchanged* (seconds)."""
    yield ratio("`--help`: of a bare interpreter", deck.help, deck.bare, 13)
    yield ratio(f"{SIZES[-1]:,} notes, {UNCHANGED}: of `--help`", unchanged, deck.help, 1.4)
    yield ratio("our deck, nothing changed: of a bare interpreter", deck.unchanged, deck.bare, 25)
    yield ratio("our deck, one text edited: of a bare interpreter", deck.edited, deck.bare, 40)
    yield ratio("our deck, `check`, one text edited: of a build", deck.check, deck.edited, 1)
    yield ratio("our deck, one text edited in a running preview: of 0.3 s", deck.running["preview"], 0.3, 1)


def running_targets(running: Mapping[str, float], baseline: float) -> Iterator[Target]:
    """Yield what is to be reached with the corpus in programs that run already."""
    many = f"{SIZES[-1]:,} notes, {EDITED}"
    yield ratio(f"{many}, `build --watch`: of the baseline", running["build"], baseline, 0.03)
    yield ratio(f"{many}, `preview --watch`: of a second", running["preview"], 1, 1)


def ratio(name: str, ours: float, other: float, most: float) -> Target:
    """Return a target for the ratio of two times (seconds)."""
    return Target(name, ours / other, most, f"{ours:.3g} of {other:.3g} s")
