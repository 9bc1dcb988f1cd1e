"""Where records stand now: counted in one query, listed by place. Each place is a saved query."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Q,
    QuerySet,
    Value,
    When,
)

from screening.importing.queries import copies_in, imported_records, unfinished_imports
from screening.models import ExclusionReason, ImportBatch, Member, Record, Report, Stage, StageRecord
from screening.progress import places
from screening.progress.places import Facts, Sight, place
from screening.progress.tally import Standing
from screening.workflow.blinding import may_see_outcomes

LIST_COLUMNS = ("title", "authors", "year", "journal", "doi", "pmid", "row_no", "primary", "batch", "review")
NOBODY = Q(pk__isnull=True)
TITLE_ABSTRACT, FULL_TEXT = Stage.Kind.TITLE_ABSTRACT, Stage.Kind.FULL_TEXT


def sight_of(member: Member) -> Sight:
    """What the member may know of how records stand: of a kind of stage, where they may of each stage of it."""
    seen = [(stage.kind, may_see_outcomes(member, stage)) for stage in member.review.stages.all()]
    ours = {kind: [may for of, may in seen if of == kind] for kind in Stage.Kind.values}
    return Sight(*(bool(ours[kind]) and all(ours[kind]) for kind in (TITLE_ABSTRACT, FULL_TEXT)))


def standing_records(member: Member, *, full_text: bool = True) -> QuerySet[Record]:
    """The imported records joined with where each stands: `ta`, `ft` (its furthest entries of each kind of stage),
    `first`, `second` (how it stands there) and its report; without `ft` and `second` where they are not asked for.

    Where a kind has several stages, what was included by one that is not the last of them still waits.
    """
    stages = list(member.review.stages.order_by("order").values_list("kind", "pk"))
    first, second = ([pk for of, pk in stages if of == kind] for kind in (TITLE_ABSTRACT, FULL_TEXT))
    joined = imported_records(member).annotate(ta=FilteredRelation("stage_entries", condition=_furthest(first)))
    joined = joined.annotate(first=_stands("ta", first))
    if not full_text:
        return joined
    joined = joined.annotate(ft=FilteredRelation("stage_entries", condition=_furthest(second)))
    return joined.annotate(second=_stands("ft", second))


def _furthest(stages: list[int]) -> Q:
    return Q(stage_entries__stage__in=stages or [0], stage_entries__passed_on=False)


def _stands(alias: str, stages: list[int]) -> F | Case:
    state = F(f"{alias}__state")
    if len(stages) < 2:
        return state
    not_the_last = Q(**{f"{alias}__state": "included", f"{alias}__stage__in": stages[:-1]})
    return Case(When(not_the_last, then=Value("waiting")), default=state)


def standing_counts(member: Member, sight: Sight) -> Counter[Standing]:
    """How many records of which source stand where, as far as the sight goes."""
    sources = {pk: (kind, name) for pk, kind, name in _sources(member)}
    reasons = dict(ExclusionReason.objects.filter(review=member.review_id).values_list("pk", "text"))
    found: Counter[Standing] = Counter()
    for batch, copy, first, second, reason, retrieval, sought, n in _grouped(member):
        sought = bool(retrieval) and sought
        facts = Facts(copy, first or "", second or "", reasons.get(reason, ""), sought, retrieval if sought else "")
        found[_standing(facts, sight, *sources[batch])] += n
    return found


def _standing(facts: Facts, sight: Sight, kind: str, name: str) -> Standing:
    at = place(facts, sight)
    return Standing(kind, name, at, facts.reason if at == places.EXCLUDED else "")


def _sources(member: Member) -> Iterable[tuple[int, str, str]]:
    return ImportBatch.objects.filter(review=member.review_id).values_list("pk", "source__kind", "source__name")


def _grouped(member: Member) -> Iterable[tuple]:
    def wrapped(condition: Q) -> ExpressionWrapper:
        return ExpressionWrapper(condition, output_field=BooleanField())

    rows = standing_records(member).annotate(
        copy=wrapped(Q(primary__isnull=False)), sought=wrapped(Q(report__withdrawn_at__isnull=True))
    )
    keys = ("batch_id", "copy", "first", "second", "ft__reason", "report__retrieval", "sought")
    return rows.order_by().values_list(*keys).annotate(Count("pk"))


def place_totals(member: Member, sight: Sight) -> Counter[str]:
    """How many records stand in each place, whatever their source: the sums of `standing_counts`, sooner.

    On title and abstract entries are counted from their index alone; only what passed on is looked at one by one.
    """
    if unfinished_imports(member.review):  # their records have entries but are not counted yet, or no longer
        return _summed(standing_counts(member, sight))
    everything, copies = imported_records(member).order_by(), copies_in(member.review_id)
    found: Counter[str] = Counter({places.DUPLICATE: copies.count()})
    passed = standing_records(member).filter(_PASSED[sight.title_abstract])
    facts_told = _facts(passed)
    every, copied = _first_states(member) if sight.title_abstract else (Counter(), Counter())
    if copied["included"] or not sight.title_abstract:
        facts_told -= _facts(passed.filter(pk__in=copies))
    for facts, n in facts_told.items():
        found[place(facts, sight)] += n
    if sight.title_abstract:
        found[places.SCREENED_OUT] = every["excluded"] - copied["excluded"]
        found[places.SCREENING_CONFLICT] = every["conflict"] - copied["conflict"]
    found[places.SCREENING_AWAITING] = everything.count() - found.total()
    return +found


def _facts(passed: QuerySet[Record]) -> Counter[Facts]:
    """What is known of records that passed title and abstract, with how many of them it is known."""
    found: Counter[Facts] = Counter()
    keys = ("second", "report__retrieval", "report__withdrawn_at")
    for second, retrieval, withdrawn, n in passed.order_by().values_list(*keys).annotate(Count("pk")):
        sought = bool(retrieval) and withdrawn is None
        facts = Facts(False, "included", second or "", "", sought, retrieval if sought else "")
        found[facts] += n
    return found


def _summed(counted: Counter[Standing]) -> Counter[str]:
    found: Counter[str] = Counter()
    for standing, n in counted.items():
        found[standing.place] += n
    return found


def _first_states(member: Member) -> tuple[Counter[str], Counter[str]]:
    """How many entries stand where on title and abstract; and how many of those are of copies."""
    entries = StageRecord.objects.filter(
        stage__in=member.review.stages.filter(kind=TITLE_ABSTRACT), passed_on=False
    ).order_by()
    copied = entries.filter(record__in=copies_in(member.review_id))
    every, ours = (Counter(dict(rows.values_list("state").annotate(Count("pk")))) for rows in (entries, copied))
    return every, ours


def in_place(name: str, sight: Sight) -> Q:
    """The records of `standing_records` that stand in the place; the same rules as `places.place`."""
    if name == places.DUPLICATE:
        return Q(primary__isnull=False)
    unique = Q(primary__isnull=True)
    if name in _FIRST:
        known, unknown = _FIRST[name]
        return unique & (known if sight.title_abstract else unknown)
    return unique & _PASSED[sight.title_abstract] & _at_full_text(name, sight)


def in_places(names: Iterable[str], sight: Sight) -> Q:
    """The records that stand in one of the places; where these are all, or all but that of copies, put shortly."""
    asked = set(names)
    if asked >= set(places.PLACES) - {places.DUPLICATE}:
        return Q() if places.DUPLICATE in asked else Q(primary__isnull=True)
    wanted = Q()
    for name in places.PLACES:
        if name in asked:
            wanted |= in_place(name, sight)
    return wanted or NOBODY


_SOUGHT = Q(report__isnull=False, report__withdrawn_at__isnull=True)
_NOT_SOUGHT = Q(report__isnull=True) | Q(report__withdrawn_at__isnull=False)
# What a place is for those who may know how title and abstract stands, and for those who may not.
_FIRST = {
    places.SCREENED_OUT: (Q(first="excluded"), NOBODY),
    places.SCREENING_CONFLICT: (Q(first="conflict"), NOBODY),
    places.SCREENING_AWAITING: (Q(first__isnull=True) | Q(first="waiting"), _NOT_SOUGHT),
}
_PASSED = {True: Q(first="included"), False: _SOUGHT}
"""Whether the viewer may know how title and abstract stands -> what passed it, as far as they may know."""
_JUDGED = {places.INCLUDED: "included", places.EXCLUDED: "excluded", places.ASSESSMENT_CONFLICT: "conflict"}


def _at_full_text(name: str, sight: Sight) -> Q:
    if name in _JUDGED:
        return Q(second=_JUDGED[name]) if sight.full_text else NOBODY
    retrieval = {
        places.NOT_RETRIEVED: _SOUGHT & Q(report__retrieval=Report.Retrieval.NOT_RETRIEVED),
        places.ASSESSMENT_AWAITING: _SOUGHT & Q(report__retrieval=Report.Retrieval.RETRIEVED),
        places.RETRIEVAL_AWAITING: _NOT_SOUGHT
        | Q(report__retrieval__in=[Report.Retrieval.SOUGHT, Report.Retrieval.REQUESTED]),
    }[name]
    return retrieval & (Q(second__isnull=True) | Q(second="waiting")) if sight.full_text else retrieval


def records_standing(member: Member, sight: Sight, where: Iterable[str], **narrowed: Any) -> QuerySet[Record]:
    """The records in these places, in the order of import, with how each stands; narrowed as `_narrowed` says."""
    records = standing_records(member).filter(in_places(where, sight))
    found = _narrowed(member, records, **narrowed)
    return found.select_related("batch__source").only(*LIST_COLUMNS).order_by("pk")


def records_to_count(member: Member, sight: Sight, where: Iterable[str], **narrowed: Any) -> QuerySet[Record]:
    """The same records for whoever counts them: joined with nothing that does not decide whether they are there."""
    asked = set(where)
    wanted = in_places(asked, sight)
    if narrowed.get("reason") is not None or asked - {places.DUPLICATE, *_FIRST} and wanted not in _PLAIN:
        records = standing_records(member)
    elif wanted in _PLAIN:
        records = imported_records(member)
    else:
        records = standing_records(member, full_text=False)
    return _narrowed(member, records.filter(wanted), **narrowed).order_by()


_PLAIN = (Q(), Q(primary__isnull=True), Q(primary__isnull=False))
"""What is said of a record by itself."""


def _narrowed(
    member: Member,
    records: QuerySet[Record],
    *,
    kinds: Iterable[str] | None = None,
    source: str = "",
    reason: str | None = None,
) -> QuerySet[Record]:
    """Those of some kinds of source, of one source, with one reason ("" for none)."""
    if kinds is not None or source:
        records = records.filter(batch__in=batches_of(member, kinds, source))
    if reason is not None:
        records = records.filter(ft__reason__text=reason) if reason else records.filter(ft__reason__isnull=True)
    return records


def batches_of(member: Member, kinds: Iterable[str] | None, source: str) -> list[int]:
    """Ids of the review's imports, narrowed to kinds of source and one source."""
    batches = ImportBatch.objects.filter(review=member.review_id)
    if kinds is not None:
        batches = batches.filter(source__kind__in=list(kinds))
    if source:
        batches = batches.filter(source__name=source)
    return list(batches.values_list("pk", flat=True))
