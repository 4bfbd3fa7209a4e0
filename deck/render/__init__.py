"""A note becomes the HTML of its fields."""
