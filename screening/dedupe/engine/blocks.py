"""Which records are worth comparing: those that share one of several narrow keys. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from itertools import combinations

from screening.dedupe.engine.alphabets import KEPT, LEAST_BONES, bones, may_be_transliterated
from screening.dedupe.engine.letters import short_form, short_name
from screening.dedupe.engine.normalise import Form

END_WORDS = 5
LONG_WORDS = 3
KEY_BITS = 63
MOST_IN_BLOCK = 100  # records sharing one key; more share a habit of a database, not a work


def keys_of(form: Form) -> set[int]:
    """The keys of a record as numbers of KEY_BITS bits; two records are compared where they share one. The key of
    all that it holds is odd, the others are even."""
    keys = {_number(key) & ~1 for key in _keys(form)}
    return keys | {_number(f"whole|{form.content_with('')}") | 1} if form.title.letters else keys


def joins_any_number(key: int) -> bool:
    """True for the key of all that a record holds: however many share it, they are equal."""
    return bool(key & 1)


def _keys(form: Form) -> Iterator[str]:
    title, first, year = form.title, short_name(form.names.first), form.year
    if form.doi:
        yield f"doi|{form.doi}"
    if form.trial:
        yield f"trial|{form.trial}"
    if form.pmid:
        yield f"pmid|{form.pmid}"
    whole = short_form(title.letters)
    for letters in (whole, *map(short_form, filter(None, (*title.others, title.main)))):
        if letters:
            yield f"title|{letters}|{year}"
            yield f"title|{letters}|{first}"
    if title.head and title.head != title.main and not (title.column or title.again):
        yield f"title|{short_form(title.head)}|{first}"
    if may_be_transliterated(title.letters, title.words) and len(found := bones(title.letters)) >= LEAST_BONES:
        yield f"bones|{found[:KEPT]}|{year}"
    if len(whole) >= 40:
        yield f"title|{whole}"
    words = short_form(" ".join(title.words)).split()
    if len(words) >= END_WORDS and first:
        yield f"head|{'|'.join(words[:END_WORDS])}|{first}"
    if len(words) > END_WORDS:
        yield f"head|{'|'.join(words[:END_WORDS])}|{year}"
        yield f"tail|{'|'.join(words[-END_WORDS:])}|{year}"
    longest = sorted(sorted(set(words)), key=len, reverse=True)[:LONG_WORDS]
    for pair in combinations(longest, 2):
        yield f"long|{'|'.join(pair)}|{first}"
    yield from _places(form)
    if len(form.names.families) > 2:
        yield f"authors|{'|'.join(sorted(map(short_name, form.names.families[:3])))}|{year}"
    elif first and form.volume and not (title.column or title.again):
        yield f"authors|{'|'.join(sorted(map(short_name, form.names.families)))}|{year}|{form.volume}"
    if len(form.abstract) >= 80:
        yield f"abstract|{form.abstract[:60]}"


def _places(form: Form) -> Iterator[str]:
    start, first = form.pages.first, short_name(form.names.first)
    if start and form.volume:
        yield f"place|{form.volume}|{start}|{form.year}"
    if start and first:
        yield f"page|{first}|{start}|{form.year}"


def _number(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big") >> (64 - KEY_BITS)
