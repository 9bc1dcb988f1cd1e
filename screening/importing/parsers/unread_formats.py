"""Formats that are known and not read: named, with what to export instead."""

from __future__ import annotations

import re

CHANGE_LOG = "Rayyan's log of changes, which holds e-mail addresses and no records"
_CHANGE_LOG = re.compile(r"\W*article_id\W{1,3}key\W{1,3}value\W{1,3}user_email\b")
_UNREAD = (
    (
        re.compile(r"\\begin\{thebibliography\}|^\s*\\bibitem\b", re.M),
        "a list of references in LaTeX. Import the BibTeX file (.bib) that it was made from",
    ),
    (
        re.compile(r"\s*Scopus\s+EXPORT DATE:"),
        "an export of Scopus as text. Export the search as RIS or CSV and import that",
    ),
    (
        re.compile(r'"protocolSection"\s*:|"NCTId"\s*:'),
        "a download of ClinicalTrials.gov as JSON. Download the studies as CSV and import that",
    ),
    (
        re.compile(r"<Trials_downloaded_from_ICTRP\b"),
        "an export of the WHO trial registry (ICTRP) as XML. Export the trials as CSV and import that",
    ),
    (
        re.compile(r"<responseWrapper\b.*?<hitCount>", re.S),
        "an answer of Europe PMC as XML. Ask for JSON, or export the search as RIS, and import that",
    ),
    (
        re.compile(r"<rec\s[^>]*resultID=|<header\s[^>]*shortDbName=", re.I),
        "an export of EBSCOhost as XML. Export the search as RIS and import that",
    ),
    (
        re.compile(r'<feed\b[^>]*xmlns="http://www\.w3\.org/2005/Atom"'),
        "a feed (Atom), as arXiv gives it. Export the references as BibTeX or RIS and import that",
    ),
    (
        re.compile(r"xmlns:bibo=[\"']http://purl\.org/ontology/bibo/"),
        "an export of Zotero as Bibliontology RDF. Export the library as RIS or as Zotero RDF and import that",
    ),
    (
        re.compile(r"<doi_records?[\s>]|<crossref_result\b|xmlns=[\"']http://www\.crossref\.org/xschema"),
        "an answer of Crossref as XML. Ask for JSON, or export the works as RIS or BibTeX, and import that",
    ),
    (
        re.compile(r"http://www\.loc\.gov/MARC21/slim"),
        "a catalogue's MARC XML. Export the records as RIS or MODS and import that",
    ),
    (
        re.compile(r"<oai_dc:dc\b|<OAI-PMH\b|<srw_dc:dc\b"),
        "Dublin Core as XML, as repositories give it. Export the records as RIS or MODS and import that",
    ),
    (
        re.compile(r"<TEI\b|<listBibl\b"),
        "TEI XML, as GROBID and Zotero write it. Export the references as RIS or BibTeX and import that",
    ),
    (
        re.compile(r"officeDocument/2006/bibliography"),
        "Word’s list of sources. Import the document with its bibliography, or export the references as RIS",
    ),
    (
        re.compile(r"<RECORDS>\s*<RECORD>\s*<REFERENCE_TYPE>"),
        "an export of EndNote 7 or older as XML. Open it in a newer EndNote or export as RIS and import that",
    ),
    (
        re.compile(r"<article\b[^>]*>\s*(?:<!--.*?-->\s*)?(?:<processing-meta\b|<front\b)", re.S),
        "the full text of an article (JATS XML). Export its reference as RIS and import that",
    ),
)


def is_change_log(head: str) -> bool:
    """Whether this is the table in an archive of Rayyan that says who set which label when."""
    return bool(_CHANGE_LOG.match(head))


def said_of(head: str) -> str:
    """What a text is that none of our readers takes, after "The file is"; "" where it is not known either."""
    return next((said for pattern, said in _UNREAD if pattern.search(head)), "")
