"""One place for every record, whatever the facts; the database says the same as the rule; the flow adds up."""

from collections import Counter
from itertools import product

import pytest
from django.utils import timezone

from screening.models import Record, Report, StageRecord
from screening.progress.flow import violations
from screening.progress.places import PLACES, Facts, Sight, place
from screening.progress.queries.standing import in_place, place_totals, standing_counts, standing_records
from screening.progress.tally import Standing, flow_of
from tests import factories

STATES = ("", "waiting", "conflict", "included", "excluded")
RETRIEVAL = ("", "sought", "requested", "retrieved", "not-retrieved")
SIGHTS = [Sight(first, second) for first, second in product((True, False), repeat=2)]


def test_the_rule_names_one_known_place_for_all_facts_and_every_flow_of_them_adds_up():
    for sight in SIGHTS:
        counted = Counter()
        for number, (copy, first, second, how) in enumerate(product((True, False), STATES, STATES, RETRIEVAL)):
            facts = Facts(copy, first, second, sought=bool(how), retrieval=how)
            at = place(facts, sight)
            assert at in PLACES
            kind = ("database", "register", "website", "citation")[number % 4]
            counted[Standing(kind, f"Source {number % 3}", at)] += number % 5
        assert violations(flow_of(counted.items(), studies=0)) == []


@pytest.mark.parametrize(
    ("facts", "at"),
    [
        (Facts(copy=True, first="included", second="included"), "duplicate"),
        (Facts(), "screening.awaiting"),
        (Facts(first="waiting", sought=True, retrieval="retrieved"), "screening.awaiting"),
        (Facts(first="included"), "retrieval.awaiting"),
        (Facts(first="included", sought=True, retrieval="not-retrieved"), "not_retrieved"),
        (Facts(first="included", second="excluded", sought=True, retrieval="not-retrieved"), "excluded"),
        (Facts(first="included", second="waiting", sought=True, retrieval="retrieved"), "assessment.awaiting"),
    ],
)
def test_where_a_record_stands(facts, at):
    assert place(facts) == at


def test_who_may_not_know_the_outcomes_sees_what_was_released_and_no_more():
    blind = Sight(False, False)
    for first, second in product(STATES, STATES):
        assert place(Facts(first=first, second=second), blind) == "screening.awaiting"
        sought = Facts(first=first, second=second, sought=True, retrieval="retrieved")
        assert place(sought, blind) == "assessment.awaiting"


def test_the_database_puts_each_record_where_the_rule_puts_it(cast):
    batch = factories.make_batch(cast.lead)
    stages = list(cast.review.stages.order_by("order"))
    kept = factories.make_record(batch)
    facts: dict[int, Facts] = {kept.pk: Facts()}
    entries, reports = [], []
    combinations = list(
        product((False, True), STATES, STATES, ("", "sought", "retrieved", "not-retrieved", "withdrawn"))
    )
    records = Record.objects.bulk_create(
        Record(review=cast.review, batch=batch, row_no=row_no, primary=kept if copy else None)
        for row_no, (copy, *_) in enumerate(combinations, start=kept.row_no + 1)
    )
    for record, (copy, first, second, how) in zip(records, combinations, strict=True):
        for stage, state in zip(stages, (first, second), strict=True):
            if state:
                entries.append(StageRecord(stage=stage, record=record, state=state))
        if how:
            gone = timezone.now() if how == "withdrawn" else None
            retrieval = "retrieved" if gone else how
            reports.append(Report(review=cast.review, record=record, retrieval=retrieval, withdrawn_at=gone))
        sought = how not in ("", "withdrawn")
        facts[record.pk] = Facts(copy, first, second, sought=sought, retrieval=how if sought else "")
    StageRecord.objects.bulk_create(entries)
    Report.objects.bulk_create(reports)
    for sight in (SIGHTS[0], SIGHTS[-1]):
        listed = {
            name: set(standing_records(cast.lead).filter(in_place(name, sight)).values_list("pk", flat=True))
            for name in PLACES
        }
        ruled = {name: {pk for pk, each in facts.items() if place(each, sight) == name} for name in PLACES}
        assert listed == ruled
        counted = Counter()
        for standing, n in standing_counts(cast.lead, sight).items():
            counted[standing.place] += n
        sums = Counter({name: len(records) for name, records in ruled.items() if records})
        assert counted == place_totals(cast.lead, sight) == sums
    factories.make_batch(cast.lead, state="committing")
    assert place_totals(cast.lead, sight) == sums
