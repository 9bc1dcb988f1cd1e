"""RIS as each exporter writes it."""

import csv
import io

import pytest

from screening.importing.detect import detect
from screening.importing.parsers.records import FIELD_LIMIT, Problem

from .reading import read


def one(text):
    records, problems = read(text, "ris")
    assert len(records) == 1
    return records[0], problems


def test_a_plain_record_field_by_field():
    record, problems = one(
        "TY  - JOUR\nTI  - Ketamine &amp; pain\nAU  - Cohen, S. P.\nAU  - Vase, L.\nPY  - 2021/06//\nT2  - Pain\n"
        "VL  - 12\nIS  - 3\nSP  - 20\nEP  - 28\nDO  - https://doi.org/10.1234/ABC.5\nUR  - https://example.org/a\n"
        "SN  - 03043959\nAB  - Much text.\nKW  - ketamine\nKW  - pain\nLA  - English\nPB  - Wolters\nAN  - 77\n"
        "ER  - \n"
    )

    assert problems == []
    assert record.raw[0] == ("TY", "JOUR")
    assert (record.type, record.title, record.authors) == (
        "article",
        "Ketamine & pain",
        ("Cohen, S. P.", "Vase, L."),
    )
    assert (record.year, record.date, record.journal) == (2021, "2021/06//", "Pain")
    assert (record.volume, record.issue, record.pages) == ("12", "3", "20-28")
    assert (record.doi, record.url, record.issn) == ("10.1234/abc.5", "https://example.org/a", "0304-3959")
    assert (record.abstract, record.keywords) == ("Much text.", ("ketamine", "pain"))
    assert (record.language, record.publisher, record.accession, record.line) == ("English", "Wolters", "77", 1)


def test_embase_writes_initials_after_the_family_name_and_the_abstract_in_n2():
    record, _ = one(
        "TY  - JOUR\nM1  - (Liu R.; Adler D.G.) Dept\nA1  - Liu R.\nA1  - Adler D.G.\nT1  - Cysts\nY1  - 2014\n"
        "JF  - Endosc\nJO  - Endosc\nU2  - L373\nL2  - http://dx.doi.org/10.4103/2303-9027\nN2  - Text\nER  - \n"
    )

    assert (record.authors, record.abstract) == (("Liu, R.", "Adler, D.G."), "Text")
    assert (record.doi, record.accession) == ("10.4103/2303-9027", "L373")


def test_ovid_numbers_its_records_and_writes_after_their_end():
    records, problems = read(
        "1. \nTY  - JOUR\nID  - 20123459\nDB  - Ovid MEDLINE(R)\nT1  - First.\n"
        "DO  - http://dx.doi.org/10.1016/S0140%2821%29003\n"
        "KW  - *Pain\nSP  - No\nEP  - Specified\nER  - \nNL  - Clin J Pain\n\n"
        "Link to the Ovid Full Text: http://x\n\n"
        "2. \nTY  - JOUR\nID  - 10\nT1  - Second.\nER  - \n",
        "ris",
    )

    assert problems == []
    assert [(r.title, r.doi, r.pmid, r.pages, r.keywords) for r in records] == [
        ("First.", "10.1016/s0140(21)003", "20123459", "", ("Pain",)),
        ("Second.", "", "", "", ()),
    ]


def test_ebsco_hides_the_doi_in_l3_and_adds_a_copyright_abstract():
    record, _ = one(
        "TY  - JOUR\nT1  - A\nY1  - 2018/04//abr-jun2018\nAB  - Real text.\n"
        "AB  - Copyright of J is the property of X.\n"
        "L3  - 10.1000/xyz\nSP  - N.PAG\nER  - \n"
    )

    assert (record.abstract, record.doi, record.year, record.pages) == ("Real text.", "10.1000/xyz", 2018, "")


def test_web_of_science_glues_two_tags_with_a_lone_carriage_return():
    record, problems = one("TY  - JOUR\nTI  - A <i>B</i>\nWE  - SCI\rAN  - WOS:0001\nN1  - One\nTwo\nER  -\n")

    assert problems == []
    assert (record.title, record.accession, record.notes) == ("A B", "WOS:0001", ("One Two",))


def test_ieee_writes_given_names_first_and_a_stray_carriage_return_between_records():
    records, problems = read(
        "TY  - JOUR\r\nTI  - A\r\nAU  - S. Guven Kose\r\nVO  - 9\r\nER  - \r\n\r\n\n\rTY  - CONF\r\nTI  - B\r\n"
        "ER  - \r\n",
        "ris",
    )

    assert problems == []
    assert [(r.title, r.type, r.authors, r.volume) for r in records] == [
        ("A", "article", ("Guven Kose, S.",), "9"),
        ("B", "conference", (), ""),
    ]


def test_central_puts_two_blanks_after_the_dash_and_a_block_before_each_record():
    records, problems = read(
        "Record #1 of 2\nProvider: Wiley\nContent: text/plain\n\nTY  -  JOUR\nAN  -  CN-1\nAU  -  Zhou, ZH\n"
        "TI  -  A\nJA  -  Pain\n"
        "SP  -  2082‐2097\nC3  -  PUBMED 31234567,EMBASE 62\nER  -  \n\nRecord #2 of 2\n\nTY  -  JOUR\n"
        "TI  -  B\nER  -  \n",
        "ris",
    )

    assert problems == []
    assert [(r.title, r.journal, r.pages, r.pmid) for r in records] == [
        ("A", "Pain", "2082-2097", "31234567"),
        ("B", "", "", ""),
    ]


def test_endnote_continues_keywords_on_bare_lines():
    record, _ = one("TY  - JOUR\nTI  - A\nKW  - Ketamine\nChronic Pain\nSP  - 2082-2097\nER  - \n")

    assert (record.keywords, record.pages) == (("Ketamine", "Chronic Pain"), "2082-2097")


def test_rayyan_decisions_stay_in_the_notes():
    record, _ = one('TY  - JOUR\nTI  - A\nN1  - RAYYAN-INCLUSION: {"Ana"=>"Included"} | RAYYAN-LABELS: x\nER  - \n')

    assert record.notes == ('RAYYAN-INCLUSION: {"Ana"=>"Included"} | RAYYAN-LABELS: x',)


def test_every_tag_is_kept_raw_also_repeated_and_unknown_ones():
    record, _ = one("TY  - JOUR\nTI  - A\nSN  - 1111-1111\nSN  - 2222-2222\nZZ  - what\nER  - \n")

    assert record.raw == (("TY", "JOUR"), ("TI", "A"), ("SN", "1111-1111"), ("SN", "2222-2222"), ("ZZ", "what"))


def test_lower_case_tags_missing_blanks_and_missing_ends_are_read_and_reported():
    records, problems = read(
        "Export\n\nTY  -JOUR\nTI  -First\nty  - JOUR\nti  - Second\nER  -\n\n<hr> next page\n\nTY  - JOUR\n"
        "TI  - Third\n",
        "ris",
    )

    assert [r.title for r in records] == ["First", "Second", "Third"]
    end = "It was taken to end where the next record begins."
    out = "It was left out; no record was lost."
    assert problems == [
        Problem(1, "", "Text outside any record: “Export”.", out),
        Problem(3, "ER", "The record has no closing ER line.", end),
        Problem(9, "", "Text outside any record: “<hr> next page”.", out),
        Problem(11, "ER", "The record has no closing ER line.", end),
    ]


def test_a_record_without_ty_is_read_and_reported():
    record, problems = one("JF  - Pain\nT1  - Editorial\nAU  - Harrison, Warren\nER  - \n")

    assert (record.title, record.type) == ("Editorial", "other")
    assert [p.field for p in problems] == ["TY"]


def test_a_year_that_is_none_and_a_doi_a_digit_short_are_flagged_with_their_line():
    record, problems = one("TY  - JOUR\nTI  - A\nPY  - in press\nDO  - 10.1097/j.pain.000000000000160\nER  - \n")

    assert (record.year, record.date, record.doi) == (None, "in press", "10.1097/j.pain.000000000000160")
    assert [(p.line, p.field) for p in problems] == [(3, "year"), (4, "doi")]
    assert problems[1].what == (
        "The DOI 10.1097/j.pain.000000000000160 looks wrong: DOIs that begin with 10.1097/j.pain. have 16 digits "
        "after it, this one has 15."
    )


def test_a_field_over_the_limit_is_reported_and_not_cut():
    record, problems = one(f"TY  - JOUR\nTI  - A\nAB  - {'x' * (FIELD_LIMIT + 1)}\nER  - \n")

    assert len(record.abstract) == FIELD_LIMIT + 1
    assert [p.what for p in problems] == ["The field AB is 200,001 characters long, more than 200,000."]


ENTRIES = "@article{a,\n  title = {One},\n  year = 2001\n}\n\n@article{b,\n  title = {Two},\n  year = 2002\n}\n"
OTHERS = {"BibTeX": ENTRIES, "refer / EndNote": "%0 Journal Article\n%T One\n\n%0 Journal Article\n%T Two\n"}


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_records_of_another_format_are_told_and_counted_as_lost(other, before):
    ours = "TY  - JOUR\nTI  - A\nER  - \n\n"
    text = OTHERS[other] + "\n" + ours if before else ours + OTHERS[other]
    assert detect(text.encode()).format == "ris"
    records, (problem,) = read(text, "ris")

    assert [r.title for r in records] == ["A"]
    assert problem.what.endswith(f"It looks like 2 records of {other}.")
    assert (problem.line, problem.lost) == (1 if before else 5, 2)
    assert "no record was lost" not in problem.done


def test_records_of_medline_among_those_of_ris_are_told():
    ours = "TY  - JOUR\nTI  - A\nER  - \n"
    theirs = "PMID- 111\nOWN - NLM\nTI  - B\n\nPMID- 222\nTI  - C\n\n"
    told = "It looks like 2 records of MEDLINE."

    for text, titles in ((ours + theirs, ["A"]), (theirs + ours, ["A"]), (ours + theirs + ours, ["A", "A"])):
        records, problems = read(text, "ris")
        assert [r.title for r in records] == titles
        assert [(p.lost, told in p.what) for p in problems] == [(2, True)], text


def test_a_record_that_is_cut_off_does_not_take_over_what_follows_of_medline():
    records, problems = read("TY  - JOUR\nTI  - A\nAB  - Words\nPMID- 111\nOWN - NLM\nTI  - B\n", "ris")

    assert [(r.title, r.abstract, r.pmid) for r in records] == [("A", "Words", "")]
    assert [(p.line, p.lost) for p in problems] == [(1, 0), (4, 1)]


def test_longer_tags_are_no_part_of_the_value_before():
    (record,), problems = read(
        "TY  - JOUR\nTI  - A\nPY  - 2019\nDOI  - 10.1000/1\nPMID - 12345678\nNOTES  - x\nER  - \n", "ris"
    )

    assert (record.date, record.doi, record.pmid, problems) == ("2019", "10.1000/1", "12345678", [])
    assert ("NOTES", "x") in record.raw


def test_bare_digits_in_c2_are_no_number_of_pubmed_central():
    (bare,), _ = read("TY  - JOUR\nTI  - A\nC2  - 6400000\nER  - \n", "ris")
    (said,), _ = read("TY  - JOUR\nTI  - A\nC2  - PMC6400000\nER  - \n", "ris")

    assert (bare.pmcid, said.pmcid) == ("", "PMC6400000")


def test_what_an_address_adds_behind_a_doi_is_no_part_of_it():
    for added in ("?via=ihub", "?via%3Dihub", "&partnerID=40&md5=a", "?x=1#b"):
        (record,), problems = read(f"TY  - JOUR\nTI  - A\nPY  - 2001\nDO  - 10.1000/a(21)1{added}\nER  - \n", "ris")
        assert (record.doi, problems) == ("10.1000/a(21)1", [])


BARE = "AU  - Roe, J.\nTI  - {}\nAB  - First.\n\nSecond.\nPY  - 2021\nDO  - 10.1000/{}\n"
ONE, TWO, THREE = (BARE.format(title, title.lower()) for title in ("One", "Two", "Three"))
NAMELESS = "TI  - Two\nPY  - 2022\n"
FIELDS_APART = "AU  - Roe, J.\n\nTI  - {}\n\nPY  - 2021\n\n"
RAN_TOGETHER = {
    "empty lines between": f"{ONE}\n{TWO}\n{THREE}",
    "nothing between": ONE + TWO + THREE,
    "one without authors": f"{ONE}\n{NAMELESS}\n{THREE}",
    "one without authors, nothing between": ONE + NAMELESS + THREE,
    "an empty line after every field": "".join(map(FIELDS_APART.format, ("One", "Two", "Three"))),
    "between records that are whole": f"TY  - JOUR\n{ONE}ER  - \n\n{TWO}\nTY  - JOUR\n{THREE}ER  - \n",
    "in one that begins and ends": f"TY  - JOUR\n{ONE}\n{TWO}\n{THREE}ER  - \n",
    "in one that begins and ends, nothing between": f"TY  - JOUR\n{ONE}{TWO}{THREE}ER  - \n",
}


@pytest.mark.parametrize("name", RAN_TOGETHER)
def test_records_without_ty_and_er_are_told_apart_by_their_titles(name):
    data = RAN_TOGETHER[name].replace("First.\n\nSecond", "Words") if "nothing" in name else RAN_TOGETHER[name]

    records, problems = read(data, "ris")

    assert detect(data.encode()).format == "ris"
    assert [r.title for r in records] == ["One", "Two", "Three"]
    assert [r.authors for r in records] == [("Roe, J.",), () if NAMELESS in data else ("Roe, J.",), ("Roe, J.",)]
    assert {p.field for p in problems} <= {"TY", "ER"}


def test_a_title_in_two_languages_is_that_of_one_record():
    text = "TY  - JOUR\nTI  - Dor\nAU  - Roe, J.\nTI  - Pain\nPY  - 2021\nAB  - Words.\n\nMore.\nER  - \n"

    assert [r.title for r in read(text, "ris")[0]] == ["Dor"]
    assert [r.title for r in read("TI  - Dor\nTI  - Pain\nAU  - Roe, J.\nPY  - 2021\n", "ris")[0]] == ["Dor"]


RIS_OF_TWO = "".join(f"TY  - JOUR\n{one}ER  - \n\n" for one in (ONE, TWO)).replace("First.\n\nSecond", "Words")


@pytest.mark.parametrize("mark", ["\t- ", "\xa0\xa0- ", "  – ", "  − ", " \t-\t"])
@pytest.mark.parametrize("quoted", ["", "> ", "> > "])
def test_ris_through_a_word_processor_or_mail_is_ris(mark, quoted):
    lines = RIS_OF_TWO.replace("  - ", mark).splitlines()
    data = "".join(f"{quoted}{line}\n" for line in lines).encode()

    records, problems = read(data, "ris")

    assert detect(data).format == "ris"
    assert [(r.title, r.authors) for r in records] == [("One", ("Roe, J.",)), ("Two", ("Roe, J.",))]
    assert problems == []


def test_a_study_of_clinicaltrials_gov_is_a_trial():
    text = "TY  - DBASE\nDP  - National Library of Medicine (US)\nAN  - NCT01234567\nTI  - A\nER  - \n"

    assert read(text, "ris")[0][0].type == "trial"


LOCAL = (
    "file:///C:/Users/me/x.pdf",
    "file:///Users/me/x.pdf",
    "C:\\Users\\me\\x.pdf",
    "d:/papers/x.pdf",
    "\\\\server\\share\\x.pdf",
    "/home/me/x.pdf",
    "~/x.pdf",
    "internal-pdf://0123/x.pdf",
    "files/12/x.pdf",
    "../x.pdf",
)


@pytest.mark.parametrize("place", LOCAL)
def test_a_file_on_somebodys_computer_is_no_address(place):
    for tags, url in (
        (f"L1  - {place}", ""),
        (f"UR  - {place}\nL1  - https://example.org/a", "https://example.org/a"),
        (f"L1  - {place}\nL2  - {place}", ""),
    ):
        records, _ = read(f"TY  - JOUR\nTI  - A\n{tags}\nER  - \n", "ris")
        assert (records[0].url, place in str(dict(records[0].raw).values()).replace("\\\\", "\\")) == (url, True)
    for address in (
        "https://x.org/files/1",
        "www.x.org/~me/a",
        "//doi.org/10.1000/a",
        "ftp://x.org/a",
        "x.org/home",
    ):
        assert read(f"TY  - JOUR\nTI  - A\nL1  - {address}\nER  - \n", "ris")[0][0].url == address


def test_the_abstract_is_in_n2_where_ab_only_says_whose_it_is():
    rights = (
        "(PsycInfo Database Record (c) 2020 APA, all rights reserved)",
        "PsycINFO Database Record (c) 2009 APA",
        "Copyright of Pain is the property of Wolters and may not be copied.",
        "© 2020 The Authors.",
        "[Copyright Elsevier]",
    )
    for text in rights:
        for pair in (f"N2  - Mice.\nAB  - {text}", f"AB  - {text}\nN2  - Mice.", f"AB  - {text}\nAB  - Mice."):
            assert read(f"TY  - JOUR\nTI  - A\n{pair}\nER  - \n", "ris")[0][0].abstract == "Mice.", pair
    kept = read("TY  - JOUR\nTI  - A\nAB  - © 2020 The Authors. Mice.\nER  - \n", "ris")[0][0]
    assert kept.abstract == "© 2020 The Authors. Mice."


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Y. -H. Chen", "Chen, Y.-H."),
        ("Y.-H. Chen", "Chen, Y.-H."),
        ("J. -P. van Damme", "van Damme, J.-P."),
        ("A. B. -C. Roe", "Roe, A. B.-C."),
        ("X. - Y. Li", "Li, X.-Y."),
        ("A. Smith-Jones", "Smith-Jones, A."),
        ("É. -X. Roé", "Roé, É.-X."),
    ],
)
def test_hyphenated_initials_stand_before_the_family_name(printed, name):
    assert read(f"TY  - JOUR\nTI  - A\nAU  - {printed}\nER  - \n", "ris")[0][0].authors == (name,)


def test_mendeley_writes_the_pmid_in_round_brackets():
    assert read("TY  - JOUR\nTI  - A\nU1  - 24740528 (PMID)\nER  - \n", "ris")[0][0].pmid == "24740528"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Roe, J., Poe, A., & van Low, P.", ("Roe, J.", "Poe, A.", "van Low, P.")),
        ("Roe, J., Poe, A. B., Moe, C.", ("Roe, J.", "Poe, A. B.", "Moe, C.")),
        ("Roe, J. & Poe, A.", ("Roe, J.", "Poe, A.")),
        ("Roe J, Poe AB, Moe C, et al.", ("Roe, J", "Poe, AB", "Moe, C")),
        ("Roe, J., Jr.", ("Roe, J., Jr.",)),
        ("Johnson & Johnson", ("Johnson & Johnson",)),
    ],
)
def test_one_line_may_hold_all_authors(line, names):
    records, _ = read(f"TY  - JOUR\nAU  - {line}\nTI  - Light\nER  - \n", "ris")

    assert records[0].authors == names


def test_a_doi_may_stand_in_m3():
    records, _ = read("TY  - JOUR\nTI  - Light\nM3  - 10.1000/lamp.2019.7\nER  - \n", "ris")

    assert records[0].doi == "10.1000/lamp.2019.7"


RECORD = (
    "TY  - JOUR\nID  - {}\nT1  - A\nY1  - 2018//\nL2  - http://x.example/ovidweb.cgi?T=JS&D={}&AN=2961\nER  - \n"
)


@pytest.mark.parametrize(("base", "pmid"), [("med15", "2961"), ("prem2", "2961"), ("psyc14", ""), ("emed20", "")])
def test_the_number_of_ovids_medline_is_pubmeds_where_only_the_address_says_so(base, pmid):
    for number in ("2961", "7", "x"):  # EndNote puts the number of its own record into ID
        records, _ = read(RECORD.format(number, base), "ris")

        assert records[0].pmid == pmid


@pytest.mark.parametrize(("number", "pmid"), [("29612961", "29612961"), ("10412", ""), ("62", "")])
def test_the_number_of_a_record_in_a_library_is_no_pubmed_id(number, pmid):
    records, _ = read(f"TY  - JOUR\nID  - {number}\nT1  - A\nPY  - 2018\nDB  - MEDLINE\nER  - \n", "ris")

    assert records[0].pmid == pmid


def test_a_preprint_has_its_doi_in_its_address():
    for end in ("v1", "", "v2.full", ".abstract", "v1.full.pdf+html"):
        address = f"https://www.medrxiv.org/content/10.1101/2020.05.01.20087031{end}"
        records, _ = read(f"TY  - JOUR\nT1  - Moles\nPY  - 2020\nUR  - {address}\nER  - \n", "ris")
        assert records[0].doi == "10.1101/2020.05.01.20087031"


def test_what_bibtex_left_in_a_title_is_read():
    records, _ = read("TY  - JOUR\nT1  - ``We fear {Moles}{''}: a survey\nPY  - 2020\nER  - \n", "ris")

    assert records[0].title == "“We fear Moles”: a survey"


def test_a_doi_may_stand_in_se_as_an_address():
    text = "TY  - JOUR\nT1  - Moles\nPY  - 2014\nSE  - http://dx.doi.org/10.1080/17.2014.9942\nER  - \n"

    assert read(text, "ris")[0][0].doi == "10.1080/17.2014.9942"


def test_a_link_resolver_is_no_address_of_the_work():
    records, _ = read(
        "TY  - JOUR\nT1  - A\nPY  - 2018\nUR  - https://www.proquest.com/docview/1\n"
        "L2  - https://lib.example/openurl?url_ver=Z39.88-2004&rft.atitle=A\nER  - \n",
        "ris",
    )

    assert records[0].url == "https://www.proquest.com/docview/1"


WITHOUT_TITLE = {  # tags -> title, container, whether it is told
    "CONF|T2  - Naps at night": ("Naps at night", "", True),
    "JOUR|T2  - Naps at night": ("Naps at night", "", True),
    "JOUR|T2  - Naps at night|JF  - Sleep": ("Naps at night", "Sleep", True),
    "JOUR|T2  - Sleep|JF  - Sleep": ("", "Sleep", False),
    "JOUR|T2  - Sleep|VL  - 3|SP  - 1": ("", "Sleep", False),
    "CHAP|T2  - All of sleep|SP  - 3": ("", "All of sleep", False),
    "PAT|T2  - Journal of Inventions|IS  - 3": ("", "Journal of Inventions", False),
    "BOOK|T2  - Naps at night|VL  - 3": ("Naps at night", "", True),
    "JOUR|ST  - Naps|T2  - Sleep": ("Naps", "Sleep", False),
}


@pytest.mark.parametrize("tags", WITHOUT_TITLE)
def test_a_title_that_stands_in_t2_alone(tags):
    text = f"TY  - {tags}|PY  - 2008|ER  - \n".replace("|", "\n")
    (record,), problems = read(text, "ris")

    told = any("T2" in problem.what for problem in problems)
    assert (record.title, record.container, told) == WITHOUT_TITLE[tags]


ONE = "TY  - JOUR\nTI  - Naps, short and long\nAU  - Roe, J.\nPY  - 2008\nER  - \n"
IN_CELLS = {
    "a line a cell": lambda table: table.writerows([[line] for line in (ONE + ONE).splitlines()]),
    "a line a row of three cells": lambda table: table.writerows(
        [line, "", ""] for line in (ONE + ONE).splitlines()
    ),
    "a record a cell": lambda table: table.writerows([["Record"], [ONE], [ONE]]),
    "a record beside its number": lambda table: table.writerows([["No", "Record"], ["1", ONE], ["2", ONE]]),
}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("kind", IN_CELLS)
def test_ris_in_the_cells_of_a_table(kind, separator):
    file = io.StringIO()
    IN_CELLS[kind](csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL))
    data = file.getvalue()
    records, problems = read(data, "ris")

    assert detect(data.encode(), "export.csv").format == "ris"
    assert [(r.type, r.title, r.authors, r.year) for r in records] == [
        ("article", "Naps, short and long", ("Roe, J.",), 2008)
    ] * 2
    assert [r.line for r in records] == [n for n, line in enumerate(data.splitlines(), 1) if "TY  -" in line]
    assert "cells hold RIS" in problems[0].what
    assert sum(p.lost for p in problems) == 0
