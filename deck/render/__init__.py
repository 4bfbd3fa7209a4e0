"""Render notes: Markdown becomes the HTML of fields."""
