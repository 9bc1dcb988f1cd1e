"""Which references a text cites by author and year: (Roe et al., 2019; Poe & Zoe, 2020a), Roe (2011).

A mark names the first authors and one or several years. It is linked where exactly one reference of the list fits;
one that fits several is ambiguous, one that fits none is unknown, and both are told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from screening.importing.citing.segment import Sentence
from screening.importing.parsers.capitals import SMALL
from screening.importing.parsers.records import ParsedRecord, split_name

_YEAR = r"(?:(?:1[5-9]|20)\d\d[a-z]?|n\.\s?d\.(?:-[a-z])?|in press)"
_YEARS = rf"{_YEAR}(?:\s*(?:,|,?\s(?:and|&))\s*(?:{_YEAR}|[a-z](?![\w.])))*"
_UPPER = rf"[^\W\d_{SMALL}]"
_PARTICLE = r"(?:(?:van|von|der|den|de|di|da|del|della|du|dos|la|le|el|al|ter|ten|zu|bin|ibn)\s|d’|d')"
_FAMILY = rf"{_PARTICLE}{{0,3}}{_UPPER}[\w’'‐-]*(?:\s{_PARTICLE}{{0,2}}{_UPPER}[\w’'‐-]*){{0,5}}"
_AND = r"(?:,?\s(?:and|&|und|et)\s)"
_ET_AL = r"(?:,?\s(?:et\s+al\.?|and\s+(?:colleagues|co-workers|others)))"
_NAMES = rf"(?P<names>{_FAMILY}(?:,\s{_FAMILY}){{0,6}}(?:{_AND}{_FAMILY})?)(?P<more>{_ET_AL})?(?:['’]s?)?"
_ONE = re.compile(rf"{_NAMES},?\s\(?(?P<years>{_YEARS})\)?")
_NARRATIVE = re.compile(rf"{_NAMES}\s?[(\[](?P<years>{_YEARS})(?:[,:]\s[^()\[\]]{{1,40}})?[)\]]")
_BRACKET = re.compile(rf"[(\[](?P<inside>[^()\[\]]*?{_YEAR}[^()\[\]]*)[)\]]")
_LEAD = re.compile(
    r"^(?:see(?:\s+also)?|e\.\s?g\.|i\.\s?e\.|cf\.|reviewed (?:in|by)|after|from|also|and|by),?\s+", re.I
)
_SPLIT_YEARS = re.compile(rf"{_YEAR}|(?<![\w.])[a-z](?![\w.])")
_MONTHS = "january february march april may june july august september october november december"
_SMALL_WORDS = frozenset(f"{_MONTHS} in since until before after during from by the table figure".split())


@dataclass(frozen=True, slots=True)
class Work:
    """One reference of the list: its number there, the family names (or a group), the year with its letter."""

    number: int
    families: tuple[str, ...]
    year: str
    short: bool = False  # the list itself says "et al."


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark as printed: the names before the year, whether "et al." follows them, and one year."""

    printed: str
    names: tuple[str, ...]
    more: bool
    year: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence and the numbers of the references it cites, in the order of their marks and each once."""

    sentence: Sentence
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AuthorYearLinks:
    """`marks` counts each name with each year. `ambiguous` has the numbers that fit, `unknown` marks fit none."""

    citing: tuple[Cited, ...]
    marks: int
    links: int
    never_cited: tuple[int, ...]
    unknown: tuple[tuple[Sentence, str], ...]
    ambiguous: tuple[tuple[Sentence, str, tuple[int, ...]], ...]


def works_of(records: Iterable[ParsedRecord]) -> list[Work]:
    """The references of a list as marks name them, numbered from 1."""
    return [
        Work(
            number,
            tuple(_family(name) for name in record.authors or record.editors) or (record.title,),
            _year(record),
            any("cut short" in note for note in record.notes),
        )
        for number, record in enumerate(records, 1)
    ]


def marks_in(text: str) -> list[Mark]:
    """The marks of a passage in order."""
    found: list[tuple[int, Mark]] = []
    for one in _NARRATIVE.finditer(text):
        found += [(one.start(), mark) for mark in _marks(one)]
    for bracket in _BRACKET.finditer(text):
        at = bracket.start("inside")
        for part in bracket["inside"].split(";"):
            said = _LEAD.sub("", part.strip())
            if one := _ONE.match(said):
                found += [(at, mark) for mark in _marks(one)]
            at += len(part) + 1
    return [mark for _, mark in sorted(found, key=lambda pair: pair[0])]


def link_author_years(sentences: Iterable[Sentence], works: Sequence[Work]) -> AuthorYearLinks:
    citing, unknown, ambiguous, count = [], [], [], 0
    for sentence in sentences:
        numbers: list[int] = []
        for mark in marks_in(sentence.text):
            fitting = [work.number for work in fitting_works(mark, works)]
            if not fitting and not _surely_a_mark(mark, works):
                continue
            count += 1
            if len(fitting) == 1:
                numbers += fitting
            elif fitting:
                ambiguous.append((sentence, mark.printed, tuple(fitting)))
            else:
                unknown.append((sentence, mark.printed))
        if numbers:
            citing.append(Cited(sentence, tuple(dict.fromkeys(numbers))))
    cited = {number for each in citing for number in each.numbers}
    cited |= {number for _, _, numbers in ambiguous for number in numbers}
    return AuthorYearLinks(
        tuple(citing),
        count,
        sum(len(each.numbers) for each in citing),
        tuple(work.number for work in works if work.number not in cited),
        tuple(unknown),
        tuple(ambiguous),
    )


def fitting_works(mark: Mark, works: Sequence[Work]) -> list[Work]:
    """The references with these names and this year; of those that fit, the ones that fit exactly."""
    dated = [work for work in works if _same_year(mark.year, work.year)]
    exact = [work for work in dated if _same_names(mark, work)]
    return exact or [work for work in dated if _begins_alike(mark, work)]


def _marks(found: re.Match[str]) -> Iterator[Mark]:
    said = _bare(found["names"])
    names = tuple(name for part in re.split(rf"{_AND}|,\s", said) if (name := part.strip(" ,")))
    if not names:
        return
    more, year = bool(found["more"]), ""
    for one in _SPLIT_YEARS.findall(found["years"]):
        year = f"{year[:4]}{one}" if len(one) == 1 else " ".join(one.split())
        yield Mark(f"{said}{found['more'] or ''}, {year}", names, more, year)


def _bare(names: str) -> str:
    """Without words that begin a sentence ("In Roe (2011)"), months, and the possessive s."""
    words = names.split()
    while words and words[0].lower() in _SMALL_WORDS:
        words.pop(0)
    return re.sub(r"[’']s?$", "", " ".join(words))


def _surely_a_mark(mark: Mark, works: Sequence[Work]) -> bool:
    """Something that no reference fits is told only where it can be nothing else: names that the list knows, "et
    al.", or two names."""
    known = {_plain(family) for work in works for family in work.families}
    return mark.more or len(mark.names) > 1 or _plain(mark.names[0]) in known


def _same_year(said: str, printed: str) -> bool:
    if said == printed:
        return True
    letter = said[4:] and printed[4:] and said[:1].isdigit() and printed[:1].isdigit()
    return said[:4] == printed[:4] and not letter  # a letter on one side only


def _same_names(mark: Mark, work: Work) -> bool:
    wanted, families = [_plain(name) for name in mark.names], [_plain(name) for name in work.families]
    if wanted[0] not in (families[0], _initials(work.families[0])):
        return False
    if mark.more:
        return wanted == [families[0], *families[1 : len(wanted)]] and (len(families) > len(wanted) or work.short)
    return wanted[1:] == families[1:]


def _begins_alike(mark: Mark, work: Work) -> bool:
    """Looser: the first name is right, and all others are among the authors ("Roe, 2011" for Roe and Poe)."""
    families = [_plain(name) for name in work.families]
    first = _plain(mark.names[0])
    return first in (families[0], families[0].rpartition(" ")[2], _initials(work.families[0])) and all(
        _plain(name) in families for name in mark.names[1:]
    )


def _family(name: str) -> str:
    parts = split_name(name)
    return parts.get("family") or parts["literal"]


def _year(record: ParsedRecord) -> str:
    """ "2020a" where the list prints a letter."""
    printed = " ".join(text for tag, text in record.raw if tag == "reference")
    if record.year is None:
        return "n.d." if re.search(r"n\.\s?d\.", printed) else "in press" if "in press" in printed.lower() else ""
    found = re.search(rf"\b{record.year}([a-z])\b", f"{record.date} {printed}")
    return f"{record.year}{found[1] if found else ''}"


def _initials(name: str) -> str:
    """ "who" for "World Health Organization"."""
    words = [word for word in re.findall(r"[\w’'-]+", name) if word[:1].isupper()]
    return _plain("".join(word[0] for word in words)) if len(words) > 1 else ""


def _plain(name: str) -> str:
    low = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(re.sub(r"[^\w\s]", " ", "".join(c for c in low if not unicodedata.combining(c))).split())
