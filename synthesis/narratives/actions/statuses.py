"""Statuses: computed again after a run, an edit or a link; a person accepts what changed."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from screening.errors import Closed, Invalid, Stale
from screening.models import Member, Review
from screening.team.audit import record_event
from screening.versions import save_version
from synthesis.models import NarrativeVersion, Statement, StatusEvent
from synthesis.models.evidence import recipe_of_source, run_fields
from synthesis.models.runs import FrozenRun, PooledRecipe
from synthesis.narratives.actions.drafts import locked_version
from synthesis.narratives.queries import words as reading
from synthesis.narratives.queries.texts import history, standing_statements, with_evidence
from synthesis.narratives.queries.words import EFFECT, Said
from synthesis.narratives.status import Verdict, status_of

Sources = Mapping[str, Said]
Words = tuple[str, str]


def fresh(statement: Statement) -> Statement:
    """The statement with its evidence as it is stored now."""
    return with_evidence(Statement.objects.all()).get(pk=statement.pk)


@transaction.atomic
def refresh_statuses(*, review: Review, recipe: PooledRecipe | None = None) -> list[Statement]:
    """Compute the statuses of all open versions again, of those that rest on `recipe` where it is given.

    Writes one StatusEvent, without a person, for each statement whose status or newest words moved; a second
    call writes nothing. Returns the statements that moved.
    """
    versions = NarrativeVersion.objects.select_for_update(no_key=True, of=("self",)).filter(
        narrative__review=review, frozen_at__isnull=True
    )
    said = reading.said_now(review)
    moved = []
    for version in versions:
        references = set(version.narrative.references.values_list("pk", flat=True))
        for statement in standing_statements(version):
            if recipe is None or recipe in _recipes_of(statement):
                moved += _settle(statement, said, references, run=recipe.current_run if recipe else None)
    return moved


def _recipes_of(statement: Statement) -> list[PooledRecipe]:
    rows = [*statement.tokens.all(), *reading.resting_links(statement)]
    return [recipe_of_source(row.source) for row in rows if row.source]


def settle(statement: Statement, *, by: Member | None = None, reason: str = "") -> None:
    """Compute the status of one statement after a person changed it."""
    narrative = statement.block.narrative_version.narrative
    references = set(narrative.references.values_list("pk", flat=True))
    _settle(fresh(statement), reading.said_now(narrative.review), references, by=by, reason=reason)


def _settle(
    statement: Statement,
    said: Sources,
    references: Iterable[int],
    *,
    run: FrozenRun | None = None,
    by: Member | None = None,
    reason: str = "",
) -> list[Statement]:
    verdict = status_of(reading.basis_of(statement, said, set(references)))
    words = reading.told_before(statement), reading.told_after(statement, said)
    last = history(statement).first()
    if not _moved(statement, verdict, words, last) and not (by and last is None):
        return []
    _note(statement, verdict, words, run=run, by=by, reason=reason)
    return [statement]


def _moved(statement: Statement, verdict: Verdict, words: Words, last: StatusEvent | None) -> bool:
    """True where the status is another, or an outdated statement would change in another way than was noted."""
    if verdict.status != statement.status:
        return True
    noted = (last.before, last.after) if last else None
    return verdict.status == Statement.Status.OUTDATED and words != noted


def _note(
    statement: Statement, verdict: Verdict, words: Words, *, run: FrozenRun | None, by: Member | None, reason: str
) -> None:
    """Store the status with the line of history and the audit line that tell of it."""
    before, after = words
    was, statement.status = statement.status, verdict.status
    Statement.objects.filter(pk=statement.pk).update(status=verdict.status)
    deciding = verdict.trace[0]
    StatusEvent.objects.create(
        statement=statement,
        status=verdict.status,
        rule=f"{deciding.rule}: {deciding.text}"[:200],
        before=before,
        after=after,
        **run_fields(run),
        by=by,
        reason=reason[:500],
    )
    record_event(
        f"statement {verdict.status}",
        statement,
        by=by,
        review=statement.block.narrative_version.narrative.review,
        before={"status": was, "words": before},
        after={"status": verdict.status, "words": after, "run": str(run) if run else ""},
        reason=reason,
    )


@transaction.atomic
def accept_statement(
    *, statement: Statement, version: int, by: Member, reason: str = "", seen: str | None = None
) -> Statement:
    """Confirm the statement with the newest runs: its sentence is true with the new figures.

    `seen` is the sentence with the new figures as the person read it; Stale where a newer run has come since.
    """
    locked_version(statement.block.narrative_version_id)
    statement, said = fresh(statement), reading.said_now(by.review)
    if statement.status != Statement.Status.OUTDATED:
        raise Closed(_nothing_to_accept(statement))
    before, after = reading.told_before(statement), reading.told_after(statement, said)
    if seen is not None and seen != after:
        raise Stale("A newer run has come since you opened the page. Read the new figures, then accept them.")
    save_version(statement, version=version)
    run = confirm_figures(statement, said)
    statement = fresh(statement)
    references = set(statement.block.narrative_version.narrative.references.values_list("pk", flat=True))
    verdict = status_of(reading.basis_of(statement, said, references))
    _note(statement, verdict, (before, after), run=run, by=by, reason=reason.strip() or "accepted")
    return statement


def _nothing_to_accept(statement: Statement) -> str:
    if statement.status == Statement.Status.BROKEN:
        return "This statement is broken: a figure or reference is missing. Edit it instead."
    return "This statement is not outdated; there is nothing to accept."


def confirm_figures(statement: Statement, said: Sources, only: Iterable[int] | None = None) -> FrozenRun | None:
    """Take over the words of the newest runs, for the Token rows in `only` or for all and the links too.

    Returns the newest of the runs. Raises Invalid where a figure has no words.
    """
    runs = []
    for row in statement.tokens.all():
        if only is not None and row.pk not in only:
            continue
        each = said.get(row.path)
        words = each.figure(row.format) if each else None
        if words and each and each.run:
            type(row).objects.filter(pk=row.pk).update(confirmed_text=words, **run_fields(each.run))
            runs.append(each.run)
        elif only is None:
            raise Invalid(f"{reading.token_of(row).mark} has no figure now. Edit the statement.")
    for link in reading.resting_links(statement) if only is None else ():
        each = reading.said_of_link(link, said)
        type(link).objects.filter(pk=link.pk).update(
            confirmed_text=each.figure(EFFECT) or "", **run_fields(each.run)
        )
        runs += [each.run] if each.run else []
    return max(runs, key=lambda run: (run.run_at, run.number), default=None)
