"""Cards with figures that a learner plays: a still, a strip, a reel, and both together, on pages of a phone."""

from pathlib import Path

from support.clock import NOW
from support.samples import FIGURE

from deck import build
from deck.build import open_inputs
from deck.compile.folder import compile_content
from deck.preview.cards import render_cards

RAVINE = FIGURE.replace("steps: 20", "steps: 60")
STRIP = RAVINE.replace("paths:", "vary: {eta: [0.01, 0.02, 0.03, 0.036, 0.041]}\npaths:").replace("lr=0.036", "lr=eta")
NOTES = {
    "still": RAVINE,
    "strip": STRIP,
    "reel": RAVINE.replace("paths:", "animate: true\npaths:"),
    "both": STRIP.replace("steps: 60", "steps: 6").replace("paths:", "first: 0.036\nanimate: true\npaths:"),
}
PAGE = '<!doctype html><meta charset="utf-8"><style>{style}</style><body class="card {night}">{html}'
SHOWN = """() => {
  const [image] = [...document.querySelectorAll('.view img')].filter((each) => each.offsetParent);
  const view = image.closest('.view').getBoundingClientRect(), shown = image.getBoundingClientRect();
  const cells = [(view.x - shown.x) / view.width, (view.y - shown.y) / view.height];
  return cells.map((each) => Math.round(each * 1e3) / 1e3);
}"""
ANIMATION = """() => {
  const [each] = document.getAnimations();
  return {name: each.animationName, state: each.playState, time: each.currentTime};
}"""


def render(write):
    """Return the cards by id, whose pictures are in the folder of their pages."""
    content = write("\n".join(f"## {name}? {{#{name}}}\n\n{fence}\n---\n\nA.\n" for name, fence in NOTES.items()))
    package = build(content, None, NOW).package
    media = Path("media")
    media.mkdir()
    return {card.id: card for card in render_cards(package, compile_content(*open_inputs(content)).notes, media)}


def page_of(card, *, night=""):
    """Write the page of a card, and return its address."""
    path = Path("media", "page.html").absolute()
    path.write_text(PAGE.format(style=card.style, night=night, html=card.question_html), encoding="utf-8")
    return path.as_uri()
