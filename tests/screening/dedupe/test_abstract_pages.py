"""A meeting abstract beside its article in one journal, volume and year: told apart by how it is paged alone."""

import pytest

from tests.screening.dedupe.works import verdict, without, work

pytestmark = pytest.mark.engine_free

ARTICLE = without("pmid", "abstract", pages="1041-1049", issue="7")
PAGED = [
    "A345", "A12", "A534-5", "A345-A346", "S12", "S534", "S1-S2", "S12-13", "s-12", "R123", "P534", "P12",
    "P-12", "P 12", "P.12", "P1.04", "P.1.04", "P1-04", "PP-045", "PS-12", "PS-12-03", "O-12", "O12", "OP0123",
    "OP-12", "THU0123", "FRI0045", "AB1234", "MON-PO123", "Mo1234", "Su2045", "W-5", "SY-3", "LBA12", "LBA 7",
    "TPS123", "T.P.12", "D-123", "123P", "123PD", "456O", "345A", "345A-346A", "A1041", "abstract 345",
    "Abstract no. 345", "abstr 12", "Abs 12", "Abs. 345", "abs12", "Poster 12", "poster no 7", "Oral 12",
    "#345", "[A345]", "(P12)", "e534", "E534", "e15000", "viii108", "viii108-viii109", "iv12", "ii345-ii350",
    "vi9", "v12", "xi3", "Suppl 1:S12", "Suppl. 12", "S1:12", "SUPPL 345", "EPSC2016-8532", "NR-12", "1P-0123",
    "2-OR", "12-LB",
]  # fmt: skip


@pytest.mark.parametrize("issue", ["", "7"])
@pytest.mark.parametrize("doi", ["", "10.1002/ejp.1340"])
@pytest.mark.parametrize("pages", PAGED)
def test_a_page_of_abstracts_is_no_page_of_the_article(pages, doi, issue):
    if pages.lower().startswith("e") and pages[1:].isdigit() and issue:
        return  # a journal that prints an article in short counts it in the same issue
    abstract = ARTICLE | {"pages": pages, "doi": "", "issue": issue}
    assert verdict(ARTICLE | {"doi": doi}, abstract) == "asked"
    assert verdict(abstract, ARTICLE | {"doi": doi, "issue": ""}) == "asked"


def test_a_record_without_a_place_may_be_the_abstract_or_the_article():
    abstract = ARTICLE | {"pages": "A345", "doi": "", "issue": ""}
    bare = abstract | {"pages": "", "volume": ""}
    assert verdict(abstract, bare) == "asked"
    assert verdict(abstract, bare | {"volume": ARTICLE["volume"]}) == "same"


@pytest.mark.parametrize("pages", PAGED)
def test_two_ways_to_page_abstracts_are_two_abstracts(pages):
    ours = ARTICLE | {"doi": "", "issue": ""}
    assert verdict(ours | {"pages": pages}, ours | {"pages": "Q77"}) != "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [("S12-S19", "12-19"), ("S12", "S12-S13"), ("pp. 12-19", "12-9"), ("S-12", "S12"), ("O-12", "O12"),
     ("P.1.04", "P1.04"), ("viii108-viii112", "108-112"), ("A345", "A345-6"), ("abstract 345", "345"),
     ("P-12", "P12"), ("e534", "E534"), ("P. 12-19", "12-19"), ("p. 12", "12"), ("Abstract P12", "P12"),
     ("e534-e541", "E534-41")],
)  # fmt: skip
def test_one_page_in_two_ways_is_one_place(one, other):
    ours = ARTICLE | {"doi": "", "issue": "", "year": "2018"}
    assert verdict(ours | {"pages": one}, ours | {"pages": other, "year": "2019"}) == "same"


@pytest.mark.parametrize(
    "shared",
    [work(doi="", pmid=""), without("doi", "pmid", "abstract", issue="4"), without("pmid", "abstract", issue="")],
)
def test_the_number_of_a_journal_that_also_prints_is_borne_out(shared):
    assert verdict(shared, shared | {"pages": "e1340"}) == "same"


def test_pages_that_begin_at_one_are_pages_of_a_volume_where_both_tell_it():
    ours = without("doi", "pmid", "abstract", "issue")
    assert verdict(ours | {"pages": "1-9"}, ours | {"pages": "10-19"}) == "asked"
    assert verdict(ours | {"pages": "1-9", "volume": ""}, ours | {"pages": "10-19"}) == "same"


def test_without_pages_and_a_year_apart_an_abstract_in_a_supplement_is_asked_about():
    paper = without("doi", "pmid", "abstract", "pages")
    assert verdict(paper, paper | {"year": "2018", "issue": "Suppl 4"}) == "asked"
    assert verdict(paper, paper | {"year": "2018", "issue": ""}) == "asked"
    assert verdict(paper, paper | {"year": "2018"}) == "same"
