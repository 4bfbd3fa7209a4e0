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
        "<style>" + ".a { filter: blur(9px) }" * 101 + "</style>",
    ],
    ids=["primitives", "merged", "filtered elements", "styled elements", "backdrops", "style sheet"],
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
