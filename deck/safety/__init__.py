"""What `SECURITY.md` promises about HTML, characters, pictures and packages."""
