"""A release freezes words, references and runs; the next version is its copy; files never change again."""

import pytest

from screening.errors import Closed, Invalid, Stale
from screening.models import Record
from synthesis.models import Analysis, Narrative, Release, StatusEvent
from synthesis.narratives import actions
from synthesis.narratives.document import from_dict
from synthesis.narratives.queries import document_of
from synthesis.narratives.writers.docx_file import to_docx
from synthesis.narratives.writers.html_file import to_html
from synthesis.narratives.writers.markdown_file import to_markdown
from tests.synthesis.narratives.conftest import FIRST, SECOND

CITED = (
    "Noppers I, Niesters M. Ketamine in fibromyalgia. European Journal of Pain. 2011;15(9):942-9. "
    "doi:10.1016/j.ejpain.2011.03.008"
)


@pytest.fixture
def release(cast, narrative):
    """Call it to release the version that is open."""

    def make(**fields) -> Release:
        stored = Narrative.objects.get(pk=narrative.pk)
        number = stored.current.number
        return actions.release(**({"narrative": stored, "number": number, "by": cast.methodologist} | fields))

    return make


def words(document) -> list[str]:
    return [passage.text for passage in document.passages]


def test_a_release_holds_words_references_and_runs(analysis, release):
    made = release(changelog="First version")
    document = from_dict(made.content)

    assert words(document) == [
        f"More people responded to ketamine: {FIRST}.",
        "It was tried in fibromyalgia [1].",
    ]
    assert [(entry.number, entry.text) for entry in document.references] == [(1, CITED)]
    assert [(pin.slug, pin.number, pin.said) for pin in document.pins] == [("pain-response", 1, FIRST)]
    assert (document.version, document.released, document.changelog) == (1, True, "First version")
    assert list(made.runs.all()) == [analysis.current_run]


def test_the_next_version_is_a_copy_that_can_be_written_on(cast, release, statements):
    old = statements()
    release()
    new = statements()

    assert [s.uid for s in new] == [s.uid for s in old]
    assert [s.pk for s in new] != [s.pk for s in old]
    assert [(s.text, s.status, s.kind) for s in new] == [(s.text, s.status, s.kind) for s in old]
    assert [t.confirmed_text for t in new[0].tokens.all()] == [FIRST]
    assert [a.reference_id for a in new[1].anchors.all()] == [a.reference_id for a in old[1].anchors.all()]
    assert new[0].block.narrative_version.parent == old[0].block.narrative_version


@pytest.mark.parametrize("write", ["edit", "move", "archive", "accept", "add", "link"])
def test_a_released_version_takes_no_change(cast, release, statements, analysis, write):
    old, _ = statements()
    release()
    place = {"statement": old, "version": old.version, "by": cast.methodologist}
    calls = {
        "edit": lambda: actions.edit_statement(**place, text="Other.", kind="fact"),
        "move": lambda: actions.move_statement(**place, up=False),
        "archive": lambda: actions.archive_statement(**place),
        "accept": lambda: actions.accept_statement(**place),
        "add": lambda: actions.add_statement(block=old.block, text="More.", by=cast.methodologist),
        "link": lambda: actions.link_evidence(
            statement=old, source=analysis, stance="supports", by=cast.methodologist
        ),
    }

    with pytest.raises(Closed, match="Version 1 is released and stays as it is"):
        calls[write]()


def test_an_outdated_statement_stops_a_release(analysis, release, statements, newer_run):
    statements()
    newer_run()

    with pytest.raises(Closed, match="1 statement is outdated or broken"):
        release()

    assert Release.objects.count() == 0


def test_a_reason_overrides_and_is_printed_with_the_words_as_confirmed(analysis, release, statements, newer_run):
    old = analysis.current_run
    newer_run()

    made = release(override_reason="The journal closes today")
    document = from_dict(made.content)

    assert words(document)[0] == f"More people responded to ketamine: {FIRST}."
    assert (document.override_reason, [p.status for p in document.passages]) == (
        "The journal closes today",
        ["outdated", "current"],
    )
    assert list(made.runs.all()) == [old]
    assert "Reason given: The journal closes today" in to_markdown(document).decode()


def test_after_an_override_the_copy_is_still_outdated_and_told_once(cast, release, statements, newer_run):
    statements()
    newer_run()
    release(override_reason="Because")
    lines = StatusEvent.objects.count()

    assert actions.refresh_statuses(review=cast.review) == []
    assert (statements()[0].status, StatusEvent.objects.count()) == ("outdated", lines)


def test_a_place_that_would_stay_empty_cannot_be_overridden(cast, release, statements):
    from tests.synthesis.narratives.conftest import make_analysis

    make_analysis(cast.methodologist, "Harm")
    actions.add_statement(
        block=statements()[0].block, text="Harm: {{an:harm|est}}.", kind="harm", by=cast.methodologist
    )

    with pytest.raises(Invalid, match=r"\{\{an:harm\|est\}\} has no figure"):
        release(override_reason="Never mind")


def test_a_second_press_releases_nothing(cast, narrative, release):
    release()

    with pytest.raises(Stale, match="Version 1 is released already; version 2 is open now"):
        release(number=1)


def test_an_empty_text_is_not_released(cast):
    empty = actions.create_narrative(title="Empty", by=cast.methodologist)

    with pytest.raises(Invalid, match="no statements yet"):
        actions.release(narrative=empty, number=1, by=cast.methodologist)


@pytest.mark.parametrize("write", [to_html, to_markdown, to_docx])
def test_files_of_a_release_are_the_same_bytes_whatever_changes_later(
    cast, analysis, record, release, statements, newer_run, write
):
    from datetime import date

    version = release().version
    first = write(document_of(version, on=date(2026, 1, 1)))
    Record.objects.filter(pk=record.pk).update(title="Another title")
    Analysis.objects.filter(pk=analysis.pk).update(title="Renamed")
    newer_run()
    actions.refresh_statuses(review=cast.review)
    effect, _ = statements()
    actions.edit_statement(
        statement=effect, version=effect.version, by=cast.methodologist, text="Rewritten.", kind="fact"
    )

    version = type(version).objects.get(pk=version.pk)
    assert write(document_of(version, on=date(2030, 1, 1))) == first


def test_the_next_release_says_the_new_words(cast, release, statements, newer_run):
    release()
    newer_run()
    actions.refresh_statuses(review=cast.review)
    effect, _ = statements()
    actions.accept_statement(statement=effect, version=effect.version, by=cast.methodologist)

    document = from_dict(release().content)

    assert (document.version, words(document)[0], [pin.number for pin in document.pins]) == (
        2,
        f"More people responded to ketamine: {SECOND}.",
        [2],
    )
