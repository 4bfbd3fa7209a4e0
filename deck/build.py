"""The whole flow: Markdown is read, rendered and checked, figures are drawn, and all is packed for Anki.

Stages are imported where they are used: a build that has nothing to do needs none of them, and so takes no time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace as with_fields

from deck.cache.kinds import CHECKS
from deck.cache.snapshot import Snapshot, is_current, take_snapshot
from deck.cache.store import Store, open_store
from deck.compile import up_to_date
from deck.diagnostics import ContentError, Diagnostic, LintResult, Location, content_error, diagnostic
from deck.files import BUILD, Reader, digest_of
from deck.history.lock import Lock, advance, lock_path
from deck.history.plan import Entry, Plan, compare
from deck.report import Report

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from deck.anki.package import PackageInfo, PackedNote
    from deck.compile.folder import Compiled
    from deck.source.settings import Settings

BACKUP = re.compile(r"collection\.apkg|backup-.*", re.IGNORECASE)


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

    *timestamp* is now, in whole seconds since 1970; *dated* says that it was chosen, so that it is refused when older
    than the lock. *against* is a package that learners have; *locked* refuses to change the lock; *rerender* lets notes
    change whose source did not. *cache* is the folder for the cache, by default the user's own. *workers*, entered if
    there is something to do, compile files and draw figures, if there is more than one; without any it is done here.
    Raises `ContentError` with every mistake, and then writes neither package nor lock.
    """
    options = f"{output} {locked} {timestamp if dated else 'now'}"
    store = open_store(content, cache)
    snapshot = take_snapshot(content, store)
    key = up_to_date.build_key(snapshot, options)
    if not against and (report := up_to_date.last_report(snapshot, key, store)):
        return report
    from deck.compile.folder import compile_content
    from deck.history.lock_file import check_lock_unchanged, lock_data, write_lock

    with workers as executor:
        compiled = compile_content(snapshot, store, executor)
        package = output or package_path(compiled.folder.settings)
        _check_package_name(package)
        learners, after = _locks(compiled, timestamp, against)
        _check_lock_policy(compiled, after, timestamp if dated else None, locked=locked, rerender=rerender)
        media, drawn = draw(compiled, store, progress, executor)
    data = lock_data(after, compiled.folder.settings.namespace)
    check_lock_unchanged(snapshot, data)
    pack(compiled, after, package, media)
    if not locked:
        write_lock(snapshot, data)
    report = Report(
        package=package,
        notes=len(after.current),
        cards=sum(len(record.cards) for record in after.current),
        figures=len(compiled.figures),
        media=len(media),
        drawn=drawn,
        plan=compare(learners, after),
        lint_result=compiled.lint_result,
    )
    refused = dated and after.newest > timestamp  # if it is built again, now that the lock is newer
    lock = lock_path(content)
    if not refused and is_current(snapshot, store, without=lock):  # nothing was edited while the deck was built
        up_to_date.put_report(report, snapshot.digest(lock) if locked else digest_of(data), key, store)
    store.prune()
    return report


def draw(
    compiled: Compiled, store: Store, progress: Callable[[int, int], None], executor: Executor | None = None
) -> tuple[dict[str, Reader], int]:
    """Draw the figures that are not cached; return what reads each of the media, by name, and how many were drawn."""
    from deck.draw import draw_figures

    drawings, drawn = draw_figures(compiled.figures.values(), store, progress, executor)
    return {**drawings, **compiled.pictures}, drawn


def pack(compiled: Compiled, after: Lock, package: Path, media: Mapping[str, Reader]) -> None:
    """Write the package, with the times and ids of the lock *after* this build."""
    from deck.anki.package import write_package

    write_package(package, _package_info(compiled, after), _packed(compiled, after), media)


def plan(
    content: Path, timestamp: int, against: Path | None = None, cache: Path | None = None
) -> tuple[Settings, Plan]:
    """Return what the next import will do to learners who have the last build, or the package *against*."""
    from deck.compile.folder import compile_content

    store = open_store(content, cache)
    compiled = compile_content(take_snapshot(content, store), store)
    return compiled.folder.settings, compare(*_locks(compiled, timestamp, against))


def check(content: Path, timestamp: int, cache: Path | None = None) -> LintResult:
    """Return all that is wrong or could be better in the folder *content*, in order; only the cache is written."""
    store = open_store(content, cache)
    snapshot = take_snapshot(content, store)
    key = up_to_date.check_key(snapshot)
    lint_result: LintResult | None = store.get(CHECKS, key)
    if lint_result is None:
        lint_result = _checked(snapshot, timestamp, store)
        if is_current(snapshot, store):
            store.put(CHECKS, key, lint_result)
    return lint_result


def _checked(snapshot: Snapshot, timestamp: int, store: Store) -> LintResult:
    from deck.compile.folder import examine

    try:
        compiled = examine(snapshot, store)
        return replace(compiled.lint_result, found=findings(compiled, timestamp))
    except ContentError as error:
        return LintResult(error.diagnostics, ())


def findings(compiled: Compiled, timestamp: int) -> tuple[Diagnostic, ...]:
    """Return what an author should know of content, in order."""
    found = compiled.lint_result.found
    if any(each.level == "error" for each in found):
        return found
    location = lock_path(compiled.folder.path).as_posix()
    warnings = compare(*_locks(compiled, timestamp, None)).warnings
    return tuple(sorted([*found, *(Diagnostic(location, 1, 1, "identity", "warning", each) for each in warnings)]))


def package_path(settings: Settings) -> Path:
    """Return where a deck's package is written unless told otherwise."""
    return BUILD / (re.sub(r"[^\w .-]+", "-", settings.name) + ".apkg")


def _locks(compiled: Compiled, timestamp: int, against: Path | None) -> tuple[Lock, Lock]:
    """Return what learners have and what they will have."""
    before = learners = compiled.lock or Lock()
    found = compiled.records
    if against:
        from deck.compile.folder import note_type_changes
        from deck.history.published import read_package, what_learners_have

        published = read_package(against, compiled.folder.settings.namespace)
        if diagnostics := list(note_type_changes(compiled.notes, published)):
            raise ContentError(diagnostics)
        before = what_learners_have(published, before, {each.first_id for each in found})
        had = (before.records[first_id] for first_id in published.records)
        learners = Lock({each.first_id: with_fields(each, retired=0) for each in had})
    return learners, advance(before, timestamp, found)


def _check_lock_policy(compiled: Compiled, after: Lock, chosen: int | None, *, locked: bool, rerender: bool) -> None:
    """Raise `ContentError` if this build may not make *after* of the lock."""
    lock, location = compiled.lock or Lock(), Location(lock_path(compiled.folder.path).as_posix())
    if chosen is not None and chosen < lock.newest:
        message = f"SOURCE_DATE_EPOCH {chosen} is older than the lock; set it to {lock.newest} or later"
        raise content_error(location, "time", message)
    changed = compare(lock, after).changed
    if rendered := {each.first_id: each for each in changed if "rendering only" in each.what and not rerender}:
        locations = {note.record.first_id: note.location for note in compiled.notes if note.record.first_id in rendered}
        raise ContentError(
            diagnostic(locations[name], "rendering", _rendering_message(each)) for name, each in rendered.items()
        )
    if locked and (compiled.lock is None or after.records != lock.records):
        stale = [first_id for first_id, each in after.records.items() if lock.records.get(first_id) != each]
        message = f"the lock is stale for {', '.join(stale) or 'its form'}; build without --locked and commit the lock"
        raise content_error(location, "lock", message)


def _check_package_name(package: Path) -> None:
    """Raise `ContentError` for what Anki would not take for a deck: a backup, or a file of another kind."""
    location = Location(package.as_posix())
    if package.suffix.lower() != ".apkg":
        raise content_error(location, "package", "Anki imports no deck from a file of this name; let it end in '.apkg'")
    if BACKUP.fullmatch(package.name):
        message = "Anki takes a package of this name for a backup of a whole collection; write it under another name"
        raise content_error(location, "package", message)


def _rendering_message(entry: Entry) -> str:
    return (
        f"'{entry.id}' is rendered in another way though its source did not change (another version of a library?); "
        "install the locked versions, or send it to learners with --rerender"
    )


def _package_info(compiled: Compiled, after: Lock) -> PackageInfo:
    from deck.anki.package import PackageInfo
    from deck.markup.to_html import to_html

    settings = compiled.folder.settings
    return PackageInfo(settings.name, settings.namespace, to_html(settings.description), after.note_type_times)


def _packed(compiled: Compiled, after: Lock) -> Iterator[PackedNote]:
    from deck.anki.package import PackedNote

    return (PackedNote(after.records[each.first_id], each.guid, each.html) for each in compiled.fields)
