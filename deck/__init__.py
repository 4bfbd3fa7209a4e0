"""Compile a folder of Markdown flashcards into an Anki package whose rebuilds keep every review."""

from typing import TYPE_CHECKING

from deck.build import build, build_if_needed, check

if TYPE_CHECKING:
    from deck.diagnostics import ContentError, Diagnostic
    from deck.report import Report

__all__ = ["ContentError", "Diagnostic", "Report", "build", "build_if_needed", "check"]
__version__ = "1.0.0"
ADDRESS = "https://github.com/OWNER/optimizer-flashcards"  # of the repository, for what links to its documentation


def __getattr__(name: str) -> object:
    """Return a public class, imported when it is first asked for: the command line starts fast without."""
    if name not in __all__:
        raise AttributeError(f"module 'deck' has no attribute '{name}'")
    from deck import diagnostics, report

    return getattr(report if name == "Report" else diagnostics, name)
