"""What `SECURITY.md` promises of HTML, pictures and packages."""
