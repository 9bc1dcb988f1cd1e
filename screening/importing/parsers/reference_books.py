"""Books, chapters, reports and theses among printed references: title, editors, edition, place and publisher."""

from __future__ import annotations

import re

from . import reference_shapes as shapes
from .capitals import CAPITAL
from .reference_heads import leading_names, vancouver_names
from .reference_names import GROUP, looks_like_names, names_in
from .reference_parts import Parts

LONGEST_PUBLISHER = 90  # characters
_SAINT = r"(?:\[?(?:St|Ste|Ft|Mt)\.\s)?"
_PLACE = rf"{_SAINT}[{CAPITAL}\[](?:[^.:;()\d]|\b[{CAPITAL}]\.){{1,45}}(?:\s?\([^()\d]{{2,20}}\))?\]?"
_HOUSE = rf"[{CAPITAL}](?:Univ\. |Publ?\. |Corp\. |St\. |(?!\w{{3}}\.\s)[^:;]){{1,100}}?"  # no sentence ends in it
_MONOGRAPHS = (
    re.compile(
        rf"^(?P<head>.+?[.?!)\]])\s+(?P<place>{_PLACE}):\s?(?P<publisher>{_HOUSE});\s*c?(?P<date>{shapes.YEAR})"
        r"(?![\d;:(])(?P<after>.*)$",
        re.S,
    ),
    re.compile(
        rf"^(?P<head>.+?[.?!)\]])\s+(?P<publisher>{_HOUSE});\s*(?P<place>{_PLACE}):\s*(?P<date>{shapes.YEAR})"
        r"(?![\d;:(])(?P<after>.*)$",
        re.S,
    ),
    re.compile(
        rf"^(?P<head>.+?[.?!)\]])\s+(?P<publisher>{_HOUSE});\s*(?P<date>{shapes.YEAR})\.?(?P<after>)(?P<place>)$",
        re.S,
    ),
)
_EDITORS_FIRST = re.compile(
    r"^(?P<names>.{3,3000}?),?\s*(?:\((?:[Ee]ds?|[Ee]ditors?)\.?\)|\b[Ee]ds?\b|\b[Ee]ditors?\b)\.\s+(?P<title>.+)$",
    re.S,
)
_THESIS = re.compile(r"\s*\[[^\[\]]*\b(?:dissertation|thesis)\b[^\[\]]*\]", re.I)
_EDITION = re.compile(
    r"[.,]?\s*\(?(?P<edition>(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|rev(?:ised|\.))"
    r"\s+(?:rev\.?\s+)?ed(?:ition|n)?\b\.?)\)?[.,]?$",
    re.I,
)
_PLACED = re.compile(rf"^(?P<place>{_PLACE}):\s+(?P<publisher>[^:;\d][^:;]{{1,80}})$")
_JOURNAL = re.compile(r"\b(?:journal|revue|zeitschrift|magazine|bulletin|annals)\b", re.I)
_PERIODICAL = re.compile(
    r"\b(?:journal|annals|archives?|reviews?|letters|bulletin|proceedings|transactions|quarterly|lancet|bmj|jama|nejm|"
    r"pnas|nature|science|plos|medicine|psychiatry|psychology|research|therapy|surgery|pain|cell|neuron|brain|"
    r"addiction|sleep|headache|stroke|blood|circulation|diabetes|cancer|heart|trials|zeitschrift|revue|revista|acta|"
    r"times|guardian|post|magazine|news|online|(?<!\.)j|am|br|eur|int|psychol|med|biol|clin|res|sci|ann|arch|rev|proc)\b|"
    r"(?:logy|logie|iatry|iatrie|ics|istry|mia)$",
    re.I,
)
_CITIES = (
    "Amsterdam|Ann Arbor|Baltimore|Basel|Berlin|Bethesda|Boca Raton|Bonn|Boston|Bristol|Brussels|Cambridge|Cham|"
    "Chicago|Chichester|Copenhagen|Dordrecht|Edinburgh|Frankfurt|Geneva|Göttingen|Heidelberg|Hillsdale|Hoboken|"
    "Leipzig|London|Los Angeles|Madrid|Mahwah|Melbourne|Milan|Munich|München|New Haven|New York|Oxford|Paris|"
    "Philadelphia|Princeton|Rome|San Diego|San Francisco|Singapore|St Louis|Stanford|Stockholm|Stuttgart|Sydney|"
    "Thousand Oaks|Tokyo|Toronto|Vienna|Washington|Weinheim|Wien|Zürich|Zurich"
)
_IN_STATE = (
    rf"[{CAPITAL}][\w ]{{2,25}},\s(?:[{CAPITAL}]{{2}}|[{CAPITAL}]\.[{CAPITAL}]\.?|USA|Mass\.?|Calif\.?|Conn\.?)"
)
_CITY_LAST = re.compile(rf"^(?P<publisher>.+?),\s+(?P<place>(?:{_CITIES})(?:,?\s[A-Z][\w.]{{1,14}})?|{_IN_STATE})$")
_IN_BRACKETS = re.compile(
    rf"^(?P<head>.+?)\s*\((?P<said>[{CAPITAL}][^():\d]{{1,90}}?),\s*(?P<date>{shapes.YEAR})\)\.?$", re.S
)
_EDITED_BOOK = re.compile(
    rf"^(?:(?P<title>.+?)[.,]?\s+)?[Ii]n:?\s+(?P<book>[{CAPITAL}].+?)[,.]?\s*\([Ee]ds?\.?:?\s+(?P<editors>[^()]+)\)"
    rf"(?:,?\s*(?:[Vv]ol\.?\s?(?P<volume>\w+),?\s*)?(?:pp?\.?\s*)?(?P<pages>{shapes.PAGES}))?$",
    re.S,
)


_BEHIND_SEMICOLON = re.compile(
    rf"^(?P<head>.+);\s+(?P<publisher>{_HOUSE}):\s(?P<place>[{CAPITAL}][^:;\d]{{1,50}}),\s(?P<date>{shapes.YEAR})"
    r"(?:;\s*(?P<after>\D.*))?\.?$",
    re.S,
)
_IN_SEMICOLON_BOOK = re.compile(
    rf"^(?P<title>.+?)[.,]?\s+In\s+(?P<book>[{CAPITAL}].+?)(?:;\s*(?P<editors>[^:]+?),\s*Eds?\.)?$", re.S
)


def monograph(body: str, parts: Parts) -> bool:
    """Vancouver's books: "Names. Title. 2nd ed. Place: Publisher; 2019.", and NLM's and AMA's forms of it."""
    if "In:" in body:
        return False
    for at, shape in enumerate(_MONOGRAPHS):
        found = shape.match(body)
        if found and (at < 2 or _is_house(found)):
            break
    else:
        return False
    _names_and_title(found["head"], parts)
    parts.date, parts.style = found["date"], "vancouver"
    parts.publisher, parts.place = found["publisher"].strip(" .,"), found["place"].strip(" .,[]")
    parts.marked = parts.names_score > 0.9 and ". " not in parts.title
    return bool(parts.title)


def _is_house(found: re.Match[str]) -> bool:
    """Whether "X; 2019" behind a title names a publisher, and no journal that had no volume yet."""
    house, head = found["publisher"], found["head"]
    return bool(shapes.PUBLISHER.search(house) or _EDITION.search(head) or _EDITORS_FIRST.match(head))


def _names_and_title(head: str, parts: Parts) -> None:
    """Authors or editors, title, edition and whether it is a thesis, from all that stands before the place."""
    parts.type = "thesis" if _THESIS.search(head) else "book"
    head = _THESIS.sub("", head)
    edited = _EDITORS_FIRST.match(head)
    if edited and looks_like_names(edited["names"]) >= 0.5:
        names, parts.title = edited["names"], edited["title"]
        parts.editors, parts.short = names_in(names)
    else:
        names, parts.title = vancouver_names(head)
        parts.authors, parts.short = names_in(names) if names else ([], False)
    parts.names_score = looks_like_names(names) if names else 0.0
    parts.title = parts.title.strip().rstrip(".,")
    edition_of(parts)


def semicolon_book(body: str, parts: Parts) -> bool:
    """ACS's and MDPI's books: "Names Title; Publisher: Place, 2011", chapters with "In Book; Names, Eds.;"."""
    found = _BEHIND_SEMICOLON.match(body)
    authors, rest, short = leading_names(found["head"]) if found else ([], "", False)
    if not found or not authors or not rest or not all(map(shapes.INITIALS.search, authors)):
        return False
    parts.authors, parts.short, parts.names_score = authors, short, 1.0
    parts.type, parts.title, parts.date = "book", rest.strip(" .,"), found["date"]
    parts.publisher, parts.place = found["publisher"].strip(), found["place"].strip(" ,")
    parts.style, parts.marked = "acs", True
    if chapter := _IN_SEMICOLON_BOOK.match(rest):
        parts.type, parts.title, parts.container = "chapter", chapter["title"], chapter["book"].strip(" .,;")
        parts.editors = names_in(chapter["editors"])[0] if chapter["editors"] else []
        if edition := _EDITION.search(parts.container):
            parts.container, parts.edition = parts.container[: edition.start()], edition["edition"].strip(" .")
    if pages := re.search(rf"pp?\.\s?({shapes.PAGES})", found["after"] or ""):
        parts.pages = pages[1]
    edition_of(parts)
    return True


def edition_of(parts: Parts) -> None:
    """Takes "(2nd ed.)" from the end of the title."""
    found = _EDITION.search(parts.title)
    if found and found.start() > 0:
        parts.edition = parts.edition or found["edition"].strip(" .,")
        parts.title = parts.title[: found.start()].rstrip(" .,")
        if parts.type == "article" and not (parts.container or parts.volume):
            parts.type = "book"


def publisher_instead(rest: str, parts: Parts, emphasised: list[str]) -> bool:
    """Whether what follows the title names a publisher and no journal; then it is taken, as a book's."""
    placed = _PLACED.match(rest)
    if not placed or _JOURNAL.search(rest):
        if parts.doi or len(rest) >= LONGEST_PUBLISHER:
            return False
        if not shapes.PUBLISHER.search(rest) and not _may_be_house(rest, parts, emphasised):
            return False
    parts.type = "book"
    _place_and_publisher(rest, parts)
    return True


def _may_be_house(rest: str, parts: Parts, emphasised: list[str]) -> bool:
    """Whether a name with neither volume nor pages behind an author-date title can be a publisher's alone."""
    dated = parts.style == "author-date" and re.fullmatch(rf"{shapes.YEAR}[a-z]?", parts.date)
    known = rest in emphasised or _PERIODICAL.search(rest) or re.search(r"\d|[a-z]\.\s", rest)
    return bool(dated and rest[:1].isupper() and not parts.url and not known)


def _place_and_publisher(said: str, parts: Parts) -> None:
    """ "Place: Publisher", "Publisher; Place", "Publisher, City" or the publisher alone."""
    said = said.strip(" .,;:")
    if ":" in said:
        parts.place, _, parts.publisher = (part.strip(" .,;") for part in said.rpartition(":"))
    elif ";" in said:
        parts.publisher, _, parts.place = (part.strip(" .,;") for part in said.partition(";"))
    elif found := _CITY_LAST.match(said):
        parts.publisher, parts.place = found["publisher"], found["place"]
    else:
        parts.publisher = said


def bracketed_book(body: str, parts: Parts) -> bool:
    """Nature's books: "Names Title (Publisher, 2011)", in chapters behind "Title. in Book (eds Names) 12–34"."""
    found = _IN_BRACKETS.match(body)
    if not found:
        return False
    group, after = vancouver_names(found["head"])
    authors, rest, short = leading_names(found["head"])
    if not authors and GROUP.search(group):
        authors, rest = [group], after
    elif not all(map(shapes.INITIALS.search, authors)) or found["head"].removesuffix(rest).rstrip()[-1:] != ".":
        return False
    if not authors or not rest or rest[:1] in "“\"‘'":
        return False
    parts.authors, parts.short, parts.names_score = authors, short, 1.0
    parts.type, parts.title, parts.date = "book", rest.strip(" .,"), found["date"]
    parts.style, parts.marked = "nature", True
    if chapter := _EDITED_BOOK.match(rest):
        parts.type, parts.title, parts.container = "chapter", chapter["title"] or "", chapter["book"]
        parts.editors, _ = names_in(chapter["editors"])
        parts.volume, parts.pages = chapter["volume"] or "", chapter["pages"] or ""
    edition_of(parts)
    _place_and_publisher(found["said"], parts)
    return True


_PUBLISHED = re.compile(
    r"\s*\((?P<place>[^():]{2,40}):\s*(?P<publisher>[^()]{3,80}?)(?:,\s*\d{4})?\)[.,]?\s*(?:pp?\. [\d–-]+\.?)?$"
)


def after_publisher(text: str, parts: Parts) -> str:
    """Takes "(Place: Publisher)" from the end of a book."""
    if found := _PUBLISHED.search(text):
        parts.type, parts.publisher = "book", found["publisher"].strip()
        text = text[: found.start()]
    return text


def in_book(text: str, parts: Parts) -> None:
    """What follows "In": editors, the book's title, (Vol. 182, pp. 313–333), the publisher."""
    parts.type = "chapter"
    parts.container = text.strip()
    book_editors(parts)
    text = parts.container
    if found := shapes.BOOK_TAIL.match(text):
        parts.container, inside = found["book"].strip(" .,"), found["inside"]
        parts.publisher = found["publisher"].strip(" .,")
        _inside(inside, parts)
        return
    found = re.match(
        rf"^(?P<book>.+?),\s*(?P<inside>(?:[Vv]ol\.?\s?\w+)?(?:,?\s*pp?\.\s?{shapes.PAGES})?)\.?\s*(?P<publisher>[^\d]*)$",
        text,
    )
    if found and found["inside"]:
        parts.container, parts.publisher = found["book"].strip(" .,"), found["publisher"].strip(" .,")
        _inside(found["inside"], parts)
        if not parts.publisher:
            book_publisher(parts)
        return
    pieces = re.split(r"(?<=[\w)])\.\s+", text.rstrip(" ."), maxsplit=1)
    parts.container = pieces[0].strip(" ,")
    if len(pieces) == 2:
        if found := re.search(rf"(?:pp?\.?\s?)({shapes.PAGES})", pieces[1]):
            parts.pages = found[1]
        parts.publisher = re.sub(rf",?\s*pp?\.?\s?{shapes.PAGES}", "", pieces[1]).strip(" .,")


def book_editors(parts: Parts) -> None:
    found = shapes.EDITORS.match(parts.container)
    if found and looks_like_names(found["names"]) >= 0.5:
        parts.editors, _ = names_in(found["names"])
        parts.container = found["rest"].strip()


def book_publisher(parts: Parts) -> None:
    """ "Book. 2nd ed. Berlin: Springer" or "Book. A Press": the publisher is the last piece."""
    book, stop, last = parts.container.rpartition(". ")
    if stop and (re.search("[:;]", last) or shapes.PUBLISHER.search(last)) and len(last) < 80:
        parts.container = book.strip(" .,;")
        _place_and_publisher(last, parts)
    if found := shapes.EDITION.search(parts.container):
        parts.container, parts.edition = parts.container[: found.start()], found["edition"]


def _inside(text: str, parts: Parts) -> None:
    if found := re.search(r"[Vv]ol(?:ume)?\.?\s?([\w.]+)", text):
        parts.volume = found[1]
    if found := re.search(rf"(?:pp?\.|[Pp]ages?)\s?({shapes.PAGES})", text):
        parts.pages = found[1]
