"""The time at which tests build: one instant, so that what they build has the same bytes each time."""

NOW = 1_760_000_000
"""Seconds since 1970: 2025-10-09 08:53:20 UTC."""
