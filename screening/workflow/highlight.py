"""Keywords marked in titles and abstracts, as escaped HTML. Pure.

Marks differ by class, which the style sheet shows by colour, by the shape of the line and, for population,
intervention, comparator and outcome, by a letter.
"""

import re
from collections.abc import Iterable
from html import escape

KINDS = ("include", "exclude", "population", "intervention", "comparator", "outcome")


class Highlighter:
    """Marks keywords in text. `keywords` are (kind, words); a trailing * matches any ending of a word.

    Words match whole, in any case, and the spaces of a phrase match any white space. Where two keywords start
    at the same place the longer wins. Nothing of a keyword is read as a pattern.
    """

    def __init__(self, keywords: Iterable[tuple[str, str]]):
        wanted = [(kind, words.strip()) for kind, words in keywords if words.strip(" *")]
        unknown = {kind for kind, _ in wanted} - set(KINDS)
        if unknown:
            raise ValueError(f"Unknown kind of keyword: {sorted(unknown)}")
        wanted.sort(key=lambda pair: (-len(pair[1]), pair[1].lower(), pair[0]))
        self._kinds = [kind for kind, _ in wanted]
        groups = "|".join(f"({_pattern(words)})" for _, words in wanted)
        self._pattern = re.compile(rf"(?<!\w)(?:{groups})(?!\w)", re.IGNORECASE) if wanted else None

    def __call__(self, text: str) -> str:
        """The text as safe HTML with its keywords in <mark>."""
        if self._pattern is None:
            return escape(text)
        parts: list[str] = []
        end = 0
        for match in self._pattern.finditer(text):
            kind = self._kinds[match.lastindex - 1]
            parts += [escape(text[end : match.start()]), f'<mark class="hl-{kind}">{escape(match[0])}</mark>']
            end = match.end()
        return "".join([*parts, escape(text[end:])])


def _pattern(words: str) -> str:
    """One keyword as a pattern: every character literal, but for white space and a trailing star."""
    stem, ending = (words[:-1], r"\w*") if words.endswith("*") else (words, "")
    return r"\s+".join(re.escape(part) for part in stem.split()) + ending


class Words:
    """One keyword, to be told whether it stands in a text: just where a `Highlighter` of it alone would mark it."""

    def __init__(self, words: str):
        self._pattern = re.compile(rf"(?<!\w)(?:{_pattern(words.strip())})(?!\w)", re.IGNORECASE)
        self._first = words.strip(" *").split()[0].casefold()

    def stand_in(self, text: str, folded: str) -> bool:
        """True where the keyword stands in the text; `folded` is its `casefold`, in which most are missed fast."""
        return self._first in folded and self._pattern.search(text) is not None


_HEADS = (
    "background|introduction|context|rationale|importance|objectives?|aims?|aims? of the study|purpose|"
    "study objectives?|hypothesis|design|study design|setting|settings?|participants|patients|subjects|"
    "population|interventions?|methods?|materials? and methods?|methods and materials|data sources|"
    "search strategy|search methods|selection criteria|study selection|data extraction|data synthesis|"
    "data collection and analysis|main outcome measures?|measurements?|outcomes?|results?|main results|"
    "findings|discussion|conclusions?|authors' conclusions|interpretation|significance|perspective|"
    "limitations?|funding|trial registration|registration|implications|summary"
)
_SECTION = re.compile(
    rf"(?:^|(?<=[.?!;)\]])\s+|\n\s*)(?P<head>(?i:{_HEADS})(?:/(?i:{_HEADS}))?)(?::|\s[-–—]\s|(?=\s*\n))\s*"
)


def sections(abstract: str) -> list[tuple[str, str]]:
    """The abstract as (heading, text) paragraphs; the heading is "" where it has none. No text is lost."""
    parts: list[tuple[str, str]] = []
    head, start = "", 0
    for match in _SECTION.finditer(abstract):
        _keep(parts, head, abstract[start : match.start()])
        head, start = match["head"], match.end()
    _keep(parts, head, abstract[start:])
    return parts


def _keep(parts: list[tuple[str, str]], head: str, text: str) -> None:
    paragraphs = [paragraph.strip() for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]
    if head and not paragraphs:
        paragraphs = [""]
    for index, paragraph in enumerate(paragraphs):
        parts.append((head if index == 0 else "", paragraph))
