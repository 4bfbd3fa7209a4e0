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
