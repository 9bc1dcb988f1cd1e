"""What the brackets of a title say: a mark of a database, or what sort of a record this one is. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from screening.importing.match_keys import words_of

_TONGUES = (
    "english|german|french|spanish|chinese|russian|japanese|italian|portuguese|polish|dutch|danish|turkish|korean"
    "|hungarian|czech|swedish|norwegian|finnish|hebrew|greek|arabic|persian|ukrainian|romanian|croatian|serbian"
)
# What databases write behind the title of the very work: languages, references, the state it is in.
_MARK = (
    r"\d{1,3}|see comments?|comment in\b[^\])]*|multiple letters|review|(?:review )?\d+ refs?|with \d+ references?"
    r"|(?:structured|provisional) abstract|brief record"
    rf"|(?:(?:article )?in )?(?:{_TONGUES})(?:,? (?:and )?(?:{_TONGUES}))*|article in [a-z]+|[a-z]+ transl"
    r"|author'?s?'? transl|proceedings?|corrected|retracted(?: article| paper| publication)?"
    rf"|(?:{_TONGUES})[;,]? (?:with )?english (?:abstract|summary)"
    r"|internet|online|electronic resource|cochrane review|clinical trial|randomi[sz]ed controlled trial"
    r"|e-?pub(?:lication)?(?: ahead of print)?|(?:published )?ahead of print|in press|online first|early view"
)
MARKS = re.compile(rf"[\[(](?:{_MARK})\.?[\])]", re.I)

# Other works under one title. Databases write LOOSE ones behind their own record, too, so that an identifier with
# all its pages tells, and of an abstract a page as abstracts have it. A reply stands on the page of its letter.
_LOOSE = {
    "abstract": r"(?:(?:meeting|conference|congress|poster|oral|published) )?abstracts?"
    r"(?:\W*(?:no|nr|number)?\W*[a-z]?\d*)?"
    r"|(?:poster|oral)(?: (?:presentation|session))?(?:\W*[a-z]?\d+)?|presentation",
    "letter": r"letters?(?: to the editors?)?|correspondence|research letter",
    "editorial": r"(?:guest )?editorial|editors? note|editorial (?:comment(?:ary)?|introduction)",
    "case report": r"case reports?|clinical conference",
    "news": r"news",
    "withdrawn": r"withdrawn(?: (?:article|paper|publication))?",  # the article itself, as "retracted" is
}
_FIRM = {
    "comment": r"(?:invited |editorial )?(?:comments?|commentary|discussion)(?:/discussion)?",
    "reply": r"(?:(?:the )?authors? )?(?:reply|replies|response|rejoinder)",
    "protocol": r"(?:(?:study|trial|review|research|clinical trial) )?protocol",
    "edition": r"(?:(?:\d+(?:st|nd|rd|th)?|first|second|third|fourth|fifth|new|revised|rev) ?)+ed(?:itio)?n?",
    "update": r"(?:\d{4} )?(?:an )?updated?(?: (?:review|version|\d{4}))?|update of\b.*",
    "reprint": r"reprint(?:ed)?(?: (?:from|of|in)\b.*)?|republished(?: (?:from|in)\b.*)?",
    "preprint": r"preprint",
    "thesis": r"(?:(?:doctoral|phd|master'?s?) )?(?:dissertation|thesis)",
    "summary": r"(?:(?:executive|plain language|lay|evidence) )?summary(?: for patients)?|synopsis",
    "translation": r"translation(?: (?:of|from)\b.*)?|translated(?: (?:of|from)\b.*)?",
}
_NOTICE = {
    "correction": r"(?:(?:author|publisher)s? )?(?:errat(?:um|a)|corrigend(?:um|a)|corrections?|addend(?:um|a))",
    "retraction": r"(?:notice of )?retraction(?: (?:of|notice)\b.*)?|withdrawal|expression of concern",
}
_SORTS = {**_LOOSE, **_FIRM, **_NOTICE}
_BRACKET = re.compile(r"[\[(]([^\[\]()]{3,60})[\])]")
_BETWEEN = re.compile(r"\s*[;,/]\s*|\s+and\s+")
_SAID = re.compile("|".join(f"(?P<{name.replace(' ', '_')}>{told})" for name, told in _SORTS.items()))
FIRM = frozenset(_FIRM)
NOTICES = frozenset(_NOTICE)


@lru_cache(maxsize=20_000)
def sorts_in(told: str) -> frozenset[str]:
    """The sorts that the text of a bracket names, and nothing else: "Letter; comment" -> letter, comment."""
    plain = re.sub(r"['’]", "", told.lower()).strip(" .:")
    found = [_SAID.fullmatch(part) for part in _BETWEEN.split(plain) if part]
    if not found or not all(found):
        return frozenset()
    return frozenset(str(one.lastgroup).replace("_", " ") for one in found if one)


def sorted_out(text: str) -> tuple[str, frozenset[str], str]:
    """The title without brackets that name a sort, the sorts, and what these brackets said."""
    sorts: set[str] = set()
    said = []

    def out(found: re.Match[str]) -> str:
        named = sorts_in(found[1])
        sorts.update(named)
        said.append(found[1] if named else "")
        return " " if named else found[0]

    return _BRACKET.sub(out, text), frozenset(sorts), " ".join(filter(None, said))


def ends_as_another(words: Collection[str]) -> bool:
    """True where words behind a title name another sort of work: "study protocol", "an update", "2nd edition"."""
    plain = " ".join(word for word in words if word not in ("a", "an", "the", "for"))
    return bool(sorts_in(plain) & (FIRM | NOTICES))


def numbers_said(said: str) -> tuple[str, ...]:
    """The numbers in brackets that name a sort: "abstract no: 12" -> 12."""
    return tuple(word for word in words_of(said) if any(map(str.isdigit, word)))
