from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.reduction import ForkingPickler

import pytest

from deck.cache.store import Store
from deck.draw import ForeignDrawingError, UnsafeDrawingError, draw_figures
from figures import KINDS, OPTIMIZERS, SURFACES


def requests(count):
    """Return so many figures that differ in their learning rate."""
    fields = {"surface": "quadratic(a=1, b=50)", "start": [-4, 1], "steps": 20}
    rates = [0.001 * (1 + each) for each in range(count)]
    return [KINDS["descent"].model_validate({**fields, "paths": {"gd": f"gd(lr={rate:.3f})"}}) for rate in rates]


def draw(figures, folder, progress=lambda *_: None, executor=None):
    return draw_figures(figures, Store(folder), progress, executor)


def drawings(readers):
    return {name: read() for name, read in readers.items()}


@pytest.mark.parametrize(
    "executor",
    [
        pytest.param(lambda: ThreadPoolExecutor(4), id="threads"),
        pytest.param(lambda: ProcessPoolExecutor(2, get_context("spawn")), id="spawned processes"),
    ],
)
def test_whoever_draws_figures_draws_the_same(tmp_path, executor):
    figures, reported = requests(6), []
    here, drawn_here = draw(figures, tmp_path / "here")

    with executor() as drawers:
        there, drawn_there = draw(figures, tmp_path / "there", lambda *counts: reported.append(counts), drawers)

    assert drawings(there) == drawings(here)
    assert len(here) == 12
    assert drawn_there == drawn_here == 6
    assert reported == [(done, 6) for done in range(7)]


def test_figures_that_came_before_a_stop_are_cached_and_the_others_are_cancelled(tmp_path):
    submitted = []

    class Remembering(ThreadPoolExecutor):
        def submit(self, *call):
            submitted.append(super().submit(*call))
            return submitted[-1]

    def stop(done, _):
        if done == 2:
            raise KeyboardInterrupt

    with Remembering(1) as drawers, pytest.raises(KeyboardInterrupt):
        draw(requests(100), tmp_path, stop, drawers)

    assert sum(each.cancelled() for each in submitted) > 50
    assert len(list(tmp_path.glob("drawings-*"))) == 2
    assert draw(requests(4), tmp_path)[1] == 2


def test_a_drawing_by_other_code_is_refused(tmp_path, monkeypatch):
    class Elsewhere(ThreadPoolExecutor):
        def submit(self, call, /, *arguments):
            monkeypatch.setattr("deck.cache.keys.figures_code", lambda: "other")
            future = super().submit(call, *arguments)
            future.result()
            monkeypatch.undo()
            return future

    with Elsewhere(1) as drawers, pytest.raises(ForeignDrawingError, match="install the same versions"):
        draw(requests(2), tmp_path, executor=drawers)

    assert list(tmp_path.iterdir()) == []


class Unsafe:
    name = "fig-unsafe"

    def draw(self):
        return b'<svg xmlns="http://www.w3.org/2000/svg"/>', b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'


def test_a_drawing_that_no_card_may_show_is_neither_used_nor_cached(tmp_path):
    with pytest.raises(UnsafeDrawingError, match="the drawing 'fig-unsafe' contains a <script>, which is not allowed"):
        draw([Unsafe()], tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_without_a_cache_drawings_stay_in_memory(tmp_path):
    cached, _ = draw(requests(2), tmp_path)

    found, drawn = draw(requests(2), None)

    assert drawings(found) == drawings(cached)
    assert drawn == draw(requests(2), None)[1] == 2


def test_a_drawing_whose_entry_is_deleted_during_the_build_is_drawn_again(tmp_path):
    found, _ = draw(requests(1), tmp_path)
    before = drawings(found)
    for path in tmp_path.iterdir():
        path.unlink()

    assert drawings(found) == before


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_can_be_sent_to_another_process(name):
    figure = KINDS["curve"].model_validate({"surface": "quadratic", "steps": 1, "paths": {"run": name}})

    arrived = ForkingPickler.loads(ForkingPickler.dumps(figure))

    assert arrived == figure
    assert arrived.name == figure.name


@pytest.mark.parametrize("name", SURFACES)
def test_every_surface_can_be_sent_to_another_process(name):
    call = SURFACES.read(name)
    call.entry.check({})  # caches what cannot be sent

    assert ForkingPickler.loads(ForkingPickler.dumps(call)) == call
