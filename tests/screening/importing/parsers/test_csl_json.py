"""CSL-JSON of Zotero and Crossref."""

import json

import pytest

from screening.importing.detect import detect

from .reading import read

ITEM = {
    "id": "a",
    "type": "article-journal",
    "title": "Pain",
    "author": [{"family": "Korff", "non-dropping-particle": "von", "given": "M."}, {"literal": "Group of X, Y"}],
    "container-title": "Journal of Pain",
    "volume": 7,
    "page": "1-9",
    "issued": {"date-parts": [["2001", 5]]},
    "DOI": "10.1000/ABC",
}


def test_an_item_field_by_field():
    records, problems = read(json.dumps([ITEM]), "csljson")
    record = records[0]

    assert problems == []
    assert (record.title, record.authors) == ("Pain", ("von Korff, M.", "Group of X, Y,"))
    assert (record.journal, record.volume, record.pages) == ("Journal of Pain", "7", "1-9")
    assert (record.year, record.date, record.doi) == (2001, "2001-5", "10.1000/abc")


def test_crossref_wraps_a_work_in_a_message_and_lists_titles():
    answer = {
        "status": "ok",
        "message": {"items": [{"title": ["One"], "type": "journal-article"}, {"title": ["Two"]}]},
    }

    records, _ = read(json.dumps(answer), "csljson")

    assert [(r.title, r.type) for r in records] == [("One", "article"), ("Two", "other")]


def test_a_file_cut_short_gives_what_is_whole():
    records, problems = read(json.dumps([ITEM, ITEM], indent=1)[:-40], "csljson")

    assert [r.title for r in records] == ["Pain"]
    assert [(p.field, p.lost) for p in problems] == [("file", 1)]


AUTHORS = {
    "one text": "Berg, Anna; Li, Wei",
    "one text with and": "Anna Berg and Wei Li",
    "texts": ["Berg, Anna", "Wei Li"],
    "other names for the parts": [{"lastName": "Berg", "firstName": "Anna"}, {"last": "Li", "first": "Wei"}],
    "whole names": [{"name": "Anna Berg"}, {"author": {"display_name": "Wei Li"}}],
    "with holes": [None, {"family": "Berg", "given": "Anna"}, {}, {"family": ["Li"], "given": "Wei"}],
}


@pytest.mark.parametrize("authors", AUTHORS.values(), ids=AUTHORS)
def test_authors_of_any_shape_are_read(authors):
    (record,), problems = read(json.dumps([{"title": "A", "author": authors}]), "csljson")

    assert (record.authors, problems) == (("Berg, Anna", "Li, Wei"), [])


DATES = {
    "text": "2021-03-04",
    "number": 2021,
    "parts as texts": {"date-parts": [["2021", "3"]]},
    "parts without the inner list": {"date-parts": [2021, 3]},
    "named parts": {"year": 2021, "month": 3},
    "printed": {"raw": "March 2021"},
    "time": {"date-time": "2021-03-04T00:00:00Z"},
}


@pytest.mark.parametrize("issued", DATES.values(), ids=DATES)
def test_dates_of_any_shape_are_read(issued):
    (record,), problems = read(json.dumps([{"title": "A", "issued": issued}]), "csljson")

    assert (record.year, problems) == (2021, [])


ANSWERS = {
    "Crossref": {
        "status": "ok",
        "message": {
            "items": [
                {
                    "type": "journal-article",
                    "title": ["A trial"],
                    "container-title": ["Pain"],
                    "published": {"date-parts": [[2021, 3]]},
                    "DOI": "10.1000/x",
                    "volume": "12",
                    "page": "1-9",
                    "author": [
                        {"given": "Anna", "family": "Berg"},
                        {"name": "Trial Group", "sequence": "additional"},
                    ],
                    "abstract": "<jats:p>Said so</jats:p>",
                }
            ]
        },
    },
    "OpenAlex": {
        "meta": {"count": 1},
        "results": [
            {
                "id": "https://openalex.org/W1",
                "doi": "https://doi.org/10.1000/x",
                "display_name": "A trial",
                "publication_year": 2021,
                "type": "article",
                "authorships": [
                    {"author": {"display_name": "Anna Berg"}},
                    {"author": {"display_name": "Trial Group"}},
                ],
                "primary_location": {"source": {"display_name": "Pain"}},
                "biblio": {"volume": "12", "first_page": "1", "last_page": "9"},
                "abstract_inverted_index": {"so": [1], "Said": [0]},
            }
        ],
    },
    "Semantic Scholar": {
        "total": 1,
        "data": [
            {
                "paperId": "a",
                "title": "A trial",
                "authors": [{"name": "Anna Berg"}, {"name": "Trial Group"}],
                "year": 2021,
                "venue": "Pain",
                "journal": {"name": "Pain", "volume": "12", "pages": "1-9"},
                "externalIds": {"DOI": "10.1000/x"},
                "abstract": "Said so",
                "references": [{"title": "Another"}],
            }
        ],
    },
    "Europe PMC": {
        "hitCount": 1,
        "resultList": {
            "result": [
                {
                    "doi": "10.1000/x",
                    "title": "A trial",
                    "authorString": "Berg A, Trial Group",
                    "journalTitle": "Pain",
                    "journalVolume": "12",
                    "pubYear": "2021",
                    "pageInfo": "1-9",
                    "abstractText": "Said so",
                }
            ]
        },
    },
    "Zotero": [
        {
            "key": "K1",
            "version": 3,
            "data": {
                "itemType": "journalArticle",
                "title": "A trial",
                "creators": [
                    {"creatorType": "author", "firstName": "Anna", "lastName": "Berg"},
                    {"creatorType": "author", "name": "Trial Group"},
                    {"creatorType": "editor", "firstName": "E", "lastName": "Ditor"},
                ],
                "date": "2021-03",
                "publicationTitle": "Pain",
                "volume": "12",
                "pages": "1-9",
                "DOI": "10.1000/x",
                "abstractNote": "Said so",
            },
        }
    ],
}


@pytest.mark.parametrize("source", ANSWERS)
def test_the_answer_of_an_interface_is_read_like_a_file(source):
    text = json.dumps(ANSWERS[source])

    (record,), problems = read(text, "csljson")

    assert detect(text.encode()).format == "csljson"
    assert (record.title, record.journal, record.year, record.volume) == ("A trial", "Pain", 2021, "12")
    assert (record.pages, record.doi, record.abstract, problems) == ("1-9", "10.1000/x", "Said so", [])
    assert [name.partition(",")[0].rstrip(",") for name in record.authors] == ["Berg", "Trial Group"]


@pytest.mark.parametrize("filling", ["c", '.\\"'])
def test_a_field_without_an_end_is_refused_before_it_is_held(filling):
    records, problems = read('[{"title": "' + filling * 6_000_000 * (3 // len(filling)) + '"}]', "csljson")

    assert (records, [(p.field, p.what.partition(" is ")[0]) for p in problems]) == (
        [],
        [("file", "One field of the file")],
    )


def test_the_place_that_our_export_writes_as_an_id_is_no_accession_number():
    records, _ = read(json.dumps([{**ITEM, "id": "record-90"}, {**ITEM, "id": "record-x"}]), "csljson")

    assert [r.accession for r in records] == ["", "record-x"]


def test_a_work_of_lens():
    work = {
        "lens_id": "000-1",
        "title": "A",
        "authors": [{"first_name": "J", "last_name": "Roe"}],
        "year_published": 2020,
        "source": {"title": "J Pain", "issn": [{"type": "print", "value": "0304-3959"}]},
        "external_ids": [{"type": "doi", "value": "10.1000/a"}, {"type": "pmid", "value": "7"}],
        "start_page": "1",
        "end_page": "9",
    }

    records, problems = read(json.dumps({"total": 1, "data": [work]}), "csljson")
    record = records[0]

    assert (problems, record.authors, record.year, record.journal) == ([], ("Roe, J",), 2020, "J Pain")
    assert (record.doi, record.pmid, record.issn, record.pages) == ("10.1000/a", "7", "0304-3959", "1-9")


def test_works_under_their_keys():
    text = json.dumps({"roe2001": {"type": "article-journal", "title": "A"}, "poe": {"type": "book", "title": "B"}})
    records, problems = read(text, "csljson")

    assert ([(r.title, r.accession) for r in records], problems) == ([("A", "roe2001"), ("B", "poe")], [])


def test_what_zotero_attaches_to_a_work_is_told_and_no_record():
    items = [
        {"key": "A", "data": {"itemType": "journalArticle", "title": "A"}},
        {"key": "B", "data": {"itemType": "attachment", "title": "Full text"}},
        {"key": "C", "data": {"itemType": "note", "note": "Read it"}},
    ]
    records, problems = read(json.dumps(items), "csljson")

    assert [r.title for r in records] == ["A"]
    assert [p.what for p in problems] == [
        "“Full text” is a Zotero attachment, no work.",
        "“note” is a Zotero note, no work.",
    ]


@pytest.mark.parametrize(
    "written",
    [
        {"general_save": {"message": "Save"}, "title": {"message": "Save to the library"}},
        {"lang": "en", "name": "core", "version": "1.0", "description": "Words"},
        {"name": "parser", "author": "Ann Roe", "license": "MIT", "dependencies": {}},
        {"items": [{"label": "One", "type": "text"}, {"label": "Two", "type": "text"}]},
    ],
)
def test_what_is_no_work_makes_no_record(written):
    records, problems = read(json.dumps(written), "csljson")

    assert records == []
    assert problems
    assert all(p.lost for p in problems)


@pytest.mark.parametrize("key", ["hits", "docs", "studies_found", "candidates"])
def test_works_are_found_under_any_key(key):
    records, problems = read(json.dumps({"total": 2, "query": "pain", key: [ITEM, ITEM]}), "csljson")

    assert [r.title for r in records] == ["Pain", "Pain"]
    assert problems == []


def test_datacites_answer_field_by_field():
    work = {
        "doi": "10.1000/data.1",
        "creators": [{"name": "Roe, Ann", "givenName": "Ann", "familyName": "Roe"}, {"name": "A Consortium"}],
        "titles": [{"title": "Sleep diaries"}],
        "publisher": "A Repository",
        "container": {"title": "Journal of Sleep", "volume": "3", "issue": "2", "firstPage": "4", "lastPage": "9"},
        "publicationYear": 2021,
        "descriptions": [{"description": "What we did.", "descriptionType": "Abstract"}],
        "types": {"citeproc": "article-journal", "resourceTypeGeneral": "Text"},
    }

    for written in (work, {"data": {"id": "x", "type": "dois", "attributes": work}}):
        records, problems = read(json.dumps(written), "csljson")
        record = records[0]

        assert problems == []
        assert (record.title, record.year, record.doi) == ("Sleep diaries", 2021, "10.1000/data.1")
        assert record.authors == ("Roe, Ann", "A Consortium")
        assert (record.journal, record.volume, record.issue, record.pages) == ("Journal of Sleep", "3", "2", "4-9")
        assert (record.abstract, record.type) == ("What we did.", "article")
