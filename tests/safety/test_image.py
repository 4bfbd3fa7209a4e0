"""Unusual notations in SVG pictures are read as a browser reads them; `SECURITY.md` says why."""

import time
from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from support.faults import ROOT

from deck.safety.image import picture_fault

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
XHTML = '<!DOCTYPE svg PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
SVG_1_1 = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "{}">'
DTD = "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"
REMOTE = "https://evil.example/x.png"


def fault(text):
    return picture_fault(text.encode(), ".svg")


def picture(width, height):
    """Return the data address of a picture of this size."""
    written = BytesIO()
    Image.new("1", (width, height)).save(written, "PNG")
    return f"data:image/png;base64,{b64encode(written.getvalue()).decode()}"


def bomb(reference, name="a{}"):
    """Return groups, each of which repeats the next one ten times."""
    groups = [f'<g id="{name}">'.format(n) + reference.format(n + 1) * 10 + "</g>" for n in range(20)]
    return SVG.format("".join(groups))


@pytest.mark.parametrize("name", ["mask", "clip-path", "marker-start", "cursor", "fill"])
def test_an_animation_cannot_load_what_an_attribute_cannot(name):
    for moved in (f'to="url({REMOTE})"', f'values="none;url({REMOTE})"', f"from=\"URL( '{REMOTE}')\""):
        assert "loads something by its attribute" in fault(SVG.format(f'<set attributeName="{name}" {moved}/>'))


@pytest.mark.parametrize(
    "paint", ["url(\N{NO-BREAK SPACE}#a)", "url('x)", "url(&quot;' #a')", "src('x.png')", "url(data:image/png;base64,)"]
)
def test_an_address_that_only_looks_like_a_part_of_the_picture_is_refused(paint):
    assert "loads something by its attribute 'fill'" in fault(SVG.format(f'<g fill="{paint}"/>'))


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (f"@im<style>x</style>port '{REMOTE}';", "contains a <style> in a style"),
        (f"*{{mask:ur<g/>l({REMOTE})}}", "contains a <g> in a style"),
        (f"*{{mask:ur<!-- -->l({REMOTE})}}", "has a style that loads something"),
        (f"*{{mask:ur<?a b?>l({REMOTE})}}", "has a style that loads something"),
    ],
)
def test_a_style_is_read_as_a_whole(style, expected):
    assert expected in fault(SVG.format(f"<style>{style}</style>"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (XHTML + SVG.format(f'<g fill="url&lpar;{REMOTE})"/>'), "declares a document type of its own"),
        (SVG_1_1.format("https://evil.example/x.dtd") + SVG.format(""), "declares a document type of its own"),
        (SVG_1_1.format(DTD)[:-1] + ' [%x; <!ENTITY a "b">]>' + SVG.format("&a;"), "a document type of its own"),
        (SVG_1_1.format(DTD) + SVG.format("<g>&a;</g>"), "uses the entity 'a'"),
    ],
)
def test_nothing_comes_from_a_document_type(text, expected):
    assert expected in fault(text)


@pytest.mark.parametrize("encoding", ["x", "utf-7", "shift_jis", "rot13", "idna", "unicode_escape", "windows-1252"])
def test_only_encodings_that_every_viewer_reads_alike_are_accepted(encoding):
    found = fault(f'<?xml version="1.0" encoding="{encoding}"?>' + SVG.format(""))

    assert found == f"is encoded as '{encoding}'; save it as UTF-8"


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ('<use href="#%61{}"/>', "a{}"),
        ('<use href="#%E9{}"/>', "é{}"),
        ('<use href="#a&#10;{}"/>', "a{}"),
        ('<use href="#a{}&#160;"/>', "a{}&#160;"),
        ('<use href="#-a{}"/>', "-a{}"),
        ('<use href="##a{}"/>', "#a{}"),
        ('<g fill="url(#-#a{})"/>', "-#a{}"),
        ('<g fill="URL(#a{})"/>', "a{}"),
        ("<g fill=\"url('#a&#9;{}')\"/>", "a{}"),
        ("<g fill=\"url('#a){}')\"/>", "a){}"),
        ("<g fill=\"url('#a{}&quot;')\"/>", "a{}&quot;"),
        ('<g fill="url(\'#a{}&quot; )"/>', "a{}&quot; )"),
        ('<set attributeName="fill" to="#000 url(#a{})"/>', "a{}"),
    ],
)
def test_an_expanding_picture_is_found_in_every_notation_of_references(reference, name):
    assert fault(bomb(reference, name))


@pytest.mark.parametrize(
    "text",
    [
        '<g id="a">' + "<path/>" * 20_000 + "</g>" + '<use href="#a"/>' * 20_000,
        '<g id="a">' + '<g id="b"/>' * 2000 + "</g>" + '<use href="#a"/>' * 2000,
        '<g id="a"><g><g id="b">' + "<path/>" * 400 + '</g></g></g><g id="c">' + '<use href="#a"/>' * 20 + "</g>"
        '<g id="d">' + '<use href="#c"/>' * 20 + "</g>",
    ],
)
def test_a_reference_counts_the_elements_that_it_repeats(text):
    assert fault(SVG.format(text + '<use href="#d"/>' * 20)) == "repeats its parts too often; save it as plain SVG"


def test_the_pixels_of_embedded_pictures_are_added_up():
    image = f'<image xlink:href="{picture(5000, 4000)}"/>'

    assert fault(SVG.format(image * 2)) == ""
    assert "contains more pixels than a phone can show" in fault(SVG.format(image * 3))


@pytest.mark.parametrize(("part", "written"), [("data", " data"), ("iVBOR", "iV%42OR"), ("iVBOR", "iV&#10;BOR")])
def test_embedded_data_is_decoded_as_in_a_browser(part, written):
    address = picture(9000, 9000).replace(part, written, 1)

    assert "contains more pixels than a phone can show" in fault(SVG.format(f'<image href="{address}"/>'))


def test_a_picture_cannot_contain_itself():
    assert "links to '#a'" in fault(SVG.format('<image href="#a"/>' * 20_000))


@pytest.mark.parametrize(
    "text",
    [
        f'<g fill="url({" " * 100_000}#a)"/>',
        f"<style>g{{fill:url({' ' * 100_000}#a)}}</style>",
        "<style>x</style>" * 100_000,
        "<g fill='" + "url(data:font/)" * 100_000 + "'/>",
        "".join(f'<g id="a{n}">' for n in range(198)) + f'<g fill="{"url(#)" * 900_000}"/>' + "</g>" * 198,
        "".join(f'<g id="a{n}">' for n in range(190)) + '<use href="#a1"/>' * 99_000 + "</g>" * 190,
        '<g id="a">' + "".join(f'<g id="b{n}"/>' for n in range(20_000)) + '<use href="#a"/></g>',
    ],
    ids=["spaces", "spaces in a style", "styles", "fonts", "references", "circles", "wide circle"],
)
def test_no_picture_takes_long_to_check(text):
    began = time.process_time()
    fault(SVG.format(text))

    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "text",
    [
        f'<image href="{picture(9, 9)}"/><image href=" {picture(9, 9).rstrip("=")}"/><image href=""/>',
        "<style>@font-face{font-family:a;src:url(data:font/woff2;base64,AAAA)}</style>",
        "<style>.a{fill:url(#b)}.c{fill:url( '#d' )}</style>",
        '<g data-latex="\\alpha" aria-label="url(x)" content="@import"/>',
        '<g id="50 % (a)"/><use href="#glyph_1.5-é:a"/>',
        '<defs><path id="a"/></defs>' * 15 + '<use href="#a"/>' * 15_000,
        '<clipPath id="a"><rect/></clipPath>' + '<g clip-path="url(#a)"/>' * 50_000,
        '<rect><animate attributeName="fill" values="#000;url(#a);red"/></rect>',
    ],
)
def test_ordinary_pictures_are_accepted(text):
    assert fault(SVG.format(text)) == ""
    assert fault(SVG_1_1.format(DTD) + SVG.format(text)) == ""
    assert fault("<!DOCTYPE svg>" + SVG.format(text)) == ""


@pytest.mark.parametrize("path", ["deck/starter/images/bowl.svg", "deck/preview/assets/icon.svg"])
def test_the_pictures_of_this_project_are_accepted(path):
    assert fault(Path(ROOT, path).read_text()) == ""
