"""Pixel pictures that are incomplete, or that grow when they are decoded, are refused."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from deck.safety.image import FORMATS, picture_fault

SIZE = (64, 48)
NOISE = Image.effect_noise(SIZE, 60).convert("RGB")
STRIPES = Image.linear_gradient("L").resize(SIZE).convert("RGB")


def saved(form, frames=(NOISE,), **options):
    """Return the bytes of a picture in a format, with these frames."""
    first, *others = frames
    written = BytesIO()
    animated = {"save_all": True, "append_images": others} if others else {}
    first.save(written, form, **animated, **options)
    return written.getvalue()


PICTURES = {suffix: saved(form) for suffix, form in FORMATS.items()}
ANIMATED = {suffix: saved(form, (NOISE, STRIPES)) for suffix, form in ((".gif", "GIF"), (".webp", "WEBP"))}


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_whole_picture_is_accepted(suffix):
    assert picture_fault(PICTURES[suffix], suffix) == ""


@pytest.mark.parametrize("suffix", ANIMATED)
def test_an_animation_is_accepted(suffix):
    assert picture_fault(ANIMATED[suffix], suffix) == ""


@pytest.mark.parametrize("suffix", FORMATS)
@given(share=st.floats(0.02, 0.98))
def test_a_picture_that_ends_too_early_is_refused(suffix, share):
    data = PICTURES[suffix]

    assert picture_fault(data[: int(share * len(data))], suffix).endswith("save it again")


@pytest.mark.parametrize("suffix", FORMATS)
@given(share=st.floats(0.02, 0.9))
def test_a_picture_whose_rest_is_zeros_is_refused(suffix, share):
    """As a disk leaves it that failed while the picture was written."""
    data = PICTURES[suffix]
    written = int(share * len(data))

    assert picture_fault(data[:written] + bytes(len(data) - written), suffix).endswith("save it again")


def test_a_later_frame_that_is_damaged_is_found():
    data = ANIMATED[".gif"]

    assert picture_fault(data[:-400] + b";", ".gif").endswith("save it again")


def test_an_animation_of_thousands_of_frames_is_refused():
    shades = [Image.new("L", (2, 2), n % 256) for n in range(1001)]

    assert picture_fault(saved("GIF", shades), ".gif") == (
        "has more frames than a phone can show; save it shorter or smaller"
    )


def test_an_animation_of_too_many_pixels_is_refused_before_all_are_decoded():
    frames = [Image.new("1", (7000, 7000), n % 2) for n in range(10)]

    assert "more frames than a phone can show" in picture_fault(saved("GIF", frames), ".gif")
