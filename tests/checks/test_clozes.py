import pytest

NOTE = "## Question? {#one}\n\n"
CLOZE = "## Title {#one .cloze}\n\n"


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        (NOTE + "A {{c1::b}}.", "one.md:7: this note has a cloze, but is not a cloze note; add .cloze to its heading"),
        ("## {{c1::T {#one .cloze}\n\n{{c1::a}}", "one.md:5: the cloze is not closed; end it with '}}'"),
        (CLOZE + "Nothing.", "one.md:5: the cloze note hides nothing; mark a part of its text as {{c1::hidden}}"),
        (
            CLOZE + "{{c1::a}} {{c2::}}",
            "one.md:7: the cloze hides nothing that can be seen; write what it hides after '::'",
        ),
        (CLOZE + "a\n\n{{c1::b", "one.md:9: the cloze is not closed; end it with '}}'"),
        (
            CLOZE + "{{c1::a {{c2::b}} c}}",
            (
                "one.md:7: the cloze does not end before the next one, and a cloze inside a cloze is not supported; "
                "end it with '}}'"
            ),
        ),
        (
            CLOZE + "{{c1::a}} {{c0::b}}",
            "one.md:7: '{{c0::' has no number from 1 to 500; write it like {{c1::hidden}}",
        ),
        (
            CLOZE + "{{c1::a}} {{c1,2::b}}",
            "one.md:7: '{{c1,2::' has no number from 1 to 500; write it like {{c1::hidden}}",
        ),
        (
            CLOZE + "{{c1::a}} {{c501::b}}",
            "one.md:7: '{{c501::' has no number from 1 to 500; write it like {{c1::hidden}}",
        ),
        (
            CLOZE + "{{c1::a\n\nb}}",
            "one.md:7: the cloze does not end where it begins but in another paragraph; write a cloze for each part",
        ),
        (
            CLOZE + "{{c1::`a}}`}}",
            "one.md:7: the cloze does not end where it begins but inside code; write a cloze for each part",
        ),
    ],
)
def test_a_mistake_in_a_cloze_is_reported_at_its_line(errors, notes, expected):
    assert errors(notes) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "{{c3::a}} {{c1::$\\frac{a}{b_{c}}$::hint}} {{c1::`b`}} $\\frac{ {{c2::x}} }{y}$",
        "```text\na longer line of code\n```\n\n{{c1::more words than the fence has letters}} b",
        "A set {a} and }} alone, {{c1::b}}",
    ],
)
def test_what_looks_like_a_mistake_in_a_cloze_is_accepted(errors, text):
    assert errors(CLOZE + text) == []


def test_the_marks_of_clozes_in_a_fence_are_text(errors):
    assert errors(NOTE + "```text\n{{c1::x}} <div> ~a~\n- b\n```") == []
