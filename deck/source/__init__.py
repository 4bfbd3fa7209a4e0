"""Parse what an author wrote into notes, settings and a bibliography, each with its location."""
