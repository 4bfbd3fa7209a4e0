"""Results of earlier builds, and which files have changed since."""
