"""Rules that an earlier stage than the checks looks for, where no example of content can show them."""

import json
from pathlib import Path

import pytest
from conftest import NOW
from deck.anki.media import read_medium
from support.samples import PICTURE, PLAIN_TOML

from deck.build import build, check
from deck.diagnostics import ContentError
from deck.history.lock_file import check_lock_unchanged

NOTE = "## Question? {#one}\n\nAnswer.\n"


def codes_of(function, *arguments, **options):
    """Return the codes of the mistakes for which a function stops."""
    with pytest.raises(ContentError) as error:
        function(*arguments, **options)
    return [each.rule for each in error.value.diagnostics]


@pytest.mark.parametrize(
    ("code", "files"),
    [
        ("H007", {"two.md": b"---\ndeck: Test::One\n---\n\n## Question? {#two}\n\n" + b"1. " * 900 + b"a\n"}),
        ("T015", {"two.md": b"---\ndeck: Test::One\n---\n\n## Gr\xfc\xdfe? {#two}\n\nA.\n"}),
        ("T016", {"two.md": b"---\ndeck: Test::One\n---\n\n## Question? {#two}\n\n" + b"a" * 20_001 + b"\n"}),
    ],
)
def test_a_file_that_cannot_be_read_or_takes_too_long_is_a_mistake(write, code, files):
    assert [each.rule for each in check(write(NOTE, files), NOW).found] == [code]


def test_a_link_out_of_the_folder_is_a_mistake(write):
    content = write(NOTE)
    Path("secret.md").touch()
    (content / "two.md").symlink_to("../secret.md")

    assert [each.rule for each in check(content, NOW).found] == ["L013"]


def test_a_locked_build_stops_where_the_lock_is_stale(write):
    assert codes_of(build, write(NOTE), None, NOW, locked=True) == ["N019"]


def test_a_build_stops_where_a_note_is_rendered_otherwise(write):
    content = write(NOTE)
    build(content, None, NOW)
    lines = (content / "deck.lock").read_text().split("\n")
    record = json.loads(lines[-2])
    record["fields"]["Back"] = "0" * 16
    (content / "deck.lock").write_text("\n".join([*lines[:-2], json.dumps(record), ""]))

    assert codes_of(build, content, None, NOW) == ["N020"]


def test_a_build_is_not_dated_before_the_lock(write):
    content = write(NOTE)
    build(content, None, NOW)

    assert codes_of(build, content, None, NOW - 1, dated=True) == ["N021"]


def test_a_build_stops_where_the_lock_or_a_picture_changes_meanwhile(write):
    content = write(NOTE, {"dot-0123456789ab.svg": PICTURE})
    build(content, None, NOW)

    assert codes_of(check_lock_unchanged, content / "deck.lock", None, b"another") == ["N022"]
    assert codes_of(read_medium, "dot-0123456789ab.svg", content / "dot-0123456789ab.svg", ()) == ["N022"]


def test_a_build_is_compared_only_with_a_package_of_its_deck(write):
    content = write(NOTE)
    package = build(content, Path("one.apkg"), NOW).package
    other = write(NOTE, {"deck.toml": PLAIN_TOML.replace('"test"', '"other"')})
    (other / "deck.lock").unlink()

    assert codes_of(build, other, None, NOW, against=package) == ["N023"]
    assert codes_of(build, other, None, NOW, against=other / "one.md") == ["N023"]


@pytest.mark.parametrize("name", ["deck.zip", "collection.apkg"])
def test_a_package_has_a_name_by_which_anki_imports_a_deck(write, name):
    assert codes_of(build, write(NOTE), Path(name), NOW) == ["N024"]
