"""A new run makes a statement outdated, with before and after; a person accepts it; nothing happens twice."""

import pytest

from screening.errors import Closed, Stale
from screening.models import Event
from synthesis.models import Token
from synthesis.narratives import actions
from tests.synthesis.narratives.conftest import FIRST, SECOND, freeze

BEFORE = f"More people responded to ketamine: {FIRST}."
AFTER = f"More people responded to ketamine: {SECOND}."


def told(event):
    return event.status, event.before, event.after, event.run and event.run.number, event.by


def test_a_written_statement_is_current_with_the_run_it_was_written_on(analysis, statements):
    effect, fact = statements()

    assert (effect.status, fact.status) == ("current", "current")
    assert list(Token.objects.values_list("path", "format", "run__number", "confirmed_text")) == [
        ("pain-response", "est_ci", 1, FIRST)
    ]


def test_new_run_then_outdated_then_accepted_then_current(cast, analysis, statements, newer_run):
    statements()
    newer_run()

    moved = actions.refresh_statuses(review=cast.review, recipe=analysis)

    effect, fact = statements()
    assert ([s.pk for s in moved], effect.status, fact.status) == ([effect.pk], "outdated", "current")
    assert told(effect.status_events.first()) == ("outdated", BEFORE, AFTER, 2, None)

    actions.accept_statement(
        statement=effect, version=effect.version, by=cast.methodologist, reason="Same direction", seen=AFTER
    )

    effect, _ = statements()
    assert effect.status == "current"
    assert told(effect.status_events.first()) == ("current", BEFORE, AFTER, 2, cast.methodologist)
    assert effect.status_events.first().reason == "Same direction"
    assert effect.tokens.get().confirmed_text == SECOND


def test_a_second_refresh_for_the_same_run_writes_nothing(cast, analysis, statements, newer_run):
    effect, _ = statements()
    newer_run()
    actions.refresh_statuses(review=cast.review, recipe=analysis)
    lines = effect.status_events.count(), Event.objects.count()

    assert actions.refresh_statuses(review=cast.review, recipe=analysis) == []
    assert actions.refresh_statuses(review=cast.review) == []
    assert (effect.status_events.count(), Event.objects.count()) == lines


def test_a_third_run_that_says_yet_something_else_is_noted(cast, analysis, statements, newer_run):
    effect, _ = statements()
    newer_run()
    actions.refresh_statuses(review=cast.review, recipe=analysis)
    freeze(analysis, cast.methodologist, estimate=1.4, ci_lb=1.1, ci_ub=1.8)

    actions.refresh_statuses(review=cast.review, recipe=analysis)

    assert [e.after for e in effect.status_events.all()[:2]] == [
        "More people responded to ketamine: RR 1.40 (95% CI 1.10 to 1.80).",
        AFTER,
    ]


def test_a_run_that_says_the_same_words_changes_nothing(cast, analysis, statements):
    statements()
    freeze(analysis, cast.methodologist, estimate=2.0912)

    assert actions.refresh_statuses(review=cast.review, recipe=analysis) == []
    assert statements()[0].status == "current"


def test_a_run_that_goes_back_to_the_confirmed_words_makes_it_current_again(cast, analysis, statements, newer_run):
    statements()
    newer_run()
    actions.refresh_statuses(review=cast.review)
    freeze(analysis, cast.methodologist)

    actions.refresh_statuses(review=cast.review)

    assert statements()[0].status == "current"


def test_accepting_refuses_a_run_that_came_since_the_page_was_opened(cast, analysis, statements, newer_run):
    statements()
    newer_run()
    actions.refresh_statuses(review=cast.review)
    effect, _ = statements()
    freeze(analysis, cast.methodologist, estimate=1.4, ci_lb=1.1, ci_ub=1.8)

    with pytest.raises(Stale, match="newer run"):
        actions.accept_statement(statement=effect, version=effect.version, by=cast.methodologist, seen=AFTER)

    assert statements()[0].tokens.get().confirmed_text == FIRST


def test_a_current_statement_is_not_accepted(cast, statements):
    effect, _ = statements()

    with pytest.raises(Closed, match="not outdated"):
        actions.accept_statement(statement=effect, version=effect.version, by=cast.methodologist)


def test_a_figure_that_the_newest_run_cannot_give_breaks_the_statement(cast, analysis, statements):
    statements()
    freeze(analysis, cast.methodologist, pi_lb=0.4, pi_ub=6.1)
    effect, _ = statements()
    actions.edit_statement(
        statement=effect, version=effect.version, by=cast.methodologist, kind="effect",
        text="New trials may lie anywhere within {{an:pain-response|pi}}.",
    )  # fmt: skip
    freeze(analysis, cast.methodologist)

    actions.refresh_statuses(review=cast.review)

    effect, _ = statements()
    event = effect.status_events.first()
    assert (effect.status, event.before, event.after) == (
        "broken",
        "New trials may lie anywhere within 0.40 to 6.10.",
        "New trials may lie anywhere within [no figure: pain-response, pi].",
    )


def test_an_analysis_that_was_never_run_breaks_and_its_first_run_asks_for_a_look(cast, narrative, statements):
    from tests.synthesis.narratives.conftest import make_analysis

    other = make_analysis(cast.methodologist, "Harm")
    block = statements()[0].block
    made = actions.add_statement(block=block, text="Harm: {{an:harm|est_ci}}.", kind="harm", by=cast.methodologist)
    assert made.status == "broken"

    freeze(other, cast.methodologist)
    actions.refresh_statuses(review=cast.review, recipe=other)

    made.refresh_from_db()
    assert (made.status, made.status_events.first().after) == ("outdated", f"Harm: {FIRST}.")


def test_a_linked_analysis_makes_a_sentence_without_figures_outdated(cast, analysis, statements, newer_run):
    _, fact = statements()
    actions.link_evidence(statement=fact, source=analysis, stance="supports", by=cast.methodologist)
    newer_run()

    actions.refresh_statuses(review=cast.review, recipe=analysis)

    fact = statements()[1]
    event = fact.status_events.first()
    assert (fact.status, event.before, event.after) == (
        "outdated",
        f"It was tried in fibromyalgia. (Pain response: {FIRST})",
        f"It was tried in fibromyalgia. (Pain response: {SECOND})",
    )


def test_a_linked_analysis_that_the_sentence_quotes_is_not_said_twice(cast, analysis, statements, newer_run):
    effect, _ = statements()
    actions.link_evidence(statement=effect, source=analysis, stance="supports", by=cast.methodologist)
    newer_run()

    actions.refresh_statuses(review=cast.review, recipe=analysis)

    event = statements()[0].status_events.first()
    assert (event.before, event.after) == (BEFORE, AFTER)


def test_background_evidence_does_not_make_it_outdated(cast, analysis, statements, newer_run):
    _, fact = statements()
    actions.link_evidence(statement=fact, source=analysis, stance="background", by=cast.methodologist)
    newer_run()

    actions.refresh_statuses(review=cast.review, recipe=analysis)

    assert statements()[1].status == "current"
