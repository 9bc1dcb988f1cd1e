"""Writes on certainty and on summaries of findings."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.models import Member
from screening.team.audit import record_event
from screening.versions import save_version
from synthesis.grading.compared import suggestions_of
from synthesis.grading.levels import ALLOWED, NOT_UP
from synthesis.grading.queries import certainty_of, evidence_of
from synthesis.models import Certainty, CertaintyDecision, FindingsRow, FindingsTable, NetworkComparison
from synthesis.models.evidence import Source, recipe_of_source, run_fields, source_fields
from synthesis.networks.actions import kept

MOST_OUTCOMES = 7


@transaction.atomic
def begin(*, source: Source, by: Member) -> Certainty:
    """Begin to rate an analysis, or a comparison of a network that was perhaps never cited."""
    return _frame(kept(source), by)[0]


def _frame(source: Source, by: Member) -> tuple[Certainty, bool]:
    """The frame, and whether it is new. A comparison is rated one way round alone."""
    if isinstance(source, NetworkComparison):
        turned = {"first": source.second, "second": source.first, "certainty__isnull": False}
        if source.network.cited_comparisons.filter(**turned).exists():
            raise Invalid(f"“{source.second} v {source.first}” is rated already; rate the two one way round.")
    held, made = Certainty.objects.get_or_create(**source_fields(source), defaults={"created_by": by})
    if made:
        record_event("certainty begun", held, by=by, after={"start": held.start})
    return held, made


@transaction.atomic
def set_frame(
    *, source: Source, version: int, by: Member, start: str, threshold_low: float | None,
    threshold_high: float | None, relative_change: float | None = None,
) -> None:  # fmt: skip
    """Where the certainty starts, and which effects are relevant; a relative change of None stays as it is."""
    if threshold_low is not None and threshold_high is not None and not threshold_low < threshold_high:
        raise Invalid("The lower threshold must be below the upper one.")
    if relative_change is not None and not 0 < relative_change < 100:
        raise Invalid("The relative change lies between 0 and 100%.")
    held, made = _frame(source, by)
    told = save_version(
        held, version=held.version if made else version, start=start, threshold_low=threshold_low,
        threshold_high=threshold_high,
        relative_change=held.relative_change if relative_change is None else relative_change,
    )  # fmt: skip
    if told["after"]:
        record_event("certainty frame changed", held, by=by, **told)


@transaction.atomic
def decide_domain(*, source: Source, domain: str, steps: int, reason: str, by: Member) -> CertaintyDecision:
    """One person's decision on a domain, beside what the data suggest now; it needs a reason."""
    if domain not in ALLOWED or steps not in ALLOWED[domain]:
        raise Invalid("Choose one of the steps that this domain allows.")
    reason = reason.strip()
    source = _fresh(source)
    rated = certainty_of(source)
    if steps > 0 and (rated is None or rated.start == Certainty.Start.HIGH):
        raise Invalid(NOT_UP)
    evidence = evidence_of(source)
    suggested = suggestions_of(evidence)[domain] if evidence else None
    asked = suggested.steps if suggested else None
    if not reason and steps == asked and suggested:
        reason = suggested.reason
    if not reason:
        raise Invalid("Say why: a decision that differs from the suggestion, or has none, needs a reason.")
    held, _ = _frame(source, by)
    row = CertaintyDecision.objects.create(
        certainty=held, domain=domain, steps=steps, reason=reason, decided_by=by, suggested_steps=asked,
        suggested_reason=suggested.reason if suggested else "", **run_fields(source.current_run),
    )  # fmt: skip
    after = {"domain": domain, "steps": steps, "suggested": asked}
    record_event("certainty decided", row, by=by, after=after, reason=reason[:300])
    return row


def _fresh(source: Source) -> Source:
    """The source with the run and the frame as they are stored now."""
    run = "network__current_run" if isinstance(source, NetworkComparison) else "current_run"
    return type(source).objects.select_related(run, "certainty").get(pk=source.pk)


@transaction.atomic
def make_table(*, by: Member, **fields: Any) -> FindingsTable:
    """A new summary of findings; `fields` are title, population, setting, intervention, comparison."""
    table = FindingsTable.objects.create(review=by.review, created_by=by, **fields)
    record_event("summary of findings made", table, by=by, after=fields)
    return table


@transaction.atomic
def change_table(*, table: FindingsTable, version: int, by: Member, **fields: Any) -> None:
    """Change the words over the table."""
    told = save_version(table, version=version, **fields)
    if told["after"]:
        record_event("summary of findings changed", table, by=by, **told)


@transaction.atomic
def archive_table(*, table: FindingsTable, by: Member) -> None:
    """Put a table away; its rows are kept."""
    FindingsTable.objects.filter(pk=table.pk).update(archived_at=timezone.now())
    record_event("summary of findings archived", table, by=by)


@transaction.atomic
def add_row(*, table: FindingsTable, source: Source, by: Member) -> FindingsRow:
    """One more outcome, at most seven; it stands last."""
    FindingsTable.objects.select_for_update(no_key=True).get(pk=table.pk)
    if source.review_id != table.review_id:
        raise Invalid("The analysis or network must belong to this review.")
    source = kept(source)
    if table.rows.count() >= MOST_OUTCOMES:
        raise Closed(f"A summary of findings has at most {MOST_OUTCOMES} outcomes. Take one out first.")
    if table.rows.filter(**source_fields(source)).exists():
        raise Invalid(f"“{source}” is in the table already.")
    order = (table.rows.aggregate(last=Max("order"))["last"] or 0) + 1
    row = FindingsRow.objects.create(table=table, order=order, **source_fields(source))
    record_event("outcome added to summary of findings", row, by=by, after={"source": str(source)})
    return row


@transaction.atomic
def change_row(*, row: FindingsRow, version: int, by: Member, **fields: Any) -> None:
    """Baseline risk, rate or mean, where it is from, what a ratio is, and the comment."""
    baseline = fields.get("baseline_per_1000")
    rate = recipe_of_source(row.source).measure == "IRR" or fields.get("ratio_is") == FindingsRow.Ratio.RATE
    if baseline is not None and rate and baseline <= 0:
        raise Invalid("A baseline rate is above 0.")
    if baseline is not None and not rate and not 0 < baseline < 1000:
        raise Invalid("A baseline risk lies between 0 and 1,000 per 1,000.")
    typed = baseline is not None or fields.get("comparator_mean") is not None
    if typed and not fields.get("baseline_source", "").strip():
        told = "mean" if baseline is None else "rate" if rate else "risk"
        raise Invalid(f"Say where the baseline {told} is from, such as a register or a cohort.")
    told = save_version(row, version=version, **fields)
    if told["after"]:
        record_event("summary of findings changed", row, by=by, **told)


@transaction.atomic
def remove_row(*, row: FindingsRow, by: Member) -> None:
    """Take an outcome out of the table; analysis and certainty stay."""
    record_event("outcome taken out of summary of findings", row, by=by, before={"source": str(row.source)})
    row.delete()


@transaction.atomic
def move_row_up(*, row: FindingsRow, by: Member) -> None:
    """Change places with the row above."""
    above = row.table.rows.filter(order__lt=row.order).order_by("-order").first()
    if above is None:
        return
    row.order, above.order = above.order, row.order
    row.save(update_fields=["order"])
    above.save(update_fields=["order"])
    record_event("summary of findings ordered", row, by=by, after={"order": row.order})
