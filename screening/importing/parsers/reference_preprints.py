"""Preprints among printed references, told by the server that holds them: "medRxiv [Preprint]. 2021 Mar 3"."""

from __future__ import annotations

import re

from . import reference_shapes as shapes
from .reference_parts import Parts

_SERVERS = (
    "medRxiv",
    "bioRxiv",
    "arXiv",
    "ChemRxiv",
    "EarthArXiv",
    "EdArXiv",
    "MetaArXiv",
    "PsyArXiv",
    "SocArXiv",
    "SportRxiv",
    "Research Square",
    "OSF Preprints",
    "Preprints.org",
    "SciELO Preprints",
    "SSRN",
)
_NAMED = {server.lower(): server for server in _SERVERS}
_NAME = "|".join(map(re.escape, _SERVERS))
_SAID = re.compile(
    rf"(?<=[.,?!”\"’\]])\s*(?:\[?Preprint\]?[ .,]*(?:(?:at|in)\s)?(?:Posted online [^.]{{3,30}}\.\s)?)?"
    rf"(?:https?://(?:www\.)?)?(?P<server>{_NAME})\b(?=[\s.,:;(\[\]/]|$)",
    re.I,
)
_MARK = re.compile(r"[.,]?\s*[\[(]preprint[\])]\.?$", re.I)
_AT_END = re.compile(rf"[.,]?\s+(?:Preprint at\s)?(?:{_NAME})(?:\s[\d.]{{8,}})?$", re.I)
_NUMBER = re.compile(r"\barXiv:\s?(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7})", re.I)
_DATE = re.compile(rf"(?<![\d./]){shapes.YEAR}(?!\d|[./]\d)")
_VERSION = re.compile(r"(?<=\d)v\d{1,2}(?:\.full(?:\.pdf)?|\.abstract)?$")  # of a page, not of the DOI


def as_preprint(text: str, parts: Parts) -> None:
    """Changes the parts in place where the reference says that the work is held by such a server and no journal."""
    found = list(_SAID.finditer(text))
    printed_in = parts.volume and parts.container and not _SAID.search(f".{parts.container}")
    if printed_in or not found and not _MARK.search(parts.title):
        return
    parts.type = "preprint"
    parts.title = _AT_END.sub("", _MARK.sub("", parts.title))
    parts.other_title = "" if parts.other_title.lower() == "preprint" else parts.other_title
    if found:
        parts.container, parts.publisher = _NAMED[found[-1]["server"].lower()], ""
        parts.volume = parts.issue = parts.pages = parts.edition = ""
        parts.number = number[1] if (number := _NUMBER.search(text)) else ""
    if parts.doi.startswith("10.1101/"):
        parts.doi = _VERSION.sub("", parts.doi)
    if not parts.date and (date := _DATE.search(text)):
        parts.date = date[0]
