"""Random histories of a deck in real Anki: an author writes and builds, a learner imports, studies and edits.

For every sequence of their actions, an import promises the learner that

- every card keeps its scheduling, and every review stays with its card;
- a note that the author did not change stays as it is, with the learner's own edits and tags;
- any other note of the deck exists once, as the author wrote it, even if it was renamed, moved or absent for a while;
- Anki's numbers of new, updated and unchanged notes are those of the report, and its own check finds no fault.

The author builds several times in a second, makes builds that are never published, and restores a lost lock from a
published package; a build of unchanged content makes the same bytes. The learner edits, tags, suspends, deletes, and
removes empty cards.

Each run tests the same histories; with ``HYPOTHESIS_PROFILE=long`` it tests other, longer and more histories.
"""

import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from anki.collection import Collection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from support.learner import Learner
from support.samples import DECK_TOML

from deck import Report, build
from deck.history.guid import guid_of
from deck.history.lock_file import read_lock

START = int(time.time()) - 10**6  # no build is in the future
MINUTE = 60
FILES = {
    "a.md": "---\ndeck: Test::A\n---\n",
    "b.md": "---\ndeck: Test::B\n---\n",
    "more/c.md": "---\ndeck: Test::A\ntags: [more]\n---\n",
}
FILE_TAGS = {"more/c.md": {"more"}}
IDS = [f"n{number}" for number in range(12)]
CARD_KINDS = ("", "reversed", "typed")
KINDS = (*CARD_KINDS, "cloze")

CARDS = """
    select guid, ord, cards.id, nid, did, type, queue, due, ivl, factor, reps, lapses, left, odue, cards.data
    from cards join notes on notes.id = nid
"""
REVIEWS = "select revlog.id, guid, ord from revlog left join cards on cards.id = cid left join notes on notes.id = nid"


@dataclass(frozen=True)
class Version:
    """A note as a learner gets it."""

    fields: tuple[str, ...]
    tags: frozenset[str]
    cards: frozenset[int]


@dataclass(frozen=True)
class Dated:
    """A version of a note, and when (seconds) it was first built; or no version.

    One that the learner made is of the release, by its time, that it was made from.
    """

    version: Version | None
    time: int
    made_from: int = 0

    @property
    def own(self):
        """Whether the learner made it."""
        return self.made_from > 0

    @property
    def fields(self):
        """What Anki holds, the time of the release in its field, which is the last but one."""
        *fields, _, spare = self.version.fields
        return (*fields, str(self.made_from or self.time), spare)


@dataclass(frozen=True)
class Note:
    """A note of the author: *first* is the first id it ever had, *numbers* are those of its clozes."""

    first: str
    id: str
    kind: str
    file: str
    question: str
    answer: str
    tags: frozenset[str] = frozenset()
    numbers: frozenset[int] = frozenset({1, 3})

    @property
    def markdown(self):
        attributes = [f"#{self.id}"]
        attributes += [f".{self.kind}"] if self.kind else []
        attributes += [f"was={self.first}"] if self.first != self.id else []
        attributes += [f'tags="{" ".join(sorted(self.tags))}"'] if self.tags else []
        answer = f"\n### Answer\n\n{self.answer}\n" if self.kind == "typed" else ""
        return f"\n## {self.question} {{{' '.join(attributes)}}}\n\n{self.body}\n{answer}"

    @property
    def body(self):
        if self.kind != "cloze":
            return self.answer
        return " ".join(f"{{{{c{number}::{self.answer} {number}}}}}" for number in sorted(self.numbers))

    @property
    def version(self):
        tags = self.tags | FILE_TAGS.get(self.file, set())
        if self.kind == "cloze":
            text = f'<p class="title">{self.question}</p>\n<p>{self.body}</p>'
            cards = frozenset(number - 1 for number in self.numbers)
            return Version((text, "", "", "", "", self.first, "", ""), tags, cards)
        front, back = f"<p>{self.question}</p>", f"<p>{self.body}</p>"
        answer = self.answer if self.kind == "typed" else ""
        reverse, cards = ("1", {0, 1}) if self.kind == "reversed" else ("", {0})
        return Version((front, back, answer, reverse, "", "", "", "", self.first, "", ""), tags, frozenset(cards))

    def dated(self, before, now):
        """Return what a build at the time *now* should make of the note, which was *before* in the last one."""
        if before is None:
            return Dated(self.version, now)
        return before if before.version == self.version else Dated(self.version, max(now, before.time + 1))


@dataclass(frozen=True)
class Build:
    """The report of a build, and by first id what should be in its package and its lock, and what it compared with."""

    report: Report | None
    notes: dict[str, Dated]
    lock: dict[str, Dated]
    compared: dict[str, Dated]


NOTHING = Build(None, {}, {}, {})


def drawn_from(name):
    """Return a strategy that draws from the current value of the machine's attribute *name*."""
    return st.runner().flatmap(lambda machine: st.sampled_from(getattr(machine, name)))


notes, held, words = drawn_from("notes"), drawn_from("held_ids"), st.sampled_from(["ash", "elm", "oak"])
files, tags = st.sampled_from(list(FILES)), st.frozensets(st.sampled_from(["core", "hard"]))
holds_a_note = precondition(lambda self: self.held)
pauses, readers = st.sampled_from([0, 1]), st.sampled_from(["nobody", "others", "all"])


class Author(RuleBasedStateMachine):
    """An author who writes and changes notes."""

    def __init__(self):
        super().__init__()
        self.notes = [Note(name, name, kind, "a.md", "ash", "ash") for name, kind in zip(IDS, KINDS, strict=False)]
        self.gone = []

    @precondition(lambda self: self.unused_ids)
    @rule(name=drawn_from("unused_ids"), kind=st.sampled_from(KINDS), file=files, question=words, answer=words)
    def adds(self, name, kind, file, question, answer):
        self.notes = [Note(name, name, kind, file, question, answer), *self.notes]

    @rule(note=notes, question=words)
    def rewords_question(self, note, question):
        self.change(note, question=question)

    @rule(note=notes, answer=words)
    def rewords_answer(self, note, answer):
        self.change(note, answer=answer)

    @rule(note=notes, tags=tags)
    def retags(self, note, tags):
        self.change(note, tags=tags)

    @rule(note=notes, file=files)
    def moves(self, note, file):
        self.notes = [*(each for each in self.notes if each != note), replace(note, file=file)]

    @precondition(lambda self: self.free_ids)
    @rule(note=notes, name=drawn_from("free_ids"), back=st.booleans())
    def renames(self, note, name, back):
        self.change(note, id=note.first if back else name)

    @rule(note=notes, kind=st.sampled_from(CARD_KINDS), number=st.integers(1, 4))
    def changes_cards(self, note, kind, number):
        if note.kind == "cloze":
            self.change(note, numbers=note.numbers ^ {number} or note.numbers)
        else:
            self.change(note, kind=kind)

    @precondition(lambda self: len(self.notes) > 1)
    @rule(note=notes)
    def retires(self, note):
        self.notes = [each for each in self.notes if each != note]
        self.gone = [*self.gone, note]

    @precondition(lambda self: self.restorable)
    @rule(note=drawn_from("restorable"))
    def restores(self, note):
        self.gone = [each for each in self.gone if each != note]
        self.notes = [*self.notes, note]

    def change(self, note, **changes):
        self.notes = [replace(each, **changes) if each == note else each for each in self.notes]

    @property
    def used_ids(self):
        return {name for note in self.notes for name in (note.id, note.first)}

    @property
    def free_ids(self):
        return [name for name in IDS if name not in self.used_ids]

    @property
    def unused_ids(self):
        return [name for name in self.free_ids if name not in {note.first for note in self.gone}]

    @property
    def restorable(self):
        return [note for note in self.gone if self.used_ids.isdisjoint((note.id, note.first))]


class Histories(Author):
    """An author who also builds and publishes, and a learner, with what the learner should have."""

    def __init__(self):
        super().__init__()
        self.folder = TemporaryDirectory()
        self.root = Path(self.folder.name)
        self.content = self.root / "content"
        self.learner = Learner(Collection(str(self.root / "collection.anki2")))
        self.learner.collection.db.execute("pragma synchronous = off")  # for speed
        self.clock = START
        self.builds = 0
        self.last = self.published = NOTHING
        self.held = {}
        self.cards = set()
        self.reviewed = {}

    def teardown(self):
        self.learner.collection.close()
        self.folder.cleanup()

    # The author builds

    @initialize()
    def publishes_the_first_edition(self):
        self.publish(self.build(self.last.lock), "all")

    @rule(pause=pauses, readers=readers)
    def builds_it(self, pause, readers):
        self.clock += pause
        self.publish(self.build(self.last.lock), readers)

    @rule(pause=pauses)
    def builds_it_twice(self, pause):
        made = []
        for _ in range(2):
            self.clock += pause
            package = self.build(self.last.lock).report.package
            made.append((package.read_bytes(), self.lock_path.read_bytes()))
        assert made[0] == made[1]

    @rule(pause=pauses, readers=readers)
    def builds_it_against_what_was_published(self, pause, readers):
        self.clock += pause
        here = {note.first for note in self.notes}
        # What was built but not published counts as changed, and may have its time again
        known = {first: Dated(None, each.time - 1) if first in here else each for first, each in self.last.lock.items()}
        self.publish(self.build(known | self.published.notes, self.published), readers)

    @rule(readers=readers)
    def restores_a_lost_lock(self, readers):
        self.clock += MINUTE
        self.lock_path.unlink()
        self.publish(self.build(self.published.notes, self.published), readers)

    def build(self, known, against=None):
        """Build the notes; *known* is what earlier builds or the published package made of them."""
        self.write()
        before, self.builds = self.lock_records, self.builds + 1
        package = self.root / f"{self.builds}.apkg"
        report = build(self.content, package, self.clock, against=against and against.report.package)
        made = {note.first: note.dated(known.get(note.first), self.clock) for note in self.notes}
        compared = against.notes if against else known
        self.check_plan(report.plan, compared, (against or self.last).notes, made)
        self.check_lock(before, made)
        self.last = Build(report, made, known | made, compared)
        return self.last

    def write(self):
        for name, front_matter in FILES.items():
            path = self.content / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(front_matter + "".join(each.markdown for each in self.notes if each.file == name))
        (self.content / "deck.toml").write_text(DECK_TOML)

    def publish(self, made, readers):
        if readers != "nobody":
            self.published = made
        if readers == "all":
            self.check_import(made)

    @property
    def lock_path(self):
        return self.content / "deck.lock"

    @property
    def lock_records(self):
        lock = read_lock(self.lock_path, "deck.lock", "test")
        return dict(lock.records) if lock else {}

    # The learner studies

    @rule(cards=st.sampled_from(["is:new", "-is:new", "deck:Test::B"]))
    def studies(self, cards):
        self.learner.reviews(f"{cards} -is:suspended")
        self.reviewed = {number: card for number, *card in self.rows(REVIEWS)} | self.reviewed

    @holds_a_note
    @rule(first=held, word=words)
    def edits_by_hand(self, first, word):
        name, text = self.learner.note(first).items()[0]
        self.learner.edits(first, name, f"{text} {word}")
        self.make_own(first, fields=(f"{text} {word}", *self.held[first].version.fields[1:]))

    @holds_a_note
    @rule(first=held)
    def marks(self, first):
        self.learner.tags(first, "marked")
        self.make_own(first, tags=self.held[first].version.tags | {"marked"})

    @holds_a_note
    @rule(first=held)
    def suspends(self, first):
        self.learner.collection.sched.suspend_cards(self.learner.note(first).card_ids()[-1:])

    @holds_a_note
    @rule(first=held)
    def deletes(self, first):
        self.learner.collection.remove_notes([self.learner.note(first).id])
        del self.held[first]
        self.cards = {card for card in self.cards if card[0] != first}

    @precondition(lambda self: self.empty_cards)
    @rule()
    def empties_cards(self):
        empty = [card for note in self.learner.collection.get_empty_cards().notes for card in note.card_ids]
        self.learner.collection.remove_cards_and_orphaned_notes(empty)
        self.cards -= self.empty_cards

    def make_own(self, first, **changes):
        """Record a change by the learner, with the time of these histories."""
        self.clock += MINUTE
        self.learner.collection.db.execute("update notes set mod = ? where guid = ?", self.clock, guid(first))
        before = self.held[first]
        self.held[first] = Dated(replace(before.version, **changes), self.clock, before.made_from or before.time)

    @property
    def held_ids(self):
        return sorted(self.held)

    @property
    def empty_cards(self):
        return self.cards - {(first, ordinal) for first, each in self.held.items() for ordinal in each.version.cards}

    def rows(self, query):
        return [tuple(row) for row in self.learner.collection.db.all(query)]

    # The properties

    def check_plan(self, plan, compared, live, made):
        new, changed, retired = ({each.first_id for each in part} for part in (plan.new, plan.changed, plan.retired))
        assert new == made.keys() - compared.keys()
        assert changed == {first for first in made.keys() - new if made[first].version != compared[first].version}
        assert retired == live.keys() - made.keys()
        assert plan.unchanged == len(made) - len(new) - len(changed)
        assert not [each for each in plan.changed if "rendering only" in each.what]

    def check_lock(self, before, made):
        after = self.lock_records
        note_ids = [each.nid for each in after.values()]
        assert len(note_ids) == len(set(note_ids))
        assert max(note_ids) <= self.clock * 1000
        assert all(after[first].nid == each.nid for first, each in before.items())
        assert {first: after[first].time for first in made} == {first: each.time for first, each in made.items()}

    def check_import(self, made):
        new = made.notes.keys() - self.held.keys()
        newer = {first for first in made.notes.keys() - new if made.notes[first].time > self.held[first].time}
        before, plan = self.rows(CARDS), made.report.plan

        counts = self.learner.imports(made.report.package)

        assert counts == (len(new), len(newer), len(made.notes) - len(new) - len(newer))
        if all(self.held.get(first) == made.compared.get(first) for first in made.notes):
            assert counts == (len(plan.new), len(plan.changed), plan.unchanged)
        after = self.rows(CARDS)
        assert set(before) <= set(after)
        self.held |= {first: made.notes[first] for first in new | newer}
        self.cards |= {(first, ordinal) for first, each in made.notes.items() for ordinal in each.version.cards}
        assert all(self.held[note.first].own or self.held[note.first].version == note.version for note in self.notes)
        assert self.learner.collection.fix_integrity()[1]
        assert len(self.rows(CARDS)) == len(after)

    @invariant()
    def the_learner_has_what_is_promised(self):
        notes = [
            (key, tuple(fields.split("\x1f")), frozenset(tags.split()), time)
            for key, fields, tags, time in self.rows("select guid, flds, tags, mod from notes")
        ]
        held = [(guid(first), each.fields, each.version.tags, each.time) for first, each in self.held.items()]
        assert sorted(notes) == sorted(held)
        assert self.learner.scheduling.keys() == {(guid(first), ordinal) for first, ordinal in self.cards}

    @invariant()
    def every_review_stays_with_its_card(self):
        rows = self.rows(REVIEWS)
        assert {number for number, *_ in rows} == self.reviewed.keys()
        assert all(card in ([None, None], self.reviewed[number]) for number, *card in rows)


def guid(first):
    return guid_of("test", first)


LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=1000 if LONG else 25,
    stateful_step_count=60 if LONG else 40,
    derandomize=not LONG,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
