"""Lines of one reference put together: DOIs and words that a line's end broke."""

import pytest

from screening.importing.parsers.dois import why_suspicious

from .reading import read

HEAD = "1. Roe A, Poe H. A title on morphine in mice. Pain. 1988;\n47(4):355–9. "
BROKEN = {
    "https://doi.org/10.1016/S0006-3223(99)\n00230-9.": "10.1016/s0006-3223(99)00230-9",
    "https://doi.org/10.1001/archpsyc.1994.03950\n030035004": "10.1001/archpsyc.1994.03950030035004",
    "doi:10.1016/0304-3959(88)\n90012-3": "10.1016/0304-3959(88)90012-3",
    "https://doi.org/10.1016/0304-3959(\n89)90012-3.": "10.1016/0304-3959(89)90012-3",
    "doi: 10.\n1016/j.pain.2009.04.029": "10.1016/j.pain.2009.04.029",
    "doi: 10.1016/j.biopsych\n.2009.04.029": "10.1016/j.biopsych.2009.04.029",
    "https://doi.org/10.1001/jamapsy\nchiatry.2014.62": "10.1001/jamapsychiatry.2014.62",
    "https://doi.org/10.1097/j.pain.0000000000\n001234": "10.1097/j.pain.0000000000001234",
    "https://doi.org/10.1177/0269881115\n570087. PMID: 12345678": "10.1177/0269881115570087",
    "https://doi.org/10.1016/S0140-6736(18)\n32203-7 [PubMed]": "10.1016/s0140-6736(18)32203-7",
    "https://doi.org/10.1061/(ASCE)\nCO.1943-7862.0001234": "10.1061/(asce)co.1943-7862.0001234",
    "doi:10.1016/S0006-3223(00)00230-\nX.": "10.1016/s0006-3223(00)00230-x",
    "doi:10.1016/S0006-3223(99) 00230-9.": "10.1016/s0006-3223(99)00230-9",
    "doi:10.1016/0030-4018(92)\n90184-S.": "10.1016/0030-4018(92)90184-s",
    "https://doi.org/10.\n1001/archpsyc.1994.03950\n030035004": "10.1001/archpsyc.1994.03950030035004",
}
WHOLE = (
    "doi:10.1016/j.pain.2009.04.030\nEpub 1988 Jan 3.",
    "doi:10.1016/j.pain.2009.04.030 PMID:\n12345678",
    "(doi:10.1016/j.pain.2009.04.030)\n1988.",
    "doi:10.1016/j.pain.2009.04.030\n1988 Jan;47(4):355-9.",
    "doi:10.1016/j.pain.2009.04.030\n(accessed 3 Jan 1988)",
    "doi:10.1016/j.pain.2009.04.030\nmorphine and mice.",
)


@pytest.mark.parametrize("text", BROKEN)
def test_a_doi_that_a_lines_end_broke_is_whole_again(text):
    (record,), problems = read(HEAD + text, "references")

    assert (record.doi, problems) == (BROKEN[text], [])


@pytest.mark.parametrize("text", WHOLE)
def test_a_doi_takes_nothing_from_the_next_line_that_is_not_its_own(text):
    (record,), _ = read(HEAD + text, "references")

    assert record.doi == "10.1016/j.pain.2009.04.030"


def test_a_doi_cut_short_behind_its_bracket_is_told():
    _, (problem,) = read(HEAD + "doi:10.1016/S0006-3223(99)", "references")

    assert "10.1016/s0006-3223(99) looks wrong" in problem.what
    assert why_suspicious("10.1016/s0006-3223(99)00230-9") == why_suspicious("10.9770/jesi.2020.8.2(42)") == ""


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("mTOR-\ndependent synapses", "mTOR-dependent synapses"),
        ("NMDA-\nreceptor antagonists", "NMDA-receptor antagonists"),
        ("COVID-\nrelated pain", "COVID-related pain"),
        ("treatment-\nresistant depression", "treatment-resistant depression"),
        ("trauma-\nfocused therapy", "trauma-focused therapy"),
        ("mindfulness-\nbased stress reduction", "mindfulness-based stress reduction"),
        ("ketamine-\ninduced hypertension", "ketamine-induced hypertension"),
        ("GABAergic-\nmediated signals", "GABAergic-mediated signals"),
        ("antide-\npressant effects", "antidepressant effects"),
        ("an inde-\npendent review", "an independent review"),
        ("their cor-\nrelated outcomes", "their correlated outcomes"),
        ("inter-\nrelated causes", "interrelated causes"),
        ("un-\ncontrolled pain", "uncontrolled pain"),
        ("Neuropsychophar-\nmacology of pain", "Neuropsychopharmacology of pain"),
        ("the jack-\nof-all-trades", "the jack-of-all-trades"),
        ("pain through-\nout life", "pain throughout life"),
    ],
)
def test_the_hyphen_at_a_lines_end_stays_where_it_is_the_words_own(broken, whole):
    (record,), _ = read(f"1. Roe A, Poe H. A short review of {broken}. Pain. 1988;47(4):355–9.", "references")

    assert record.title == f"A short review of {whole}"


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("https\n://moles.example.org/burrows/deep.html", "https://moles.example.org/burrows/deep.html"),
        ("https:\n//moles.example.org/burrows/deep.html", "https://moles.example.org/burrows/deep.html"),
        (
            "https://moles.example.org/burrows/211243Ori\ng1s000TOC.cfm",
            "https://moles.example.org/burrows/211243Orig1s000TOC.cfm",
        ),
        ("https://moles.example.org/bur\nrows/deep.", "https://moles.example.org/burrows/deep"),
        ("https://moles.example.org/burrows\n2019.", "https://moles.example.org/burrows"),
        ("https://moles.example.org/burrows\nAccessed 3 May 2019.", "https://moles.example.org/burrows"),
        ("https://moles.example.org/burrows\nPMID: 12345678", "https://moles.example.org/burrows"),
        ("https://moles.example.org/burrows\nLondon.", "https://moles.example.org/burrows"),
    ],
)
def test_an_address_that_a_lines_end_broke_is_whole_again(broken, whole):
    (record,), _ = read(
        f"1. Burrow Council. Moles at work. Burrow Press; 2018. Available from: {broken}", "references"
    )

    assert record.url == whole
