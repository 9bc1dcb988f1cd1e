"""The authors at the head of a printed reference, in the ways styles list them."""

from __future__ import annotations

import re

from .capitals import CAPITAL, SMALL
from .names import GROUP_WORDS, GROUPS_ABROAD, PARTICLES, STATE, person

_LETTER = r"[^\W\d_]"
_DOTTED = re.compile(
    rf"^(?:{_LETTER}{{1,2}}\.\s?[-‐–]?\s?)*(?:{_LETTER}\.?|(?!Jr|Sr|[Ee]d|al|St|Dr)[{CAPITAL}ʿʾ]{_LETTER}\.)(?:,?\s*(?:Jr|Sr|I{{2,3}}|IV|2nd|3rd)\.?)?$"
)
_BARE = re.compile(rf"^[{CAPITAL}](?:[{CAPITAL}]|[-‐][{CAPITAL}]?){{0,4}}$")
_GIVEN_IN_FULL = re.compile(rf"[{CAPITAL}]\w*[{SMALL}].*\s[^\s.]{{2,}}\.?$")
_SUFFIX = re.compile(r"^(?:Jr|Sr|I{2,3}|IV|2nd|3rd)\.?$")
ET_AL = re.compile(r"[,;]?\s*(?:\.\.\.|…|&|\band\b)?\s*\b(?:et\s*al\b\.?|and others|(?-i:u\.\s?a\.))\s*,?", re.I)
_NLM = re.compile(
    rf"^(?P<family>(?:{_LETTER}[\w’'‐-]*\s)+?)(?P<given>[{CAPITAL}](?:[{CAPITAL}]|-[{CAPITAL}]){{0,3}})(?:\s(?P<suffix>Jr|Sr|2nd|3rd|I{{2,3}}|IV)\.?)?$"
)
_NLM_DOTTED = re.compile(
    rf"^(?P<family>(?:{_LETTER}[\w’'‐-]*\s)+?)(?P<given>{_LETTER}{{1,2}}\.(?:\s?[-‐]?(?!Jr|Sr){_LETTER}{{1,2}}\.)*"
    rf"(?:\s?[-‐]?{_LETTER}(?!\w))?)(?:\s(?P<suffix>Jr|Sr|2nd|3rd|I{{2,3}}|IV)\.?)?$"
)
_DOTTED_LIST = re.compile(rf"{_LETTER}\.(?:\s?[-‐]?{_LETTER}(?!\w)|\s*(?:[,;&]|and\s))")
_MORE_NAMES = re.compile(rf"{_LETTER}\.|[-‐]{_LETTER}\.|(?:&|and|et|und)\s|(?:Jr|Sr)\b")
_ITS_LEAD = re.compile(rf"^(?:(?:for|on behalf of)\s+)?(?:the\s+)?(?=[{CAPITAL}])")
_GROUP_AT_END = re.compile(r"\b(?:group|collaborators|investigators|consortium|network)$")
_INITIALS = re.compile(rf"\b[{CAPITAL}](?:\.|[{CAPITAL}]?\b)")
_SHORT_GROUP = re.compile(rf"[{CAPITAL}]{{3,}}\s[{CAPITAL}][{SMALL}]{{2,}}")  # "NHS England", alone
_BEHALF = re.compile(
    rf"(?<=[{CAPITAL}.])([,;]?)\s+(?:and\s+|&\s+)?(?:(?:for|on behalf of)\s+(?:the\s+)?|the\s+)(?=[{CAPITAL}])"
)
_PERSON = re.compile(rf",\s*(?:[^\W\d_]{{1,2}}\.|[{CAPITAL}]{{1,4}}(?:,|$)|[{CAPITAL}][{SMALL}]+)")
_NO_NAMES = re.compile(r"[:?\d]")
_NUMBERED_SUFFIX = re.compile(r"\b(?:2nd|3rd|4th)\b")
GROUP = re.compile(
    r"\b(?:Group|Committee|Organi[sz]ation|Society|Association|Ministry|Agency|Consortium|Collaboration|"
    r"Collaborators|Investigators|Institute|Council|Cent(?:er|re)s?|Network|Initiative|Trialists|Alliance|Panel|"
    rf"Editors|Task ?Force|(?<=\w )(?:Staff|Team)|(?i:{GROUPS_ABROAD}))\b"
)
_TIE = "\u00b7"  # holds the words of "Souza e Silva" together
_DOUBLE_FAMILY = re.compile(
    rf"(?:(?<=^)|(?<=[,;&]\s))(?:d[aeo]s?\s)?[{CAPITAL}][\w’'‐-]+\s(?:e|y)\s[{CAPITAL}][\w’'‐-]+(?=,?\s(?:[{CAPITAL}]\.|[{CAPITAL}]{{1,3}}(?:[,;.]|$)))"
)
_AND = re.compile(r"\s*,?\s+(?:and|und|et|y|e|&|with)\s+|\s*&\s*")


def names_in(text: str) -> tuple[list[str], bool]:
    """Names in order as "Family, Given", and whether the list was cut short ("et al.", "…")."""
    text = text.strip(" ,;:.") + ("." if text.rstrip().endswith(".") else "")
    short = bool(ET_AL.search(text))
    text = ET_AL.sub(" ", text).strip()
    if "…" in text or re.search(r"\.\s?\.\s?\.", text):
        short = True
        text = re.sub(r",?\s*(?:…|\.\s?\.\s?\.)\s*(?:&\s*)?", ", ", text)
    text = re.sub(r"\s*\((?:eds?|hrsg|org)s?\.?\)", "", text, flags=re.I).strip(" ,;")
    if _SHORT_GROUP.fullmatch(text):
        return [text], short
    if "," not in text and GROUP_WORDS.search(text) and not _INITIALS.search(STATE.sub("", text)):
        return [_bare_group(text)], short  # "Department of Health and Social Care"
    text = _DOUBLE_FAMILY.sub(lambda found: found[0].replace(" ", _TIE), text)
    text = _BEHALF.sub(lambda found: f"{found[1] or ','} ", text)
    if ";" not in text:
        names = _in_commas(_AND.sub(", ", text))
    else:
        parts = [part for part in re.split(r"\s*;\s*(?:and\s+|&\s*)?", text) if part.strip()]
        names = [name for part in parts for name in _between_semicolons(part)]
    return [name.replace(_TIE, " ") for name in names], short


def _between_semicolons(text: str) -> list[str]:
    """The name, or the names where semicolons part groups from a list: "Roe KF, Poe DG; PAIN Group"."""
    listed = _AND.sub(", ", text)
    pieces = [piece.strip() for piece in listed.split(",") if piece.strip()]
    if len(pieces) < 2 or GROUP_WORDS.search(text):
        return [_bare_group(text) if GROUP_WORDS.search(text) else person(text)]
    whole = all(_NLM.match(piece.rstrip(".")) or _NLM_DOTTED.match(piece) for piece in pieces)
    paired = len(pieces) > 3 and all(_DOTTED.match(piece) or _BARE.match(piece) for piece in pieces[1::2])
    return _in_commas(listed) if whole or paired else [person(text)]


def _bare_group(text: str) -> str:
    return _ITS_LEAD.sub("", text.strip()).rstrip("*†‡ ").removesuffix(".")


def _in_commas(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",") if part.strip(" .")]
    dotted = bool(_DOTTED_LIST.search(text))
    names: list[str] = []
    at, turned = 0, False  # whether the first name alone is turned round
    while at < len(parts):
        part, after = parts[at], parts[at + 1] if at + 1 < len(parts) else ""
        if turned and _GIVEN_IN_FULL.match(part) and _in_words(part.rstrip(".")):
            names.append(person(part.rstrip("."), given_first=True))
        elif dotted and (found := _NLM_DOTTED.match(part)) and not _DOTTED.match(after):
            names.append(_family_first(found))
        elif _NLM.match(part.rstrip(".")) and not _DOTTED.match(after) and not _DOTTED.match(part):
            names.append(person(part.rstrip(".")))
        elif after and (_DOTTED.match(after) or _BARE.match(after.rstrip("."))) and _may_be_family(part, after):
            suffix = parts[at + 2] if at + 2 < len(parts) and _SUFFIX.match(parts[at + 2]) else ""
            names.append(f"{part}, {after}" + (f", {suffix}" if suffix else ""))
            at += 1 + bool(suffix)
        elif _SUFFIX.match(part) and names:
            names[-1] += f", {part}"
        elif after and at == 0 and _family_alone(part, after) and _full_given(after, len(parts) == 2):
            names.append(f"{part}, {after}")  # "Nichols, Bill"
            at, turned = 1, True
        else:
            names.append(
                person(part if _DOTTED.match(part[-2:]) else part.rstrip("."), given_first=_in_words(part))
            )
        at += 1
    return [name for name in names if name]


def end_of_dotted_names(text: str) -> int:
    """Where two or more names such as "Roe T.D., Poe A." end that the text begins with; 0 where it does not."""
    for stop in re.finditer(r"\.\s+(?=\S)", text[:6_000]):
        names = text[: stop.start() + 1]
        if "," not in names and not _AND.search(names):
            continue
        if ends_dotted_names(names, text[stop.end() :]):
            return stop.start() + 1
        if not _NLM_DOTTED.match(_AND.split(names)[-1].rpartition(",")[2].strip()):
            break
    return 0


def ends_dotted_names(names: str, rest: str) -> bool:
    """Whether all of it is names such as "Roe T.D." that end here: the rest goes on with no initial and no name."""
    if _MORE_NAMES.match(rest):
        return False
    pieces = [piece.strip() for piece in _AND.sub(", ", names).split(",") if piece.strip()]
    return bool(pieces) and all(
        _NLM_DOTTED.match(piece) or at and _SUFFIX.match(piece) for at, piece in enumerate(pieces)
    )


def _may_be_family(text: str, after: str) -> bool:
    """Whether it is no initial itself; "O, J." has a family of one letter, and initials with their stop behind."""
    return not _DOTTED.match(text) or len(text) == 1 and after.endswith(".")


def _family_first(found: re.Match[str]) -> str:
    """ "Roe T.D Jr", whose last stop may be gone with the end of the list, as "Roe, T.D., Jr"."""
    given = found["given"].strip()
    name = f"{found['family'].strip()}, {given}" + ("" if given.endswith(".") else ".")
    return f"{name}, {found['suffix']}" if found["suffix"] else name


def _family_alone(text: str, after: str) -> bool:
    """Whether the words are a family name: one, one with particles, or two before a lone given name."""
    *others, last = text.split()
    if all(word.lower() in PARTICLES for word in others):
        return last[:1].isupper() or not others
    return (
        len(others) == 1 and " " not in after and not GROUP_WORDS.search(f"{text} {after}") and not _NLM.match(text)
    )


def _full_given(text: str, alone: bool) -> bool:
    """Whether it is a given name in full. `alone` says that no other name stands there: "Roe, Jane A"; elsewhere
    "Poe A" is a name of its own."""
    words = text.rstrip(".").split()
    return 0 < len(words) <= 3 and all(w[:1].isupper() for w in words) and (alone or not _NLM.match(text))


def _in_words(text: str) -> bool:
    """Whether it may be a name printed with its given names first: "María José de la Cruz"."""
    words = text.split()
    own = [word for word in words if word.lower() not in PARTICLES]
    return 2 <= len(own) <= 4 and len(words) <= 7 and all(word[:1].isupper() for word in own)


def looks_like_names(text: str) -> float:
    """From 0 to 1: how much of the text is names with initials."""
    if _NO_NAMES.search(_NUMBERED_SUFFIX.sub("", text).rstrip(" :")):
        return 0.0
    names, short = names_in(text)
    if not names:
        return 0.0
    good = sum(bool(_PERSON.search(name) or GROUP.search(name) or _GROUP_AT_END.search(name)) for name in names)
    long = sum(len(name.split()) > 7 for name in names)
    return max(0.0, (good - long) / len(names)) if good or not short else 0.5
