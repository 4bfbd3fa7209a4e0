"""Check a sound file before it is packed: it begins as files of its kind do.

Clients give it to the player of the system, which plays what it knows and runs nothing.
"""

from __future__ import annotations

import re

BEGINNINGS = {
    ".mp3": re.compile(rb"ID3|\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff]", re.DOTALL),
    ".ogg": re.compile(rb"OggS"),
    ".opus": re.compile(rb"OggS.{24}.{0,255}OpusHead", re.DOTALL),
    ".wav": re.compile(rb"RIFF.{4}WAVE", re.DOTALL),
    ".m4a": re.compile(rb".{4}ftyp", re.DOTALL),
    ".flac": re.compile(rb"fLaC"),
}
SOUND_SUFFIXES = tuple(BEGINNINGS)


def sound_fault(data: bytes, suffix: str) -> str:
    """Return what is wrong with a sound whose file name ends in *suffix*, and what to do; or nothing."""
    if BEGINNINGS[suffix].match(data):
        return ""
    return f"is not a {suffix.removeprefix('.')} file; save it in this format, or name it by the format that it has"
