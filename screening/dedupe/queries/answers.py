"""What people said of two records: that they are the same, or that they are not, for as long as it holds."""

from uuid import UUID

from django.db.models import Q, QuerySet

from screening.dedupe.said import BY_HAND, NOT_SAME, TAKEN_BACK
from screening.models import DuplicateLink, Record, RecordRelation, Review

OVERRULED = Q(overruled_by__rule=BY_HAND, overruled_by__undone_by__isnull=True)


def answers_apart() -> QuerySet[DuplicateLink]:
    """Links that say of two records that they are not the same, and that no merge which holds overrules."""
    return DuplicateLink.objects.filter(undone_by__isnull=False).exclude(OVERRULED)


def answers_together() -> QuerySet[DuplicateLink]:
    """Links by which a person merged two records, and which nobody has taken back."""
    return DuplicateLink.objects.filter(rule=BY_HAND, undone_by__isnull=True)


def were_together(link: DuplicateLink) -> bool:
    """True of a merge, also one that ended; False of an answer about two that were never together, which begins and
    ends at one moment."""
    return link.undone_at is None or link.undone_at > link.merged_at


def parted_pairs(review: Review) -> dict[frozenset[int], bool]:
    """Two records of which a person said last that they are not the same -> whether they were merged before."""
    found: dict[frozenset[int], bool] = {}
    links = answers_apart().filter(record__review=review).order_by()
    for link in links.only("record", "primary", "merged_at", "undone_at").iterator(1000):
        pair = frozenset((link.record_id, link.primary_id))
        found[pair] = found.get(pair, False) or were_together(link)
    return found


def kept_apart_with(relation: RecordRelation) -> QuerySet[DuplicateLink]:
    """The answer that keeps the two apart which came with what a person said of them."""
    pair = (relation.record_id, relation.other_id)
    found = answers_apart().filter(rule=NOT_SAME, merged_by=relation.made_by_id, merged_at__gte=relation.made_at)
    return found.filter(record__in=pair, primary__in=pair)


def group_of(root: Record) -> list[int]:
    """The record that stands for a group, and its copies."""
    return [root.pk, *root.copies.order_by("pk").values_list("pk", flat=True)]


def answers_against(first: Record, second: Record) -> QuerySet[DuplicateLink]:
    """Who said that a record of the one group is not the same as one of the other, the latest first."""
    one, other = group_of(first), group_of(second)
    between = Q(record__in=one, primary__in=other) | Q(record__in=other, primary__in=one)
    found = answers_apart().filter(between).select_related("record", "primary", "undone_by__user")
    return found.order_by("-undone_at", "pk")


def groups_apart_from(root: Record) -> list[Record]:
    """The records that stand for groups of which somebody said that they are not the same as this one."""
    group = group_of(root)
    pairs = answers_apart().filter(Q(record__in=group) | Q(primary__in=group)).values_list("record", "primary")
    others = Record.objects.filter(pk__in={id for pair in pairs for id in pair if id not in group})
    roots = {one.primary_id or one.pk for one in others}
    return list(Record.objects.filter(pk__in=roots).order_by("pk"))


def copies_brought(link: DuplicateLink) -> dict[int, UUID]:
    """Copies that came along when the link's record became one, and are in its group -> the links they had."""
    before = DuplicateLink.objects.filter(
        primary=link.record_id, undone_by__isnull=True, undone_at__gte=_copy_since(link)
    ).exclude(rule=TAKEN_BACK)
    if before.filter(record=link.primary_id).exists():
        return {}  # the two changed places, and nothing came along
    here = before.filter(record__primary=link.primary_id)
    return dict(here.order_by("merged_at", "pk").values_list("record_id", "pk"))


def _copy_since(link: DuplicateLink):
    """When the link's record became a copy: of the record it is one of now, or of one that is its copy since."""
    since = link.merged_at
    earlier = DuplicateLink.objects.filter(record=link.record_id, merged_at__lt=since, undone_at__isnull=False)
    for one in earlier.exclude(rule__in=(NOT_SAME, TAKEN_BACK)).order_by("-merged_at"):
        if one.undone_at < since:
            break
        since = one.merged_at
    return since
