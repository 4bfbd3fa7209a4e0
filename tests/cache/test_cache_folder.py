from pathlib import Path

import pytest

from deck.cache.cache_folder import APPLICATION, open_store
from deck.cache.store import Store


def test_the_users_cache_folder_is_used_by_default(cache, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert open_store(Path("content")) == Store(cache)
    assert cache.is_dir()


def test_the_cache_folder_is_below_the_home_folder_where_nothing_else_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CACHE_HOME")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")

    assert open_store(Path("content")) == Store(tmp_path / "home/.cache" / APPLICATION)


@pytest.mark.parametrize(
    ("home", "inside"),
    [("work/home", "working"), ("content/home", "content"), ("link", "working"), ("work", "working")],
)
@pytest.mark.parametrize("variable", ["XDG_CACHE_HOME", "HOME"])
def test_promise_7_a_cache_inside_the_working_or_the_content_folder_is_used_only_if_it_is_named(
    tmp_path, monkeypatch, home, inside, variable
):
    (tmp_path / "work").mkdir()
    (tmp_path / "content").mkdir()
    (tmp_path / "link").symlink_to("work")
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv(variable, str(tmp_path / home))

    store = open_store(Path("../content"))

    assert store.folder is None
    assert store.problem.startswith("nothing is cached: the cache folder '")
    assert store.problem.endswith(f"' lies inside the {inside} folder; choose one with --cache")
    assert [*(tmp_path / "work").iterdir(), *(tmp_path / "content").iterdir()] == []
    assert open_store(Path("../content"), Path("named")) == Store(tmp_path / "work/named")


def test_a_folder_that_cannot_be_used_is_reported(tmp_path):
    (tmp_path / "file").write_text("")

    store = open_store(tmp_path / "content", tmp_path / "file")

    assert store.folder is None
    assert store.problem == (
        f"nothing is cached: cannot use '{tmp_path}/file': file exists; choose a folder with --cache"
    )
