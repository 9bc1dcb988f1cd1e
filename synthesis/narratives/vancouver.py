"""A reference as the ICMJE recommendations print it (Vancouver style), from the facts of a record. Pure.

Source: Citing Medicine, 2nd ed., chapter 1 (journal articles), and the ICMJE sample references: surname and
initials without points, the first six authors then "et al.", year;volume(issue):pages with the last page
shortened. Journal names stand as the record gives them, because their abbreviations are not known.
"""

import re
from dataclasses import dataclass

MOST_AUTHORS = 6


@dataclass(frozen=True)
class Facts:
    """What is known of a publication; authors are "Family, Given" or the name of a group."""

    authors: tuple[str, ...] = ()
    title: str = ""
    journal: str = ""
    year: int | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    doi: str = ""
    pmid: str = ""
    url: str = ""


def print_reference(facts: Facts) -> str:
    """One entry of the list, without its number. Facts that are missing leave no empty marks behind."""
    parts = [print_authors(facts.authors), _closed(facts.title), _source(facts), _identifier(facts)]
    return " ".join(part for part in parts if part)


def print_authors(authors: tuple[str, ...]) -> str:
    """ "Noppers I, Niesters M." – six at most, then "et al."."""
    names = [print_name(name) for name in authors if name.strip()]
    shown = [*names[:MOST_AUTHORS], "et al"] if len(names) > MOST_AUTHORS else names
    return _closed(", ".join(shown))


def print_name(name: str) -> str:
    """ "Emanuelsson, B.-M." -> "Emanuelsson BM"; a name without a comma is a group's and stays whole."""
    family, comma, given = (part.strip() for part in name.partition(","))
    if not comma or not given:
        return family
    given, _, suffix = (part.strip() for part in given.partition(","))
    return " ".join(part for part in (family, initials(given), _suffix(suffix)) if part)


def initials(given: str) -> str:
    """ "Marie-Claire J." -> "MCJ"; initials run together ("AB") are kept."""
    words = [word for word in re.split(r"[\s.\-‐’']+", given) if word]
    return "".join(word if word.isupper() and len(word) <= 3 else word[0].upper() for word in words)


def _suffix(text: str) -> str:
    return text.rstrip(".")


def _closed(text: str) -> str:
    """The text as a sentence: one mark at its end."""
    text = text.strip()
    return text if not text or text[-1] in ".?!" else f"{text}."


def _source(facts: Facts) -> str:
    name = facts.journal.strip().rstrip(".") or facts.publisher.strip().rstrip(".")
    where = facts.volume.strip() + (f"({facts.issue.strip()})" if facts.issue.strip() else "")
    pages = short_pages(facts.pages)
    when = str(facts.year) if facts.year else ""
    when += (f";{where}" if when else where) if where else ""
    when += (f":{pages}" if when else pages) if pages else ""
    return " ".join(_closed(part) for part in (name, when) if part)


def short_pages(pages: str) -> str:
    """ "2082-2097" -> "2082-97"; letters and single pages stay: "S240-S252" -> "S240-52"."""
    found = re.fullmatch(r"\s*([A-Za-z]*)(\d+)\s*[-–—]+\s*([A-Za-z]*)(\d+)\s*", pages)
    if not found:
        return re.sub(r"\s*[–—]\s*", "-", pages.strip())
    letter, first, other, last = found.groups()
    if other not in ("", letter) or len(last) > len(first):
        return f"{letter}{first}-{other}{last}"
    last = last if len(last) == len(first) else first[: len(first) - len(last)] + last
    same = next((at for at in range(len(first)) if first[at] != last[at]), len(first))
    return f"{letter}{first}-{last[same:]}" if same < len(first) else f"{letter}{first}"


def _identifier(facts: Facts) -> str:
    if facts.doi:
        return f"doi:{facts.doi}"
    if facts.pmid:
        return f"PMID: {facts.pmid}"
    return f"Available from: {facts.url}" if facts.url else ""
