from deck.checks.note_markdown import without_code


def test_code_is_blanked_out_line_for_line_and_character_for_character():
    text = "a `b` ``c ` d``\n```x\ny\n```\ne"

    assert without_code(text) == "a                \n\n\n\ne"[: len("a `b` ``c ` d``")] + "\n\n\n\ne"
