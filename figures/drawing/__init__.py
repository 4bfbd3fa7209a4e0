"""Drawing: figures as cells of one SVG for each theme, written as text.

contourpy finds the levels; matplotlib has the typeface, chooses the ticks and simplifies outlines.
"""
