"""Pictures that are too large for a card."""

import numpy as np
import pytest

from figures import KINDS, Drawing, OversizedError, draw_within_limits

STILL = {"surface": "quadratic", "steps": 60, "paths": {"a": "gd(lr=0.1)"}}
REEL = STILL | {"animate": True}
STRIP = STILL | {"vary": {"eta": [0.1, 0.2, 0.3]}, "paths": {"a": "gd(lr=eta)"}}
NOISE = np.random.default_rng(0).bytes(20_000)


@pytest.fixture
def drawn(monkeypatch):
    """Return a function that draws a request whose pictures have these bytes."""

    def draw(request, light, dark=b""):
        monkeypatch.setattr(KINDS["descent"], "draw", lambda _: Drawing(light, dark))
        return draw_within_limits(KINDS["descent"].model_validate(request))

    return draw


@pytest.mark.parametrize(("request_", "most"), [(STILL, 60_000), (REEL, 75_000), (STRIP, 75_000)])
def test_a_picture_is_as_large_as_the_limit_at_most(drawn, request_, most):
    assert drawn(request_, b" " * most) == (b" " * most, b"")
    for light, dark in ((b" " * (most + 1), b""), (b"", b" " * (most + 1))):
        with pytest.raises(OversizedError, match="kB that a card may load"):
            drawn(request_, light, dark)


@pytest.mark.parametrize(("request_", "most"), [(STILL, 14_000), (REEL, 16_000), (STRIP, 16_000)])
def test_a_picture_is_as_large_when_compressed_as_the_limit_at_most(drawn, request_, most):
    assert drawn(request_, NOISE[: most - 50])
    with pytest.raises(OversizedError, match="kB compressed, more than the"):
        drawn(request_, NOISE[: most + 1])


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            STILL,
            "the picture has 80.0 kB, more than the 60 kB that a card may load; show fewer paths or fewer steps",
        ),
        (
            REEL | STRIP,
            (
                "the picture has 80.0 kB, more than the 75 kB that a card may load; "
                "vary fewer values, show fewer paths or fewer steps, or remove 'animate'"
            ),
        ),
    ],
)
def test_the_message_says_what_to_reduce(drawn, request_, message):
    with pytest.raises(OversizedError) as caught:
        drawn(request_, b" " * 80_000)

    assert str(caught.value) == message
