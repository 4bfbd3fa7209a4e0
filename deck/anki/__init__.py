"""Everything that speaks to Anki: the package, its media, the real library and the running program."""
