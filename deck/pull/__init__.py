"""Bring what was edited in Anki back into the Markdown, with proof: the edit of the source that makes the same card."""
