"""RIS in all its dialects: Embase, Ovid, EBSCO, ProQuest, Scopus, Web of Science, IEEE, CENTRAL, Lens,
Dimensions, Zotero, EndNote, Rayyan, Covidence, LILACS, SciELO, and files that keep no rule at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import dois, ris_in_cells, values
from .draft import Draft, finish
from .indented import blocks
from .latex import unbraced
from .names import are_close, listed, people, unstuck
from .records import ParsedRecord, Problem
from .ris_parting import parted
from .ris_titles import title_in_t2, told
from .source import Source
from .taglines import Entry, TagFormat, Tags, Whole, between, entries

_KNOWN = (
    "TY A1 A2 A3 A4 AB AD AN AU AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CC CN CP CR CT CY DA DB DI DO DP DS "
    "ED EP ER ET ID IS J1 J2 JA JF JO K1 KW L1 L2 L3 L4 LA LB LK LN M1 M2 M3 N1 N2 NS NV OP PB PD PG "
    "PM PP PY RI RN RP SE SN SP ST SV T1 T2 T3 TA TI TT U1 U2 U3 U4 U5 UR VL VO WE WP WT Y1 Y2"
)
KNOWN = frozenset(_KNOWN.split())
_UNMAPPED = "A3 A4 AD AV C1 C4 C5 C6 C8 CA CC CN CR DS L4 NV OP RI RN RP SE SV TA U3 U4 U5 WE WP WT"
UNMAPPED = frozenset(_UNMAPPED.split())  # tags no field of ours holds; kept raw
TYPES = {
    "article": "JOUR JFULL EJOUR MGZN NEWS INPR ABST",
    "chapter": "CHAP ECHAP ENCYC DICT",
    "webpage": "ELEC WEB BLOG ICOMM",
    "book": "BOOK EBOOK EDBOOK SER CLSWK",
    "conference": "CONF CPAPER",
    "thesis": "THES",
    "report": "RPRT GOVDOC STAND",
    "dataset": "DATA AGGR DBASE",
    "preprint": "UNPB UNPD",
}
_TYPE_OF = {tag: kind for kind, tags in TYPES.items() for tag in tags.split()}

_DASH = "[-\u2010-\u2015\u2212]"  # as word processors turn the plain one
_BLANK = "[ \t\xa0]"
_LOOSE = re.compile(rf"^\s{{0,3}}([A-Z][A-Z0-9]|[a-z][a-z0-9]){_BLANK}{{0,3}}{_DASH}{_BLANK}{{0,2}}(.*)$")
_TY = rf"TY{_BLANK}{{1,3}}{_DASH}{_BLANK}{{0,2}}\S{{0,12}}\s*$"
_OPENING = re.compile(rf"^\W{{0,3}}{_TY}", re.M | re.I)
_QUOTES = re.compile(r"^(?:> ?)+")
_QUOTED = re.compile(_QUOTES.pattern + _TY, re.M)
_LONG = re.compile(
    r"(PMID) ?- ?(\d+)\s*$|(OWN|STAT) ?- (.*)|([A-Z]{3,12})  - (.*)"
)  # MEDLINE's, and some databases' own
_BETWEEN = re.compile(
    r"\d+\.$|Record #\d+|Provider:|Content:|Link to the |Database:|NL\s|<?\d+\.? ?>?$|EF$|%(?![0-9A-Z] )|https?://|\"?x\"?$|\"1\"+$"
)
_TITLES = frozenset({"TI", "T1", "CT", "BT", "TT", "DO", "AU", "A1"})
_RECORD = re.compile(r"Record #\d+ of \d+$|<\d+\. ?>$")
_PMID = re.compile(r"(?:PUBMED|PMID)[:\s]*(\d{4,8})|^(\d{1,8})\s*[\[(]PMID[\])]", re.I | re.M)
_TRIAL = re.compile(r"NCT\d{8}")
_NOTICE = re.compile(r"Copyright of .{1,300}? is the property of ", re.I | re.S)
_COPYRIGHT = re.compile(r"^\W{0,2}(?:Copyright|©|\(c\)|c\)|PsycI\w+ Database Record)", re.I)
_OF_A_DATABASE = re.compile(
    r"https?://[^/]*(?:embase\.com|scopus\.com|ebscohost\.com|proquest\.com|ovid\.com|webofscience\.com|webofknowledge\.com|"
    r"isiknowledge\.com|app\.dimensions\.ai|lens\.org|cochranelibrary\.com|rayyan\.ai|covidence\.org|exlibrisgroup\.com)|"
    r"https?://\S*(?:[?&](?:url|ctx)_ver=Z39\.88|/openurl\b|/atoztitles/link|[?&]sid=(?:ProQ|OVID|EBSCO))",
    re.I,
)
_OVIDS_MEDLINE = re.compile(r"[?&]D=(?:med|prem|ppez|mesz|pmnm)", re.I)
_OVIDS_NUMBER = re.compile(r"[?&]AN=(\d{1,8})(?!\d)")
LEAST_ID = 7  # digits of an ID that is a PubMed id and not the number of a record in somebody's library
_ADDRESSES = ("UR", "URL", "LK", "L1", "L2")
_DOIS = (
    ("DO", dois.clean_doi),
    *((tag, dois.find_doi) for tag in ("DOI", "DI", "L3", "M3")),
    *((tag, dois.doi_in_address) for tag in ("UR", "L2", "LK", "L1", "N1", "SE")),
)
_ISSUE = re.compile(r"(?=\D*\d)[\w./ ()-]{1,12}|[A-Za-z]{1,5}\.?")
_JOURNAL_ARTICLE = ("JF", "T2", "JO", "JA", "J2", "J1", "BT", "T3")
_BOOK_PART = ("T2", "BT", "JF", "JO", "JA", "J2", "T3")


def split_line(line: str) -> tuple[str, str] | None:
    """Tag and value of a RIS line, or None for a continuation."""
    if line[2:5] == "  -" and line[:2].isalnum() and line[:1].isalpha():
        tag = line[:2]
        if tag.isupper() or tag.upper() in KNOWN:
            return tag.upper(), line[5:].strip()
    found = _LOOSE.match(line)
    if found and found[1].upper() in KNOWN and (found[1].isupper() or "  -" in line[:8]):
        return found[1].upper(), found[2].strip()
    if line[:3].isupper() and (found := _LONG.match(line)):
        tag, value = (said for said in found.groups() if said is not None)
        return tag, value.strip()
    return None


FORM = TagFormat(
    split=split_line,
    width=2,
    mark="  - ",
    starts=lambda tag, entry, blank: tag == "TY",
    may_start=frozenset({"TY"}),
    ends=frozenset({"ER"}),
    wrapping=_BETWEEN,
    foreign=frozenset({"OWN", "STAT"}),
    foreign_opens="PMID",
    ends_at=_RECORD,
    whole=Whole("TY  -", "ER", "[A-Z][A-Z0-9]", "  - ?"),
    paragraphs=frozenset(["AB", "N1", "N2", "U1", "U2", "U3", "U4", "U5", "T1", "TI", "AD", "C1", "NO"]),
)


def looks_like(head: str) -> bool:
    if _OPENING.search(head) or _QUOTED.search(head) or ris_in_cells.separator_of(head):
        return True
    other = re.search(
        r"^(?:PMID|STAT|FAU |JT  |OWN )- |^UI  - \d{7,8}\s*$|"
        r"^<\d+\.? ?>|^VN  - Ovid\b|^\d+\.[ \t]*\n(?:VN|DB|UI)  - ",  # Ovid
        head,
        re.M,
    )
    return not other and len(re.findall(r"^(?:A[U1]|TI|T1|PY|Y1|JF|JO|ER|DO)  ?- ", head, re.M)) >= 4


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    separator = ris_in_cells.separator_of(source.head())
    if separator:
        yield ris_in_cells.told()
    for entry in entries(ris_in_cells.lines_of(source.text(), separator) if separator else _text(source), FORM):
        if isinstance(entry, Problem):
            yield entry
        elif entry.closed and entry.tags[0] == "TY" and entry.tags.count("TI") + entry.tags.count("T1") == 1:
            yield from finish(draft_of(entry))  # the usual case
        elif entry.tags[0] == "TY" or _TITLES.intersection(entry.tags):
            for record in parted(entry):
                yield from _read(record)
        elif entry.tags[0] != "NL":  # Ovid prints the journal's short name after the record
            yield between(
                [(n, f"{tag}  - {text}") for n, (tag, text) in zip(entry.lines, entry.fields, strict=True)]
            )


def _text(source: Source) -> Iterator[str]:
    """The text in parts, without the marks with which mail quotes a line."""
    if not _QUOTED.search(source.head()):
        return blocks(source, FORM.border)
    return (f"{_QUOTES.sub('', line)}\n" for line in source.lines())


def _read(entry: Entry) -> list[ParsedRecord | Problem]:
    draft = draft_of(entry)
    got = [*finish(draft), *told(entry, draft.title)]
    if not entry.closed:
        what = "The record has no closing ER line."
        got.append(Problem(entry.line, "ER", what, "It was taken to end where the next record begins."))
    if entry.tags[0] != "TY":
        what = "The record does not begin with a TY line."
        got.append(Problem(entry.line, "TY", what, "It was read all the same, with the type “other”."))
    return got


def draft_of(entry: Entry) -> Draft:
    """The mapping from RIS tags to our fields, over all dialects."""
    tags = Tags.of(entry)
    text = tags.one.get
    kind = _TYPE_OF.get(text("TY", "").upper()[:6]) or _named_kind(text("TY", ""), text("M3", ""))
    if kind == "dataset" and _TRIAL.match(text("AN") or text("ID", "")):
        kind = "trial"
    own = kind in ("book", "thesis", "report")  # a whole work: T2 is a series, not what it appeared in
    in_book = own or kind in ("chapter", "conference")
    container = tags.first(*(_BOOK_PART if in_book and not own else _JOURNAL_ARTICLE))
    if kind == "conference" and not container:
        container = text("C3", "")  # Scopus and Zotero print the proceedings there; others affiliations
    pages = text("SP") or text("PG") or text("PP", "")
    title, translated = text("TI") or text("T1"), text("TT", "")
    only = "" if title else title_in_t2(tags, kind)
    if only and container == only:
        container = ""
    if title and "{''}" in title:  # Covidence passes on what BibTeX files hold
        title = unbraced(title)
    draft = Draft()
    draft.line = entry.line
    draft.raw = entry.fields
    draft.lines = entry.lines
    draft.size = entry.size
    draft.type = kind
    draft.title = title or text("CT") or own and text("BT") or translated or text("ST") or only
    draft.other_title = translated if title else ""
    draft.authors = _authors(tags)
    draft.editors = _people(tags.all("A2", "ED"))
    draft.dates = [text("PY", ""), text("Y1", ""), text("DA", ""), text("PD", "")]
    draft.journal = "" if in_book else container
    draft.booktitle = container if in_book else ""
    draft.volume = text("VL") or text("VO", "")
    draft.issue = text("IS") or _issue(text("CP", ""))
    draft.start_page = pages
    draft.end_page = text("EP", "")
    draft.article_number = text("C7", "")
    draft.doi = _doi(tags)
    draft.pmid = _pmid(tags)
    draft.pmcid = _pmcid(tags) if "C2" in tags.one else ""
    draft.accession = text("AN") or text("ID") or text("U2", "")
    draft.issn = tags.all("SN", "ISSN", "ISBN")
    draft.abstract = _abstract(tags)
    draft.keywords = _keywords(tags.all("KW"))
    draft.url = _address(tags)
    draft.language = text("LA", "")
    draft.publisher = text("PB") or text("PU", "")
    draft.place = text("CY") or text("PI") or (text("PP", "") if text("PP") != pages else "")
    draft.edition = text("ET", "")
    draft.database = text("DB") or text("DP", "")
    draft.notes = tags.all("N1", "M1", "LB")
    return draft


def _named_kind(said: str, work: str) -> str:
    """The type that is spelled out in TY, as in "Journal Article", or else the one M3 names."""
    spelled = values.kind_of_work(said) if len(said) > 6 else "other"
    return spelled if spelled != "other" else values.kind_of_work(work)


def _issue(text: str) -> str:
    """EndNote's CP is an issue; Web of Science prints the name of a conference there."""
    return text if not text or _ISSUE.fullmatch(text) else ""


def people_of(text: str) -> list[str]:
    """A name field holds one name; some exporters put all of them in one."""
    if "\n" in text:
        return [name for line in text.split("\n") for name in people_of(line)]
    text = values.unescaped(text)
    return people(text) if ";" in text else listed(text)


def _authors(tags: Tags) -> list[str]:
    first, second = _people(tags.all("A1")), _people(tags.all("AU"))
    return (
        [*first, *[name for name in second if name not in first]] if first and first != second else first or second
    )


def _people(texts: list[str]) -> list[str]:
    if not texts:
        return texts
    said = "".join(texts)
    if ";" in said or "\n" in said or " and " in said or len(texts) < 3 and _undotted(said):
        return [name for text in texts for name in people_of(text)]
    if len(texts) == 1 and (said.count(",") > 1 or " & " in said):
        return people_of(said)
    if are_close(texts):
        return [name for text in texts for name in unstuck(text) or [text]]
    return texts


def _undotted(said: str) -> bool:
    """Whether it may be a list such as "Roe JA, Poe B", which has no stops."""
    return "." not in said and ", " in said and " " in said.partition(", ")[0]


def _doi(tags: Tags) -> str:
    for tag, find in _DOIS:
        if tag in tags.one:
            for value in tags.all(tag):
                if doi := find(value):
                    return doi
    return ""


def _scopus(tags: Tags) -> bool:
    """Scopus prints the PMID where others print the number of PubMed Central."""
    return "Scopus" in tags.all("DB")


def _pmid(tags: Tags) -> str:
    one = tags.one
    if "C2" in one and _scopus(tags) and (number := first_digits(tags.all("C2"))):
        return number
    for tag in ("PMID", "PM"):
        if tag in one and one[tag].isdigit():
            return one[tag]
    for tag in ("U1", "C3", "N1", "M1", "U2"):
        if tag in one:
            for value in tags.all(tag):
                if found := _PMID.search(value):
                    return found[1] or found[2]
    base = " ".join(tags.all("DB", "DP")).lower()
    ovids = [text for text in tags.all("L2", "UR") if "ovidweb.cgi" in text and _OVIDS_MEDLINE.search(text)]
    if "medline" in base or "pubmed" in base or "nlm" in base or ovids:
        numbers = [*numbers_in(tags.all("AN")), *filter(None, map(_ovids_number, ovids))]
        # EndNote numbers its records in ID, from 1 on.
        numbers += [number for number in numbers_in(tags.all("ID")) if len(number) >= LEAST_ID]
        return numbers[0] if numbers else ""
    return ""


def numbers_in(texts: list[str]) -> list[str]:
    return [text for text in texts if text.isdecimal() and len(text) <= 8]


def _ovids_number(address: str) -> str:
    """The PubMed id in the address of an entry of Ovid's MEDLINE."""
    found = _OVIDS_NUMBER.search(address)
    return found[1] if found else ""


def _pmcid(tags: Tags) -> str:
    texts = [] if _scopus(tags) else tags.all("C2")
    return next((text for text in texts if re.fullmatch(r"(?i:PMC)\w+", text)), "")


def first_digits(texts: list[str]) -> str:
    return next(iter(numbers_in(texts)), "")


def _keywords(texts: list[str]) -> list[str]:
    if "&" in "".join(texts):
        texts = [values.plain(text) if "&" in text else text for text in texts]
    return values.words(texts)


def _address(tags: Tags) -> str:
    """The work's own address rather than that of its entry in a database, which comes first in many exports."""
    found = [text.partition("\n")[0] for text in tags.all(*_ADDRESSES)]
    if len(found) < 2:
        return found[0] if found else ""
    found = [text for text in found if not values.is_local(text)] or [""]
    return next((text for text in found if not _OF_A_DATABASE.match(text)), found[0])


def _abstract(tags: Tags) -> str:
    """The abstract, which stands in N2 where AB only says whose it is."""
    first = tags.all("AB")
    if len(first) == 1 and first[0][:1] not in "Cc©([P":
        return first[0]
    notices: list[str] = []
    for texts in (first, tags.all("N2")):
        texts = [text for text in texts if not _NOTICE.match(text)]
        if kept := [text for text in texts if not _COPYRIGHT.match(text)]:
            return "\n\n".join(dict.fromkeys(kept))
        notices += texts
    return "\n\n".join(dict.fromkeys(notices))
