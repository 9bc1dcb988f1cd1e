"""Journal, year, volume, issue and pages from one cell or line that holds them all.

Embase `Journal (2014) 3:3 (152-160)`, PubMed `Journal. 2021 Jun;397(10289):2082-2097. doi: …`,
Ovid `Journal. 397 (10289) (pp 2082-2097), 2021.`, VHL `Journal;139: 179-184, 2021 07.`,
SciELO `Journal; 8(1); 132-145`, and `Journal, 397(10289), 2082-2097`.
"""

from __future__ import annotations

import re

LONGEST = 1_000  # characters; longer text is no citation
_D = "\\-\u2010-\u2015"
_PAGE = rf"[A-Za-z]{{0,5}}\.?\d[\w.]*(?:\s?[{_D}]{{1,2}}\s?[\w.]*\w)?"
_VOLUME = r"(?:[A-Za-z-]{0,5}\d[\w/.-]*(?:\s[A-Za-z]+\.?(?:\s\w+)?)?|[A-Z]{1,4}|[Ss]uppl\w*\.?(?:\s\w+)?)"
_NUMBER = r"10\.\d{4,9}/\S*\w|[\w-]*\w"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        # Embase
        rf"^(?P<journal>.+?)\s+\((?P<year>\d{{4}})\)\s*(?:(?P<volume>\w[^:();]*?)?(?::(?P<issue>[^()]*?))?)?"
        rf"(?:\s+\((?:pp?\.? ?)?(?P<pages>{_PAGE})\))?"
        rf"(?:\s+(?:Article Number|Art\. No\.):? (?P<number>{_NUMBER}))?\.?(?:\s+(?:Date|Article|Number).*)?$",
        # PubMed
        r"^(?P<journal>.+?)\.\s+(?P<year>\d{4})[^;:.]*(?:;(?P<volume>[^(:;.]*?)(?:\((?P<issue>[^)]*)\))?(?::\s?(?P<pages>[^\s;]+?))?)?\.(?:\s.*)?$",
        # Ovid
        rf"^(?P<journal>.+?)\.(?:\s+|(?=,))(?:(?P<volume>{_VOLUME})\s?)?"
        rf"(?:\((?P<issue>(?!pp?\.? |no pag)[^()]*)\)\s?)?(?:\(no pagination\)|"
        rf"\((?:pp?\.? ?)(?P<pages>{_PAGE})\)\s?)?"
        rf"(?::?(?P<pages2>{_PAGE}))?,\s?"
        rf"(?:(?:no|Article Number):? ?(?P<number>{_NUMBER}),?\s?)?(?P<year>\d{{4}}).*$",
        # VHL
        rf"^(?P<journal>.+?);\s*(?P<volume>[^(:;]*?)(?:\((?P<issue>[^)]*)\))?:\s*(?P<pages>{_PAGE}),?\s*(?P<year>\d{{4}}).*$",
        # SciELO
        rf"^(?P<journal>.+?);\s*(?P<volume>[^(:;]*?)(?:\((?P<issue>[^)]*)\))?;\s*(?P<pages>{_PAGE}).*$",
        # PubMed without its stops
        rf"^(?P<journal>.+?)[.,]?\s+(?P<year>(?:1[89]|20)\d\d)(?:\s[A-Z][a-z]{{2,8}}(?:\s\d+)?)?;\s?"
        rf"(?P<volume>\w[^(:;.]*?)(?:\s?\((?P<issue>[^)]*)\))?(?::\s?(?P<pages>{_PAGE}))?\.?$",
        # comma separated
        rf"^(?P<journal>.+?),\s*(?P<volume>[A-Za-z]{{0,3}}\d[\w.]*)(?:\s?\((?P<issue>[^)]*)\))?"
        rf"(?:,\s*(?:(?:pp?\.? ?)?(?P<pages>{_PAGE})|(?P<number>{_NUMBER})))?\.?$",
    )
)


def read_citation(text: str) -> dict[str, str]:
    """{journal, year, volume, issue, pages, number} as far as printed; {} when no shape fits."""
    text = " ".join(text.split())
    if len(text) > LONGEST:
        return {}
    for shape in _SHAPES:
        if found := shape.match(text):
            parts = {key: value.strip() for key, value in found.groupdict().items() if value}
            if "pages2" in parts:
                parts.setdefault("pages", parts.pop("pages2"))
            return parts
    return {}
