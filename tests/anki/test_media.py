from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.reduction import ForkingPickler

import pytest
from support.samples import PICTURE as SVG

from deck.draw import ForeignDrawingError, draw_figures
from figures import KINDS, OPTIMIZERS, SURFACES

NOTE = "## Q? {#one}\n\n"


def test_a_picture_gets_a_name_that_changes_with_its_bytes(rendered):
    note = rendered(NOTE + '![A "dot"](images/My%20Dot.SVG)', {"images/My Dot.SVG": SVG})

    (picture,) = note.pictures
    assert picture.name == "my-dot-962f0f96dab1.svg"
    assert picture.path.read_bytes() == SVG
    assert note.fields["Back"] == f'<p><img alt="A &quot;dot&quot;" src="{picture.name}"></p>'


def test_paths_start_at_the_files_own_folder(rendered):
    text = "---\ndeck: Test\n---\n" + NOTE + "![dot](../images/dot.svg)\n"

    assert len(rendered("", {"sub/x.md": text, "images/dot.svg": SVG}).pictures) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![a](b.svg)", "one.md:7: there is no picture 'b.svg'; paths begin at the folder of this file"),
        ("x\n\n![](dot.svg)", "one.md:9: picture 'dot.svg' has no alt text; write ![what it shows](dot.svg)"),
        (
            "![a](../secret.svg)",
            "one.md:7: picture '../secret.svg' is outside the content folder; copy it into the folder",
        ),
        ("![a](link.svg)", "one.md:7: picture 'link.svg' is outside the content folder; copy it into the folder"),
        ("![a](https://a.org/b.svg)", "one.md:7: picture 'https://a.org/b.svg' is not in the content folder"),
        (
            "![a](one.md)",
            "one.md:7: picture 'one.md' has a format that not every Anki shows; use one of .svg, .png",
        ),
        ("![a](empty.png)", "one.md:7: picture 'empty.png' is empty or larger than 10 MB; save it smaller"),
        (f"![a]({'a' * 300}/dot.svg)", f"one.md:7: there is no picture '{'a' * 300}/dot.svg'"),
        (f"![a]({'a/' * 5000}dot.svg)", "one.md:7: there is no picture 'a/a/"),
        ("![a <b](dot.svg)", "one.md:7: an alt text or address contains '<' or '>'; write it in words"),
    ],
)
def test_a_mistake_with_a_picture_is_told_with_its_line(errors, write, tmp_path, text, expected):
    (tmp_path / "secret.svg").write_bytes(SVG)
    write(files={"dot.svg": SVG, "empty.png": b""})
    (tmp_path / "content" / "link.svg").symlink_to(tmp_path / "secret.svg")

    (found,) = errors(NOTE + text)

    assert expected in found


def requests(count):
    """Return so many figures that differ in their learning rate."""
    fields = {"surface": "quadratic(a=1, b=50)", "start": [-4, 1], "steps": 20}
    rates = [0.001 * (1 + each) for each in range(count)]
    return [KINDS["descent"].model_validate({**fields, "paths": {"gd": f"gd(lr={rate:.3f})"}}) for rate in rates]


def drawings(cache):
    return {path.name: path.read_bytes() for path in cache.iterdir()}


@pytest.mark.parametrize(
    "executor",
    [
        pytest.param(lambda: ThreadPoolExecutor(4), id="threads"),
        pytest.param(lambda: ProcessPoolExecutor(2, get_context("spawn")), id="spawned processes"),
    ],
)
def test_whoever_draws_figures_draws_the_same(tmp_path, executor):
    figures, told = requests(6), []
    here = draw_figures(figures, tmp_path / "here", lambda *_: None)

    with executor() as drawers:
        there = draw_figures(figures, tmp_path / "there", lambda *told_now: told.append(told_now), drawers)

    assert drawings(tmp_path / "there") == drawings(tmp_path / "here")
    assert {name: path.name for name, path in there[0].items()} == {name: path.name for name, path in here[0].items()}
    assert there[1] == here[1] == 6
    assert told == [(done, 6) for done in range(7)]


def test_figures_that_came_before_a_stop_are_kept_and_the_others_are_called_off(tmp_path):
    submitted = []

    class Remembering(ThreadPoolExecutor):
        def submit(self, *call):
            submitted.append(super().submit(*call))
            return submitted[-1]

    def stop(done, _):
        if done == 2:
            raise KeyboardInterrupt

    with Remembering(1) as drawers, pytest.raises(KeyboardInterrupt):
        draw_figures(requests(100), tmp_path, stop, drawers)

    assert sum(each.cancelled() for each in submitted) > 50
    assert len(drawings(tmp_path)) == 4
    assert draw_figures(requests(4), tmp_path, lambda *_: None)[1] == 2


def test_a_drawing_by_other_code_is_refused(tmp_path, monkeypatch):
    class Elsewhere(ThreadPoolExecutor):
        def submit(self, call, /, *arguments):
            monkeypatch.setattr("deck.cache.keys._drawing_code", lambda: "other")
            return super().submit(call, *arguments)

    with Elsewhere(1) as drawers, pytest.raises(ForeignDrawingError, match="install the same versions"):
        draw_figures(requests(2), tmp_path, lambda *_: None, drawers)

    assert drawings(tmp_path) == {}


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


def test_a_picture_written_into_the_text_is_refused(errors):
    found = errors(NOTE + "![a](data:image/png;base64,xx)")

    assert any("is not in the content folder; save a copy there" in each for each in found)
