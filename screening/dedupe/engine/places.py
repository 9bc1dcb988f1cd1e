"""Where a record says it appeared: journal, volume, issue; and what kind of place that is. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from screening.importing.match_keys import words_of

_SMALL_WORDS = "of the and for in on de la le et der die und fur a an di del y e official"
_SMALL = frozenset(_SMALL_WORDS.split())
_FILLING_WORDS = (
    "journal j official publication organ society association online electronic resource series section part ed "
    "edition english annual new transactions proceedings conference"
)
_FILLING = frozenset(_FILLING_WORDS.split())
CUT = "…"  # in the place of the words a name has lost
LEAST_TELLING = 2  # words of a name that is cut off
_OF_MEETING = re.compile(r"\.? ?conference ?:|[:.] *(?:conference|proceedings of)\b", re.I)
_NAMES = re.compile(r"\s*[=/()\[\];]\s*")
_SUBTITLE_WORDS = (
    r"[^:]*\b(?:journal|official|organ|publications?|proceedings|societ(?:y|ies)|association|international|bulletin|"
    r"j|off|publ|zeitschrift|revue|revista|magazine|academy|college)\b"
)
_SUBNAME = re.compile(rf":(?=(?i:{_SUBTITLE_WORDS}))|\.(?=\s?[A-Z][a-z]{{1,4}} [A-Z][a-z]{{4}})")
_SUPPLEMENT = re.compile(r"suppl|\bs ?\d|\bA\d", re.I)
_SUPPLEMENT_ALONE = re.compile(r"\W*s(?:uppl[a-z]*)?\W*\d", re.I)
_DIGITS = re.compile(r"\d+")
_MEETING = re.compile(
    r"\b(?:conf|conference|congress|symposi\w+|meeting|proceedings|workshop|abstracts?|scientific sessions?)\b",
    re.I,
)
_PROCEEDINGS_JOURNAL = re.compile(
    r"^(?:journal|.*\b(?:national academy|royal society|mayo clinic|ieee|nutrition society)\b)", re.I
)
_THESIS = re.compile(r"\b(?:dissertations?|thes[ie]s|phd|ph\.d|masters?'? thesis|doctoral)\b", re.I)
_COUNT = re.compile(
    r"(?:\d+(?:st|nd|rd|th)|(?:19|20)\d\d|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh"
    r"|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth)$"
)
_PREPRINT = re.compile(
    r"\b(?:biorxiv|medrxiv|arxiv|preprints?|research square|ssrn|psyarxiv|socarxiv|eartharxiv|chemrxiv)\b",
    re.I,
)
_PREPRINT_DOI = re.compile(
    r"^10\.(?:1101/(?:\d|20)|48550/|2139/ssrn|20944/|21203/|31234/|31219/|31222/|31223/|26434/|5194/(?:egusphere|[a-z]+d-|[a-z]+-\d{4}-))"
)


def number_of(raw: str) -> str:
    """A volume or issue: "Vol. 012 (Suppl)" -> "12"; "" for a text without digits."""
    if not raw:
        return ""
    found = _DIGITS.search(raw)
    return found.group().lstrip("0") if found else ""


def issue_of(raw: str) -> str:
    """An issue as `number_of` gives it; of a supplement that names no issue with an "s": "Suppl. 1" -> "s1"."""
    number = number_of(raw)
    return f"s{number}" if number and _SUPPLEMENT_ALONE.match(raw) else number


def in_supplement(*told: str) -> bool:
    """True of a volume, issue or page as supplements have them: "Suppl 1", "41(S1)", "s12"."""
    return any(map(_SUPPLEMENT.search, told))


@lru_cache(maxsize=20_000)
def journal_names(raw: str) -> tuple[tuple[str, ...], ...]:
    """The names a journal is given, each as the words that carry it; without subtitle and meeting. A name that is
    cut off, "Annals of the Rheumatic …", keeps CUT in the place of what is lost."""
    if cut := _words_of_cut(raw.replace("...", CUT).strip()):
        return (cut,)
    text = _OF_MEETING.split(raw, maxsplit=1)[0] or raw
    names = []
    for part in _NAMES.split(text):
        words = tuple(word for word in words_of(_SUBNAME.split(part, maxsplit=1)[0]) if word not in _SMALL)
        if words and words not in names:
            names.append(words)
    return tuple(names)


def _words_of_cut(name: str) -> tuple[str, ...]:
    """The words of a name that is cut off at either end, with CUT there; none of another."""
    words = tuple(word for word in words_of(name) if word not in _SMALL)
    before, behind = name.startswith(CUT), name.endswith(CUT)
    return (CUT,) * before + words + (CUT,) * behind if words and (before or behind) else ()


@lru_cache(maxsize=50_000)
def same_journal(a: tuple[tuple[str, ...], ...], b: tuple[tuple[str, ...], ...]) -> int:
    """1 where one may be the abbreviation of the other, -1 where it cannot be, 0 where either is missing."""
    return max((_same_name(x, y) for x in a for y in b), default=0)


def _same_name(a: tuple[str, ...], b: tuple[str, ...]) -> int:
    if CUT in a or CUT in b:
        return _same_as_cut(a, b)
    joined_a, joined_b = "".join(a), "".join(b)
    if joined_a == joined_b:
        return 1
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if len(short) == 1:
        return _same_as_one_word(short[0], long)
    at, skipped = 0, []
    for word in short:
        while at < len(long) and not _abbreviates(word, long[at]):
            skipped.append(long[at])
            at += 1
        if at == len(long):
            break
        at += 1
    else:
        rest = [word for word in (*skipped, *long[at:]) if not _acronym(word, short)]
        if _counted(short) != _counted(long):
            rest = [word for word in rest if not _COUNT.match(word)]
        whole = set(rest) <= _FILLING and any(_abbreviates(short[0], word) for word in long[: 1 + len(skipped)])
        return 1 if whole else 0
    telling, theirs = ([word for word in name if word not in _FILLING] for name in (short, long))
    ours_alone = [x for x in telling if not any(_abbreviates(x, y) for y in long)]
    theirs_alone = [y for y in theirs if not any(_abbreviates(x, y) for x in short)]
    if _counted(short) != _counted(long):
        ours_alone, theirs_alone = (
            [w for w in alone if not _COUNT.match(w)] for alone in (ours_alone, theirs_alone)
        )
    if ours_alone and theirs_alone:
        return -1
    return 0 if len(telling) > len(ours_alone) else -1


def is_cut_off(*names: tuple[tuple[str, ...], ...]) -> bool:
    """One of these journals is told by a name that is cut off."""
    return any(CUT in name for told in names for name in told)


def counts_of(names: tuple[tuple[str, ...], ...]) -> set[str]:
    """By what a meeting is counted in a series: 44th, 2021, third."""
    return {word for name in names for word in name if _COUNT.match(word)}


def _same_as_cut(a: tuple[str, ...], b: tuple[str, ...]) -> int:
    """A name that is cut off: what is left stands at that end of the other; two telling words are enough. Two that
    are cut off tell nothing."""
    if CUT in a and CUT in b:
        return 0
    cut, whole = (a, b) if CUT in a else (b, a)
    left = tuple(word for word in cut if word != CUT)
    at = 0 if cut[0] != CUT else len(whole) - len(left)
    there = whole[at : at + len(left)] if at >= 0 else ()
    if len(there) < len(left) or not all(map(_abbreviates, left, there)):
        return -1
    return int(sum(word not in _FILLING for word in left) >= LEAST_TELLING)


def _acronym(word: str, name: tuple[str, ...]) -> bool:
    """True for the short form that stands beside a name: AMCIS of "Americas conference information systems"."""
    initials, letters = "".join(other[0] for other in name), iter("".join(name))
    own = iter(word)
    return len(initials) > 2 and all(c in own for c in initials) and all(c in letters for c in word)


def _counted(name: tuple[str, ...]) -> bool:
    """True for the name of one meeting of a series, "13th European conference": its count is left out as often as
    not, and tells two meetings apart only where both give theirs."""
    return any(_COUNT.match(word) for word in name)


def _same_as_one_word(word: str, long: tuple[str, ...]) -> int:
    """A name of one word: the whole of another, its initials, or its words run together."""
    if len(long) == 1:
        return 1 if _abbreviates(word, long[0]) else -1
    if word == "".join(other[0] for other in long):
        return 1
    if word == long[0]:
        return 0
    rest = iter("".join(long))
    return 0 if word[0] == long[0][0] and len(word) > 7 and all(c in rest for c in word) else -1


def _abbreviates(x: str, y: str) -> bool:
    """True where the shorter may stand for the longer: "clin", "natl"; or both are one word of two languages."""
    if x[0] != y[0]:
        return False
    short, long = (x, y) if len(x) <= len(y) else (y, x)
    if long.startswith(short):
        return True
    alike = next((n for n, (c, d) in enumerate(zip(short, long, strict=False)) if c != d), len(short))
    if len(short) > 4 and alike >= 0.6 * len(short) and len(long) - len(short) <= 3:
        return True
    rest = iter(long)
    return len(short) >= 4 and all(c in rest for c in short)


def kind_of(type: str, journal: str, doi: str) -> str:
    """meeting, thesis, preprint, or "" for an article or nothing told."""
    return "preprint" if _PREPRINT_DOI.match(doi) else _kind_told(type.lower(), journal)


@lru_cache(maxsize=20_000)
def _kind_told(told: str, journal: str) -> str:
    if (
        _PREPRINT.search(journal)
        or journal.lower().endswith(" discussions")
        or "preprint" in told
        or "posted" in told
    ):
        return "preprint"
    if _THESIS.search(journal) or _THESIS.search(told):
        return "thesis"
    if "conference" in told or "proceeding" in told or "meeting" in told:
        return "meeting"
    if _MEETING.search(journal) and (_OF_MEETING.search(journal) or not _PROCEEDINGS_JOURNAL.match(journal)):
        return "meeting"
    return ""
