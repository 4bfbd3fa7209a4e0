"""A page that shows every card as Anki renders it, kept up to date while its author writes.

The content is packed as `build` packs it, imported into a temporary real collection and rendered there by Anki's own
template engine (`cards`), written as a static folder (`page`, `output`) and, if wanted, served only to this machine
(`server`) and made again after each change (`updates`); then only notes that changed are rendered (`rendering`). Needs
the extra ``preview``.
"""

from deck.preview.cards import Card, render_cards
from deck.preview.output import NotAPreviewError, write_page
from deck.preview.page import make_page
from deck.preview.server import Site, serve
from deck.preview.updates import Preview, make, watch

__all__ = [
    "Card",
    "NotAPreviewError",
    "Preview",
    "Site",
    "make",
    "make_page",
    "render_cards",
    "serve",
    "watch",
    "write_page",
]
