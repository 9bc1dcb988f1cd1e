"""A version as a document: built from the rows while it is open, read back once it is released."""

from collections.abc import Iterable, Mapping
from datetime import date

from synthesis.models import NarrativeVersion, Reference, Statement
from synthesis.models.evidence import Source
from synthesis.models.runs import FrozenRun
from synthesis.narratives.citations import BadCitation, number_by_first_use
from synthesis.narratives.document import Document, Entry, Part, Passage, Pin, from_dict
from synthesis.narratives.queries.freshness import behind_their_data
from synthesis.narratives.queries.texts import Paragraph, paragraphs, printed
from synthesis.narratives.queries.words import (
    EFFECT,
    Said,
    resting_links,
    said_now,
    words_confirmed,
)
from synthesis.narratives.sentences import pieces_of
from synthesis.narratives.tokens import BadToken


class Unprintable(Exception):
    """Statements with a place that nothing can fill; each as (statement, why)."""

    def __init__(self, gaps: list[tuple[Statement, str]]):
        self.gaps = gaps
        super().__init__("; ".join(why for _, why in gaps))


def draft_document(version: NarrativeVersion, *, on: date, **told: str) -> Document:
    """The open version as it stands; `told`: released_by, changelog, override_reason of a release to be.

    Figures are in the words a person confirmed. Raises Unprintable where a place would stay empty.
    """
    narrative = version.narrative
    said, texts = said_now(narrative.review), paragraphs(version)
    statements = [statement for paragraph in texts for statement in paragraph.statements]
    references = {str(ref.pk): ref for ref in narrative.references.select_related("record")}
    try:
        numbers = number_by_first_use(statement.text for statement in statements)
    except BadCitation as error:
        raise Unprintable([(statements[0], str(error))]) from None
    behind = {each.run.pk for each in behind_their_data(statements, said)}
    return Document(
        title=narrative.title,
        review=narrative.review.title,
        language=narrative.language,
        version=version.number,
        date=on.isoformat(),
        released=False,
        parts=_parts(texts, said, {mark: n for mark, n in numbers.items() if mark in references}),
        references=tuple(_entry(n, references[mark]) for mark, n in numbers.items() if mark in references),
        pins=tuple(_pin(Said(source, run), run.pk in behind) for source, run in runs_behind(statements, said)),
        **told,
    )


def document_of(version: NarrativeVersion, *, on: date) -> Document:
    """The frozen document of a release, or the draft of an open version."""
    release = getattr(version, "release", None)
    return from_dict(release.content) if release else draft_document(version, on=on)


def _parts(texts: list[Paragraph], said: Mapping[str, Said], numbers: Mapping[str, int]) -> tuple[Part, ...]:
    parts, gaps = [], []
    for paragraph in texts:
        passages = []
        for statement in paragraph.statements:
            try:
                passages.append(_passage(statement, said, numbers))
            except (BadToken, BadCitation) as error:
                gaps.append((statement, str(error)))
        parts.append(Part(paragraph.block.kind, paragraph.block.text, tuple(passages)))
    if gaps:
        raise Unprintable(gaps)
    return tuple(part for part in parts if part.text or part.passages)


def _passage(statement: Statement, said: Mapping[str, Said], numbers: Mapping[str, int]) -> Passage:
    pieces = pieces_of(statement.text, words_confirmed(statement, said), numbers)
    return Passage(str(statement.uid), statement.kind, statement.status, pieces)


def _entry(number: int, reference: Reference) -> Entry:
    source = reference.record or reference
    return Entry(number, printed(reference), doi=source.doi, pmid=source.pmid)


def runs_behind(statements: Iterable[Statement], said: Mapping[str, Said]) -> list[tuple[Source, FrozenRun]]:
    """What the printed figures come from with its run, by name and number.

    Where the newest run says what was confirmed, it is the one; else the run of the confirmation.
    """
    found: dict[object, tuple[Source, FrozenRun]] = {}
    for statement in statements:
        held = [(row.source, row.format, row.confirmed_text, row.frozen_run) for row in statement.tokens.all()]
        held += [(each.source, EFFECT, each.confirmed_text, each.frozen_run) for each in resting_links(statement)]
        for source, name, confirmed, run in held:
            each = said.get(source.path) if source else None
            newest = each.run if each and confirmed in ("", each.figure(name)) else None
            if source and (chosen := newest or run):
                found[source.path, chosen.pk] = (source, chosen)
    return sorted(found.values(), key=lambda held: (held[0].path, held[1].number))


def _pin(each: Said, changed: bool) -> Pin:
    run = each.run
    return Pin(
        kind=each.kind,
        slug=each.source.path,
        title=each.source.title,
        number=run.number,
        run_id=str(run.pk),
        inputs_sha256=run.inputs_sha256,
        run_at=run.run_at.date().isoformat(),
        said=each.words.get(EFFECT, "no pooled effect"),
        changed=changed,
    )
