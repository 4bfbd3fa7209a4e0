"""Rules that an earlier stage than the checks looks for, where no example of content can show them."""

import json
from pathlib import Path

import pytest
from conftest import NOW
from support.samples import FIGURE, PICTURE, PLAIN_TOML

from deck.build import build, check
from deck.cache.snapshot import Snapshot, take_snapshot
from deck.cache.store import Store
from deck.diagnostics import ContentError
from deck.history.lock_file import check_lock_unchanged
from figures import KINDS, Drawing

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
    content = write(NOTE, {"dot.svg": PICTURE})
    build(content, None, NOW)
    snapshot = take_snapshot(content, Store())
    for name in ("deck.lock", "dot.svg"):
        (content / name).write_text("another")

    assert codes_of(check_lock_unchanged, snapshot, "digest") == ["N022"]
    assert codes_of(Snapshot(content, snapshot.files, {}).read, content / "dot.svg", content, "content/dot.svg") == [
        "N022"
    ]


def test_a_build_does_not_use_a_lock_ahead_of_the_clock(write):
    content = write(NOTE)
    build(content, None, NOW + 200_000)

    assert codes_of(build, content, None, NOW + 300_000, clock=NOW) == ["N025"]


def test_a_build_does_not_start_a_lock_that_seems_lost(write):
    content = write(NOTE)
    build(content, None, NOW)
    (content / "deck.lock").unlink()

    assert codes_of(build, content, None, NOW) == ["N026"]


def test_a_build_does_not_replace_another_deck(write):
    package = build(write(NOTE), Path("one.apkg"), NOW).package
    other = write(NOTE, {"deck.toml": PLAIN_TOML.replace('"test"', '"other"')})
    (other / "deck.lock").unlink()

    assert codes_of(build, other, package, NOW) == ["N027"]


def test_a_folder_that_is_a_link_is_not_searched_for_notes(write):
    content = write(NOTE, {"../more/two.md": NOTE})
    (content / "more").symlink_to("../more")

    assert "L006" in [each.rule for each in check(content, NOW).found]


def test_a_picture_that_is_too_large_is_reported_at_its_fence(write, monkeypatch):
    monkeypatch.setattr(KINDS["descent"], "draw", lambda _: Drawing(b" " * 60_001, b""))

    assert codes_of(build, write(f"{NOTE}\n{FIGURE}"), None, NOW) == ["F007"]


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
