"""Check a file before it is packed: it is small enough for phones, and what its name says."""

from __future__ import annotations

from deck.safety.image import picture_fault
from deck.safety.sound import SOUND_SUFFIXES, sound_fault

LARGEST = 10_000_000  # bytes


def media_fault(data: bytes, suffix: str) -> str:
    """Return what is wrong with a picture or sound whose file name ends in *suffix*, and what to do; or nothing."""
    if not 0 < len(data) <= LARGEST:
        return f"is empty or larger than {LARGEST // 1_000_000} MB; save it smaller"
    return sound_fault(data, suffix) if suffix in SOUND_SUFFIXES else picture_fault(data, suffix)
