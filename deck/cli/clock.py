"""The time of a build: the clock's, or the one that SOURCE_DATE_EPOCH chooses."""

from __future__ import annotations

import os
import re
import time
from typing import NamedTuple

from deck.cli.errors import MISSING, WRONG_USAGE, stop

EARLIEST = 1_577_836_800  # 2020: an older clock is a wrong one
AHEAD = 60  # seconds that another machine's clock may be ahead of this one's


class Moment(NamedTuple):
    """A time in whole seconds since 1970, and whether it was chosen rather than read from the clock."""

    timestamp: int
    chosen: bool


def now() -> Moment:
    """Return the time of this build; stop if it cannot be right."""
    clock = int(time.time())
    if clock < EARLIEST:
        stop(MISSING, "the clock of this machine is before 2020; set it")
    written = os.environ.get("SOURCE_DATE_EPOCH")
    if written is None:
        return Moment(clock, chosen=False)
    if not re.fullmatch(r"[0-9]{1,12}", written) or not EARLIEST <= int(written) <= clock + AHEAD:
        message = f"SOURCE_DATE_EPOCH is '{written:.20}'; set it to seconds since 1970, from 2020 to now, or unset it"
        stop(WRONG_USAGE, message)
    return Moment(int(written), chosen=True)
