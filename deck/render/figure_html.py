"""The HTML of a figure: its two drawings, of which the style sheet shows one, and what a learner plays it with.

No script is needed: radio buttons and a checkbox say what is shown, and the style sheet moves the drawings accordingly.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from deck.markup.to_html import line_to_html
from deck.render.figure_fence import figure_media

if TYPE_CHECKING:
    from figures import Figure

CHARACTERS = 44  # in a row of texts under knobs
AGAIN, PAUSE = "↻", "❚❚"
CHECKED = ' checked=""'


def figure_html(figure: Figure, group: str) -> str:
    """Return the HTML of a figure; *group*, unique on a page, names what is chosen in it."""
    shown = _pictures(figure)
    if figure.moments > 1:
        rows = f'<div class="row">{shown}</div>' if figure.knobs else shown
        shown = f'<div class="view play t{figure.moments}">{rows}</div>'
    elif figure.knobs:
        shown = f'<div class="view">{shown}</div>'
    if figure.knobs:
        crowded = " crowded" if _is_crowded(figure) else ""
        shown = f'<div class="strip n{len(figure.knobs)}{crowded} tappable">{_knobs(figure, group)}{shown}</div>'
    if figure.moments > 1:
        shown = f'<div class="reel tappable">{_buttons(group)}{shown}</div>'
    caption = f'<p class="caption">{line_to_html(figure.caption)}</p>' if figure.caption else ""
    return f'<div class="fig">{shown}{caption}</div>'


def _pictures(figure: Figure) -> str:
    alt = escape(figure.alt_text)
    return "".join(
        f'<img class="{theme}" alt="{alt}" src="{name}">' for theme, name in figure_media(figure.name).items()
    )


def _knobs(figure: Figure, group: str) -> str:
    return "".join(_radio(f"s-{group}", knob.text, knob.label, checked=knob.chosen) for knob in figure.knobs)


def _is_crowded(figure: Figure) -> bool:
    """Return whether the label of a chosen knob would touch the text of the next one on a phone."""
    widest = max(len(knob.text) for knob in figure.knobs) + max(len(knob.label) for knob in figure.knobs)
    return len(figure.knobs) * widest / 2 > CHARACTERS


def _buttons(group: str) -> str:
    """Return the buttons of a reel: of the two that say again, each starts it when it is checked."""
    again = "".join(_radio(f"r-{group}", AGAIN, "again", checked=checked) for checked in (True, False))
    return f'{again}<input class="tappable" type="checkbox" value="{PAUSE}" aria-label="pause">'


def _radio(name: str, value: str, label: str, *, checked: bool) -> str:
    """Return a radio button, its attributes in the order in which Anki's editor writes them."""
    of = f'type="radio" name="{name}" value="{escape(value)}" aria-label="{escape(label)}"'
    return f'<input class="tappable" {of}{CHECKED if checked else ""}>'
