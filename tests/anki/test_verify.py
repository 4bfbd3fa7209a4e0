"""Packages that would keep, fill or break down whoever verifies them."""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from support.clock import NOW
from support.samples import EVERYTHING, FILES

from deck import build
from deck.anki.verify import HIDDEN, import_and_check, verify

NOTE = "## Q? {#one}\n\nA.\n"
DAMAGED = "Anki cannot import the package: it is not a package of Anki, or is damaged; name an .apkg"


@pytest.fixture
def altered(write, tmp_path):
    """Return a function that builds a package and lets SQL alter it."""

    def made(sql):
        package = build(write(NOTE), Path("altered.apkg"), NOW).package
        database = tmp_path / "database"
        with ZipFile(package) as archive:
            held = {name: archive.read(name) for name in archive.namelist()}
        database.write_bytes(held["collection.anki2"])
        with closing(sqlite3.connect(database)) as connection:
            connection.executescript(sql)
        with ZipFile(package, "w", ZIP_DEFLATED) as archive:
            for name, data in (held | {"collection.anki2": database.read_bytes()}).items():
                archive.writestr(name, data)
        return package

    return made


LATE = "Anki cannot import the package: it was not done within {} s"
MANY = """
    with recursive n(x) as (select 1 union all select x + 1 from n limit 30000)
    insert into notes select id - x, guid || x, mid, mod, usn, tags, flds, sfld, csum, flags, data from notes, n;
    with recursive n(x) as (select 1 union all select x + 1 from n limit 30000)
    insert into cards select id - x, nid - x, did, ord, mod, usn, type, queue, due, ivl, factor, reps, lapses,
        left, odue, odid, flags, data from cards, n;
"""
ACTIVE = {
    "trigger": "create trigger t after update on notes begin insert into notes select * from notes; end;",
    "view": """
        alter table notes rename to held;
        create view notes as with recursive n(x) as (select 1 union all select x + 1 from n)
            select held.id + x as id, guid, mid, mod, usn, tags, flds, sfld, csum, flags, data from held, n;
    """,
    "computed column": """
        alter table notes rename to held;
        create table notes (id integer primary key, guid text, mid, mod, usn, tags,
            flds text as (printf('%.*c', 400000000, 'x')) virtual, sfld, csum, flags, data);
        insert into notes (id, guid, mid) select id, guid, mid from held;
    """,
    "default": "alter table notes add column more default 'x';",
}


@pytest.mark.parametrize("sql", ACTIVE.values(), ids=ACTIVE)
def test_a_database_that_computes_what_it_seems_to_hold_never_reaches_anki(altered, sql):
    package = altered(sql)
    started = time.monotonic()

    assert verify(package).faults == (DAMAGED,)

    assert time.monotonic() - started < 5


def test_a_package_that_takes_too_long_is_given_up(altered, monkeypatch):
    """One of some kilobytes has half a minute, which is less here."""
    monkeypatch.setattr("deck.anki.apart.BASE_TIME", 1)
    monkeypatch.setattr("deck.anki.apart.BYTES_A_SECOND", 10**9)

    assert verify(altered(MANY)).faults == (LATE.format(1),)


def test_a_package_that_takes_all_memory_breaks_nothing_but_its_own_process(altered):
    """A field of some megabytes, which a template shows ten thousand times."""
    package = altered("""
        update col set models = replace(models, '{{Front}}', replace(hex(zeroblob(10000)), '00', '{{Front}}'));
        update notes set flds = printf('%.*c', 3000000, 'x') || substr(flds, instr(flds, char(31)));
    """)

    assert verify(package).faults == (
        "Anki cannot import the package: it breaks down while it imports or checks it; make the package again",
    )


@pytest.mark.parametrize("text", ["<style>", "<", "<style></style>", "<!--", "&nbsp;"])
def test_what_cannot_be_seen_is_found_in_linear_time(text):
    started = time.monotonic()

    assert HIDDEN.sub("", text * 100_000) == ""

    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    ("html", "visible"),
    [("<style>a</style>b", "b"), ("a<style>b", "a"), ("a < b", "a"), ("<img src=x>", "<imgsrc=x>"), ("<p>a</p>", "a")],
)
def test_what_can_be_seen_stays(html, visible):
    assert HIDDEN.sub("", html) == visible


def test_a_field_that_keeps_anki_for_minutes_is_given_up(altered):
    package = altered("update notes set flds = replace(hex(zeroblob(100000)), '00', '<style>') || flds")
    started = time.monotonic()

    assert verify(package, 2).faults == (LATE.format(2),)

    assert time.monotonic() - started < 10


def test_what_a_package_holds_cannot_rule_the_terminal(altered):
    package = altered("""
        update notes set flds = replace(replace(flds, 'Q?', ''), char(31) || 'one', char(31) || char(27) || '[2J');
    """)

    (fault, *_) = verify(package).faults

    assert fault.startswith("card 1 of ")
    assert "\x1b" not in fault


def test_one_process_finds_what_the_other_does(write, tmp_path):
    package = build(write(EVERYTHING, FILES), None, NOW).package

    assert import_and_check(package, set(), tmp_path) == verify(package)


@pytest.mark.parametrize("there", ["folder", "pipe", "/dev/zero"])
def test_what_is_not_a_file_is_reported(tmp_path, there):
    path = tmp_path / there
    if there == "folder":
        path.mkdir()
    elif there == "pipe":
        os.mkfifo(path)

    assert verify(path).faults == ("Anki cannot import the package: it is not a file; name an .apkg",)
