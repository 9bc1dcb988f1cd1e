"""What each analysis says now, and what a statement was confirmed with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from screening.models import Review
from synthesis.analyses import printing
from synthesis.models import Analysis, EvidenceLink, Run, Statement
from synthesis.models import Token as TokenRow
from synthesis.narratives.sentences import bare_words
from synthesis.narratives.status import Basis, Figure
from synthesis.narratives.tokens import Token

EFFECT = "est_ci"


@dataclass(frozen=True)
class Said:
    """An analysis, its newest run and the figures of that run by name."""

    analysis: Analysis
    run: Run | None
    words: dict[str, str] = field(default_factory=dict)

    def figure(self, name: str) -> str | None:
        """The words of a figure, or None where the analysis cannot say it."""
        return None if self.analysis.archived_at else self.words.get(name)

    def missing(self, name: str) -> str:
        """Why there is no such figure."""
        if self.analysis.archived_at:
            return f"the analysis “{self.analysis}” is archived"
        if self.run is None:
            return f"the analysis “{self.analysis}” has not been run"
        return f"run {self.run.number} of “{self.analysis}” gives no “{name}”"


def said_now(review: Review) -> dict[str, Said]:
    """Every analysis of the review by slug, archived ones too."""
    rows = review.analyses.select_related("current_run", "outcome", "time_point", "review").defer(
        "current_run__inputs"
    )
    return {analysis.slug: said_by(analysis) for analysis in rows}


def said_by(analysis: Analysis) -> Said:
    """What the newest run of one analysis says."""
    run = analysis.current_run
    return Said(analysis, run, printing.tokens(run.settings, run.result) if run else {})


def figures_now(said: Mapping[str, Said]) -> dict[Token, str]:
    """Every figure that may be quoted, by token."""
    return {
        Token(slug, name): words
        for slug, each in said.items()
        if not each.analysis.archived_at
        for name, words in each.words.items()
    }


def token_of(row: TokenRow) -> Token:
    return Token(row.path, row.format)


def resting_links(statement: Statement) -> list[EvidenceLink]:
    """Links to analyses by which the statement stands or falls: background does not count."""
    return [
        link
        for link in statement.evidence.all()
        if link.analysis_id and link.stance != EvidenceLink.Stance.BACKGROUND
    ]


def basis_of(statement: Statement, said: Mapping[str, Said], references: set[int]) -> Basis:
    """What the statement's status depends on; `references` are the ids in the narrative's list."""
    figures = [_token_figure(row, said) for row in statement.tokens.all()]
    figures += [_link_figure(link, said) for link in resting_links(statement)]
    citations = [(f"[@{a.reference_id}]", a.reference_id in references) for a in statement.anchors.all()]
    return Basis(statement.kind, tuple(figures), tuple(citations), len(statement.evidence.all()))


def _token_figure(row: TokenRow, said: Mapping[str, Said]) -> Figure:
    each = said.get(row.path)
    if each is None:
        return Figure(token_of(row).mark, row.confirmed_text, None, f"this review has no analysis “{row.path}”")
    now = each.figure(row.format)
    return Figure(token_of(row).mark, row.confirmed_text, now, "" if now else each.missing(row.format))


def _link_figure(link: EvidenceLink, said: Mapping[str, Said]) -> Figure:
    each = said[link.analysis.slug]
    now = each.figure(EFFECT)
    mark = f"The linked analysis “{link.analysis}”"
    return Figure(mark, link.confirmed_text, now, "" if now else each.missing(EFFECT))


def words_confirmed(statement: Statement, said: Mapping[str, Said]) -> dict[Token, str]:
    """The words the sentence is shown with: those confirmed, or the newest where none were yet."""
    return {
        token_of(row): row.confirmed_text or words
        for row in statement.tokens.all()
        if (words := row.confirmed_text or _now(row, said))
    }


def words_newest(statement: Statement, said: Mapping[str, Said]) -> dict[Token, str]:
    """The words of the newest runs, as far as they exist."""
    return {token_of(row): words for row in statement.tokens.all() if (words := _now(row, said))}


def _now(row: TokenRow, said: Mapping[str, Said]) -> str:
    each = said.get(row.path)
    return (each.figure(row.format) or "") if each else ""


def told(statement: Statement, words: Mapping[Token, str], effects: Mapping[int, str]) -> str:
    """The sentence in words, and the effect of each analysis it rests on without quoting it.

    A figure without words is named in square brackets, so that no place is empty. `effects` is by link id.
    """
    filled = {token_of(row): words.get(token_of(row)) or _gap(row) for row in statement.tokens.all()}
    sentence = bare_words(statement.text, filled)
    quoted = {row.path for row in statement.tokens.all() if row.format in (EFFECT, "est")}
    rests = [
        f"({link.analysis}: {effects[link.pk]})"
        for link in resting_links(statement)
        if effects.get(link.pk) and link.analysis.slug not in quoted
    ]
    return " ".join([sentence, *rests])


def _gap(row: TokenRow) -> str:
    return f"[no figure: {row.path}, {row.format}]"


def told_before(statement: Statement) -> str:
    """As it was confirmed."""
    words = {token_of(row): row.confirmed_text for row in statement.tokens.all()}
    return told(statement, words, {link.pk: link.confirmed_text for link in resting_links(statement)})


def told_after(statement: Statement, said: Mapping[str, Said]) -> str:
    """As the newest runs would have it."""
    effects = {link.pk: said[link.analysis.slug].figure(EFFECT) or "" for link in resting_links(statement)}
    return told(statement, words_newest(statement, said), effects)
