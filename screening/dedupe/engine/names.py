"""Authors as they are compared: family names, whatever order and punctuation a database writes them in; of Chinese,
Japanese and Korean ones the whole name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from screening.dedupe.engine.packed import Packed
from screening.dedupe.engine.tongues import script_of
from screening.importing.match_keys import words_of

_NOBODY = re.compile(
    r"(?:et al|and others|others|anonymous|anon|no authors? (?:listed|given|available|named)|n/a|none|na\W*$|"
    r"not (?:available|given)|unknown)\b\.?",
    re.I,
)
_CAPITAL = "[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ]"
_INITIALS = re.compile(rf"^(?:{_CAPITAL}(?:[.\-‐]|$)){{1,4}}$|^{_CAPITAL}{{1,3}}$|^(?:Jr|Sr|II|III)\.?$")
_BODY = re.compile(
    r"\b(?:group|study|trial|collaborat\w+|committee|society|investigators?|consortium|association|network|team|"
    r"department|institute|university|organi[sz]ation|college|academy|agency|office|council|cent(?:er|re))\b",
    re.I,
)
_PARTICLES_WORDS = "de da di do dos das del della der den van von la le du al el bin ibn ter ten st "
_RUN_TOGETHER = re.compile(r"\b[A-Z]{2,3}\b")
_NO_CALL_WORDS = "jr sr ii iii iv dr prof md phd msc de da di do dos der den van von la le el al bin ibn y"
_NO_CALL = frozenset(_NO_CALL_WORDS.split())
_PARTICLES = frozenset(_PARTICLES_WORDS.split())


@dataclass(frozen=True, slots=True)
class Names(Packed):
    """`families` are each author's family name closed up, in order; `words` every word of them; `given` the given
    names that are written out; `called` what each is called beside it, given names and initials as words, "" where
    that is not told; `group` says that a body stands among them."""

    families: tuple[str, ...] = ()
    words: frozenset[str] = field(default_factory=frozenset)
    given: frozenset[str] = field(default_factory=frozenset)
    called: tuple[str, ...] = ()
    group: bool = False

    @property
    def first(self) -> str:
        return self.families[0] if self.families else ""


def names_of(authors: Sequence[str]) -> Names:
    """The names of a list of authors."""
    families, words, given_names, called, group = [], set(), set(), [], False
    for author in authors:
        core, given, call, is_body = _parts(author)
        group = group or is_body
        if core:
            families.append("".join(core))
            words.update(core)
            given_names.update(given)
            called.append(call)
    return Names(tuple(families), frozenset(words), frozenset(given_names), tuple(called), group)


@lru_cache(maxsize=20_000)
def _parts(author: str) -> tuple[tuple[str, ...], tuple[str, ...], str, bool]:
    """The words of the family name that count, those of the given names that are written out, all that tell what
    the author is called, and whether it is a body; of nobody none."""
    is_body = len(author) > 12 and bool(_BODY.search(author))
    author = author.strip()
    if not author or _NOBODY.match(author):
        return (), (), "", is_body
    family, given = _split(author)
    parts = words_of(family)
    core = [part for part in parts if part not in _PARTICLES] if len(parts) > 1 else parts
    told, called = _given(given)
    return tuple(core or parts), told, "" if is_body else called, is_body


@lru_cache(maxsize=20_000)
def _given(given: str) -> tuple[tuple[str, ...], str]:
    """The given names that are written out, and all that tell what somebody is called."""
    told = tuple(part for part in words_of(given) if len(part) > 1) if len(given) > 1 else ()
    return told, _called(given)


def _called(given: str) -> str:
    """Given names and initials as words: "Ana M." -> "ana m", "AM" -> "a m"."""
    apart = _RUN_TOGETHER.sub(lambda found: " ".join(found[0]), given)
    return " ".join(word for word in words_of(apart) if word not in _NO_CALL)


def _split(author: str) -> tuple[str, str]:
    """Family and given name: "Ruiz, Ana" · "Ruiz A." · "A. Ruiz" · "Ana Ruiz". Of "王, 伟" and "王伟" the signs in
    an order of their own, as nothing tells where the family name ends."""
    if not author.isascii() and script_of(author) == "CJK":
        return "".join(sorted("".join(words_of(author)))), ""
    family, comma, given = author.partition(",")
    if comma:
        return family, given
    words = author.split()
    if len(words) == 1:
        return author, ""
    short = [bool(_INITIALS.match(word)) for word in words]
    if not any(short):
        return _family_last(words)
    if short[-1] and not short[0]:
        at = next(n for n, flag in enumerate(short) if flag)
        return " ".join(words[:at]), " ".join(words[at:])
    if short[0]:
        rest = [word for word, flag in zip(words, short, strict=True) if not flag]
        return " ".join(rest[-1:] if len(rest) < 3 else rest), words[0]
    return _family_last(words)


def _family_last(words: list[str]) -> tuple[str, str]:
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    return " ".join(words[at:]), " ".join(words[:at])
