import pytest

NOTE = "## Question? {#one}\n\n"


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        (NOTE + "a <div>b</div>", "one.md:7: '<div>' is not supported; write Markdown, or one of <b>, <br>, <i>"),
        (NOTE + "x\n\n<script>y</script>", "one.md:9: '<script>' is not supported"),
        (NOTE + '<b onclick="x">y</b>', "one.md:7: '<b onclick=\"x\">' is not supported"),
        (NOTE + "x\n\na <b>b\n\nc</b", "one.md:9: this paragraph has 1 <b> and 0 </b>; write as many of both"),
        (NOTE + "x\n\n</b>a<b>", "one.md:9: </b> comes before its <b>; write <b> first"),
        (NOTE + "a <!DOCTYPE html>", "one.md:7: '<!DOCTYPE html>' is not supported"),
        ("## <i>Q</i> <u x>a</u>? {#one}\n\nA.", "one.md:5: '<u x>' is not supported"),
        (NOTE + "$5\n\n<div>$", "one.md:9: '<div>' is not supported"),
        (NOTE + "`a\n\n<div>`", "one.md:9: '<div>' is not supported"),
        (NOTE + "$`x`$<div>$", "one.md:7: '<div>' is not supported"),
        (NOTE + "[latex]x[/latex]", "one.md:7: '[latex]' has a special meaning in Anki; write maths as $..$"),
        (NOTE + "[sound:x.mp3]", "one.md:7: '[sound:' has a special meaning in Anki; write maths as $..$"),
    ],
)
def test_html_that_a_card_may_not_have_is_reported_at_its_line(errors, notes, expected):
    (found,) = errors(notes)

    assert found.startswith(expected)


@pytest.mark.parametrize(
    "text",
    [
        "`<div>` and $`a <b> c`$ and <https://a.org> and <a@b.org> and a < b",
        "<b>a</b> H<sub>2</sub>O <br> x<br/>y <!-- a comment -->",
    ],
)
def test_what_looks_like_html_or_may_be_on_a_card_is_accepted(errors, text):
    assert errors(NOTE + text) == []
