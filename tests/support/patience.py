"""How tests wait for other processes: as long as it takes on the busiest machine, since only what never comes fails."""

import time
from collections.abc import Callable

PATIENCE = 600  # seconds


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until *condition* is met."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.01)
