"""A printed reference read twice, by the rules of its style and by what was learned; the better reading, and how
sure it is.

The rules are exact where a style they know is printed cleanly; there they are followed. Everywhere else the learned
reading is, and the chance that authors, title and year are all right is told from how sure the model is and from
whether the two agree.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .capitals import SMALL
from .reference_australian import STYLE as AUSTRALIAN
from .reference_german import STYLE as GERMAN
from .reference_gost import STYLE as RUSSIAN
from .reference_han import STYLE as CHINESE_OR_JAPANESE
from .reference_learned import Learned, label, ours
from .reference_marked import STYLE as MARKED_KIND
from .reference_mending import mend
from .reference_parts import Parts
from .reference_pieces import parts_of, places_of
from .reference_preprints import as_preprint
from .reference_shapes import AHEAD, YEAR
from .reference_sites import STYLE as AMA_PAGE
from .reference_styles import read_reference

UNNUMBERED = ("book", "chapter", "webpage")
KNOWN = (
    "author-date",
    "vancouver",
    "nature",
    "acs",
    "elsevier",
    "ieee",
    AUSTRALIAN,
    AMA_PAGE,
    GERMAN,
    RUSSIAN,
    CHINESE_OR_JAPANESE,
)  # styles that the rules know by their shape
CLEAN = 0.95  # completeness of what the rules found, from which on such a style counts as cleanly printed
CERTAIN = 0.95  # the smallest probability with which the model overrules a cleanly printed style
MARKED = 0.85  # completeness from which on a title whose end the print marks is not overruled
OUTRIGHT = 0.75  # the least that is told of a style whose marks leave no doubt, whatever the model makes of it
UNTITLED = 0.4  # the most that is told of a reference without a title, or with nothing but names and a title
_SENTENCE_IN_NAME = re.compile(r"[^,]*\w{3}\.,\s")  # "Naps., Poe É." of "Poe É. Naps. No better than tea."
_IN_PRESS = re.compile(rf"(?P<open>[(\[]?)\bin press[,;:]?\s(?P<year>{YEAR})(?P<close>[)\]]?)", re.I)
_NAME = re.compile(
    rf"[^\W\d_{SMALL}][^\W\d_]*[{SMALL}][\w’'‐-]*,? (?:[^\W\d_{SMALL}]{{1,3}}|(?:[^\W\d_{SMALL}]\.[ -]?){{1,3}})"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """`places` has start and end in the text by field, `sure` the chance (0 to 1) that all of it is right."""

    parts: Parts
    places: dict[str, tuple[int, int]]
    sure: float


def read_best(text: str, emphasised: list[str], learned: Learned | None = None) -> Reading:
    """The parts of one reference. `learned` stands for our model where another is tried out."""
    model = learned or ours()
    text = dated_in_press(text)
    rules = read_reference(text, emphasised)
    found = label(text, model)
    said = parts_of(text, found.pieces, rules)
    evidence = evidence_of(rules, said, found.least)
    follows = follows_rules(rules, said, found.least)
    parts = rules if follows else said
    if not says_something(parts):
        return Reading(rules, {}, 0.0)
    mend(text, parts)
    as_preprint(text, parts)
    if not follows and evidence[2] and parts.authors:
        parts.authors, parts.short = rules.authors, rules.short
    places = places_of(text, found.pieces)
    if follows:  # the rest is found where the rules' words stand
        places = {"authors": places["authors"]} if "authors" in places and evidence[2] else {}
    sure = completeness(parts) if parts.style == MARKED_KIND else chance_of(evidence, model.weights)
    if follows and _is_outright(parts):
        sure = max(sure, OUTRIGHT)
    if _is_a_name(parts):
        parts.authors, parts.title = [parts.title], ""
        places.pop("title", None)
    return Reading(parts, places, sure if parts.title and _appeared(parts) else min(sure, UNTITLED))


def _is_outright(parts: Parts) -> bool:
    """Whether it has all marks of the Australian style: names turned round or a group, and quotes or a house."""
    turned = all("," in name for name in parts.authors)
    return parts.style == AUSTRALIAN and turned and _clean(parts) and bool(parts.marked or parts.publisher)


def dated_in_press(text: str) -> str:
    """The reference with the year where "in press 2024" stands, in as many signs, so that all places stay."""
    return _IN_PRESS.sub(lambda found: f"{found['open']}{found['year']}{found['close']}".rjust(len(found[0])), text)


def _is_a_name(parts: Parts) -> bool:
    """Whether what was taken for the title is the only author: "Smith J. In: Jones K, editor. Handbook." """
    return not parts.authors and bool(_NAME.fullmatch(parts.title))


def _appeared(parts: Parts) -> bool:
    """Whether the reference says when or where the work appeared."""
    return any((parts.date, parts.container, parts.publisher, parts.doi, parts.url))


def follows_rules(rules: Parts, said: Parts, least: float) -> bool:
    """Whether the rules are followed: they know the style, and the model says the same or knows no better."""
    if not rules.title or not said.title or rules.style == MARKED_KIND:
        return bool(rules.title)
    if rules.style not in KNOWN:
        return False
    if rules.authors and not said.authors and _letters(said.title).startswith(_letters(rules.authors[0])):
        return True  # the model took a group for the beginning of the title
    marked = rules.marked and completeness(rules) >= MARKED
    miscut = bool(rules.authors) and any(map(_SENTENCE_IN_NAME.match, said.authors))
    return marked or _same_title(rules, said) or _clean(rules) and (least < CERTAIN or miscut)


def _clean(rules: Parts) -> bool:
    return rules.style in KNOWN and completeness(rules) >= CLEAN


def _same_title(rules: Parts, said: Parts) -> bool:
    return bool(rules.title) and _letters(said.title) in (
        _letters(rules.title),
        _letters(rules.title + rules.other_title),
    )


def evidence_of(rules: Parts, said: Parts, least: float) -> tuple[float, float, float, float]:
    """What speaks for a reading: the model's log odds, the same title, the same authors, a clean known style."""
    same_authors = _letters("".join(rules.authors)) == _letters("".join(said.authors))
    return _log_odds(least), float(_same_title(rules, said)), float(same_authors), float(_clean(rules))


def chance_of(evidence: Sequence[float], weights: Sequence[float]) -> float:
    """The logistic function of the weighted evidence; `weights` has the constant first. Two decimals."""
    score = weights[0] + sum(weight * value for weight, value in zip(weights[1:], evidence, strict=True))
    return round(1 / (1 + math.exp(-score)), 2)


def says_something(parts: Parts) -> bool:
    """At least two of what a reference says; else it is only text."""
    names, container = parts.authors or parts.editors, parts.container or parts.publisher
    return sum(map(bool, (parts.title, names, parts.date, container, parts.doi or parts.url))) >= 2


def completeness(parts: Parts) -> float:
    """From 0 (nothing but text) to 1: the share of what a reference should say that was found where expected."""
    if not parts.title:
        return 0.0
    score = 0.2 if 8 <= len(parts.title) <= 400 else 0.05
    score += 0.25 * parts.names_score if parts.authors or parts.editors else 0.0
    score += 0.15 if parts.date else 0.0
    score += 0.15 if parts.container or parts.publisher or parts.type == "webpage" else 0.0
    score += (
        0.15 if parts.volume or parts.pages or parts.number or parts.type in UNNUMBERED or _is_ahead(parts) else 0.0
    )
    score += 0.1 if parts.doi or parts.url or parts.style != "other" else 0.0
    if parts.type == "webpage" and not parts.authors:
        score += 0.25
    return round(min(1.0, score), 2)


def _is_ahead(parts: Parts) -> bool:
    """Whether the work was still to be printed, and so has no numbers."""
    return bool(re.fullmatch(AHEAD, parts.date, re.I))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _log_odds(chance: float) -> float:
    """Between -7 and 7, so that a rounded 0 or 1 does no harm."""
    chance = min(max(chance, 1e-3), 1 - 1e-3)
    return math.log(chance / (1 - chance))
