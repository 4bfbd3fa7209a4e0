"""What a build puts away for the next one, and which files changed between the two."""
