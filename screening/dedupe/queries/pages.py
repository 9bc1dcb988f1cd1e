"""What the duplicates pages show: groups, open questions, and what was merged by whom and when."""

from collections.abc import Sequence

from django.db.models import Count, F, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from ketreview.tiles import StepCount
from screening.dedupe.said import BY_HAND, NOT_SAME
from screening.dedupe.side_by_side import FIELDS
from screening.importing.queries import copies_in, imported_records
from screening.models import DuplicateLink, DuplicateQuestion, Job, Member, Record, Report, Slot, StageRecord

MOST_ALIKE = 200


def _standing(member: Member) -> QuerySet[DuplicateLink]:
    return DuplicateLink.objects.filter(record__review=member.review, undone_at__isnull=True)


def primaries(member: Member) -> QuerySet[Record]:
    """The records that stand for a group, the latest first."""
    kept = copies_in(member.review_id).values("primary")
    return imported_records(member).filter(pk__in=kept).select_related("batch__source").order_by("-pk")


def group_count(member: Member) -> int:
    """How many groups there are."""
    return copies_in(member.review_id).aggregate(groups=Count("primary", distinct=True))["groups"]


def standing_links(primary: Record) -> QuerySet[DuplicateLink]:
    """The links of a group, in the order of import, each with its record and where that came from."""
    links = DuplicateLink.objects.filter(primary=primary, undone_at__isnull=True)
    return links.select_related("record__batch__source", "merged_by__user").order_by("record_id")


def answers_stand(member: Member, links: Sequence[str]) -> bool:
    """True where nobody took back any of these merges by hand and answers, nor took a copy apart."""
    stands = Q(rule=BY_HAND, undone_by__isnull=True) | Q(rule=NOT_SAME)
    found = DuplicateLink.objects.filter(stands, pk__in=links, record__review=member.review)
    return bool(links) and found.count() == len(links)


def undone_links(record: Record) -> QuerySet[DuplicateLink]:
    """What was merged with this record once and taken apart again by a person."""
    links = DuplicateLink.objects.filter(Q(record=record) | Q(primary=record), undone_by__isnull=False)
    return links.select_related("record", "primary", "undone_by__user").order_by("-undone_at")


def links_told(member: Member) -> QuerySet[DuplicateLink]:
    """Every merge and every answer of the review, the latest first: who, what, when, why, and who took it back."""
    links = DuplicateLink.objects.filter(record__review=member.review)
    shown = links.select_related("record__batch__source", "primary__batch__source", "merged_by__user")
    return shown.select_related("undone_by__user").order_by("-merged_at", "record_id")


def open_questions(member: Member) -> QuerySet[DuplicateQuestion]:
    """Pairs that wait for a person who may merge: the likeliest first, skipped ones last."""
    if not member.can("merge_duplicates"):
        return DuplicateQuestion.objects.none()
    found = DuplicateQuestion.objects.filter(review=member.review)
    return found.select_related("first__batch__source", "second__batch__source")


def next_question(member: Member) -> DuplicateQuestion | None:
    return open_questions(member).first()


def was_answered(question_id) -> bool:
    """True where no question has this id any more; one of another review is there, but not for the member."""
    return not DuplicateQuestion.objects.filter(pk=question_id).exists()


def question_or_404(member: Member, question_id) -> DuplicateQuestion:
    return get_object_or_404(open_questions(member), pk=question_id)


def questions_alike(member: Member, question: DuplicateQuestion) -> QuerySet[DuplicateQuestion]:
    """Open questions whose evidence agrees and contradicts in the same fields, this one among them."""
    return open_questions(member).filter(pattern=question.pattern)[:MOST_ALIKE]


def comparable(records: Sequence[Record]) -> list[dict]:
    """The fields that are held side by side, each record named by its source, with its number where shared."""
    sources = [str(record.batch.source) for record in records]
    named = [
        f"{source}, record {record.pk}" if sources.count(source) > 1 else source
        for source, record in zip(sources, records, strict=True)
    ]
    return [
        {name: getattr(record, name) for name in FIELDS} | {"named": name}
        for record, name in zip(records, named, strict=True)
    ]


def has_votes(record: Record) -> bool:
    """True once somebody voted on the record; says nothing of whose or what."""
    return Slot.objects.filter(record=record, done=True).exists()


def step_count(member: Member) -> StepCount:
    """Duplicates put aside of those found, and the open questions that wait for a person who may settle them."""
    copies = copies_in(member.review_id).count()
    mine = open_questions(member).count()
    return StepCount(
        done=copies,
        total=copies + mine,
        unit="duplicates",
        mine=mine,
        url=reverse("dedupe:list", kwargs={"slug": member.review.slug}),
        label=f"Decide {mine} possible duplicate{'s' if mine != 1 else ''}" if mine else "See duplicates",
    )


def roots_of(question: DuplicateQuestion) -> tuple[int, int]:
    """The records that stand for either side now."""
    first, second = question.first, question.second
    return first.primary_id or first.pk, second.primary_id or second.pk


def stale_questions(review_id: int) -> QuerySet[DuplicateQuestion]:
    """Questions whose two records are copies of one record by now."""
    same = Q(first__primary=F("second__primary")) | Q(first__primary=F("second")) | Q(second__primary=F("first"))
    return DuplicateQuestion.objects.filter(same, review=review_id)


def root_of(record: Record) -> Record:
    """The record that stands for this one now, itself where none does."""
    return record if record.primary_id is None else Record.objects.get(pk=record.primary_id)


def refusal(record: Record, keep: Record) -> str:
    """Why `record` cannot be put aside as a copy of `keep`, "" where it can."""
    if has_votes(record) and not has_votes(keep):
        return "The record that would be put aside has votes, the other has none. Keep the one with votes."
    if is_sought(record):
        return "The full text of the record that would be put aside is being sought. Keep that one instead."
    return ""


def stands_for(pair: Sequence[Record]) -> Record:
    """Which of two records should stand for both: the one with votes, then the one whose full text is sought, the
    released one (its votes are fixed), the one with copies, the fuller one."""
    return max(pair, key=_standing_rank)


def _standing_rank(record: Record) -> tuple[int, ...]:
    named = (record.doi, record.pmid, record.volume, record.pages, record.year, record.authors, record.journal)
    return (
        has_votes(record),
        is_sought(record),
        StageRecord.objects.filter(record=record, released_at__isnull=False).count(),
        record.copies.exists(),
        4 * bool(record.abstract) + sum(map(bool, named)),
        -record.pk,
    )


def is_sought(record: Record) -> bool:
    """True while the full text of the record is wanted."""
    return Report.objects.filter(record=record, withdrawn_at__isnull=True).exists()


def method_figures(member: Member) -> dict:
    """The numbers of the text for the paper."""
    standing = _standing(member)
    by_hand = standing.filter(rule=BY_HAND).count()
    last = Job.objects.filter(review=member.review, kind="find_duplicates", state=Job.State.DONE)
    result = last.filter(result__has_key="muted").order_by("-finished_at").values_list("result", flat=True).first()
    return {
        "records": imported_records(member).count(),
        "sources": imported_records(member).order_by().values("batch__source").distinct().count(),
        "by_rule": standing.count() - by_hand,
        "by_hand": by_hand,
        "apart": DuplicateLink.objects.filter(record__review=member.review, undone_by__isnull=False).count(),
        "questions": DuplicateQuestion.objects.filter(review=member.review).count(),
        "muted": result["muted"] if result else [],
    }
