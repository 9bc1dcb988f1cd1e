"""Where a reference begins in lines that bear no mark: told by how it begins, by how the one before it ends, and by
whether the line before had room for more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from .capitals import CAPITAL
from .reference_lines import (
    BEGINS_WITH_NAME,
    ENDED,
    PARTICLE_WORDS,
    PARTICLES,
    STARTS,
    UNSTOPPED_NAME,
    UNSTOPPED_START,
    YEAR,
    Line,
    doi_goes_on,
)
from .reference_names import GROUP
from .reference_shapes import AHEAD

NO_START = re.compile(
    r"[(\[]?(?:https?:|www\.|doi\b|PMID|PMC|Available\b|Accessed\b|Retrieved\b|Epub\b|In[: ]|\W*\d)", re.I
)
_UNDATED = rf"(?:n\.\s?d\.|s\.\s?[da]\.|o\.\s?J\.)(?:-[a-z]\b)?|(?i:no date|undated|{AHEAD})"
UNDATED = re.compile(rf"\b(?:{_UNDATED})")
_BRACKETED = (
    rf"(?:(?<![\d\s])\s?[(\[](?:1[5-9]|20)\d\d[a-z]?\b[^()\[\]]{{0,25}}|\s?[(\[](?:{_UNDATED}))[)\]](?!\s?,?\s?\d)"
)
_TITLE_BEGINS = r"\s+(?:[“\"‘'«„]\s?[^\W_]|[^\W\d_a-z])"
_BARE = rf"[^\W_]\.?[,)]?\s(?:1[5-9]|20)\d\d[a-z]?[.:,]{_TITLE_BEGINS}"
_DATED_HEAD = re.compile(rf"{_BRACKETED}|{_BARE}")
_EARLY = re.compile(
    rf"{_BRACKETED}|[^\W_]\.?\s(?:1[5-9]|20)\d\d[a-z]?\.{_TITLE_BEGINS}|"
    rf"(?<![\w.])[{CAPITAL}]{{1,4}}\s(?:1[5-9]|20)\d\d[a-z]?,{_TITLE_BEGINS}"
)
_LATE = re.compile(
    r"\b(?:1[89]|20)\d\d(?:\s\w{3,9}\.?(?:[\s‐-―-]\w{1,9}){0,2})?\s?;|[,;]\s(?:\w{3,9}\.?\s)?(?:1[89]|20)\d\d\s?[.,](?=\s|$)"
    r"|\d\s?\((?:\w{3,9}\.?\s)?(?:1[89]|20)\d\d\)|[^\W\d_]\.?\s(?:1[89]|20)\d\d,\s\d"
)
_TAIL = re.compile(r"[^.“”\":;\d]{3,90}[.,]?\s(?:[Vv]ol\b|\d)")  # a journal and its numbers
_TITLE_ENDS = re.compile(r"[.,?!][”\"»]$")
ADDRESS = re.compile(r"(?:10\.\d{4}|https?:|www\.)\S*")
_PARTICLE = re.compile(rf"(?:{PARTICLE_WORDS}|d|l)\b[ ’'-]", re.I)
_OPENING = re.compile(r"[“\"‘'«„\[*_]{1,3}[^\W_]|\([^\W\d_]")
_DASHES = re.compile(r"(?:[-‐-―_]{2,}[.,]?|[—―][.,])\s+\S")  # they stand for the authors of the reference before
_ONLINE = re.compile(r"[^\W\d_a-z][^.\[\]]{3,150}\[(?:Internet|Online)\]")  # "Directory of Lamps [Internet]."
_QUOTE = re.compile(r"[“„«]|(?<!\w)[\"‘'](?!t\s)\w")  # but not "van 't Hof"
_QUOTED_PAGE = re.compile(r"[“„«\"]")
_ENDS_WITH_INITIAL = re.compile(r"(?:^|[\s.‐-])[^\W\d_a-z]\.\s*$")
_NAMES_AND_DATE = re.compile(r"[^\W\d_][.,]?\s\(?(?:1[5-9]|20)\d\d[a-z]?\)?\.$")
_CUT_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?){1,3}(?:,|&|and\b|$)")
_GOES_ON_BEHIND = re.compile(
    r"(?<![.\s(][A-Z])(?<=[^\W\d_]{3})(?<!\bal)(?<!\bEds)(?<!\bInc)(?<!\bLtd)[.?!]\s+(?=(?:"
    rf"{PARTICLES}){{0,3}}[^\W\d_a-z])|\d\.\s+[^\W\d_a-z]|,\s?\d|\d\s?[(:;]"
)
_IDENTIFIER = re.compile(r"10\.\d{4}|https?:|\d\s?\(\d+|\d[-‐-―]\d")
_GIVEN_FIRST = re.compile(
    r"(?:[^\W\d_]\.[ ‐-]{0,2}){1,4}\s?(?:[^\W\d_][\w’'‐-]*\s){0,3}[^\W\d_][\w’'‐-]+(?:,|\set\s+al\b|\sand\s|\s&\s)"
)
_FULL_NAME = re.compile(
    rf"(?:{PARTICLES}){{0,3}}"
    r"[^\W\d_a-z][\w’'‐-]+(?:\s[^\W\d_a-z][\w’'‐-]+)?,\s[^\W\d_a-z][\w’'‐-]+"
    r"(?:[ -](?:[^\W\d_a-z]\.|[^\W\d_a-z][\w’'‐-]+)){0,2}"
    r"(?:[.,;:]|(?<=\s[^\W\d_a-z]\.)\s|\sand\s|\s&\s|\set\sal)"
)
_SAYS_ITS_END = re.compile(  # "2003;37(5):591-9.", "Vienna: Foundation; 2021.", a DOI, an address
    r"(?:\b(?:1[89]|20)\d\d[^;:]{0,20};[^;:]{0,30}:\s?\w+(?:[-‐-―]\w+)?\.|:[^:;]{3,80};\s(?:1[89]|20)\d\d\.|"
    r"\d[-‐-―]\w+\s\((?:1[89]|20)\d\d\)\.|10\.\d{4,9}/\S+\w\.?|https?://\S+\w[./]?)$"
)
_HEAD = re.compile(  # "StataCorp. Stata", "World Bank. World"
    r"[^\W\d_a-z](?:[^.?!:;\d]|(?<=-)\d){2,120}[.:]\s+[^\W_]"
)
_NOTE = re.compile(r"(?:Report|Erratum|Errata|Comment|Corrected|Retraction|Cited|Published|Presented|PubMed)\b")
LONGEST_HEAD = 2_500  # characters from a reference's beginning to its date, in styles that print it early
LONGEST_TITLE = 160  # where what stands there is no list of names
LINES_AHEAD = 30
FEWEST = 3  # breaks inside references, from which on the width of the lines is known
PAGE = 140  # characters; lines are seldom printed longer
MOST_CUT, MOST_CUT_LONG = 0.15, 0.4  # of the lines that do not end like a reference, in lists of one a line
MOST_FULL = 0.9  # of the lines that do not end like a reference, from which on all lines are of one width
FULL = 0.97  # a line that holds less than this share of what the shortest full lines hold had room for more


@dataclass(frozen=True, slots=True)
class Print:
    """How a list is printed: whether the date stands behind the names, and how many characters a line held before
    the next word was put on a new one (0 where that is not known)."""

    dated_early: bool
    full: float


def print_of(lines: list[Line]) -> Print:
    text = [line.text for line in lines]
    early = sum(len(_EARLY.findall(line)) for line in text)
    late = sum(len(_LATE.findall(line)) for line in text)
    wraps = sorted(
        _held(before, after)
        for before, after in zip(lines, lines[1:], strict=False)
        if not after.apart and not (_has_ended(before.text) and may_begin(after.text.strip()))
    )
    full = wraps[len(wraps) // 20] * FULL if len(wraps) >= FEWEST else 0.0
    return Print(early > late, full)


def is_dated(text: str) -> bool:
    """Whether the text holds a year, other than in an address or a DOI, or says that there is none."""
    return bool(YEAR.search(ADDRESS.sub(" ", text)) or UNDATED.search(text))


def is_one_a_line(lines: list[Line]) -> bool:
    """Whether every line is a reference: most begin and end like one, or few end in the middle of one."""
    if len(lines) < 3:
        return are_whole(lines)
    texts = [line.text.strip() for line in lines]
    starts = sum(may_begin(text) and bool(STARTS.match(text)) and is_dated(text) for text in texts)
    if starts >= 0.7 * len(lines) or sum(map(_is_complete, lines)) >= 0.8 * len(lines):
        return True
    if sum(map(is_dated, texts)) < 0.6 * len(lines) or sum(map(may_begin, texts)) < 0.8 * len(lines):
        return False
    if _are_wrapped(lines):
        return False
    cut = sum(not _has_ended(text) for text in texts) / len(lines)
    return cut <= (MOST_CUT_LONG if max(len(line.text) for line in lines) >= PAGE else MOST_CUT)


def _are_wrapped(lines: list[Line]) -> bool:
    """Whether the lines are of one width: hardly one that has not ended had room for the next word."""
    widest = max(len(line.text.rstrip()) for line in lines)
    cut = [(line, after) for line, after in pairwise(lines) if not (after.apart or _has_ended(line.text))]
    full = sum(_held(line, after) > widest for line, after in cut)
    return len(cut) >= FEWEST and full >= MOST_FULL * len(cut)


def are_whole(lines: list[Line]) -> bool:
    """Whether each of the lines is for certain a reference of its own."""
    texts = [line.text.strip() for line in lines]
    like = all(STARTS.match(text) or begins_like_reference(text) for text in texts)
    if any(_NAMES_AND_DATE.search(text) and _QUOTED_PAGE.match(after) for text, after in pairwise(texts)):
        return False
    return like and all(map(_is_complete, lines))


def _is_complete(line: Line) -> bool:
    text = line.text.strip()
    return may_begin(text) and _has_ended(text) and is_dated(text)


def goes_on(before: list[Line], line: Line) -> bool:
    """Whether the line is none of its own in a list of one a line: what stands before it has not ended, and the
    line begins with a small word, or with no name where the date is still to come.
    """
    text, end = line.text.strip(), before[-1].text.rstrip()
    open_address = (end.endswith("-") or doi_goes_on(end, text)) and not begins_like_reference(text)
    if line.apart or _has_ended(end) and not open_address:
        return False
    if not may_begin(text):
        return True
    dated = any(is_dated(other.text) for other in before)
    return not dated and not (STARTS.match(text) or begins_like_reference(text))


def by_start(lines: list[Line], known: Print) -> list[list[Line]]:
    """The lines of each reference, where any line may begin one."""
    groups: list[list[Line]] = []
    so_far = SoFar()
    for at, line in enumerate(lines):
        if not groups or begins_another(lines, at, known, so_far):
            groups.append([line])
            so_far = SoFar()
        else:
            groups[-1].append(line)
        so_far.take(line.text)
    return groups


@dataclass(slots=True)
class SoFar:
    """What the lines of a reference have said: a date, one that stands where it ends (`late`), a title in quotes,
    and whether a bracket is open."""

    dated: bool = False
    late: bool = False
    quoted: bool = False
    open: bool = False
    last: str = ""

    def take(self, text: str) -> None:
        self.dated = self.dated or is_dated(text)
        self.late = self.late or bool(_LATE.search(f"{self.last} {text.strip()}"))
        self.last = text.strip()
        self.quoted = self.quoted or bool(_QUOTE.search(text))
        opened, closed = text.rfind("("), text.rfind(")")
        self.open = opened > closed if max(opened, closed) >= 0 else False


def begins_another(lines: list[Line], at: int, known: Print, so_far: SoFar) -> bool:
    """Whether a reference begins with line `at`, given what the one before it has said."""
    text, before = lines[at].text.strip(), lines[at - 1]
    if so_far.open or not may_begin(text) or _NAMES_AND_DATE.search(before.text) and _QUOTED_PAGE.match(text):
        return False
    end = _end_before(lines, at)
    ended = _has_ended(end)
    loose = lines[at].apart or 0 < _held(before, lines[at]) < known.full
    if not so_far.dated and (not (loose and ended) or _ENDS_WITH_INITIAL.search(before.text)):
        return False
    if known.dated_early:
        unlike = NO_START.match(text) and not BEGINS_WITH_NAME.match(text)
        if unlike or not (ended or loose):
            return False
        return is_dated_head(lines, at, loose) or ended and so_far.quoted and bool(_QUOTED_PAGE.match(text))
    if _TITLE_ENDS.search(before.text.rstrip()):
        return False
    sure = begins_like_reference(text)
    if not so_far.late and _TAIL.match(text) and not BEGINS_WITH_NAME.match(text):
        return False
    if not so_far.dated:
        return sure
    if _SAYS_ITS_END.search(end) and _HEAD.match(text):
        sure = sure or not (NO_START.match(text) or _NOTE.match(text))
    return ended and (sure or loose and not NO_START.match(text)) or sure and loose


def _end_before(lines: list[Line], at: int) -> str:
    """The line before, or its one word behind the DOI or address that it ends."""
    before = lines[at - 1].text.strip()
    whole = lines[at - 2].text.rstrip() + before if at > 1 and " " not in before else ""
    return whole if ADDRESS.search(whole.rpartition(" ")[2]) else before


def begins_like_reference(text: str) -> bool:
    """A name with initials or in full, a group, or a title in quotes; for styles that print the date late."""
    text = text.lstrip("*†‡_")
    return bool(
        BEGINS_WITH_NAME.match(text)
        or UNSTOPPED_START.match(text)
        or _GIVEN_FIRST.match(text)
        or _FULL_NAME.match(text)
        or _DASHES.match(text)
        or _ONLINE.match(text)
        or text.startswith(("“", '"', "«", "„"))
        or begins_with_group(text)
    )


def begins_with_group(text: str) -> bool:
    """ "World Health Organization. Report", "American Psychiatric Association. (2013)"."""
    head = re.split(r"[.(:;\d]", text[:100], maxsplit=1)[0]
    return text[:1].isupper() and len(head) < 90 and bool(GROUP.search(head))


def is_dated_head(lines: list[Line], at: int, loose: bool) -> bool:
    """Whether the lines go on with names or a title and then a date, as references of author-date styles begin."""
    text, size = [], 0
    for line in lines[at : at + LINES_AHEAD]:
        text.append(line.text.strip())
        size += len(line.text)
        if is_dated(line.text) or size > LONGEST_HEAD:
            break
    whole = " ".join([*text, *(line.text.strip() for line in lines[at + len(text) : at + len(text) + 1])])
    found = _DATED_HEAD.search(whole)
    if not found:
        return False
    head = whole[: found.start() + 1].rstrip(" ([")
    if _CUT_INITIALS.match(head) or _IDENTIFIER.search(head):
        return False
    named = bool(BEGINS_WITH_NAME.match(head) or _FULL_NAME.match(head) or UNSTOPPED_NAME.match(head))
    if len(head) > (LONGEST_HEAD if named else LONGEST_TITLE):
        return False
    return loose or not _GOES_ON_BEHIND.search(head)


def may_begin(text: str) -> bool:
    first = text[:1]
    if first.islower():
        named = BEGINS_WITH_NAME.match(text) or _FULL_NAME.match(text) or UNSTOPPED_NAME.match(text)
        return bool(_PARTICLE.match(text) and named) or bool(re.match(r"[a-z]{1,2}[A-Z]", text))
    return (first.isalpha() or bool(_OPENING.match(text) or _DASHES.match(text))) and len(text) > 3


def _has_ended(text: str) -> bool:
    return bool(ENDED.search(text.rstrip().rstrip('”"’»')))


def _held(line: Line, after: Line) -> int:
    """How many characters the line would have held with the first word of the next."""
    word = after.text.split(None, 1)[0] if after.text.strip() else ""
    return len(line.text.rstrip()) + 1 + len(word)
