"""CSL-JSON of Zotero and Crossref."""

import json

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
