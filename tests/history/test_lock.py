import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict
from support.clock import NOW
from support.locks import LOCK, TWO, record, records_of

from deck import ContentError, build, check
from deck.history.lock import LARGEST, Record, field_hashes
from deck.history.lock_file import lock_data, read_lock, read_record, record_line

DAY = 86_400_000  # milliseconds


def test_a_record_says_what_learners_have(write):
    build(write('## Q *x*? {#new was=first tags="b a"}\n\nA.\n\n### Hint\n\nh'), None, NOW)

    found = records_of()["new"]
    assert found.pop("source")
    assert 0 <= NOW * 1000 - found.pop("nid") < DAY
    assert found == {
        "id": "new",
        "type": "Card",
        "deck": "Test::One",
        "title": "Q *x*?",
        "cards": [0],
        "time": NOW,
        "tags": ["a", "b"],
        "fields": {"Front": "9e600e372a843250", "Back": "f2427ed183512b1c", "Hint": "eee8d69873c34ef9"},
        "was": "first",
    }


def test_the_lock_is_one_object_a_line_sorted_by_id_with_empty_lines_between(write):
    build(write(TWO), None, NOW)

    lines = LOCK.read_text().split("\n")
    assert lines[0] == '{"version": 1, "namespace": "test"}'
    assert lines[1::2] == [""] * 4
    assert [json.loads(line)["id"] for line in lines[2::2]] == ["Card", "one", "two"]


def test_card_ids_stay_within_the_second_of_their_note():
    assert record("a", nid=9000, cards=(0, 2, 499)).card_ids == (9000, 8998, 8501)


def test_pictures_count_apart_from_text():
    text, one, two = (
        field_hashes({"Back": html})["Back"]
        for html in ("<p>a</p><img>", '<p>a</p><img src="1">', '<p>a</p><img src="2">')
    )

    assert text.partition("+")[0] != ""
    assert one.partition("+")[0] == two.partition("+")[0]
    assert one != two


def test_a_filled_field_counts_but_not_the_id():
    assert list(field_hashes({"Front": "x", "Back": "", "Id": "one"})) == ["Front"]


def test_locked_refuses_to_change_the_lock_and_says_what_is_stale(write):
    build(write(TWO), None, NOW)
    before = LOCK.read_bytes()
    assert build(write(TWO), None, NOW + 5, locked=True).notes == 2

    with pytest.raises(
        ContentError, match="the lock is out of date for 'two'; build without --locked, and commit the lock"
    ):
        build(write(TWO.replace("Second.", "Other.")), None, NOW + 5, locked=True)

    assert LOCK.read_bytes() == before


def test_locked_refuses_a_missing_lock(write):
    with pytest.raises(ContentError, match="the lock is out of date for 'Card', 'one', 'two'"):
        build(write(TWO), None, NOW, locked=True)


def test_a_chosen_time_older_than_the_lock_is_refused(write):
    build(write(TWO), None, NOW)

    with pytest.raises(ContentError, match=f"SOURCE_DATE_EPOCH {NOW - 1} is older than the lock; set it to {NOW}"):
        build(write(TWO), None, NOW - 1, dated=True)


def test_another_rendering_of_the_same_source_is_refused_unless_wanted(write, monkeypatch, update_tool):
    build(write(TWO), None, NOW)
    monkeypatch.setattr("deck.render.passages.line_to_html", lambda text, **_: f"<b>{text}</b>")
    update_tool()

    with pytest.raises(ContentError) as raised:
        build(write(TWO), None, NOW + 5)
    assert [str(each).split("(")[0] for each in raised.value.diagnostics] == [
        "content/one.md:5: 'one' is rendered differently though its source did not change ",
        "content/one.md:9: 'two' is rendered differently though its source did not change ",
    ]

    report = build(write(TWO), None, NOW + 5, rerender=True)
    assert [each.what for each in report.plan.changed] == [("front", "rendering only")] * 2


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (
            lambda text: text.replace('"version": 1', '"version": 2'),
            "deck.lock:1: the lock is of version 2, newer than this tool; update the tool",
        ),
        (
            lambda text: text.replace('"namespace": "test"', '"namespace": "x"'),
            "deck.lock:1: the lock is of namespace 'x', deck.toml of 'test'; set it back there, or delete",
        ),
        (
            lambda text: text.replace('"time": 1', '"time": "x'),
            "deck.lock:3: this line of the lock is broken; restore it from version control",
        ),
        (
            lambda text: text.replace("\n\n", "\n<<<<<<< ours\n", 1),
            "deck.lock:2: the lock has a merge conflict; remove the lines of marks and keep the lines of both sides",
        ),
        *(
            (
                lambda text, name=name: text.replace('"id": "two"', f'"id": {name}'),
                "deck.lock:7: this line of the lock is broken; restore it from version control",
            )
            for name in ('"x) OR (deck:*"', r'"a\nb"', r'"\u001b[31m"', '""', '"two", "was": "x OR y"')
        ),
        (
            lambda text: text.replace('"id": "Card"', '"id": "Card) OR (deck:*"'),
            "deck.lock:3: this line of the lock is broken; restore it from version control",
        ),
        (lambda _: "\n", "deck.lock:1: the lock is empty; delete it, then build --against the published package"),
        (lambda _: "[]\n", "deck.lock:1: this line of the lock is broken; restore it from version control"),
    ],
)
def test_a_damaged_lock_is_explained_and_left_alone(write, damage, expected):
    content = write(TWO)
    build(content, None, NOW)
    LOCK.write_text(damage(LOCK.read_text()))
    before = LOCK.read_bytes()

    with pytest.raises(ContentError) as raised:
        build(content, None, NOW + 5)

    assert expected in str(raised.value)
    assert LOCK.read_bytes() == before
    assert [str(each) for each in check(content, NOW).found] == str(raised.value).split("\n")


def test_a_note_cannot_turn_into_a_cloze_under_the_same_id(write):
    build(write("## Q? {#one}\n\nA."), None, NOW)

    (found,) = check(write("## Q? {#one .cloze}\n\n{{c1::A}}."), NOW).found

    assert str(found) == (
        "content/one.md:5: 'one' was of note type Card, which learners' notes cannot leave; give it a new id"
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("guid=a%3Fb", "", "learners have 'one' with guid=\"a%3Fb\"; write its heading so, or give the note a new id"),
        (
            "guid=a%3Fb",
            "guid=c",
            "learners have 'one' with guid=\"a%3Fb\"; write its heading so, or give the note a new id",
        ),
        ("", "guid=c", "learners have 'one' without guid=; write its heading so, or give the note a new id"),
    ],
)
def test_a_note_keeps_its_guid(write, before, after, expected):
    package = build(write(f"## Q? {{#one {before}}}\n\nA."), Path("published.apkg"), NOW).package
    content = write(f"## Q? {{#one {after}}}\n\nA.")

    (found,) = check(content, NOW).found
    assert str(found) == f"content/one.md:5: {expected}"

    LOCK.unlink()
    if before:  # without the lock nothing distinguishes a note of another GUID from a learner's copy
        write(f"## Q? {{#one {before}}}\n\nA.")
        assert build(content, None, NOW + 9, against=package).plan.changed == ()
        assert records_of()["one"]["guid"] == "a?b"


def test_others_may_read_the_lock(write):
    build(write(TWO), None, NOW)

    assert LOCK.stat().st_mode & 0o777 == Path("content/one.md").stat().st_mode & 0o777


def test_only_a_build_writes_the_lock(write):
    content = write(TWO)
    check(content, NOW)

    assert not LOCK.exists()


def test_the_lock_reads_back_as_it_was_written(write):
    build(write(TWO), None, NOW)

    lock = read_lock(LOCK, "x", "test")

    assert b"".join(lock_data(lock, "test")) == LOCK.read_bytes()


TEXT = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]))
NUMBER = st.integers(0, LARGEST - 1)
ID = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)


@given(
    st.builds(
        Record,
        id=ID,
        nid=NUMBER,
        type=st.sampled_from(["Card", "Cloze"]),
        deck=TEXT,
        title=TEXT,
        cards=st.lists(NUMBER).map(tuple),
        time=NUMBER,
        source=st.text(),
        tags=st.lists(st.text()).map(tuple),
        fields=st.dictionaries(st.text(), st.text()),
        was=st.one_of(st.just(""), ID),
        guid=TEXT,
        retired=NUMBER,
    )
)
def test_the_line_of_a_record_is_json_with_spaces_and_reads_back(record):
    line = record_line(record)

    optional = ("was", "guid", "retired", "former_decks")
    written = {key: value for key, value in asdict(record).items() if value or key not in optional}
    assert line == json.dumps(written, ensure_ascii=False)
    assert read_record(line) == record


@pytest.mark.parametrize(
    "values",
    [
        {"tags": (b"a",)},
        {"title": None},
        {"fields": {"Front": 1}},
        {"nid": -1},
        {"nid": 1.5},
        {"time": 2**53},
        {"cards": ("0",)},
        {"retired": True},
        {"title": "\udcff"},
    ],
)
def test_a_record_that_no_line_can_hold_is_refused(values):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong with it
        record_line(record("a", **values))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"nid": 0', '"nid": 9007199254740992'),
        ('"nid": 0', '"nid": 1e3'),
        ('"nid": 0', '"nid": true'),
        ('"cards": [0]', '"cards": [-1]'),
        ('"tags": []', '"tags": null'),
        ('"fields"', '"other": 1, "fields"'),
        ('"title": "T"', r'"title": "\ud800"'),
        ('"title": "T"', r'"title": "\u200b\ue000"'),
        ('"deck": "Test"', r'"deck": "a\nb"'),
        ('"type": "Card"', '"type": "note type"'),
        ("}}", "}"),
        ("{", "[" * 100_000),
    ],
)
def test_a_line_that_no_build_has_written_is_refused(right, wrong):
    line = record_line(record("a"))
    assert right in line

    with pytest.raises((ValueError, RecursionError)):
        read_record(line.replace(right, wrong, 1))


def git(*arguments):
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *identity, *arguments], check=True, capture_output=True, text=True).stdout


def test_two_branches_that_edit_neighbouring_notes_merge_and_build(write):
    notes = {
        name: f"## {name}? {{#{name}}}\n\nText of {name}.\n\nMore lines.\n\nAnd more.\n" for name in ("aa", "bb", "cc")
    }
    everything = "\n".join(notes.values())
    content = write(everything)
    build(content, None, NOW)
    git("init", "-q")
    git("add", "content")
    git("commit", "-qm", "first")
    for number, name in enumerate(("aa", "bb"), 1):
        git("checkout", "-qb", name, "main")
        build(write(everything.replace(f"Text of {name}", f"Text of new {name}")), None, NOW + number)
        git("commit", "-qam", name)

    git("merge", "-q", "aa", "-m", "merge")

    report = build(content, None, NOW + 9, locked=True)
    assert (report.plan.changed, report.plan.unchanged) == ((), 3)
    assert [records_of()[name]["time"] - NOW for name in ("aa", "bb", "cc")] == [1, 2, 0]


def test_two_authors_who_add_neighbouring_notes_merge_without_a_conflict(write):
    """Git keeps the lines of both, as the file .gitattributes of a deck asks."""
    content = write(TWO, {".gitattributes": "deck.lock merge=union\n"})
    build(content, None, NOW)
    git("init", "-q")
    git("add", "content")
    git("commit", "-qm", "first")
    for number, name in enumerate(("a", "b"), 1):
        git("checkout", "-qb", name, "main")
        build(
            write(files={f"{name}.md": f"---\ndeck: Test\n---\n\n## {name}? {{#three-{name}}}\n\nA.\n"}),
            None,
            NOW + number,
        )
        git("add", "content")
        git("commit", "-qm", name)
        Path(f"content/{name}.md").unlink()
        git("checkout", "-q", ".")

    git("merge", "-q", "a", "-m", "merge")

    before = LOCK.read_bytes()
    assert build(content, None, NOW + 9, locked=True).notes == 4
    assert LOCK.read_bytes() == before
    build(content, None, NOW + 9)
    assert [records_of()[f"three-{name}"]["time"] - NOW for name in ("a", "b")] == [1, 2]
    assert len({each["nid"] for each in records_of().values()}) == len(records_of())


@pytest.mark.parametrize("known", [True, False])
def test_a_lock_that_changes_during_the_build_is_not_written_over(write, known):
    """Another build, or a checkout: its records would be lost without a word."""
    content = write(TWO)
    if known:
        build(content, None, NOW)
        write(TWO.replace("Two?", "Second?"))
    lock = content / "deck.lock"

    def another_build(*_):
        lock.write_text('{"version": 1, "namespace": "test"}\n')

    with pytest.raises(ContentError, match="the lock was changed while this build ran; build again"):
        build(content, Path("build/new.apkg"), NOW + 1, progress=another_build)

    assert lock.read_text() == '{"version": 1, "namespace": "test"}\n'
    assert not Path("build/new.apkg").exists()
