"""Packages as Anki exports them, in the form for older versions and in its own, by whichever version is installed."""

from pathlib import Path

from anki.collection import Collection

FORMS = ("legacy", "latest")


def export(collection: Collection, path: Path, form: str, *, scheduling: bool = False) -> Path:
    """Export all notes of a collection with their media, and how they are scheduled if wanted; return *path*."""
    legacy = form == "legacy"
    try:
        from anki.collection import ExportAnkiPackageOptions
    except ImportError:  # up to 23.10.1
        collection.export_anki_package(
            out_path=str(path), limit=None, with_scheduling=scheduling, with_media=True, legacy_support=legacy
        )
    else:
        options = ExportAnkiPackageOptions(with_media=True, with_scheduling=scheduling, legacy=legacy)
        collection.export_anki_package(out_path=str(path), options=options, limit=None)
    return path


def export_collection(collection: Collection, path: Path) -> Path:
    """Export a collection as a whole, which closes it."""
    collection.export_collection_package(out_path=str(path), include_media=True, legacy=False)
    collection.reopen()
    return path
