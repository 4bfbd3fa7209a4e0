"""The whole flow: read Markdown, render and check it, draw the figures, and pack everything for Anki.

Every stage is imported where it is used: the command line starts fast, and a build that has nothing to do loads none.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from typing import TypedDict, Unpack

    from deck.cache.snapshot import Snapshot
    from deck.cache.store import Store
    from deck.compile.folder import Compiled
    from deck.diagnostics import Diagnostic, LintResult
    from deck.history.lock import Lock
    from deck.history.plan import Plan
    from deck.report import Report
    from deck.source.settings import Settings

    Inputs = tuple[Snapshot, Store]

    class BuildOptions(TypedDict, total=False):
        """What may be asked of `build` by name."""

        against: Path | None
        clock: int | None
        dated: bool
        locked: bool
        new_lock: bool
        rerender: bool
        cache: Path | None
        workers: AbstractContextManager[Executor | None]
        progress: Callable[[int, int], None]


def build(
    content: Path,
    output: Path | None,
    timestamp: int,
    *,
    against: Path | None = None,
    clock: int | None = None,
    dated: bool = False,
    locked: bool = False,
    new_lock: bool = False,
    rerender: bool = False,
    cache: Path | None = None,
    inputs: Inputs | None = None,
    workers: AbstractContextManager[Executor | None] = nullcontext(),  # noqa: B008 - it does nothing
    progress: Callable[[int, int], None] = lambda done, total: None,  # noqa: ARG005
) -> Report:
    """Compile the folder *content* into the package *output*, by default ``build/<deck name>.apkg``.

    *timestamp* is now, in whole seconds since 1970; *dated* says that it was chosen, so that it is refused if it is
    older than the lock. With a *clock* (seconds) a lock is refused whose times are more than a day ahead of it.
    *against* is a package that learners have; *locked* refuses to change the lock, and builds at its newest time;
    *new_lock* starts one though one seems lost; *rerender* lets notes change whose source did not. *cache* is the
    folder for the cache, by default the user's own; *inputs* are content and cache, if they are open already.
    *workers*, entered here, compile files and draw figures if there is more than one. Raises `ContentError` with every
    error, and then writes neither package nor lock.
    """
    from deck.anki.package_name import default_package
    from deck.compile.folder import compile_content
    from deck.compile.lock_policy import check_lock_policy, check_locked, check_outputs, locks_of, time_of_build
    from deck.compile.package_and_lock import draw, write_outputs

    snapshot, store = inputs or open_inputs(content, cache)
    with workers as executor:
        compiled = compile_content(snapshot, store, executor)
        package = output or default_package(compiled.folder.settings.name)
        check_outputs(compiled, package, clock, against=against, may_start_lock=locked or new_lock)
        time = time_of_build(compiled, timestamp, dated=dated, locked=locked)
        learners, after = locks_of(compiled, time, against)
        check_lock_policy(compiled, after, timestamp if dated else None, rerender=rerender)
        if locked:
            check_locked(compiled, after, against)
        media, drawn = draw(compiled, store, progress, executor)
    lock = write_outputs(snapshot, store, compiled, after, package, media=media, locked=locked)
    store.prune()
    return _report(package, compiled, learners, after, lock, media=len(media), drawn=drawn)


def build_if_needed(
    content: Path, output: Path | None, timestamp: int, *, store: Store | None = None, **asked: Unpack[BuildOptions]
) -> Report:
    """Return the report of the last build if its package and lock are up to date; otherwise build.

    The arguments are those of `build`; *store* is the cache, if it is open already.
    """
    from deck.cache.snapshot import is_current
    from deck.compile import up_to_date
    from deck.history.lock import lock_path

    snapshot, store = inputs = open_inputs(content, asked.get("cache"), store)
    dated = asked.get("dated", False)
    options = f"{output} {asked.get('locked', False)} {timestamp if dated else 'now'}"
    key = up_to_date.build_key(snapshot, options)
    last = None if asked.get("against") else up_to_date.last_report(snapshot, key, store)
    if last and not (dated and timestamp < last.newest):
        return last
    report = build(content, output, timestamp, inputs=inputs, **asked)
    if is_current(snapshot, store, without=lock_path(content)):  # otherwise it was edited during the build
        up_to_date.put_report(report, key, store)
    return report


def open_inputs(content: Path, cache: Path | None = None, store: Store | None = None) -> Inputs:
    """Look at the folder *content*, and open the cache, by default the user's own, unless it is open as *store*."""
    from deck.cache.cache_folder import open_store
    from deck.cache.snapshot import take_snapshot

    store = store or open_store(content, cache)
    return take_snapshot(content, store), store


def package_of(content: Path) -> Path:
    """Return the package that a build of the folder *content* writes by default; raise `ContentError`."""
    from deck.anki.package_name import default_package
    from deck.source.settings import read_settings

    return default_package(read_settings(content / "deck.toml", f"{content.as_posix()}/deck.toml")[0].name)


def plan(
    content: Path, timestamp: int, against: Path | None = None, cache: Path | None = None
) -> tuple[Settings, Plan]:
    """Return what the next import will do to learners who have the last build, or the package *against*."""
    return outlook(content, timestamp, against, cache)[:2]


def outlook(
    content: Path, timestamp: int, against: Path | None = None, cache: Path | None = None
) -> tuple[Settings, Plan, Lock, Lock]:
    """Return what `plan` returns, what learners have, and the lock as the next build would leave it."""
    from deck.compile.folder import compile_content
    from deck.compile.lock_policy import locks_of
    from deck.history.held import notes_in_package
    from deck.history.plan import compare

    compiled = compile_content(*open_inputs(content, cache))
    learners, after = locks_of(compiled, timestamp, against)
    held = notes_in_package(against, compiled.folder.settings.namespace) if against else ()
    return compiled.folder.settings, compare(learners, after, compiled.lock, held), learners, after


def check(content: Path, timestamp: int, cache: Path | None = None) -> LintResult:
    """Return all errors and warnings of the folder *content*, in order; only the cache is written."""
    from deck.cache.kinds import CHECKS
    from deck.cache.snapshot import is_current
    from deck.compile.up_to_date import check_key

    snapshot, store = open_inputs(content, cache)
    key = check_key(snapshot)
    lint_result: LintResult | None = store.get(CHECKS, key)
    if lint_result is None:
        lint_result = _lint(snapshot, timestamp, store)
        if is_current(snapshot, store):
            store.put(CHECKS, key, lint_result)
    return lint_result


def findings(compiled: Compiled, learners: Lock, after: Lock) -> tuple[Diagnostic, ...]:
    """Return what an author should know about the content without errors, in order.

    *learners* have the one lock, and will have the other, *after* the next build.
    """
    from deck.checks.lint import check_history
    from deck.diagnostics import Location
    from deck.history.lock import lock_path
    from deck.history.plan import compare

    location = Location(lock_path(compiled.folder.path).as_posix())
    warnings = compare(learners, after, compiled.lock).warnings
    found = compiled.lint_result.found
    return tuple(sorted([*found, *check_history(warnings, location, compiled.folder.settings)]))


def _report(
    package: Path, compiled: Compiled, learners: Lock, after: Lock, lock: str, *, media: int, drawn: int
) -> Report:
    from deck.history.plan import compare
    from deck.report import Report

    return Report(
        package=package,
        notes=len(after.current),
        cards=sum(len(record.cards) for record in after.current),
        figures=len(compiled.figures),
        media=media,
        drawn=drawn,
        newest=after.newest,
        lock=lock,
        plan=compare(learners, after, compiled.lock),
        lint_result=compiled.lint_result,
    )


def _lint(snapshot: Snapshot, timestamp: int, store: Store) -> LintResult:
    from dataclasses import replace

    from deck.compile.folder import examine
    from deck.compile.lock_policy import locks_of
    from deck.diagnostics import ContentError, LintResult

    try:
        compiled = examine(snapshot, store)
        if any(each.level == "error" for each in compiled.lint_result.found):
            return compiled.lint_result
        return replace(compiled.lint_result, found=findings(compiled, *locks_of(compiled, timestamp, None)))
    except ContentError as error:
        return LintResult(error.diagnostics, ())
