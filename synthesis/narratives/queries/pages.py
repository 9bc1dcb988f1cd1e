"""What the pages of a narrative show: lines with their statuses, references with what is amiss, records to cite."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, Value

from screening.importing.queries.search import search
from screening.models import Member, Record
from synthesis.models import Block, Narrative, NarrativeVersion, Reference, Statement
from synthesis.narratives.citations import number_by_first_use
from synthesis.narratives.compare import Span, word_changes
from synthesis.narratives.queries import words as reading
from synthesis.narratives.queries.documents import runs_behind
from synthesis.narratives.queries.freshness import behind_their_data
from synthesis.narratives.queries.moves import Move, moves_behind
from synthesis.narratives.queries.texts import paragraphs, printed
from synthesis.narratives.queries.words import Said
from synthesis.narratives.sentences import Piece, pieces_of
from synthesis.narratives.status import Reason, status_of
from synthesis.narratives.tokens import Token, tokens_in
from synthesis.studies.queries import Noticed, included_reports, may_see_included, noticed_reports


@dataclass(frozen=True)
class Line:
    """A statement as the reader shows it; `before` and `after` are empty unless it is outdated."""

    statement: Statement
    pieces: tuple[Piece, ...]
    before: tuple[Span, ...] = ()
    after: tuple[Span, ...] = ()
    seen: str = ""
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True)
class Section:
    """A block with its lines."""

    block: Block
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Reading:
    """The whole version as the reader shows it; `counts` is of all statements, whatever is filtered."""

    sections: tuple[Section, ...]
    references: tuple[tuple[int, Reference, str], ...]
    counts: Counter
    said: Mapping[str, Said]
    behind: tuple[Said, ...]
    noticed: tuple[Noticed, ...]


def reading_of(version: NarrativeVersion, status: str = "") -> Reading:
    """The open version, with the statements of one status alone where it is given."""
    said, texts = reading.said_now(version.narrative.review), paragraphs(version)
    statements = [statement for each in texts for statement in each.statements]
    numbers = number_by_first_use(statement.text for statement in statements)
    sections = []
    for each in texts:
        shown = [s for s in each.statements if status in ("", s.status)]
        if shown or not status:
            sections.append(Section(each.block, tuple(line_of(s, said, numbers) for s in shown)))
    listed = {str(ref.pk): ref for ref in version.narrative.references.select_related("record")}
    return Reading(
        tuple(sections),
        tuple((n, listed[mark], printed(listed[mark])) for mark, n in numbers.items() if mark in listed),
        Counter(statement.status for statement in statements),
        said,
        tuple(behind_their_data(statements, said)),
        tuple(noticed_behind(statements, said)),
    )


def noticed_behind(statements: Iterable[Statement], said: Mapping[str, Said]) -> list[Noticed]:
    """The retracted or corrected reports of the studies from whose runs the figures come."""
    return noticed_reports({study for _, run in runs_behind(statements, said) for study in run.study_ids})


def line_of(statement: Statement, said: Mapping[str, Said], numbers: Mapping[str, int]) -> Line:
    """One statement; a figure without words is named in square brackets."""
    pieces = pieces_of(
        statement.text, _shown_words(statement.text, reading.words_confirmed(statement, said)), numbers
    )
    if statement.status != Statement.Status.OUTDATED:
        return Line(statement, pieces)
    after = reading.told_after(statement, said)
    return Line(
        statement,
        pieces,
        *word_changes(reading.told_before(statement), after),
        seen=after,
        moves=moves_behind(statement, said),
    )


def _shown_words(text: str, words: Mapping[Token, str]) -> dict[Token, str]:
    return {token: words.get(token) or f"[no figure: {token.slug}, {token.name}]" for token in tokens_in(text)}


def preview(text: str, said: Mapping[str, Said]) -> str:
    """A text that is being written, with the newest figures and its citations left out."""
    return reading.bare_words(text, _shown_words(text, reading.figures_now(said)))


def trace_of(statement: Statement, said: Mapping[str, Said]) -> tuple[Reason, ...]:
    """Why the statement has its status, the deciding reason first."""
    references = set(statement.block.narrative_version.narrative.references.values_list("pk", flat=True))
    return status_of(reading.basis_of(statement, said, references)).trace


@dataclass(frozen=True)
class Listed:
    """A reference of the list: its number where it is cited, how it is printed, and what is amiss."""

    reference: Reference
    number: int | None
    text: str
    cited: int
    unmatched: bool
    without_doi: bool


def listed_references(narrative: Narrative) -> list[Listed]:
    """Those cited by number, then those that nothing cites."""
    standing = Q(
        anchors__statement__block__narrative_version=narrative.current_id,
        anchors__statement__archived_at__isnull=True,
        anchors__statement__block__archived_at__isnull=True,
    )
    rows = narrative.references.select_related("record").annotate(
        cited=Count("anchors__statement", filter=standing, distinct=True)
    )
    statements = [s for each in paragraphs(narrative.current) for s in each.statements]
    numbers = number_by_first_use(statement.text for statement in statements)
    found = [_listed(row, numbers.get(str(row.pk))) for row in rows]
    return sorted(found, key=lambda each: (each.number is None, each.number or each.reference.pk))


def _listed(row: Reference, number: int | None) -> Listed:
    doi = row.record.doi if row.record else row.doi
    return Listed(row, number, printed(row), row.cited, unmatched=row.record is None, without_doi=not doi)


def citable_records(member: Member, words: str = "", limit: int = 12) -> list[Record]:
    """Records to cite, those included first where the member may know which are. The last word may go on."""
    unique = member.review.records.filter(primary__isnull=True).order_by("pk")
    records = search(unique, words, ("title", "people"), open_end=True)
    if not may_see_included(member):
        return list(records[:limit])
    included = included_reports(member.review).values("record")
    first = list(records.filter(pk__in=included).annotate(included=Value(True))[:limit])
    rest = records.exclude(pk__in=included).annotate(included=Value(False))
    return first + list(rest[: limit - len(first)])
