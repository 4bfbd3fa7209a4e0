"""Edit an author's Markdown: fix what has one right form, and bring home, with proof, what was edited in Anki."""
