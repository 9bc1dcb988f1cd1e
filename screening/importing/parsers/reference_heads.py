"""The run of authors with which most references begin, found by the shape of names alone."""

from __future__ import annotations

import re

from .capitals import CAPITAL, SMALL
from .names import person
from .reference_lines import PARTICLE_WORDS
from .reference_names import GROUP, end_of_dotted_names, ends_dotted_names, looks_like_names, names_in

_WORD = rf"[{CAPITAL}][\w’'`´‐-]{{0,30}}[\w]"
_PARTICLE = rf"(?:(?:{PARTICLE_WORDS}|St\.?|[dl][’'])[ ]?){{0,3}}"
_FAMILY = rf"{_PARTICLE}{_WORD}(?:[‐-]?[ ](?:[ey][ ])?(?![JS]r\b){_WORD}){{0,2}}"
_DOTTED = rf"(?:[{CAPITAL}][{SMALL}]?\.[ ]?[-‐]?[ ]?){{1,5}}(?:[{CAPITAL}](?=[,;.\s]))?"
_NO_MIDDLE = rf"(?!\.?\s{_WORD}(?:[,;.]|\s(?:and|et|und)\s|\s&\s))"  # "Robert C. Allen and": C is no last initial
_BARE = rf"[{CAPITAL}](?:[{CAPITAL}]|-[{CAPITAL}]){{0,3}}(?![\w’']){_NO_MIDDLE}"
_SUFFIX = r"(?:,?\s(?:Jr|Sr|III?|IV|2nd|3rd)\b\.?)?"
NAME = re.compile(
    rf"(?P<f1>{_FAMILY})(?P<s1>{_SUFFIX})(?:,\s?(?P<g1>{_DOTTED}|{_BARE})|\s(?P<g3>{_DOTTED}(?!\s?{_WORD})|{_BARE}))"
    rf"(?P<s2>{_SUFFIX})"
    rf"|(?P<g2>{_DOTTED})\s?(?P<f2>{_FAMILY}|[{CAPITAL}](?=,))(?P<s3>{_SUFFIX})"
)
_SEPARATOR = re.compile(
    r"\s*(?:[,;]+\s*(?:(?:and|und|et|y|e|a|with)\s|&\s*)?|(?<=[\s.])(?:and|und|et|y|e|a)\s|&\s*)\s*", re.I
)
_LAST = re.compile(r"and|und|et|&")
_TITLE_BEGINS = re.compile(r"\s+[“\"‘'«„]?[^\W_]")
_SEMICOLON = re.compile(r";\s+(?:and\s|&\s)?")
_MORE = re.compile(r",?\s*(?:et\s+al\b\.?|and others|(?-i:u\.\s?a\.))", re.I)
_ROLE = re.compile(r",?\s*[(\[]?\b(?:[Ee]ds?|[Hh]rsg|coords?)\b\.?[)\]]?")
_FULL_TURNED = re.compile(
    rf"(?P<family>{_PARTICLE}{_WORD}(?:[ ‐-]{_WORD})?),\s+"
    rf"(?P<given>{_WORD}(?:[ -]{_WORD}){{0,2}}(?:[ -][{CAPITAL}]\.)*)(?P<end>[,.:;(]|\s(?:and|&|et|und|y)\s|\s*$)"
)
_FULL = re.compile(
    rf"(?P<given>{_WORD}(?:\s(?:{_WORD}|[{CAPITAL}]\.)){{0,2}})\s(?P<family>{_PARTICLE}{_WORD})(?=[,.:;(]|\s(?:and|&|et|und|y)\s|\s*$)"
)


def leading_names(text: str) -> tuple[list[str], str, bool]:
    """(names, the rest, whether the list is cut short) for a reference that begins with names; ([], text, False)
    where it does not. Names with initials are taken as long as they follow each other; full names with care.
    """
    if at := end_of_dotted_names(text):
        return names_in(text[:at])[0], text[at:].lstrip(), False
    names, at = _with_initials(text)
    if not names:
        names, at = _with_full_names(text)
    if not names or any(map(GROUP.search, names)):
        return [], text, False
    more = _MORE.match(text, at)
    at = more.end() if more else at
    role = _ROLE.match(text, at)
    at = role.end() if role else at
    rest = text[at:]
    if rest and rest[0] not in ' ,.;:([“"‘«„':
        return [], text, False
    return names, rest.lstrip(" ,.;:"), bool(more)


def _with_initials(text: str) -> tuple[list[str], int]:
    names: list[str] = []
    at, end = 0, 0
    while found := NAME.match(text, at):
        names.append(_said(found))
        end = found.end()
        if text[end - 1] == " ":
            end -= 1
        separator = _SEPARATOR.match(text, end)
        if not separator:
            break
        at = separator.end()
        last = _FULL.match(text, at) if _LAST.search(separator[0]) and not NAME.match(text, at) else None
        if last:
            return [*names, f"{last['family']}, {last['given']}"], last.end()
    return names, end


def end_of_names_with_last(text: str) -> int:
    """Where "Roe, T. D., Moe, C. & Poe, A." ends that the text begins with, if a title may follow; else 0.

    Behind the "&" stands the last author, so that what follows is none, whatever it looks like.
    """
    at, last = 0, False
    while found := NAME.match(text, at):
        end = found.end() - (text[found.end() - 1] == " ")
        if not found["g1"] or not found["g1"].rstrip().endswith("."):
            return 0
        if last:
            return end if _TITLE_BEGINS.match(text, end) else 0
        separator = _SEPARATOR.match(text, end)
        if not separator:
            return 0
        at, last = separator.end(), bool(_LAST.search(separator[0]))
    return 0


def end_of_names_in_semicolons(text: str) -> int:
    """The same for "Roe, T. D.; Poe, A.", where a semicolon stands between all of two names or more."""
    at, count = 0, 0
    while found := NAME.match(text, at):
        end, count = found.end() - (text[found.end() - 1] == " "), count + 1
        if not found["g1"] or not found["g1"].rstrip().endswith("."):
            return 0
        separator = _SEMICOLON.match(text, end)
        if not separator:
            return end if count > 1 and _TITLE_BEGINS.match(text, end) else 0
        at = separator.end()
    return 0


def end_of_names_given_first(text: str) -> int:
    """Where the names of "J. Roe, K.P. Poe, Title" end, with the comma; 0 where none stand there."""
    at = 0
    while (found := NAME.match(text, at)) and found["g2"] and text.startswith(", ", found.end()):
        at = found.end() + 1
        while text.startswith(" ", at):
            at += 1
    return at


def _said(found: re.Match[str]) -> str:
    family = found["f1"] or found["f2"]
    given = (found["g1"] or found["g3"] or found["g2"]).strip()
    suffix = (found["s1"] or found["s2"] or found["s3"] or "").strip(" ,")
    return f"{family}, {given}" + (f", {suffix}" if suffix else "")


def _with_full_names(text: str) -> tuple[list[str], int]:
    found = _FULL_TURNED.match(text)
    if found:
        names = [f"{found['family']}, {found['given']}"]
        at = found.start("end")
    elif found := _FULL.match(text):
        names = [f"{found['family']}, {found['given']}"]
        at = found.end()
    else:
        return [], 0
    while separator := _SEPARATOR.match(text, at):
        turned = _FULL_TURNED.match(text, separator.end()) if separator[0].strip() != "," else None
        if turned and not NAME.match(text, separator.end()):
            names.append(f"{turned['family']}, {turned['given']}")
            at = turned.start("end")
            continue
        following = NAME.match(text, separator.end()) or _FULL.match(text, separator.end())
        plain_comma = separator[0].strip() in (",", ";")
        if not following or plain_comma and not _goes_on(text, following.end()):
            break
        names.append(_said(following) if following.re is NAME else person(following[0], given_first=True))
        at = following.end()
    return names, at


def _goes_on(text: str, at: int) -> bool:
    """After a comma a full name is one only if the list goes on: more names, and an "and" before the last."""
    for _ in range(MOST_NAMES):
        if _AND_LAST.match(text, at):
            return True
        comma = _COMMA.match(text, at)
        following = comma and (_FULL.match(text, comma.end()) or NAME.match(text, comma.end()))
        if not following:
            return False
        at = following.end()
    return False


def vancouver_names(head: str) -> tuple[str, str]:
    """ "Cohen SP, Vase L. Title" -> names and title; names end at the first stop that is no initial's."""
    for found in re.finditer(r"[.:]\s+(?=\S)", head):
        names = head[: found.start()]
        if head[found.start()] == "." and ends_dotted_names(f"{names}.", head[found.end() :]):
            return f"{names}.", head[found.end() :].strip()
        if (
            re.search(r"(?:^|[\s.,-])[^\W\d_]$", names)
            and "." in names[-4:-1] + names[-1:]
            or _is_initial(names, head, found.end())
        ):
            continue
        if (
            looks_like_names(names) >= 0.5
            or len(names) < 90
            and GROUP.search(names)
            and not re.search(r"\b(?:the|of a|in)\b", names)
        ):
            return names, head[found.end() :].strip()
        break
    return "", head.strip()


def _is_initial(names: str, head: str, after: int) -> bool:
    """A stop after a single capital belongs to a name with dotted initials that goes on."""
    last = re.search(r"(?:^|[\s.,-])([^\W\d_])$", names)
    following = head[after : after + 40]
    return bool(last) and bool(_NAMES_GO_ON.match(following))


MOST_NAMES = 60
_NAMES_GO_ON = re.compile(rf"(?:[^\W\d_]\.|[{CAPITAL}][\w’'-]+,\s*[{CAPITAL}]\.|&|and\b)")
_AND_LAST = re.compile(r"\s*,?\s*(?:and|&|et|und|y)\s")
_STOP = re.compile(r"[.?!][”’\"']?\s+(?=[^\s])")
_ABBREVIATION = re.compile(
    rf"(?:^|[\s(.‐-])(?:[{CAPITAL}]|vs|cf|No|no|Vol|vol|v|V|pp|p|P|n|art|St|Dr|ed|eds|e\.g|i\.e|ca|approx|spp?|subsp|var|al)$"
)
_SHORT_JOURNAL = re.compile(
    rf"^(?:[{CAPITAL}][\w&]*\.?(?:\s|-|,\s)|(?:of|the|and|&|de|in|für|for)\s){{0,8}}"
    rf"[{CAPITAL}][\w&]*(?:[.,\s]+)(?:[{CAPITAL}]\s?)?\(?\d"
)
_COMMA = re.compile(r",\s+(?=\S)")


def title_and_rest(text: str) -> tuple[str, str]:
    """Title and what follows it, for text without its authors; ("", text) where a journal comes at once."""
    if _SHORT_JOURNAL.match(text) and "." in text.partition(" ")[0] + text[:40].partition(",")[0]:
        return "", text
    for found in _STOP.finditer(text):
        before = text[: found.start()]
        if text[found.start()] == "." and (_ABBREVIATION.search(before) or len(before) < 4):
            continue
        if text[found.start()] == "." and _comma_style(before):
            break
        mark = text[found.start()]
        if (
            mark in "?!"
            and len(_STOP.findall(text, found.end())) >= 2
            and not re.match(r"\S+ \d", text[found.end() :])
        ):
            continue  # a question with a subtitle; the journal comes after the next stop
        return before + (mark if mark in "?!" else ""), text[found.end() :]
    return _by_commas(text)


def _comma_style(before: str) -> bool:
    """True when the stop belongs to an abbreviated journal that follows the title after a comma."""
    last = before.rsplit(",", 1)
    return (
        len(last) == 2 and len(last[0].split()) > 3 and len(last[1].split()) <= 3 and last[1].strip()[:1].isupper()
    )


def _by_commas(text: str) -> tuple[str, str]:
    """ "Title, Journal 12, 3-4": the title ends at the last comma before the piece that holds the volume."""
    digits = re.search(r"\d", text)
    head = text[: digits.start()] if digits else text
    commas = [found for found in _COMMA.finditer(head) if text[found.end() : found.end() + 1].isupper()]
    if not commas:
        return text.strip(" .,"), ""
    at = commas[-1] if digits else commas[0]
    return text[: at.start()].strip(" .,"), text[at.end() :]
