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

    from deck.compile.folder import Compiled
    from deck.diagnostics import Diagnostic, LintResult
    from deck.history.lock import Lock
    from deck.history.plan import Plan
    from deck.report import Report
    from deck.source.settings import Settings

    class BuildOptions(TypedDict, total=False):
        """What may be asked of `build` by name."""

        against: Path | None
        dated: bool
        locked: bool
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
    dated: bool = False,
    locked: bool = False,
    rerender: bool = False,
    cache: Path | None = None,
    workers: AbstractContextManager[Executor | None] = nullcontext(),  # noqa: B008 - it does nothing
    progress: Callable[[int, int], None] = lambda done, total: None,  # noqa: ARG005
) -> Report:
    """Compile the folder *content* into the package *output*, by default ``build/<deck name>.apkg``.

    *timestamp* is now, in whole seconds since 1970; *dated* says that it was chosen, so that it is refused if it is
    older than the lock. *against* is a package that learners have; *locked* refuses to change the lock; *rerender* lets
    notes change whose source did not. *workers*, entered here, compile files and draw figures if there is more than
    one; by default this process does. Raises `ContentError` with every error, and then writes neither package nor lock.
    """
    from deck.anki.package_name import check_package_name, default_package
    from deck.cache.keys import CACHE, prune
    from deck.compile.folder import compile_content
    from deck.compile.lock_policy import check_lock_policy, locks_of
    from deck.compile.packing import draw, pack
    from deck.history.lock import lock_path
    from deck.history.lock_file import check_lock_unchanged, lock_data, write_lock

    cache = cache or CACHE
    with workers as executor:
        compiled = compile_content(content, cache, executor)
        package = output or default_package(compiled.folder.settings.name)
        check_package_name(package)
        learners, after = locks_of(compiled, timestamp, against)
        check_lock_policy(compiled, after, timestamp if dated else None, locked=locked, rerender=rerender)
        media, drawn = draw(compiled, cache, progress, executor)
    lock, data = lock_path(content), lock_data(after, compiled.folder.settings.namespace)
    check_lock_unchanged(lock, compiled.lock, data)
    pack(compiled, after, package, media, cache)
    if not locked:
        write_lock(lock, data)
    prune(cache)
    return _report(package, compiled, learners, after, media=len(media), drawn=drawn)


def build_if_needed(content: Path, output: Path | None, timestamp: int, **asked: Unpack[BuildOptions]) -> Report:
    """Return the report of the last build if its package and lock are up to date; otherwise build.

    The arguments are those of `build`.
    """
    from deck.cache.keys import CACHE
    from deck.compile import up_to_date

    cache, dated = asked.get("cache") or CACHE, asked.get("dated", False)
    options = f"{output} {asked.get('locked', False)} {timestamp if dated else 'now'}"
    fingerprint = up_to_date.fingerprint(content, options, cache)
    last = None if asked.get("against") else up_to_date.recall(content, fingerprint, cache)
    if last and not (dated and timestamp < last.newest):
        return last
    report = build(content, output, timestamp, **asked)
    if up_to_date.fingerprint(content, options, cache) == fingerprint:  # otherwise it was edited during the build
        up_to_date.remember(content, fingerprint, report, cache)
    return report


def plan(content: Path, timestamp: int, against: Path | None = None) -> tuple[Settings, Plan]:
    """Return what the next import will do to learners who have the last build, or the package *against*."""
    from deck.compile.folder import compile_content
    from deck.compile.lock_policy import locks_of
    from deck.history.plan import compare

    compiled = compile_content(content)
    return compiled.folder.settings, compare(*locks_of(compiled, timestamp, against))


def check(content: Path, timestamp: int, cache: Path | None = None) -> LintResult:
    """Return all errors and warnings of the folder *content*, in order; nothing but *cache* is written."""
    from deck.cache.keys import CACHE, cached
    from deck.cache.store import recall, remember
    from deck.compile import up_to_date

    cache = cache or CACHE
    path, known = cached(cache, "check", content), up_to_date.fingerprint(content, "check", cache, lock=True)
    lint_result: LintResult | None = recall(path, known)
    if lint_result is None:
        lint_result = _lint(content, timestamp, cache)
        if up_to_date.fingerprint(content, "check", cache, lock=True) == known:
            remember(path, known, lint_result)
    return lint_result


def findings(compiled: Compiled, timestamp: int) -> tuple[Diagnostic, ...]:
    """Return what an author should know about the content, in order."""
    from deck.compile.lock_policy import locks_of
    from deck.diagnostics import Diagnostic
    from deck.history.lock import lock_path
    from deck.history.plan import compare

    found = compiled.lint_result.found
    if any(each.level == "error" for each in found):
        return found
    location = lock_path(compiled.folder.path).as_posix()
    warnings = compare(*locks_of(compiled, timestamp, None)).warnings
    return tuple(sorted([*found, *(Diagnostic(location, 1, 1, "identity", "warning", each) for each in warnings)]))


def _report(package: Path, compiled: Compiled, learners: Lock, after: Lock, *, media: int, drawn: int) -> Report:
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
        plan=compare(learners, after),
        lint_result=compiled.lint_result,
    )


def _lint(content: Path, timestamp: int, cache: Path) -> LintResult:
    from dataclasses import replace

    from deck.compile.folder import examine
    from deck.diagnostics import ContentError, LintResult

    try:
        compiled = examine(content, cache)
        return replace(compiled.lint_result, found=findings(compiled, timestamp))
    except ContentError as error:
        return LintResult(error.diagnostics, ())
