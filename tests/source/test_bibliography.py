from time import process_time
from unicodedata import normalize

import pytest

from deck.cache.store import Store
from deck.source.bibliography import Work, read_bibliography

BIB = r"""
@article{polyak1964,
  author = {Polyak, Boris T.}, title = {Some {Methods}}, year = 1964, doi = {10.1016/0041-5553(64)90137-5}}
@misc{kingma2015, author={Kingma, D. P. and Ba, J.}, title={Adam}, year=2015, eprint={1412.6980}}
@misc{three, author={A B and van der Berg, C and G{\"o}del, K}, title={T}, year=2000}
@misc{torch, author={{PyTorch contributors}}, title={torch.optim}, year=2026, url={https://docs.pytorch.org/}}
"""
NOTE = "## Q? {#one}\n\nA.\n\n### Source\n\n"


def test_a_work_is_named_by_its_authors_and_year(tmp_path):
    path = tmp_path / "references.bib"
    path.write_text(BIB)

    works, diagnostics = read_bibliography(path, "x", Store())

    assert diagnostics == []
    assert {key: works[key] for key in works.entries} == {
        "polyak1964": Work("Polyak 1964", "Some Methods", "https://doi.org/10.1016/0041-5553(64)90137-5"),
        "kingma2015": Work("Kingma & Ba 2015", "Adam", "https://arxiv.org/abs/1412.6980"),
        "three": Work("B et al. 2000", "T", ""),
        "torch": Work("PyTorch contributors 2026", "torch.optim", "https://docs.pytorch.org/"),
    }


def test_a_source_names_the_works_it_cites(rendered):
    note = rendered(NOTE + '@kingma2015, Algorithm 1; @three, "T"; a@b.org', {"references.bib": BIB})

    assert note.fields["Source"] == (
        '<p><a href="https://arxiv.org/abs/1412.6980">Kingma &amp; Ba 2015</a>, Algorithm 1; '
        'B et al. 2000, <em>T</em>, "T"; <a href="mailto:a@b.org">a@b.org</a></p>'
    )


def test_a_key_may_have_decomposed_accents(rendered):
    bib = normalize("NFD", "@misc{müller2017, author={Müller, A}, title={T}, year=2017, url={https://a.org}}")

    note = rendered(NOTE + "@müller2017", {"references.bib": bib})

    assert note.fields["Source"] == '<p><a href="https://a.org">Müller 2017</a></p>'


@pytest.mark.parametrize(
    ("source", "bib", "expected"),
    [
        (
            "x\n@kingma2014",
            BIB,
            "one.md:12: no work is called 'kingma2014' in references.bib; did you mean 'kingma2015'?",
        ),
        ("@a", "", "one.md:11: no work is called 'a' in references.bib; there are none"),
        ("x", "@misc{a,\n title={T}}", "references.bib:1: 'a' has no author and no year; add them"),
        (
            "x",
            BIB + "@misc{torch, title={x}}",
            "references.bib:7: cannot read this entry: duplicate entry key 'torch'",
        ),
        ("x", "\n@misc{a,\x02", "references.bib:2: contains the invisible character U+0002; remove it"),
        (
            "x",
            "\n@misc{a,",
            "references.bib:2: cannot read this entry: unexpectedly reached end of file; correct it",
        ),
        (
            "@a",
            "\n@misc{a, author={A, B, C, D}, title={T}, year=2000}",
            "references.bib:2: cannot read this entry: cannot split the following name `a, b, c, d` into parts: too",
        ),
    ],
)
def test_a_mistake_in_a_citation_is_reported_with_its_line(errors, source, bib, expected):
    (found,) = errors(NOTE + source, {"references.bib": bib})

    assert expected in found


def test_outside_a_source_an_at_sign_is_text(rendered):
    assert rendered("## Q? {#one}\n\nuse @decorator").fields["Back"] == "<p>use @decorator</p>"


def test_a_bibliography_of_any_length_is_read_at_once_since_only_what_is_cited_is_decoded(tmp_path):
    path, begun = tmp_path / "references.bib", process_time()
    entry = '@misc{{w{}, author={{G{{\\"o}}del, Kurt and B, C}}, title={{The {{\\"O}} of {}}}, year=2000}}'
    path.write_text("\n".join(entry.format(number, number) for number in range(20_000)))

    works, _ = read_bibliography(path, "x", Store())

    assert works["w19999"] == Work("Gödel & B 2000", "The Ö of 19999", "")
    assert process_time() - begun < 5  # decoding all takes 16 seconds


@pytest.mark.parametrize("text", ["a*" * 500_000, "[" * 500_000, "$x$ " * 200_000])
@pytest.mark.parametrize("field", ["title", "author"])
def test_a_long_field_is_refused_in_a_moment(errors, text, field):
    entry = {"author": "A", "title": "T", "year": "2017", field: text}
    work = f"@misc{{k, {', '.join(f'{name}={{{value}}}' for name, value in entry.items())}}}\n"

    (error,) = errors("## Q? {#one}\n\nA.\n\n### Source\n\n@k\n", {"references.bib": work})

    assert error == f"references.bib:1: '{field}' of 'k' has more than 20000 characters; shorten it"
