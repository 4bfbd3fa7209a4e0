import pytest
from support.clock import NOW
from support.samples import PICTURE as SVG

from deck.build import check
from deck.cache.snapshot import take_snapshot
from deck.cache.store import Store
from deck.render import media_files as pictures

NOTE = "## Q? {#one}\n\n"


def test_a_picture_gets_a_name_that_changes_with_its_bytes(rendered):
    note = rendered(NOTE + '![A "dot"](images/My%20Dot.SVG)', {"images/My Dot.SVG": SVG})

    (picture,) = note.media
    assert picture.name == "my-dot-962f0f96dab1.svg"
    assert picture.path.read_bytes() == SVG
    assert note.fields["Back"] == f'<p><img alt="A &quot;dot&quot;" src="{picture.name}"></p>'


def test_paths_start_at_the_files_own_folder(rendered):
    text = "---\ndeck: Test\n---\n" + NOTE + "![dot](../images/dot.svg)\n"

    assert len(rendered("", {"sub/x.md": text, "images/dot.svg": SVG}).media) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![a](b.svg)", "one.md:7: there is no picture 'b.svg'; paths begin at the folder of this file"),
        (
            "![a](../secret.svg)",
            "one.md:7: picture '../secret.svg' is outside the content folder; copy it into the folder",
        ),
        ("![a](link.svg)", "one.md:7: picture 'link.svg' is outside the content folder; copy it into the folder"),
        (
            "![a](https://a.org/b.svg)",
            "one.md:7: picture 'https://a.org/b.svg' is not in the content folder; save a copy there",
        ),
        (
            "![a](one.md)",
            "one.md:7: picture 'one.md' has a format that not every Anki shows; use one of .svg, .png",
        ),
        ("![a](empty.png)", "one.md:7: picture 'empty.png' is empty or larger than 10 MB; save it smaller"),
        (f"![a]({'a' * 300}/dot.svg)", f"one.md:7: there is no picture '{'a' * 300}/dot.svg'"),
        (f"![a]({'a/' * 5000}dot.svg)", "one.md:7: there is no picture 'a/a/"),
        ("![a <b](dot.svg)", "one.md:7: an alt text or address contains '<' or '>'; write it in words"),
    ],
)
def test_a_mistake_with_a_picture_is_reported_with_its_line(errors, write, tmp_path, text, expected):
    (tmp_path / "secret.svg").write_bytes(SVG)
    write(files={"dot.svg": SVG, "empty.png": b""})
    (tmp_path / "content" / "link.svg").symlink_to(tmp_path / "secret.svg")

    (found,) = errors(NOTE + text)

    assert expected in found


def test_a_picture_written_into_the_text_is_refused(errors):
    found = errors(NOTE + "![a](data:image/png;base64,xx)")

    assert any("is not in the content folder; save a copy there" in each for each in found)


def test_a_picture_is_checked_once_until_its_bytes_change(write, tmp_path, monkeypatch):
    content = write(files={"a.svg": SVG, "same.svg": SVG, "b.png": b"x"})
    checked, check_file = [], pictures.media_fault
    monkeypatch.setattr(pictures, "media_fault", lambda data, suffix: checked.append(data) or check_file(data, suffix))
    store = Store(tmp_path / "cache")

    first = pictures.media_files(take_snapshot(content, store), store)
    assert [bool(file.fault) for file in first.values()] == [False, True, False]
    checked.clear()
    assert pictures.media_files(take_snapshot(content, store), store) == first
    (content / "same.svg").write_bytes(SVG + b" ")
    pictures.media_files(take_snapshot(content, store), store)

    assert checked == [SVG + b" "]


def test_a_picture_that_became_unsafe_is_refused_though_its_name_would_be_the_same(write, monkeypatch):
    """Of its digest a name contains twelve digits, which somebody may make the same for two files."""
    monkeypatch.setattr(pictures, "media_name", lambda path, _: path.name)
    content = write(NOTE + "![a](dot.svg)", {"dot.svg": SVG})
    assert check(content, NOW).found == ()

    (content / "dot.svg").write_bytes(SVG.replace(b"/>", b"><script/></svg>"))

    assert "contains a <script>" in str(check(content, NOW).found[0])


def test_a_picture_that_cannot_be_read_is_reported_with_its_line(errors):
    (found,) = errors(NOTE + "![a](large.svg)", {"large.svg": b" " * 256_000_001})

    assert found == ("one.md:7: picture 'large.svg' cannot be read; see that it is a regular file that you may read")
