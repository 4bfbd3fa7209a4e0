"""A link to a sound of the folder is its text and Anki's mark on the card."""

import re
from pathlib import Path

import pytest
from support.clock import NOW
from support.samples import PLAIN_TOML

from deck import check
from deck.compile.folder import render_content

MP3 = b"ID3\x04" + bytes(40)
FILES = {"audio/hund.mp3": MP3}


def rendered(write, markdown, files=FILES):
    (note,) = render_content(write(markdown, files))
    return note


@pytest.mark.parametrize(
    ("markdown", "field", "expected"),
    [
        ("## Wort {#one}\n\n[der Hund](audio/hund.mp3)\n", "Back", r"<p>der Hund \[sound:(.*)\]</p>"),
        (
            "## Wort {#one}\n\n[**der** Hund](./audio/hund.mp3).\n",
            "Back",
            r"<p><strong>der</strong> Hund \[sound:(.*)\].</p>",
        ),
        ("## Wort {#one}\n\nder Hund [🔊](audio/hund.mp3)\n", "Back", r"<p>der Hund \[sound:(.*)\]</p>"),
        ("## Wort {#one}\n\n[🔊](audio/hund.mp3)\n", "Back", r"<p>\[sound:(.*)\]</p>"),
        ("## Wort {#one .cloze}\n\n{{c1::[🔊](audio/hund.mp3)}}\n", "Text", r".*\{\{c1::\[sound:(.*)\]\}\}</p>"),
        (
            "## Wort {#one}\n\n[Was?](audio/hund.mp3)\n\n---\n\nA dog.\n",
            "Front",
            r"<p>Wort</p>\n<p>Was\? \[sound:(.*)\]</p>",
        ),
        ("## Wort {#one .cloze}\n\n{{c1::dog}}: [Hund](audio/hund.mp3)\n", "Text", r".*: Hund \[sound:(.*)\]</p>"),
        (
            "## Wort {#one}\n\nA.\n\n### Extra\n\n- [a](audio/hund.mp3)\n",
            "Extra",
            r"<ul>\n<li>a \[sound:(.*)\]</li>\n</ul>",
        ),
    ],
)
def test_a_link_to_a_sound_is_its_text_and_the_sound(write, markdown, field, expected):
    note = rendered(write, markdown)

    (name,) = re.fullmatch(expected, note.fields[field], re.DOTALL).groups()
    assert re.fullmatch(r"hund-[0-9a-f]{12}\.mp3", name)
    assert [each.name for each in note.media] == [name]


@pytest.mark.parametrize(
    ("source", "files", "expected"),
    [
        ("audio/katze.mp3", {}, "there is no sound 'audio/katze.mp3'; paths begin at the folder of this file"),
        ("../a.mp3", {}, "sound '../a.mp3' is outside the content folder; copy it into the folder"),
        (
            ".a.mp3",
            {".a.mp3": MP3},
            "sound '.a.mp3' is a hidden file, whose changes a build does not notice; rename it",
        ),
        (
            "a.mp3",
            {"a.mp3": b"OggS"},
            "sound 'a.mp3' is not a mp3 file; save it in this format, or name it by the format that it has",
        ),
        ("a.mp3", {"a.mp3": b""}, "sound 'a.mp3' is empty or larger than 10 MB; save it smaller"),
        ("a.mp4", {"a.mp4": MP3}, "the link to 'a.mp4' does not work on a card; link to an https:// address"),
        (
            "HTTPS://a.org/a.mp3",
            {},
            "the link to 'HTTPS://a.org/a.mp3' does not work on a card; link to an https:// address",
        ),
    ],
)
def test_what_is_not_a_sound_of_the_folder_is_an_error_at_its_line(errors, source, files, expected):
    assert errors(f"## Wort {{#one}}\n\nA.\n\n[Hund]({source})\n", files) == [f"one.md:9: {expected}"]


def test_a_link_to_a_sound_in_the_web_stays_a_link(write):
    note = rendered(write, "## Wort {#one}\n\n[Hund](https://a.org/hund.mp3)\n", {})

    assert note.fields["Back"] == '<p><a href="https://a.org/hund.mp3">Hund</a></p>'


def test_a_sound_on_no_card_is_reported(write):

    write("## What barks? {#one}\n\nA dog.\n", {**FILES, "deck.toml": PLAIN_TOML})

    (found,) = (each for each in check(Path("content"), NOW).found if each.rule[0] == "D")
    assert (found.path, found.message) == (
        "content/audio/hund.mp3",
        "the file is not used on any card; use it, or remove it",
    )
