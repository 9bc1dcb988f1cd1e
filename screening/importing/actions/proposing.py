"""Values found elsewhere: asked for, proposed, and accepted or refused by a person."""

from collections.abc import Collection
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.importing.actions.correcting import correct_record
from screening.importing.actions.fetching import NotFetched, fetch
from screening.importing.parsers.formats import parse
from screening.importing.parsers.records import ParsedRecord
from screening.importing.proposing import lacking, same_work
from screening.importing.queries.proposals import records_to_look_up
from screening.jobs.actions import start_job
from screening.jobs.progress import hold
from screening.models import Job, Member, Proposal, Record
from screening.team.audit import record_event

MOST = 500


def ask_look_up(*, by: Member, record: Record | None = None) -> Job:
    """Ask for the record, or for those without an abstract, to be looked up by DOI or PubMed id."""
    if not settings.LOOKUPS:
        raise Closed("Looking records up is switched off on this site. Whoever runs it can switch it on.")
    wanted = [record] if record is not None else records_to_look_up(by)[:MOST]
    ids = [one.pk for one in wanted]
    if not ids:
        raise Invalid("No record lacks an abstract and has a DOI or PubMed id by which it could be looked up.")
    key = f"record-{record.pk}" if record else "missing"
    subject = record.label if record else f"{len(ids):,} without an abstract"
    return start_job(kind="look_up", key=key, by=by, subject=subject, args={"records": ids})


def look_up(record: Record) -> tuple[str, dict[str, Any]]:
    """Where the record was found and what it lacks. Raises NotFetched; touches no row."""
    if record.pmid.isdecimal():
        url, format = settings.LOOKUP_PMID_URL.format(pmid=record.pmid), "pubmed_xml"
    elif record.doi.startswith("10."):
        url, format = settings.LOOKUP_DOI_URL.format(doi=quote(record.doi, safe="/")), "csljson"
    else:
        raise NotFetched("The record has no DOI and no PubMed id.")
    body = fetch(
        url, hosts=settings.LOOKUP_HOSTS, seconds=settings.LOOKUP_SECONDS, most_bytes=settings.LOOKUP_MOST_BYTES
    )
    found = next((item for item in parse(body, format) if isinstance(item, ParsedRecord) and item.title), None)
    if found is None:
        raise NotFetched("The answer holds no record that could be read.")
    if not same_work(record.title, found.title):
        raise NotFetched(f"The identifier leads to another work, “{found.title[:80]}”: look whether it is right.")
    source = "PubMed" if format == "pubmed_xml" else "Crossref"
    return source, lacking({field.attname: getattr(record, field.attname) for field in Record._meta.fields}, found)


@transaction.atomic
def propose_found(*, job: Job, record: Record, source: str, values: dict[str, Any]) -> int:
    """Store what was found under the job's lease; how many values are new."""
    hold(job)
    return propose(record=record, source=source, values=values)


def propose(*, record: Record, source: str, values: dict[str, Any]) -> int:
    """Store values for a person to accept. What is proposed already, or was refused, is not proposed again."""
    held = {(p.field, repr(p.value)) for p in record.proposals.filter(state=Proposal.State.REFUSED)}
    waiting = set(record.proposals.filter(state=Proposal.State.OPEN).values_list("field", flat=True))
    new = [
        Proposal(record=record, field=name, value=value, source=source[:300])
        for name, value in values.items()
        if name not in waiting and (name, repr(value)) not in held
    ]
    Proposal.objects.bulk_create(new)
    return len(new)


@transaction.atomic
def accept_proposal(*, proposal: Proposal, by: Member, version: int | None = None) -> None:
    """Write the proposed value into the record as a correction. `version` is the record's as the page showed it;
    without one the record as it stands now is taken."""
    _settle(proposal, Proposal.State.ACCEPTED, by)
    record = Record.objects.select_related("batch").get(pk=proposal.record_id, review=by.review)
    correct_record(
        record=record,
        by=by,
        version=record.version if version is None else version,
        why=f"Accepted from {proposal.source}",
        **{proposal.field: proposal.value},
    )


@transaction.atomic
def refuse_proposal(*, proposal: Proposal, by: Member) -> None:
    """Leave the record as it is; the same value is not proposed again."""
    _settle(proposal, Proposal.State.REFUSED, by)
    record_event("proposal refused", proposal.record, by=by, before={proposal.field: proposal.value})


def accept_all(*, proposals: Collection[Proposal], by: Member) -> int:
    """Accept each in a transaction of its own; how many were still open."""
    done = 0
    for proposal in proposals:
        try:
            accept_proposal(proposal=proposal, by=by)
            done += 1
        except Closed:
            continue  # somebody else settled it meanwhile
    return done


def _settle(proposal: Proposal, state: str, by: Member) -> None:
    standing = Proposal.objects.filter(pk=proposal.pk, record__review=by.review, state=Proposal.State.OPEN)
    if not standing.update(state=state, settled_by=by, settled_at=timezone.now()):
        raise Closed("This proposal was settled already. Reload the page.")
