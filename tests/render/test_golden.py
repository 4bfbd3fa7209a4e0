"""The HTML of every field, as released: a change reaches every learner of every deck.

If one is meant, run ``PYTHONPATH=.:tests python tests/render/test_golden.py``, read the difference, and say so in the
changelog.
"""

import os
import tempfile
from pathlib import Path

from support.samples import DECK_TOML, EVERYTHING, FILES, FRONT_MATTER

from deck.compile.folder import render_content

GOLDEN = Path(__file__).parent / "golden" / "fields.html"


def rendered_fields(folder):
    """Write the sample content into *folder*, which must be the current one, and return its fields as text."""
    content = folder / "content"
    content.mkdir()
    for name, text in {**FILES, "deck.toml": DECK_TOML, "one.md": FRONT_MATTER + EVERYTHING}.items():
        (content / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    notes = render_content(Path("content"))
    fields = [(note.note.id, name, html) for note in notes for name, html in note.fields.items() if html]
    return "\n".join(f"<!-- {first_id}: {name} -->\n{html}\n" for first_id, name, html in fields)


def test_the_html_of_every_field_is_as_released(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert rendered_fields(tmp_path) == GOLDEN.read_text()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        os.chdir(temporary)
        GOLDEN.write_text(rendered_fields(Path(temporary)))
