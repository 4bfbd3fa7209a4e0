"""Results are taken from the cache where they are current, and made again where they are not."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from support.clock import NOW
from support.samples import DECK_TOML, EVERYTHING, FIGURE, FILES, FRONT_MATTER, PICTURE, PLAIN_TOML, QUALITY

from deck.build import build, check
from deck.cache.snapshot import take_snapshot
from deck.cache.store import Store
from deck.compile.folder import compile_content, examine
from deck.diagnostics import ContentError
from deck.workers.pool import Workers

CACHE = Path("cache")
TWO = "## One? {#one}\n\nFirst.\n\n## Two? {#two}\n\nSecond.\n"
MANY = {f"{n}.md": f"---\ndeck: Test::{n}\n---\n\n## Q *{n}*? {{#q{n}}}\n\n**A** {n}.\n" for n in range(5)}


@pytest.fixture
def compiled(monkeypatch):
    """Return the ids of the notes that are rendered from now on."""
    import deck.compile.file

    ids, render = [], deck.compile.file.render
    monkeypatch.setattr("deck.compile.file.render", lambda note, folder: ids.append(note.id) or render(note, folder))
    return ids


def compile_in(content, cache, executor=None):
    return compile_content(take_snapshot(content, Store(cache)), Store(cache), executor)


def examine_in(content, cache, executor=None, **options):
    return examine(take_snapshot(content, Store(cache)), Store(cache), executor, **options)


def everything_made(content, cache, now):
    """Build with a cache, and return the bytes that were made and all that is found."""
    package = build(content, Path("made.apkg"), now, cache=cache, new_lock=True).package
    return package.read_bytes(), (content / "deck.lock").read_bytes(), check(content, now, cache)


# --- what is current is used again ---


def test_only_the_note_that_was_edited_is_compiled_again(write, compiled):
    build(write(TWO, MANY), None, NOW)
    assert len(compiled) == 7
    compiled.clear()

    build(write(TWO.replace("Second.", "Other."), MANY), None, NOW)

    assert compiled == ["two"]


def test_notes_that_only_moved_are_not_compiled_again_and_their_findings_move_along(write, compiled):
    notes = '## One? {#one}\n\nFirst.\n\n## Two {#two lint="W002: why"}\n\nSecond.\n'
    first = check(write(notes, {"deck.toml": PLAIN_TOML}), NOW)
    compiled.clear()

    content = write("# Title\n\n" + notes, {"deck.toml": PLAIN_TOML})

    moved = check(content, NOW)
    assert compiled == []
    assert moved == check(content, NOW, Path("another"))
    assert [each.line - 2 for each in (*moved.found, *moved.suppressed)] == [
        each.line for each in (*first.found, *first.suppressed)
    ]


@pytest.mark.parametrize(
    ("files", "again"),
    [
        ({"dot.svg": PICTURE + b"\n"}, ["typed"]),
        ({"other.svg": PICTURE}, []),
        ({"README.md": "# Read me\n"}, []),
        ({"references.bib": FILES["references.bib"].replace("2000", "2001")}, "all"),
        ({"deck.toml": DECK_TOML + "figures.labels = false\n"}, "all"),
        ({"deck.toml": DECK_TOML.replace('"test"', '"other"')}, "all"),
        ({"deck.toml": DECK_TOML + 'description = "New."\n'}, []),
    ],
)
def test_a_note_is_compiled_again_when_what_it_depends_on_has_changed(write, compiled, files, again):
    build(write(EVERYTHING, FILES), None, NOW)
    everything = list(compiled)
    for made in ("content/deck.lock", "build/Test.apkg"):
        Path(made).unlink()
    compiled.clear()

    build(write(EVERYTHING, {**FILES, **files}), None, NOW)

    assert compiled == (everything if again == "all" else again)


def test_a_name_that_leads_to_another_picture_is_noticed(write):
    content = write("## Q? {#q}\n\n![A dot](dot.svg)\n", {"a.svg": PICTURE, "b.svg": PICTURE + b"\n"})
    (content / "dot.svg").symlink_to("a.svg")
    first = everything_made(content, CACHE, NOW)
    (content / "dot.svg").unlink()
    (content / "dot.svg").symlink_to("b.svg")

    assert everything_made(content, CACHE, NOW + 1)[0] != first[0]


def test_quality_is_checked_after_a_build_that_did_not(write):
    content = write("## Q {#q}\n\nA.\n", {"deck.toml": PLAIN_TOML})
    build(content, None, NOW, cache=CACHE)
    assert examine_in(content, CACHE, linted=False).lint_result.found == ()

    found = check(content, NOW, CACHE).found

    assert found
    assert check(content, NOW, Path("another")).found == found
    assert examine_in(content, CACHE, linted=False).lint_result.found == ()


def test_a_file_with_a_mistake_is_not_cached(write):
    content = write(TWO + "\n## Three?\n\nThird.\n", MANY)

    with pytest.raises(ContentError):
        compile_in(content, CACHE)

    assert len(list(CACHE.glob("notes-*"))) == len(MANY)


@pytest.mark.parametrize("executor", [Workers, ThreadPoolExecutor])
def test_files_compiled_side_by_side_make_the_same_bytes_and_tell_the_same(write, executor):
    content = write(EVERYTHING, {**FILES, **MANY})
    alone = everything_made(content, Path("alone"), NOW)
    (content / "deck.lock").unlink()

    with executor(4) as workers:
        compile_in(content, Path("together"), workers)
    assert everything_made(content, Path("together"), NOW) == alone

    content = write("## Q?\n\nA.\n", {**MANY, "3.md": "---", "4.md": MANY["4.md"] + "\n### Oops\n\nx\n"})
    with executor(4) as workers:
        assert examine_in(content, Path("more"), workers).lint_result == examine_in(content, Path("alone")).lint_result


# --- after any edits the result is that of a cold build ---


def _reworded(random, files):
    name = random.choice(sorted(files))
    files[name] = files[name].replace(" 0", f" {random.random()} 0", 1)


def _lengthened(random, files):
    files[random.choice(sorted(files))] += f"\nMore: {random.random()}.\n"


def _grown(random, files):
    id_ = f"n{random.randrange(10**9)}"
    heading = f'## Is {id_} new? {{#{id_} tags="t{random.randrange(3)}" needs={random.choice("abc")}}}'
    files[random.choice(sorted(files))] += f"\n{heading}\n\nIt is 0.\n"


def _shortened(random, files):
    name = random.choice(sorted(files))
    head, *notes = files[name].split("\n## ")
    if len(notes) > 1:
        notes.remove(random.choice(notes))
        files[name] = "\n## ".join([head, *notes])


def _mixed(random, files):
    name = random.choice(sorted(files))
    head, *notes = files[name].rstrip("\n").split("\n## ")
    random.shuffle(notes)
    files[name] = "\n## ".join([head, *notes]) + "\n"


def _moved(random, files):
    name, other = random.choice(sorted(files)), random.choice(sorted(files))
    head, *notes = files[name].rstrip("\n").split("\n## ")
    if len(notes) > 1 and name != other:
        files[name] = "\n## ".join([head, *notes[:-1]]) + "\n"
        files[other] += f"\n## {notes[-1]}\n"


def _renamed(random, files):
    name = random.choice(sorted(files))
    files[f"{random.randrange(100)}-{name[-5:]}"] = files.pop(name)


def _titled(random, files):
    name = random.choice(sorted(files))
    files[name] = files[name].replace("\n---\n\n", "\n---\n\n\n", 1)


EDITS = (_reworded, _lengthened, _grown, _shortened, _mixed, _moved, _renamed, _titled)


@pytest.mark.parametrize("seed", range(6))
def test_after_any_edits_the_result_is_byte_for_byte_that_of_a_cold_build(write, seed):
    random = Random(seed)  # noqa: S311 - it hides nothing
    files = {
        "a.md": FRONT_MATTER + "## Is a 0? {#a}\n\nYes, 0.\n\n## Is b 0? {#b}\n\n![A dot](dot.svg)\n\nNo 0.\n",
        "b.md": FRONT_MATTER + f"## What is c? {{#c .reversed}}\n\n{FIGURE}\n## Is d 0? {{#d}}\n\nNo, **0**.\n",
    }
    others = {"deck.toml": PLAIN_TOML, "references.bib": FILES["references.bib"]}
    for turn in range(8):
        for edit in random.choices(EDITS, k=random.randrange(4)):
            edit(random, files)
        others["dot.svg"] = PICTURE + b"\n" * random.randrange(2)
        others["deck.toml"] = PLAIN_TOML + random.choice(["", f"lint.off = {QUALITY}\n", 'description = "D"\n'])
        lock = Path("content/deck.lock")
        before = lock.read_bytes() if lock.exists() else None
        shutil.rmtree("content", ignore_errors=True)
        content = write(files={**others, **files, **({"deck.lock": before} if before else {})})

        warm = everything_made(content, CACHE, NOW + turn)
        lock.write_bytes(before) if before else lock.unlink()

        assert warm == everything_made(content, Path(f"cold-{turn}"), NOW + turn), (seed, turn, files)


# --- what is not current is not used ---


def test_results_of_another_version_of_the_program_are_not_used(write, compiled, update_tool):
    build(write(TWO), None, NOW)
    compiled.clear()
    update_tool()

    build(write(TWO), None, NOW)

    assert compiled == ["one", "two"]


def test_a_cache_on_a_full_disk_is_done_without(write, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    content = write(EVERYTHING, FILES)
    made = everything_made(content, CACHE, NOW)
    monkeypatch.setattr("deck.cache.store.replacing", full)

    assert everything_made(content, Path("full"), NOW) == made


@pytest.mark.parametrize("kind", ["notes", "fields"])
def test_a_result_of_which_one_half_is_missing_is_made_again(write, kind):
    content = write(EVERYTHING, FILES)
    made = everything_made(content, CACHE, NOW)
    for path in (*CACHE.glob(f"{kind}-*"), *CACHE.glob("builds-*")):
        path.unlink()

    assert everything_made(content, CACHE, NOW) == made


def test_fields_and_notes_of_different_builds_are_not_used_together(write):
    made = everything_made(write(TWO), CACHE, NOW)
    (notes,) = CACHE.glob("notes-*")
    first = notes.read_bytes()
    everything_made(write(TWO.replace("Second.", "Other.")), CACHE, NOW)
    notes.write_bytes(first)
    Path("content/deck.lock").unlink()

    assert everything_made(write(TWO), CACHE, NOW) == made


def test_a_file_that_changes_while_its_entry_is_deleted_is_reported(write):
    compiled = compile_in(write(TWO), CACHE)
    cached = [list(compiled.notes), list(compiled.fields)]
    shutil.rmtree(CACHE)
    assert [list(compiled.notes), list(compiled.fields)] == cached

    shutil.rmtree(CACHE)
    write(TWO + "\n")
    for again in (lambda: list(compiled.fields), lambda: list(compiled.notes)):
        with pytest.raises(ContentError, match=r"content/one.md:1: the file changed while the deck was built; build"):
            again()


def test_a_lock_that_was_damaged_after_a_check_is_reported_by_the_next(write):
    content = write(TWO)
    build(content, None, NOW)
    assert check(content, NOW).found == ()
    (content / "deck.lock").write_text("x")

    assert [each.rule for each in check(content, NOW).found] == ["N017"]


def test_a_cache_is_safe_to_delete(write):
    content = write(EVERYTHING, FILES)
    made = everything_made(content, CACHE, NOW)
    shutil.rmtree(CACHE)

    assert everything_made(content, CACHE, NOW) == made


def test_a_picture_that_no_build_would_see_change_is_refused(errors):
    found = errors("## Q? {#q}\n\n![A dot](.hidden/dot.svg)\n", {".hidden/dot.svg": PICTURE})

    assert found == [
        "one.md:7: picture '.hidden/dot.svg' is a hidden file, whose changes a build does not notice; rename it"
    ]
