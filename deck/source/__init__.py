"""What an author wrote, as notes, settings and works, each with its line."""
