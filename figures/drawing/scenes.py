"""Scenes: trails between a background and what lies on top, drawn as a still or moment by moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from figures.drawing import marks
from figures.drawing.foot import TOP_RIGHT, Corner, counted, counter, progress
from figures.drawing.moments import moments_of
from figures.drawing.scales import Area
from figures.drawing.sheet import Cell, save
from figures.drawing.trails import Trail, chain, draw_trail
from figures.figure import Drawing


def _nothing(_: int) -> str:
    return ""


@dataclass(frozen=True, eq=False)
class Scene:
    """What a frame shows: *first* is the step at which its trails begin, *arrows* draws those of a step."""

    background: str
    trails: Sequence[Trail]
    foreground: str
    area: Area
    corner: Corner = TOP_RIGHT
    first: int = 0
    arrows: Callable[[int], str] = _nothing


def draw_scenes(scenes: Sequence[Scene], steps: int, moments: int = 1) -> Drawing:
    """Draw scenes side by side; with several moments side by side, scenes below one another."""
    if moments == 1:
        return save([[_still(scene) for scene in scenes]])
    reels = [_reel(scene, moments_of(steps, moments), f"r{index}") for index, scene in enumerate(scenes)]
    return save([cells for cells, _ in reels], [each for _, defined in reels for each in defined])


def _still(scene: Scene) -> Cell:
    ends = "".join(_end(each, each.last) for each in scene.trails)
    return Cell(
        scene.background, scene.area.clip("".join(map(draw_trail, scene.trails))) + _near(scene, ends), scene.foreground
    )


def _reel(scene: Scene, moments: Sequence[int], name: str) -> tuple[list[Cell], list[str]]:
    """Return the cells of a scene at its moments, and the definitions they use."""
    places = [max(moment - scene.first, 0) for moment in moments]
    chains = [chain(each, places, f"{name}{'abcdefgh'[index]}") for index, each in enumerate(scene.trails)]
    foreground = scene.foreground + counted(scene.corner, moments[-1])
    cells = []
    for index, (moment, place) in enumerate(zip(moments, places, strict=True)):
        shown = "".join(drawn[index] for _, drawn in chains)
        ends = "".join(_end(each, place) for each in scene.trails)
        arrows = scene.arrows(moment) if moment < moments[-1] else ""
        over = counter(moment, scene.corner, moments[-1]) + progress(moment / moments[-1])
        cells.append(Cell(scene.background, scene.area.clip(shown) + arrows + _near(scene, ends) + over, foreground))
    return cells, [each for defined, _ in chains for each in defined]


def _near(scene: Scene, ends: str) -> str:
    """Show dots in the area and on its edge."""
    return scene.area.shrunk(-marks.DOT - 1).clip(ends)


def _end(trail: Trail, step: int) -> str:
    """Draw the dot where a run is, if it is seen."""
    gone = trail.direction is not None and step >= trail.last
    return "" if gone else marks.dot(trail.at(step), trail.pen.line)
