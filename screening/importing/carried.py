"""Votes, labels and reasons that another tool wrote into its export, and texts without them. Pure.

Rayyan keeps all in one note (`RAYYAN-INCLUSION: {"Ana"=>"Included"} | RAYYAN-LABELS: ... `), Covidence writes the
reason of a full-text exclusion into its notes and labels into Tags, ASReview a column or a note; our own table in
Covidence's layout has one column a reviewer and stage. Everybody in a review may see a record's notes, so that what
was voted must not stay in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

TITLE_ABSTRACT, FULL_TEXT = "title-abstract", "full-text"
STAGES = {"title and abstract": TITLE_ABSTRACT, "full text": FULL_TEXT}
HIDDEN = "(a vote that came with the file; it is shown to nobody while the stage is blinded)"

_NOTES = frozenset(
    [
        "n1",
        "m1",
        "lb",
        "note",
        "notes",
        "annote",
        "comments",
        "research-notes",
        "research_notes",
        "rn",
        "user",
        "notes",
        "usernotes",
    ]
)
_PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(?:=>|:)\s*"((?:[^"\\]|\\.)*)"')
_INCLUSION = re.compile(r'RAYYAN-INCLUSION:\s*\{((?:[^{}"]|"(?:[^"\\]|\\.)*")*)\}?')
# Of a note that is cut short nothing is read, but nothing of it is shown either.
_INCLUSION_SHOWN = re.compile(r'RAYYAN-INCLUSION:\s*(?:\{(?:[^{}"\n]|"(?:[^"\\\n]|\\.)*")*\}|[^\n]*)')
_LABELS = re.compile(r"RAYYAN-LABELS:\s*([^|\n]*)")
_REASONS = re.compile(r"RAYYAN-EXCLUSION-REASONS:\s*([^|\n]*)")
_COVIDENCE = re.compile(r"\bExclusion reason:\s*([^;|\n]*);?", re.I)
_ASREVIEW = re.compile(r"\bASReview_(relevant|irrelevant|not_seen|prior)\b", re.I)
_OWN = re.compile(r"^vote of (.+) \((title and abstract|full text)\)$", re.I)
_LABEL_COLUMN = re.compile(r"^(?:asreview_)?(?:label|label_included|included|final_included)$", re.I)
_SEPARATORS = re.compile(r"(?:\s*\|\s*){2,}")
_VERDICTS = {
    "include": "included include yes y 1 1.0 true relevant asreview_relevant",
    "exclude": "excluded exclude no n 0 0.0 false irrelevant asreview_irrelevant",
    "maybe": "maybe undecided",
}
VERDICT_OF = {word: verdict for verdict, words in _VERDICTS.items() for word in words.split()}


@dataclass(frozen=True)
class CarriedVote:
    """One vote as the file tells of it: whose (a name there), what, and in which stage where it says so."""

    name: str
    verdict: str
    stage: str = ""


@dataclass(frozen=True)
class Carried:
    """What one record brings. `reasons` are the record's, not one reviewer's: the file does not say whose."""

    votes: tuple[CarriedVote, ...] = ()
    labels: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.votes or self.labels or self.reasons)


NOTHING = Carried()


def carried(raw: Iterable[Sequence[str]]) -> Carried:
    """The votes, labels and reasons in a record's original tags. A name votes once in a stage: its first word."""
    votes: dict[tuple[str, str], CarriedVote] = {}
    labels: list[str] = []
    reasons: list[str] = []
    covidence = False
    for tag, value in raw:
        kind = _kind(tag)
        if not kind:
            continue
        covidence = covidence or kind == "covidence"
        found = _note_votes(value) if kind == "note" else _column_votes(tag, value)
        for vote in found:
            votes.setdefault((vote.name.casefold(), vote.stage), vote)
        if kind == "note":
            labels += _listed(_LABELS, value)
            reasons += _listed(_REASONS, value) + [r.strip() for r in _COVIDENCE.findall(value)]
        elif kind == "tags" and covidence:
            labels += [part.strip() for part in value.split(";")]
    if not (votes or labels or reasons):
        return NOTHING
    return Carried(tuple(votes.values()), _unique(labels), _unique(reasons))


@lru_cache(maxsize=4096)
def _kind(tag: str) -> str:
    """What a tag or heading may bring: a note, a column of votes, labels in Covidence's table, or nothing."""
    name = tag.strip().lower()
    if name in _NOTES:
        return "note"
    if name == "covidence #":
        return "covidence"
    if name == "tags":
        return "tags"
    return "column" if _OWN.match(name) or _LABEL_COLUMN.match(name) else ""


def holds_votes(tag: str, value: str) -> bool:
    """True where the tag or its value tells a vote or a reason."""
    kind = _kind(tag)
    if kind == "column":
        return bool(_column_votes(tag, value))
    return kind == "note" and without_votes(value) != value


def openly(tag: str, value: str) -> str:
    """The value as everybody may see it: without the votes and reasons in it, "" where it is itself a vote."""
    last = re.split(r"[/@]", tag)[-1]
    if _kind(last) == "column" and _column_votes(last, value):
        return ""
    return without_votes(value)


def without_votes(text: str) -> str:
    """The note without the votes and reasons in it; labels stay. A note without any is given back as it is."""
    if not _says_something(text):
        return text
    for pattern in (_INCLUSION_SHOWN, _REASONS, _COVIDENCE, _ASREVIEW):
        text = pattern.sub("", text)
    return _SEPARATORS.sub(" | ", text).strip().strip("|").strip()


def _column_votes(tag: str, value: str) -> list[CarriedVote]:
    verdict = VERDICT_OF.get(value.strip().lower())
    if verdict is None:
        return []
    name = tag.strip()
    if own := _OWN.match(name):
        return [CarriedVote(own[1].strip(), verdict, STAGES[own[2].lower()])]
    return [CarriedVote("ASReview" if name.lower().startswith("asreview") else name, verdict)]


def _note_votes(value: str) -> list[CarriedVote]:
    if not _says_something(value):
        return []
    votes = [
        CarriedVote(re.sub(r"\\(.)", r"\1", name).strip(), verdict)
        for found in _INCLUSION.findall(value)
        for name, word in _PAIR.findall(found)
        if (verdict := VERDICT_OF.get(word.strip().lower()))
    ]
    votes += [
        CarriedVote("ASReview", VERDICT_OF[word.lower()])
        for word in _ASREVIEW.findall(value)
        if word.lower() in VERDICT_OF
    ]
    if any(reason.strip() for reason in _COVIDENCE.findall(value)):
        votes.append(CarriedVote("Covidence", "exclude", FULL_TEXT))
    return votes


def _says_something(text: str) -> bool:
    """A quick look, for most notes say nothing."""
    return "RAYYAN-" in text or "xclusion reason" in text or "ASReview_" in text


def _listed(pattern: re.Pattern[str], value: str) -> list[str]:
    if "RAYYAN-" not in value:
        return []
    return [part.strip() for found in pattern.findall(value) for part in found.split(",")]


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
