"""The reference list of a narrative: entries made from records, typed, or matched later."""

from django.db import transaction

from screening.errors import Invalid
from screening.models import Member, Record, Review
from screening.team.audit import record_event
from screening.versions import save_version
from synthesis.models import Narrative, Reference
from synthesis.narratives.citations import marks_in, replace_marks


@transaction.atomic
def cite_record(*, narrative: Narrative, record: Record, by: Member) -> Reference:
    """The reference of a record, made where the narrative has none yet. A copy cites its primary."""
    record = record.primary or record
    if record.review_id != narrative.review_id:
        raise Invalid("Only records of this review can be cited.")
    reference, made = Reference.objects.get_or_create(narrative=narrative, record=record)
    if made:
        record_event("reference added", reference, by=by, after={"record": record.pk, "doi": record.doi})
    return reference


@transaction.atomic
def add_reference(*, narrative: Narrative, raw: str, by: Member, doi: str = "", pmid: str = "") -> Reference:
    """A reference typed by hand, for what no record of the review tells."""
    if not raw.strip():
        raise Invalid("Type the reference as the list shall print it.")
    reference = Reference.objects.create(
        narrative=narrative, raw=" ".join(raw.split()), doi=doi.strip(), pmid=pmid.strip()
    )
    record_event("reference added", reference, by=by, after={"raw": reference.raw, "doi": reference.doi})
    return reference


@transaction.atomic
def match_reference(*, reference: Reference, record: Record, version: int, by: Member) -> None:
    """Say which record a typed reference is; from then on the list prints the record's facts."""
    record = record.primary or record
    if record.review_id != reference.narrative.review_id:
        raise Invalid("Only records of this review can be matched.")
    if reference.narrative.references.filter(record=record).exclude(pk=reference.pk).exists():
        raise Invalid(f"“{record}” is another entry of this list already. Cite that one instead.")
    saved = save_version(reference, version=version, record=record)
    record_event("reference matched", reference, by=by, **saved)


def resolve_citations(*, narrative: Narrative, text: str, by: Member) -> str:
    """The text with each [@doi:…], [@pmid:…] and [@record:…] as the number of a reference.

    Raises Invalid where a mark leads nowhere, and BadCitation for half a mark.
    """
    known = {key: _reference(narrative, key, by).pk for key in marks_in(text)}
    return replace_marks(text, lambda key: str(known[key]))


def _reference(narrative: Narrative, key: str, by: Member) -> Reference:
    kind, _, value = key.partition(":")
    if not value:
        found = narrative.references.filter(pk=int(key)).first() if key.isdecimal() else None
        if found is None:
            raise Invalid(f"[@{key}] leads to no reference of this narrative. Choose the record to cite below.")
        return found
    if kind in ("doi", "pmid") and (typed := narrative.references.filter(**{f"{kind}__iexact": value}).first()):
        return typed
    record = _record(narrative.review, kind, value)
    if record is None:
        raise Invalid(
            f"No record of this review has the {kind} “{value}”. Import it, or add it on the page References."
        )
    return cite_record(narrative=narrative, record=record, by=by)


def _record(review: Review, kind: str, value: str) -> Record | None:
    records = review.records.select_related("primary").order_by("pk")
    if kind == "record":
        return records.filter(pk=int(value)).first() if value.isdecimal() else None
    if kind in ("doi", "pmid"):
        return records.filter(**{f"{kind}__iexact": value}).first()
    return None
