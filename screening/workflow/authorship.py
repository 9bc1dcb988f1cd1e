"""Is a reviewer among the authors of a record? Pure."""

import re
import unicodedata
from collections.abc import Iterable


def wrote(name: str, authors: Iterable[str]) -> bool:
    """True where one of the authors may be the person: same surname and same first initial, in any case, with or
    without accents, written "Surname, Given", "Given Surname" or "Surname AB".

    A person's surname may be any ending of the name ("Berg", "van der Berg"). A name of one word matches nobody:
    it would match too many.
    """
    words = _words(name)
    if len(words) < 2:
        return False
    own = {(" ".join(words[start:]), words[0][0]) for start in range(1, len(words))}
    return any(own & _readings(author) for author in authors if _may_name(author, words[-1]))


def _may_name(author: str, surname: str) -> bool:
    """False where the letters of the surname stand nowhere in the printed name: the usual case, told soon."""
    return not author.isascii() or surname in author.lower().replace("'", "")


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.findall(r"[^\W\d_]+", letters.replace("'", "").replace("’", ""))


def _readings(author: str) -> set[tuple[str, str]]:
    """The (surname, first initial) pairs that the printed name may mean."""
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
