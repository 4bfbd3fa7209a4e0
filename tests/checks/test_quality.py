"""Rules about the quality of cards: for each, content that breaks it alone, and content that nearly does."""

from typing import NamedTuple

import pytest
from support.quality import SOURCE, codes


class Example(NamedTuple):
    """Content that breaks one rule, what is then found, and content that nearly breaks it."""

    breaks: str
    found: str
    nearly: str
    source: str = SOURCE
    nearly_source: str = SOURCE
    pictures: tuple[str, ...] = ()


EXAMPLES = {
    "S001": Example(
        "## Why does momentum help in a ravine? {#one}\n\nThe gradients across it cancel.\n",
        "S001 one.md:5: the note has no source; add '### Source' with the @key of a work and where in it",
        "## How much is twice two? {#one}\n\n**4**\n\n```check\nanswer: 2 * 2\n```\n",
        source="",
        nearly_source="",
    ),
    "W001": Example(
        "## Where does gradient descent stop? {#one}\n\nAt *its* lowest point.\n",
        "W001 one.md:7: 'lowest point' is forbidden by deck.toml; it is a known error; say minimum",
        "## Where does gradient descent stop? {#one}\n\nAt the lowest. Point by point it goes down.\n",
    ),
    "S002": Example(
        '## How much is twice two? {#one tags="kind::compute"}\n\n**4**\n',
        "S002 one.md:5: the note is tagged kind::compute, but no check computes its answer; add one with 'answer:'",
        '## How much is twice two? {#one tags="kind::compute"}\n\n**4**\n\n```check\nanswer: 2 * 2\n```\n',
    ),
    "S003": Example(
        '## What is the default decay of RMSprop in PyTorch? {#one tags="kind::default"}\n\nIt is 0.99.\n',
        "S003 one.md:5: the note is tagged kind::default, but names no version; add one, as in 'PyTorch 2.14'",
        '## What is the default decay of RMSprop in PyTorch 2.14? {#one tags="kind::default"}\n\nIt is 0.99.\n',
    ),
    "D001": Example(
        "## What is a momentum? {#one}\n\nA running sum.\n\n## What is a *Momentum*? {#two}\n\nA velocity.\n",
        "D001 one.md:13: the front asks the same as 'one' at content/one.md:5; make them different",
        "## What does `a` print? {#one}\n\nA sum.\n\n## What does `b` print? {#two}\n\nA velocity.\n",
    ),
    "Q002": Example(
        "## What is momentum? Why does it help? {#one}\n\nGradients across a ravine cancel.\n",
        "Q002 one.md:5: the front asks more than one question; write a card for each",
        "## Who asked “What is it? What does it want?” of the Third Estate? {#one}\n\nThe abbé Sieyès.\n",
    ),
    "Q001": Example(
        "## Does Adam keep a momentum? {#one}\n\nYes, as the average $m$.\n",
        "Q001 one.md:5: the question can be answered with yes or no; ask what, why, when or how much",
        "## What does plain SGD keep? {#one}\n\nNo memory of past gradients.\n",
    ),
    "A001": Example(
        f"## What does momentum do? {{#one}}\n\n{'word ' * 41}\n",
        "A001 one.md:7: the answer has 41 words; use at most 40 and move the rest to '### Extra'",
        f"## What does momentum do? {{#one}}\n\nIt is ${'x + ' * 41} y$.\n\n```text\n{'word ' * 14}\n```\n",
    ),
    "A003": Example(
        "## Which colours has the flag of Mauritius? {#one}\n\nThey are red, blue, yellow and green.\n",
        "A003 one.md:7: the answer lists 4 things; ask for each of them, or for their number",
        "## Which colours has the flag of France? {#one}\n\nThey are blue, white and red.\n",
    ),
    "Q003": Example(
        "## Momentum in ravines {#one}\n\nThe gradients across them cancel.\n",
        "Q003 one.md:5: the front does not ask anything; end it with '?', or say what to do, as in 'Compute'",
        "## Define momentum {#one}\n\nA running sum of gradients.\n",
    ),
    "Q004": Example(
        "## It helps in a ravine: why? {#one}\n\nThe gradients across cancel.\n",
        "Q004 one.md:5: the front begins with 'It'; name what it refers to",
        "## IT departments call it what? {#one}\n\nA server.\n",
    ),
    "A005": Example(
        "## Adam {#one .cloze}\n\nIt keeps {{c1::two}} {{c2::averages}}, of {{c3::gradients}} and {{c4::squares}}.\n",
        "A005 one.md:7: the text makes 4 cards, which give each other away; use at most 3, or split the note",
        "## Adam {#one .cloze}\n\nIt keeps {{c1::two}} {{c2::averages}}, of {{c3::gradients}} and {{c3::squares}}.\n",
    ),
    "P001": Example(
        '## Which path has momentum? {#one tags="kind::figure"}\n\n'
        "B, since it overshoots.\n\n![Two paths down a valley](a.svg)\n",
        "P001 one.md:5: the note is tagged kind::figure, but its front shows no picture; add one above '---'",
        '## Which path has momentum? {#one tags="kind::figure"}\n\n'
        "![Two paths down a valley](a.svg)\n\n---\n\nB, since it overshoots.\n",
        pictures=("a.svg",),
    ),
    "P002": Example(
        "## Why does momentum help? {#one}\n\nIt keeps going.\n\n![A path going down](a.svg)\n",
        "P002 one.md:9: the alt text 'A path going down' is short; say in 5 words or more what the picture shows",
        "## Why does momentum help? {#one}\n\nIt keeps going.\n\n![A path that goes down](a.svg)\n",
        pictures=("a.svg",),
    ),
    "A006": Example(
        "## Momentum in SGD {#one .cloze}\n\nA sum of gradients is called {{c1::momentum}}.\n",
        "A006 one.md:7: 'momentum' is hidden here but shown in the same text; hide it there too, or reword",
        "## Momentums in SGD {#one .cloze}\n\nA sum of gradients is called {{c1::momentum::a noun}}.\n",
    ),
    "A002": Example(
        f"## What does momentum do? {{#one}}\n\n{'word ' * 26}\n",
        "A002 one.md:7: the answer has 26 words; use at most 25 and move the rest to '### Extra'",
        f"## What does momentum do? {{#one}}\n\n{'word ' * 25}\n",
    ),
    "Q005": Example(
        f"## What does {'word ' * 28} do? {{#one}}\n\nIt keeps going.\n",
        "Q005 one.md:5: the front has 31 words; use at most 30",
        f"## What does {'word ' * 27} do? {{#one}}\n\nIt keeps going.\n",
    ),
    "A004": Example(
        "## What does momentum do? {#one}\n\nIt keeps going, and it overshoots.\n",
        "A004 one.md:7: ', and it' joins two answers; move one to '### Extra' or to a card of its own",
        "## What does momentum do? {#one}\n\nIt keeps going and overshoots.\n\n- Then it stops.\n",
    ),
    "Q006": Example(
        "## Name three optimizers that keep a momentum {#one}\n\nAdam with two of its heirs.\n",
        "Q006 one.md:5: 'Name three' asks for a list; ask for each item on its own card",
        "## Name the optimizer with three decay rates {#one}\n\nNobody knows one.\n",
    ),
    "Q007": Example(
        "## Explain how momentum helps in a ravine {#one}\n\nThe gradients across cancel.\n",
        "Q007 one.md:5: 'explain' does not say which answer is wanted; ask for one specific thing",
        "## Which gradients explain why momentum helps? {#one}\n\nThose across a ravine: they cancel.\n",
    ),
    "Q008": Example(
        "## Can momentum leave a shallow minimum? {#one}\n\nIf its speed carries it over the rim.\n",
        "Q008 one.md:5: the front begins with 'can'; begin it with what, why, when or how",
        "## May 1968: what happened in Paris? {#one}\n\nStudents rose.\n",
    ),
    "Q009": Example(
        "## Which is faster in a ravine, momentum or descent? {#one}\n\nMomentum.\n",
        "Q009 one.md:5: 'momentum or descent?' offers the answer as one of two; ask without a choice",
        "## Which step takes less time or memory? {#one}\n\nOne without momentum.\n",
    ),
    "W002": Example(
        "## Where does gradient descent go? {#one}\n\nIt always goes down.\n",
        "W002 one.md:7: the card says 'always'; say when, or for what",
        "## Where does gradient descent go? {#one}\n\nIt does not always go down.\n",
    ),
    "W003": Example(
        "## Where does gradient descent go? {#one}\n\nDown a very long valley.\n",
        "W003 one.md:7: the card says 'very'; say how much, or leave it out",
        "## Where does gradient descent go? {#one}\n\nDown, for some $x$.\n",
    ),
    "D002": Example(
        "## Why does descent with a large constant rate cross one deep ravine in wide jumps? {#one}\n\nIt overshoots.\n"
        "\n## Why does descent with a large constant rate cross one deep valley in wide jumps? {#two}\n\nIt skids.\n",
        "D002 one.md:13: the front is almost the same as that of 'one' at content/one.md:5; make them different",
        "## Why does descent with a large constant rate cross one deep ravine in wide jumps? {#one}\n\nIt overshoots.\n"
        "\n## Why does descent with a large varying rate cross one deep valley in wide jumps? {#two}\n\nIt skids.\n",
    ),
    "D011": Example(
        '## What is momentum? {#one tags="kind::what"}\n\nA sum.\n\n## Whose is it? {#two tags="Kind::what"}\n\nHis.\n',
        "D011 one.md:13: the tag 'Kind' is 'kind' on 'one' at content/one.md:5, one tag to Anki; write both alike",
        '## What is momentum? {#one tags="kind::what"}\n\nA sum.\n\n## Whose is it? {#two tags="kind::who"}\n\nHis.\n',
    ),
    "D003": Example(
        '## What keeps Adam going? {#one tags="adam"}\n\nMomentum.\n\n'
        '## What slows Adam down? {#two tags="adam"}\n\nNoise.\n',
        "D003 one.md:5: the tag 'adam' is used on 2 notes; use it on at least 3, or remove it",
        '## What keeps Adam going? {#one tags="adam"}\n\nMomentum.\n\n'
        '## What slows Adam down? {#two tags="adam"}\n\nNoise.\n\n'
        '## Who wrote Adam down? {#three tags="adam an::aside"}\n\nKingma.\n',
    ),
    "D004": Example(
        "## Why does momentum help? {#one}\n\nIt keeps going.\n",
        "D004 a.svg:1: the file is not used on any card; use it, or remove it",
        "## Why does momentum help? {#one}\n\nIt keeps going.\n\n### Hint\n\n![A path that goes down](a.svg)\n",
        pictures=("a.svg",),
    ),
    "P004": Example(
        "## Why does momentum help? {#one}\n\nIt keeps going.\n\n"
        "![A path that goes down](a.svg)\n\n![A path that goes up](b.svg)\n\n![A path that stays there](c.svg)\n",
        "P004 one.md:5: a side shows 3 pictures; use at most 2",
        "## Why does momentum help? {#one}\n\n![A path that stays there](c.svg)\n\n---\n\nIt keeps going.\n\n"
        "![A path that goes down](a.svg)\n\n![A path that goes up](b.svg)\n",
        pictures=("a.svg", "b.svg", "c.svg"),
    ),
    "P003": Example(
        f"## Why does momentum help? {{#one}}\n\nIt keeps going.\n\n![{'word ' * 50}w](a.svg)\n",
        "P003 one.md:9: the alt text has 251 characters; use at most 250; a figure has the key 'alt' for it",
        f"## Why does momentum help? {{#one}}\n\nIt keeps going.\n\n![{'word ' * 49}words](a.svg)\n",
        pictures=("a.svg",),
    ),
    "Q010": Example(
        "## What does the momentum method do? {#one}\n\nThe momentum method averages.\n",
        "Q010 one.md:5: the front already contains 'method', 'momentum' of its answer; ask without these words",
        "## What does the momentum method do? {#one}\n\nThe momentum method averages gradients.\n",
    ),
    "S004": Example(
        "## Why does momentum help? {#one}\n\nIt keeps going.\n",
        "S004 one.md:11: @notes2001 is cited without a place in it; add the section, equation or page",
        "## Why does momentum help? {#one}\n\nIt keeps going.\n",
        source="\n### Source\n\n@doe2000, §8; @notes2001.\n",
        nearly_source="\n### Source\n\n@doe2000, §8; chapter 2 of @notes2001.\n",
    ),
    "S005": Example(
        "## Why does momentum help? {#one}\n\nIt keeps going.\n",
        "S005 one.md:11: the note cites only secondary sources; add the primary one",
        "## Why does momentum help? {#one}\n\nIt keeps going.\n",
        source="\n### Source\n\n@notes2001, page 2\n",
        nearly_source="\n### Source\n\n@notes2001, page 2; @doe2000, page 3\n",
    ),
    "Q011": Example(
        '## What do tuned baselines show? {#one tags="contested"}\n\nNo loss against SGD.\n',
        "Q011 one.md:5: the note is tagged contested, but its front names no year; write 'Author (year) reports'",
        '## What did Choi et al. (2019) find of tuned baselines? {#one tags="contested"}\n\nNo loss against SGD.\n',
    ),
    "W004": Example(
        f"## Why does momentum help? {{#one}}\n\nIt keeps going.\n\n### Extra\n\nOr: “{'so ' * 26}”\n",
        "W004 one.md:11: a quotation has 26 words; use at most 25",
        f"## Why does momentum help? {{#one}}\n\nIt keeps going.\n\n### Extra\n\nOr: “{'so ' * 25}”\n",
    ),
    "S006": Example(
        "## How much is a third? {#one}\n\n**0.33**\n\n```check\nanswer: 1 / 3\n```\n",
        "S006 one.md:5: the number is rounded, but the card does not say so; write '≈' before it",
        "## How much is a third? {#one}\n\n≈ **0.33**\n\n```check\nanswer: 1 / 3\n```\n",
    ),
    "A007": Example(
        "## What does this print? {#one}\n\n```text\n" + "x\n" * 9 + "```\n\n---\n\nNine lines.\n",
        "A007 one.md:8: a block of code has 9 lines, the longest with 1 characters; use at most 8 lines of 72",
        "## What does this print? {#one}\n\n```text\n" + f"{'x' * 72}\n" * 8 + "```\n\n---\n\nEight lines.\n",
    ),
    "D005": Example(
        '## Where does descent go? {#one lint="W002: it is a theorem"}\n\nIt goes down.\n',
        "D005 one.md:5: the heading suppresses W002, which finds nothing here; remove it from 'lint'",
        '## Where does descent go? {#one lint="W002: it is a theorem"}\n\nIt always goes down.\n',
    ),
    "A008": Example(
        "## What does `1 + 1` print? {#one .typed}\n\n### Answer\n\n`2`\n",
        "A008 one.md:9: learners would have to type '`'; write the answer without it",
        "## What does `1 + 1` print? {#one .typed}\n\n### Answer\n\n2 * 1\n",
    ),
    "W007": Example(
        "## Names {#one .cloze}\n\nA name is {{c1::long::first::second}}.\n",
        "W007 one.md:7: the hint of the cloze contains a second '::'; write '\\::' for colons that are part of a text",
        "## Names {#one .cloze}\n\nA name is {{c1::a\\::long::first}}.\n",
    ),
    "W008": Example(
        "## Types {#one .cloze}\n\nA list is a {{c1::std::vector_type}}.\n",
        "W008 one.md:7: the hint 'vector_type' looks like code; write '\\::' if the cloze hides it too",
        "## Types {#one .cloze}\n\nA list is a {{c1::std\\::vector_type::a type (of C++), e.g. a name}}.\n",
    ),
}


@pytest.mark.parametrize("code", EXAMPLES)
def test_what_breaks_one_rule_is_found_by_it_alone(found, code):
    example = EXAMPLES[code]

    assert found(example.breaks, example.source, example.pictures) == [example.found]


@pytest.mark.parametrize("code", EXAMPLES)
def test_what_nearly_breaks_a_rule_is_fine(found, code):
    example = EXAMPLES[code]

    assert found(example.nearly, example.nearly_source, example.pictures) == []


@pytest.mark.parametrize(
    ("words_of_answer", "expected"), [(25, []), (26, ["A002"]), (40, ["A002"]), (41, ["A001"])], ids=str
)
def test_an_answer_is_longish_and_then_long(found, words_of_answer, expected):
    note = f"## What does momentum do? {{#one}}\n\n{'word ' * words_of_answer}\n"

    assert codes(found(note)) == expected


@pytest.mark.parametrize(
    ("words_hidden", "expected"), [(8, []), (9, ["A002"]), (12, ["A002"]), (13, ["A001"])], ids=str
)
def test_a_hidden_part_is_longish_and_then_long(found, words_hidden, expected):
    note = f"## Momentum {{#one .cloze}}\n\nIt keeps {{{{c1::{'word ' * words_hidden}}}}}.\n"

    assert codes(found(note)) == expected


MORE_FINDINGS = [
    ("## What is “Oui” in English? {#one}\n\nYes.\n", "Q001 one.md:5: the question can be answered with yes or no"),
    ("## Was Napoleon a Corsican? {#one}\n\nBy birth.\n", "Q001 one.md:5: the question can be answered with yes or no"),
    ("## Momentum? {#one}\n\nA running sum.\n", "Q003 one.md:5: the front has fewer than 3 words; write a complete"),
    ("## The root of two. {#one}\n\nAbout 1.4.\n", "Q003 one.md:5: the front does not ask anything"),
    (
        "## Of the two runs see above: which is faster? {#one}\n\nB.\n",
        "Q004 one.md:5: 'see above' refers to something",
    ),
    ("## Which colours are in it? {#one}\n\nRed, blue, green, yellow.\n", "A003 one.md:7: the answer lists 4"),
    ("## 毛里求斯国旗有哪些颜色? {#one}\n\n红、蓝、黄、绿。\n", "A003 one.md:7: the answer lists 4"),
    (
        "## Which cities did he burn? {#one}\n\n\n- A\n- B\n- C\n- D\n",
        "A003 one.md:8: the answer lists 4 things",
    ),
    (
        "## Which cities did he burn? {#one}\n\n- Troy\n- Rome\n",
        "A004 one.md:7: the answer is a list; ask for",
    ),
    ("## List the causes of the war {#one}\n\nAn alliance.\n", "Q006 one.md:5: 'List' asks for a list"),
    ("## What are the three laws of Kepler? {#one}\n\nOrbits.\n", "Q006 one.md:5: 'What are the three' asks for"),
    ("## What are the pros and cons of Adam? {#one}\n\nSpeed.\n", "Q006 one.md:5: 'pros and cons' asks for a list"),
    ("## What do you know about momentum? {#one}\n\nA sum.\n", "Q007 one.md:5: 'what do you know about' does not say"),
    (
        "## T {#one .cloze}\n\nIt is {{c1::momentum::the momentum}}.\n",
        "A006 one.md:7: the hint contains the hidden",
    ),
    ("## T {#one .cloze}\n\n{{c1::北京}}是首都。北京很大。\n", "A006 one.md:7: '北京' is hidden here but shown in"),
    (
        "## Whose path is this one? {#one}\n\n![The path of Adam, going down](a.svg)\n\n---\n\nAdam: it keeps on.\n",
        "A006 one.md:5: the alt text or file name of the front's picture gives away 'adam'; reword it",
    ),
    (
        "## grand {#one .reversed}\n\nbig\n\n## gros {#two .reversed}\n\nbig\n",
        "D001 one.md:13: the back asks the same as",
    ),
    ("## Where does it go in `x`? {#one}\n\nDown by `y`, properly said.\n", "W003 one.md:7: the card says 'properly'"),
    ("## When does `x` halt? {#one}\n\n```text\n" + "x" * 73 + "\n```\n", "A007 one.md:8: a block of code has 1 lines"),
    (
        f"## Why does momentum help? {{#one}}\n\nIt keeps going.\n\n### Extra\n\n> {'so ' * 26}\n",
        "W004 one.md:11: a quotation has 26 words; use at most 25",
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


def test_a_formula_and_a_piece_of_code_are_a_word_each(found):
    answer = "$x + y$ `a b` " * 13

    assert found(f"## What does momentum do? {{#one}}\n\n{answer}\n") == [
        "A002 one.md:7: the answer has 26 words; use at most 25 and move the rest to '### Extra'"
    ]
