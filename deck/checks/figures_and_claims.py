"""Figures and claims: fences that can be read and drawn, and numbers and claims that the runs confirm.

All of it is found when a note is read or rendered, or by the checks of claims.
"""

from __future__ import annotations

from deck.checks.rule import reported

TITLE = "## What does descent do in a valley? {#valley}\n\nIt zigzags.\n\n"
FIGURE = """\
```descent
surface: quadratic(a=1, b=50)
start: [-4, 1]
steps: 20
paths:
  gd: gd(lr=0.036)
```
"""

reported(
    "F001",
    "fence",
    "A fence begins at the margin and is closed by a line of its marks.",
    bad="## What does this print? {#one}\n\nThe number 1.\n\n```python\nprint(1)\n",
    good="## What does this print? {#one}\n\n```python\nprint(1)\n```\n\n---\n\nThe number 1.\n",
)
reported(
    "F002",
    "fence-language",
    "The language of a fence is that of its code, a kind of figure, or 'check'.",
    bad=TITLE + FIGURE.replace("descent", "decsent", 1),
    good=TITLE + FIGURE,
)
reported(
    "F003",
    "yaml",
    "The YAML of a fence, or of front matter, has one 'key: value' a line, each key once.",
    bad=TITLE + FIGURE.replace("steps: 20", "steps 20"),
    good=TITLE + FIGURE,
)
reported(
    "F004",
    "figure-value",
    "A figure or check has known keys, with values that can be drawn or computed.",
    bad=TITLE + FIGURE.replace("gd(lr", "gd(rl"),
    good=TITLE + FIGURE,
)
reported(
    "F005",
    "false-claim",
    "What a figure or check claims is true of its runs.",
    bad=TITLE + FIGURE.replace("036)", "036)\nclaims:\n  - sign_changes(gd) == 0"),
    good=TITLE + FIGURE.replace("036)", "036)\nclaims:\n  - sign_changes(gd) == 20"),
)
reported(
    "F006",
    "wrong-number",
    "The number that a card shows is the one that its check computes.",
    bad="## How much is twice two? {#twice}\n\n**5**\n\n```check\nanswer: 2 * 2\n```\n",
    good="## How much is twice two? {#twice}\n\n**4**\n\n```check\nanswer: 2 * 2\n```\n",
)
reported(
    "F007",
    "picture-size",
    "The picture of a figure is not larger than a card may load.",
    bad="$ build_deck.py build  # a figure plays nine runs of 100000 steps\n",
    good="$ build_deck.py build  # a figure plays three runs of 100 steps\n",
)
