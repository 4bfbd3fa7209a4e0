"""A process that builds again and again knows the lock that it wrote, and no other."""

from pathlib import Path

from support.clock import NOW

from deck.build import build_if_needed
from deck.cache.cache_folder import open_store
from deck.cache.snapshot import take_snapshot
from deck.compile.held_lock import lock_of
from deck.history.lock_file import read_lock
from deck.source.settings import read_settings

LOCK = Path("content", "deck.lock")


def test_a_running_process_holds_the_lock_as_it_would_be_read(write, cache):
    content = write("## Z? {#z}\n\nA.\n\n## A? {#a}\n\nA.\n\n## Gone? {#gone}\n\nA.\n")
    store, output = open_store(content, cache, holding=True), Path("x.apkg")
    namespace = read_settings(content / "deck.toml", "deck.toml")[0].namespace

    def held():
        return lock_of(take_snapshot(content, store), store, namespace)

    def read():
        return read_lock(LOCK, "deck.lock", namespace)

    assert held() is None
    build_if_needed(content, output, NOW, store=store)
    first, written = held(), LOCK.read_bytes()
    assert first == read()
    assert list(first.records) == list(read().records)
    assert held() is first

    write("## Z? {#z}\n\nB.\n\n## New? {#new}\n\nA.\n\n## A? {#b was=a}\n\nA.\n")
    build_if_needed(content, output, NOW + 1, store=store)
    package = output.read_bytes()
    assert held() == read() != first
    assert list(held().records) == list(read().records)

    LOCK.write_bytes(written)  # as Git does where a branch is left
    assert held() == first
    build_if_needed(content, output, NOW + 1, store=store)
    assert output.read_bytes() == package
