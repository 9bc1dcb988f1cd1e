"""What each analysis and each comparison of a network says now, and what a statement was confirmed with."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from screening.models import Review
from synthesis.analyses import printing
from synthesis.models import EvidenceLink, NetworkComparison, Statement
from synthesis.models import Token as TokenRow
from synthesis.models.evidence import Source, recipe_of_source
from synthesis.models.runs import FrozenRun, PooledRecipe
from synthesis.narratives.sentences import bare_words
from synthesis.narratives.status import Basis, Figure
from synthesis.narratives.tokens import Token
from synthesis.networks.citing import said_of
from synthesis.networks.queries import citable_comparisons

EFFECT = "est_ci"


@dataclass(frozen=True)
class Said:
    """An analysis or a comparison of a network, the newest run, and the figures of that run by name."""

    source: Source
    run: FrozenRun | None

    @cached_property
    def words(self) -> dict[str, str]:
        """The figures in words; none without a run."""
        if self.run is None:
            return {}
        if isinstance(self.source, NetworkComparison):
            return said_of(self.run.settings, self.run.result, self.source.first, self.source.second)
        return printing.tokens(self.run.settings, self.run.result)

    @property
    def recipe(self) -> PooledRecipe:
        """The analysis or the network."""
        return recipe_of_source(self.source)

    @property
    def kind(self) -> str:
        """What people call the recipe."""
        return "analysis" if self.recipe is self.source else "network"

    @property
    def effect_mark(self) -> str:
        """Its effect as a text quotes it."""
        return Token(self.source.path, EFFECT).mark

    def figure(self, name: str) -> str | None:
        """The words of a figure, or None where the source cannot say it."""
        return None if self.source.archived_at else self.words.get(name)

    def missing(self, name: str) -> str:
        """Why there is no such figure."""
        if self.source.archived_at:
            return f"the {self.kind} “{self.recipe}” is archived"
        if self.run is None:
            return f"the {self.kind} “{self.recipe}” has not been run"
        if not self.words:
            return f"run {self.run.number} of “{self.recipe}” does not compare “{self.source.name}”"
        return f"run {self.run.number} of “{self.source}” gives no “{name}”"


def said_now(review: Review) -> dict[str, Said]:
    """Every analysis of the review and every comparison of its networks by path, archived ones too."""
    analyses = review.analyses.select_related("current_run", "outcome", "time_point", "review").defer(
        "current_run__inputs"
    )
    networks = review.networks.select_related("current_run", "outcome", "time_point", "review").defer(
        "current_run__inputs"
    )
    held = [*analyses, *(pair for network in networks for pair in citable_comparisons(network))]
    return {source.path: said_by(source) for source in held}


def said_by(source: Source) -> Said:
    """What the newest run says of one source."""
    return Said(source, source.current_run)


def said_of_link(link: EvidenceLink, said: Mapping[str, Said]) -> Said:
    """What a linked source says now, where its network may compare it no more."""
    return said.get(link.source.path) or said_by(link.source)


def said_of_row(row: TokenRow, said: Mapping[str, Said]) -> Said | None:
    """What a quoted source says now; None for one that this review does not have."""
    if found := said.get(row.path):
        return found
    return said_by(row.comparison) if row.comparison else None


def figures_now(said: Mapping[str, Said]) -> dict[Token, str]:
    """Every figure that may be quoted, by token."""
    return {
        Token(path, name): words
        for path, each in said.items()
        if not each.source.archived_at
        for name, words in each.words.items()
    }


def token_of(row: TokenRow) -> Token:
    return Token(row.path, row.format)


def resting_links(statement: Statement) -> list[EvidenceLink]:
    """Links to analyses and networks by which the statement stands or falls: background does not count."""
    return [
        link for link in statement.evidence.all() if link.source and link.stance != EvidenceLink.Stance.BACKGROUND
    ]


def basis_of(statement: Statement, said: Mapping[str, Said], references: set[int]) -> Basis:
    """What the statement's status depends on; `references` are the ids in the narrative's list."""
    figures = [_token_figure(row, said) for row in statement.tokens.all()]
    figures += [_link_figure(link, said) for link in resting_links(statement)]
    citations = [(f"[@{a.reference_id}]", a.reference_id in references) for a in statement.anchors.all()]
    return Basis(statement.kind, tuple(figures), tuple(citations), len(statement.evidence.all()))


def _token_figure(row: TokenRow, said: Mapping[str, Said]) -> Figure:
    each = said_of_row(row, said)
    if each is None:
        return Figure(token_of(row).mark, row.confirmed_text, None, f"this review has no analysis “{row.path}”")
    now = each.figure(row.format)
    return Figure(token_of(row).mark, row.confirmed_text, now, "" if now else each.missing(row.format))


def _link_figure(link: EvidenceLink, said: Mapping[str, Said]) -> Figure:
    each = said_of_link(link, said)
    now = each.figure(EFFECT)
    mark = f"The linked {each.kind} “{link.source}”"
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
    each = said_of_row(row, said)
    return (each.figure(row.format) or "") if each else ""


def told(statement: Statement, words: Mapping[Token, str], effects: Mapping[int, str]) -> str:
    """The sentence in words, and the effect of each source it rests on without quoting it.

    A figure without words is named in square brackets, so that no place is empty. `effects` is by link id.
    """
    filled = {token_of(row): words.get(token_of(row)) or _gap(row) for row in statement.tokens.all()}
    sentence = bare_words(statement.text, filled)
    quoted = {row.path for row in statement.tokens.all() if row.format in (EFFECT, "est")}
    rests = [
        f"({link.source}: {effects[link.pk]})"
        for link in resting_links(statement)
        if effects.get(link.pk) and link.source.path not in quoted
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
    effects = {link.pk: said_of_link(link, said).figure(EFFECT) or "" for link in resting_links(statement)}
    return told(statement, words_newest(statement, said), effects)
