"""Writing: text and rows agree, saves are versioned, nothing is lost, a released version stays as it is."""

import pytest

from screening.errors import Closed, Invalid, Stale
from screening.models import Event
from synthesis.models import Anchor, Block, Reference
from synthesis.narratives import actions
from synthesis.narratives.queries.texts import paragraphs, put_away
from tests import factories
from tests.synthesis.narratives.conftest import FIRST


def outline(narrative):
    narrative.refresh_from_db()
    return [(p.block.text or "¶", [s.text for s in p.statements]) for p in paragraphs(narrative.current)]


def write(statements, cast, text, **fields):
    block = statements()[0].block
    return actions.add_statement(block=block, text=text, by=cast.methodologist, **fields)


def test_a_doi_mark_becomes_the_number_of_a_reference_of_that_record(record, statements):
    reference = Reference.objects.get()

    assert reference.record == record
    assert statements()[1].text == f"It was tried in fibromyalgia [@{reference.pk}]."
    assert list(Anchor.objects.values_list("statement", "reference", "order")) == [
        (statements()[1].pk, reference.pk, 0)
    ]


def test_the_same_record_cited_in_other_ways_is_one_reference(cast, record, statements):
    copy = factories.make_record(record.batch, primary=record, pmid="42")
    made = write(
        statements, cast, f"Twice [@record:{record.pk}] [@pmid:42] [@record:{copy.pk}] [@doi:{record.doi.upper()}]."
    )

    only = Reference.objects.get().pk
    assert made.text == f"Twice [@{only}] [@{only}] [@{only}] [@{only}]."
    assert made.anchors.count() == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("It is {{an:nothing|est}}.", "no analysis “nothing”"),
        ("It is {{an:pain-response|pi}}.", "gives no “pi”"),
        ("It is {{an:pain-response}}.", "no whole token"),
        ("See [@99999].", "leads to no reference"),
        ("See [@doi:10.9/none].", "No record of this review has the doi “10.9/none”"),
        ("See [@abc:1].", "No record of this review has the abc"),
        ("See [@12", "no whole citation"),
        ("  ", "needs words"),
    ],
)
def test_a_mark_that_leads_nowhere_is_refused(cast, statements, text, why):
    with pytest.raises(Invalid, match=why):
        write(statements, cast, text)

    assert len(statements()) == 2


def test_a_record_of_another_review_is_not_cited(cast, statements):
    other = factories.make_record(factories.make_batch(cast.other_lead), doi="10.1/other")

    with pytest.raises(Invalid, match="No record of this review"):
        write(statements, cast, f"See [@record:{other.pk}].")


def test_editing_keeps_confirmed_words_and_confirms_new_tokens(cast, analysis, statements, newer_run):
    effect, _ = statements()
    newer_run()

    edited = actions.edit_statement(
        statement=effect, version=effect.version, by=cast.methodologist, kind="effect",
        text="In {{an:pain-response|k}} trials more people responded: {{an:pain-response|est_ci}}.",
    )  # fmt: skip

    assert {t.format: (t.confirmed_text, t.run.number) for t in edited.tokens.all()} == {
        "est_ci": (FIRST, 1),
        "k": ("2", 2),
    }
    assert edited.status == "outdated"


def test_editing_with_accept_confirms_everything(cast, analysis, statements, newer_run):
    effect, _ = statements()
    newer_run()
    actions.refresh_statuses(review=cast.review)

    edited = actions.edit_statement(
        statement=effect, version=effect.version, by=cast.methodologist, kind="effect", accept=True,
        text="The pooled ratio is {{an:pain-response|est_ci}}.", reason="New wording",
    )  # fmt: skip

    assert edited.status == "current"
    assert (edited.status_events.first().reason, edited.status_events.first().by) == (
        "New wording",
        cast.methodologist,
    )


def test_editing_away_a_token_or_citation_removes_its_row(cast, statements):
    effect, fact = statements()
    for statement in (effect, fact):
        actions.edit_statement(
            statement=statement, version=statement.version, by=cast.methodologist, text="Bare.", kind="effect"
        )

    effect, fact = statements()
    assert (effect.tokens.count(), fact.anchors.count(), effect.status, fact.status) == (
        0,
        0,
        "unlinked",
        "unlinked",
    )


def test_a_stale_save_is_refused(cast, statements):
    effect, _ = statements()
    change = {"statement": effect, "by": cast.methodologist, "kind": "effect"}
    actions.edit_statement(**change, version=effect.version, text="First.")

    with pytest.raises(Stale):
        actions.edit_statement(**change, version=1, text="Second.")

    assert statements()[0].text == "First."


def test_statements_and_blocks_move_and_statements_cross_paragraphs(cast, narrative, statements):
    by = {"by": cast.methodologist}
    effect, fact = statements()
    last = actions.add_block(narrative=narrative, kind="paragraph", **by)
    actions.add_statement(block=last, text="Last.", **by)
    actions.move_statement(statement=fact, version=fact.version, up=True, **by)
    actions.move_statement(statement=effect, version=effect.version, up=False, **by)

    assert outline(narrative) == [
        ("What the trials show", []),
        ("¶", [fact.text]),
        ("¶", [effect.text, "Last."]),
    ]

    actions.move_block(block=last, version=last.version, up=True, **by)
    assert [words for words, _ in outline(narrative)] == ["What the trials show", "¶", "¶"]
    assert outline(narrative)[1][1] == [effect.text, "Last."]


def test_a_new_block_and_a_new_statement_may_stand_in_the_middle(cast, narrative, statements):
    effect, _ = statements()
    heading = effect.block.narrative_version.blocks.first()
    actions.add_block(narrative=narrative, kind="heading", text="Second", after=heading, by=cast.methodologist)
    actions.add_statement(block=effect.block, text="Between.", after=effect, by=cast.methodologist)

    assert [words for words, _ in outline(narrative)] == ["What the trials show", "Second", "¶"]
    assert [s.text for s in statements()][1] == "Between."


def test_archived_statements_and_blocks_leave_the_text_and_come_back(cast, narrative, statements):
    by = {"by": cast.methodologist}
    effect, fact = statements()
    actions.archive_statement(statement=effect, version=effect.version, **by)
    assert [s.pk for s in statements()] == [fact.pk]

    effect.refresh_from_db()
    block = fact.block
    actions.archive_block(block=block, version=block.version, **by)
    assert statements() == []
    blocks, lone = put_away(narrative.current)
    assert (list(blocks), list(lone)) == ([block], [])

    actions.restore_block(block=block, version=block.version, **by)
    actions.restore_statement(statement=effect, version=effect.version, **by)
    assert [s.pk for s in statements()] == [fact.pk, effect.pk]


def test_a_heading_needs_words_and_a_statement_a_paragraph(cast, narrative):
    with pytest.raises(Invalid, match="A heading needs words"):
        actions.add_block(narrative=narrative, kind="heading", text=" ", by=cast.methodologist)
    heading = Block.objects.get(kind="heading")
    with pytest.raises(Invalid, match="stand in a paragraph"):
        actions.add_statement(block=heading, text="Words.", by=cast.methodologist)


def test_every_write_leaves_an_event(cast, narrative, statements):
    statements()

    assert sorted(Event.objects.filter(review_id=cast.review.pk).values_list("verb", flat=True)) == sorted(
        [
            "analysis defined", "analysis run", "block added", "block added", "narrative created",
            "outcome added", "reference added", "statement added", "statement added", "statement current",
            "statement current", "time point added",
        ]
    )  # fmt: skip


def test_evidence_needs_a_quote_from_a_record_and_a_second_person_to_check(cast, record, statements):
    _, fact = statements()
    place = {"statement": fact, "record": record, "stance": "supports", "by": cast.methodologist}
    with pytest.raises(Invalid, match="Quote"):
        actions.link_evidence(**place)

    link = actions.link_evidence(**place, quote="8 of 12 responded", locator="p. 944")
    with pytest.raises(Closed, match="somebody else"):
        actions.check_evidence(link=link, by=cast.methodologist)
    actions.check_evidence(link=link, by=cast.lead)

    link.refresh_from_db()
    assert (link.checked_by, link.quote, link.locator) == (cast.lead, "8 of 12 responded", "p. 944")
    with pytest.raises(Closed, match="checked already"):
        actions.check_evidence(link=link, by=cast.lead)


def test_a_link_gives_a_bare_claim_evidence_and_taking_it_away_shows(cast, analysis, statements):
    bare = write(statements, cast, "Ketamine helps.", kind="effect")
    link = actions.link_evidence(statement=bare, source=analysis, stance="supports", by=cast.methodologist)
    bare.refresh_from_db()
    linked = bare.status
    actions.unlink_evidence(link=link, by=cast.methodologist)
    bare.refresh_from_db()

    assert (linked, bare.status) == ("current", "unlinked")


def test_a_typed_reference_is_printed_as_typed_until_it_is_matched(cast, narrative, record, statements):
    from synthesis.narratives.queries import printed

    by = {"by": cast.methodologist}
    typed = actions.add_reference(narrative=narrative, raw="WHO. Guideline.  2020.", doi="10.5/who", **by)
    made = write(statements, cast, "See [@doi:10.5/WHO].")
    other = factories.make_record(record.batch, title="Guideline", authors=["WHO"], year=2020)

    assert (made.text, printed(typed)) == (f"See [@{typed.pk}].", "WHO. Guideline. 2020.")
    with pytest.raises(Invalid, match="another entry"):
        actions.match_reference(reference=typed, record=record, version=typed.version, **by)
    actions.match_reference(reference=typed, record=other, version=typed.version, **by)
    assert printed(typed) == "WHO. Guideline. 2020."
    assert typed.record == other
