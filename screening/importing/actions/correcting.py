"""Records completed or corrected by hand: what the file said is kept beside, and can be put back."""

from typing import Any

from django.db import transaction

from screening.errors import Invalid
from screening.importing.actions.committing import look_for_duplicates
from screening.importing.actions.indexing import index_again
from screening.importing.match_keys import match_key, normal_doi, normal_pmid
from screening.importing.record_fields import CORRECTABLE, LIMITS, field_label
from screening.models import Member, Record
from screening.team.audit import record_event
from screening.versions import save_version

KEYS = ("doi", "pmid", "match_key")


@transaction.atomic
def correct_record(*, record: Record, by: Member, version: int, why: str = "", **fields: Any) -> list[str]:
    """Write the fields that differ and give their names; what the file said of them stays in `original`.

    Stale where somebody else changed the record meanwhile. Search text and match keys follow; where a key changed,
    the duplicates of the record's import are looked for again.
    """
    changes = _changes(record, by, fields)
    if not changes:
        return []
    before = {name: getattr(record, name) for name in changes}
    keys = {name: getattr(record, name) for name in KEYS}
    derived = _derived(record, changes) | {"original": _original(record, changes), "extra": _extra(record, changes)}
    save_version(record, version=version, **changes, **derived)
    index_again(record)
    after = {name: getattr(record, name) for name in changes}
    record_event("record corrected", record, by=by, before=before, after=after, reason=why)
    if any(getattr(record, name) != keys[name] for name in KEYS):
        look_for_duplicates(by=by, batch=record.batch)
    return sorted(changes)


def put_back(*, record: Record, field: str, by: Member, version: int) -> None:
    """Let the field say again what the file said."""
    if field not in record.original:
        raise Invalid("This field says what the file says; there is nothing to put back.")
    correct_record(
        record=record,
        by=by,
        version=version,
        why="Put back to what the file says",
        **{field: record.original[field]},
    )


def _changes(record: Record, by: Member, fields: dict[str, Any]) -> dict[str, Any]:
    """Those of the fields that would be changed, in the shape the columns have."""
    if record.review_id != by.review_id:
        raise Invalid("This record belongs to another review.")
    unknown = sorted(set(fields) - set(CORRECTABLE))
    if unknown:
        raise Invalid(f"{unknown[0]} is no field of a record that can be corrected.")
    if doi := fields.get("doi"):
        fields["doi"] = normal_doi(doi) or doi
    if pmid := fields.get("pmid"):
        fields["pmid"] = normal_pmid(pmid) or pmid
    for name, limit in LIMITS.items():
        if len(fields.get(name) or "") > limit:
            raise Invalid(f"{field_label(name)} has more than {limit} characters. Shorten it.")
    return {name: value for name, value in fields.items() if getattr(record, name) != value}


def _derived(record: Record, changes: dict[str, Any]) -> dict[str, str]:
    """What records are compared by, from the fields as they will be."""
    title, authors, year = (changes.get(name, getattr(record, name)) for name in ("title", "authors", "year"))
    return {"match_key": match_key(title, year, authors)}


def _original(record: Record, changes: dict[str, Any]) -> dict[str, Any]:
    """What the file said of each field that no longer says it."""
    said = {name: record.original.get(name, getattr(record, name)) for name in changes}
    kept = {name: value for name, value in record.original.items() if name not in changes}
    return kept | {name: value for name, value in said.items() if value != changes[name]}


def _extra(record: Record, changes: dict[str, Any]) -> dict[str, Any]:
    """Without the whole texts of what was too long and is corrected now; a book's title follows its column."""
    extra = {name: value for name, value in record.extra.items() if name not in changes}
    if "journal" in changes and extra.get("booktitle") == record.journal:
        extra["booktitle"] = changes["journal"]
    return extra
