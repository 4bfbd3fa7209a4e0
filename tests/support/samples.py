"""Content that several tests use."""

PLAIN_TOML = 'name = "Test"\nnamespace = "test"\n'
QUALITY = '["A", "D", "G", "P", "Q", "S", "W"]'  # all families of rules about it
DECK_TOML = f"{PLAIN_TOML}lint.off = {QUALITY}\n"  # most tests are about something else
GITHUB_TOML = DECK_TOML.replace('"G", ', "") + 'lint.errors = ["G"]\n'  # a deck that reads on GitHub as in Anki
FRONT_MATTER = "---\ndeck: Test::One\n---\n\n"
FIGURE = """\
```descent
surface: quadratic(a=1, b=50)
start: [-4, 1]
steps: 20
paths:
  gd: gd(lr=0.036)
```
"""
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
EVERYTHING = f"""\
## Plain with $x_{{i}}$? {{#plain tags="core"}}

Because:

- one
- two

{FIGURE}
### Hint

Think.

### Extra

> [!NOTE]
> See `code` and <https://a.org>.

| a | b |
|---|--:|
| 1 | 2 |

### Source

@key, section 1

### Original

what is <plain>?

## Term {{#reversed .reversed}}

Meaning.

## How many? {{#typed .typed}}

Look:

![One dot](dot.svg)

---

It is two.

### Answer

2

## Rule {{#cloze .cloze}}

It is {{{{c1::$\\frac{{a}}{{b_{{c}}}}$}}}}, then {{{{c3::**bold**::hint}}}}.

## What does this print? {{#code guid="k%3A%5Bq"}}

```python
print(f"{{1 < 2}}")
```

---

True
"""
FILES = {
    "references.bib": "@misc{key, author={A B}, title={T}, year=2000, url={https://b.org}}",
    "dot.svg": PICTURE,
}
