"""Random Markdown: tidy, as an author would write it, or wild, with marks and beginnings of lines in any order."""

from textwrap import indent

from hypothesis import strategies as st

WORDS = (
    "alpha beta gamma x_y a_b_c 中文 a/b it’s “q” end. yes, no; A&B #1 @me e.g. (see) -1 10% C# f(x) 0.5 a[0] $5 שלום"
)
MARKED = (
    *("{}", "{}", "{}", "*{}*", "**{}**", "_{}_", "~~{}~~", "`{}`", "***{}***", "*a **{}***", "**a *b* {}**"),
    *(
        "[{}](https://a.org/x_y)",
        "[{}](https://a.org)",
        "H<sub>2</sub>O {}",
        "<kbd>{}</kbd>",
        "see https://a.org/b or www.a.org, {}",
    ),
)
SPANS = ("$x_i$", r"$\frac{a}{b}$", "$`x^*`$", "<https://a.org>", "a<br>b", "``a`b``")
BETWEEN = (" ", " ", ", ", ". ", "\n", "  \n", "\\\n", " — ", ": ")
MARKS = r"""
word snake_case a b 1 中 文。 * ** *** _ __ ~ ~~ ` `` `code` `a*b` \ \* \_ \` \$ \[ \< \| | & &amp; &copy; < > [ ] ( )
$ $x$ $a_1$ $x^*$ $`x`$ $$x$$ $5 [a](https://b.org) [*a*](https://b.org/x_y) [a] [a][b] [^1] <https://a.org> www.a.org
https://a.org https://a.org/x_y me@a.org <br> <b>c</b> <sub>2</sub> <kbd> </kbd> <!-- --> ! . , ; : ? ' " “ ” / # 1. 2)
- + = { } — … @name :smile: *a* **a** _a_ ~~a~~ ***a*** *a**b*** **a*b*c**
"""
BEGINNINGS = """\
- |* |+ |1. |1. |2. |3. |1) |-   |> |>|> - |> > |    |    - |    1. |  |  - |   |\t|        |        - |      |####
> [!NOTE]|> [!TIP]|> 1. |- > |    > |***|* * *|___|===|```|~~~|$$|$$|<br>|<!--|-->|[a]: |##### |#### |#
"""
ROWS = ["| a | b |", "|---|---|", "| 1 | 2 |", "| ", "a | b", "--|--"]


def _joined(parts):
    return "".join(text + between for text, between in parts).strip()


def _list(first, items, between):
    """Return a list of *items*, numbered from *first* on unless it is 0."""
    marks = [f"{first + number}. " if first else "- " for number in range(len(items))]
    return between.join(
        mark + indent(item, "    ").removeprefix("    ") for mark, item in zip(marks, items, strict=True)
    )


def _apart(blocks):
    """Return blocks with words between them; otherwise two lists would become one."""
    return "\n\nthen\n\n".join(blocks)


def _quotation(head, blocks):
    return head + indent(_apart(blocks), "> ", lambda _: True)


def _table(align, rows):
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], (align, "---"), *rows[1:]))


PHRASES = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=4).map(" ".join)
TEXTS = st.one_of(st.builds(str.format, st.sampled_from(MARKED), PHRASES), st.sampled_from(SPANS))
SENTENCES = st.lists(st.tuples(TEXTS, st.sampled_from(BETWEEN)), min_size=1, max_size=4).map(_joined)
NUMBERS = st.sampled_from([0, 0, 1])
CLOSE_LISTS = st.recursive(
    st.builds(_list, st.sampled_from([0, 1]), st.lists(SENTENCES, min_size=1, max_size=3), st.just("\n")),
    lambda inside: st.builds(
        _list,
        st.just(0),
        st.lists(st.builds("{}\n{}".format, SENTENCES, inside), min_size=1, max_size=2),
        st.just("\n"),
    ),
    max_leaves=3,
)
LOOSE_LISTS = st.builds(
    _list,
    NUMBERS,
    st.lists(st.lists(SENTENCES, min_size=1, max_size=3).map("\n\n".join), min_size=2, max_size=3),
    st.just("\n\n"),
)
TABLES = st.builds(
    _table,
    st.sampled_from(["---", ":--", ":-:", "--:"]),
    st.lists(st.tuples(TEXTS, TEXTS), min_size=2, max_size=3),
)
INSIDE = st.one_of(SENTENCES, CLOSE_LISTS, LOOSE_LISTS, TABLES, st.just("$$\nx = y\n$$"))
QUOTATIONS = st.builds(
    _quotation, st.sampled_from(["", "> [!NOTE]\n", "> [!tip]\n"]), st.lists(INSIDE, min_size=1, max_size=2)
)
BLOCKS = st.one_of(
    INSIDE,
    QUOTATIONS,
    st.builds(_list, st.just(3), st.lists(SENTENCES, min_size=1, max_size=3), st.just("\n")),
    st.builds("    {}".format, PHRASES),
    st.builds("```text\n{}\n```".format, SENTENCES),
    st.builds("#### {}".format, TEXTS),
    st.sampled_from(["***", "<!-- a\n\nremark -->"]),
)
TIDY = st.lists(BLOCKS, min_size=1, max_size=3).map(_apart)

LINES = st.builds(
    "{}{}{}".format,
    st.sampled_from([*([""] * 15), *BEGINNINGS.strip("\n").replace("\n", "|").split("|"), *ROWS]),
    st.lists(st.sampled_from([*MARKS.split(), *([" "] * 25)]), max_size=8).map("".join),
    st.sampled_from([*([""] * 10), "  ", "\\", " "]),
)
WILD = st.lists(st.one_of(LINES, LINES, st.just("")), min_size=1, max_size=8).map("\n".join)
