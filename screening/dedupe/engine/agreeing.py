"""The named rules by which two records are one work if nothing contradicts. Pure.

A title has to say the same; what is added to it or may be a slip has to be borne out by what no second work has:
pages of its own, the abstract, an identifier that is no supplement's.
"""

from __future__ import annotations

from screening.dedupe.engine.compare import AGREES, DIFFERS, SILENT, Evidence
from screening.dedupe.engine.normalise import Form
from screening.dedupe.engine.places import counts_of
from screening.dedupe.engine.wording import ADDED, CUT_SHORT, EQUAL, OTHER, PART, SLIP, STUMBLE

LONGEST_ISSUE = 400  # pages; a journal may begin each issue at page 1
LONGEST_COLUMN = 3  # pages of what may come in every issue
SHORT_WORD = 4  # letters; of fewer many make a word, or an abbreviation
MOST_PAGES = 60  # of a work; a range of more is a whole supplement


def agreement(a: Form, b: Form, e: Evidence) -> str:
    """The rule by which they are one work if nothing contradicts; "" for none."""
    if e.title.same or _borne_out(a, b, e):
        return _same_title(a, b, e)
    if e.title.kind in (PART, ADDED):
        return _longer_title(a, b, e)
    translated = e.title.translated and a.pages.count > 2
    return "authors and the same pages" if translated and _same_pages(a, b, e) else ""


def _same_title(a: Form, b: Form, e: Evidence) -> str:
    """The rule for two titles that say the same."""
    identified = e.doi == AGREES or e.pmid == AGREES
    telling = a.telling and b.telling
    if e.trial == AGREES and telling and not (a.volume or b.volume or e.paged):
        return "trial number and title"
    if identified and (e.authors == AGREES or telling or e.start == AGREES):
        return "identifier and title"
    opens = a.pages.first == b.pages.first == "1" and max(a.pages.count, b.pages.count) == 1 and e.issue != AGREES
    if opens and not identified and e.abstract != AGREES:
        return ""  # a column on the first page of each issue
    if e.place and e.authors == AGREES and (telling or _only_place(a, e)):
        return "title, authors and place"
    placed = e.place and (e.end == AGREES or whole_place(e))
    if placed and e.authors == SILENT and e.year == AGREES and telling:
        return "title and place"
    if telling and e.abstract == AGREES and e.authors == AGREES and e.journal != DIFFERS:
        return "title, authors and abstract"
    if telling and e.abstract == AGREES and e.journal == AGREES and e.year == AGREES and e.start == AGREES:
        return "title, abstract and journal"
    if a.title.again or b.title.again:
        return ""
    if telling and e.authors == AGREES and e.journal == AGREES and _one_year(e) and not _could_be_two(a, b, e):
        return "title, authors and journal"
    if telling and (_is_first_of(a, b, e) or _is_first_of(b, a, e)):
        return "online first, then in print"
    if telling and e.all_authors and e.year == AGREES and (e.start == AGREES or _placed_alike(a, b, e)):
        return "title, all authors and year"
    return ""


def _longer_title(a: Form, b: Form, e: Evidence) -> str:
    """The rule for a title that says more than the other: what is more may be the subject of another work."""
    if e.authors != AGREES:
        return ""
    identified = e.doi == AGREES or e.pmid == AGREES
    own = own_pages(a, b, e)
    if not (a.telling and b.telling):
        whole = own and e.place and e.end == AGREES and e.all_authors and _lost_subtitle(a, b)
        return "shortened title, authors and place" if whole else ""
    if identified and e.abstract == AGREES:
        return "identifier, authors and abstract"
    if identified and own:
        return "identifier, authors and place"
    if e.title.kind == PART and ((e.place and own) or _same_abstract(e)):
        return "shortened title, authors and place"
    if identified and _lost_subtitle(a, b) and not (a.crowded or b.crowded):
        return "identifier and shortened title"
    return "authors and the same pages" if _same_pages(a, b, e) else ""


def _borne_out(a: Form, b: Form, e: Evidence) -> bool:
    """What a title with a slip needs, as the slip may be another word: the abstract, pages of its own, or an
    identifier that is no supplement's. Where it easily is another word, two of them, or several pages; in a word of
    three letters an identifier and the page, or the whole place of a longer article by everybody."""
    if e.title.kind not in (SLIP, STUMBLE):
        return False
    identified = (e.doi == AGREES or e.pmid == AGREES) and not (a.crowded or b.crowded)
    own = own_pages(a, b, e)
    if e.title.kind == SLIP:
        return e.abstract == AGREES or identified or own
    if e.authors != AGREES:
        return False
    several = e.shared_authors > 1 and e.year == AGREES and min(a.pages.count, b.pages.count) > 2
    if min(map(len, (*e.title.only_a, *e.title.only_b))) < SHORT_WORD:
        return (identified and e.place) or (own and several and _fills_its_pages(a, b, e))
    return _same_abstract(e) or (identified and (e.place or e.abstract == AGREES)) or (own and several)


def _fills_its_pages(a: Form, b: Form, e: Evidence) -> bool:
    """Everybody, and all pages of one issue of a journal that is no supplement: no second article has them."""
    placed = e.all_authors and e.journal == AGREES and exact_range(a, e) and in_no_other_issue(a, b, e)
    return placed and e.issue == AGREES and not (a.crowded or b.crowded)


def _same_abstract(e: Evidence) -> bool:
    """The same abstract and page, or the same abstract, volume and everybody."""
    return e.abstract == AGREES and (e.place or (e.all_authors and e.volume == AGREES))


def own_pages(a: Form, b: Form, e: Evidence) -> bool:
    """They share pages that hold one work: a range of a few, in no other issue and volume."""
    counts = sorted((a.pages.count, b.pages.count))
    identified = e.end == AGREES and (e.doi == AGREES or e.pmid == AGREES)
    placed = e.volume == AGREES or e.journal == AGREES or identified
    if not (e.start == AGREES and placed) or e.of_two_years or DIFFERS in (e.volume, e.issue):
        return False
    if e.end == DIFFERS and counts[0] < 3:
        return False
    if e.title.kind in (PART, ADDED, OTHER) and a.pages.is_slip_of(b.pages) and counts[1] - counts[0] > 1:
        return False
    longer = e.title.kind not in (SLIP, STUMBLE)
    whole = a.pages.first == "s1" or (longer and a.pages.first == "1" and e.issue != AGREES)
    return 1 < counts[1] <= MOST_PAGES and not whole


def _lost_subtitle(a: Form, b: Form) -> bool:
    """One title is the other without what stands behind its colon, or a long one without its end."""
    x, y = sorted((a.title, b.title), key=lambda title: len(title.letters))
    cut = len(x.letters) >= CUT_SHORT and y.letters.startswith(x.letters)
    return cut or (bool(x.letters) and x.letters in (y.main, y.head) and not y.column)


def _is_first_of(one: Form, other: Form, e: Evidence) -> bool:
    """One is an article that waits for its place, with a DOI and the year before; the other has its pages."""
    waits = bool(one.doi) and not (one.volume or one.issue or one.pages.first or one.kind or one.crowded)
    printed = bool(other.volume) and other.pages.count > 1 and not (other.kind or other.crowded or other.doi)
    team = e.title.kind == EQUAL and e.journal == AGREES and e.all_authors and e.shared_authors > 1
    return waits and printed and team and other.year - one.year == 1


def _placed_alike(a: Form, b: Form, e: Evidence) -> bool:
    """No place is missing that could tell them apart: both name a meeting, whose names carry themes; or both are of
    a sort that appears in no journal."""
    if a.journal and b.journal:
        return a.kind == b.kind == "meeting" and e.journal != DIFFERS
    if a.journal or b.journal:
        return False
    return (a.kind == b.kind == "thesis") or bool(a.genres & b.genres & {"book", "report"})


def _one_year(e: Evidence) -> bool:
    """One year; or two that follow each other where the volume is the same."""
    return e.year == AGREES or (e.years_apart == 1 and e.volume == AGREES)


def _could_be_two(a: Form, b: Form, e: Evidence) -> bool:
    """Where neither tells pages, an abstract and its article in one journal and year look alike: the issue must
    agree, or everybody and the volume, or everybody where there are several. Where one has a number for pages,
    volume and issue must; where one is of a supplement and the other tells no pages, the issue, or the volume if
    that one has neither a DOI nor an abstract, as an article that waits for its pages has. Without a page another
    first author makes it another telling, and so does another year where neither tells pages nor the issue."""
    if e.year == DIFFERS and not e.paged and e.issue != AGREES:
        return True
    if e.numbered:
        return a.crowded or b.crowded or not (e.volume == e.issue == AGREES)
    other = b if a.crowded else a
    if a.crowded != b.crowded and not other.pages.first and e.issue != AGREES:
        return e.volume != AGREES or bool(other.doi or other.abstract)
    if e.first_author == DIFFERS and e.start != AGREES:
        return True
    if e.paged or e.issue == AGREES:
        return False
    return not (e.all_authors and (e.volume == AGREES or e.shared_authors > 1))


def _only_place(a: Form, e: Evidence) -> bool:
    """A place that no column of one name has twice: with the issue, or a page that no single issue reaches."""
    page = int(a.pages.first) if a.pages.first.isdecimal() else 0
    return whole_place(e) and (e.issue == AGREES or page > LONGEST_ISSUE)


def in_no_other_issue(a: Form, b: Form, e: Evidence) -> bool:
    """What bears out that two issues are one, of which a database has the wrong number: an identifier, the
    abstract, a page that no single issue reaches, or all pages of a longer work by several people.
    A column may begin on the same page in every issue of a journal that pages each from 1."""
    identified = (e.doi == AGREES or e.pmid == AGREES) and not (a.crowded or b.crowded)
    if identified or e.abstract == AGREES or e.start != AGREES:
        return identified or e.abstract == AGREES
    page = min(int(one.pages.digits) if one.pages.digits.isdecimal() else 0 for one in (a, b))
    longer = LONGEST_COLUMN < min(a.pages.count, b.pages.count) <= MOST_PAGES
    several = longer and e.end == AGREES and e.shared_authors > 1
    return page > LONGEST_ISSUE or (several and page > 1)


def whole_place(e: Evidence) -> bool:
    """Journal, volume and first page agree, and neither issue nor last page differs."""
    agree = e.journal == AGREES and e.volume == AGREES and e.start == AGREES
    return agree and e.issue != DIFFERS and e.end != DIFFERS


def _same_pages(a: Form, b: Form, e: Evidence) -> bool:
    """The same first and last page in a volume of a journal or in a year of proceedings: nothing else fits."""
    known = e.authors == AGREES and e.first_author == AGREES and (e.shared_authors > 1 or a.pages.count > 2)
    if not (known and e.end == AGREES and e.journal != DIFFERS and own_pages(a, b, e)):
        return False
    if e.title.kind == OTHER and not (e.issue == AGREES or a.title.is_translated or b.title.is_translated):
        return False  # a journal may begin each issue at page 1
    if not (a.telling and b.telling) and not _only_place(a, e):
        return False
    if e.volume == AGREES:
        return e.journal == AGREES or e.title.kind in (PART, ADDED) or e.shared_authors > 1
    titled = e.journal == AGREES or (e.title.kind in (PART, ADDED) and e.title.ratio >= 0.85)
    return e.volume == SILENT and e.year == AGREES and e.all_authors and a.pages.first != "1" and titled


def same_proceedings(a: Form, b: Form, e: Evidence) -> bool:
    """Everybody and all pages of a paper of one year's meeting, whose proceedings bear several names."""
    if not (a.kind == b.kind == "meeting" and e.title.same and e.all_authors):
        return False
    if not e.year == e.start == e.end == AGREES or DIFFERS in (e.volume, e.issue):
        return False
    counts, others = counts_of(a.journal), counts_of(b.journal)
    two = bool(counts and others and not counts & others)
    return a.pages.count > 2 and a.pages.first != "1" and not two


def exact_range(a: Form, e: Evidence) -> bool:
    """The same volume, first and last page, of more than one page, and no other issue."""
    return e.issue != DIFFERS and e.volume == AGREES and e.start == AGREES and e.end == AGREES and a.pages.count > 1
