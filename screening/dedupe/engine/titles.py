"""Titles as they are compared, without spelling and the marks of databases. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from screening.dedupe.engine.brackets import NOTICES
from screening.dedupe.engine.letters import as_written_there, in_two
from screening.dedupe.engine.marks import FEWEST_WORDS, in_figures, numbers_of, plain, signs_of, without_cited
from screening.dedupe.engine.notices import is_notice, notice_of, parts_of, without_mark
from screening.dedupe.engine.packed import Packed
from screening.dedupe.engine.standing import stands_again
from screening.dedupe.engine.tongues import tongue_of
from screening.importing.match_keys import words_of

_PARALLEL = re.compile(
    r"\s*=\s*|\s*(?<=\w{3})[.?!]?\s*\[(?=[^\]]{20,}\]?[.?!]?$)|(?<=\])\.?\s+(?=\w{3})|(?<=\w{3}) / (?=\w{3})"
)
_SUBTITLE = re.compile(r"\s*(?::|[.?!](?=\s)|\s[-–—]{1,2}\s|;)\s*")
_COLUMN_WORDS = (
    "a about abstract abstracts and announcement announcements annual article articles author authors "
    "board book books calendar column comment comments commentary congress contents contributors "
    "correspondence cover current department dialogue diary discussion editor editors editorial "
    "editorials editorship erratum errata events for foreword from front guest guide highlights in index "
    "information inside introduction introducing introductory invited issue issues journal letter letters "
    "list literature matter media meeting meetings message minitrack miscellany news note notes notice "
    "obituary of on opening our panel perspective perspectives poster posters preface president "
    "presidents proceedings program programme publications publisher recent regular remarks report "
    "reports research review reviewer reviewers reviews section selected session sessions special "
    "statement summary supplement symposium table thank thanks the theme this to track update updates "
    "viewpoint volume welcome with words year "
)
_COLUMN = frozenset(_COLUMN_WORDS.split())
_COLUMN_HEAD = re.compile(
    r"[\W_]*(?:(?:guest |invited |special )?editorial|editors?['’]?s? |special (?:section|issue)|"
    r"(?:an |the )?introduction (?:to|for) (?:the|this|our|part|a special)|introduction\b\W*(?:$|:)|"
    r"in this issue|preface|foreword|letters? (?:to|from)|book reviews?|from the (?:editor|guest)|message from|"
    r"calendar|contents)",
    re.I,
)
TELLING_LETTERS = 25
_NO_PARTS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Title(Packed):
    """`words` and `letters` of the whole; `numbers` in it; `others` the letters of parallel titles, `parallel`
    where it is made of nothing else; `main` the letters before the subtitle, of four words or more, `head` those
    before the first colon or its like, which part it into `pieces`; `notice` what it is about another work
    (correction, comment, reply, retraction), `is_notice` where it surely corrects or retracts one, as by the place
    that it gives of it; `parts` the numbers of part, chapter, study that it names; `aside` numbers in brackets and
    the words of a bracket at its end, `counts` where they count it among others; `sorts` that brackets call it,
    `said` the words of a bracket at its end of which nothing is known; `signs` as in HER2+ or BMI >30;
    `is_translated`: given in brackets; `column`: it begins as the columns of journals do; `again`: it is a reply or
    a standing heading, of which one year has several that only their pages tell apart; `retracted`: a publisher's
    mark says so before its words, and is none of them."""

    words: tuple[str, ...] = ()
    letters: str = ""
    numbers: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    parallel: bool = False
    main: str = ""
    head: str = ""
    pieces: int = field(default=1, compare=False)
    notice: str = ""
    is_notice: bool = False
    parts: frozenset[str] = field(default_factory=frozenset)
    aside: tuple[str, ...] = ()
    counts: bool = False
    sorts: frozenset[str] = field(default_factory=frozenset)
    said: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    is_translated: bool = False
    column: bool = False
    again: bool = False
    retracted: bool = False
    in_two: tuple[str, ...] = field(default=(), compare=False)

    def beside(self, other: Title) -> Title:
        """The title with letters such as å written as the other one has them, as far as it is the same words."""
        if not self.in_two:
            return self
        words = as_written_there(self.words, self.in_two, other.words)
        return self if words == self.words else replace(self, words=words, letters="".join(words))

    def is_telling(self, journal: frozenset[str]) -> bool:
        """False for short titles, for columns (“Editorial: …”, “Introduction to the special issue on …”) and for
        those that name no more than the journal."""
        said = len(self.letters.encode()) if self.letters and not self.letters.isascii() else len(self.letters)
        if self.column or said < TELLING_LETTERS:
            return False
        return any(w not in _COLUMN and w not in journal and (w.isalpha() or not w.isascii()) for w in self.words)


def title_of(raw: str) -> Title:
    """The title in the form that is compared."""
    bare = plain(raw)
    unmarked, marked = without_mark(bare.text)
    text, cited = without_cited(in_figures(unmarked))
    words = tuple(words_of(text))
    letters = "".join(words)
    others, parallel = _others(text, letters)
    head, main = _before_colons(text, letters)
    told = notice_of(text)
    notice = told or ("correction" if cited else next(iter(bare.sorts & NOTICES), ""))
    return Title(
        words=words,
        letters=letters,
        numbers=() if letters.isalpha() else numbers_of(text),
        others=others,
        parallel=parallel,
        main=main,
        head=head,
        pieces=len(_SUBTITLE.findall(text.strip(" .?!:;]\"'"))) + 1 if head else 1,
        notice=notice,
        is_notice=cited or bool(bare.sorts & NOTICES) or is_notice(text, told),
        parts=_parts(text, words).union(parts_of(" ".join(bare.said)) if bare.said else ()),
        aside=bare.aside,
        counts=bare.counts,
        sorts=bare.sorts - NOTICES,
        said=bare.said,
        signs=signs_of(text),
        column=bool(_COLUMN_HEAD.match(text)),
        again=stands_again(words, notice),
        retracted=marked,
        is_translated=raw.lstrip(" \"'").startswith("["),
        in_two=_in_two(text, words),
    )


def _in_two(text: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words with two letters for each å and its like, where there are any."""
    written = in_two(text)
    found = tuple(words_of(written)) if written else words
    return found if found != words and len(found) == len(words) else ()


def _parts(text: str, words: tuple[str, ...]) -> frozenset[str]:
    """The numbers of parts it names; "the HONEY study: a trial" is no study A."""
    if not parts_of(" ".join(words)):
        return _NO_PARTS
    return _NO_PARTS.union(*(parts_of(" ".join(words_of(piece))) for piece in text.split(":")))


def _others(text: str, letters: str) -> tuple[tuple[str, ...], bool]:
    """The letters of parallel titles in it; whether it is made of nothing else, each in its own language."""
    if not ("[" in text or "=" in text or " / " in text):
        return (), False
    pieces = [words for part in _PARALLEL.split(text) if (words := words_of(part or ""))]
    whole = [words for words in pieces if len(words) >= FEWEST_WORDS]
    found = tuple(joined for words in whole if (joined := "".join(words)) != letters)
    tongues = [tongue for words in whole if (tongue := tongue_of(words))]
    return found, len(whole) == len(pieces) and len(set(tongues)) == len(tongues)


def _before_colons(text: str, letters: str) -> tuple[str, str]:
    """The letters before the first colon or dash, and before the first where at least four words stand before it;
    "" for none, and where nothing stands behind it."""
    head = ""
    for cut in _SUBTITLE.finditer(text):
        words = words_of(text[: cut.start()])
        before = "".join(words)
        head = head or (before if before != letters else "")
        if len(words) >= FEWEST_WORDS:
            return head, before if before != letters else ""
    return head, ""
