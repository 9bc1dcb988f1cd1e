"""Reference lists of web pages: an item of the list is a reference."""

import pytest

from screening.importing.detect import detect
from screening.importing.parsers import web_page

from .reading import read

ROE = "Roe JA, Poe E. Pain in mice. <i>J Pain</i>. 2011;15(2):1&ndash;9."
POE = "Poe E, Doe A. Mice in pain: <em>a trial</em>. Pain. 2012;7(3):4-8. doi:10.1000/mice.2"
LIST = f"<ol>\n<li>{ROE}</li>\n<li>{POE}</li>\n</ol>"
MENU = "<nav><ul><li>Home</li><li>Contact</li></ul></nav><ul><li>Log in</li><li>About us since 2001</li></ul>"


def facts(records):
    return [(r.title, r.authors, r.journal, r.year, r.volume, r.issue, r.pages, r.doi) for r in records]


EXPECTED = [
    ("Pain in mice", ("Roe, JA", "Poe, E"), "J Pain", 2011, "15", "2", "1-9", ""),
    ("Mice in pain: a trial", ("Poe, E", "Doe, A"), "Pain", 2012, "7", "3", "4-8", "10.1000/mice.2"),
]


@pytest.mark.parametrize(
    "page",
    [
        LIST,
        f"<!DOCTYPE html>\n<html><head><title>A</title></head><body>{MENU}<h2>References</h2>{LIST}</body></html>",
        f'<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body>{LIST}</body></html>',
        LIST.replace("ol>", "ul>").replace("<li>", "<li>[7] "),
        LIST.replace("</li>", ""),
        f"<div>{LIST.replace('</li>', ' [<a href=x>PubMed</a>] [<a>Google Scholar</a>]</li>')}</div>",
        LIST.replace("<li>", '<li id="r"><div class="c"><span>').replace("</li>", "</span></div></li>"),
        LIST.replace("<ol>", "<ol><ol>").replace("</ol>", "</ol></ol>"),
        f"<ul><li>Summary</li><li>References {LIST}</li></ul>",
        LIST.replace("</li>", "<ul><li>PubMed</li><li><a href=x>Google Scholar</a></li></ul></li>").replace(
            "<li>PubMed</li>", "<li><a href=y>PubMed</a></li>"
        ),
        LIST.replace("</li>\n<li>", "</li></ol><h3>More</h3><ol start=2><li>"),
        LIST.replace("doi:10.1000/mice.2", '<a href="https://doi.org/10.1000/mice.2">Crossref</a>'),
        LIST.replace("Pain in mice", "Pain\n   in <!-- x --> mice"),
        f"<h2>References</h2>{LIST}".replace("ol>", "div>").replace("li>", "p>"),
    ],
)
def test_each_item_of_the_list_is_a_reference(page):
    for end in ("\n", "\r\n", "\r"):
        data = page.replace("\n", end).encode()
        assert detect(data).format == "html"
        records, problems = read(data, "html")
        assert (facts(records), problems) == (EXPECTED, [])


def test_a_record_has_the_line_of_its_item_and_none_is_dropped():
    odd = "".join(f"<li>{'x' * n} personal note</li>\n" for n in range(3))
    records, problems = read(f"<ol>\n{odd}<li>{ROE}</li>\n<li>{ROE}</li>\n<li>{POE}</li></ol>", "html")

    assert [r.line for r in records] == [2, 3, 4, 5, 6, 7]
    assert [p.line for p in problems] == [2, 3, 4]
    assert facts(records[3:]) == [EXPECTED[0], *EXPECTED]


@pytest.mark.parametrize(
    "page",
    [
        f"<html><body>{MENU}<p>Your session of 2020 has timed out.</p></body></html>",
        "<!doctype html><html></html>",
        "<html>",
        "<html><body><ul><li>2019</li><li>2020</li><li>2021</li></ul></body></html>",
    ],
)
def test_a_page_without_references_is_refused_with_a_reason(page):
    found = detect(page.encode())
    assert (found.format, found.reason) == ("", f"The file is a web page. {web_page.ASKED}")
    records, problems = read(page, "html")
    assert (records, [p.what for p in problems]) == ([], ["The page holds no list of references."])
