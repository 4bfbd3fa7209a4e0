"""Pages for authors and readers, and the command that draws the gallery."""
