"""Every macro and environment that a formula may use leaves MathJax as it was: no card changes another one."""

from pathlib import Path

import pytest

from deck.markup.maths import known_environments, known_macros
from deck.preview.output import MATHJAX, MATHJAX_SCRIPT

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
PAGE = """<!doctype html><meta charset="utf-8"><script>
MathJax = {{tex: {{processEscapes: false, processEnvironments: false, processRefs: false,
packages: {{"[+]": ["noerrors", "mathtools"], "[-]": ["textmacros"]}}}},
loader: {{load: ["[tex]/noerrors", "[tex]/mathtools"]}}, startup: {{typeset: false}}}};</script>
<script src="{script}"></script>"""
FORMS = [  # the ways in which macros take what they define or remember
    *(r"\M", r"\M{foo}", r"\M{foo}{rgb}{1,0,0}", r"\M\foo{b}", r"\M\foo1{b}", r"\M{\foo}{b}", r"\M{\foo}[1]{b}"),
    *(r"\M{\foo}{5,10}{0x2190}", r"\M{foo}[1]{a}{b}", r"\M{\foo}{(}{)}", r"\M\foo\alpha", r"\M{foo}{x}\end{foo}"),
    *(
        r"\M[.5,.5][Times]{65}",
        r"\M{smallmatrix-align=l}",
        r"\M{multlined-width=9em}",
        r"\M{centercolon=true}",
        r"a & \M b",
    ),
]
ENVIRONMENTS = [  # the same
    *(r"\begin{E}a\end{E}", r"\begin{E}{c}a\tag{x}&b\\c\notag\end{E}", r"\begin{E}[b]{2}a\end{E}", r"\begin{E}a"),
    r"\begin{E}{foo}{l}x\tag{1}\end{E}",
]
CANARIES = [
    *(
        r"\frac{a}{b}+\alpha_i^2",
        r"\foo{x}",
        r"\color{foo}{x}",
        r"\begin{foo}x\end{foo}",
        r"\begin{align}a&=b\end{align}",
    ),
    *(r"\left\foo x\right)", r"\ref{foo}\eqref{foo}", r"\begin{prooftree}\AxiomC{A}\UnaryInfC{B}\end{prooftree}"),
    *(
        r"\unicode{65}",
        r"\begin{multlined}a\\b\end{multlined}",
        r"\begin{smallmatrix*}a&b\end{smallmatrix*}",
        r":=\coloneqq",
    ),
    *(
        r"\prescript{a}{b}{c}",
        r"\begin{align}a\tag{1}\end{align}",
        r"\ce{H2O}\text{a $b$}",
        r"\begin{CD}A@>>>B\end{CD}",
    ),
]
TYPESET = """async ([names, forms, canaries]) => {
  await MathJax.startup.promise;
  const typeset = (tex) => { try { return MathJax.tex2mml(tex); } catch (error) { return `${error}`; } };
  let before = canaries.map(typeset);
  return names.filter((name) => {
    forms.forEach((form) => typeset(form.replaceAll(/(?<=\\\\)M|(?<=[{])E(?=[}])/g, name)));
    const after = canaries.map(typeset);
    const changed = after.some((shown, index) => shown !== before[index]);
    before = after;
    return changed;
  });
}"""
KNOWN = """async (names) => {
  await MathJax.startup.promise;
  const unknown = (name) => `Unknown environment '${name}'`;
  const typeset = (name) => MathJax.tex2mml(`\\\\begin{${name}}{c}a\\\\end{${name}}`);
  return names.filter((name) => typeset(name).includes(unknown(name)));
}"""


@pytest.fixture(scope="module")
def mathjax(tmp_path_factory):
    """Return a page in Chromium with Anki's MathJax and its settings."""
    from playwright.sync_api import sync_playwright

    path = tmp_path_factory.mktemp("mathjax") / "page.html"
    path.write_text(PAGE.format(script=Path(str(MATHJAX), "es5", MATHJAX_SCRIPT).as_uri()), encoding="utf-8")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page()
        page.goto(path.as_uri())
        page.wait_for_function("window.MathJax?.startup?.promise")
        yield page
        browser.close()


def test_no_known_macro_changes_a_later_formula(mathjax):
    assert mathjax.evaluate(TYPESET, [sorted(known_macros()), FORMS, CANARIES]) == []


def test_no_known_environment_changes_a_later_formula(mathjax):
    assert mathjax.evaluate(TYPESET, [sorted(known_environments()), ENVIRONMENTS, CANARIES]) == []


@pytest.mark.parametrize("name", ["def", "newcommand", "let", "definecolor", "Newextarrow", "unicode", "mathtoolsset"])
def test_a_macro_that_defines_something_is_noticed_and_is_not_known(mathjax, name):
    assert mathjax.evaluate(TYPESET, [[name], FORMS, CANARIES]) == [name]
    assert name not in known_macros()
    mathjax.reload()


def test_every_known_environment_is_one(mathjax):
    assert mathjax.evaluate(KNOWN, sorted(known_environments())) == []
    assert mathjax.evaluate(KNOWN, ["html", "foo"]) == ["html", "foo"]
