"""Reference lists made up by chance in one style, and printed as a PDF gives them: lines of any width, pages."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

_FAMILIES = (
    "Abbot, Bellamy, Çelik, Dale-Roe, Eriksen, Fox, García, Hale, Ibsen, Jansson, Kowalska, Lee, Müller, Ng, "
    "O’Dale, Poe, Quist, Roe, Sørensen, Tate, Ueda, Vance, Wu, Xenakis, Young, Zorn, van der Lamp, "
    "de la Luz, Luz Prado, Di Stella"
)
FAMILIES = _FAMILIES.split(", ")
_GIVEN = (
    "Anna Bernd Carla Dawn Emil Fatima Grace Hugo Ines Jean-Paul Karl Lena "
    "María Nora Otto Pia Quinn Rosa Tom Ursula"
)
GIVEN = _GIVEN.split()
KINDS = ("Warm light", "Steam baths", "Evening lamps", "Short naps", "Blue glass", "Cold water", "Morning Song")
OF = (
    "for nurses on night duty",
    "in older adults with tiredness",
    "after Lamp Therapy and Rest",
    "among sailors of the North Sea",
    "in the Netherlands and in New Zealand",
    "for young people, their parents and their teachers",
    "in COVID-19",
)
SUBTITLES = (
    "",
    ": a randomised trial",
    ": A Systematic Review and Meta-Analysis",
    "? Results of the LAMP-2 study",
    ", 1990 to 2015",
    " – a protocol",
)
JOURNALS = (
    "Sleep Care",
    "Ward Life",
    "The Journal of Lamps",
    "International Journal of Light and Night Nursing",
    "Lamps, Baths & Rest",
    "Archives of Steam and Water Therapy",
    "Revista da Luz",
)
_SMALL = {"for", "on", "in", "with", "after", "and", "of", "the", "to", "a"}
PUBLISHERS = ("Lamp Press", "Night University Press", "Steam & Sons")
CITIES = ("London", "Melbourne", "New York", "Bern")


@dataclass(frozen=True, slots=True)
class Work:
    """What a reference is made of; each name has a family name and one or two given names."""

    names: list[tuple[str, list[str]]]
    year: int
    title: str
    journal: str
    volume: int
    issue: int
    first: int
    last: int
    kind: str
    doi: str
    house: str
    place: str


def works(count: int, seed: int) -> list[Work]:
    """So many works, in the order of their first authors."""
    chance = random.Random(seed)
    made = [_work(chance) for _ in range(count)]
    return sorted(made, key=lambda work: ([name[0].casefold() for name in work.names], work.year))


def _work(chance: random.Random) -> Work:
    many = chance.choice((1, 1, 2, 2, 3, 4, 6, 9))
    names = [(family, chance.sample(GIVEN, chance.choice((1, 2)))) for family in chance.sample(FAMILIES, many)]
    title = f"{chance.choice(KINDS)} {chance.choice(OF)}{chance.choice(SUBTITLES)}"
    first = chance.randint(1, 1_900)
    kind = chance.choice(("article",) * 8 + ("book", "chapter"))
    doi = f"10.{chance.randint(1000, 9999)}/lamp.{chance.randint(1990, 2020)}.{chance.randint(100, 99999)}"
    return Work(
        names=names,
        year=chance.randint(1961, 2023),
        title=title,
        journal=chance.choice(JOURNALS),
        volume=chance.randint(1, 180),
        issue=chance.randint(1, 12),
        first=first,
        last=first + chance.randint(1, 20),
        kind=kind,
        doi=doi,
        house=chance.choice(PUBLISHERS),
        place=chance.choice(CITIES),
    )


def australian(work: Work) -> str:
    """ "Roe, JA & Poe, K 2015, 'Title', Journal, vol. 2, no. 3, pp. 4-9." """
    return _australian(work, _and([f"{family}, {_initials(given)}" for family, given in work.names], " & "))


def australian_without_commas(work: Work) -> str:
    """The same with "Roe JA & Poe K 2015, "."""
    return _australian(work, _and([f"{family} {_initials(given)}" for family, given in work.names], " & "))


def _australian(work: Work, names: str) -> str:
    pages = f"pp. {work.first}-{work.last}"
    if work.kind == "book":
        return f"{names} {work.year}, {work.title}, {work.house}, {work.place}."
    if work.kind == "chapter":
        book = f"in A Poe & K Roe (eds), Handbook of lamps, {work.house}, {work.place}"
        return f"{names} {work.year}, '{work.title}', {book}, {pages}."
    return f"{names} {work.year}, '{work.title}', {work.journal}, vol. {work.volume}, no. {work.issue}, {pages}."


def chicago(work: Work) -> str:
    """ "Roe, Jane A., and Karl Poe. 2019. “Title.” Journal 3 (2): 1–10. https://doi.org/10.…" """
    names, pages = _first_turned(work, ", and "), f"{work.first}–{work.last}"
    title = _headline(work.title) if work.volume % 2 else work.title
    if work.kind == "book":
        return f"{names} {work.year}. {title}. {work.place}: {work.house}."
    if work.kind == "chapter":
        book = f"In Handbook of Lamps, edited by Anna Poe and Karl Roe, {pages}. {work.place}: {work.house}."
        return f"{names} {work.year}. “{title}.” {book}"
    end = "" if work.volume % 5 == 0 else f" https://doi.org/{work.doi}."
    return f"{names} {work.year}. “{title}.” {work.journal} {work.volume} ({work.issue}): {pages}.{end}"


def chicago_notes(work: Work) -> str:
    """ "Roe, Jane A., and Karl Poe. “Title.” Journal 3, no. 2 (2019): 1–10." """
    names, title = _first_turned(work, ", and "), _headline(work.title)
    if work.kind == "book":
        return f"{names} {title}. {work.place}: {work.house}, {work.year}."
    numbers = f"{work.volume}, no. {work.issue} ({work.year}): {work.first}–{work.last}."
    return f"{names} “{title}.” {work.journal} {numbers}" + (
        f" https://doi.org/{work.doi}." if work.volume % 2 else ""
    )


def mla(work: Work) -> str:
    """ "Roe, Jane A., and Karl Poe. “Title.” Journal, vol. 3, no. 2, 2019, pp. 1-10." """
    names, title = _first_turned(work, ", and "), _headline(work.title)
    if work.kind == "book":
        return f"{names} {title}. {work.house}, {work.year}."
    numbers = f"vol. {work.volume}, no. {work.issue}, {work.year}, pp. {work.first}-{work.last}."
    return f"{names} “{title}.” {work.journal}, {numbers}"


def vancouver(work: Work) -> str:
    """ "Roe JA, Poe K. Title. Journal. 2019;3(2):1-10." """
    names = ", ".join(f"{family} {_initials(given)}" for family, given in work.names)
    if work.kind == "book":
        return f"{names}. {work.title}. {work.place}: {work.house}; {work.year}."
    return (
        f"{names}. {work.title}. {work.journal}. {work.year};{work.volume}({work.issue}):{work.first}-{work.last}."
    )


def nature(work: Work) -> str:
    """ "Roe, J. A. & Poe, K. Title. Journal 3, 1–10 (2019)." """
    names = _and([f"{family}, {_initials(given, '. ')}." for family, given in work.names], " & ")
    if work.kind == "book":
        return f"{names} {work.title} ({work.house}, {work.year})."
    return f"{names} {work.title}. {work.journal} {work.volume}, {work.first}–{work.last} ({work.year})."


def acs(work: Work) -> str:
    """ "Roe, J. A.; Poe, K. Title. Journal 2019, 3, 1–10." """
    names = "; ".join(f"{family}, {_initials(given, '. ')}." for family, given in work.names)
    return f"{names} {work.title}. {work.journal} {work.year}, {work.volume}, {work.first}–{work.last}."


def elsevier(work: Work) -> str:
    """ "J.A. Roe, K. Poe, Title, Journal 3 (2019) 1–10." """
    names = ", ".join(f"{_initials(given, '.')}. {family}" for family, given in work.names)
    return f"{names}, {work.title}, {work.journal} {work.volume} ({work.year}) {work.first}–{work.last}."


def _headline(title: str) -> str:
    """ "A Long Night in the North"."""
    return " ".join(word if word in _SMALL else word[:1].upper() + word[1:] for word in title.split(" "))


def _and(names: list[str], last: str) -> str:
    return f"{', '.join(names[:-1])}{last}{names[-1]}" if len(names) > 1 else names[0]


def _initials(given: list[str], between: str = "") -> str:
    return between.join(name[0] for name in given)


def _first_turned(work: Work, last: str) -> str:
    """ "Roe, Jane A., Karl Poe, and Tom Doe.", with one stop at the end."""
    given = [" ".join([names[0], *(f"{name[0]}." for name in names[1:])]) for _, names in work.names]
    families = [family for family, _ in work.names]
    others = [f"{name} {family}" for name, family in zip(given[1:], families[1:], strict=True)]
    names = _and([f"{families[0]}, {given[0]}", *others], last)
    return names if names.endswith(".") else f"{names}."


STYLES: dict[str, Callable[[Work], str]] = {
    "Australian": australian,
    "Australian without commas": australian_without_commas,
    "Chicago author-date": chicago,
    "Chicago notes": chicago_notes,
    "MLA": mla,
    "Vancouver": vancouver,
    "Nature": nature,
    "ACS": acs,
    "Elsevier": elsevier,
}


def printed(references: list[str], width: int, *, hanging: bool = False, pages: bool = False) -> str:
    """The list with its lines wrapped; with `pages`, a head and a number stand where each page of 40 lines ends."""
    lines: list[str] = []
    for reference in references:
        lines += textwrap.wrap(
            reference, width, subsequent_indent="    " if hanging else "", break_long_words=False
        )
    if not pages:
        return "\n".join(lines)
    found: list[str] = []
    for at, line in enumerate(lines):
        if at and at % 40 == 0:
            found += ["", str(17 + at // 40), "A. Poe and others: lamps at night", ""]
        found.append(line)
    return "\n".join(found)


def side_by_side(
    references: list[str], width: int, *, gap: int = 4, page: int = 40, end: str = "\f", indent: int = 0
) -> str:
    """The list in two columns a page, as a PDF gives them: `page` lines in each column, then `end`."""
    lines: list[str] = []
    for reference in references:
        lines += textwrap.wrap(reference, width, subsequent_indent=" " * indent, break_long_words=False)
    beside = max(map(len, lines)) + gap
    pages = []
    for at in range(0, len(lines), 2 * page):
        half = lines[at : at + 2 * page]
        here = min(page, (len(half) + 1) // 2)
        left, right = half[:here], half[here:] + [""] * (2 * here - len(half))
        pages.append("\n".join(f"{a:<{beside}}{b}".rstrip() for a, b in zip(left, right, strict=True)))
    return f"\n{end}".join(pages)
