"""Personal names as databases print them, brought to "Family, Given"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from .capitals import CAPITAL, SMALL
from .values import plain, unescaped

_FAMILY_INITIALS = re.compile(
    rf"^(?P<family>[^,]+?)\s+(?P<given>(?:[^\W\d_]\.[-‐ ]?)+|[{CAPITAL}][{CAPITAL}-]{{0,4}})"
    r"(?P<suffix>\s+(?:Jr|Sr|2nd|3rd|4th|II|III|IV)\.?)?$"
)
_GIVEN_FIRST = re.compile(
    r"^(?P<given>(?:[^\W\d_]\.(?: ?[-‐](?= ?[^\W\d_]\.))?\s*)+)(?P<family>[^\W\d_](?:.*[^.])?)$"
)
_APART = re.compile(r"(?<=\.) ?([-‐]) ?(?=[^\W\d_]\.)")  # the hyphen of IEEE's "Y. -H. Chen"
_SUFFIX = re.compile(r"^(?:Jr|Sr|2nd|3rd|4th|II|III|IV)\.?$")
_READY = re.compile(
    r"[^\W\d_]+(?:[ ’-][^\W\d_]+)*, (?:[^\W\d_]\.[ -]?)*(?!(?:Jr|Sr|II|III|IV)\b)[^\W\d_]+\.?"
)  # "Göbel, A. B."
_ONLY_INITIALS = re.compile(
    rf"^(?:(?:[^\W\d_]\.\s?[-‐]?){{1,5}}(?:[^\W\d_]\.?)?|[{CAPITAL}]{{1,4}}\.?)(?:\s(?:Jr|Sr|2nd|3rd|4th|II|III|IV)\.?)?$"
)
_TIE = "\x1f"  # a blank to expressions, and no sign of any name
_BEFORE_SUFFIX = re.compile(r",\s*(?=(?:Jr|Sr|2nd|3rd|4th|II|III|IV)\b\.?\s*(?:,|$))")
_CLOSE = re.compile(r"\.[^\W\d_][^\W\d_’']|\.[^\W\d_][’']")  # two letters right behind a stop
_BORDER = re.compile(
    rf"(?<=[\s.,‐-][{CAPITAL}]\.)(?=(?:[{SMALL}’']{{1,5}} )*[{CAPITAL}](?:[’'][{CAPITAL}]|[{CAPITAL}{SMALL}]))"
)
_BEFORE_INITIALS = re.compile(
    rf"(?:[{SMALL}’']{{1,5}} )*[{CAPITAL}][\w’'‐-]+(?: [\w’'‐-]{{2,}}){{0,2}},? (?:[{CAPITAL}]\.?[ ‐-]?){{1,5}}"
)
_LIST = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
_LOOSE_HYPHEN = re.compile(r"(?<=[^\W\d_]\.) (?=[-‐][^\W\d_]\.)")  # "Y. -H. Chen", as IEEE Xplore writes it
_GLUED = re.compile(rf"(?<=[{SMALL}])(?=[{CAPITAL}][{SMALL}]+[ -])")
GROUPS_ABROAD = (
    r"minist(?:erio|ério|ère|ero|erium)|institut[oe]?|istituto|socie(?:dade?|té|tà)|\w*gesellschaft|universi(?:dade?|té|tà|tät)|"
    r"asociación|associa(?:ção|zione)|autorité|organiza(?:ción|ção)|comi(?:té|sión|ssão|tato)|grup(?:o|po)|groupe|gruppe|"
    r"funda(?:ción|ção)|fondation|stiftung|servi(?:cio|ço)|bundes\w{3,}|\w*kammer|verband"
)
GROUP_WORDS = re.compile(
    r"\b(?:group|committee|consorti(?:um|a)|collaborat(?:ion|ors|ive)|network|association|society|institute|"
    r"university|department|ministry|team|investigators|organi[sz]ation|cent(?:re|er)s?|trial|study|college|"
    r"foundation|agency|council|board|service|inc|ltd|editors|initiative|trialists|panel|alliance|task ?force|"
    rf"(?<=\w )staff|{GROUPS_ABROAD})\b",
    re.I,
)
_NOBODY = re.compile(
    r"\[?no authors?(?: names?)?(?: (?:available|listed|given|provided|stated))?\.?\]?|[\W_]+", re.I
)
_ADDRESS = re.compile(r"\s*[(\[<]?\s*(?:e-?mail:\s*)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+\s*[)\]>]?", re.I)
_DEGREE = (
    r"Ph\.?\s?D|M\.?D|M\.?P\.?H|Dr\.?P\.?H|Pharm\.?D|[MB]\.?Sc|M\.?S|[MB]\.?A|R\.?N|Ed\.?D|Psy\.?D|Sc\.?D|D\.?O|"
    r"D\.?D\.?S|DVM|DNP|MBBS|MSW|MBA|FRCP|JD"
)
_LETTERS = r"[A-Z][\w-]*[A-Z][\w-]*"  # "LSW": whatever stands behind a degree
_DEGREES = re.compile(  # behind "Roe, Ann"; "Roe, MD" has initials
    rf"(?<=[^\s,])(?:,\s*(?:{_DEGREE})\.?)+(?:,\s*{_LETTERS}\.?)*$"
)
_AND = re.compile(r"\s*,?\s+(?:and|&)\s+")
_AMPERSAND = re.compile(r"(?<!,)\s&\s")
_BETWEEN = re.compile(r"\s*,\s*(?:(?:and|&)\s+)?|\s+(?:and|&)\s+")
_DOTTED_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.\s?[-‐]?\s?){1,5}")
_LEADING_AND = re.compile(r"^\s*(?:&|and\s)\s*")
_CUT_SHORT = re.compile(r"(?:^|[,;&]|\s)\s*(?:and\s+)?(?:et\.?\s+al\b\.?|and\s+others\b)\s*[,;.]*\s*$", re.I)
_ONE_NAME = re.compile(  # "van der Roe JP 3rd", as PubMed prints it
    rf"(?:[^\W\d_][\w’'‐-]*\s){{1,4}}(?:[{CAPITAL}]|-[{CAPITAL}]){{1,4}}(?:\s(?:Jr|Sr|2nd|3rd|4th|II|III|IV)\.?)?"
)
STATE = re.compile(r"^(?:U\. ?S\.(?: ?A\.)?|U\. ?K\.|E\. ?U\.|U\. ?N\.) (?=[^\W\d_]{3})")  # "U.S. Department of …"
_ENDS_LIST = re.compile(rf"[^\s,.]\s[{CAPITAL}]{{1,4}}\.$")
_ENDS_WITH_INITIALS = re.compile(rf",\s*(?:[^\W\d_]\.|[{CAPITAL}]{{1,4}}$)")
_STOPPED_INITIAL = re.compile(rf"[{CAPITAL}]\.[\s,-]")
_LAST_INITIAL = re.compile(rf"\b[{CAPITAL}]\.?$")
_SHORT_WORD = re.compile(r"(?:^|\s)\S{1,4}\.$")
_IN_FULL = re.compile(rf"[^\W\d_{SMALL}]\S+(?:\s\S+)*\s\S{{2,}},\s[^\W\d_{SMALL}]\S+(?:\s\S+)*\s[^\s.]{{2,}}")
_PARTICLES = (
    "van von der den de di da del della dela du dos das do la le lo el al bin ibn ben ter ten te 't "
    "st st. san santa zu zum zur af av y e mac mc o' abu"
)
PARTICLES = frozenset(_PARTICLES.split())


@lru_cache(maxsize=20_000)
def person(text: str, given_first: bool = False) -> str:
    """ "Family, Given" for one printed name; a group or a lone name comes back as it is.

    Knows "Cohen, S. P.", "Cohen S.P.", "Cohen SP", "S. P. Cohen", "Cohen SP Jr" and, when
    `given_first` says that the source writes so, "Steven P. Cohen".
    """
    if _READY.fullmatch(text):
        return text
    text = plain(text).strip(" ;")
    if "@" in text:
        text = _ADDRESS.sub("", text).strip(" ,;")
    if text.rstrip(" ,").endswith(("al.", "al", "others")) and (found := _CUT_SHORT.search(text)):
        text = text[: found.start()].rstrip(" ,;")
    if "-" in text or "‐" in text:
        text = _LOOSE_HYPHEN.sub("", text)
    if not text or _NOBODY.fullmatch(text):
        return ""
    if ";" in text:  # no name has one; lists are written with it
        text = " ".join(text.replace(";", ",").split())
    if "," in text and (text := text.lstrip(" ,")):
        text = text.replace(" ,", ",") if " ," in text else text
        while ",," in text:  # "Roe, , Jr": nothing stands between
            text = text.replace(",,", ",")
        return _with_comma(f"{text.rstrip(' ,')}," if text.endswith(",") else text)
    if " " not in text:
        return text
    found = _GIVEN_FIRST.match(text)
    if found and len(found["given"].strip()) <= 12 and not (STATE.match(text) and GROUP_WORDS.search(text)):
        given = _APART.sub(r"\1", found["given"].strip())
        return f"{found['family'].strip()}, {given}"
    found = _FAMILY_INITIALS.match(text)
    if found and not (given_first and _may_be_a_name(found["given"])) and not GROUP_WORDS.search(text):
        return f"{found['family']}, {found['given']}{_suffix(found['suffix'] or '')}"
    if given_first and not GROUP_WORDS.search(text):
        return _turned(text)
    return text


def _suffix(printed: str) -> str:
    """ ", 3rd" for " 3rd.": only "Jr." and "Sr." are cut short and have a stop of their own."""
    bare = printed.strip()
    if not bare:
        return ""
    return f", {bare}" if bare[:2] in ("Jr", "Sr") else f", {bare.removesuffix('.')}"


def _may_be_a_name(last: str) -> bool:
    """Whether a last word in capitals is long enough for a family name: "John COHEN", but not "Cohen J.S." """
    return len(last) > 3 and "." not in last


def _with_comma(text: str) -> str:
    family, _, given = text.partition(",")
    given = given.strip()
    if not given:
        whole = family.strip()  # a comma at the end says so; it is kept only where it is needed
        return whole if person(whole) == whole else f"{whole},"
    given = _DEGREES.sub("", given) if "," in given else given
    head, _, rest = given.partition(",")
    if not rest and _SUFFIX.match(given) and (name := person(family)) != family and "," in name:
        return f"{name}, {given}"  # "Roe J.A., Jr."
    if rest and _SUFFIX.match(head.strip()):  # "Reynolds, III, Charles" has the suffix in the middle
        given = f"{rest.strip()}, {head.strip()}"
    return f"{family.strip()}, {given}"


def _turned(text: str) -> str:
    words = text.split(" ")
    suffix = words.pop() if len(words) > 2 and _SUFFIX.match(words[-1]) else ""
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in PARTICLES:
        at -= 1
    turned = f"{' '.join(words[at:])}, {' '.join(words[:at])}"
    return f"{turned}, {suffix}" if suffix else turned


def listed(text: str) -> list[str]:
    """The names of a field that should hold one: of "Roe, J. and Poe, A." both; "et al." is none."""
    if found := _CUT_SHORT.search(text):
        text = text[: found.start()].rstrip(" ,")
    if not text:
        return []
    if pairs := unstuck(text) or dotted_pairs(text):
        return pairs
    if " and " in text and not GROUP_WORDS.search(text):
        parts = _AND.split(text)
        if all(_READY.fullmatch(part) or _ONE_NAME.fullmatch(part) for part in parts):
            return parts
    return _all_or_one(text)


def are_close(texts: Sequence[str]) -> bool:
    """Whether a word stands right behind a stop in one: quicker asked than whether names are stuck together."""
    return bool(_CLOSE.search("\n".join(texts)))


def unstuck(text: str) -> list[str]:
    """The names of "Roe K.Low G. F.van Poe A.", with nothing between two; [] for any other text."""
    if not _CLOSE.search(text):
        return []
    parts = _BORDER.split(text.strip(" ,;"))
    return parts if len(parts) > 1 and all(map(_BEFORE_INITIALS.fullmatch, parts)) else []


def dotted_pairs(text: str) -> list[str]:
    """The names of "Roe, J., Poe, A. B., & van Low, P."; [] for anything else, one name included."""
    parts = [part.strip() for part in _BETWEEN.split(text.strip(" ,"))]
    if len(parts) < 4 or len(parts) % 2 or "." not in text:
        return []
    families, given = parts[::2], parts[1::2]
    paired = all(map(_DOTTED_INITIALS.fullmatch, given)) and not any(map(_ONLY_INITIALS.match, families))
    return [f"{family}, {initials}" for family, initials in zip(families, given, strict=True)] if paired else []


def listed_by_comma(text: str) -> list[str]:
    """The names of "Roe A.B., van Low C.": every one has its initials behind it; [] for any other text."""
    if "," not in text or " and " in text or "{" in text:
        return []
    parts = [part.strip() for part in text.strip(" ,").split(",")]
    named = len(parts) > 1 and all(
        (found := _FAMILY_INITIALS.match(part)) and len(found["family"]) > 1 for part in parts
    )
    return parts if named else []


def _one_a_line(text: str) -> str:
    """The names of a cell that holds each on a line of its own, set apart by semicolons."""
    lines = [line.strip() for line in text.strip().split("\n") if line.strip()]
    names = all(line.count(",") == 1 and not line.endswith(",") or _ONE_NAME.fullmatch(line) for line in lines)
    return "; ".join(lines) if len(lines) > 1 and names else text


def people(text: str, given_first: bool = False) -> list[str]:
    """All names of one cell or line, whatever separates them: `;` `|` "and" `&`, commas, a list literal."""
    text = unescaped(text)
    if "\n" in text and ";" not in text:
        text = _one_a_line(text)
    text = " ".join(text.split())
    if text[-3:].lower() in ("al.", " al", "ers"):
        text = _CUT_SHORT.sub("", text)
    if text.startswith("[") and text.endswith("]") and len(text) > 2:
        items = [a or b for a, b in _LIST.findall(text)] or [text[1:-1]]
    elif names := unstuck(text):
        items = names
    elif ";" in text:
        items = _by_semicolon(text)
    elif "|" in text:
        items = text.split("|")
    elif (
        "," in text
        and _AMPERSAND.search(text)
        or re.search(r"\sand\s", text)
        and not re.search(r"\sand\s[^,]+$", text.partition(" and ")[0])
    ):
        items = _by_and(text)
    else:
        items = _by_comma(text)
    if _CLOSE.search(text):
        items = [name for item in items for name in unstuck(item) or [item]]
    if "&" in text or " and " in text:
        items = [_LEADING_AND.sub("", item) for item in items]
    return [name for item in items if (name := person(item.strip(" ,"), given_first))]


def _by_semicolon(text: str) -> list[str]:
    """One name between two semicolons, or those of PubMed's lists with groups: "Roe JA, Poe B 3rd; Big Group." """
    items = text.split(";")
    dotted = 0 <= text.find(".") < len(text) - 1
    if text[-1:] == "." and (not dotted or text[-3:-2] not in " .") and _ends_with_stop(items[-1]):
        items[-1] = items[-1][:-1]
    if " and " in text:
        return [name for item in items for name in listed(item.strip())]
    if dotted or ", " not in text:
        return items
    return [name for item in items for name in _all_or_one(item.strip())]


def _ends_with_stop(last: str) -> bool:
    """Whether the stop behind the last name is the list's: behind "Poe B 3rd" or a group, not behind an initial."""
    group = GROUP_WORDS.search(last) and not _SHORT_WORD.search(last)
    return bool(group or "." not in last[:-1] and _ENDS_LIST.search(last))


def _all_or_one(text: str) -> list[str]:
    parts = text.split(", ")
    return parts if len(parts) > 1 and all(map(_ONE_NAME.fullmatch, parts)) else [text]


def _by_and(text: str) -> list[str]:
    parts = re.split(r"\s+(?:and|&)\s+", text)
    if len(parts) == 2 and parts[0].count(",") > 1:  # "A, B, C and D"
        return [*_by_comma(parts[0]), parts[1]]
    if len(parts) == 2 and _IN_FULL.fullmatch(parts[0]) and "," not in parts[1] and " " in parts[1]:
        return [*parts[0].split(","), parts[1]]  # "John Roe, Ann Poe and Piet van Low"
    if len(parts) == 2 and GROUP_WORDS.search(text) and not _ENDS_WITH_INITIALS.search(parts[0]):
        return [text]
    return parts


def _by_comma(text: str) -> list[str]:
    """The names between commas; a suffix stays with the name before it."""
    return [name.replace(_TIE, ", ") for name in _parted(_BEFORE_SUFFIX.sub(_TIE, text.strip()))]


def _parted(text: str) -> list[str]:
    if _ENDS_LIST.search(text) and not _STOPPED_INITIAL.search(text):
        text = text[:-1]  # PubMed ends its list of names with a stop
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) < 2:
        return parts
    initials = [bool(_ONLY_INITIALS.match(part)) for part in parts]
    whole = [not bare and bool(_FAMILY_INITIALS.match(part)) for bare, part in zip(initials, parts, strict=True)]
    if len(parts) == 2 and initials[1]:
        return [", ".join(parts)]
    if any(whole) and all(w or _stands_alone(part) for w, part in zip(whole, parts, strict=True)):
        return parts
    if len(parts) == 2:
        return parts if all(" " in part for part in parts) and not _LAST_INITIAL.search(text) else [text]
    if all(" " in part for part in parts) and len(parts) % 2:
        return parts
    if all(" " in part for part in parts) and not _looks_paired(parts):
        return parts
    return [", ".join(parts[i : i + 2]) for i in range(0, len(parts), 2)]


def _stands_alone(part: str) -> bool:
    """Whether a piece without initials can be an author among others that have theirs: one word, or a group."""
    return " " not in part and len(part) > 3 or bool(GROUP_WORDS.search(part))


def _looks_paired(parts: list[str]) -> bool:
    """Spanish double families and double given names: the odd and even parts begin with common words."""
    return len(parts) % 2 == 0 and sum(len(part.split()) for part in parts) > 2.6 * len(parts)


def unglued(text: str) -> str:
    """Springer's "Andy SmithTom Weber" with the names set apart by semicolons."""
    return _GLUED.sub("; ", text)
