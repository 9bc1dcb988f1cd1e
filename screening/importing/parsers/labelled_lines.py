"""Lines that begin with the name or the tag of a field, as in exports of formats we do not read."""

from __future__ import annotations

import re

_LABEL = re.compile(r"\s*(?:[A-Z]{3,8} (?=[A-Z][a-z]))?[{\[*]*([A-Z][\w/()& -]{1,40}?)[}\]*]*\s?:(?!//)")
_TAG = re.compile(r"([A-Z][A-Z0-9])(?: {1,3}|\t|  ?- ?|: ?)\S")
_ALONE = re.compile(r"[A-Z][A-Za-z/-]+(?: [A-Za-z/()-]+){0,4}")  # a field's name on a line of its own
_WORDS = (  # the last one of a label tells the field; DOI and PMID stand in printed references too
    "title author authors names abstract source journal volume issue pages page year date issn isbn publisher "
    "keywords "
    "keyword type number database language affiliation affiliations address descriptors subject subjects notes "
    "copyright name id"
)
_FIELDS = frozenset(_WORDS.split())
_TITLES, _AUTHORS = frozenset({"TI", "T1", "TL"}), frozenset({"AU", "A1"})
FEWEST = 3  # different labels that a text of labelled lines has at least
SHARE = 0.2  # of its lines that begin with a label; with a tag, which is shorter, TAG_SHARE
TAG_SHARE = 0.5


def labels_in(text: str) -> list[str]:
    """The labels of the fields that the lines begin with, in order and once each; [] for any other text."""
    lines = [line for line in text.split("\n") if line.strip()]
    named = [found[1] for line in lines if (found := _LABEL.match(line)) and _names_a_field(found[1])]
    labels = list(dict.fromkeys(named))
    if len(labels) >= FEWEST and len(named) >= SHARE * len(lines):
        return labels
    alone = [text for line in lines if (text := line.strip()) and _ALONE.fullmatch(text) and _names_a_field(text)]
    if len(set(alone)) >= FEWEST and len(alone) >= SHARE * len(lines):
        return list(dict.fromkeys(alone))
    tagged = [found[1] for line in lines if (found := _TAG.match(line))]
    tags = list(dict.fromkeys(tagged))
    both = _TITLES.intersection(tags) and _AUTHORS.intersection(tags)
    return tags if both and len(tagged) >= TAG_SHARE * len(lines) else []


def _names_a_field(label: str) -> bool:
    words = re.split(r"[\s/()&-]+", label.strip(" )").lower())
    return next((word for word in reversed(words) if word.isascii()), "") in _FIELDS  # also of "Title-题名"
