"""Rules about the quality of cards: for each, content that breaks it alone, and content that nearly does."""

import re
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.samples import FIGURE, PICTURE, PLAIN_TOML

from deck.build import check
from deck.checks import CODES
from deck.checks.duplicates import _alike
from deck.checks.views import DECK, QUALITY, SUPPRESSIONS
from deck.checks.words import length, words

NOW = 1_760_000_000
TOML = (
    PLAIN_TOML
    + """
[lint]
secondary = ["notes2001"]

[[lint.forbid]]
phrases = ["lowest point"]
because = "it is a known error; say minimum"
"""
)
WORKS = """\
@misc{doe2000, author={Jane Doe}, title={A Work}, year=2000}
@misc{notes2001, author={John Roe}, title={Notes}, year=2001}
"""
FILES = {"deck.toml": TOML, "references.bib": WORKS}
SOURCE = "\n### Source\n\n@doe2000, section 1\n"


class Example(NamedTuple):
    """Content that breaks one rule, what is then found, and content that nearly breaks it."""

    breaks: str
    found: str
    nearly: str
    source: str = SOURCE
    nearly_source: str = SOURCE
    pictures: tuple[str, ...] = ()


EXAMPLES = {
    "E01": Example(
        "## Why does momentum help in a ravine? {#one}\n\nThe gradients across it cancel.\n",
        "E01 one.md:5: the note has no source; add '### Source' with @key and where in it",
        "## How much is twice two? {#one}\n\n**4**\n\n```check\nanswer: 2 * 2\n```\n",
        source="",
        nearly_source="",
    ),
    "E03": Example(
        "## Where does gradient descent stop? {#one}\n\nAt *its* lowest point.\n",
        "E03 one.md:7: 'lowest point' is forbidden here: it is a known error; say minimum",
        "## Where does gradient descent stop? {#one}\n\nAt the lowest. Point by point it goes down.\n",
    ),
    "E04": Example(
        '## How much is twice two? {#one tags="kind::compute"}\n\n**4**\n',
        "E04 one.md:5: the note is tagged kind::compute and no check computes its answer; add one with 'answer:'",
        '## How much is twice two? {#one tags="kind::compute"}\n\n**4**\n\n```check\nanswer: 2 * 2\n```\n',
    ),
    "E05": Example(
        '## What is the default decay of RMSprop in PyTorch? {#one tags="kind::default"}\n\nIt is 0.99.\n',
        "E05 one.md:5: the note is tagged kind::default and names no version; add one, as in 'PyTorch 2.14'",
        '## What is the default decay of RMSprop in PyTorch 2.14? {#one tags="kind::default"}\n\nIt is 0.99.\n',
    ),
    "E07": Example(
        "## What is a momentum? {#one}\n\nA running sum.\n\n## What is a *Momentum*? {#two}\n\nA velocity.\n",
        "E07 one.md:13: the front asks the same as 'one' at content/one.md:5; tell them apart",
        "## What does `a` print? {#one}\n\nA sum.\n\n## What does `b` print? {#two}\n\nA velocity.\n",
    ),
    "E08": Example(
        "## What is momentum? Why does it help? {#one}\n\nGradients across a ravine cancel.\n",
        "E08 one.md:5: the front asks more than one question; make a card of each",
        "## Who asked “What is it? What does it want?” of the Third Estate? {#one}\n\nThe abbé Sieyès.\n",
    ),
    "E09": Example(
        "## Does Adam keep a momentum? {#one}\n\nYes, as the average $m$.\n",
        "E09 one.md:5: yes or no would answer the front; ask what, why, when or how much",
        "## What does plain SGD keep? {#one}\n\nNo memory of past gradients.\n",
    ),
    "E10": Example(
        f"## What does momentum do? {{#one}}\n\n{'word ' * 41}\n",
        "E10 one.md:7: the answer has 41 words; keep it to 40 and move the rest to Extra",
        f"## What does momentum do? {{#one}}\n\nIt is ${'x + ' * 41} y$.\n\n```text\n{'word ' * 14}\n```\n",
    ),
    "E11": Example(
        "## Which colours has the flag of Mauritius? {#one}\n\nThey are red, blue, yellow and green.\n",
        "E11 one.md:7: the answer enumerates 4 things; ask for each, or for their number",
        "## Which colours has the flag of France? {#one}\n\nThey are blue, white and red.\n",
    ),
    "E12": Example(
        "## Momentum in ravines {#one}\n\nThe gradients across them cancel.\n",
        "E12 one.md:5: the front asks nothing; end it with '?', or say what to do, as in 'Compute'",
        "## Define momentum {#one}\n\nA running sum of gradients.\n",
    ),
    "E13": Example(
        "## It helps in a ravine: why? {#one}\n\nThe gradients across cancel.\n",
        "E13 one.md:5: the front begins with 'It'; name what is meant",
        "## IT departments call it what? {#one}\n\nA server.\n",
    ),
    "E17": Example(
        "## Adam {#one .cloze}\n\nIt keeps {{c1::two}} {{c2::averages}}, of {{c3::gradients}} and {{c4::squares}}.\n",
        "E17 one.md:7: the text makes 4 cards, which give each other away; keep it to 3, or split the note",
        "## Adam {#one .cloze}\n\nIt keeps {{c1::two}} {{c2::averages}}, of {{c3::gradients}} and {{c3::squares}}.\n",
    ),
    "E18": Example(
        '## Which path has momentum? {#one tags="kind::figure"}\n\n'
        "B, since it overshoots.\n\n![Two paths down a valley](a.svg)\n",
        "E18 one.md:5: the note is tagged kind::figure and its front shows no picture; add one above '---'",
        '## Which path has momentum? {#one tags="kind::figure"}\n\n'
        "![Two paths down a valley](a.svg)\n\n---\n\nB, since it overshoots.\n",
        pictures=("a.svg",),
    ),
    "E19": Example(
        "## Why does momentum help? {#one}\n\nIt keeps going.\n\n![A path going down](a.svg)\n",
        "E19 one.md:9: the alt text 'A path going down' is short; say in 5 words or more what is to be seen",
        "## Why does momentum help? {#one}\n\nIt keeps going.\n\n![A path that goes down](a.svg)\n",
        pictures=("a.svg",),
    ),
    "E20": Example(
        "## Momentum in SGD {#one .cloze}\n\nA sum of gradients is called {{c1::momentum}}.\n",
        "E20 one.md:7: 'momentum' is hidden here and stands in the same text; hide it there too, or reword",
        "## Momentums in SGD {#one .cloze}\n\nA sum of gradients is called {{c1::momentum::a noun}}.\n",
    ),
    "W01": Example(
        f"## What does momentum do? {{#one}}\n\n{'word ' * 26}\n",
        "W01 one.md:7: the answer has 26 words; keep it to 25 and move the rest to Extra",
        f"## What does momentum do? {{#one}}\n\n{'word ' * 25}\n",
    ),
    "W02": Example(
        f"## What does {'word ' * 28} do? {{#one}}\n\nIt keeps going.\n",
        "W02 one.md:5: the front has 31 words; keep it to 30",
        f"## What does {'word ' * 27} do? {{#one}}\n\nIt keeps going.\n",
    ),
    "W03": Example(
        "## What does momentum do? {#one}\n\nIt keeps going, and it overshoots.\n",
        "W03 one.md:7: ', and it' joins two answers; move one to '### Extra' or to a card of its own",
        "## What does momentum do? {#one}\n\nIt keeps going and overshoots.\n\n- Then it stops.\n",
    ),
    "W04": Example(
        "## Name three optimizers that keep a momentum {#one}\n\nAdam with two of its heirs.\n",
        "W04 one.md:5: 'Name three' asks for a list; ask for each item on a card of its own",
        "## Name the optimizer with three decay rates {#one}\n\nNobody knows one.\n",
    ),
    "W05": Example(
        "## Explain how momentum helps in a ravine {#one}\n\nThe gradients across cancel.\n",
        "W05 one.md:5: 'explain' leaves open what is wanted; ask for one thing",
        "## Which gradients explain why momentum helps? {#one}\n\nThose across a ravine: they cancel.\n",
    ),
    "W06": Example(
        "## Can momentum leave a shallow minimum? {#one}\n\nIf its speed carries it over the rim.\n",
        "W06 one.md:5: the front begins with 'can'; begin it with what, why, when or how",
        "## May 1968: what happened in Paris? {#one}\n\nStudents rose.\n",
    ),
    "W07": Example(
        "## Which is faster in a ravine, momentum or descent? {#one}\n\nMomentum.\n",
        "W07 one.md:5: 'momentum or descent?' offers the answer as one of two; ask without a choice",
        "## Which step takes less time or memory? {#one}\n\nOne without momentum.\n",
    ),
    "W08": Example(
        "## Where does gradient descent go? {#one}\n\nIt always goes down.\n",
        "W08 one.md:7: the card says 'always'; say when, or for what",
        "## Where does gradient descent go? {#one}\n\nIt does not always go down.\n",
    ),
    "W09": Example(
        "## Where does gradient descent go? {#one}\n\nDown a very long valley.\n",
        "W09 one.md:7: the card says 'very'; say how much, or leave it out",
        "## Where does gradient descent go? {#one}\n\nDown, for some $x$.\n",
    ),
    "W12": Example(
        "## Why does descent with a large constant rate cross one deep ravine in wide jumps? {#one}\n\nIt overshoots.\n"
        "\n## Why does descent with a large constant rate cross one deep valley in wide jumps? {#two}\n\nIt skids.\n",
        "W12 one.md:13: the front is almost that of 'one' at content/one.md:5; tell them apart",
        "## Why does descent with a large constant rate cross one deep ravine in wide jumps? {#one}\n\nIt overshoots.\n"
        "\n## Why does descent with a large varying rate cross one deep valley in wide jumps? {#two}\n\nIt skids.\n",
    ),
    "W14": Example(
        '## What keeps Adam going? {#one tags="adam"}\n\nMomentum.\n\n'
        '## What slows Adam down? {#two tags="adam"}\n\nNoise.\n',
        "W14 one.md:5: the tag 'adam' stands on 2 notes; give it to more, or to none",
        '## What keeps Adam going? {#one tags="adam"}\n\nMomentum.\n\n'
        '## What slows Adam down? {#two tags="adam"}\n\nNoise.\n\n'
        '## Who wrote Adam down? {#three tags="adam an::aside"}\n\nKingma.\n',
    ),
    "W15": Example(
        "## Why does momentum help? {#one}\n\nIt keeps going.\n",
        "W15 a.svg:1: the picture is shown on no card; show it, or remove the file",
        "## Why does momentum help? {#one}\n\nIt keeps going.\n\n### Hint\n\n![A path that goes down](a.svg)\n",
        pictures=("a.svg",),
    ),
    "W16": Example(
        "## Why does momentum help? {#one}\n\nIt keeps going.\n\n"
        "![A path that goes down](a.svg)\n\n![A path that goes up](b.svg)\n\n![A path that stays there](c.svg)\n",
        "W16 one.md:5: a side shows 3 pictures; keep it to 2",
        "## Why does momentum help? {#one}\n\n![A path that stays there](c.svg)\n\n---\n\nIt keeps going.\n\n"
        "![A path that goes down](a.svg)\n\n![A path that goes up](b.svg)\n",
        pictures=("a.svg", "b.svg", "c.svg"),
    ),
    "W17": Example(
        f"## Why does momentum help? {{#one}}\n\nIt keeps going.\n\n![{'word ' * 50}w](a.svg)\n",
        "W17 one.md:9: the alt text has 251 characters; keep it to 250, in a figure by its key 'alt'",
        f"## Why does momentum help? {{#one}}\n\nIt keeps going.\n\n![{'word ' * 49}words](a.svg)\n",
        pictures=("a.svg",),
    ),
    "W18": Example(
        "## What does the momentum method do? {#one}\n\nThe momentum method averages.\n",
        "W18 one.md:5: the front already says 'method', 'momentum' of its answer; ask without them",
        "## What does the momentum method do? {#one}\n\nThe momentum method averages gradients.\n",
    ),
    "W19": Example(
        "## Why does momentum help? {#one}\n\nIt keeps going.\n",
        "W19 one.md:11: @notes2001 does not say where; add the section, equation or page",
        "## Why does momentum help? {#one}\n\nIt keeps going.\n",
        source="\n### Source\n\n@doe2000, §8; @notes2001.\n",
        nearly_source="\n### Source\n\n@doe2000, §8; chapter 2 of @notes2001.\n",
    ),
    "W20": Example(
        "## Why does momentum help? {#one}\n\nIt keeps going.\n",
        "W20 one.md:11: the source is secondary alone; add the primary one",
        "## Why does momentum help? {#one}\n\nIt keeps going.\n",
        source="\n### Source\n\n@notes2001, page 2\n",
        nearly_source="\n### Source\n\n@notes2001, page 2; @doe2000, page 3\n",
    ),
    "W21": Example(
        '## What do tuned baselines show? {#one tags="contested"}\n\nNo loss against SGD.\n',
        "W21 one.md:5: the note is tagged contested and its front names no year; write 'Author (year) reports'",
        '## What did Choi et al. (2019) find of tuned baselines? {#one tags="contested"}\n\nNo loss against SGD.\n',
    ),
    "W22": Example(
        f"## Why does momentum help? {{#one}}\n\nIt keeps going.\n\n### Extra\n\nOr: “{'so ' * 26}”\n",
        "W22 one.md:11: a quotation has 26 words; keep it to 25",
        f"## Why does momentum help? {{#one}}\n\nIt keeps going.\n\n### Extra\n\nOr: “{'so ' * 25}”\n",
    ),
    "W23": Example(
        "## How much is a third? {#one}\n\n**0.33**\n\n```check\nanswer: 1 / 3\n```\n",
        "W23 one.md:5: the number is rounded and the card does not say so; write '≈' before it",
        "## How much is a third? {#one}\n\n≈ **0.33**\n\n```check\nanswer: 1 / 3\n```\n",
    ),
    "W27": Example(
        "## What does this print? {#one}\n\n```text\n" + "x\n" * 9 + "```\n\n---\n\nNine lines.\n",
        "W27 one.md:8: a block of code has 9 lines, the longest of 1 characters; keep it to 8 lines of 72",
        "## What does this print? {#one}\n\n```text\n" + f"{'x' * 72}\n" * 8 + "```\n\n---\n\nEight lines.\n",
    ),
    "W28": Example(
        '## Where does descent go? {#one lint="W08: it is a theorem"}\n\nIt goes down.\n',
        "W28 one.md:5: lint silences W08, which finds nothing here; remove it",
        '## Where does descent go? {#one lint="W08: it is a theorem"}\n\nIt always goes down.\n',
    ),
}


def sourced(notes: str, source: str = SOURCE) -> str:
    return re.sub(r"\n(?=## )", source.replace("\\", r"\\") + "\n", notes) + source


@pytest.fixture
def found(warnings):
    """Return a function that returns the quality findings in notes, each of which gets a source."""

    def found_in(notes, source=SOURCE, pictures=(), toml=TOML):
        files = {**FILES, "deck.toml": toml, **dict.fromkeys(pictures, PICTURE)}
        return warnings(sourced(notes, source), files)

    return found_in


def test_every_rule_has_its_examples():
    assert sorted(EXAMPLES) == sorted(CODES)


@pytest.mark.parametrize("rule", [*QUALITY.all, *DECK.all, *SUPPRESSIONS.all], ids=lambda rule: rule.code)
def test_every_rule_is_documented_by_its_name_and_docstring(rule):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert rule.text.endswith(".")


@pytest.mark.parametrize("code", EXAMPLES)
def test_what_breaks_one_rule_is_found_by_it_alone(found, code):
    example = EXAMPLES[code]

    assert found(example.breaks, example.source, example.pictures) == [example.found]


@pytest.mark.parametrize("code", EXAMPLES)
def test_what_nearly_breaks_a_rule_is_fine(found, code):
    example = EXAMPLES[code]

    assert found(example.nearly, example.nearly_source, example.pictures) == []


@pytest.mark.parametrize(
    ("words_of_answer", "expected"), [(25, []), (26, ["W01"]), (40, ["W01"]), (41, ["E10"])], ids=str
)
def test_an_answer_is_longish_and_then_long(found, words_of_answer, expected):
    note = f"## What does momentum do? {{#one}}\n\n{'word ' * words_of_answer}\n"

    assert codes(found(note)) == expected


@pytest.mark.parametrize(("words_hidden", "expected"), [(8, []), (9, ["W01"]), (12, ["W01"]), (13, ["E10"])], ids=str)
def test_a_hidden_part_is_longish_and_then_long(found, words_hidden, expected):
    note = f"## Momentum {{#one .cloze}}\n\nIt keeps {{{{c1::{'word ' * words_hidden}}}}}.\n"

    assert codes(found(note)) == expected


def codes(findings):
    return [each.split()[0] for each in findings]


MORE_FINDINGS = [
    ("## What is “Oui” in English? {#one}\n\nYes.\n", "E09 one.md:5: yes or no would answer the front"),
    ("## Was Napoleon a Corsican? {#one}\n\nBy birth.\n", "E09 one.md:5: yes or no would answer the front"),
    ("## Momentum? {#one}\n\nA running sum.\n", "E12 one.md:5: the front has fewer than 3 words; write a whole"),
    ("## The root of two. {#one}\n\nAbout 1.4.\n", "E12 one.md:5: the front asks nothing"),
    ("## Of the two runs see above: which is faster? {#one}\n\nB.\n", "E13 one.md:5: the front points elsewhere with"),
    ("## Which colours are in it? {#one}\n\nRed, blue, green, yellow.\n", "E11 one.md:7: the answer enumerates 4"),
    ("## 毛里求斯国旗有哪些颜色? {#one}\n\n红、蓝、黄、绿。\n", "E11 one.md:7: the answer enumerates 4"),
    (
        "## Which cities did he burn? {#one}\n\n\n- A\n- B\n- C\n- D\n",
        "E11 one.md:8: the answer enumerates 4 things",
    ),
    ("## Which cities did he burn? {#one}\n\n- Troy\n- Rome\n", "W03 one.md:7: the answer is a list; ask for each"),
    ("## List the causes of the war {#one}\n\nAn alliance.\n", "W04 one.md:5: 'List' asks for a list"),
    ("## What are the three laws of Kepler? {#one}\n\nOrbits.\n", "W04 one.md:5: 'What are the three' asks for"),
    ("## What are the pros and cons of Adam? {#one}\n\nSpeed.\n", "W04 one.md:5: 'pros and cons' asks for a list"),
    ("## What do you know about momentum? {#one}\n\nA sum.\n", "W05 one.md:5: 'what do you know about' leaves open"),
    ("## T {#one .cloze}\n\nIt is {{c1::momentum::the momentum}}.\n", "E20 one.md:7: the hint says 'momentum', which"),
    ("## T {#one .cloze}\n\n{{c1::北京}}是首都。北京很大。\n", "E20 one.md:7: '北京' is hidden here and stands in"),
    (
        "## Whose path is this one? {#one}\n\n![The path of Adam, going down](a.svg)\n\n---\n\nAdam: it keeps on.\n",
        "E20 one.md:5: the picture of the front tells 'adam' by its alt text or file name; reword it",
    ),
    (
        "## grand {#one .reversed}\n\nbig\n\n## gros {#two .reversed}\n\nbig\n",
        "E07 one.md:13: the back asks the same as",
    ),
    ("## Where does it go in `x`? {#one}\n\nDown by `y`, properly said.\n", "W09 one.md:7: the card says 'properly'"),
    ("## When does `x` halt? {#one}\n\n```text\n" + "x" * 73 + "\n```\n", "W27 one.md:8: a block of code has 1 lines"),
    (
        f"## Why does momentum help? {{#one}}\n\nIt keeps going.\n\n### Extra\n\n> {'so ' * 26}\n",
        "W22 one.md:11: a quotation has 26 words; keep it to 25",
    ),
]


@pytest.mark.parametrize(("notes", "expected"), MORE_FINDINGS)
def test_other_ways_to_break_a_rule_are_found_too(found, notes, expected):
    (finding,) = found(notes, pictures=("a.svg",) if "a.svg" in notes else ())

    assert finding.startswith(expected)


GOOD_NOTES = [
    # vocabulary, where a side is a word or two
    "## le chat {#one .reversed}\n\nthe cat\n",
    "## toujours {#one .reversed}\n\nalways\n",
    "## très {#one .reversed}\n\nvery\n",
    "## expliquer {#one .reversed}\n\nexplain\n",
    "## devoir {#one .reversed}\n\nmust\n",
    "## oui {#one .reversed}\n\nyes\n",
    "## must do it {#one .reversed}\n\nmüssen\n",
    "## كِتَابٌ {#one .reversed}\n\nbook\n",
    "## 图书馆 {#one .reversed}\n\nlibrary\n",
    "## What is “he is only here” in French? {#one}\n\nIl est seulement ici.\n",
    (
        "## How do you say “the grey cat sleeps under the old wooden table by day” in French? {#one}\n\nLui.\n"
        "\n## How do you say “the grey dog sleeps under the old wooden table by day” in French? {#two}\n\nLui.\n"
    ),
    "## Wie heißt die Hauptstadt von Frankreich? {#one}\n\nParis.\n",
    "## Was ist ein Peer-to-Peer-Netz der Gruppe A? {#one}\n\nEin Verbund.\n",
    "## Berechnen Sie $a^2$ für $a=2$ {#one}\n\n$4$\n",
    "## Nenne die Hauptstadt von Frankreich. {#one}\n\nParis.\n",
    "## ¿Cuál es la capital de Francia? {#one}\n\nParís.\n",
    "## 什么是随机梯度下降? {#one}\n\n每一步只用一部分训练样本来估计损失函数的梯度再更新参数的梯度下降方法。\n",
    "## これは何ですか? {#one}\n\n水。\n",
    "## ما هي عاصمة فرنسا؟ {#one}\n\nمدينة.\n",
    "## फ़्रांस की राजधानी क्या है? {#one}\n\nपेरिस।\n",
    "## — Où vas-tu ? {#one .cloze}\n\n— Au {{c1::marché}}. Et toi ? Tu viens ?\n",
    # history
    "## Which treaty ended the war of 1914 to 1918? {#one}\n\nThe Treaty of Versailles.\n",
    "## May 8, 1945: what ended? {#one}\n\nThe war.\n",
    "## Who held that “all men are created equal”? {#one}\n\nThomas Jefferson.\n",
    # medicine
    "## His-bundle pacing: where is the lead placed? {#one}\n\nBelow the node.\n",
    "## Which ratio is called sensitivity? {#one}\n\nTrue positives over all who are ill.\n",
    "## Which muscle? {#one}\n\n![A muscle at the front of the arm](a.svg)\n\n---\n\nThe biceps.\n",
    "## This muscle bends what? {#one}\n\n![A muscle at the front of the arm](a.svg)\n\n---\n\nThe elbow.\n",
    # mathematics and physics
    "## When does a matrix have an inverse? {#one}\n\nIf and only if its determinant is not zero.\n",
    "## What is a proper subset? {#one}\n\nOne that lacks an element of the whole.\n",
    "## What does an ideal gas lack? {#one}\n\nForces between its particles, at every $t$.\n",
    "## How often is the rate cut? {#one}\n\nEvery 10 epochs, at best.\n",
    "## On which kind of scale are rates spaced? {#one}\n\nOn a logarithmic one.\n",
    "## Let $a=2$. Compute $a^2$ {#one}\n\n$4$\n",
    "## Name the optimizer that keeps its state in 32 bits {#one}\n\nAdam.\n",
    "## State $\\pi$ to 3 decimals {#one}\n\n3.142\n",
    "## Which tuple is a box? {#one}\n\nThe numbers are (x, y, width, height).\n",
    "## In a ravine, what cancels? {#one}\n\nAcross it, gradients cancel, so steps shrink, while losses fall.\n",
    "## How large is a light year? {#one}\n\nIt is 9,460,730,472,580 km.\n",
    # programming
    (
        "## What does this print? {#one}\n\n```python\nprint(1)\n```\n\n---\n\n`1`\n\n"
        "## What does this print? {#two}\n\n```python\nprint(2)\n```\n\n---\n\n`2`\n"
    ),
    "## What is C++ short for? {#one}\n\nAn increment.\n\n## What is C# short for? {#two}\n\nA sharp.\n",
    "## `await` makes a coroutine do ___ {#one}\n\nWait.\n",
    # misconceptions and figures
    (
        "## “Backpropagation is gradient descent”: what is wrong? {#one}\n\n"
        "Backpropagation computes the gradient; gradient descent uses it.\n"
    ),
    "## What bends it so? {#one}\n\n![A path with momentum, going down](a.svg)\n\n---\n\nMomentum decay.\n",
    (
        '## The gradient norms of two runs: which run rests? {#one tags="kind::figure"}\n\n'
        "![The norms of the gradients of A and B](a.svg)\n\n---\n\nB: its gradient norm stays.\n"
    ),
]


@pytest.mark.parametrize("notes", GOOD_NOTES)
def test_good_cards_of_any_subject_are_fine(found, notes):
    assert found(notes, pictures=("a.svg",) if "a.svg" in notes else ()) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("@doe2000, 5", []),
        ("@doe2000 §8", []),
        ("See section 3 of @doe2000", []),
        ("@doe2000, page 1; @notes2001, lecture", []),
        ("@doe2000 and @notes2001, page 3", ["W19"]),
        ("@doe2000; @notes2001", ["W19", "W19"]),
        ("Doe (2000), page 3", []),
        ("<https://example.org>", []),
        ("my own notes", ["E01"]),
    ],
)
def test_a_source_names_a_work_and_where_in_it(found, source, expected):
    note = "## Why does momentum help? {#one}\n\nIt keeps going.\n"

    assert codes(found(note, f"\n### Source\n\n{source}\n")) == expected


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("## Which decay does Keras take? {#one}\n\nIt is 0.9 there.\n", ["E05"]),
        ("## Which decay does Keras take? {#one}\n\n0.9, in keras 3.15.1.\n", []),
        ("## Which decay does Keras take? {#one}\n\n0.9, in version 3.15.\n", []),
        ("## Which decay does Keras take? {#one}\n\nIt is 0.9.\n\n### Extra\n\n|Keras|3.15|\n|---|---|\n|a|b|\n", []),
    ],
)
def test_a_default_names_a_version(found, note, expected):
    assert codes(found(note.replace("{#one}", '{#one tags="kind::default"}'))) == expected


def test_a_large_picture_is_named_with_its_size(warnings):
    note = "## Why does momentum help? {#one}\n\nIt keeps going.\n\n![A path that goes down](a.svg)\n"

    assert warnings(sourced(note), {**FILES, "a.svg": PICTURE + b" " * 200_000}) == [
        "W16 one.md:9: the picture has 200 kB; save it with 200 kB or less"
    ]


@pytest.mark.parametrize(
    ("answer", "shown", "expected"),
    [
        ("step_size(rmsprop, 1)", "10", []),  # 9.9999997, as of the stabiliser
        ("step_size(rmsprop, 1) / 3", "3.33", ["W23"]),
        ("step_size(rmsprop, 1) / 3", "≈ 3.33", []),
        ("step_size(rmsprop, 1) / 3", "3.33, rounded", []),
    ],
)
def test_a_rounded_number_is_marked(found, answer, shown, expected):
    number = re.sub(r"[\d.]+", r"**\g<0>**", shown, count=1)
    check = f"```check\nsurface: slope(g=3)\nstart: [0]\npaths:\n  rmsprop: rmsprop(lr=0.01)\nanswer: {answer}\n```\n"

    assert codes(found(f"## How far does RMSprop go in a step? {{#one}}\n\n{number}\n\n{check}")) == expected


def test_an_alt_text_is_more_than_the_name_of_its_file(warnings):
    note = "## Why does momentum help? {#one}\n\nIt keeps going.\n\n![A path to B down](a-path-to-b-down.svg)\n"

    assert warnings(sourced(note), {**FILES, "a-path-to-b-down.svg": PICTURE}) == [
        "E19 one.md:9: the alt text 'A path to B down' repeats the file's name or caption; say what is to be seen"
    ]


def test_an_alt_text_is_more_than_the_caption(found):
    figure = FIGURE.replace("```\n", "alt: Downhill goes the path here\ncaption: Downhill goes the path here\n```\n")
    (finding,) = found(f"## Why does momentum help? {{#one}}\n\nIt keeps going.\n\n{figure}")

    assert finding.startswith("E19 one.md:15: the alt text 'Downhill goes the path here' repeats")


FORBID = '{}\n[[lint.forbid]]\nphrases = ["{}"]\nbecause = "it is wrong"\n{}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Adam has $n$ fixed windows.", "E03 one.md:7: 'Adam has $..$ fixed windows' is forbidden here"),
        ("Adam has `n` fixed windows.", "E03 one.md:7: 'Adam has `..` fixed windows' is forbidden here"),
        ("Fixed [windows](https://a.org) of Adam.", "E03 one.md:5: 'windows of' is forbidden here"),
    ],
)
def test_forbidden_words_may_be_parted_by_a_formula_code_or_link(found, text, expected):
    toml = FORBID.format(PLAIN_TOML, 'adam ... windows", "windows of', "")

    assert found(f"## What does Adam hold? {{#one}}\n\n{text}\n", toml=toml)[0].startswith(expected)


QUOTED_ON = 'quoted_on = "kind::misconception"\n'


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("local minima", "a Local\nMinima b", "Local Minima"),
        ("local minima", "a *local* minima b", "local minima"),
        ("local minima", "a local-minima b", "local-minima"),
        ("local minima", "a local. Minima b", None),
        ("local minima", "alocal minima", None),
        ("local minima", "local minimal", None),
        ("reach* it", "reaching it", "reaching it"),
        ("reach* it", "reach it", "reach it"),
        ("reach* it", "preach it", None),
        ("adam ... window", "Adam has no fixed window", "Adam has no fixed window"),
        ("adam ... window", "Adam: window", "Adam: window"),
        ("adam ... window", "Adam. A window", None),
        ("adam ... window", f"Adam {'x' * 90} window", None),
        ("x = y", "x = y", "x = y"),
        ("局部最小", "它停在局部最小值", "局部最小"),
    ],
)
def test_a_forbidden_phrase_is_found_in_any_case_and_over_line_ends(found, phrase, text, expected):
    toml = FORBID.format(PLAIN_TOML, phrase, "")
    note = f"## What does descent do? {{#one}}\n\nIt goes down.\n\n### Hint\n\n{text}\n"

    message = f"E03 one.md:11: '{expected}' is forbidden here: it is wrong"
    assert found(note, toml=toml) == ([message] if expected else [])


def test_a_forbidden_phrase_is_found_in_a_caption(found):
    figure = FIGURE.replace("```\n", "caption: To the lowest point.\n```\n")

    assert found(f"## What does descent do? {{#one}}\n\nIt goes down.\n\n{figure}") == [
        "E03 one.md:15: 'lowest point' is forbidden here: it is a known error; say minimum"
    ]


@pytest.mark.parametrize(
    ("tags", "text", "expected"),
    [
        ("kind::misconception", "“It finds a local minima”", []),
        ("kind::misconception", "“It” finds a local minima", ["E03"]),
        ("kind::contrast", "“It finds a local minima”", ["E03"]),
    ],
)
def test_a_forbidden_phrase_may_be_quoted_on_the_notes_that_are_said(found, tags, text, expected):
    toml = FORBID.format(PLAIN_TOML, "local minima", QUOTED_ON)

    assert codes(found(f'## {text}: what is wrong? {{#one tags="{tags}"}}\n\nIts grammar.\n', toml=toml)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two", 2),
        ("gradient-descent isn’t d'Alembert's", 3),
        ("1,000.5 km/h on 1/2/2000", 4),
        ("\ue010 \ue011 \ue012", 3),
        ("(a) “b”, c — d!", 4),
        ("naïve e\u0301te\u0301", 2),
        ("随机梯度下降", 3),
        ("用SGD算法", 3),
        ("コンピュータ", 3),
        ("한국어 단어", 2),
        ("كِتَابٌ جَدِيدٌ", 2),
        ("हिन्दी में", 2),
        ("ภาษาไทยง่าย", 3),
        ("+ — …", 0),
    ],
)
def test_words_are_counted_in_any_script(text, expected):
    assert length(text) == expected


def test_a_formula_and_a_piece_of_code_are_a_word_each(found):
    answer = "$x + y$ `a b` " * 13

    assert found(f"## What does momentum do? {{#one}}\n\n{answer}\n") == [
        "W01 one.md:7: the answer has 26 words; keep it to 25 and move the rest to Extra"
    ]


@pytest.mark.parametrize(
    ("notes", "line", "column"),
    [
        ("## Where does it go? {#one}\n\nDown. It **always** does.\n", 7, 12),
        ("## Where is a “best” way the best? {#one}\n\nAt home.\n", 5, 30),
        ("## Where goes a commonly only child? {#one}\n\nAt home.\n", 5, 26),
        ("## T {#one .cloze}\n\nA b {{c1::a b c d e f g h i}} c.\n", 7, 5),
        ("## Of `three` laws, name three {#one}\n\nThese.\n", 5, 21),
        ("## What prints? {#one}\n\n```text\nx\n```\n\nIt always prints $x$.\n\n---\n\nWell.\n", 11, 4),
    ],
)
def test_a_finding_points_at_the_offending_words(write, notes, line, column):
    (finding,) = check(write(sourced(notes), FILES), NOW).found

    assert (finding.line, finding.column) == (line, column)


SILENT = '## Where does it go? {{#one lint="{}"}}\n\nIt always goes down, and it stops.\n'


def test_a_silenced_rule_is_counted_and_not_found(write):
    lint_result = check(write(sourced(SILENT.format("W08: a theorem; W03: one thing")), FILES), NOW)

    assert lint_result.found == ()
    assert [(each.rule, each.line, each.column) for each in lint_result.suppressed] == [("W08", 7, 4), ("W03", 7, 22)]


def test_a_rule_over_all_notes_is_silenced_on_the_note_that_it_names(write):
    notes = '## What is momentum? {#one}\n\nA sum.\n\n## What is momentum? {#two lint="E07: a test"}\n\nA speed.\n'

    lint_result = check(write(sourced(notes), FILES), NOW)

    assert lint_result.found == ()
    assert [each.rule for each in lint_result.suppressed] == ["E07"]


@pytest.mark.parametrize(
    ("silence", "expected"),
    [
        ("W98: why", "one.md:5: no quality rule has the code 'W98'; did you mean 'W28'?"),
        ("W08", "one.md:5: 'W08' is not a code and a reason; write them as in lint=\"W12: reason\""),
        ("W08:", "one.md:5: 'W08:' is not a code and a reason; write them as in lint=\"W12: reason\""),
        ("maths: why", "one.md:5: 'maths: why' is not a code and a reason; write them"),
    ],
)
def test_a_silence_without_a_rule_or_a_reason_is_an_error(errors, silence, expected):
    (error,) = errors(sourced(f'## Where does it go? {{#one lint="{silence}"}}\n\nDown.\n'), FILES)

    assert error.startswith(expected)


def test_an_unknown_code_is_told_once(found):
    assert found('## Where does it go? {#one lint="W98: why"}\n\nDown.\n') == []


LEVELS = "## Where does it go? {#one}\n\nIt always goes down, and it very often stops.\n"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", {"W03": "warning", "W08": "warning", "W09": "warning"}),
        ('errors = ["W0"]', {"W03": "error", "W08": "error", "W09": "error"}),
        ('errors = ["W08"]', {"W03": "warning", "W08": "error", "W09": "warning"}),
        ('errors = ["W"]\noff = ["W08", "W03"]', {"W09": "error"}),
        ('off = ["W", "E"]', {}),
    ],
)
def test_settings_say_which_rules_are_errors_and_which_are_off(write, settings, expected):
    toml = f"{PLAIN_TOML}[lint]\n{settings}\n"

    found = check(write(sourced(LEVELS), {**FILES, "deck.toml": toml}), NOW).found

    assert {each.rule: each.level for each in found} == expected


@pytest.mark.parametrize("key", ["errors", "off"])
def test_a_setting_that_begins_no_code_is_an_error_at_its_line(errors, key):
    toml = f'{PLAIN_TOML}[lint]\n{key} = ["X"]\n'

    (error,) = errors(sourced(LEVELS), {**FILES, "deck.toml": toml})

    assert error.startswith("deck.toml:4: 'X' begins the code of no quality rule; the most similar of ")


SETS = st.lists(st.frozensets(st.sampled_from("abcdefghijklmno"), max_size=12), max_size=12)


@given(SETS)
@settings(deadline=None)
def test_near_duplicates_are_those_of_a_comparison_of_all_pairs_of_equal_sets_the_first(sets):
    pairs = {
        (one, other)
        for other, own in enumerate(sets)
        for one, before in enumerate(sets[:other])
        if own and before and 5 * len(own & before) >= 4 * len(own | before)
        if sets.index(before) == one and (own == before or sets.index(own) == other)
    }

    assert sorted(_alike(sets)) == sorted(pairs)


def test_each_of_many_alike_fronts_is_named_once(found):
    front = "## Why does descent with a large constant rate cross a narrow ravine of {} jumps? {{#{}}}\n\nIt does.\n"
    names = ["one", "two", "three", "four", "five"]

    assert codes(found("\n".join(front.format(name, name) for name in names))) == ["W12"] * 4


def test_all_mistakes_of_a_file_are_told_in_one_run_in_the_order_of_its_lines(write):
    notes = "\n".join(
        f"## Where does run {n} go? {{#n{n}}}\n\nIt always goes very far down, and it stops.\n" for n in range(100)
    )

    found = check(write(sourced(notes), FILES), NOW).found

    assert len(found) == 300
    assert [(each.line, each.column) for each in found] == sorted((each.line, each.column) for each in found)
    assert {each.rule for each in found} == {"W03", "W08", "W09"}


def test_words_of_a_text_come_in_order():
    assert words("A gradient, then 2 steps of SGD.") == ["A", "gradient", "then", "2", "steps", "of", "SGD"]


def test_rules_about_the_whole_deck_wait_until_all_of_it_can_be_read(warnings, errors):
    """What a tag lacks, or a silence finds, may stand in the note that cannot be read."""
    good = '## Why does momentum help in a ravine? {#one tags="rare" lint="W12: a word tells"}\n\nIt averages.\n'
    broken = "\n## What is $\\nonsense{x}$ good for? {#two}\n\nNothing.\n"

    assert [each.split()[0] for each in warnings(good + SOURCE, FILES)] == ["W14", "W28"]
    assert warnings(good + SOURCE + broken + SOURCE + "\n### Wrong\n", FILES) == []
    assert errors(good + SOURCE + broken + SOURCE + "\n### Wrong\n", FILES)


def test_a_hidden_picture_is_not_missed_on_cards(warnings):
    note = "## Why does momentum help in a ravine? {#one}\n\nThe gradients across it cancel.\n"

    assert warnings(note + SOURCE, {**FILES, ".obsidian/icon.svg": PICTURE, "images/.dot.svg": PICTURE}) == []


def test_a_secondary_source_that_no_work_has_is_told(errors):
    note = "## Why does momentum help in a ravine? {#one}\n\nThe gradients across it cancel.\n"
    files = {**FILES, "deck.toml": TOML.replace("notes2001", "notes2011")}

    assert errors(note + SOURCE, files) == [
        "deck.toml:5: no work is called 'notes2011' in references.bib; did you mean 'notes2001'?"
    ]
