"""The whole flow: Markdown is read, rendered and checked, figures are drawn, and all is packed for Anki.

Stages are imported where they are used: a build that has nothing to do needs none of them, and so takes no time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from deck.cache.keys import CACHE, cached, key_of, prune
from deck.cache.store import recall, remember
from deck.compile import up_to_date
from deck.diagnostics import ContentError, Diagnostic, LintResult, Location, content_error, diagnostic
from deck.files import BUILD
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
    cache: Path = CACHE,
    workers: AbstractContextManager[Executor | None] = nullcontext(),  # noqa: B008 - it does nothing
    progress: Callable[[int, int], None] = lambda done, total: None,  # noqa: ARG005
) -> Report:
    """Compile the folder *content* into the package *output*, by default ``build/<deck name>.apkg``.

    *timestamp* is now, in whole seconds since 1970; *dated* says that it was chosen, so that it is refused when older
    than the lock. *against* is a package that learners have; *locked* refuses to change the lock; *rerender* lets notes
    change whose source did not. *workers*, entered if there is something to do, compile files and draw figures, if
    there is more than one; without any it is done here. Raises `ContentError` with every mistake, and then writes
    neither package nor lock.
    """
    options = f"{output} {locked} {timestamp if dated else 'now'}"
    known = up_to_date.fingerprint(content, options, cache)
    if not against and (report := up_to_date.recall(content, known, cache)):
        return report
    from deck.compile.folder import compile_content
    from deck.history.lock_file import check_lock_unchanged, lock_data, write_lock

    with workers as executor:
        compiled = compile_content(content, cache, executor)
        package = output or package_path(compiled.folder.settings)
        _check_package_name(package)
        learners, after = _locks(compiled, timestamp, against)
        _check_lock_policy(compiled, after, timestamp if dated else None, locked=locked, rerender=rerender)
        media, drawn = draw(compiled, cache, progress, executor)
    lock, namespace = lock_path(content), compiled.folder.settings.namespace
    data = lock_data(after, namespace)
    check_lock_unchanged(lock, compiled.lock, data)
    pack(compiled, after, package, media, cache)
    if not locked:
        write_lock(lock, data)
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
    if not refused and up_to_date.fingerprint(content, options, cache) == known:  # or an edit came while it was built
        up_to_date.remember(content, known, report, cache)
    prune(cache)
    return report


def draw(
    compiled: Compiled, cache: Path, progress: Callable[[int, int], None], executor: Executor | None = None
) -> tuple[dict[str, Path], int]:
    """Draw the figures that *cache* does not hold; return the files of all media by name, and how many were drawn."""
    from deck.draw import draw_figures

    drawings, drawn = draw_figures(compiled.figures.values(), cache, progress, executor)
    return {**drawings, **compiled.pictures}, drawn


def pack(compiled: Compiled, after: Lock, package: Path, media: Mapping[str, Path], cache: Path) -> None:
    """Write the package, with the times and ids of the lock *after* this build.

    Which media were looked at, and found fit for cards, is kept in *cache*.
    """
    from deck.anki.package import write_package

    looked_at, key = cached(cache, "fit", compiled.folder.path), key_of()
    verified: Collection[str] = recall(looked_at, key) or ()
    remember(
        looked_at,
        key,
        write_package(package, _package_info(compiled, after), _packed(compiled, after), media, verified),
    )


def plan(content: Path, timestamp: int, against: Path | None = None) -> tuple[Settings, Plan]:
    """Return what the next import will do to learners who have the last build, or the package *against*."""
    from deck.compile.folder import compile_content

    compiled = compile_content(content)
    return compiled.folder.settings, compare(*_locks(compiled, timestamp, against))


def check(content: Path, timestamp: int, cache: Path = CACHE) -> LintResult:
    """Return all that is wrong or could be better in the folder *content*, in order; nothing but *cache* is written."""
    path, known = cached(cache, "check", content), up_to_date.fingerprint(content, "check", cache, lock=True)
    lint_result: LintResult | None = recall(path, known)
    if lint_result is None:
        lint_result = _checked(content, timestamp, cache)
        if up_to_date.fingerprint(content, "check", cache, lock=True) == known:
            remember(path, known, lint_result)
    return lint_result


def _checked(content: Path, timestamp: int, cache: Path) -> LintResult:
    from deck.compile.folder import examine

    try:
        compiled = examine(content, cache)
        return replace(compiled.lint_result, found=findings(compiled, timestamp))
    except ContentError as error:
        return LintResult(error.diagnostics, ())


def findings(compiled: Compiled, timestamp: int) -> tuple[Diagnostic, ...]:
    """Return what an author should know of content, in order."""
    found = compiled.lint_result.found
    if any(each.level == "error" for each in found):
        return found
    from deck.checks.lint import check_history

    location = lock_path(compiled.folder.path).as_posix()
    warnings = compare(*_locks(compiled, timestamp, None)).warnings
    return tuple(sorted([*found, *check_history(warnings, Location(location), compiled.folder.settings.lint)]))


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
        learners = Lock({first_id: before.records[first_id]._replace(retired=0) for first_id in published.records})
    return learners, advance(before, timestamp, found)


def _check_lock_policy(compiled: Compiled, after: Lock, chosen: int | None, *, locked: bool, rerender: bool) -> None:
    """Raise `ContentError` if this build may not make *after* of the lock."""
    lock, location = compiled.lock or Lock(), Location(lock_path(compiled.folder.path).as_posix())
    if chosen is not None and chosen < lock.newest:
        message = f"SOURCE_DATE_EPOCH {chosen} is older than the lock; set it to {lock.newest} or later"
        raise content_error(location, "N021", message)
    changed = compare(lock, after).changed
    if rendered := {each.first_id: each for each in changed if "rendering only" in each.what and not rerender}:
        locations = {note.record.first_id: note.location for note in compiled.notes if note.record.first_id in rendered}
        raise ContentError(
            diagnostic(locations[name], "N020", _rendering_message(each)) for name, each in rendered.items()
        )
    if locked and (compiled.lock is None or after.records != lock.records):
        stale = [first_id for first_id, each in after.records.items() if lock.records.get(first_id) != each]
        message = f"the lock is stale for {', '.join(stale) or 'its form'}; build without --locked and commit the lock"
        raise content_error(location, "N019", message)


def _check_package_name(package: Path) -> None:
    """Raise `ContentError` for what Anki would not take for a deck: a backup, or a file of another kind."""
    location = Location(package.as_posix())
    if package.suffix.lower() != ".apkg":
        raise content_error(location, "N024", "Anki imports no deck from a file of this name; let it end in '.apkg'")
    if BACKUP.fullmatch(package.name):
        message = "Anki takes a package of this name for a backup of a whole collection; write it under another name"
        raise content_error(location, "N024", message)


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
