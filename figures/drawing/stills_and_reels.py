"""Scenes: trails between a background and what lies on top, drawn as a still or moment by moment."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from figures.drawing import marks
from figures.drawing.foot import TOP_RIGHT, Corner, counted, counter, progress
from figures.drawing.frame_grid import Cell, save
from figures.drawing.moments import moments_of
from figures.drawing.scales import Area
from figures.drawing.trails import Chain, Trail, chain, draw_trail
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
    shown = moments_of(steps, moments)
    chains: dict[Hashable, Chain] = {}
    for scene in scenes:
        for each in scene.trails:
            places = [max(moment - scene.first, 0) for moment in shown]
            chains.setdefault(each.look, chain(each, places, f"t{len(chains)}"))
    defined = [definition for each in chains.values() for definition in each.defined]
    return save([_reel(scene, shown, chains) for scene in scenes], defined)


def _still(scene: Scene) -> Cell:
    ends = "".join(_end(each, each.last) for each in scene.trails)
    runs = scene.area.clip("".join(map(draw_trail, scene.trails))) + _near(scene, ends)
    return Cell(scene.background, runs, scene.foreground)


def _reel(scene: Scene, moments: Sequence[int], chains: Mapping[Hashable, Chain]) -> list[Cell]:
    """Return the cells of a scene at its moments."""
    last = moments[-1]
    foreground = scene.foreground + counted(scene.corner, last)
    cells = []
    for index, moment in enumerate(moments):
        trails = "".join(chains[each.look].shown[index] for each in scene.trails)
        ends = "".join(_end(each, max(moment - scene.first, 0)) for each in scene.trails)
        arrows = scene.arrows(moment) if moment < last else ""
        over = counter(moment, scene.corner, last) + progress(moment / last)
        runs = scene.area.clip(trails + arrows) + _near(scene, ends)
        cells.append(Cell(scene.background, runs + over, foreground))
    return cells


def _near(scene: Scene, ends: str) -> str:
    """Show dots in the area and on its edge."""
    return scene.area.shrunk(-marks.DOT - 1).clip(ends)


def _end(trail: Trail, step: int) -> str:
    """Draw the dot where a run is, if it is seen."""
    gone = trail.direction is not None and step >= trail.last
    return "" if gone else marks.dot(trail.at(step), trail.pen.line)
