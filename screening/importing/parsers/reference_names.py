"""The authors at the head of a printed reference, in the ways styles list them."""

from __future__ import annotations

import re

from .names import PARTICLES, person

_LETTER = r"[^\W\d_]"
_DOTTED = re.compile(
    rf"^(?:{_LETTER}{{1,2}}\.\s?[-‐–]?\s?)*(?:{_LETTER}\.?)(?:,?\s*(?:Jr|Sr|I{{2,3}}|IV|2nd|3rd)\.?)?$"
)
_BARE = re.compile(r"^[A-ZÀ-ÖØ-Þ](?:[A-ZÀ-ÖØ-Þ]|[-‐][A-ZÀ-ÖØ-Þ]?){0,4}$")
_SUFFIX = re.compile(r"^(?:Jr|Sr|I{2,3}|IV|2nd|3rd)\.?$")
_ET_AL = re.compile(r"[,;]?\s*(?:\.\.\.|…|&|and)?\s*\b(?:et\s*al\b\.?|and others|u\.\s?a\.)\s*,?", re.I)
_NLM = re.compile(
    rf"^(?P<family>(?:{_LETTER}[\w’'‐-]*\s)+?)(?P<given>[A-ZÀ-ÖØ-Þ](?:[A-ZÀ-ÖØ-Þ]|-[A-ZÀ-ÖØ-Þ]){{0,3}})(?:\s(?P<suffix>Jr|Sr|2nd|3rd|I{{2,3}}|IV)\.?)?$"
)
_PERSON = re.compile(r",\s*(?:[^\W\d_]{1,2}\.|[A-Z]{1,4}$|[A-Z][a-z]+)")
GROUP = re.compile(
    r"\b(?:Group|Committee|Organi[sz]ation|Society|Association|Ministry|Agency|Consortium|Collaboration|Collaborators|"
    r"Investigators|Institute|Council|Cent(?:er|re)s?|Network)\b"
)
_AND = re.compile(r"\s*,?\s+(?:and|und|et|y|e|&|with)\s+|\s*&\s*")


def names_in(text: str) -> tuple[list[str], bool]:
    """Names in order as "Family, Given", and whether the list was cut short ("et al.", "…")."""
    text = text.strip(" ,;:.") + ("." if text.rstrip().endswith(".") else "")
    short = bool(_ET_AL.search(text))
    text = _ET_AL.sub(" ", text).strip()
    if "…" in text or re.search(r"\.\s?\.\s?\.", text):
        short = True
        text = re.sub(r",?\s*(?:…|\.\s?\.\s?\.)\s*(?:&\s*)?", ", ", text)
    text = re.sub(r"\s*\((?:eds?|hrsg|org)s?\.?\)", "", text, flags=re.I).strip(" ,;")
    if ";" in text:
        return [person(part) for part in re.split(r"\s*;\s*(?:and\s+|&\s*)?", text) if part.strip()], short
    return _in_commas(_AND.sub(", ", text)), short


def _in_commas(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",") if part.strip(" .")]
    names: list[str] = []
    at = 0
    while at < len(parts):
        part, after = parts[at], parts[at + 1] if at + 1 < len(parts) else ""
        if _NLM.match(part.rstrip(".")) and not _DOTTED.match(after) and not _DOTTED.match(part):
            names.append(person(part.rstrip(".")))
        elif after and (_DOTTED.match(after) or _BARE.match(after.rstrip("."))) and not _DOTTED.match(part):
            suffix = parts[at + 2] if at + 2 < len(parts) and _SUFFIX.match(parts[at + 2]) else ""
            names.append(f"{part}, {after}" + (f", {suffix}" if suffix else ""))
            at += 1 + bool(suffix)
        elif _SUFFIX.match(part) and names:
            names[-1] += f", {part}"
        elif after and at == 0 and not names and " " not in part and _full_given(after):
            names.append(f"{part}, {after}")  # "Nichols, Bill": only the first name is turned round
            at += 1
        else:
            names.append(
                person(part.rstrip(".") if not _DOTTED.match(part[-2:]) else part, given_first=_two_words(part))
            )
        at += 1
    return [name for name in names if name]


def _full_given(text: str) -> bool:
    words = text.rstrip(".").split()
    return 0 < len(words) <= 3 and all(w[:1].isupper() for w in words) and not _NLM.match(text)


def _two_words(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 4 and all(w[:1].isupper() or w.lower() in PARTICLES for w in words)


def looks_like_names(text: str) -> float:
    """From 0 to 1: how much of the text is names with initials."""
    if re.search(r"[:?\d]", text.rstrip(" :")):
        return 0.0
    names, short = names_in(text)
    if not names:
        return 0.0
    good = sum(bool(_PERSON.search(name) or GROUP.search(name)) for name in names)
    long = sum(len(name.split()) > 7 for name in names)
    return max(0.0, (good - long) / len(names)) if good or not short else 0.5
