"""What the duplicates pages show: groups, open questions, and what was merged by whom and when."""

from collections.abc import Collection, Sequence

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet
from django.http import Http404
from django.urls import reverse

from ketreview.tiles import StepCount
from screening.dedupe.queries.answers import OVERRULED, answers_apart, parted_pairs
from screening.dedupe.said import BY_HAND, NOT_SAME
from screening.dedupe.side_by_side import FIELDS
from screening.importing.queries import copies_in, imported_records
from screening.models import DuplicateLink, DuplicateQuestion, Job, Member, Record, RecordRelation

MOST_ALIKE = 50  # each is shown with what differs and what happens to its votes


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


def standing_answers(member: Member, links: Collection[str]) -> set[str]:
    """Those of these merges by hand and answers that nobody took back, and of which nobody took a copy apart."""
    stands = Q(rule=BY_HAND, undone_by__isnull=True) | Q(rule=NOT_SAME)
    found = DuplicateLink.objects.filter(stands, pk__in=links, record__review=member.review)
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def standing_relations(member: Member, relations: Collection[str]) -> set[str]:
    """Those of these relations that nobody took back."""
    found = RecordRelation.objects.filter(pk__in=relations, record__review=member.review, undone_at__isnull=True)
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def skipped_questions(member: Member, questions: Collection[str]) -> set[str]:
    """Those of these questions that still stand behind the others."""
    found = DuplicateQuestion.objects.filter(pk__in=questions, review=member.review, skipped_at__isnull=False)
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def undone_links(record: Record) -> QuerySet[DuplicateLink]:
    """Who said of this record and another that they are not the same, where that holds."""
    links = answers_apart().filter(Q(record=record) | Q(primary=record))
    return links.select_related("record", "primary", "undone_by__user").order_by("-undone_at")


def links_told(member: Member) -> QuerySet[DuplicateLink]:
    """Every merge and every answer of the review, the latest first: who, what, when, why, who took it back, and
    whether a later merge overrules it."""
    overruled = ExpressionWrapper(OVERRULED, output_field=BooleanField())
    links = DuplicateLink.objects.filter(record__review=member.review).annotate(overruled=overruled)
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


def open_question(member: Member, question_id) -> DuplicateQuestion | None:
    """The question; None where it is not open any more. One of another review is not found."""
    found = open_questions(member).filter(pk=question_id).first()
    if found is None and DuplicateQuestion.objects.filter(pk=question_id).exists():
        raise Http404
    return found


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


def roots_of(question: DuplicateQuestion) -> tuple[Record, Record]:
    """The records that stand for either side now, read anew."""
    found = Record.objects.select_related("primary").in_bulk([question.first_id, question.second_id])
    first, second = found[question.first_id], found[question.second_id]
    return first.primary or first, second.primary or second


def stale_questions(review_id: int) -> QuerySet[DuplicateQuestion]:
    """Questions whose two records are copies of one record by now."""
    same = Q(first__primary=F("second__primary")) | Q(first__primary=F("second")) | Q(second__primary=F("first"))
    return DuplicateQuestion.objects.filter(same, review=review_id)


def root_of(record: Record) -> Record:
    """The record that stands for this one now, itself where none does."""
    return record if record.primary_id is None else Record.objects.get(pk=record.primary_id)


def method_figures(member: Member) -> dict:
    """The numbers of the text for the paper."""
    standing = _standing(member)
    by_hand = standing.filter(rule=BY_HAND).count()
    apart = parted_pairs(member.review)
    last = Job.objects.filter(review=member.review, kind="find_duplicates", state=Job.State.DONE)
    result = last.filter(result__has_key="muted").order_by("-finished_at").values_list("result", flat=True).first()
    return {
        "records": imported_records(member).count(),
        "sources": imported_records(member).order_by().values("batch__source").distinct().count(),
        "by_rule": standing.count() - by_hand,
        "by_hand": by_hand,
        "apart": len(apart),
        "parted": sum(apart.values()),
        "questions": DuplicateQuestion.objects.filter(review=member.review).count(),
        "muted": result["muted"] if result else [],
    }
