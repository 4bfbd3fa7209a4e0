import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs import draw_gallery
from docs.draw_gallery import PAGE, draw, errors, outdated, read_figures, with_pictures
from figures import KINDS, OPTIMIZERS, SURFACES
from figures.claims.vocabulary import WORDS
from figures.kinds.strips_and_reels import Moving
from figures.schedules import SCHEDULES

TEXT = Path(__file__).parents[1].with_name("docs").joinpath("gallery.md").read_text(encoding="utf-8")
FIGURES = [figure for _, figure in read_figures(TEXT)]

SMALL = """\
# Small

```descent
surface: slope
steps: 3
paths:
  down: gd(lr=1.0)
claims:
  - x(down, 3) == -3
```
"""


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_what_the_gallery_claims_is_true(figure):
    assert figure.claims
    assert [verdict.explanation for verdict in figure.judge() if not verdict.holds] == []


def test_every_figure_of_the_gallery_is_its_own_and_says_so():
    assert len({figure.name for figure in FIGURES}) == len({figure.alt_text for figure in FIGURES}) == len(FIGURES)


def test_every_section_of_the_gallery_says_what_it_shows_and_shows_it():
    _, *sections = re.split(r"(?m)^## ", TEXT)

    assert len(sections) == 25
    for section in sections:
        assert re.match(r'<a id="[a-z0-9-]+"></a>\w.*\n\n[A-Z]', section)
        assert "<picture>" in section


def test_the_gallery_is_up_to_date(monkeypatch):
    monkeypatch.chdir(Path(__file__).parents[2])

    assert list(outdated(TEXT)) == []


@pytest.fixture
def page(tmp_path):
    """Return the path of a small gallery that was drawn."""
    path = tmp_path / "gallery.md"
    draw(SMALL, path)
    return path


def test_a_drawn_page_has_a_picture_below_its_fence_for_light_and_for_dark(page):
    *_, picture = page.read_text(encoding="utf-8").splitlines()
    ((_, figure),) = read_figures(SMALL)

    assert f'srcset="gallery/{figure.name}-dark.svg"' in picture
    assert f'src="gallery/{figure.name}-light.svg"' in picture
    assert f'alt="{figure.alt_text}"' in picture
    assert len(list(page.with_suffix("").iterdir())) == 2


STRIP = (
    SMALL.replace("lr=1.0", "lr=eta")
    .replace("x(down,", "x(down[1],")
    .replace("steps:", "vary: {eta: [0.5, 1, 2]}\nsteps:")
)
ANIMATED = "animate: true\nsteps:"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (SMALL, ['"0 0 3600 2320"']),
        (STRIP, ['"0 0 3600 2320"', '"3600 0 3600 2320"', '"7200 0 3600 2320"']),
        (SMALL.replace("steps:", ANIMATED), ['"10800 0 3600 2320"']),
        (
            STRIP.replace("steps:", ANIMATED),
            ['"10800 0 3600 2320"', '"10800 2320 3600 2320"', '"10800 4640 3600 2320"'],
        ),
    ],
)
def test_a_page_shows_every_frame_at_its_last_moment(text, shown, tmp_path):
    page = tmp_path / "gallery.md"
    draw(text, page)
    pictures = re.findall(r'<img src="([^"]*)"', page.read_text(encoding="utf-8"))

    for theme in ("light", "dark"):
        files = [(tmp_path / name.replace("light", theme)).read_text(encoding="utf-8") for name in pictures]
        assert [re.search("viewBox=([^ ]* [^ ]* [^ ]* [^ ]*) ", each)[1] for each in files] == shown
        assert all('width="360" height="232"' in each for each in files)
    assert list(outdated(page.read_text(encoding="utf-8"), page)) == []


def test_the_pictures_of_a_strip_say_what_each_shows():
    (figure,) = (figure for _, figure in read_figures(STRIP))

    assert re.findall('alt="([^"]*)"', with_pictures(STRIP)) == [figure.alt_text, "η = 1", "η = 2"]


def test_to_draw_a_page_twice_changes_nothing(page):
    before = page.read_text(encoding="utf-8")

    assert with_pictures(before) == before
    assert list(outdated(before, page)) == []


def test_a_changed_fence_makes_the_page_outdated(page):
    found = list(outdated(page.read_text(encoding="utf-8").replace("steps: 3", "steps: 4"), page))

    states = sorted(message.rsplit(": ")[-1].split(";")[0] for message in found)
    assert states[:4] == [*["belongs to no figure"] * 2, *["is missing"] * 2]
    assert "out of date" in found[0]


def test_a_false_claim_is_reported_with_its_line_and_value(page):
    found = list(errors(SMALL.replace("== -3", "== -4"), page))

    assert found == [f"{page}:3: the claim 'x(down, 3) == -4' does not hold: x(down, 3) is -3"]


def test_a_wrong_fence_is_reported_with_its_line(page):
    with pytest.raises(SystemExit, match=r"gallery.md:3: 1 validation error for Descent"):
        read_figures(SMALL.replace("steps: 3", "steps: 0"), page)


@pytest.mark.parametrize(("arguments", "code"), [([], None), (["--check"], 1)])
def test_the_command_draws_or_checks(arguments, code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["draw_gallery", *arguments])
    PAGE.parent.mkdir()
    PAGE.write_text(SMALL, encoding="utf-8")

    if code:
        with pytest.raises(SystemExit, match="out of date"):
            draw_gallery.main()
    else:
        draw_gallery.main()

    assert ("<picture>" in PAGE.read_text(encoding="utf-8")) == (not arguments)


MANUAL = Path(__file__).parents[1].with_name("docs").joinpath("figures.md").read_text(encoding="utf-8")
EXAMPLES = [figure for _, figure in read_figures(MANUAL)]


def written(value):
    """Write a setting as in a call."""
    return f"[{', '.join(map(written, value))}]" if isinstance(value, tuple) else repr(value)


@pytest.mark.parametrize(
    "entry", [*OPTIMIZERS.values(), *SCHEDULES.values(), *SURFACES.values()], ids=lambda entry: entry.name
)
def test_the_manual_lists_every_optimizer_schedule_and_surface_with_its_defaults(entry):
    settings = ", ".join(f"{name}={written(value)}" for name, value in entry.defaults.items())

    assert f"| `{entry.name}({settings})` |".replace("()", "") in MANUAL
    assert f"| {entry.function.__doc__.splitlines()[0]} |" in MANUAL


@pytest.mark.parametrize("word", WORDS.values(), ids=lambda word: word.name)
def test_the_manual_lists_every_word_of_claims(word):
    assert (f"| `{word.usage}` |" if word.subject else f"`{word.name}`") in MANUAL


@pytest.mark.parametrize("kind", KINDS)
def test_the_manual_has_an_example_of_every_kind_and_of_every_key(kind):
    examples = [example for example in EXAMPLES if isinstance(example, KINDS[kind])]

    assert all(verdict.holds for example in examples for verdict in example.judge())
    assert KINDS[kind].model_fields.keys() <= {name for example in EXAMPLES for name in example.model_fields_set}
    own = KINDS[kind].model_fields.keys() - Moving.model_fields.keys()
    assert own <= {name for example in examples for name in example.model_fields_set}
    assert examples


def test_what_the_manual_says_of_python_works(tmp_path):
    for command in re.findall(r'(?s)python -c "\n(.*?)\n"\n', MANUAL):
        subprocess.run(
            [sys.executable, "-c", command],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
            check=True,
        )

    assert sorted(file.name for file in tmp_path.iterdir()) == ["dark.svg", "light.svg"]
