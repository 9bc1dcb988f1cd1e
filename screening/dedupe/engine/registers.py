"""The number under which a trial is registered, where a record is the entry of a register. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_NUMBER = re.compile(
    r"NCT\d{8}|ISRCTN\d{6,8}|(?:EUCTR)?\d{4}-\d{6}-\d{2}|ACTRN\d{14}|DRKS\d{8}"
    r"|CTRI/\d{4}/\d{2,3}/\d{6}|CHICTR-?[A-Z]{0,4}-?\d{6,10}|IRCT\d{8,14}N?\d*|KCT\d{7}|PACTR\d{15,16}|TCTR\d{11}"
    r"|(?:JPRN-)?(?:UMIN\d{9}|JAPICCTI-?\d{6}|JRCTS?\d{9,10})|RBR-?[A-Z0-9]{6,7}|NTR\d{2,5}|SLCTR/\d{4}/\d{3}"
)
_BEFORE = re.compile(r".*[\s=/]")
_COUNTRY = re.compile(r"-[A-Z]{2,3}$|-OUTSIDE-EU.*$")


@lru_cache(maxsize=20_000)
def register_number(told: str) -> str:
    """The number that is all of a text or ends it: "https://clinicaltrials.gov/show/NCT01234567" -> "NCT01234567";
    of a trial registered in several countries without the country; "" for none."""
    told = _COUNTRY.sub("", told.strip().upper())
    found = next((one for one in (told, _BEFORE.sub("", told)) if _NUMBER.fullmatch(one)), "")
    return found.removeprefix("JPRN-").removeprefix("EUCTR")


def trial_of(accession: str, journal: str, pages: str, authors: Sequence[str]) -> str:
    """The number of a trial whose entry a record is, by its accession number, its address, its pages, or where
    CENTRAL gives it, in place of the authors; "" for a record of another sort."""
    told = (accession, journal, pages, *(authors if len(authors) == 1 else ()))
    return next((number for one in told if not one.isdigit() and (number := register_number(one))), "")


def persons(authors: Sequence[str]) -> Sequence[str]:
    """The authors without a number that stands in their place."""
    return () if len(authors) == 1 and register_number(authors[0]) else authors
