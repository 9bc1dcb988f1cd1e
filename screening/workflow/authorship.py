"""Is a reviewer among the authors of a record? Pure.

Names are compared as catalogues print them: without accents, with ä, ö, ü, ø and å as ae, oe, ue, oe and aa or as
a, o and u, without titles and degrees.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_LETTERS = str.maketrans({"ø": "o", "æ": "a", "œ": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_UMLAUTS = re.compile(r"(?<![aeiouq])([aou])e|a(a)")
_TITLES = {"dr", "prof", "professor", "univ", "pd", "priv", "doz", "dipl", "ing", "med", "rer", "nat"}
_TITLES |= {"habil", "mr", "mrs", "ms", "miss", "sir", "dame"}
_DEGREES = {
    "md",
    "phd",
    "dphil",
    "dsc",
    "msc",
    "bsc",
    "mph",
    "mba",
    "mbbs",
    "mbchb",
    "pharmd",
    "drph",
    "dds",
    "dmd",
}
_DEGREES |= {"dvm", "rn", "frcp", "frcs", "facp", "facs", "jr", "sr", "ii", "iii"}
_PART = 4
"""Letters that a part of a double surname has at least, to stand for it alone: no particle has as many."""

Reading = tuple[str, str]
"""A surname and the first letter of the given name."""


@dataclass(frozen=True)
class _Person:
    """What a reviewer's name may be printed as: surely, and perhaps, where the family name may stand first."""

    sure: frozenset[Reading]
    unsure: frozenset[Reading]
    words: frozenset[str]


def wrote(name: str, authors: Iterable[str]) -> bool:
    """True where one of the authors may be the person: same surname and same first initial, written "Surname,
    Given", "Given Surname", "Surname AB" or with both names in full in either order.

    A person's surname may be any ending of the name ("Berg", "van der Berg") or a part of a double one ("García" of
    "José García López"). A name of one word matches nobody: it would match too many.
    """
    person = _person(name)
    return any(
        person.sure & _readings(author) or set(_words(author)) == person.words
        for author in _candidates(person.sure, authors)
    )


def may_have_written(name: str, authors: Iterable[str]) -> bool:
    """True where one of the authors is the person if the family name stands first in the name ("Li Wei" as "Li W"):
    a namesake as likely, so that one has to be asked. False where `wrote` is sure."""
    listed, person = list(authors), _person(name)
    found = any(person.unsure & _readings(author) for author in _candidates(person.unsure, listed))
    return found and not wrote(name, listed)


def _candidates(readings: frozenset[Reading], authors: Iterable[str]) -> Iterable[str]:
    """The authors in whose printed name the letters of one of the surnames stand: few, and told soon."""
    surnames = {surname.rpartition(" ")[2] for surname, _ in readings}
    for author in authors:
        folded = _fold(author)
        if any(surname in folded for surname in surnames):
            yield author


def _fold(text: str) -> str:
    lower = text.lower() if text.isascii() else _plain(text)
    return _UMLAUTS.sub(lambda found: found[1] or found[2], lower.replace("'", ""))


def _plain(text: str) -> str:
    """Small letters without accents; NFKC first, so that ä is one letter and ß becomes ss."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS).replace("’", "'"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", _fold(text))


def _person(name: str) -> _Person:
    parts = [words for part in name.split(",") if (words := _named(part))]
    if len(parts) > 1:
        surnames, given = parts[0], parts[1]
        return _Person(_sure(surnames, given[0][0]), frozenset(), frozenset(surnames + given))
    words = parts[0] if parts else []
    if len(words) < 2:
        return _Person(frozenset(), frozenset(), frozenset())
    return _Person(_sure(words[1:], words[0][0]), frozenset({(words[0], words[1][0])}), frozenset(words))


def _named(part: str) -> list[str]:
    """The words of a part of a name, without titles before and degrees behind it."""
    words = _words(part.replace(".", "") if re.search(r"\b[A-Z][a-z]?\.[A-Z]", part) else part)
    while words and words[0] in _TITLES:
        words = words[1:]
    while words and words[-1] in _DEGREES:
        words = words[:-1]
    return words


def _sure(surnames: list[str], initial: str) -> frozenset[Reading]:
    endings = {" ".join(surnames[start:]) for start in range(len(surnames))}
    return frozenset((surname, initial) for surname in endings | {one for one in surnames if len(one) >= _PART})


def _readings(author: str) -> set[Reading]:
    """The surnames and first initials that the printed name may mean."""
    surname, comma, given = author.partition(",")
    if comma:
        first = _words(given)
        return {(" ".join(_words(surname)), first[0][0])} if first and _words(surname) else set()
    words = _words(author)
    if len(words) < 2:
        return set()
    found = {(" ".join(words[start:]), words[0][0]) for start in range(1, len(words))}
    if len(words[-1]) <= 3:  # "Almeida AB": initials behind the surname
        found.add((" ".join(words[:-1]), words[-1][0]))
    return found
