"""Notes and ids: files, headings and fields that make notes, and the identity by which learners keep their reviews.

All of it is found when a folder is read, compared with its lock, or built.
"""

from __future__ import annotations

from deck.checks.rule import reported

NOTE = "## Why does momentum help? {#momentum}\n\nIt keeps going.\n"
LOCKED = (
    '{"version": 1, "namespace": "example"}\n\n'
    '{"id": "momentum", "nid": 1, "type": "Card", "deck": "Example::One", "title": "Momentum", "cards": [0], '
    '"time": 1, "source": "", "tags": [], "fields": {}}\n'
)

reported(
    "N001",
    "front-matter",
    "Front matter is at the top of a file, between two lines '---'.",
    bad={"one.md": f"---\ndeck: Example::One\n\n{NOTE}"},
    good={"one.md": f"---\ndeck: Example::One\n---\n\n{NOTE}"},
)
reported(
    "N002",
    "front-matter-value",
    "Front matter has only the keys 'deck', with a name below that of deck.toml, and 'tags'; folders can be decks.",
    bad={"one.md": f"---\ndeck: One\n---\n\n{NOTE}"},
    good={"one.md": f"---\ndeck: Example::One\ntags: [kind::why]\n---\n\n{NOTE}"},
)
reported(
    "N003",
    "missing-id",
    "The heading of a note has an id, by which learners keep their reviews.",
    bad="## Why does momentum help?\n\nIt keeps going.\n",
    good=NOTE,
)
reported(
    "N004",
    "note-kind",
    "A note is a plain card, or of the kind .cloze, .reversed, .typed, or both .typed and .reversed.",
    bad="## Momentum {#momentum .revresed}\n\nA running sum of gradients.\n",
    good="## Momentum {#momentum .reversed}\n\nA running sum of gradients.\n",
)
reported(
    "N005",
    "heading",
    "A heading has a text and ends with one list of attributes, each key of which is known and used once.",
    bad='## Why does momentum help? {#momentum tag="physics"}\n\nIt keeps going.\n',
    good='## Why does momentum help? {#momentum tags="kind::why"}\n\nIt keeps going.\n',
)
reported(
    "N006",
    "heading-value",
    "Ids, GUIDs, tags and suppressions in a heading are written so that they can be read.",
    bad="## Why does momentum help? {#Momentum}\n\nIt keeps going.\n",
    good=NOTE,
)
reported(
    "N007",
    "stray-attributes",
    "A list of attributes is complete, and part of the heading of a note, which begins with '## '.",
    bad="##Why does momentum help? {#momentum}\n\nIt keeps going.\n\n## What damps it? {#friction}\n\nFriction.\n",
    good=NOTE,
)
reported(
    "N008",
    "duplicate-id",
    "No two notes have the same id, now or as their first one, or the same guid.",
    bad=f"{NOTE}\n## What damps momentum? {{#momentum}}\n\nFriction.\n",
    good=f"{NOTE}\n## What damps momentum? {{#friction}}\n\nFriction.\n",
)
reported(
    "N009",
    "deck-name",
    "The name of a deck is spelled alike wherever it is used, since Anki ignores case.",
    bad={
        "one.md": f"---\ndeck: Example::One\n---\n\n{NOTE}",
        "two.md": "---\ndeck: Example::one\n---\n\n## What damps momentum? {#friction}\n\nFriction.\n",
    },
    good={
        "one.md": f"---\ndeck: Example::One\n---\n\n{NOTE}",
        "two.md": "---\ndeck: Example::One\n---\n\n## What damps momentum? {#friction}\n\nFriction.\n",
    },
)
reported(
    "N010",
    "file-title",
    "A file has at most one heading with a single '#', above its first note.",
    bad=f"{NOTE}\n# Friction\n",
    good=f"# Momentum\n\n{NOTE}",
)
reported(
    "N011",
    "field",
    "A '###' heading names a field of a note that exists, once, with some text below it.",
    bad=f"{NOTE}\n### Extras\n\nToo much of it overshoots.\n",
    good=f"{NOTE}\n### Extra\n\nToo much of it overshoots.\n",
)
reported(
    "N012",
    "typed-answer",
    "A typed note, and no other, has '### Answer' with one line.",
    bad="## Compute half of six {#half .typed}\n\nIt is three.\n",
    good="## Compute half of six {#half .typed}\n\n### Answer\n\n3\n",
)
reported(
    "N013",
    "divider",
    "A note has at most one '---' line, with an empty line above it; a cloze note has none.",
    bad="## Which path has momentum? {#path}\n\nA path overshoots.\n---\nThis one.\n",
    good="## Which path has momentum? {#path}\n\nA path overshoots.\n\n---\n\nThis one.\n",
)
reported(
    "N014",
    "empty-note",
    "A note has a text below its heading, which is its answer.",
    bad="## Why does momentum help? {#momentum}\n",
    good=NOTE,
)
reported(
    "N015",
    "no-notes",
    "A content folder has at least one note, and so does each file with text.",
    bad={"one.md": "---\ndeck: Example::One\n---\n\nNo note yet.\n"},
    good={"one.md": f"---\ndeck: Example::One\n---\n\n{NOTE}"},
)
reported(
    "N016",
    "changed-note-type",
    "A note that learners have does not become a cloze note, nor a cloze note another, since Anki would not update it.",
    bad={"deck.lock": LOCKED, "one.md": "## Momentum {#momentum .cloze}\n\nIt {{c1::keeps going}}.\n"},
    good={"deck.lock": LOCKED, "one.md": "## Momentum {#momentum .reversed}\n\nWhat keeps going.\n"},
)
reported(
    "N017",
    "broken-lock",
    "The lock is as a build wrote it, without conflicts.",
    bad={"deck.lock": f"<<<<<<< ours\n{LOCKED}", "one.md": NOTE},
    good={"deck.lock": LOCKED, "one.md": NOTE},
)
reported(
    "N018",
    "foreign-lock",
    "The lock belongs to the deck's namespace, and was not written by a newer version of this tool.",
    bad={"deck.lock": LOCKED.replace("example", "another"), "one.md": NOTE},
    good={"deck.lock": LOCKED, "one.md": NOTE},
)
reported(
    "N019",
    "stale-lock",
    "With --locked, the lock already holds what the build would write.",
    bad="$ build_deck.py build --locked\n",
    good="$ build_deck.py build\n$ git commit content/deck.lock\n$ build_deck.py build --locked\n",
)
reported(
    "N020",
    "changed-rendering",
    "A note whose source did not change is rendered as before, unless --rerender sends it to learners again.",
    bad="$ pip install --upgrade markdown\n$ build_deck.py build\n",
    good="$ pip install --require-hashes -r requirements.txt\n$ build_deck.py build\n",
)
reported(
    "N021",
    "early-date",
    "A build is not dated earlier than the lock.",
    bad="$ SOURCE_DATE_EPOCH=1600000000 build_deck.py build\n",
    good="$ build_deck.py build\n",
)
reported(
    "N022",
    "changed-meanwhile",
    "No file of the content changes while the deck is built.",
    bad="$ build_deck.py build & touch content/one.md\n",
    good="$ touch content/one.md\n$ build_deck.py build\n",
)
reported(
    "N023",
    "published-package",
    "A package to compare with is one that this tool built of this deck.",
    bad="$ build_deck.py plan --against another-deck.apkg\n",
    good="$ build_deck.py plan --against last-release.apkg\n",
)
reported(
    "N024",
    "package-name",
    "A package is a regular file with a name by which Anki imports a deck, and no backup: it ends in '.apkg'.",
    bad="$ build_deck.py build -o deck.zip\n",
    good="$ build_deck.py build -o deck.apkg\n",
)
reported(
    "N025",
    "lock-ahead",
    "The times in the lock are not more than a day ahead of this machine's clock.",
    bad="$ SOURCE_DATE_EPOCH=4000000000 build_deck.py build\n",
    good="$ build_deck.py build\n",
)
reported(
    "N026",
    "lost-lock",
    "A deck that was built before has its lock, unless the build starts a new one.",
    bad="$ rm content/deck.lock\n$ build_deck.py build\n",
    good="$ build_deck.py build --against last-release.apkg\n",
)
reported(
    "N027",
    "other-deck",
    "A build does not replace the package of another deck.",
    bad="$ build_deck.py build -o another-deck.apkg\n",
    good="$ build_deck.py build -o deck.apkg\n",
)
reported(
    "N028",
    "odd-space",
    "The marks of a heading are followed by an ordinary space.",
    bad="##\u00a0What is momentum? {#momentum}\n\nA running sum of gradients.\n",
    good="## What is momentum? {#momentum}\n\nA running sum of gradients.\n",
)
reported(
    "N029",
    "changed-guid",
    "A note that learners have keeps its GUID: the one in its heading, which is the one in the lock, or its own.",
    bad={"deck.lock": LOCKED, "one.md": NOTE.replace("}", ' guid="x%3Fy"}')},
    good={"deck.lock": LOCKED, "one.md": NOTE},
)
reported(
    "N030",
    "merge-conflict",
    "No file has a conflict that Git left in it.",
    bad="<<<<<<< HEAD\n## Why does momentum help? {#momentum}\n=======\n## How does momentum help? {#momentum}\n"
    ">>>>>>> wording\n\nIt keeps going.\n",
    good=NOTE,
)
