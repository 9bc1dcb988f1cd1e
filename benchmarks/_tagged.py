"""Tagged reference strings (data/import/refstrings): loaded, kept apart by fifths, and compared with what was read.

What counts as equal: letters and digits, case, accents' form, markup and punctuation aside. A field is counted
where it is tagged. Authors are equal when their names are made of the same words, however turned round; a date by
its year.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree

from screening.importing.parsers.records import ParsedRecord
from tests.shared import SHARED

FOLDER = SHARED / "data" / "import" / "refstrings"
SETS = ("good", "gold")
FIELDS = ("author", "title", "date")
SEED = 3

_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_NO_NAMES = re.compile(
    r"\bet\.?\s*al\b|\band\s+others\b|\bu\.\s?a\.|[(\[]\s*(?:eds?|hrsg|hg|coords?|dir)\b\.?[)\]]|\b(?:eds?|hrsg)\.",
    re.I,
)
_JOINING = frozenset(["and", "und", "et", "y", "e", "con", "with", "with", "i", "en", "og", "och"])


@dataclass(frozen=True)
class Tagged:
    """One printed reference, cut into labelled segments."""

    source: str
    segments: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        return " ".join(text for _, text in self.segments)

    def said(self, label: str) -> str:
        return " ".join(text for tag, text in self.segments if tag == label)


def load(sets: Iterable[str] = SETS) -> list[Tagged]:
    found = []
    for name in sets:
        root = ElementTree.parse(FOLDER / f"anystyle_{name}.xml").getroot()  # noqa: S314 -- our own data
        for sequence in root:
            cut = tuple((part.tag, " ".join((part.text or "").split())) for part in sequence)
            found.append(Tagged(name, tuple((tag, text) for tag, text in cut if text)))
    return found


def fifths(strings: list[Tagged], seed: int = SEED) -> list[list[Tagged]]:
    """All strings in five parts by chance. Copies of one string stand in one part: none is tested on itself."""
    parts: list[list[Tagged]] = [[] for _ in range(5)]
    for each in strings:
        drawn = hashlib.sha256(f"{seed}{letters(each.text)}".encode()).digest()
        parts[int.from_bytes(drawn[:8]) % 5].append(each)
    return parts


def letters(text: str) -> str:
    text = unicodedata.normalize("NFKC", _TAG.sub("", text)).casefold()
    return "".join(sign for sign in text if sign.isalnum())


def name_words(text: str) -> list[str]:
    """The words of names in alphabetical order, without what joins or follows them."""
    text = _NO_NAMES.sub(" ", unicodedata.normalize("NFKC", _TAG.sub("", text)))
    return sorted(word for word in re.findall(r"[^\W_]+", text.casefold()) if word not in _JOINING)


def years(text: str) -> set[str]:
    return set(_YEAR.findall(text))


def hits(tagged: Tagged, record: ParsedRecord) -> dict[str, bool]:
    """Field -> whether the record says what the tags say, for each field that is tagged."""
    found = {}
    if names := name_words(tagged.said("author")):
        found["author"] = name_words(" ".join(record.authors or record.editors)) == names
    if title := letters(tagged.said("title")):
        found["title"] = letters(record.title) == title
    if dates := years(tagged.said("date")):
        found["date"] = str(record.year) in dates
    return found
