"""The field SO of Ovid's databases beside those of MEDLINE and Embase, and what Ovid adds to titles and names.

BIOSIS `Journal. 201(2-3):327-334, November 15, 2004.`, PsycINFO `Journal. Vol.43(5), Sep 2015, pp. 623-634.` and
`Roe, Ann [Ed]. (2012). Book. (pp. 11-31). …`, Ovid's own journals `Journal December 2011;33(8):845-849`, political
science `Journal 12, Winter 2007: 7-14.`, Zoological Record `Journal. 2007 15 June; 433-441.`
"""

from __future__ import annotations

import re

from .citation_cell import LONGEST, read_citation

_PAGE = r"[A-Za-z]{0,5}\d\w*(?:-\w+)?"
_NESTED = r"(?:[^()]|\([^()]*\))+"  # "2-A(E)"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?|Spring|Summer|Autumn|Fall|Winter)\.?"
)
_WHEN = rf"{_MONTH}(?:[/-]{_MONTH})?(?:\s\d{{1,2}}(?:-\d{{1,2}})?,?)?\s"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?P<editors>.+\[Ed(?:itor)?[^\]]*\])\.\s\((?P<year>\d{{4}})\)\.\s(?P<journal>.+?)\.?\s"
        rf"\(pp\.\s(?P<pages>{_PAGE})\)\..*",
        rf"(?:(?P<editors>.+\[Ed(?:itor)?[^\]]*\])\.\s)?(?P<journal>.+?)\.:(?P<pages>{_PAGE}),\s(?P<year>\d{{4}})"
        r"(?:\.(?:\s.*)?)?",
        rf"(?P<journal>.+?)\.\s(?:Vol\.\s?)?(?P<volume>\d[\w-]*)(?:\((?P<issue>{_NESTED})\))?"
        rf"(?::(?P<pages>{_PAGE}))?,\s?(?:{_WHEN})?(?P<year>\d{{4}})(?:,\spp?\.\s(?:(?P<pages2>{_PAGE})|[A-Z][^\d]*))?\.?",
        rf"(?P<journal>.+?)\s{_WHEN}(?P<year>\d{{4}});(?P<volume>\w[\w-]*)(?:\((?P<issue>{_NESTED})\))?"
        rf":(?P<pages>{_PAGE})\.?",
        rf"(?P<journal>.+?)\s(?P<volume>\d{{1,4}})(?:\((?P<issue>{_NESTED})\))?,\s(?:{_WHEN})?(?P<year>\d{{4}}):"
        rf"\s?(?P<pages>{_PAGE})\.?",
        rf"(?P<journal>.+?),\s(?P<year>(?:19|20)\d\d)\((?P<issue>{_NESTED})\):\s?(?P<pages>{_PAGE})\.?",
        rf"(?P<journal>.+?)\.\s(?P<year>\d{{4}})(?:\s(?:\d{{1,2}}\s)?{_MONTH})?;\s(?:\d+\s?pp|(?P<pages>{_PAGE}))\.*",
    )
)
_ADDED = re.compile(
    r"(?<=\S)(?:\s*\[(?:(?:Review|Original|Case|Brief|Book) )?(?:Articles?|Miscellaneous|Reports?|Reviews?|"
    r"References|Editorials?|Letters?|Abstracts?|Comments?|News|\d+ refs?\.?)\]\.?)+\s*$",
    re.I,
)
_ROLE = re.compile(r"(?<=\S)\s*\[[^\]]*\]?\s*$")


def read_source(text: str) -> dict[str, str]:
    """{journal, year, volume, issue, pages, number, editors} as far as printed; {} when no shape fits."""
    text = " ".join(text.split())
    if len(text) > LONGEST:
        return {}
    for shape in _SHAPES:
        if found := shape.fullmatch(text):
            parts = {key: value.strip() for key, value in found.groupdict().items() if value}
            if pages := parts.pop("pages2", ""):
                parts.setdefault("pages", pages)
            return parts
    return read_citation(text)


def own_title(text: str) -> str:
    """The title without the "[Review] [43 refs]" that Ovid sets behind it."""
    return _ADDED.sub("", text) if text.rstrip(" .").endswith("]") else text


def without_role(name: str) -> str:
    """The name without "[Author, Reprint Author; E-mail: …]"; a name all in brackets stays."""
    return _ROLE.sub("", name) if "[" in name else name


def editors_in(text: str) -> list[str]:
    """The names of "Roe, Ann [Ed]; Poe, Bo [Editor, Reprint Author], Low, Cy [Editor]"."""
    return [name.strip(" ,;") for name in re.split(r"\[[^\]]*\]", text) if name.strip(" ,;")]
