"""Start a content folder: with an example of every feature, or with the notes of a deck that was made in Anki."""
