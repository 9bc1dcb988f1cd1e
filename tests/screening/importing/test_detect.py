"""The format is told from the content, whatever the file is called."""

import pytest

from screening.importing.detect import Detected, detect

FILES = {
    "ris": b"TY  - JOUR\nTI  - A\nER  - \n",
    "nbib": b"PMID- 1\nOWN - NLM\nTI  - A\nDP  - 2001\n",
    "csv": b"Title;Authors;Year\nA;B;2001\n",
    "references": b"References\n1. Roe JA. Pain in mice and men. Pain. 2011;15:1-9.\n"
    b"2. Zoe A. Rats and pain. Pain. 2012;1:2.\n",
}


@pytest.mark.parametrize("format", FILES)
@pytest.mark.parametrize("name", ["export.txt", "export.ris", "export.csv"])
def test_content_decides_not_the_name(format, name):
    assert detect(FILES[format], name).format == format


def test_encoding_is_told_with_the_format():
    assert detect(FILES["ris"].decode().encode("utf-16")) == Detected(
        "ris", "utf-16", "The content looks like RIS."
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (b" \n\n", "The file is empty."),
        (b"\x89PNG\r\n", "The file is a picture."),
        (b"just some words", "The content looks like none of the citation formats we read."),
    ],
)
def test_files_that_hold_no_citations_are_refused_with_a_reason(data, reason):
    got = detect(data)

    assert (got.format, got.reason) == ("", reason)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[{"protocolSection": {"identificationModule": {"nctId": "NCT01234567"}}}]', "ClinicalTrials.gov as JSON"),
        (
            "<Trials_downloaded_from_ICTRP><Trial/></Trials_downloaded_from_ICTRP>",
            "WHO trial registry (ICTRP) as XML",
        ),
        ("<responseWrapper><version>6</version><hitCount>1</hitCount></responseWrapper>", "Europe PMC as XML"),
        ('<records><rec resultID="1"><header shortDbName="ccm"/></rec></records>', "EBSCOhost as XML"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>', "feed (Atom)"),
        ('<article xmlns:x="y"><front><article-meta/></front></article>', "JATS XML"),
        ('<rdf:RDF xmlns:bibo="http://purl.org/ontology/bibo/"><bibo:Article/></rdf:RDF>', "Bibliontology RDF"),
        ("<doi_records><doi_record><crossref><journal/></crossref></doi_record></doi_records>", "Crossref as XML"),
        ('<collection xmlns="http://www.loc.gov/MARC21/slim"><record/></collection>', "MARC XML"),
        ('<oai_dc:dc xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title/></oai_dc:dc>', "Dublin Core"),
        ('<TEI xmlns="http://www.tei-c.org/ns/1.0"><listBibl/></TEI>', "TEI XML"),
        ('<b:Sources xmlns:b="http://x/officeDocument/2006/bibliography"/>', "Word’s list of sources"),
        ("<XML><RECORDS><RECORD><REFERENCE_TYPE>0</REFERENCE_TYPE></RECORD></RECORDS></XML>", "EndNote 7"),
    ],
)
def test_a_known_format_that_is_not_read_is_named_with_what_to_export_instead(text, named):
    found = detect(text.encode())

    assert (found.format, named in found.reason, "xport" in found.reason or "CSV" in found.reason) == (
        "",
        True,
        True,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "\\begin{thebibliography}{9}\n\\bibitem{roe} Roe J. Light. Sleep Care. 2001;4:5--7.\n",
            "LaTeX",
        ),
        (
            "Scopus\nEXPORT DATE: 01 May 2021\n\nRoe, J., Poe, A.\nLight\n(2019) Sleep Care, 3 (2), pp. 1-9.\n",
            "Scopus",
        ),
        ("SrcDatabase-来源库: 期刊\nTitle-题名: 光照\nAuthor-作者: 王伟\nSource-文献来源: X\n", "fields"),
    ],
)
def test_a_text_of_another_kind_is_named_and_is_no_reference_list(text, said):
    found = detect(text.encode(), "a.txt")

    assert found.format == ""
    assert said in found.reason
