"""Claims about runs: their language and their verdicts."""
