"""What speaks against one work: in the titles, the identifiers, the places and the kinds of two records. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from screening.dedupe.engine.brackets import FIRM, ends_as_another
from screening.dedupe.engine.compare import AGREES, DIFFERS, Evidence
from screening.dedupe.engine.forewords import foreword
from screening.dedupe.engine.normalise import Form
from screening.dedupe.engine.notices import continues, counted_alone, notice_of
from screening.dedupe.engine.titles import Title
from screening.dedupe.engine.wording import NEAR, OTHER, PART, STUMBLE, SWAPPED, Words

ISSUES = "the issues differ"
LETTER = "letter or comment"
LONGEST_LETTER = 2  # pages


def contradictions(a: Form, b: Form, e: Evidence) -> dict[str, str]:
    """Name -> in words, of all that speaks against one work."""
    found = {}
    if a.notice != b.notice:
        found["notice"] = _notices(a, b)
    elif a.title.is_notice != b.title.is_notice:
        found["cited"] = "one is a notice, the title of the other may only begin as one"
    if a.title.retracted != b.title.retracted:
        found["retracted"] = "one is marked as retracted: it is the article itself, or the notice that retracts it"
    if a.title.parts != b.title.parts and (a.title.letters, a.title.said) != (b.title.letters, b.title.said):
        found["part"] = "they name different parts"
    found |= _brackets(a.title, b.title) | _wordings(e)
    if e.title.in_two_languages and (said := foreword(a.title, b.title)):
        found["foreword"] = said
    if e.authors == DIFFERS:
        found["authors"] = "the authors differ"
    elif e.called_otherwise:
        found["given"] = "given names differ"
    if e.doi == DIFFERS:
        found["doi"] = "the DOIs are of two versions of one preprint" if e.revised else "the DOIs differ"
    if e.pmid == DIFFERS:
        found["pmid"] = "the PubMed ids differ"
    if e.trial == DIFFERS:
        found["trial"] = "the numbers of the trials differ"
    if e.years_apart > 1:
        found["years"] = f"{e.years_apart} years lie between them"
    if e.start == DIFFERS and e.volume == DIFFERS:
        found["place"] = "volume and pages differ"
    elif e.start == DIFFERS:
        found["pages"] = "the pages differ"
    elif e.volume == DIFFERS:
        found["volume"] = "the volumes differ"
    if e.issue == DIFFERS:
        found["issue"] = ISSUES
    if e.issue == DIFFERS and e.start == DIFFERS and e.volume == AGREES == e.journal:
        found["issues"] = "they are in two issues of one volume"
    if e.abstract == DIFFERS:
        found["abstract"] = "the abstracts differ"
    if e.journal == DIFFERS:
        found["journal"] = "the journals differ"
    if e.sisters and e.start != AGREES:
        found["sister"] = "the journals may be two"
    if _is_letter_without_author(a, b, e):
        found["letter"] = "of two letters, which may be a letter and its reply, one names no author"
    found |= _sorts(a, b)
    numbered = e.start == AGREES and (a.pages.is_review_number or b.pages.is_review_number)
    if numbered and DIFFERS in (e.year, e.issue):
        found["version"] = "two versions of a review that is kept up to date"
    return found


_NOTICES = {"retraction": "a retraction notice"} | {
    kind: f"a notice about the other: a {kind}" for kind in ("correction", "comment", "reply")
}


def _notices(a: Form, b: Form) -> str:
    if a.notice and b.notice:
        return f"one is a {a.notice}, the other a {b.notice}"
    return f"one is {_NOTICES[a.notice or b.notice]}"


def _brackets(a: Title, b: Title) -> dict[str, str]:
    """What stands in brackets behind one title alone: another sort of work, or what nobody knows here."""
    found = {}
    one, other = ("; ".join(sorted(title.sorts)) for title in (a, b))
    if (a.sorts ^ b.sorts) & FIRM:
        found["edition"] = f"one is called {one or 'nothing'} in brackets, the other {other or 'nothing'}"
    elif a.sorts != b.sorts and not a.sorts & b.sorts:
        found["tag"] = f"one is called {one or 'nothing'} in brackets, the other {other or 'nothing'}"
    if bool(a.said) != bool(b.said):
        said = a.said or b.said
        name = "count" if counted_alone(said) else "tag"
        found[name] = f"“{' '.join(said[:6])}” stands in brackets behind one title alone"
    return found


def _wordings(e: Evidence) -> dict[str, str]:
    """What their titles say against one work. A title in another language says nothing."""
    title = e.title
    if title.kind in (SWAPPED, NEAR, STUMBLE):
        return {"swapped" if title.kind == SWAPPED else "word": _stands_against(title.only_a, title.only_b)}
    rest = title.only_a or title.only_b
    if title.kind == PART and rest and (ends_as_another(rest) or counted_alone(rest) or notice_of(" ".join(rest))):
        name = "count" if counted_alone(rest) else "edition"
        return {name: f"“{' '.join(rest[:6])}” is in one title alone"}
    if title.kind == PART and continues(rest):
        return {"sequel": f"“{' '.join(rest[:6])}” in one title alone may name a work that followed"}
    if title.kind != OTHER or title.translated or not title.ratio:
        return {}
    shared = next((name for name, state in (("DOI", e.doi), ("PubMed id", e.pmid)) if state == AGREES), "")
    return {"title": f"the titles differ, so the {shared} of one may be wrong" if shared else "the titles differ"}


def _stands_against(x: Words, y: Words) -> str:
    """What one has and the other has not, without the words of both."""
    both = Counter(x) & Counter(y)
    one, other = (" ".join(_without(words, both)[:3]) for words in (x, y))
    if one and other:
        return f"“{one}” stands against “{other}”"
    return (
        f"“{one or other}” is in one title alone"
        if one or other
        else "the titles have the same words in another order"
    )


def _without(words: Words, some: Counter[str]) -> Sequence[str]:
    left = some.copy()
    kept = []
    for word in words:
        if left[word]:
            left[word] -= 1
        else:
            kept.append(word)
    return kept


def _sorts(a: Form, b: Form) -> dict[str, str]:
    """What their places and types make of them: an abstract and a preprint, a letter and an article."""
    if a.kind and b.kind and a.kind != b.kind:
        return {"versions": f"one is a {a.kind}, the other a {b.kind}"}
    if a.kind != b.kind and not _may_be_meeting(a, b):
        return {"kind": f"one is a {a.kind or b.kind}, the other is not"}
    if a.genres and b.genres and not a.genres & b.genres and not (a.kind or b.kind):
        one, other = (min(form.genres) for form in (a, b))
        return {"genre": f"one is given as {one}, the other as {other}"}
    return {}


def _is_letter_without_author(a: Form, b: Form, e: Evidence) -> bool:
    """A letter and its reply have one title, one page and often one DOI; only their authors tell them apart."""
    unnamed = bool(a.names.families) != bool(b.names.families)
    brief = LETTER in a.genres | b.genres and max(a.pages.count, b.pages.count) <= LONGEST_LETTER
    return unnamed and brief and AGREES not in (e.pmid, e.abstract)


def _may_be_meeting(a: Form, b: Form) -> bool:
    """One is of a meeting, the other is told of as one page, which an abstract takes."""
    one = {a.kind: b, b.kind: a}.get("meeting")
    return one is not None and not one.kind and one.pages.count == 1
