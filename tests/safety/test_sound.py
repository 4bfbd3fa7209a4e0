"""A sound file is what its name says."""

import pytest

from deck.safety.sound import SOUND_SUFFIXES, sound_fault

BEGINNINGS = {
    ".mp3": [b"ID3\x04", b"\xff\xfb\x90", b"\xff\xf3\x90"],
    ".ogg": [b"OggS\0\2"],
    ".opus": [b"OggS\0\2" + bytes(22) + b"OpusHead"],
    ".wav": [b"RIFF\x24\0\0\0WAVEfmt "],
    ".m4a": [b"\0\0\0 ftypM4A "],
    ".flac": [b"fLaC\0"],
}
OTHERS = [b"", b"<svg/>", b"\x89PNG\r\n", b"MZ\x90", b"%PDF-1.7", b"RIFF\x24\0\0\0WEBP", b"\xff\xd8\xff"]


@pytest.mark.parametrize(("suffix", "data"), [(suffix, data) for suffix in BEGINNINGS for data in BEGINNINGS[suffix]])
def test_a_file_that_begins_as_its_kind_does_is_one(suffix, data):
    assert sound_fault(data, suffix) == ""


@pytest.mark.parametrize("suffix", SOUND_SUFFIXES)
def test_all_other_files_are_not(suffix):
    others = [*OTHERS, *(data for other, begins in BEGINNINGS.items() for data in begins if other != suffix)]
    wrong = [data for data in others if not sound_fault(data, suffix)]

    assert wrong == ([BEGINNINGS[".opus"][0]] if suffix == ".ogg" else [])
