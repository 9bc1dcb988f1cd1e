"""Votes, labels and reasons that another tool wrote into its export, and texts without them. Pure.

Rayyan keeps all in one note (`RAYYAN-INCLUSION: {"Ana"=>"Included"} | RAYYAN-LABELS: ... `), Covidence writes the
reason of a full-text exclusion into its notes and labels into Tags, ASReview a column or a note; our own table in
Covidence's layout has one column a reviewer and stage, and our note in Rayyan's says after `REVIEWER-REASONS:`
whose each reason is. What an adjudicator decided on a conflict stands in a note of ours behind `ADJUDICATED:`.
A label or reason in which a separator stands is quoted. Everybody in a review may see a
record's notes, so that what was voted must not stay in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

TITLE_ABSTRACT, FULL_TEXT = "title-abstract", "full-text"
STAGES = {"title and abstract": TITLE_ABSTRACT, "full text": FULL_TEXT}
COVIDENCE = "Covidence"  # whose vote the reason of an exclusion there stands for
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
_QUOTED = r'"(?:[^"\\\n]|\\.)*"(?=\s*(?:[,;|\n]|$))'
_LABELS = re.compile(rf"RAYYAN-LABELS:\s*((?:{_QUOTED}|[^|\n])*)")
_REASONS = re.compile(rf"RAYYAN-EXCLUSION-REASONS:\s*((?:{_QUOTED}|[^|\n])*)")
_WHOSE = re.compile(r'REVIEWER-REASONS:\s*\{((?:[^{}"]|"(?:[^"\\]|\\.)*")*)\}?')
_WHOSE_SHOWN = re.compile(r'REVIEWER-REASONS:\s*(?:\{(?:[^{}"\n]|"(?:[^"\\\n]|\\.)*")*\}|[^\n]*)')
_SETTLED = re.compile(r'ADJUDICATED:\s*\{((?:[^{}"]|"(?:[^"\\]|\\.)*")*)\}?')
_SETTLED_SHOWN = re.compile(r'ADJUDICATED:\s*(?:\{(?:[^{}"\n]|"(?:[^"\\\n]|\\.)*")*\}(?:;\s*)?|[^\n]*)')
_COVIDENCE = re.compile(rf"\bExclusion reason:\s*({_QUOTED}|[^;|\n]*);?", re.I)
_LISTED = re.compile(rf"\s*({_QUOTED}|[^,]*?)\s*(?:,|$)")
_TAGGED = re.compile(rf"\s*({_QUOTED}|[^;]*?)\s*(?:;|$)")
_ASREVIEW = re.compile(r"\bASReview_(relevant|irrelevant|not_seen|prior)\b", re.I)
_OWN = re.compile(r"^vote of (.+) \((title and abstract|full text)\)$", re.I)
_LABEL_COLUMN = re.compile(r"^(?:asreview_)?(?:label|label_included|included|final_included)$", re.I)
_ESCAPED = re.compile(r"\\(.)")
_SEPARATORS = re.compile(r"(?:\s*\|\s*){2,}")
_VERDICTS = {
    "include": "included include yes y 1 1.0 true relevant asreview_relevant",
    "exclude": "excluded exclude no n 0 0.0 false irrelevant asreview_irrelevant",
    "maybe": "maybe undecided",
}
VERDICT_OF = {word: verdict for verdict, words in _VERDICTS.items() for word in words.split()}


@dataclass(frozen=True)
class CarriedVote:
    """One vote as the file tells of it: whose (a name there), what, in which stage and why where it says so."""

    name: str
    verdict: str
    stage: str = ""
    reason: str = ""


@dataclass(frozen=True)
class CarriedSettlement:
    """What an adjudicator (a name in the file) decided on a conflict in which stage, and why."""

    name: str
    verdict: str
    stage: str = ""
    reason: str = ""
    why: str = ""


@dataclass(frozen=True)
class Carried:
    """What one record brings. `reasons` are all of the record's; most files do not say whose they are."""

    votes: tuple[CarriedVote, ...] = ()
    labels: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    settled: tuple[CarriedSettlement, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.votes or self.labels or self.reasons or self.settled)


NOTHING = Carried()


def carried(raw: Iterable[Sequence[str]]) -> Carried:
    """The votes, labels and reasons in a record's original tags. A name votes once in a stage: its first word."""
    votes: dict[tuple[str, str], CarriedVote] = {}
    labels: list[str] = []
    reasons: list[str] = []
    settled: list[CarriedSettlement] = []
    covidence = False
    for tag, value in raw:
        kind = _kind(tag)
        if not kind:
            continue
        covidence = covidence or kind == "covidence"
        if kind == "note" and "ADJUDICATED:" in value:  # its words are no labels and reasons of others
            settled += _settlements(value)
            value = _SETTLED.sub("", value)
        found = _note_votes(value) if kind == "note" else _column_votes(tag, value)
        for vote in found:
            votes.setdefault((vote.name.casefold(), vote.stage), vote)
        if kind == "note":
            labels += _listed(_LABELS, value)
            reasons += _listed(_REASONS, value) + [plain_text(r) for r in _COVIDENCE.findall(value)]
        elif kind == "tags" and covidence:
            labels += map(plain_text, _TAGGED.findall(value))
        reasons += [vote.reason for vote in found]
    if any(vote.name != COVIDENCE and vote.stage for vote in votes.values()):  # our own table says who voted
        votes = {key: vote for key, vote in votes.items() if vote.name != COVIDENCE}
    if not (votes or labels or reasons or settled):
        return NOTHING
    return Carried(tuple(votes.values()), _unique(labels), _unique(reasons), tuple(dict.fromkeys(settled)))


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


def is_carried(heading: str) -> bool:
    """True where a column of this heading is looked through for votes, labels and reasons."""
    return bool(_kind(heading))


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
    return _without(text, _SETTLED_SHOWN, _INCLUSION_SHOWN, _WHOSE_SHOWN, _REASONS, _COVIDENCE, _ASREVIEW)


def without_labels(text: str) -> str:
    """The note without Rayyan's labels, for a writer that tells the labels anew."""
    return _without(text, _LABELS) if "RAYYAN-" in text else text


def _without(text: str, *patterns: re.Pattern[str]) -> str:
    for pattern in patterns:
        text = pattern.sub("", text)
    return _SEPARATORS.sub(" | ", text).strip().strip("|").strip()


def _column_votes(tag: str, value: str) -> list[CarriedVote]:
    name = tag.strip()
    own = _OWN.match(name)
    word, _, reason = value.partition(":") if own else (value, "", "")
    verdict = VERDICT_OF.get(word.strip().lower())
    if verdict is None:
        return []
    if own:
        return [CarriedVote(own[1].strip(), verdict, STAGES[own[2].lower()], reason.strip())]
    return [CarriedVote("ASReview" if name.lower().startswith("asreview") else name, verdict)]


def _note_votes(value: str) -> list[CarriedVote]:
    if not _says_something(value):
        return []
    whose = {name: reason for found in _WHOSE.findall(value) for name, reason in _pairs(found)}
    votes = [
        CarriedVote(name.strip(), verdict, "", whose.get(name, ""))
        for found in _INCLUSION.findall(value)
        for name, word in _pairs(found)
        if (verdict := VERDICT_OF.get(word.strip().lower()))
    ]
    votes += [
        CarriedVote("ASReview", VERDICT_OF[word.lower()])
        for word in _ASREVIEW.findall(value)
        if word.lower() in VERDICT_OF
    ]
    if any(reason.strip() for reason in _COVIDENCE.findall(value)):
        votes.append(CarriedVote(COVIDENCE, "exclude", FULL_TEXT))
    return votes


def _settlements(value: str) -> list[CarriedSettlement]:
    """What the notes of ours in the value tell that adjudicators decided."""
    told = [dict(_pairs(found)) for found in _SETTLED.findall(value)]
    return [
        CarriedSettlement(
            one["by"].strip(), verdict, one.get("stage", ""), one.get("reason", ""), one.get("why", "")
        )
        for one in told
        if (verdict := VERDICT_OF.get(one.get("verdict", "").lower())) in ("include", "exclude")
        and one.get("by", "").strip()
    ]


def _pairs(text: str) -> list[tuple[str, str]]:
    """The pairs of `"Ana"=>"Included", "Bo"=>"Maybe"`, with what is escaped in them undone."""
    return [(_ESCAPED.sub(r"\1", one), _ESCAPED.sub(r"\1", other)) for one, other in _PAIR.findall(text)]


def _says_something(text: str) -> bool:
    """A quick look, for most notes say nothing."""
    return any(
        word in text for word in ("RAYYAN-", "REVIEWER-REASONS", "xclusion reason", "ASReview_", "ADJUDICATED:")
    )


def _listed(pattern: re.Pattern[str], value: str) -> list[str]:
    if "RAYYAN-" not in value:
        return []
    return [plain_text(part) for found in pattern.findall(value) for part in _LISTED.findall(found.strip())]


def plain_text(part: str) -> str:
    """A label or reason without the quotation marks round it, and without the separator that ends a note."""
    part = part.strip()
    if len(part) > 1 and part[0] == part[-1] == '"':
        return _ESCAPED.sub(r"\1", part[1:-1])
    return part.rstrip("; ")


def quoted_text(text: str) -> str:
    """The label or reason as `plain_text` reads it back whole, whatever stands in it."""
    text = " ".join(text.split())
    if not re.search(r'[,;|"\\]', text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
