"""DOIs: found in any field, written one way, and looked at with suspicion."""

from __future__ import annotations

import re
from urllib.parse import unquote

_SICI = r"<(?!/|jats:)[^\s<>\"|]{0,60}:[^\s<>\"|]{0,60}>(?=\d\.\d)"  # page and title code in the DOIs of the 1990s
_NUMBERED = r"<\d[^\s<>\"|]{0,40}>"  # "10.1097/01.ccm.0000533<345.12>"
_DOI = re.compile(rf"10\.\d{{4,9}}(?:\.\d+)*/[^\s\"<>|]+(?:(?:{_SICI}|{_NUMBERED})[^\s\"<>|]*)*", re.I)
_BARE = re.compile(r"10\.\d{4,9}/[a-z0-9./-]*[a-z0-9]")
_SHAPE = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_PREPRINT = re.compile(  # bioRxiv and medRxiv: the DOI with the version behind it, and what the reader sees of it
    r"https?://(?:www\.)?(?:bio|med)rxiv\.org/content/(?:early/\S*?)?(10\.1101/[\d.]*\d)(?:v\d+)?(?:[.?/#]\S*)?\s*",
    re.I,
)
_QUERY = re.compile(r"[?&][A-Za-z_.]+=.*")  # what an address adds behind the DOI it leads to
_PREFIX = re.compile(r"^(?:https?://)?(?:dx\.)?doi(?:\.org/|:\s*)", re.I)

_PII = re.compile(
    r"10\.1016/s?\d{4}-\d{3}[\dx]\(\d\d\)(?P<end>.*)"
)  # number, check digit, year, number, check digit

_ANNOUNCED = re.compile(
    r"(?:https?://)?(?:dx\.)?\bdoi(?:\.org/|\s?[:=]\s*(?:https?://(?:dx\.)?doi\.org/)?|\s+(?=\S*\d\S*/))(?P<said>\S+)",
    re.I,
)
_SHORT = r"(?=[a-z0-9]{0,7}[a-z])[a-z0-9]{3,8}"  # behind "10/", as shortdoi.org gives it out
_SHORT_DOI = re.compile(rf"10/{_SHORT}", re.I)
_SHORT_ADDRESS = re.compile(rf"(?:https?://)?(?:dx\.)?doi\.org/(?:10/|(?=[a-z]*\d))({_SHORT})/?", re.I)
_SHORT_ANNOUNCED = re.compile(
    rf"(?<![\w/])(?:https?://)?(?:dx\.)?\bdoi(?:\.org/|\s?[:=]\s*(?:https?://(?:dx\.)?doi\.org/)?|\s)"
    rf"(10/{_SHORT})(?![\w/]|\.\w)",
    re.I,
)

# Registrants whose suffix has a fixed number of digits after a fixed stem: a digit too few or too
# many is a misprint. Stem, digits; read off the publishers' own article pages.
_DIGITS = (
    ("10.1097/j.pain.", 16),
    ("10.1097/ajp.", 16),
    ("10.1097/ana.", 16),
    ("10.1097/aap.", 16),
    ("10.1097/aco.", 16),
    ("10.1097/aln.", 16),
    ("10.1097/eja.", 16),
    ("10.1097/yco.", 16),
    ("10.1213/ane.", 16),
    ("10.1371/journal.pone.", 7),
    ("10.1371/journal.pmed.", 7),
    ("10.1371/journal.pbio.", 7),
    ("10.1371/journal.pcbi.", 7),
)
_STEMS = tuple(stem for stem, _ in _DIGITS)


def find_doi(text: str) -> str:
    """The first DOI in `text`, lower case, without URL, escapes or closing punctuation; "" if none."""
    low = text.lower()
    if _BARE.fullmatch(low):  # the usual case: nothing else in the field
        return low
    if "10." not in text and "10%2" not in text:
        return ""
    found = _DOI.search(_decoded(text))
    doi = _trim(_QUERY.sub("", found[0])).lower() if found else ""
    return doi if doi.partition("/")[2] else ""


def announced(text: str) -> str:
    """The DOI that "doi:" announces in a longer text, "" for none: "Cell. 2021;184:38-49. doi: 10.1016/…" """
    if "doi" not in text:
        return ""
    found = _ANNOUNCED.search(text)
    return find_doi(found["said"]) if found else ""


def misprinted(text: str) -> re.Match[str] | None:
    """Where "doi" announces what is none, in the group `said`; None where nothing with a digit follows it."""
    for found in _ANNOUNCED.finditer(text):
        said = found["said"].strip(".,;)]>")
        if re.search(r"\d", said) and not find_doi(said) and not _SHORT_DOI.fullmatch(said) and "://" not in said:
            return found
    return None


def why_none(said: str) -> str:
    """A sentence saying what keeps the text from being a DOI."""
    if not re.match(r"10\.\d", said):
        return "a DOI begins with “10.” and a number"
    number, slash, name = said.partition("/")
    if slash and not name.strip(".,;)]>"):
        return "nothing follows the slash"
    return "there are other signs than four to nine digits before the slash" if slash else "it has no slash"


def short_doi(text: str) -> re.Match[str] | None:
    """Where "doi" or a resolver's address announces a short DOI, in the first group: "https://doi.org/10/gf5xxx"."""
    return _SHORT_ANNOUNCED.search(text)


def is_short(doi: str) -> bool:
    """Whether it is a short DOI: it leads to a paper too, but does not show which long one it stands for."""
    return bool(_SHORT_DOI.fullmatch(doi))


def _decoded(text: str) -> str:
    """The text with the signs that addresses, markup and LaTeX write in other ways, also one within the other."""
    for _ in range(2):
        if "%" in text:
            text = unquote(text)
        if "&" in text:
            text = text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    return text.replace("$<$", "<").replace("$>$", ">").replace("\\", "")


def doi_in_address(text: str) -> str:
    """The DOI of a resolver address; "" for other addresses and for those of CENTRAL's own entries."""
    if "rxiv.org" in text and (found := _PREPRINT.fullmatch(text)):
        return found[1]
    if "doi" not in text.lower():
        return ""
    if doi := find_doi(text):
        return "" if doi.startswith("10.1002/central/") else doi
    found = short_doi(text)
    return found[1].lower() if found else ""


def clean_doi(text: str) -> str:
    """The DOI a DOI field holds, or the field's text without its prefix where it holds none."""
    if doi := find_doi(text):
        return doi
    text = text.strip()
    if found := _SHORT_ADDRESS.fullmatch(text):
        return f"10/{found[1].lower()}"
    return _PREFIX.sub("", text).strip().lower()


def _trim(doi: str) -> str:
    while doi:
        last = doi[-1]
        if (
            last in ".,;:'’”*_`}{]"
            and not (last in "]}" and _balanced(doi, "[{", "]}"))
            or last == ")"
            and doi.count("(") < doi.count(")")
        ):
            doi = doi[:-1]
        else:
            break
    return doi


def _balanced(doi: str, opening: str, closing: str) -> bool:
    return all(doi.count(a) == doi.count(b) for a, b in zip(opening, closing, strict=True))


def is_plain(doi: str) -> bool:
    """Whether the DOI is of the usual form, and of no registrant whose digits can be counted."""
    return bool(_BARE.fullmatch(doi)) and not doi.startswith(_STEMS)


def why_suspicious(doi: str) -> str:
    """A sentence saying what is wrong with the DOI, or "" when nothing is."""
    if is_plain(doi) or is_short(doi):
        return ""
    if not _SHAPE.fullmatch(doi):
        return "it does not have the form 10.number/name"
    if doi.count("(") != doi.count(")") or doi.count("<") != doi.count(">"):
        return "its brackets do not match"
    if "(sici)" in doi and "<" not in doi:
        return "it ends before the part in <…> that tells one paper of an issue from the others"
    if (found := _PII.fullmatch(doi)) and not re.fullmatch(r"\d{5}-[\da-z]", found["end"]):
        return "the five digits, hyphen and check digit with which DOIs of its form end are not complete"
    if doi[-1] in "-./_":
        return f"it ends in “{doi[-1]}”, as if cut off"
    for stem, digits in _DIGITS:
        rest = doi.removeprefix(stem)
        if rest != doi and rest.isdigit() and len(rest) != digits:
            return f"DOIs that begin with {stem} have {digits} digits after it, this one has {len(rest)}"
    return ""
