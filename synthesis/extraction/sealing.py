"""The only reader of Extraction and ExtractedValue. Default: nothing.

An extractor sees their own form and nobody else's, ever. Both forms open only once both are complete, and only to
members with "reconcile". Until then those members see that forms exist and how far they are, never what is in them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from screening.errors import Closed
from screening.models import Member
from synthesis.extraction.compare import Entry
from synthesis.extraction.fields import OPTIONAL, Key
from synthesis.models import ExtractedValue, Extraction, Study

SEATS = (1, 2)


@dataclass(frozen=True)
class Seat:
    """One seat of a study, for those who may reconcile: who holds it, how far they are, and how many
    of the study's cells a complete form has filled (0 for a draft)."""

    number: int
    extractor: str
    state: str
    filled: int = 0


@dataclass(frozen=True)
class OpenForms:
    """Both finished forms of a study, filled cells only, by cell. A required cell that one of the two has not
    filled yet, having come later, is in neither: it waits for both extractors."""

    first_by: str
    second_by: str
    first: dict[Key, Entry]
    second: dict[Key, Entry]


def own_form(member: Member, study: Study) -> Extraction | None:
    """The member's own form for the study of their review, or None."""
    return own_forms(member).filter(study=study).first()


def own_forms(member: Member) -> QuerySet[Extraction]:
    """The member's own forms in their review; a form that was set aside is not among them."""
    return Extraction.objects.filter(
        extractor=member, study__review_id=member.review_id, seat__isnull=False
    ).select_related("study", "extractor__user")


def own_values(member: Member, study: Study) -> dict[Key, ExtractedValue]:
    """The rows of the member's own form by cell, emptied ones too."""
    rows = ExtractedValue.objects.filter(extraction__in=own_forms(member).filter(study=study))
    return {key_of(row): row for row in rows.select_related("study_outcome__outcome", "arm")}


def full_studies(member: Member) -> set[int]:
    """Studies whose two seats are held by others: the member cannot begin a form there."""
    held: dict[int, int] = {}
    others = _seated(member).exclude(extractor=member)
    for study_id in others.values_list("study_id", flat=True):
        held[study_id] = held.get(study_id, 0) + 1
    return {study_id for study_id, seats in held.items() if seats == len(SEATS)}


def seats(member: Member, studies: Iterable[Study]) -> dict[int, list[Seat]]:
    """How far each study's forms are, without values; empty for members who may not reconcile."""
    if not member.can("reconcile"):
        return {}
    found: dict[int, list[Seat]] = {}
    rows = _seated(member).filter(study__in=list(studies)).select_related("extractor__user").order_by("seat")
    filled = _filled_counts(rows.filter(state=Extraction.State.COMPLETE))
    for row in rows:
        seat = Seat(row.seat, str(row.extractor), row.state, filled.get(row.pk, 0))
        found.setdefault(row.study_id, []).append(seat)
    return found


def own_filled(member: Member) -> dict[int, int]:
    """How many of each study's standing required cells the member's own form has filled, by study."""
    forms = dict(own_forms(member).values_list("pk", "study_id"))
    counts = _filled_counts(own_forms(member))
    return {study_id: counts.get(pk, 0) for pk, study_id in forms.items()}


def _filled_counts(forms: QuerySet[Extraction]) -> dict[int, int]:
    """Filled required cells of standing arms, outcomes and times, by form."""
    rows = ExtractedValue.objects.filter(
        extraction__in=forms.values("pk"),
        filled=True,
        study_outcome__archived_at__isnull=True,
        study_outcome__outcome__archived_at__isnull=True,
        study_outcome__time_point__archived_at__isnull=True,
        arm__archived_at__isnull=True,
    ).exclude(field__in=OPTIONAL)
    return dict(rows.order_by().values_list("extraction").annotate(count=Count("pk")))


def ready_studies(member: Member) -> set[int]:
    """Studies whose two forms are complete, for members who may reconcile."""
    if not member.can("reconcile"):
        return set()
    done: dict[int, int] = {}
    complete = _seated(member).filter(state=Extraction.State.COMPLETE)
    for study_id in complete.values_list("study_id", flat=True):
        done[study_id] = done.get(study_id, 0) + 1
    return {study_id for study_id, forms in done.items() if forms == len(SEATS)}


def open_forms(member: Member, study: Study) -> OpenForms:
    """Both forms, to a member who may reconcile, once both are complete. Raises Closed before."""
    if not member.can("reconcile"):
        raise Closed("Only members who may reconcile see both forms.")
    forms = list(_seated(member).filter(study=study).select_related("extractor__user").order_by("seat"))
    if len(forms) < len(SEATS) or any(form.state != Extraction.State.COMPLETE for form in forms):
        raise Closed(
            f"The forms of {study} are sealed until both extractors have completed theirs. "
            "The list of studies shows how far they are."
        )
    first, second = (_entries(form) for form in forms)
    for key in [key for key in first.keys() ^ second.keys() if key[2] not in OPTIONAL]:
        first.pop(key, None)
        second.pop(key, None)
    return OpenForms(str(forms[0].extractor), str(forms[1].extractor), first, second)


def _seated(member: Member) -> QuerySet[Extraction]:
    return Extraction.objects.filter(study__review_id=member.review_id, seat__isnull=False)


def _entries(form: Extraction) -> dict[Key, Entry]:
    rows = ExtractedValue.objects.filter(extraction=form, filled=True)
    return {key_of(row): Entry(row.text, row.number, row.page, row.quote) for row in rows}


def key_of(row: ExtractedValue) -> Key:
    """The cell a row stands in."""
    return (row.study_outcome_id, row.arm_id, row.field)
