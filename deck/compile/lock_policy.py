"""The lock before and after a build, and what a build must not do to learners, whatever is written."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace as with_fields

from deck.anki.package_name import check_package_path
from deck.compile.file_summary import identity_changes
from deck.compile.folder import Compiled
from deck.diagnostics import ContentError, Location, content_error, diagnostic
from deck.history.changed_notes import advance
from deck.history.lock import Lock, lock_path
from deck.history.lost_lock import check_never_locked
from deck.history.plan import Entry, compare
from deck.history.plan_warnings import name_some
from deck.history.published import holds_deck, read_package, what_learners_have

DAY = 86_400  # seconds


def locks_of(compiled: Compiled, timestamp: int, against: Path | None) -> tuple[Lock, Lock]:
    """Return what learners have, of the last build or of the package *against*, and what they will have."""
    before = learners = compiled.lock or Lock()
    found = compiled.records
    if against:
        guids = {each.first_id: each.guid for each in (*before.records.values(), *found) if each.guid}
        published = read_package(against, compiled.folder.settings.namespace, guids)
        if diagnostics := list(identity_changes(compiled.notes, published)):
            raise ContentError(diagnostics)
        before = what_learners_have(published, before, {each.first_id for each in found})
        had = (before.records[first_id] for first_id in published.records)
        learners = Lock({each.first_id: with_fields(each, retired=0) for each in had})
    return learners, advance(before, timestamp, found, compiled.folder.settings.namespace)


def time_of_build(compiled: Compiled, timestamp: int, *, dated: bool, locked: bool) -> int:
    """Return the time that changed notes get: that of the last change in a lock that is *locked*, otherwise now."""
    return compiled.lock.newest if locked and compiled.lock and not dated else timestamp


def check_outputs(
    compiled: Compiled, package: Path, clock: int | None, *, against: Path | None, may_start_lock: bool
) -> None:
    """Raise `ContentError` if this build could cost learners something, whatever it writes.

    The *package* must be one that Anki imports, and not another deck's. Unless the build compares with a package
    *against*, the lock must not be ahead of the *clock* (seconds) or lost, unless the build *may_start_lock*.
    """
    path, namespace = lock_path(compiled.folder.path), compiled.folder.settings.namespace
    check_package_path(package)
    _check_other_deck(package, namespace)
    if not against:
        _check_lock_age(path, compiled.lock, clock)
    if not (against or may_start_lock or compiled.lock):
        check_never_locked(path, package, namespace)


def check_lock_policy(compiled: Compiled, after: Lock, chosen: int | None, *, rerender: bool) -> None:
    """Raise `ContentError` if this build, at a *chosen* time or now, may not change the lock to *after*."""
    lock, location = compiled.lock or Lock(), Location(lock_path(compiled.folder.path).as_posix())
    if chosen is not None and chosen < lock.newest:
        message = f"SOURCE_DATE_EPOCH {chosen} is older than the lock; set it to {lock.newest} or later"
        raise content_error(location, "N021", message)
    differing = {name: each for name, each in after.records.items() if each is not lock.records.get(name)}
    changed = compare(lock, Lock(differing)).changed
    if rendered := {each.first_id: each for each in changed if "rendering only" in each.what and not rerender}:
        locations = {note.record.first_id: note.location for note in compiled.notes if note.record.first_id in rendered}
        raise ContentError(
            diagnostic(locations[name], "N020", _rendering_message(each)) for name, each in rendered.items()
        )


def check_locked(compiled: Compiled, after: Lock, against: Path | None) -> None:
    """Raise `ContentError` if this build would change the lock, which its author has committed."""
    lock = compiled.lock or Lock()
    if compiled.lock is None or after.records != lock.records:
        differing = [first_id for first_id, each in after.records.items() if lock.records.get(first_id) != each]
        notes = name_some(differing) or "its format"
        advice = "prepare the release with build --against" if against else "build without --locked"
        message = f"the lock is out of date for {notes}; {advice}, and commit the lock"
        raise content_error(Location(lock_path(compiled.folder.path).as_posix()), "N019", message)


def _check_lock_age(path: Path, lock: Lock | None, clock: int | None) -> None:
    """Raise `ContentError` for a lock with times ahead of the *clock*, with which learners' own edits would be lost."""
    if clock is None or not lock or lock.newest <= clock + DAY:
        return
    ahead = [each.id for each in lock.records.values() if each.time > clock + DAY]
    message = (
        f"the times of {name_some(ahead)} are ahead of this machine's clock; if nothing was published with this lock, "
        "take deck.lock from version control, and if it was, build --against that package"
    )
    raise content_error(Location(path.as_posix()), "N025", message)


def _check_other_deck(package: Path, namespace: str) -> None:
    """Raise `ContentError` if the package of another deck is at this path."""
    if package.exists() and holds_deck(package, namespace) is False:
        message = "contains another deck; write this one elsewhere with -o, or move that package away"
        raise content_error(Location(package.as_posix()), "N027", message)


def _rendering_message(entry: Entry) -> str:
    return (
        f"'{entry.id}' is rendered differently though its source did not change (another version of a library?); "
        "install the locked versions, or send it to learners with --rerender"
    )
