"""Compile a folder of Markdown flashcards into an Anki package whose rebuilds keep every review."""

from deck.build import build, check
from deck.diagnostics import ContentError, Diagnostic
from deck.report import Report

__all__ = ["ContentError", "Diagnostic", "Report", "build", "check"]
