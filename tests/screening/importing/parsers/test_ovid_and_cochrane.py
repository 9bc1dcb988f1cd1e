"""Ovid's tagged text and the Cochrane Library's plain text."""

import pytest

from screening.importing.detect import detect

from .reading import read


def test_ovid_puts_everything_but_the_title_in_the_source():
    records, problems = read(
        "<1. >\nVN  - Ovid Technologies\nDB  - Ovid MEDLINE(R)\nUI  - 31234567\nTI  - Chronic pain: an\n"
        "      update.\n"
        "SO  - Lancet. 397 (10289) (pp 2082-2097), 2021. Date of Publication: June 2021.\nAU  - Cohen S.P.\n"
        "AU  - Vase L.\n"
        "MH  - *Ketamine\nDO  - http://dx.doi.org/10.1016/S0140-6736%2821%2900393-7\nYR  - 2021\n\n"
        "<2. >\nUI  - 9\nTI  - B.\nSO  - Pain. 9 (1) (no pagination), 2021. Article Number: 25535.\n",
        "ovid",
    )
    first = records[0]

    assert problems == []
    assert (first.title, first.authors) == ("Chronic pain: an update.", ("Cohen, S.P.", "Vase, L."))
    assert (first.journal, first.volume, first.issue, first.pages) == ("Lancet", "397", "10289", "2082-2097")
    assert (first.year, first.doi, first.pmid) == (2021, "10.1016/s0140-6736(21)00393-7", "31234567")
    assert [(r.title, r.line) for r in records] == [("Chronic pain: an update.", 2), ("B.", 15)]


def test_ovids_older_form_has_field_names_on_lines_of_their_own():
    records, _ = read(
        "<1>\nUnique Identifier\n  123456\nAuthors\n  Roe J.\nTitle\n  Pain in mice\nSource\n"
        "  Pain. 3(2):1-9, 1999 May.\n",
        "ovid",
    )

    assert [(r.title, r.authors, r.journal, r.volume, r.pages, r.year) for r in records] == [
        ("Pain in mice", ("Roe, J.",), "Pain", "3", "1-9", 1999)
    ]


def test_cochrane_text_has_tags_with_a_colon():
    records, problems = read(
        "\ufeffRecord #1 of 2\rID: CN-1\rAU: Cohen, SP\rTI: Chronic pain\rSO: Lancet\rYR: 2021\rPG: 2082‐2097\r"
        "PM: PUBMED 31234567\rKY: Ketamine; Pain\rDOI: 10.1016/ABC\rAB: Text: more\r\r\rRecord #2 of 2\rID: "
        "CN-2\rTI: B\r",
        "cochrane_text",
    )
    first = records[0]

    assert problems == []
    assert (first.title, first.journal, first.year, first.pages) == ("Chronic pain", "Lancet", 2021, "2082-2097")
    assert (first.pmid, first.keywords, first.doi, first.abstract) == (
        "31234567",
        ("Ketamine", "Pain"),
        "10.1016/abc",
        "Text: more",
    )
    assert records[1].accession == "CN-2"


def test_ovid_may_print_all_authors_on_one_line():
    (record,), _ = read("<1>\nAuthors\n  Roe J; Poe E\nTitle\n  A\n", "ovid")

    assert record.authors == ("Roe, J", "Poe, E")


def test_cochrane_text_without_its_numbers_is_known_by_its_ids():
    text = "ID: CN-001\nTI: A\nYR: 2001\n\nID: CN-002\nTI: B\nYR: 2002\n"

    assert detect(text.encode()).format == "cochrane_text"
    assert [r.title for r in read(text, "cochrane_text")[0]] == ["A", "B"]


LINES = (
    "VN  - Ovid Technologies\nDB  - Embase\nUI  - 62800000{0}\nAU  - Roe, J{1}.\nTI  - Baths {0}.\nSO "
    " - Pain. 3(2):1-9, 1999.\n"
)


@pytest.mark.parametrize("mark", ["<{}. >\n", "<{}>\n", "{}. \n", "{}.\n", ""])
def test_ovids_records_are_told_apart_by_any_of_its_numbers_or_none(mark):
    text = "\n".join(mark.format(n) + LINES.format(n, "ABC"[n - 1]) for n in (1, 2, 3))
    records, problems = read(text, "ovid")

    assert (detect(text.encode()).format, problems) == ("ovid", [])
    assert [(r.title, r.authors, r.journal, r.year, r.accession) for r in records] == [
        (f"Baths {n}.", (f"Roe, J{'ABC'[n - 1]}.",), "Pain", 1999, f"62800000{n}") for n in (1, 2, 3)
    ]


def test_ovids_field_names_behind_a_number_with_a_stop():
    text = "1.\nUnique Identifier\n  71\nTitle\n  Baths\n\n2.\nUnique Identifier\n  72\nTitle\n  Lamps\n"

    assert detect(text.encode()).format == "ovid"
    assert [r.title for r in read(text, "ovid")[0]] == ["Baths", "Lamps"]
