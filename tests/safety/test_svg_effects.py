"""SVG pictures that keep a browser busy are refused; ordinary ones with a filter are not."""

import pytest

from deck.safety.image import picture_fault

SVG = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'
SHADOW = '<filter id="f"><feOffset dx="2"/><feGaussianBlur stdDeviation="2"/><feMerge/></filter>'
DOT = '<circle r="1"/>'


def fault(content):
    return picture_fault(SVG.format(content).encode(), ".svg")


@pytest.mark.parametrize(
    "content",
    [
        SHADOW + f'<g filter="url(#f)">{DOT * 4000}</g>',
        SHADOW + f'<rect filter="url(#f)"/>{DOT}' * 40,
        f"<g>{DOT * 4000}<animate attributeName='x' to='1'/></g>",
        f"<style>circle {{ animation: spin 2s }}</style>{DOT * 4000}",
        DOT * 50_000,
        '<rect filter="none"/>' * 300,
        '<rect style="filter: none"/>' * 300,
    ],
    ids=["a shadow", "some shadows", "an animation", "an animated style", "no effect", "no filter", "no styled filter"],
)
def test_ordinary_effects_are_accepted(content):
    assert fault(content) == ""


@pytest.mark.parametrize(
    "content",
    [
        '<filter id="f">' + "<feGaussianBlur/>" * 2000 + "</filter>",
        '<filter id="f"><feMerge>' + "<feMergeNode/>" * 3000 + "</feMerge></filter>",
        SHADOW + '<rect filter="url(#f)"/>' * 101,
        '<rect style="filter: blur(9px)"/>' * 101,
        '<rect style="backdrop-filter:blur(9px)"/>' * 101,
        "<style>g, .a { filter: blur(9px) }</style>" + '<rect class="b a"/>' * 101,
        "<style>svg > rect:hover { filter: blur(9px) }</style>" + "<rect/>" * 101,
        "<style>:root{--a: blur(9px)} [x] { filter: var(--a) }</style>" + "<rect/>" * 101,
    ],
    ids=["primitives", "merged", "filtered elements", "styled elements", "backdrops", "a class", "a tag", "any"],
)
def test_thousands_of_filter_effects_are_refused(content):
    assert fault(content) == "has more than 100 filter effects, which take browsers too long; save it without them"


@pytest.mark.parametrize("element", [DOT, '<use href="#d"/>'], ids=["elements", "references"])
@pytest.mark.parametrize(
    "effect",
    [
        SHADOW + '<g filter="url(#f)">{}</g>',
        '<g style="filter:drop-shadow(1px 1px red)">{}</g>',
        '<g><animateTransform attributeName="transform"/>{}</g>',
        '<g><set attributeName="x"/>{}</g>',
        "<style>@keyframes a {{ to {{ opacity: 0 }} }}</style>{}",
        '<g style="transition: all 2s">{}</g>',
        "<g>{}</g><rect><animateMotion/></rect>",
    ],
)
def test_many_elements_are_refused_where_something_is_filtered_or_moves(effect, element):
    assert fault('<circle id="d"/>' + effect.format(element * 5001)) == (
        "filters or animates more than 5000 elements, which takes browsers too long; save it as a PNG picture"
    )


CORNERS = " ".join(f"{n},{n % 7}" for n in range(200))
WIDE = '<filter id="f" x="-500%" width="1100%" height="1100%"><feGaussianBlur/></filter>'
MASKS = "".join(f'<mask id="m{n}"><rect mask="url(#m{n + 1})"/></mask>' for n in range(50))
SHAPES = '<rect id="r" filter="url(#f)"/>'


@pytest.mark.parametrize(
    "content",
    [
        SHADOW + '<g filter="url(#f)">' * 30 + DOT + "</g>" * 30,
        '<g style="filter: blur(9px)">' * 30 + DOT + "</g>" * 30,
        WIDE + '<rect filter="url(#f)"/>' * 20,
        '<filter id="f"><feMorphology radius="300"/></filter><rect filter="url(#f)"/>',
        '<filter id="f" width="1e999"><feBlend><feFuncR/></feBlend></filter><rect filter="url(#f)"/>',
        f"{SHADOW}{SHAPES}" + '<use href="#r"/>' * 200,
        f"<style>use {{ filter: url(#f) }}</style>{SHADOW}{SHAPES}" + '<use href="#r"/>' * 90,
        f'<marker id="m">{DOT * 600}</marker><polyline marker-mid="url(#m)" points="{CORNERS}"/>',
        f'<marker id="m">{DOT * 600}</marker><polyline style="marker-mid: url(#m)" points="{CORNERS}"/>',
        f"<style>path {{ marker: url(#m) }}</style><marker id='m'>{DOT * 600}</marker><path d='M{CORNERS}'/>",
        MASKS + '<rect mask="url(#m0)"/>' * 40,
        '<mask id="m"/>' + '<rect style="mask: url(#m)"/>' * 1001,
    ],
)
def test_what_is_painted_through_many_filters_masks_or_markers_is_refused(content):
    assert fault(content).endswith("take browsers too long; save it as a PNG picture") or fault(content) == (
        "repeats its parts too often; save it as plain SVG"
    )


@pytest.mark.parametrize(
    "content",
    [
        SHADOW + '<g filter="url(#f)">' * 3 + DOT * 1000 + "</g>" * 3,
        f'<marker id="m"><path d="M0 0L9 9"/></marker><polyline marker-mid="url(#m)" points="{CORNERS}"/>' * 20,
        '<mask id="m"><rect/></mask>' + '<rect mask="url(#m)"/>' * 500,
        '<filter id="f" filterUnits="userSpaceOnUse" width="900" height="900"><feFlood/></filter><g filter="url(#f)"/>'
        * 9,
        '<filter id="f" width="x%" height="1e999%"><feFlood/></filter><g/>',
        "<style>.a { filter: blur(9px) }</style>" + '<rect class="a"/>' * 20 + DOT * 4000,
        "<style>/* .b { filter: blur(9px) } */ .a { fill: url(#g) }</style>" + '<rect class="a"/>' * 9000,
    ],
)
def test_few_filters_masks_and_markers_are_accepted(content):
    assert fault(content) == ""


def test_style_sheets_that_apply_to_everything_do_not_take_long():
    rules = "rect { fill: url(#a) }" * 2000

    assert fault(f"<style>{rules}</style>" + "<rect/>" * 2000) == (
        "has style sheets that take too long to apply; save it as plain SVG"
    )
