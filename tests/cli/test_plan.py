import json
from pathlib import Path

NOTE = "## Q? {#one}\n\nA.\n"


def test_the_plan_is_printed_and_nothing_is_written(write, run):
    write(NOTE)
    run("build")
    before = Path("build/Test.apkg").read_bytes()
    write(NOTE.replace("A.", "B."))

    code, output, _ = run("plan")

    assert code == 0
    assert output.startswith("The next import touches 1 of 1 note: 1 changed.\n\nChanged:\n  one  Q?: back\n")
    assert json.loads(run("plan", "--json")[1])["changed"] == [
        {"id": "one", "first_id": "one", "title": "Q?", "what": ["back"]}
    ]
    assert Path("build/Test.apkg").read_bytes() == before


def test_the_plan_compares_with_a_release(write, run):
    write(NOTE)
    run("build", "-o", "release.apkg")
    write(NOTE.replace("A.", "B."))
    run("build")

    assert run("plan")[1].startswith("The next import touches 0 of 1 note.")
    assert run("plan", "--against", "release.apkg")[1].startswith("The next import touches 1 of 1 note: 1 changed.")


def test_the_plan_is_markdown_for_a_page_on_github(write, run):
    write(NOTE.replace("Q?", "Is `a*b` *c*?") + "## Left? {#two}\n\nB.\n")
    run("build")
    write(NOTE.replace("Q?", "Is `a*b` *c*?").replace("A.", "B.") + "## New? {#three}\n\nC.\n")

    code, output, _ = run("plan", "--format", "markdown")

    assert code == 0
    assert output.startswith(
        "### The next import touches 2 of 2 notes: 1 new, 1 changed. 1 is retired.\n"
        "\n**New**\n\n- `three` New?\n"
        "\n**Changed**\n\n- `one` Is `a*b` *c*?: back\n"
        "\n**Retired (an import deletes nothing)**\n\n- `two` Left?\n"
        "\nFind the retired notes in Anki's browser:\n\n```text\n"
    )
    assert "\n**What a learner should know**\n\n- your own edits and tags on the changed notes are replaced\n" in output


def test_json_may_be_asked_for_in_two_ways(write, run):
    write(NOTE)

    assert run("plan", "--format", "json") == run("plan", "--json")
