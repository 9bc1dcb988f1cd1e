"""Two finished forms become reconciled values. Agreed ones in one step, differing ones each by a decision."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.models import Member
from screening.team.audit import record_event
from screening.versions import save_version
from synthesis.extraction import sealing
from synthesis.extraction.actions.filling import LIMITS
from synthesis.extraction.actions.possible import cell_of, refuse_impossible
from synthesis.extraction.compare import Compared, Entry, Standing, compare_forms
from synthesis.extraction.fields import Key, Unreadable, parse_number, plain_text
from synthesis.extraction.queries import cell_groups, keys_of
from synthesis.models import Arm, ReconciledValue, Study, StudyOutcome

Origin = ReconciledValue.Origin


@transaction.atomic
def accept_agreed(*, study: Study, by: Member) -> int:
    """Take every value on which both forms agree and that is not settled yet; returns how many.

    Raises Invalid, and takes none, where one of them cannot be true beside what the reconciler typed.
    """
    compared = _compared(study, by)
    settled = set(_settled_keys(study))
    agreed = [each for each in compared if each.standing is Standing.AGREED and each.key not in settled]
    for each in agreed:
        _create(each.key, Origin.AGREED, _with_place(each.first, each.second), "", by)
    return len(agreed)


@transaction.atomic
def settle(
    *,
    study: Study,
    study_outcome: StudyOutcome,
    arm: Arm | None,
    field: str,
    choice: str,
    by: Member,
    text: str = "",
    not_reported: bool = False,
    page: str = "",
    quote: str = "",
    reason: str = "",
) -> ReconciledValue:
    """Decide one cell: "first", "second", or "typed" with a text (or `not_reported`) and a reason.

    Raises Invalid where the number cannot be true beside what is settled of its line already.
    """
    key = (study_outcome.pk, arm.pk if arm else None, field)
    found = next((each for each in _compared(study, by) if each.key == key), None)
    if found is None:
        raise Invalid("The form has no such cell any more. Reload the page to see the form as it is now.")
    if key in _settled_keys(study):
        raise Closed("This cell was settled meanwhile. Open its value to see who decided what, and to correct it.")
    if found.standing is Standing.NEITHER:
        raise Closed(
            "This cell waits for extraction: it came after the forms were completed, and not both have filled it. "
            "Ask the extractors to open their forms for it."
        )
    if choice == Origin.TYPED:
        entry = typed_entry(text, not_reported, page, quote)
        _require_reason(reason)
    else:
        entry = {Origin.FIRST: found.first, Origin.SECOND: found.second}.get(choice)
    if entry is None:
        raise Invalid("Choose the first value, the second value, or type one.")
    return _create(key, choice, entry, _checked("reason", reason), by)


@transaction.atomic
def edit_reconciled(
    *,
    value: ReconciledValue,
    version: int,
    reason: str,
    by: Member,
    text: str = "",
    not_reported: bool = False,
    page: str = "",
    quote: str = "",
) -> ReconciledValue:
    """Correct a reconciled value, with a reason; what it was before stays in the audit trail.

    Raises Invalid where the number cannot be true beside the other values of its line.
    """
    _require_reason(reason)
    entry = typed_entry(text, not_reported, page, quote)
    Study.objects.select_for_update(no_key=True).get(pk=value.study_outcome.study_id)
    refuse_impossible(value.study_outcome, value.arm, value.field, entry)
    columns = _columns(entry)
    if version == value.version and all(getattr(value, name) == new for name, new in columns.items()):
        raise Invalid("Value, page and quote are as they were: nothing was corrected.")
    changes = save_version(
        value,
        version=version,
        **columns,
        origin=Origin.TYPED,
        reason=_checked("reason", reason),
        settled_by=by,
        settled_at=timezone.now(),
    )
    record_event("reconciled value changed", value, by=by, **changes, reason=reason.strip())
    return value


def typed_entry(text: str, not_reported: bool, page: str, quote: str) -> Entry:
    """What the reconciler typed, read and measured. Raises Invalid."""
    text = _checked("text", text)
    if not text and not not_reported:
        raise Invalid("Type the value, or tick “not reported”.")
    if not_reported:
        return Entry("", None, _checked("page", page), _checked("quote", quote))
    try:
        return Entry(text, parse_number(text), _checked("page", page), _checked("quote", quote))
    except Unreadable as error:
        raise Invalid(str(error)) from error


def _compared(study: Study, by: Member) -> list[Compared]:
    """The open forms, compared; the study is locked so that no form is reopened meanwhile."""
    study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    if study.archived_at:
        raise Closed(f"{study} is archived. Restore it before reconciling.")
    forms = sealing.open_forms(by, study)
    return compare_forms(keys_of(cell_groups(study)), forms.first, forms.second)


def _settled_keys(study: Study) -> list[Key]:
    rows = ReconciledValue.objects.filter(study_outcome__study=study)
    return list(rows.values_list("study_outcome_id", "arm_id", "field"))


def _create(key: Key, origin: str, entry: Entry, reason: str, by: Member) -> ReconciledValue:
    study_outcome, arm, field = cell_of(key)
    refuse_impossible(study_outcome, arm, field, entry)
    value = ReconciledValue.objects.create(
        study_outcome=study_outcome,
        arm=arm,
        field=field,
        origin=origin,
        reason=reason,
        settled_by=by,
        **_columns(entry),
    )
    record_event(
        "value reconciled", value, by=by, after={"text": value.text, "origin": str(value.origin)}, reason=reason
    )
    return value


def _columns(entry: Entry) -> dict[str, Any]:
    return {"text": entry.text, "number": entry.number, "page": entry.page, "quote": entry.quote}


def _with_place(first: Entry, second: Entry) -> Entry:
    """The agreed value with the place either of them gives, the first extractor's first."""
    place = first if first.page or first.quote else second
    return Entry(first.text, first.number, place.page, place.quote)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("Say why: a value that neither extractor has needs a reason, so that readers can follow it.")


def _checked(name: str, value: str) -> str:
    limit = LIMITS.get(name, 500)
    value = plain_text(value)
    if len(value) > limit:
        raise Invalid(f"The {name} has {len(value)} characters; {limit} fit. Nothing was cut or saved: shorten it.")
    return value
