"""Packages that Anki exported become content folders that build, and what cannot become a note is listed."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from anki.collection import Collection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.any_deck import (
    BASIC,
    CLOZE,
    OCCLUSION,
    OPTIONAL,
    REVERSED,
    TYPED,
    add_media,
    add_note,
    add_note_type,
)
from support.clock import NOW
from support.exports import FORMS, export, export_collection
from support.learner import Learner
from support.samples import EVERYTHING, FILES, PICTURE

from deck import build, check
from deck.anki.any_collection import AnyNote, read_holdings
from deck.anki.apart import ApartError
from deck.compile.trial import trial_of
from deck.edit.fix import find_fixes, write_fixes
from deck.source.settings import Settings
from deck.start.adopt import adopt
from deck.start.guide import searches
from deck.start.new import start
from deck.start.note_kind import Kind, NotAdoptedError
from deck.start.note_to_markdown import note_markdown, parts_of
from deck.start.proof import fault_of

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001"
    "f61738550000000049454e44ae426082"
)


MP3 = b"ID3\x04" + bytes(40)


@pytest.fixture
def collection(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with closing(Collection(str(tmp_path / "collection.anki2"))) as made:
        yield made


@pytest.fixture
def adopted(collection, tmp_path):
    """Return a function that exports the collection, adopts it into the folder ``moved`` and returns the decks."""

    def move(form="latest"):
        return adopt(export(collection, tmp_path / "old.apkg", form), Path("moved"), "0123abcd")

    return move


def text_of(path):
    return re.sub(r' guid="[^"]+"', "", Path(path).read_text(encoding="utf-8"))


def reasons(decks):
    return [each.reason for deck in decks for each in deck.left]


@pytest.mark.parametrize("form", FORMS)
def test_notes_of_each_stock_type_become_notes(collection, adopted, form):
    add_media(collection, **{"a cat_png": PNG})
    add_note(collection, BASIC, "Which animal <i>barks</i>?", "The <b>dog</b>.<br>Loudly.", tags=("pets::all", "x!y"))
    add_note(collection, BASIC, '<img src="a cat.png"><br>What is this?', "A cat.<ul><li>furry</li></ul>")
    add_note(collection, REVERSED, "dog", "Hund")
    add_note(collection, OPTIONAL, "cat", "Katze", "y")
    add_note(collection, OPTIONAL, "bird", "Vogel")
    add_note(collection, TYPED, "The plural of mouse?", "mice")
    add_note(collection, CLOZE, "A {{c1::dog}} barks at {{c2::cats::who?}}.", "So they say.")
    add_note(collection, CLOZE, "<p>The law</p><p>{{c1::\\(a &lt; b\\)}}</p>")

    (deck,) = adopted(form)

    assert (len(deck.adopted), deck.left) == (8, ())
    assert text_of("moved/animals.md") == EXPECTED
    assert {each.level for each in check(Path("moved"), NOW).found} == {"warning"}
    assert build(Path("moved"), None, NOW).cards == 8 + 3
    assert Path("moved/media/a-cat.png").read_bytes() == PNG
    assert not Path("moved/not-adopted.txt").exists()


EXPECTED = """\
---
deck: "Animals"
---

## Which animal *barks*? {#animal-barks tags="pets::all x-y"}

The **dog**.<br>
Loudly.

## {#this}

![](media/a-cat.png)<br>
What is this?

---

A cat.

- furry

## dog {#dog .reversed}

Hund

## cat {#cat .reversed}

Katze

## bird {#bird}

Vogel

## The plural of mouse? {#plural-mouse .typed}

### Answer

mice

## {#dog-barks-cats .cloze}

A {{c1::dog}} barks at {{c2::cats::who?}}.

### Extra

So they say.

## {#law .cloze}

The law

{{c1::$a < b$}}
"""


def test_further_fields_go_below_the_answer_under_their_names(collection, adopted):
    fields = ("Word", "Meaning", "Example", "Clue", "Extra")
    add_note_type(
        collection,
        "Vocabulary",
        fields,
        {"{{Word}}{{hint:Clue}}{{tts de_DE:Word}}": "{{FrontSide}}<hr>{{Meaning}}{{Example}}"},
    )
    add_note(collection, "Vocabulary", "Hund", "dog", "<i>Der</i> Hund bellt.", "an animal", "<ul><li>x</li></ul>")

    adopted()

    assert text_of("moved/animals.md").partition("\n\n")[2] == (
        "## Hund {#hund}\n\ndog\n\n### Hint\n\nan animal\n\n### Extra\n\n**Example:** *Der* Hund bellt.\n\n- x\n"
    )


def test_formulas_that_latex_draws_become_formulas(collection, adopted):
    add_note(collection, BASIC, "Is [$]a &lt; b[/$]?", "[$$]\\frac{a}{b}[/$$] says so.")

    assert adopted()[0].left == ()
    assert text_of("moved/animals.md").partition("\n\n")[2] == "## Is $a < b$? {#is}\n\n$$\\frac{a}{b}$$ says so.\n"


def test_what_a_card_template_adds_to_the_front_is_kept(collection, adopted):
    front = "{{#Context}}Context: {{Context}}<br>{{/Context}}Translate:<hr>{{Word}}{{^Context}}!{{/Context}}<!-- x -->"
    add_note_type(collection, "Any", ("Word", "Meaning", "Context"), {front: "{{FrontSide}}{{Meaning}}"})
    add_note_type(
        collection, "Gaps", ("Text", "Head"), {"<b>{{Head}}</b><br>{{cloze:Text}}": "{{cloze:Text}}"}, cloze=True
    )
    add_note(collection, "Any", "Hund", "dog", "animals")
    add_note(collection, "Any", "Blatt", "leaf")
    add_note(collection, "Gaps", "A {{c1::dog}} barks.", "Animals")

    (deck,) = adopted()

    assert deck.left == ()
    assert text_of("moved/animals.md").partition("\n\n")[2] == (
        "## Context: animals {#context-animals-translate-hund}\n\nTranslate:\n\n***\n\nHund\n\n---\n\ndog\n\n"
        "## Translate: {#translate-blatt}\n\n***\n\nBlatt!\n\n---\n\nleaf\n\n"
        "## {#animals-dog-barks .cloze}\n\n**Animals**<br>\nA {{c1::dog}} barks.\n"
    )


def test_readings_that_card_templates_show_are_written_above_the_words(collection, adopted):
    add_note_type(
        collection,
        "Japanese (recognition&recall)",
        ("Expression", "Meaning", "Reading"),
        {
            "{{Expression}}": "{{FrontSide}}<hr id=answer>{{furigana:Reading}}<br>{{Meaning}}",
            "{{Meaning}}": "{{FrontSide}}<hr id=answer>{{Expression}}<br>{{furigana:Reading}}",
        },
    )
    add_note_type(collection, "Gaps", ("Text",), {"{{furigana:cloze:Text}}": "{{furigana:cloze:Text}}"}, cloze=True)
    add_note(collection, "Japanese (recognition&recall)", "食べる", "to eat", " 食[た]べる")
    add_note(collection, "Gaps", "{{c1::猫[ねこ]}}は 寝[ね]る。")

    (deck,) = adopted()

    assert deck.left == ()
    assert text_of("moved/animals.md").partition("\n\n")[2] == (
        "## 食べる {#shi-heru .reversed}\n\nto eat\n\n### Extra\n\n**Reading:** <ruby>食<rt>た</rt></ruby>べる\n\n"
        "## {#mao-neko-haqin-neru .cloze}\n\n"
        "{{c1::<ruby>猫<rt>ねこ</rt></ruby>}}は<ruby>寝<rt>ね</rt></ruby>る。\n"
    )


@pytest.mark.parametrize(
    ("note_type", "fields", "reason"),
    [
        (OCCLUSION, ("{{c1::image-occlusion:rect:left=0}}", "x.png"), "image occlusion"),
        (BASIC, ("[sound:dog.mp3]", "dog"), "a sound that is missing"),
        (BASIC, ("dog", "[sound:note.pdf]"), "a sound that has a format that not every Anki shows"),
        (BASIC, ("dog", "[sound:film.mp4]"), "a sound that has a format that not every Anki shows"),
        (BASIC, ("dog", "[sound:https://a.org/dog.mp3]"), "a sound that is not in the package"),
        (
            BASIC,
            ("dog", "[sound:broken.mp3]"),
            "a sound that is not a mp3 file; save it in this format, or name it by the format that it has",
        ),
        (BASIC, ("dog", "<code>[sound:bark.mp3]</code>"), "a sound within code"),
        (BASIC, ("dog", "<a href='https://a.org'>[sound:bark.mp3]</a>"), "another text in 'Back'"),
        (
            TYPED,
            ("dog", "[sound:bark.mp3]"),
            "more than a line of plain text in 'Back', which is typed or shown as it is",
        ),
        (BASIC, ("[latex]x[/latex]", "dog"), "LaTeX that is not MathJax"),
        (BASIC, ("dog", ""), "an empty back"),
        (BASIC, ("<br>", "dog"), "an empty front"),
        (BASIC, ("dog", '<img src="missing.png">'), "a picture that is missing"),
        (BASIC, ("dog", '<img src="https://a.org/x.png">'), "a picture that is not in the package"),
        (BASIC, ("dog", '<img src="note.pdf">'), "a picture that has a format that not every Anki shows"),
        (
            BASIC,
            ("dog", '<img src="broken.png">'),
            "a picture that cannot be read as PNG, or ends too early; save it again",
        ),
        (BASIC, ("dog", "a\ue000b"), "contains the invisible character U+E000; remove it"),
        (BASIC, ("dog", "a\ue100b"), "a private character"),
        (
            TYPED,
            ("dog", "<p>a</p><p>b</p>"),
            "more than a line of plain text in 'Back', which is typed or shown as it is",
        ),
        (TYPED, ("dog", ""), "nothing to type"),
    ],
)
def test_what_cannot_become_a_note_is_listed_with_the_reason(collection, adopted, note_type, fields, reason):
    add_media(collection, picture_png=PNG, note_pdf=b"%PDF-", film_mp4=b"x", broken_png=b"x")
    add_media(collection, bark_mp3=MP3, broken_mp3=b"x")
    add_note(collection, BASIC, "Which animal barks?", "The dog.")
    note = add_note(collection, note_type, *fields)

    decks = adopted()

    assert len(decks[0].adopted) == 1
    assert reasons(decks) == [reason]
    listed = Path("moved/not-adopted.txt").read_text(encoding="utf-8")
    assert f"== 1: {reason}\nnid:{note.id}\n" in listed
    assert f"Front: {fields[0]}" in listed or note_type != BASIC
    assert not [*Path("moved").rglob("*.png"), *Path("moved").rglob("*.mp3")]


def test_sounds_move_in_with_the_words_beside_them(collection, adopted, tmp_path):
    add_media(collection, **{"der hund_mp3": MP3, "bark_ogg": b"OggS1", "wrong_wav": b"fLaC"})
    add_note(collection, BASIC, "der Hund[sound:der hund.mp3]", "the dog")
    add_note(
        collection, BASIC, "[sound:der%20hund.mp3]", "the dog [sound:bark.ogg], which <b>barks[sound:bark.ogg]</b>"
    )
    add_note(collection, BASIC, "Which one?<br>[sound:bark.ogg]", "<ul><li>[sound:wrong.wav]</li></ul>[sound:bark.ogg]")
    add_note(collection, CLOZE, "It {{c1::barks [sound:bark.ogg]}}.", "So: [sound:der hund.mp3]")

    (deck,) = adopted()

    assert (len(deck.adopted), deck.left) == (4, ())
    assert text_of("moved/animals.md") == SOUNDS
    assert Path("moved/media/der-hund.mp3").read_bytes() == MP3
    assert [(each.rule, each.line) for each in check(Path("moved"), NOW).found] == [("Q003", 5), ("Q003", 13)]
    with closing(Collection(str(tmp_path / "other.anki2"))) as other:
        learner = Learner(other)
        learner.imports(build(Path("moved"), None, NOW).package)
        played = [
            [Path(other.media.dir(), tag.filename).read_bytes() for tag in tags]
            for note in ("der-hund", "note", "one", "barks")
            for card in learner.note(note).cards()
            for tags in (card.question_av_tags(), card.answer_av_tags())
        ]
    assert played == [  # an answer has its question above it
        *([MP3], [MP3]),
        *([MP3], [MP3, b"OggS1", b"OggS1"]),
        *([b"OggS1"], [b"OggS1", b"fLaC", b"OggS1"]),
        *([], [b"OggS1", MP3]),
    ]


SOUNDS = """\
---
deck: "Animals"
---

## der Hund {#der-hund}

[🔊](media/der-hund.mp3)

---

the dog

## {#note}

[🔊](media/der-hund.mp3)

---

the dog [🔊](media/bark.ogg), which **barks[🔊](media/bark.ogg)**

## Which one? {#one}

[🔊](media/bark.ogg)

---

- [🔊](media/wrong.flac)

[🔊](media/bark.ogg)

## {#barks .cloze}

It {{c1::barks [🔊](media/bark.ogg)}}.

### Extra

So: [🔊](media/der-hund.mp3)
"""


def test_each_top_level_deck_is_a_folder_and_each_deck_a_file(collection, adopted):
    for deck in ("Animals::Big: ones", "Animals", "Plants", "Readme", "Default"):
        add_note(collection, BASIC, f"Which is of {deck}?", "This.", deck=deck)

    decks = adopted()

    found = sorted(path.relative_to("moved").as_posix() for path in Path("moved").rglob("*.md"))
    assert found == [
        "animals/README.md",
        "animals/animals.md",
        "animals/big-ones.md",
        "moved/README.md",
        "moved/moved.md",
        "plants/README.md",
        "plants/plants.md",
        "readme/README.md",
        "readme/readme-2.md",
    ]
    assert text_of("moved/animals/big-ones.md").startswith('---\ndeck: "Animals::Big ones"\n---\n')
    assert [deck.name for deck in decks] == ["Animals", "Plants", "Readme", "Moved"]
    assert [*searches(decks[3])] == [('"note:Basic" "deck:Default"', "Moved: Card")]
    assert len({build(deck.folder, Path(f"{n}.apkg"), NOW).package for n, deck in enumerate(decks)}) == 4


def test_decks_whose_names_differ_only_in_marks_have_namespaces_of_their_own(collection, adopted):
    for deck in ("😀", "x", "-x"):
        add_note(collection, BASIC, f"Which is of {deck}?", "This.", deck=deck)

    decks = adopted()

    settings = [(each.folder / "deck.toml").read_text(encoding="utf-8").partition("\n\n")[0] for each in decks]
    assert settings == [
        'name = "😀"\nnamespace = "deck-0123abcd"',
        'name = "x"\nnamespace = "x-0123abcd"',
        'name = "-x"\nnamespace = "x-2-0123abcd"',
    ]


@pytest.mark.parametrize(
    "name", ["Basic*", "My_Type", "The 'new' one", "a (b) c", "Deck: Card", "back\\slash", "-nid", "Größe"]
)
def test_the_search_of_the_guide_finds_these_notes_and_no_others(collection, adopted, name):
    templates = {"{{Front}}": "{{FrontSide}}{{Back}}"}
    add_note_type(collection, name, ("Front", "Back"), templates)
    add_note_type(collection, "My-Type", ("Front", "Back"), templates)
    for other in ("My-Type", BASIC):
        add_note(collection, other, "Which animal barks?", "The dog.", deck="A_b")
    wanted = add_note(collection, name, "Which animal purrs?", "The cat.", deck="A_b::C")
    add_note(collection, name, "[sound:cat.mp3]", "The cat.", deck="A_b::C")
    add_note(collection, name, "Which animal sings?", "The bird.", deck="Axb")

    deck = next(each for each in adopted() if each.name == "A_b")

    found = [collection.find_notes(search) for search, _ in searches(deck)]
    assert [wanted.id] in [list(each) for each in found]
    assert sorted(note for each in found for note in each) == sorted(note.id for note in deck.adopted)


def test_a_whole_collection_is_read_too(collection, tmp_path):
    note = add_note(collection, BASIC, "Which animal barks?", "The dog.")
    backup = export_collection(collection, tmp_path / "all.colpkg")

    (deck,) = adopt(backup, Path("moved"), "0123abcd")

    assert [each.guid for each in deck.adopted] == [note.guid]


def test_pictures_get_the_ending_that_fits_and_plain_names(collection, adopted):
    add_media(collection, **{"Ünï cörn_jpg": PNG, "uni-corn_jpg": PNG, "dot_svg": PICTURE})
    for name in ("Ünï cörn.jpg", "uni-corn.jpg", "dot.svg", "%C3%9Cn%C3%AF%20c%C3%B6rn.jpg"):
        add_note(collection, BASIC, f"What is shown in {name[:3]}?", f'<img src="{name}">')

    (deck,) = adopted()

    assert (len(deck.adopted), deck.left) == (4, ())
    found = {path.name for path in Path("moved/media").iterdir()}
    assert found == {"uni-corn.png", "uni-corn-2.png", "dot.svg"}


def test_a_deck_of_ours_comes_back_with_the_same_texts_and_ids(write, tmp_path):
    package = build(write(EVERYTHING, FILES), tmp_path / "ours.apkg", NOW).package

    (deck,) = adopt(package, Path("moved"), "0123abcd")

    assert (len(deck.adopted), deck.left) == (EVERYTHING.count("\n## ") + 1, ())
    ids = re.findall(r"^## .*\{#([\w-]+)", text_of("moved/one.md"), re.MULTILINE)
    assert ids == re.findall(r"^## .*\{#([\w-]+)", EVERYTHING, re.MULTILINE)


def test_a_note_that_is_typed_and_reversed_stays_both(write, tmp_path):
    note = "## Which animal barks? {#dog .typed .reversed}\n\nThe one that barks.\n\n### Answer\n\ndog\n"
    package = build(write(note), tmp_path / "ours.apkg", NOW).package

    adopt(package, Path("moved"), "0123abcd")

    assert "{#dog .typed .reversed}" in text_of("moved/one.md")
    assert build(Path("moved"), None, NOW).cards == 2


def test_marks_that_would_be_misread_are_escaped(collection, adopted):
    add_note(
        collection, BASIC, "1. *a* [b](c) {#d} ##", "# a<br>---<br>- b&lt;br&gt; $c$ http://a.org/x_y_z :smile: ~x~"
    )

    (deck,) = adopted()

    assert (len(deck.adopted), [each.reason for each in deck.left]) == (1, [])


def test_a_folder_that_exists_and_what_is_no_package_are_refused(collection, tmp_path):
    add_note(collection, BASIC, "Which animal barks?", "The dog.")
    package = export(collection, tmp_path / "old.apkg", "latest")
    Path("there").mkdir()
    Path("text.apkg").write_text("no package", encoding="utf-8")

    with pytest.raises(FileExistsError):
        adopt(package, Path("there"), "0123abcd")
    with pytest.raises(ApartError):
        adopt(Path("text.apkg"), Path("moved"), "0123abcd")
    assert not Path("moved").exists()


def test_what_anki_cannot_read_is_an_error_and_writes_nothing(collection, tmp_path):
    add_note(collection, BASIC, "Which animal barks?", "The dog.")
    with ZipFile(export(collection, tmp_path / "old.apkg", "legacy")) as archive:
        database = archive.read("collection.anki21")
    (tmp_path / "collection.anki21").write_bytes(database)
    with closing(sqlite3.connect(tmp_path / "collection.anki21")) as connection:
        connection.executescript("update col set models = 'none'")
    with ZipFile(tmp_path / "broken.apkg", "w") as archive:
        archive.write(tmp_path / "collection.anki21", "collection.anki21")

    with pytest.raises(ApartError):
        adopt(tmp_path / "broken.apkg", Path("moved"), "0123abcd")
    assert not Path("moved").exists()


@pytest.mark.parametrize("whole", [False, True])
def test_the_library_reads_what_the_export_holds(collection, tmp_path, whole):
    note = add_note(collection, BASIC, "Which animal barks?", "The dog.", deck="Animals::Pets", tags=("pets",))
    add_note(collection, BASIC, "Which animal purrs?", "The cat.", deck="Default")
    folder = tmp_path / "work"
    folder.mkdir()

    package = tmp_path / ("all.colpkg" if whole else "old.apkg")
    exported = export_collection(collection, package) if whole else export(collection, package, "latest")

    holdings = read_holdings(exported, folder)

    first, second = holdings.notes
    assert (first.id, first.guid, first.note_type.name, first.deck) == (note.id, note.guid, "Basic", "Animals::Pets")
    assert (first.fields, first.tags) == ({"Front": "Which animal barks?", "Back": "The dog."}, ("pets",))
    assert second.deck == ""


def test_the_starter_comes_back_whole(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    start(Path("starter"), "0123abcd")
    package = build(Path("starter"), Path("starter.apkg"), NOW).package

    (deck,) = adopt(package, Path("moved"), "0123abcd")

    assert (len(deck.adopted), [each.reason for each in deck.left]) == (13, [])
    assert r"{{c3::`std\::vector<double>`}}" in text_of("moved/1-cards.md")


PIECES = (
    *("<b>", "</b>", "<p>", "</p>", "<div>", "</div>", "<br>", "<ul><li>", "</li><li>", "</li></ul>", "<code>"),
    *("</code>", "<table><tr><td>", "</td><td>", "</td></tr></table>", "<pre>", "</pre>", "<blockquote>", "<h2>"),
    *(
        "</h2>",
        "<i>",
        "</i>",
        "&nbsp;",
        " ",
        "word",
        "*",
        "_",
        "`",
        "[",
        "](",
        ")",
        "#",
        "1. ",
        "- ",
        "|",
        "&lt;",
        "&amp;",
    ),
    *("\\(x\\)", "\\[y\\]", "\\(", "$", "~", "{{c1::", "::", "}}", "\\", "\n", "http://a.org", ":", "!", "\ue100"),
)
KIND = Kind(cloze=False, front="{{Front}}", fronts=("Front",), back="Back")


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_note_holds_it_is_adopted_or_the_reason_is_reported(tmp_path, html):
    note = AnyNote(1, "guid", None, {"Front": "word " + html, "Back": html}, (), "Deck")
    trial = trial_of(tmp_path, Settings(name="Deck", namespace="deck"))
    try:
        parts = parts_of(note, KIND)
    except NotAdoptedError:
        return
    for escaped in (False, True):
        markdown = note_markdown(note, "one", parts, str, escaped=escaped)
        assert isinstance(fault_of(markdown, note, KIND, trial), str)


def test_files_of_mdanki_need_front_matter_and_ids_alone(write):
    """What docs/moving-in.md says of them."""
    cards = "## What's the Markdown?\n\nA lightweight markup language.\n\n## Who created it?\n\nJohn Gruber, in 2004.\n"
    content = write(cards)

    write_fixes(find_fixes(content))

    assert build(content, None, NOW).notes == 2
