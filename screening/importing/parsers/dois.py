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
_COUNTED = re.compile(r"(10\.1097/01\.[a-z]+\.)(\d*)(?:\..*)?")  # its old ones have ten digits behind the journal
_STEMS = (*(stem for stem, _ in _DIGITS), "10.1097/01.")

_HEAD = re.compile(
    r"(\s*(?:(?:https?://)?(?:dx\.)?doi(?:\.org/|:?\s*))?)10\s?\.\s?(\d{4,9}(?:\.\d+)*)\s*/\s*(?=\S)", re.I
)
_LABELLED = re.compile(  # what stands behind a DOI and is said to be something else
    r"doi\b|https?:|www\.|10\.\d{4}|\W|(?:PMC?(?:ID)?|S)\W?\d|PMC?ID\b|[a-z]*\W*\[|"
    r"[^\W\d]{3,}\b(?![./-]?\d)|(?-i:[A-Z][a-z]{2,}\.)",
    re.I,
)
_OPEN_END = re.compile(r"[./_(<-]$")
_INNER_START = re.compile(r"[./_-]\w")
_DATE = re.compile(
    r"(?:1[89]|20)\d\d(?:[./-]\d{1,2}){0,2}|(?:1[89]|20)\d\d [A-Z][a-z]{2,8}\.?(?: \d{1,2})?|"
    r"\d{1,2}[./-]\d{1,2}[./-](?:1[89]|20)?\d\d"
)
_WITHIN = re.compile(r"[a-z\d]+(?:[()<>:;]?[./_-]+[()<>:;]?[a-z\d]+)+[()<>;:a-z\d]*", re.I)


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
    text = unbroken(text).strip()
    if doi := find_doi(text):
        return doi
    if found := _SHORT_ADDRESS.fullmatch(text):
        return f"10/{found[1].lower()}"
    return _PREFIX.sub("", text).strip().lower()


def of_field(text: str) -> str:
    """The DOI of a field, as `clean_doi` gives it, or the whole text where it goes on behind a blank, so that it is
    looked at."""
    doi = clean_doi(text)
    return text if doi and len(text.split(None, 1)) > 1 else doi


def if_any(text: str) -> str:
    """The same; "" where the field holds no DOI."""
    return of_field(text) if find_doi(unbroken(text)) else ""


def unbroken(text: str) -> str:
    """The text of a DOI field without the blanks that stand within its DOI, where what follows them can be nothing
    but the rest of it: "10.1016/j.pain. 2014.01.001".
    """
    head = _HEAD.match(text) if len(text.split(None, 1)) > 1 else None
    if not head:
        return text
    first, *words = text[head.end() :].split()
    doi = f"10.{head[2]}/{first}"
    while words and (many := _words_within(doi, words)):
        doi += "".join(words[:many])
        words = words[many:]
    return " ".join([head[1] + doi, *words])


def _words_within(doi: str, words: list[str]) -> int:
    """How many of the words behind a blank belong to the DOI before it: one, all up to a mark such as "[doi]", or
    none.
    """
    if doi[-1] in ";,|":
        return 0
    end = next((at for at, word in enumerate(words) if word[0] in "[({"), len(words))
    rest = "".join(words[:end]).rstrip(".,;")
    if not rest or _is_labelled(rest) and not _INNER_START.match(words[0]):
        return 0
    if not all(_OPEN_END.search(word) for word in words[: end - 1]):
        return 0
    whole, wrong = doi.count("(") == doi.count(")"), why_suspicious(doi.lower().rstrip("."))
    if wrong and not why_suspicious((doi + rest).lower()):
        return end
    if _INNER_START.match(words[0]) and re.search(r"\d", words[0]):
        return 1
    if not whole or not _OPEN_END.search(doi) or not re.search(r"\d", rest):
        return 0
    if not re.search(r"\d", doi.partition("/")[2]) or doi[-1] in "/_-":
        return end
    return end if _WITHIN.fullmatch(rest) and not _DATE.fullmatch(rest) else 0


def _is_labelled(text: str) -> bool:
    return bool(_LABELLED.match(text))


def behind(text: str) -> str:
    """What a DOI field holds behind its DOI and a blank, where that may be a part of it; else ""."""
    if len(text.split(None, 1)) < 2:
        return ""
    text = unbroken(text).strip()
    found = _DOI.search(text)
    rest = text[found.end() :].strip() if found else ""
    if not rest or not found or found[0][-1] in ";,|" or _is_labelled(rest):
        return ""
    whole = bool(re.search(r"\d", found[0].partition("/")[2]))
    return "" if whole and (not re.search(r"\d", rest) or _DATE.fullmatch(rest.strip(".,;"))) else rest


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
    if (found := _COUNTED.fullmatch(doi)) and len(found[2]) != 10:
        return f"DOIs that begin with {found[1]} have 10 digits after it, this one has {len(found[2])}"
    for stem, digits in _DIGITS:
        rest = doi.removeprefix(stem)
        if rest != doi and rest.isdigit() and len(rest) != digits:
            return f"DOIs that begin with {stem} have {digits} digits after it, this one has {len(rest)}"
    return ""
