import marshal
import os
import pickle
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.clock import NOW
from support.samples import EVERYTHING, FILES

from deck.build import build_if_needed, check
from deck.cache import store as stores
from deck.cache.cache_folder import open_store
from deck.cache.keys import Key, drawing_key, hash_of, path_key, verdict_key
from deck.cache.kinds import DIGESTS, DRAWINGS, FIELDS, KINDS, NOTES, VERDICTS, decode
from deck.cache.kinds import FILES as FILE_DIGESTS
from deck.cache.store import CHECKSUM, LARGEST, PRUNED, Store, checksum
from deck.compile.file import CompiledFile, Fields

KEY = Key("one", "1")
VALUE = {"a.md": "1"}
KIND = FILE_DIGESTS
CLAIM = """
```check
claims:
  - 1 + 1 == 2
```
"""


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "cache")


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Return for each kind a valid entry of a real build: its key and its bytes."""
    root, keys = tmp_path_factory.mktemp("real"), {}

    class Recording(Store):
        def put(self, kind, key, value):
            keys[kind.name] = key
            return super().put(kind, key, value)

    content = root / "content"
    content.mkdir()
    everything = {"one.md": f"---\ndeck: Test\n---\n\n{EVERYTHING}\n{CLAIM}", **FILES}
    settings = 'name = "Test"\nnamespace = "test"\n'
    for name, text in {"deck.toml": settings, **everything}.items():
        (content / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("deck.cache.cache_folder.Store", Recording)
        build_if_needed(content, root / "x.apkg", NOW, cache=root / "cache")
        check(content, NOW, root / "cache")
    return {kind.name: (keys[kind.name], next((root / "cache").glob(f"{kind.name}-*")).read_bytes()) for kind in KINDS}


def path_of(store, kind=KIND, key=KEY):
    return store.folder / f"{kind.name}-{hash_of(key.name)}"


# --- what is put is got ---


def test_a_value_is_found_under_its_kind_and_key_alone(store):
    assert store.get(KIND, KEY) is None

    assert store.put(KIND, KEY, VALUE)

    assert store.get(KIND, KEY) == VALUE
    assert store.get(DIGESTS, KEY) is None
    assert store.get(KIND, Key("one", "2")) is None
    assert store.get(KIND, Key("two", "1")) is None


def test_a_later_value_of_the_same_name_takes_the_place_of_the_earlier(store):
    store.put(KIND, KEY, VALUE)
    store.put(KIND, Key("one", "2"), {"b.md": "2"})

    assert store.get(KIND, KEY) is None
    assert store.get(KIND, Key("one", "2")) == {"b.md": "2"}
    assert len(list(store.folder.iterdir())) == 1


def test_a_value_is_made_only_if_there_is_none(store):
    made = []

    for _ in range(2):
        assert store.get_or_put(KIND, KEY, lambda: made.append(1) or VALUE) == VALUE

    assert made == [1]


def test_without_a_folder_nothing_is_cached():
    store = Store()

    assert not store.put(KIND, KEY, VALUE)
    assert store.get(KIND, KEY) is None
    assert store.get_or_put(KIND, KEY, lambda: VALUE) == VALUE
    store.prune()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_real_value_of_each_kind_comes_back_as_it_was(real, store, kind):
    key, data = real[kind.name]
    store.folder.mkdir()
    path_of(store, kind, key).write_bytes(data)
    value = store.get(kind, key)
    assert value

    store.put(kind, key, value)

    assert path_of(store, kind, key).read_bytes() == data
    assert store.get(kind, key) == value


@pytest.mark.parametrize("value", [{"a": "\udcff"}, {"a": 2**80}], ids=["text that is not UTF-8", "a large number"])
def test_what_cannot_be_encoded_is_not_cached(store, value):
    assert not store.put(KIND, KEY, value)


def test_what_no_kind_contains_is_a_mistake_of_the_program(store):
    with pytest.raises(TypeError, match="no kind of cache entry contains a set_iterator"):
        store.put(KIND, KEY, {"a": iter({1})})


def test_an_entry_that_would_be_too_large_to_read_is_not_cached(store, monkeypatch):
    monkeypatch.setattr(stores, "LARGEST_ENTRY", 40)

    assert not store.put(KIND, KEY, {"a.md": "1" * 50})
    assert not store.folder.exists()


def test_the_keys_of_drawings_and_verdicts_depend_on_what_is_drawn_and_on_the_code_alone(store, monkeypatch):
    keys = [drawing_key("fig-1"), verdict_key("case", ["1"])]
    assert drawing_key("fig-2") != keys[0]
    assert verdict_key("case", ["2"]) != keys[1]
    monkeypatch.setattr("deck.cache.keys.tool", lambda: "another version")
    assert [drawing_key("fig-1"), verdict_key("case", ["1"])] == keys

    monkeypatch.setattr("deck.cache.keys.figures_code", lambda: "other code")

    assert drawing_key("fig-1") != keys[0]
    assert verdict_key("case", ["1"]) != keys[1]
    assert store.get(DRAWINGS, keys[0]) is store.get(VERDICTS, keys[1]) is None


def test_a_key_of_a_file_is_the_same_whatever_link_leads_to_it(tmp_path, monkeypatch):
    (tmp_path / "a").write_text("")
    (tmp_path / "b").symlink_to("a")
    monkeypatch.chdir(tmp_path)

    assert path_key(Path("b"), "x") == path_key(tmp_path / "a", "x") != path_key(tmp_path / "a", "y")


# --- what is not right counts as none ---


def cut(path):
    path.write_bytes(path.read_bytes()[:-1])


def lengthen(path):
    path.write_bytes(path.read_bytes() + b"\0")


def empty(path):
    path.write_bytes(b"")


def pipe(path):
    path.unlink()
    os.mkfifo(path)


def folder(path):
    path.unlink()
    path.mkdir()


def endless(path):
    path.unlink()
    path.symlink_to("/dev/zero")


def link(path):
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def swell(path):
    with path.open("ab") as file:
        file.truncate(300_000_000)


@pytest.mark.parametrize("damage", [cut, lengthen, empty, pipe, folder, endless, link, swell])
def test_an_entry_that_is_damaged_or_not_a_regular_file_counts_as_none(store, damage):
    store.put(KIND, KEY, VALUE)

    damage(path_of(store))

    assert store.get(KIND, KEY) is None
    assert store.put(KIND, KEY, VALUE) == (damage != folder)
    assert store.get(KIND, KEY) == (None if damage == folder else VALUE)


@pytest.mark.parametrize("damage", [pipe, folder, link, swell])
def test_an_entry_that_is_refused_is_closed_again(store, damage):
    store.put(KIND, KEY, VALUE)
    damage(path_of(store))
    before = len(list(Path("/dev/fd").iterdir()))

    store.get(KIND, KEY)

    assert len(list(Path("/dev/fd").iterdir())) == before


def test_an_entry_in_the_place_of_another_counts_as_none(store):
    store.put(KIND, Key("two", "1"), VALUE)
    path_of(store, KIND, Key("two", "1")).rename(path_of(store))

    assert store.get(KIND, KEY) is None


MUTATIONS = st.lists(
    st.tuples(st.integers(0, 10**6), st.sampled_from(["flip", "cut", "insert", "repeat"]), st.binary(max_size=9)),
    min_size=1,
    max_size=4,
)


def mutated(data, mutations):
    for place, how, new in mutations:
        at = place % (len(data) + 1)
        match how:
            case "flip":
                data = data[:at] + bytes(byte ^ 1 << place % 8 for byte in data[at : at + 1]) + data[at + 1 :]
            case "cut":
                data = data[:at]
            case "insert":
                data = data[:at] + new + data[at:]
            case "repeat":
                data = data[:at] + data[max(0, at - 40) :]
    return data


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@given(mutations=MUTATIONS)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_entry_of_any_kind_with_other_bytes_counts_as_none(real, store, kind, mutations):
    key, data = real[kind.name]
    store.folder.mkdir(exist_ok=True)
    changed = mutated(data, mutations)
    path_of(store, kind, key).write_bytes(changed)

    assert (store.get(kind, key) is None) == (changed != data)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@given(mutations=MUTATIONS)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_forged_entry_of_any_kind_is_a_value_of_its_type_or_none(real, store, kind, mutations):
    """Whoever forges an entry can compute its checksum."""
    key, data = real[kind.name]
    forged = mutated(data[CHECKSUM:], mutations)
    store.folder.mkdir(exist_ok=True)
    path_of(store, kind, key).write_bytes(checksum(kind, key, forged) + forged)
    original = decode(kind, memoryview(data[CHECKSUM:]))

    value = store.get(kind, key)

    assert value is None or type(value) is type(original)


class Bomb:
    def __reduce__(self):
        return Path.touch, (Path("exploded"),)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize(
    "data", [pickle.dumps(Bomb()), marshal.dumps(compile("1", "", "eval"))], ids=["pickle", "code"]
)
def test_promise_7_nothing_in_a_forged_entry_is_executed(store, kind, data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store.folder.mkdir()
    path_of(store, kind).write_bytes(checksum(kind, KEY, data) + data)

    assert store.get(kind, KEY) is None
    assert not Path("exploded").exists()


# --- the size of the folder ---


@pytest.mark.parametrize("leftover", [f".files-{'0' * 32}.01234567", f"notes-{'0' * 32}"])
def test_a_cache_keeps_to_its_size_and_what_was_used_last_stays(store, leftover):
    keys = [Key(name) for name in "abcd"]
    for age, key in enumerate(keys):
        store.put(KIND, key, {"a": "x" * 100})
        os.utime(path_of(store, KIND, key), (NOW - age, NOW - age))
    size = path_of(store, KIND, keys[0]).stat().st_size
    (store.folder / leftover).write_bytes(b"x")
    os.utime(store.folder / leftover, (0, 0))

    store.prune(largest=2 * size + 1)

    assert [key.name for key in keys if store.get(KIND, key)] == ["a", "b"]
    assert not (store.folder / leftover).exists()


def test_what_is_read_counts_as_used(store):
    store.put(KIND, KEY, VALUE)
    os.utime(path_of(store), (NOW, NOW))

    store.get(KIND, KEY)

    assert path_of(store).stat().st_mtime > NOW


def test_a_cache_is_pruned_once_an_hour(store):
    store.put(KIND, KEY, VALUE)
    store.prune(largest=LARGEST)
    store.prune(largest=0)
    assert store.get(KIND, KEY)

    for other in (time.time() - 3700, time.time() + 3700):
        store.put(KIND, KEY, VALUE)
        os.utime(store.folder / PRUNED, (other, other))
        store.prune(largest=0)
        assert store.get(KIND, KEY) is None


def test_promise_7_no_file_is_deleted_that_is_not_an_entry(store):
    store.folder.mkdir()
    (store.folder / "films").mkdir()
    others = [store.folder / name for name in ("notes-2024.txt", f"notes-{'0' * 32}.mp4", f"films/notes-{'0' * 32}")]
    for path in others:
        path.write_bytes(b"years of work")
    (store.folder / f"notes-{'1' * 32}").symlink_to(others[0])

    store.prune(largest=0)

    assert all(path.read_bytes() == b"years of work" for path in others)
    Store(store.folder / "missing").prune()


def test_a_holding_store_sees_what_others_put_and_becomes_an_ordinary_one_elsewhere(tmp_path):
    holding, other = open_store(tmp_path, tmp_path / "cache", holding=True), Store(tmp_path / "cache")
    file, fields = CompiledFile("1", linted=False), (Fields("one", "g", ("Q",)),)
    other.put(NOTES, KEY, file)
    other.put(FIELDS, KEY, fields)

    assert holding.get(NOTES, KEY) == file
    assert holding.get(NOTES, KEY) is holding.get(NOTES, KEY)
    assert holding.get(FIELDS, KEY) is holding.get(FIELDS, KEY)
    assert holding.get(NOTES, Key("one", "2")) is None
    other.put(NOTES, KEY, replace(file, digest="2"))
    assert holding.get(NOTES, KEY).digest == "2"
    path_of(other, NOTES).unlink()
    assert holding.get(NOTES, KEY) is None
    assert pickle.loads(pickle.dumps(holding)) == other  # noqa: S301 - our own
