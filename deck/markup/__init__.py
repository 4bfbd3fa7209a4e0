"""Markdown becomes HTML: fences, maths, code and the rest."""
