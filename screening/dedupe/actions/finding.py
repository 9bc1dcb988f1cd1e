"""What the worker writes: keys of new records, links the engine is sure of, questions it is not sure of."""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

from django.db import transaction
from django.utils import timezone

from screening.dedupe.actions.pointing import lock_review, point, unlink
from screening.dedupe.actions.relating import relate
from screening.dedupe.engine.blocks import keys_of
from screening.dedupe.engine.columns import Columns
from screening.dedupe.engine.compare import compare
from screening.dedupe.engine.health import may_bear_out, muted_columns
from screening.dedupe.engine.normalise import form_of
from screening.dedupe.grouping import Ask, Grouping, groups
from screening.dedupe.queries.entries import FIELDS, Reading, read
from screening.dedupe.queries.parts import chunks, records_without_keys, sampled_blocks
from screening.dedupe.said import BY_HAND
from screening.importing.actions.inserting import insert_rows
from screening.jobs.progress import hold
from screening.models import DuplicateLink, DuplicateQuestion, Job, MatchKey, Member, Record, Review
from screening.team.audit import record_event

SAMPLED_BLOCKS = 1500


@transaction.atomic
def make_keys(*, job: Job, ids: Sequence[int]) -> None:
    """Give those of these records that have no keys theirs."""
    hold(job)
    rows = list(records_without_keys(job.review).filter(pk__in=ids).values("pk", *FIELDS))
    found = [(row["pk"], key) for row in rows for key in keys_of(form_of(row))]
    insert_rows(MatchKey, [{"review_id": job.review_id, "record_id": id, "key": key} for id, key in found])


def columns_of(review: Review) -> Columns:
    """The columns that contradict copies which are certain without them, from a sample of the whole review."""
    blocks = sampled_blocks(review, SAMPLED_BLOCKS)
    forms = {}
    for part in chunks({id for block in blocks for id in block}):
        rows = Record.objects.filter(pk__in=part).values("pk", *FIELDS)
        forms.update((row["pk"], form_of(row)) for row in rows)
    pairs = {pair for block in blocks for pair in combinations(block, 2)}
    likely = ((a, b) for a, b in ((forms[a], forms[b]) for a, b in pairs) if may_bear_out(a, b))
    return Columns(tuple(muted_columns((a, b, compare(a, b)) for a, b in likely)))


def apply_findings(*, job: Job, ids: Mapping[int, int], by: Member, columns: Columns) -> int:
    """Group these records anew, bring links and questions up to date in one transaction; how many links changed.

    `ids`: record id -> the part it belongs to. What a person merged or took apart holds; links the rules no longer
    give are undone, those they give are made. They are grouped before the transaction begins, which may take
    minutes where many are connected; within it only where something has changed since they were read.
    """
    then = read(by.review, ids)
    grouped = _grouped(then, ids, columns)
    with transaction.atomic():
        hold(job)
        review = lock_review(by.review, ids)
        now = read(review, ids)
        return _bring_up_to_date(review, ids, by, grouped if now == then else _grouped(now, ids, columns))


def _grouped(reading: Reading, ids: Mapping[int, int], columns: Columns) -> Grouping:
    said = {"apart": reading.apart, "together": reading.together}
    return groups(reading.entries, columns=columns, part=ids, **said)


def _bring_up_to_date(review: Review, ids: Mapping[int, int], by: Member, grouped: Grouping) -> int:
    """Make and end links, and ask, within the caller's transaction; how many links changed."""
    found, asked, relations = grouped
    _ask(review, ids, asked)
    works = {copy.id: group.primary for group in found for copy in group.copies}
    apart = [one for one in relations if works.get(one.id, one.id) != works.get(one.other, one.other)]
    relate(review=review, ids=ids, found=apart, by=by)
    wanted = {copy.id: (group.primary, copy) for group in found for copy in group.copies}
    held = {link.record_id: link for link in DuplicateLink.objects.filter(record__in=ids, undone_at__isnull=True)}
    changed = [
        id
        for id in sorted(ids)
        if (held[id].primary_id if id in held else None) != (wanted[id][0] if id in wanted else None)
    ]
    at = timezone.now()
    unlink([held[id].pk for id in changed if id in held], at)
    made = [
        DuplicateLink(
            record_id=id,
            primary_id=wanted[id][0],
            rule=wanted[id][1].rule,
            evidence=wanted[id][1].evidence[:300],
            merged_by=held[id].merged_by if id in held and held[id].rule == BY_HAND else by,
            merged_at=at,
        )
        for id in changed
        if id in wanted
    ]
    DuplicateLink.objects.bulk_create(made)
    point({id: wanted[id][0] if id in wanted else None for id in changed})
    if changed:
        after = {"merged": [[link.record_id, link.primary_id, link.rule] for link in made]}
        before = {"merged": [[id, held[id].primary_id, held[id].rule] for id in changed if id in held]}
        record_event("duplicates found", review, by=by, before=before, after=after)
    return len(changed)


def _ask(review: Review, ids: Collection[int], asked: list[Ask]) -> None:
    """The open questions about these records become these; one that stays keeps when it was asked and skipped."""
    held = {(q.first_id, q.second_id): q for q in DuplicateQuestion.objects.filter(review=review, first__in=ids)}
    wanted = {(min(ask.first, ask.second), max(ask.first, ask.second)): ask for ask in asked}
    gone = [question.pk for pair, question in held.items() if pair not in wanted]
    DuplicateQuestion.objects.filter(pk__in=gone).delete()
    for pair in wanted.keys() & held.keys():
        question, ask = held[pair], wanted[pair]
        question.score, question.why, question.pattern = ask.chance, ask.why[:300], ask.pattern
    kept = [held[pair] for pair in wanted.keys() & held.keys()]
    DuplicateQuestion.objects.bulk_update(kept, ["score", "why", "pattern"], batch_size=200)
    DuplicateQuestion.objects.bulk_create(
        DuplicateQuestion(
            review=review,
            first_id=pair[0],
            second_id=pair[1],
            score=ask.chance,
            why=ask.why[:300],
            pattern=ask.pattern,
        )
        for pair, ask in sorted(wanted.items())
        if pair not in held
    )
