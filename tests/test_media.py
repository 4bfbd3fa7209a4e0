import pytest
from samples import PICTURE as SVG

NOTE = "## Q? {#one}\n\n"


def test_a_picture_gets_a_name_that_changes_with_its_bytes(rendered):
    note = rendered(NOTE + '![A "dot"](images/My%20Dot.SVG)', {"images/My Dot.SVG": SVG})

    (picture,) = note.pictures
    assert picture.name == "my-dot-962f0f96dab1.svg"
    assert picture.path.read_bytes() == SVG
    assert note.fields["Back"] == f'<p><img alt="A &quot;dot&quot;" src="{picture.name}"></p>'


def test_paths_start_at_the_files_own_folder(rendered):
    text = "---\ndeck: Test\n---\n" + NOTE + "![dot](../images/dot.svg)\n"

    assert len(rendered("", {"sub/x.md": text, "images/dot.svg": SVG}).pictures) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![a](b.svg)", "one.md:7: there is no picture 'b.svg'; paths start at the file's own folder"),
        ("x\n\n![](dot.svg)", "one.md:9: picture 'dot.svg' has no alt text; write ![what it shows](dot.svg)"),
        (
            "![a](../secret.svg)",
            "one.md:7: picture '../secret.svg' lies outside the content folder; copy it into it",
        ),
        ("![a](link.svg)", "one.md:7: picture 'link.svg' lies outside the content folder; copy it into it"),
        ("![a](https://a.org/b.svg)", "one.md:7: picture 'https://a.org/b.svg' is not a file of this folder"),
        ("![a](data:image/png;base64,xx)", "is not a file of this folder; save it beside the content"),
        (
            "![a](one.md)",
            "one.md:7: 'one.md' is no picture that Anki shows everywhere; take one of .svg, .png",
        ),
        ("![a](empty.png)", "one.md:7: picture 'empty.png' is empty or larger than 10 MB; save it smaller"),
        ("![a <b](dot.svg)", "one.md:7: an alt text or address holds '<' or '>'; write it in words"),
    ],
)
def test_a_mistake_with_a_picture_is_told_with_its_line(mistakes, write, tmp_path, text, expected):
    (tmp_path / "secret.svg").write_bytes(SVG)
    write(files={"dot.svg": SVG, "empty.png": b""})
    (tmp_path / "content" / "link.svg").symlink_to(tmp_path / "secret.svg")

    (found,) = mistakes(NOTE + text)

    assert expected in found
