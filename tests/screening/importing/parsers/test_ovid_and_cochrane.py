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


SOURCES = {
    "Forest Notes & Reports. 201(2-3):327-334, November 15, 2004.": (
        "Forest Notes & Reports", "201", "2-3", "327-334", 2004,
    ),
    "Official Record of Offices. 1288(3), Nov. 16, 2004.": ("Official Record of Offices", "1288", "3", "", 2004),
    "Mind & Habit. Vol.43(5), Sep 2015, pp. 623-634.": ("Mind & Habit", "43", "5", "623-634", 2015),
    "Theses Section A: Humanities. Vol.75(2-A(E)),2014, pp. No Pagination Specified.": (
        "Theses Section A: Humanities", "75", "2-A(E)", "", 2014,
    ),
    "Skin Today December 2011;33(8):845-849": ("Skin Today", "33", "8", "845-849", 2011),
    "Acta Nova November/December 2010;6:611-613": ("Acta Nova", "6", "", "611-613", 2010),
    "Journal of Parties 12, Winter 2007: 7-14.": ("Journal of Parties", "12", "", "7-14", 2007),
    "Journal of Current Parties, 2013(1): 3-28.": ("Journal of Current Parties", "", "1", "3-28", 2013),
    "Waters. 2007 15 June; 433-441.": ("Waters", "", "", "433-441", 2007),
    "Zoos Meeting Proceedings. 2005; 9pp..": ("Zoos Meeting Proceedings", "", "", "", 2005),
}  # fmt: skip


@pytest.mark.parametrize("source", SOURCES)
def test_the_sources_of_ovids_many_databases(source):
    records, problems = read(f"<1. >\nVN  - Ovid Technologies\nTI  - A\nAU  - Roe, J\nSO  - {source}\n", "ovid")

    record = records[0]
    assert (record.journal, record.volume, record.issue, record.pages, record.year) == SOURCES[source]
    assert problems == []


def test_the_editors_of_a_book_stand_in_its_chapters_source():
    text = "<1. >\nVN  - Ovid Technologies\nTI  - A\nPT  - Book Chapter\nSO  - {}\n"
    sources = (
        "Roe, Ann [Ed]; Poe, Bo [Ed]. (2012). Coaching in practice: A guide. (pp. 11-31). xvii, 254 pp. York.",
        "Roe, Ann [Editor, Reprint Author], Poe, Bo [Editor]. Coaching in practice: A guide.:11-31, 2012. In: A.",
    )

    for source in sources:
        record = read(text.format(source), "ovid")[0][0]

        assert (record.container, record.pages, record.year) == ("Coaching in practice: A guide", "11-31", 2012)
        assert record.editors == ("Roe, Ann", "Poe, Bo")


def test_what_ovid_adds_to_titles_and_names():
    records, _ = read(
        "<1. >\nVN  - Ovid Technologies\nDB  - A Database\nAN  - P1\n"
        "AU  - Roe, Ann [Author, Reprint Author; E-mail: a.roe@uni.example]\nAU  - Poe, Bo B. [Inventor]\n"
        "TI  - Sleep after work. [Review] [43 refs]\nYR  - 2004\n\n"
        "<2. >\nVN  - Ovid Technologies\nAN  - P2\nTI  - [Sleep in towns]. [References].\nYR  - 2004\n\n"
        "<3. >\nVN  - Ovid Technologies\nAN  - P3\nAU  - Roe, Ann\nTI  - Sleep [and work]\nYR  - 2004\n",
        "ovid",
    )

    assert records[0].authors == ("Roe, Ann", "Poe, Bo B.")
    assert [r.title for r in records] == ["Sleep after work.", "[Sleep in towns].", "Sleep [and work]"]


def test_ovids_tags_with_one_blank_are_known():
    text = "<53. >\nVN - Ovid Technologies\nDB - A Database\nTI - A title\nAU - Roe, Ann\nYR - 2014\n"

    assert detect(text.encode(), "a.txt").format == "ovid"
    assert [(r.title, r.authors, r.year) for r in read(text, "ovid")[0]] == [("A title", ("Roe, Ann",), 2014)]


INDENTED = {
    "ovid": "<1. >\nUI  - 12345678\nTI  - Naps in\n      pilots.\nAU  - Roe A\nSO  - Sleep. 12(3):1-5, 2008.\n\n",
    "nbib": "PMID- 12345678\nTI  - Naps in\n      pilots.\nFAU - Roe, A\nDP  - 2008\n\n",
    "ris": "TY  - JOUR\nTI  - Naps in\npilots.\nA1  - Roe, A\nPY  - 2008\nER  - \n\n",
    "wos": "FN x\nVR 1.0\nPT J\nAU Roe, A\nTI Naps in\n   pilots.\nPY 2008\nER\n\n",
    "cochrane_text": "Record #1 of 1\nID: CN-01234567\nAU: Roe A\nTI: Naps in pilots.\nSO: Sleep\nYR: 2008\n\n",
}


@pytest.mark.parametrize("format", INDENTED)
def test_text_of_which_every_line_is_set_in_is_read(format):
    text = INDENTED[format]
    set_in = "\n".join(f"     {line}" if line else "" for line in text.split("\n")).encode()
    plain, told = read(text, format)

    assert detect(set_in).format == format
    assert read(set_in, format) == (plain, told)
    assert [(r.title, r.authors, r.year) for r in plain] == [("Naps in pilots.", ("Roe, A",), 2008)]
