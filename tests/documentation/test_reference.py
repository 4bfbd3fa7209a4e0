"""What is written from the code: rules, commands, schemas, snippets; and the hook that others install."""

import json
import re
import tomllib
from pathlib import Path

import pytest
import typer.main
import yaml
from jsonschema import Draft7Validator
from support.clock import NOW
from support.samples import QUALITY

import build_deck
from deck.build import check
from deck.diagnostics import Location
from deck.markup.fences import find_fences
from deck.source.fields import WRITABLE
from deck.source.front_matter import FrontMatter
from deck.source.heading import KINDS as NOTE_KINDS
from deck.source.settings import Forbidden, Lint, Settings
from deck.source.table import Table, keys_of
from deck.source.yaml_lines import read_mapping
from docs import commands, write_reference
from docs.rules import RULES, sections
from docs.write_reference import outdated
from figures import KINDS, Check
from figures.runs import Path as FigurePath

ROOT = Path(__file__).parents[2]
SCHEMAS = {path.stem: json.loads(path.read_text("utf-8")) for path in (ROOT / "docs" / "schemas").iterdir()}
CONTENTS = (ROOT / "content", ROOT / "deck" / "starter")
PAGES = [path for folder in CONTENTS for path in sorted(folder.glob("[0-9]*.md"))]
SHOWN = [*PAGES, ROOT / "docs" / "gallery.md", ROOT / "docs" / "figures.md"]
FENCES = [
    (path, fence)
    for path in SHOWN
    for fence in find_fences(path.read_text("utf-8"))
    if fence.language in {*KINDS, "check"}
]
SNIPPETS = json.loads((ROOT / ".vscode" / "cards.code-snippets").read_text("utf-8"))


def errors(schema, typed):
    return [error.message for error in Draft7Validator(SCHEMAS[schema]).iter_errors(typed)]


@pytest.fixture
def at_root(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.mark.usefixtures("at_root")
def test_all_of_it_is_up_to_date():
    assert list(outdated()) == []


def test_what_is_out_of_date_is_reported_by_name(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    files = {Path("docs/schemas/new.json"): "{}\n", Path("docs/rules.md"): "new\n"}
    monkeypatch.setattr(write_reference, "reference", lambda: files)
    write_reference.write()
    assert list(outdated()) == []

    Path("docs/rules.md").write_text("old\n", encoding="utf-8")
    Path("docs/schemas/old.json").write_text("{}\n", encoding="utf-8")

    assert list(outdated()) == [
        "docs/rules.md: is out of date; run python -m docs.write_reference",
        "docs/schemas/old.json: belongs to nothing; run python -m docs.write_reference",
    ]
    write_reference.write()
    assert list(outdated()) == []


def test_every_rule_has_a_section_and_a_row_in_the_order_of_its_family():
    page = sections()
    rows = re.findall(r"^\| \[([A-Z]\d{3})\]\(#([a-z0-9-]+)\) \|", page, re.MULTILINE)
    headings = re.findall(r"^### (([A-Z]\d{3}) [a-z-]+)$", page, re.MULTILINE)

    assert [code for code, _ in rows] == [code for _, code in headings]
    assert sorted(code for code, _ in rows) == sorted(RULES)
    assert [anchor for _, anchor in rows] == [heading.lower().replace(" ", "-") for heading, _ in headings]


@pytest.mark.parametrize("code", RULES)
def test_a_rule_is_shown_with_its_level_its_text_and_both_examples(code):
    rule = RULES[code]
    (row,) = re.findall(rf"^\| \[{code}\].*", sections(), re.MULTILINE)
    section = re.split(r"^### (?=[A-Z]\d{3} )", sections().partition(f"### {code} ")[2], flags=re.MULTILINE)[0]
    examples = [
        each for each in (rule.bad, rule.good) if isinstance(each, str) and each.isascii() and each.isprintable()
    ]

    assert f"| {rule.name} | {rule.level} | {' '.join(rule.text.replace('``', '`').split()[:3])}" in row
    assert section.index("Bad:") < section.index("Good:")
    assert all(example.rstrip() in section for example in examples)
    assert section.count("```") >= 4


@pytest.mark.parametrize("command", typer.main.get_command(build_deck.app).commands)
def test_the_help_of_every_command_is_printed_in_80_columns(command):
    section = commands.helps().partition(f"## build_deck.py {command}\n")[2].partition("\n## ")[0]

    assert f"Usage: build_deck.py {command} " in section
    assert max(map(len, section.splitlines())) <= 80
    assert "\x1b" not in section


@pytest.mark.usefixtures("at_root")
def test_the_picture_of_check_asks_nobody_for_a_font_and_shows_every_slip():
    svg = commands.picture_of_check()

    assert re.findall(r"https?://(?!www\.w3\.org|www\.textualize\.io)", svg) == []
    shown = re.sub(r"<[^>]+>", " ", svg).replace("&#160;", " ").replace("&#x27;", "'")
    assert all(wrong in shown for _, _, wrong in commands.SLIPS if "\n" not in wrong)
    assert "the card shows '4', but x(gd, 1) is 3.0" in shown


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name):
    Draft7Validator.check_schema(SCHEMAS[name])
    assert "$ref" not in json.dumps(SCHEMAS[name])


def keys(model):
    return set(keys_of(model) if issubclass(model, Table) else model.model_fields)


@pytest.mark.parametrize(
    ("name", "model"), [("deck", Settings), ("front-matter", FrontMatter), ("check", Check), *KINDS.items()]
)
def test_a_schema_has_the_keys_of_its_model_and_says_what_they_are(name, model):
    properties = SCHEMAS[name]["properties"]

    assert properties.keys() == keys(model)
    assert [key for key, schema in properties.items() if not schema.get("description")] == []


def test_the_tables_inside_are_described_too():
    lint = SCHEMAS["deck"]["properties"]["lint"]["properties"]
    path = SCHEMAS["descent"]["properties"]["paths"]["additionalProperties"]["anyOf"][1]["properties"]
    inside = [(lint, Lint), (lint["forbid"]["items"]["properties"], Forbidden), (path, FigurePath)]

    for properties, model in inside:
        assert properties.keys() == keys(model)
        assert all(schema.get("description") for schema in properties.values())


@pytest.mark.parametrize("folder", CONTENTS, ids=lambda folder: folder.name)
def test_the_settings_of_real_decks_are_valid(folder):
    assert errors("deck", tomllib.loads((folder / "deck.toml").read_text("utf-8"))) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_front_matter_of_real_pages_is_valid(path):
    typed, _ = read_mapping(path.read_text("utf-8").split("---\n")[1], Location(path.name))

    assert errors("front-matter", typed) == []


@pytest.mark.parametrize(("path", "fence"), FENCES, ids=lambda each: getattr(each, "stem", None) or f"{each.first}")
def test_the_fences_of_real_pages_are_valid(path, fence):
    typed, _ = read_mapping(fence.body, Location(path.name))

    assert errors(fence.language, typed) == []


@pytest.mark.parametrize(
    "typed", ["start = 'x0'", "start = ['x0', 1]", "[paths.gd]\noptimizer = 'gd(lr=0.4)'\nclip = 'c'\nstart = [1, 'y']"]
)
def test_a_varied_number_may_be_a_name(typed):
    assert errors("descent", tomllib.loads(typed)) == []


@pytest.mark.parametrize(
    ("schema", "typed", "error"),
    [
        ("deck", 'name = "A"', "'namespace' is a required property"),
        ("deck", 'name = "A"\nnamespace = "a"\nlicense = "MIT"', "('license' was unexpected)"),
        ("deck", 'name = "A"\nnamespace = "a"\nfigures.stepz = 3', "('stepz' was unexpected)"),
        ("deck", 'name = "A"\nnamespace = "a"\nfigures.steps = 0', "0 is less than the minimum of 1"),
        ("deck", 'name = "A"\nnamespace = "a"\nlint.of = ["W"]', "('of' was unexpected)"),
        ("deck", 'name = "A"\nnamespace = "a"\n[[lint.forbid]]\nphrases = ["xy"]', "'because' is a required property"),
        ("front-matter", 'tag = "x"\ndeck = "A"', "('tag' was unexpected)"),
        ("front-matter", 'deck = "A"\ntags = "x"', "'x' is not of type 'array'"),
        ("descent", "stepps = 3", "('stepps' was unexpected)"),
        ("descent", 'labels = "no"', "'no' is not of type 'boolean'"),
        ("descent", "start = [1, 2, 3]", "[1, 2, 3] is not valid under any of the given schemas"),
        ("descent", "[paths.gd]\noptimiser = 'gd'", "is not valid under any of the given schemas"),
        ("curve", 'quantity = "losses"', "'losses' is not one of ['loss', "),
        ("basins", "animate = true", "('animate' was unexpected)"),
        ("sweep", "[vary]\nlr = [1]", "[1] is too short"),
        ("sweep", "target = 1e9", "1000000000.0 is greater than the maximum of 1000000.0"),
        ("panels", 'start = ["x0", 1]', "['x0', 1] is not valid under any of the given schemas"),
        ("descent", 'steps = "n"', "'n' is not of type 'integer'"),
        ("schedule", "[paths.rate]\noptimizer = 'gd'", "{'optimizer': 'gd'} is not of type 'string'"),
        ("check", 'caption = "x"', "('caption' was unexpected)"),
    ],
)
def test_what_is_wrong_is_refused(schema, typed, error):
    found = errors(schema, tomllib.loads(typed))

    assert len(found) == 1
    assert error in found[0]


def expanded(name):
    """Return a snippet as it is when each of its stops is left as it is, and of a choice the first is taken."""
    body = "\n".join(SNIPPETS[name]["body"])
    texts = dict(re.findall(r"\$\{(\d+):([^}]*)\}", body))
    body = re.sub(r"\$\{\d+\|([^,|]*)[^}]*\|\}", r"\1", body)
    return re.sub(r"\$\{?(\d+)(?::[^}]*)?\}?", lambda match: texts.get(match[1], ""), body)


@pytest.mark.parametrize("kind", KINDS)
def test_the_snippet_of_a_figure_is_a_figure_as_it_is(kind):
    (fence,) = find_fences(expanded(kind))
    typed, _ = read_mapping(fence.body, Location("snippet"))

    assert KINDS[kind].model_validate(typed).name
    own = {key for key, field in KINDS[kind].model_fields.items() if field.default is not None}
    assert own - KINDS["basins"].model_fields.keys() <= typed.keys()


def test_the_snippet_of_a_strip_is_one_as_it_is():
    (fence,) = find_fences(expanded("strip"))
    typed, _ = read_mapping(fence.body, Location("snippet"))

    assert len(KINDS[fence.language].model_validate(typed).knobs) == 3


def test_the_snippets_of_notes_make_a_deck_as_they_stand(write):
    names = [name for name in SNIPPETS if name.endswith("note")]
    notes = "\n".join(expanded(name).replace("{#id", f"{{#{name.split()[0]}") for name in names)
    plain = (
        "## Q? {#q}\n\n" + expanded("callout") + "\n**−2.25**\n\n" + expanded("check") + "\n" + expanded("note field")
    )
    files = {
        "deck.toml": f'name = "Name"\nnamespace = "test"\nlint.off = {QUALITY}\n',
        "one.md": f"{expanded('front matter')}\n{notes}\n{plain}Text.\n",
    }

    assert check(write(files=files), NOW).found == ()
    assert {name.split()[0] for name in names} == {kind or "note" for kind in NOTE_KINDS if " " not in kind}


def test_the_snippet_of_a_field_offers_every_field():
    assert SNIPPETS["note field"]["body"][0] == f"### ${{1|{','.join(WRITABLE)}|}}"


@pytest.mark.parametrize("name", SNIPPETS)
def test_a_snippet_is_offered_in_markdown_under_a_word(name):
    assert SNIPPETS[name].keys() == {"scope", "prefix", "description", "body"}
    assert SNIPPETS[name]["scope"] == "markdown"
    assert re.fullmatch("[a-z]+", SNIPPETS[name]["prefix"])


def test_the_hook_runs_a_command_that_is_installed():
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    script, *command = hook["entry"].split()

    assert scripts[script] == "build_deck:app"
    assert command == ["check"]
    assert typer.main.get_command(build_deck.app).commands["check"]
    assert (hook["id"], hook["language"], hook["pass_filenames"]) == ("build-deck-check", "python", False)
    assert re.search(hook["files"], "content/1-foundations.md")
    assert not re.search(hook["files"], "README.md")


def test_rules_about_what_a_card_cannot_hold_and_the_page_about_it_name_each_other():
    limits = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    named = re.findall(r"\[([A-Z]\d{3})\]\(rules\.md#([a-z0-9-]+)\)", limits)
    parts = re.split(r"^### ([A-Z]\d{3}) .*$", sections(), flags=re.MULTILINE)

    assert {"H001", "N011", "T009", "T010", "F002", "L003"} <= {code for code, _ in named}
    assert all(anchor == f"{code}-{RULES[code].name}".lower() for code, anchor in named)
    assert {code for code, text in zip(parts[1::2], parts[2::2], strict=True) if "(limits.md)" in text} == {
        *dict(named)
    }
