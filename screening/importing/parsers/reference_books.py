"""Books, chapters, reports and theses among printed references: title, editors, edition, place and publisher."""

from __future__ import annotations

import re

from . import reference_shapes as shapes
from .capitals import CAPITAL
from .reference_heads import leading_names, vancouver_names
from .reference_names import GROUP, looks_like_names, names_in
from .reference_parts import Parts

_VOLUME_BEHIND = re.compile(r"[.,;]?\s+[Vv]ol(?:ume)?\.?\s(?P<volume>\d+|[IVXLC]+)\.?$")
_VOLUME_BEFORE = re.compile(r"[Vv]ol(?:ume)?\.?\s(?P<volume>\d+|[IVXLC]+)[.,;]\s+")
_MEETING = re.compile(
    rf";\s{shapes.YEAR}\s{shapes.MONTH}[^;]{{0,20}};\s[^;.:]{{2,60}}(?=\.|$)"
)  # when and where it met
LONGEST_PUBLISHER = 90  # characters
_SAINT = r"(?:\[?(?:St|Ste|Ft|Mt)\.\s)?"
_PLACE = rf"{_SAINT}[{CAPITAL}\[](?:[^.:;()\d]|\b[{CAPITAL}]\.){{1,45}}(?:\s?\([^()\d]{{2,20}}\))?\]?"
_HOUSE = rf"[{CAPITAL}](?:Univ\. |Publ?\. |Corp\. |St\. |(?!\w{{3}}\.\s)[^:;]){{1,100}}?"  # no sentence ends in it
_MONOGRAPHS = (
    re.compile(
        rf"^(?P<head>.+?[.?!)\]])\s+(?P<place>{_PLACE}):\s?(?P<publisher>[{CAPITAL}][^:;.]{{1,100}})\.\s+c(?P<date>{shapes.YEAR})"
        r"(?![\d;:(])(?P<after>.*)$",
        re.S,
    ),
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
        rf"^(?P<head>.+?[.?!)\]])\s+(?P<publisher>{_HOUSE});\s*(?P<date>{shapes.YEAR})\s?\.?(?P<after>)(?P<place>)$",
        re.S,
    ),
)
_EDITORS_FIRST = re.compile(
    r"^(?P<names>.{3,3000}?),?\s*(?:\((?:[Ee]ds?|[Ee]ditors?)\.?\)|(?<!\dst\s)(?<!\dnd\s)(?<!\drd\s)(?<!\dth\s)\b[Ee]ds?\b|\b[Ee]ditors?\b)\.\s+"
    r"(?P<title>.+)$",
    re.S,
)
_ALSO_EDITED = re.compile(r"^(?P<title>.+?[.?!])\s+(?P<names>[^.]{3,200}?),\s+editors?$", re.S)
_AFFILIATION = re.compile(
    rf"(?<=\s[{CAPITAL}]|[{CAPITAL}]{{2}})\s\([^()]*,[^()]*\)(?=[.,;])"
)  # "Roe J (University of X, Y)."
_THESIS = re.compile(r"\s*\[[^\[\]]*\b(?:dissertation|thesis)\b[^\[\]]*\]", re.I)
EDITION = re.compile(
    r"[.,]?\s*\(?(?P<edition>(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|rev(?:ised|\.))"
    r"\s+(?:rev\.?\s+)?ed(?:ition|n)?\b\.?)\)?[.,]?$",
    re.I,
)
_PLACED = re.compile(rf"^(?P<place>{_PLACE}):\s+(?P<publisher>[^:;\d][^:;]{{1,80}})$")
JOURNAL = re.compile(r"\b(?:journal|revue|zeitschrift|magazine|bulletin|annals)\b", re.I)
PERIODICAL = re.compile(
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
_COMMA_BOOK = re.compile(
    rf"(?P<head>[^“\"‘]+?),\s(?P<edition>(?:\w{{3,6}}|\d+(?:st|nd|rd|th))\sed(?:n|ition)?\.?),\s"
    rf"(?P<house>[^,.:]+,\s[^,.:\d]+(?:,\s[A-Z][^,.:\d]+)?),\s(?P<date>{shapes.YEAR})\s?\.?",
    re.S,
)
_MEETING_PAPER = re.compile(
    rf"in:?\s+(?P<book>[^,]*\b(?:Proc|Conf|Symp|Workshop|Congr|Meeting|Conference|Symposium|Congress|Proceedings)\b[^,]*)"
    rf"(?:,\s(?P<place>[^,\d]+(?:,\s[^,\d]+){{0,2}}))?,\s(?:{shapes.MONTH}\.?\s(?:[\d{shapes.D}]+,\s)?)?(?P<date>{shapes.YEAR})"
    rf"(?:,\svol\.\s?(?P<volume>\w+))?,\spp?\.\s?(?P<pages>{shapes.PAGES})",
    re.S,
)
_COMMA_CHAPTER = re.compile(
    rf"(?P<head>.+?),\s+in:\s+(?:(?P<editors>[^()]{{3,300}}?)\s\([Ee]ds?\.\),\s+)?"
    rf"(?P<book>[^,]+(?:,\s[^,]+){{2,4}}?),\s(?P<date>{shapes.YEAR}),\spp?\.\s?(?P<pages>{shapes.PAGES})\s?\.?",
    re.S,
)
_IN_SEMICOLON_BOOK = re.compile(
    rf"^(?P<title>.+?)[.,]?\s+In\s+(?P<book>[{CAPITAL}].+?)(?:;\s*(?P<editors>[^:]+?),\s*Eds?\.)?$", re.S
)


def monograph(body: str, parts: Parts) -> bool:
    """Vancouver's books: "Names. Title. 2nd ed. Place: Publisher; 2019.", and NLM's and AMA's forms of it."""
    if "In:" in body:
        return False
    for shape in _MONOGRAPHS:
        found = shape.match(body)
        if found and (found["place"] or _is_house(found, parts)):
            break
    else:
        return False
    _names_and_title(found["head"], parts)
    parts.date, parts.style = found["date"], "vancouver"
    parts.publisher, parts.place = found["publisher"].strip(" .,"), found["place"].strip(" .,[]")
    parts.marked = parts.names_score > 0.9 and ". " not in parts.title
    if parts.type == "book" and parts.url and parts.accessed and _is_page(parts):
        parts.type = "webpage"
    return bool(parts.title)


def _is_house(found: re.Match[str], parts: Parts) -> bool:
    """Whether "X; 2019" behind a title names a publisher, and no journal that had no volume yet."""
    house, head = found["publisher"], found["head"]
    if parts.url and parts.accessed and (head.startswith(f"{house}.") or GROUP.search(house)):
        return True
    return bool(shapes.PUBLISHER.search(house) or EDITION.search(head) or _EDITORS_FIRST.match(head))


def _is_page(parts: Parts) -> bool:
    """Whether what was looked at in the web is a page of those who made it, and no book of a publisher."""
    if parts.edition or parts.editors:
        return False
    return not (parts.authors and parts.place) or parts.authors == [parts.publisher]


def _names_and_title(head: str, parts: Parts) -> None:
    """Authors or editors, title, edition and whether it is a thesis, from all that stands before the place."""
    parts.type = "thesis" if _THESIS.search(head) else "book"
    head = _AFFILIATION.sub("", _THESIS.sub("", head))
    edited = _EDITORS_FIRST.match(head)
    if edited and looks_like_names(edited["names"]) >= 0.5:
        names, parts.title = edited["names"], edited["title"]
        parts.editors, parts.short = names_in(names)
    else:
        names, parts.title = vancouver_names(head)
        parts.authors, parts.short = names_in(names) if names else ([], False)
    parts.names_score = looks_like_names(names) if names else 0.0
    parts.title = parts.title.strip().rstrip(".,")
    if not parts.editors and (also := _ALSO_EDITED.match(parts.title)) and looks_like_names(also["names"]) == 1:
        parts.editors, parts.title = names_in(also["names"])[0], also["title"]
    edition_of(parts)


def _behind_names(head: str, parts: Parts) -> str:
    """What stands behind the authors, which are taken; "" where there are none with initials, or nothing behind."""
    authors, rest, short = leading_names(head)
    if not authors or not rest or not all(map(shapes.INITIALS.search, authors)):
        return ""
    parts.authors, parts.short, parts.names_score = authors, short, 1.0
    return rest


def semicolon_book(body: str, parts: Parts) -> bool:
    """ACS's and MDPI's books: "Names Title; Publisher: Place, 2011", chapters with "In Book; Names, Eds.;"."""
    found = _BEHIND_SEMICOLON.match(body)
    rest = _behind_names(found["head"], parts) if found else ""
    if not found or not rest:
        return False
    parts.type, parts.title, parts.date = "book", rest.strip(" .,"), found["date"]
    parts.publisher, parts.place = found["publisher"].strip(), found["place"].strip(" ,")
    parts.style, parts.marked = "acs", True
    if chapter := _IN_SEMICOLON_BOOK.match(rest):
        parts.type, parts.title, parts.container = "chapter", chapter["title"], chapter["book"].strip(" .,;")
        parts.editors = names_in(chapter["editors"])[0] if chapter["editors"] else []
        if edition := EDITION.search(parts.container):
            parts.container, parts.edition = parts.container[: edition.start()], edition["edition"].strip(" .")
    if pages := re.search(rf"pp?\.\s?({shapes.PAGES})", found["after"] or ""):
        parts.pages = pages[1]
    edition_of(parts)
    return True


def comma_chapter(body: str, parts: Parts) -> bool:
    """Elsevier's chapters: "I. Names, Title, in: I. Names (Eds.), Book, Publisher, Place, 2015, pp. 77–98." """
    found = _COMMA_CHAPTER.fullmatch(body)
    title = _behind_names(found["head"], parts) if found else ""
    if not found or not title:
        return False
    parts.type, parts.title, parts.date, parts.pages = "chapter", title.strip(" ,."), found["date"], found["pages"]
    parts.editors = names_in(found["editors"])[0] if found["editors"] else []
    *book, publisher, place = found["book"].split(", ")
    if len(book) > 1 and EDITION.fullmatch(book[-1]):
        parts.edition = book.pop().strip(" .")
    parts.container, parts.publisher, parts.place = ", ".join(book), publisher, place
    parts.style, parts.marked = "elsevier", True
    return bool(parts.container)


def comma_book(body: str, parts: Parts) -> bool:
    """Elsevier's books: "I. Names, Title, fourth ed., Publisher, New York, 2000." """
    found = _COMMA_BOOK.fullmatch(body)
    title = _behind_names(found["head"], parts) if found else ""
    if not found or not title:
        return False
    parts.type, parts.title, parts.date = "book", title.strip(" ,."), found["date"]
    parts.publisher, _, parts.place = found["house"].partition(", ")
    parts.edition, parts.style, parts.marked = found["edition"].strip(" ."), "elsevier", True
    return True


def meeting_paper(rest: str, parts: Parts) -> bool:
    """What stands behind IEEE's quoted title: "in Proc. 42nd Conf. Sleep, Montreal, Canada, 2020, pp. 312–315"."""
    found = _MEETING_PAPER.fullmatch(rest.strip(" ,."))
    if not found or not parts.authors or not all(map(shapes.INITIALS.search, parts.authors)):
        return False
    parts.type, parts.container, parts.place = "conference", found["book"], found["place"] or ""
    parts.date, parts.pages, parts.volume = found["date"], found["pages"], found["volume"] or ""
    parts.style, parts.marked = "ieee", True
    return True


def edition_of(parts: Parts) -> None:
    """Takes "(2nd ed.)" from the end of the title."""
    found = EDITION.search(parts.title)
    if found and found.start() > 0:
        parts.edition = parts.edition or found["edition"].strip(" .,")
        parts.title = parts.title[: found.start()].rstrip(" .,")
        if parts.type == "article" and not (parts.container or parts.volume):
            parts.type = "book"


def publisher_instead(rest: str, parts: Parts, emphasised: list[str]) -> bool:
    """Whether what follows the title names a publisher and no journal; then it is taken, as a book's."""
    placed = _PLACED.match(rest)
    if not placed or JOURNAL.search(rest):
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
    known = rest in emphasised or PERIODICAL.search(rest) or re.search(r"\d|[a-z]\.\s", rest)
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
    _in_book(text, parts)
    _volume_of_book(parts)


def _in_book(text: str, parts: Parts) -> None:
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
    parts.container, meeting = _MEETING.sub("", parts.container), _MEETING.search(parts.container)
    parts.type = "conference" if meeting else parts.type
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
    _volume_of_book(parts)
    if found := shapes.EDITION.search(parts.container):
        parts.container, parts.edition = parts.container[: found.start()], found["edition"]


def _volume_of_book(parts: Parts) -> None:
    """Takes "Vol. 2" from behind the book's title or before the publisher."""
    if (found := _VOLUME_BEHIND.search(parts.container)) and not parts.volume:
        parts.container, parts.volume = parts.container[: found.start()], found["volume"]
    if (found := _VOLUME_BEFORE.match(parts.publisher)) and not parts.volume:
        parts.publisher, parts.volume = parts.publisher[found.end() :], found["volume"]


def _inside(text: str, parts: Parts) -> None:
    if found := re.search(r"[Vv]ol(?:ume)?\.?\s?([\w.]+)", text):
        parts.volume = found[1]
    if found := re.search(rf"(?:pp?\.|[Pp]ages?)\s?({shapes.PAGES})", text):
        parts.pages = found[1]
