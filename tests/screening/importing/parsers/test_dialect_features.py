"""What single databases do that others do not: one small example each."""

import pytest

from .reading import read


def one(data, format):
    records, problems = read(data, format)
    assert len(records) == 1
    return records[0]


def test_scopus_ris_prints_the_pmid_in_c2_and_the_article_number_in_c7():
    record = one("TY  - JOUR\nTI  - A\nC2  - 31421429\nC7  - e107\nDB  - Scopus\nER  - \n", "ris")

    assert (record.pmid, record.pmcid, record.article_number) == ("31421429", "", "e107")


def test_web_of_science_ris_prints_the_publisher_in_pu_and_its_place_in_pi():
    record = one("TY  - JOUR\nTI  - A\nPU  - WILEY\nPI  - HOBOKEN\nER  - \n", "ris")

    assert (record.publisher, record.place) == ("WILEY", "HOBOKEN")


def test_the_works_own_address_is_preferred_to_that_of_the_database():
    record = one(
        "TY  - ELEC\nTI  - A\nUR  - https://www.embase.com/search/results?id=L1\nLK  - https://example.org/a\n"
        "ER  - \n",
        "ris",
    )

    assert (record.type, record.url) == ("webpage", "https://example.org/a")


def test_ebscos_copyright_notice_is_no_abstract():
    text = (
        "TY  - JOUR\nTI  - A\nAB  - Copyright of Pain is the property of Wolters and may not be copied.\nER  - \n"
    )

    assert one(text, "ris").abstract == ""


def test_a_percent_encoded_resolver_address_gives_the_doi():
    record = one("TY  - JOUR\nTI  - A\nDO  - http://dx.doi.org/10.1016/S0140-6736%2821%2900393-7\nER  - \n", "ris")

    assert record.doi == "10.1016/s0140-6736(21)00393-7"


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Roe, J. A.", ("Roe, J. A.",)),
        ("Smith, J. A., Brown, E. L.", ("Smith, J. A.", "Brown, E. L.")),
        ("Roe JA, Poe E", ("Roe, JA", "Poe, E")),
        ("Roe, J. A. and The Committee on Pain", ("Roe, J. A.", "The Committee on Pain")),
    ],
)
def test_names_of_one_cell(cell, names):
    assert one(f'Title,Authors,Year\nA,"{cell}",2001\n', "csv").authors == names


def test_a_first_column_headed_no_counts_the_rows():
    record = one("No,Title,Authors,Year,Issue\n7,A,Roe JA,2001,\n", "csv")

    assert record.issue == ""


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("The Lancet. Neurology. 10 (7) (pp 637-648), 2011.", ("The Lancet. Neurology", "10", "7", "637-648")),
        ("Social Science (1982). 2017 Jun;183:151-162.", ("Social Science (1982)", "183", "", "151-162")),
        ("Social Science (1982) (2017) 183 (151-162)", ("Social Science (1982)", "183", "", "151-162")),
    ],
)
def test_journals_with_stops_and_years_in_their_names(cell, said):
    record = one(f'Title,Source,Year\nA,"{cell}",2017\n', "csv")

    assert (record.journal, record.volume, record.issue, record.pages) == said


def test_a_chapter_and_a_group_in_nbib():
    record = one(
        "PMID- 1\nTI  - A\nFAU - Roe, J.\nCN  - The Pain Group, Warsaw\nPT  - Book Chapter\nDP  - 2001\n", "nbib"
    )

    assert (record.type, record.authors) == ("chapter", ("Roe, J.", "The Pain Group, Warsaw,"))


def test_bibtex_pages_on_the_web_and_names_of_committees():
    record = one(
        "@misc{a, title={A}, author={Committee on Pain}, howpublished={\\url{https://example.org/a}}}\n", "bibtex"
    )

    assert (record.type, record.authors, record.url) == ("webpage", ("Committee on Pain",), "https://example.org/a")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "1. Jewett BE, Thapa B. Physiology. In: StatPearls. StatPearls Publishing; 2025. Available from: "
            "https://www.ncbi.nlm.nih.gov/books/NBK519495/",
            ("chapter", "Physiology", "StatPearls", "StatPearls Publishing", ""),
        ),
        (
            "1. Drug Approval Package: Spravato [Internet]. [cited 2025 Nov 27]. Available from: https://example.org/x",
            ("webpage", "Drug Approval Package: Spravato", "", "", ""),
        ),
        (
            "Kalsi, S. S. (2011). The epidemiology of toxicity. Emerging Threats, 4, 10.3402/ehtj.v4i0.7107. "
            "https://doi.org/10.3402/ehtj.v4i0.7107",
            ("article", "The epidemiology of toxicity", "Emerging Threats", "", "10.3402/ehtj.v4i0.7107"),
        ),
        (
            "Wu, H. (2021) ‘Ketamine for plasticity: but when?’, Biological Psychiatry, 89(11), pp. 1030–1032.",
            ("article", "Ketamine for plasticity: but when?", "Biological Psychiatry", "", ""),
        ),
    ],
)
def test_printed_references_that_are_no_plain_articles(text, said):
    record = one(text + "\n", "references")

    assert (record.type, record.title, record.container, record.publisher, record.article_number) == said
