"""Twice the file takes about twice the time, also where every line is odd."""

import time

import pytest

from screening.importing.parsers.formats import parse

from .bad_making import ARTICLE, RIS

PIECES = {
    "RIS": ("ris", RIS.format("A title of some words")),
    "RIS without ER": ("ris", "TY  - JOUR\nTI  - A\n"),
    "RIS with empty lines": ("ris", "TY  - JOUR\n\nTI  - A\n\n"),
    "RIS of continuation lines": ("ris", "TY  - JOUR\nAB  - a\n" + "more words\n" * 20 + "ER  - \n"),
    "RIS of one record": ("ris", "AU  - Roe, J.\n"),
    "NBIB": ("nbib", "PMID- 1\nTI  - A title\n      goes on\nDP  - 2001\n\n"),
    "NBIB without empty lines": ("nbib", "PMID- 1\nTI  - A\n"),
    "WoS": ("wos", "PT J\nAU Roe, J\n   Poe, E\nTI A\nER\n\n"),
    "refer": ("enw", "%0 Book\n%T A\n%A Roe, J.\n\n"),
    "RefWorks": ("refworks", "RT Book\nA1 Roe,J.\nT1 A title\nAB more\nwords\n\n"),
    "NoteExpress": ("noteexpress", "{Reference Type}: Book\n{Author}: Roe, J\n{Title}: A title\nwords\n\n"),
    "ProQuest": ("proquest", "Document 1 of 9\n\nA title\n\nAuthor: Roe, J\n\nAbstract: b\n\nc\n\n"),
    "PubMed abstracts": ("pubmed_abstract", "1. Pain. 2001;1:3.\n\nA title.\n\nRoe J.\n\nWords\n\nPMID: 1\n\n"),
    "BibTeX of missing braces": ("bibtex", "@article{a, title={A, author={Roe, J.}, year=2001}\n"),
    "BibTeX": ("bibtex", "@article{a, title={A {b}}, author={Roe, J. and Poe, E.}, year=2001}\n"),
    "BibTeX of open braces": ("bibtex", "@article{a, title={{{{\n"),
    "BibTeX of comments": ("bibtex", "@comment{ a\n"),
    "BibTeX of quotes": ("bibtex", '@article{a, title="a {\n'),
    "CSV": ("csv", 'A,"Roe, J.; Poe, E.",2001\n'),
    "CSV of quotes": ("csv", 'A,"Roe\n'),
    "CSV of headings": ("csv", "a,a,"),
    "JSON": ("csljson", '{"title": "A", "type": "book"},\n'),
    "references": ("references", "1. Roe JA. Pain in mice. Pain. 2011;15:1-9.\n\n"),
    "MODS": ("mods_xml", "<mods><titleInfo><title>A</title></titleInfo><genre>book</genre></mods>\n"),
    "rich text": ("rtf", "1. Roe JA. Pain in m\\'eece. {\\i Pain}. 2011;15:1-9.\\par\n"),
    "rich text of open groups": ("rtf", "{\\i a\\u1?"),
    "web page": ("html", "<ol><li>Roe JA. Pain in mice. <i>Pain</i>. 2011;15:1-9.<a>PubMed</a></li></ol>\n"),
    "web page of open tags": ("html", "<ol><li><i><a href=x>Roe JA. Pain. 2011;1:1.\n"),
    "web page of paragraphs": ("html", "<h2>References</h2><td><p>Roe JA. Pain in mice. Pain. 2011;15:1-9.\n"),
    "lines that might be references": ("references", "Roe, J. A., & Poe, E. \n"),
}
MOST = 2.5
START = {"mods_xml": "<modsCollection>", "rtf": "{\\rtf1 ", "csv": "Title,Authors,Year\n", "csljson": "["}


def seconds(format, data):
    begun = time.process_time()
    for _ in parse(data, format):
        pass
    return time.process_time() - begun


def compared(format, once, twice):
    """The best times of both, measured in turn up to six times, until twice the file takes about twice the time."""
    best = [9.0, 9.0]
    for _ in range(6):
        best = [min(pair) for pair in zip(best, (seconds(format, once), seconds(format, twice)), strict=True)]
        if best[1] <= MOST * best[0] + 0.01:
            break
    return best


@pytest.mark.timing
@pytest.mark.engine_free
@pytest.mark.parametrize("name", PIECES)
def test_twice_the_file_takes_about_twice_the_time(name):
    format, piece = PIECES[name]
    count = 30_000 // len(piece)
    once, twice = compared(format, *((START.get(format, "") + piece * n).encode() for n in (count, 2 * count)))
    assert twice <= MOST * once + 0.01


@pytest.mark.timing
@pytest.mark.engine_free
def test_twice_the_xml_takes_about_twice_the_time():
    record = ARTICLE.removeprefix("<PubmedArticleSet>")
    files = [f"<PubmedArticleSet>{record * n}</PubmedArticleSet>".encode() for n in (400, 800)]
    once, twice = compared("pubmed_xml", *files)
    assert twice <= MOST * once + 0.01
