"""The comparison of a card with what GitHub shows."""
