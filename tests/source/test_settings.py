import pytest

TOML = 'name = "Test"\nnamespace = "test"\n'
FENCE = """\
---
deck: Test
---
## Q? {{#one}}

```descent
surface: quadratic
steps: 9
paths:
  gd: gd
{}
```
"""


@pytest.mark.parametrize("code", ["0002", "001B", "001F", "0085", "2028", "E000"])
@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"deck.toml": f'{TOML}description = "a%s"\n'}, "deck.toml:3: 'description' contains"),
        ({"deck.toml": f'{TOML}licence = "%sa"\n'}, "deck.toml:3: 'licence' contains"),
        ({"deck.toml": f'{TOML}[figures]\ncaption = "%s"\n'}, "deck.toml:4: 'figures.caption' contains"),
        ({"deck.toml": f'{TOML}[lint]\noff = ["W03", "%s"]\n'}, "deck.toml:4: 'lint.off.1' contains"),
        ({"one.md": '---\ndeck: "Test%s"\n---\n'}, "one.md:2: 'deck' contains"),
        ({"one.md": '---\ndeck: Test\ntags:\n  - a\n  - "b%s"\n---\n'}, "one.md:5: 'tags.1' contains"),
        ({"one.md": FENCE.format('caption: "a%s"')}, "one.md:11: 'caption' contains"),
        ({"one.md": FENCE.format('alt: "%sa"')}, "one.md:11: 'alt' contains"),
        ({"one.md": FENCE.format('"ca%sption": a')}, "one.md:11: 'ca"),
    ],
)
def test_no_escape_brings_an_invisible_character_into_what_is_read(errors, files, line, code):
    (found,) = errors(files={name: text.replace("%s", f"\\u{code}") for name, text in files.items()})

    assert found.startswith(line)
    assert found.endswith(f" contains the invisible character U+{code}; remove it")
    assert found.isprintable()


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("Test::A:B", "contains ':'; remove it, and join levels by '::'"),
        ('Test::\\"A\\"', "contains '\"'; remove it, and join levels by '::'"),
        ("Test::A\\tB", "contains U+0009; remove it, and join levels by '::'"),
        ("Test::", "has an empty level or a space around a level; write it like A::B"),
        ("Test::::A", "has an empty level or a space around a level; write it like A::B"),
        ("Test:: A", "has an empty level or a space around a level; write it like A::B"),
    ],
)
def test_a_wrong_deck_name_is_refused_with_its_cause(errors, name, what):
    (found,) = errors(files={"one.md": f'---\ndeck: "{name}"\n---\n'})

    assert found.startswith("one.md:2: the deck name 'Test::")
    assert found.endswith(f"' {what}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('description = """\nlicence = 1\n[lint]\n"""\nlicence = 1', "7: 'licence' is 1; it should be a valid string"),
        ("description = '''a\nlicence = 1'''\nlicence = 1", "5: 'licence' is 1; it should be a valid string"),
        ('description = "\\"[" # """\nlicence = 1', "4: 'licence' is 1; it should be a valid string"),
        ('lint.off = [\n"D", # ]\n"S"]\nlicence = 1', "6: 'licence' is 1; it should be a valid string"),
        (
            'description = """\na\nb <img>\n"""',
            "5: the description contains '<img'; write it without pictures and HTML",
        ),
        ("description = 'b ![a](a.svg)'", "3: the description contains '!['; write it without pictures and HTML"),
        ('description = """\na\n\n```text\n```\n"""', "6: the description holds a fenced block; write it as text"),
        (
            'description = """\na\n$x$\n"""',
            "5: the description holds a formula, which Anki does not typeset there; write it in words",
        ),
        (
            'description = """\na\nb',
            "3: cannot be read as TOML: what begins in this line never ends; close its bracket or its quotation marks",
        ),
        (
            '[lint]\noff = [\n"D",',
            "4: cannot be read as TOML: what begins in this line never ends; close its bracket or its quotation marks",
        ),
    ],
)
def test_a_mistake_below_or_in_a_value_of_several_lines_is_reported_at_its_own_line(errors, text, expected):
    assert errors(files={"deck.toml": f"{TOML}{text}\n", "one.md": "---\ndeck: Test\n---\n## Q? {#one}\n\nA.\n"}) == [
        f"deck.toml:{expected}"
    ]
