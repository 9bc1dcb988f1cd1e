"""The review's labels as a tree."""

from dataclasses import dataclass, field

from django.db.models import QuerySet

from screening.models import Label, Member


@dataclass
class Branch:
    """A label with those below it."""

    label: Label
    below: list[Label] = field(default_factory=list)


def labels(member: Member) -> QuerySet[Label]:
    """The labels on offer, by name."""
    return member.review.labels.filter(archived_at__isnull=True)


def label_tree(member: Member) -> list[Branch]:
    """The labels on offer, each of the first level with those below it."""
    found = list(labels(member))
    branches = {label.pk: Branch(label) for label in found if label.parent_id is None}
    for label in found:
        if label.parent_id in branches:
            branches[label.parent_id].below.append(label)
    return list(branches.values())
