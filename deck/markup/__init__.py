"""Convert Markdown to HTML: fences, maths, code and the rest."""
