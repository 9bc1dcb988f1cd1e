"""An extractor takes a seat and fills cells, one at a time. Events name the cell, never what stands in it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from screening.errors import Closed, Invalid, Stale
from screening.locking import held
from screening.models import Member
from screening.team.audit import record_event
from synthesis.extraction.fields import Unreadable, field_named, parse_number, per_arm, plain_text
from synthesis.extraction.queries import cell_groups, required_keys
from synthesis.models import Arm, ExtractedValue, Extraction, ReconciledValue, Study, StudyOutcome

SEATS = (1, 2)
LIMITS = {"text": 60, "page": 60, "quote": 500}


class StaleValue(Stale):
    """One's own cell was saved in another window since the page was opened; `stored` is that row."""

    def __init__(self, stored: ExtractedValue):
        super().__init__(
            f"{stored}: this cell was saved from another window since you opened the page. Nothing was "
            "overwritten; choose which of the two to keep."
        )
        self.stored = stored


@transaction.atomic
def start_extraction(*, study: Study, by: Member) -> Extraction:
    """The member's form for the study: the one they have, or a new one in a free seat."""
    study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    if study.archived_at:
        raise Closed(f"{study} is archived. Restore it before extracting from it.")
    own = Extraction.objects.filter(study=study, extractor=by).first()
    if own and own.seat:
        return own
    taken = set(Extraction.objects.filter(study=study, seat__isnull=False).values_list("seat", flat=True))
    free = [seat for seat in SEATS if seat not in taken]
    if not free:
        raise Closed(f"{study} has its two extractors already. Choose another study.")
    if not required_keys(cell_groups(study)):
        raise Invalid(f"{study} has nothing to extract yet: add its arms and the outcomes it reports first.")
    if study.extraction_started_at is None:
        Study.objects.filter(pk=study.pk).update(extraction_started_at=timezone.now())
    if own:
        Extraction.objects.filter(pk=own.pk).update(seat=free[0])
        own.refresh_from_db()
    else:
        own = Extraction.objects.create(study=study, extractor=by, seat=free[0])
    record_event("form started", own, by=by)
    return own


@transaction.atomic
def save_value(
    *,
    extraction: Extraction,
    study_outcome: StudyOutcome,
    field: str,
    by: Member,
    version: int,
    arm: Arm | None = None,
    text: str | None = None,
    not_reported: bool | None = None,
    page: str | None = None,
    quote: str | None = None,
) -> ExtractedValue:
    """Save what is named of one cell of one's own draft; parts left None are not touched.

    A text that is empty empties the cell; `not_reported=True` says that the report does not give the value.
    `version` is that of the row as the user saw it, 0 where there was none. Sending again what is stored already is
    no change. Raises StaleValue, Invalid (unreadable number, unknown cell, too long) or Closed.
    """
    form = held(Extraction.objects.filter(pk=extraction.pk).select_related("study")).get()
    _check_open(form, by)
    _check_cell(form, study_outcome, arm, field)
    changes = _changes(text, not_reported, page, quote)
    row = ExtractedValue.objects.filter(extraction=form, study_outcome=study_outcome, arm=arm, field=field).first()
    if row and all(getattr(row, name) == value for name, value in changes.items()):
        return row
    if version != (row.version if row else 0):
        raise StaleValue(row) if row else Stale("This cell is empty now. Reload the page and type it again.")
    if row:
        _check_not_settled(form, row)
    return _write(form, row, study_outcome, arm, field, changes, by)


def _write(
    form: Extraction,
    row: ExtractedValue | None,
    study_outcome: StudyOutcome,
    arm: Arm | None,
    field: str,
    changes: dict[str, Any],
    by: Member,
) -> ExtractedValue:
    if row is None:
        row = ExtractedValue(
            extraction=form, study_outcome=study_outcome, arm=arm, field=field, filled=False, version=0
        )
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1
    row.saved_at = timezone.now()
    row.save()
    record_event("value saved", row, by=by)
    return row


def _changes(text: str | None, not_reported: bool | None, page: str | None, quote: str | None) -> dict[str, Any]:
    """The columns to write, from what the user sent."""
    changes: dict[str, Any] = {}
    for name, value in (("text", text), ("page", page), ("quote", quote)):
        if value is None:
            continue
        value = plain_text(value)
        if len(value) > LIMITS[name]:
            raise Invalid(
                f"The {name} has {len(value)} characters; {LIMITS[name]} fit. Nothing was cut or saved: shorten it."
            )
        changes[name] = value
    if not_reported:
        return changes | {"text": "", "number": None, "filled": True}
    if text is not None:
        return changes | {"number": _number(changes["text"]), "filled": changes["text"] != ""}
    if not_reported is False:
        return changes | {"text": "", "number": None, "filled": False}
    return changes


def _number(text: str) -> float | None:
    try:
        return parse_number(text) if text else None
    except Unreadable as error:
        raise Invalid(str(error)) from error


def _check_open(form: Extraction, by: Member) -> None:
    if form.extractor_id != by.pk:
        raise Closed("A form is filled by its own extractor only.")
    if form.seat is None:
        raise Closed("This form was set aside: its seat was given up. What you filled in is kept.")
    if form.state != Extraction.State.DRAFT:
        raise Closed("This form is complete. Reopen it to change a value.")
    if form.study.archived_at:
        raise Closed(f"{form.study} is archived. Restore it before extracting from it.")


def _check_cell(form: Extraction, study_outcome: StudyOutcome, arm: Arm | None, field: str) -> None:
    kind = study_outcome.outcome.kind
    fits = (
        study_outcome.study_id == form.study_id
        and study_outcome.archived_at is None
        and field_named(kind, field) is not None
        and (arm is not None) == per_arm(kind)
        and (arm is None or (arm.study_id == form.study_id and arm.archived_at is None))
    )
    if not fits:
        raise Invalid(
            "The form has no such cell any more: an arm or an outcome was changed. Reload the page to see the form "
            "as it is now; nothing that you saved is lost."
        )


def _check_not_settled(form: Extraction, row: ExtractedValue) -> None:
    """What a completed form held stays once it was seen; cells that came later are filled as in a new form."""
    if row.filled and form.completed_at and row.saved_at <= form.completed_at and _was_seen(form):
        raise Closed(
            f"{row}: the forms of this study are being reconciled, so a value that was in your completed form "
            "stays. Tell the reconciler what to correct."
        )


def _was_seen(form: Extraction) -> bool:
    """True where reconciling began, or where the extractor's own role let them see both completed forms."""
    if ReconciledValue.objects.filter(study_outcome__study=form.study_id).exists():
        return True
    completed = Extraction.objects.filter(study=form.study_id, seat__isnull=False, completed_at__isnull=False)
    return form.extractor.can("reconcile") and completed.count() == len(SEATS)
