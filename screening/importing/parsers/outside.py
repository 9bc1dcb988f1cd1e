"""What stands outside any record of a tagged file, and what is said of it."""

from __future__ import annotations

import re

from .records import Problem

_OTHERS = (  # how a record of another format begins, which must not be taken for a note between records
    ("BibTeX", re.compile(r"@(?!comment|string|preamble)[a-z]{3,}\s*[{(]", re.I)),
    ("RIS", re.compile(r"\W{0,3}(?:TY\s{1,3}|[Tt]y\s{0,3})[-\u2010-\u2015] ?[A-Z]{3,}$")),
    ("MEDLINE", re.compile(r"PMID- ?\d+$")),
    ("refer / EndNote", re.compile(r"%0 [A-Z]")),
    ("Web of Science", re.compile(r"PT [A-Z]$")),
    ("XML", re.compile(r"<(?:PubmedArticle|PubmedBookArticle|record)>")),
)


def between(stray: list[tuple[int, str]]) -> Problem:
    number, text = stray[0]
    others = {
        label: found for label, sign in _OTHERS if (found := sum(bool(sign.match(line)) for _, line in stray))
    }
    more = f" (and {len(stray) - 1} more lines)" if len(stray) > 1 else ""
    shown = text if len(text) <= 80 else text[:79] + "…"
    what = f"Text outside any record: “{shown}”{more}."
    if not others:
        return Problem(number, "", what, "It was left out; no record was lost.")
    counted = " and ".join(f"{n} record{'s' if n > 1 else ''} of {label}" for label, n in others.items())
    done = "It was left out. Put what is of another format into a file of its own and import that as well."
    return Problem(number, "", f"{what} It looks like {counted}.", done, lost=sum(others.values()))
