"""What a build must not do to learners, whatever is written: take their edits, their histories or another deck."""

from __future__ import annotations

from pathlib import Path

from deck.diagnostics import Location, content_error
from deck.history.lock import Lock
from deck.history.lost_lock import is_known_to_git
from deck.history.plan_warnings import name_some
from deck.history.published import holds_deck

DAY = 86_400  # seconds


def check_lock_age(path: Path, lock: Lock | None, clock: int | None) -> None:
    """Raise `ContentError` for a lock with times ahead of the *clock*, with which learners' own edits would be lost."""
    if clock is None or not lock or lock.newest <= clock + DAY:
        return
    ahead = [each.id for each in lock.records.values() if each.time > clock + DAY]
    message = (
        f"the times of {name_some(ahead)} are ahead of this machine's clock; if nothing was published with this lock, "
        "take deck.lock from version control, and if it was, build --against that package"
    )
    raise content_error(Location(path.as_posix()), "N025", message)


def check_never_locked(path: Path, package: Path, namespace: str) -> None:
    """Raise `ContentError` if the missing lock at *path* seems to be lost."""
    held = holds_deck(package, namespace)
    if held or is_known_to_git(path):
        seen = f"'{package}' holds this deck" if held else "git knows it"
        message = (
            f"the lock is missing, though {seen}; restore it, build --against FILE, the package that was published, "
            "or, if nothing was published, with --new-lock"
        )
        raise content_error(Location(path.as_posix()), "N026", message)


def check_other_deck(package: Path, namespace: str) -> None:
    """Raise `ContentError` if the package of another deck is at this path."""
    if package.exists() and holds_deck(package, namespace) is False:
        message = "contains another deck; write this one elsewhere with -o, or move that package away"
        raise content_error(Location(package.as_posix()), "N027", message)
