"""Records as the pages lay them out: side by side, merged, and what a merge would do to votes. Helps the views."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.utils.text import Truncator

from screening.dedupe import queries
from screening.dedupe.chances import in_words
from screening.dedupe.merging import MergedField, merged
from screening.dedupe.side_by_side import Row, rows
from screening.errors import Invalid
from screening.importing.queries import imported_records
from screening.models import DuplicateLink, DuplicateQuestion, Member, Record, Report
from screening.workflow.queries import StageMerge, merge_preview


@dataclass(frozen=True)
class ShownField:
    """A field of the merged record with the sources that give its value."""

    field: MergedField
    sources: tuple[str, ...]


@dataclass(frozen=True)
class ShownGroup:
    """A group: the record that stands for it, then its copies, field by field."""

    primary: Record
    links: list[DuplicateLink]
    rows: list[Row]
    merged: list[ShownField]

    @property
    def records(self) -> list[Record]:
        return [self.primary, *(link.record for link in self.links)]


def shown_group(primary: Record) -> ShownGroup:
    links = list(queries.standing_links(primary))
    records = [primary, *(link.record for link in links)]
    return ShownGroup(primary, links, rows(queries.comparable(records)), merged_fields(records))


def merged_fields(records: list[Record]) -> list[ShownField]:
    names = [str(record.batch.source) for record in records]
    return [
        ShownField(field, tuple(dict.fromkeys(names[place] for place in field.sources)))
        for field in merged(queries.comparable(records))
    ]


@dataclass(frozen=True)
class Keeper:
    """One of two records as the one that stands for both: what becomes of the votes and of the other's report, or
    why it cannot."""

    record: Record
    chosen: bool
    votes: list[StageMerge]
    refused: str
    report: Report | None = None


def keepers(member: Member, pair: list[Record]) -> list[Keeper]:
    """Both ways of merging two records, each as it would be done."""
    first, second = roots = [queries.root_of(record) for record in pair]
    chosen = queries.stands_for(roots)
    ways = zip(pair, (first, second), (second, first), strict=True)
    return [_keeper(member, record, keep, other, keep == chosen) for record, keep, other in ways]


def _keeper(member: Member, record: Record, keep: Record, other: Record, chosen: bool) -> Keeper:
    if keep == other:
        return Keeper(record, chosen, [], "")
    refused = queries.refusal(other, keep)
    report = None if refused else queries.sought_report(other)
    return Keeper(record, chosen, merge_preview(member, other, keep), refused, report)


@dataclass(frozen=True)
class ShownQuestion:
    """A question among others: how likely it is, the fields that differ, and the merge as it would be done."""

    question: DuplicateQuestion
    likely: str
    rows: list[Row]
    keeper: Keeper
    against: DuplicateLink | None

    @property
    def may_merge(self) -> bool:
        return not self.keeper.refused and self.against is None


def shown_question(member: Member, question: DuplicateQuestion) -> ShownQuestion:
    pair = [question.first, question.second]
    roots = [queries.root_of(record) for record in pair]
    chosen = queries.stands_for(roots)
    at = roots.index(chosen)
    keeper = _keeper(member, pair[at], chosen, roots[1 - at], True)
    differing = [row for row in rows(queries.comparable(pair)) if not row.same]
    against = queries.answers_against(*roots).first()
    return ShownQuestion(question, in_words(question.score), differing, keeper, against)


def named(record: Record) -> str:
    """A record in a sentence, told apart from others of the same authors and year."""
    return f"“{Truncator(record.title or record.label).chars(70)}” ({record.label}, record {record.pk})"


def record_or_404(member: Member, value: str) -> Record:
    if not value.isdecimal() or len(value) > 18:
        raise Invalid("Give the number of a record, for example 12; it stands on the record's page.")
    return get_object_or_404(imported_records(member).select_related("batch__source"), pk=int(value))


def pair_or_404(member: Member, chosen: list[str]) -> list[Record]:
    chosen = [value for value in chosen if value]
    if len(chosen) != 2 or chosen[0] == chosen[1]:
        raise Invalid("Choose exactly two records to compare.")
    return [record_or_404(member, value) for value in chosen]
