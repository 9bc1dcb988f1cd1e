"""The pages as plain forms without JavaScript: who may open them, what they show, where they lead."""

import io
import re

import docx
import pytest
from django.urls import reverse

from screening.importing.actions.indexing import index_records
from screening.models import Record, Report
from synthesis.models import EvidenceLink, Narrative, Reference, Statement
from synthesis.narratives import actions
from synthesis.narratives.queries import step_count
from tests.numbers import RESULT, ROWS
from tests.synthesis.narratives.conftest import FIRST, SECOND, freeze
from tests.synthesis.worlds import frozen_run, make_study


def url(cast, name, **ids):
    return reverse(f"narratives:{name}", kwargs={"slug": cast.review.slug, **ids})


def words(response) -> str:
    """What a person reads: words within a line run on, lines are set apart, single blanks."""
    text = re.sub(r"</?(?:a|ins|del|strong|code|q|svg|use)\b[^>]*>", "", response.content.decode())
    text = re.sub(r'</?span(?: class="(?:token|eyebrow|figure-num)[^>]*)?>', "", text)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).strip()


@pytest.fixture
def outdated(cast, analysis, statements, newer_run):
    """The effect statement, made outdated by the second run."""
    statements()
    newer_run()
    actions.refresh_statuses(review=cast.review)
    return statements()[0]


@pytest.fixture
def writer(cast, sign_in):
    return sign_in(cast.methodologist)


def test_the_home_page_counts_current_statements_and_gives_writers_the_outdated(cast, outdated):
    writer, reader = step_count(cast.methodologist), step_count(cast.observer)

    assert (writer.done, writer.total, writer.mine, reader.mine) == (1, 2, 1, 0)
    assert writer.url == url(cast, "show", narrative_id=Narrative.objects.get().pk) + "?status=outdated"
    assert step_count(cast.reviewer) is None


def test_the_reader_shows_sentences_numbers_and_statuses(cast, narrative, outdated, sign_in):
    page = sign_in(cast.observer).get(url(cast, "show", narrative_id=narrative.pk))
    shown = words(page)

    assert f"More people responded to ketamine: {FIRST}." in shown
    assert "It was tried in fibromyalgia [1]." in shown
    assert f"With the newest run More people responded to ketamine: {SECOND}." in shown
    assert "Pain response, run 1 to 2." in shown
    assert "All 2 Outdated 1 Current 1" in shown
    assert "Noppers I, Niesters M. Ketamine in fibromyalgia." in shown
    assert "{{" not in shown
    assert "Accept the new figures" not in shown


def test_a_change_of_the_conclusion_is_said_before_it_is_accepted(cast, analysis, narrative, statements, writer):
    statements()
    freeze(analysis, cast.methodologist, estimate=1.6, ci_lb=1.1, ci_ub=2.3)
    actions.refresh_statuses(review=cast.review)

    shown = words(writer.get(url(cast, "show", narrative_id=narrative.pk)))

    assert "Pain response, run 1 to 2. The interval included no effect; now it excludes it. Why it still" in shown


def test_the_reader_filters_by_status(cast, narrative, outdated, writer):
    shown = words(writer.get(url(cast, "show", narrative_id=narrative.pk), {"status": "outdated"}))

    assert "More people responded" in shown
    assert "It was tried in fibromyalgia" not in shown
    assert "All 2 Outdated 1" in shown


def test_accepting_from_the_reader(cast, narrative, outdated, writer):
    page = writer.get(url(cast, "show", narrative_id=narrative.pk)).content.decode()
    form = dict(re.findall(r'name="(version|seen)" value="([^"]*)"', page))

    answer = writer.post(url(cast, "accept", statement_id=outdated.pk), {**form, "reason": "Same direction"})

    assert answer.url == url(cast, "show", narrative_id=narrative.pk) + f"#s-{outdated.pk}"
    outdated.refresh_from_db()
    assert (outdated.status, outdated.status_events.first().reason) == ("current", "Same direction")
    assert f"More people responded to ketamine: {SECOND}." in words(
        writer.get(url(cast, "show", narrative_id=narrative.pk))
    )


def test_the_inspector_shows_runs_trace_and_history(cast, outdated, sign_in):
    shown = words(sign_in(cast.observer).get(url(cast, "statement", statement_id=outdated.pk)))

    assert f"said “{FIRST}”; the newest run says “{SECOND}”." in shown
    assert "Why they differ" in shown
    assert "After a run" in shown
    assert "Change the statement" not in shown


def test_a_narrative_is_written_with_forms_alone(cast, analysis, record, writer):
    writer.post(url(cast, "create"), {"title": "Ketamine", "language": "en"})
    narrative = Narrative.objects.get()
    place = {"narrative_id": narrative.pk}
    writer.post(url(cast, "add_block", **place), {"kind": "heading", "text": "Effects"})
    writer.post(url(cast, "add_block", **place), {"kind": "paragraph"})
    block = narrative.current.blocks.last()
    here = url(cast, "write", block_id=block.pk)

    index_records(Record.objects.all())
    typed = {"text": "It helps more people.", "kind": "effect"}
    chosen = writer.post(here, {**typed, "insert": "{{an:pain-response|est_ci}}"}).context["form"]["text"].value()
    found = writer.post(here, {**typed, "text": chosen, "q": "fibromyalgia", "find": "1"})
    cited = writer.post(here, {**typed, "text": chosen, "insert": f"[@record:{record.pk}]"})
    text = cited.context["form"]["text"].value()

    assert chosen == "It helps more people {{an:pain-response|est_ci}}."
    assert [r.pk for r in found.context["records"]] == [record.pk]
    assert text == f"It helps more people {{{{an:pain-response|est_ci}}}} [@record:{record.pk}]."
    assert Statement.objects.count() == 0

    writer.post(here, {**typed, "text": text, "save": "1"})
    shown = words(writer.get(url(cast, "show", **place)))

    assert "Effects" in shown
    assert f"It helps more people {FIRST} [1]." in shown


def test_a_mark_that_leads_nowhere_is_shown_beside_what_was_typed(cast, statements, writer):
    here = url(cast, "write", block_id=statements()[0].block_id)

    answer = writer.post(here, {"text": "It is {{an:none|est}}.", "kind": "effect", "save": "1"})

    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == "It is {{an:none|est}}."
    assert "there is no analysis “none”" in words(answer)


def test_a_stale_save_shows_what_is_stored_and_keeps_what_was_typed(cast, statements, writer):
    effect, _ = statements()
    here = url(cast, "change", statement_id=effect.pk)
    actions.edit_statement(statement=effect, version=effect.version, by=cast.lead, text="Hers.", kind="fact")

    mine = {"text": "Mine.", "kind": "fact", "save": "1"}
    refused = writer.post(here, {**mine, "version": "1"})
    shown = words(refused)
    again = {**mine, "version": str(refused.context["form"]["version"].value())}

    assert (refused.status_code, "Stored now is: Hers." in shown) == (422, True)
    assert refused.context["form"]["text"].value() == "Mine."
    effect.refresh_from_db()
    assert effect.text == "Hers."
    writer.post(here, again)
    effect.refresh_from_db()
    assert effect.text == "Mine."


def test_the_editor_notices_typed_figures_and_wording(cast, statements, writer):
    here = url(cast, "write", block_id=statements()[0].block_id)

    shown = words(writer.post(here, {"text": "It is safe: 2.09.", "kind": "harm", "preview": "1"}))

    assert "You typed 2.09; {{an:pain-response|est}} says 2.09" in shown
    assert "“safe”. Say which harms were counted" in shown
    assert "As it reads with the newest figures It is safe: 2.09." in shown


def test_evidence_is_linked_and_checked_by_another(cast, record, statements, writer, sign_in):
    fact = statements()[1]
    here = url(cast, "link", statement_id=fact.pk)
    refused = writer.post(here, {"stance": "supports", "record": record.pk}, HTTP_REFERER="http://testserver/")
    writer.post(here, {"stance": "supports", "record": record.pk, "quote": "8 of 12", "locator": "p. 944"})
    link = EvidenceLink.objects.get()
    own = words(writer.get(url(cast, "statement", statement_id=fact.pk)))
    sign_in(cast.lead).post(url(cast, "check", link_id=link.pk))

    assert refused.status_code == 302
    assert "I have read it" not in own
    shown = words(writer.get(url(cast, "statement", statement_id=fact.pk)))
    assert "“8 of 12” Checked by Lena" in shown


@pytest.mark.parametrize("name", ["show", "release", "statement"])
def test_a_retracted_report_behind_the_figures_is_told(cast, analysis, narrative, statements, writer, name):
    study = make_study(cast.methodologist)
    frozen_run(analysis, cast.methodologist, inputs=[ROWS[0] | {"study_id": study.pk}], result=RESULT)
    assert "bears a notice" not in words(writer.get(url(cast, "show", narrative_id=narrative.pk)))
    Report.objects.filter(study_link__study=study).update(notice=Report.Notice.RETRACTED)
    ids = {"statement_id": statements()[0].pk} if name == "statement" else {"narrative_id": narrative.pk}
    assert "Noppers 2011: " in words(writer.get(url(cast, name, **ids))).partition("bears a notice")[2]


def test_references_show_what_is_amiss_and_are_matched(cast, narrative, record, statements, writer):
    place = {"narrative_id": narrative.pk}
    writer.post(url(cast, "add_reference", **place), {"raw": "WHO. Guideline. 2020."})
    typed = Reference.objects.get(record=None)

    shown = words(writer.get(url(cast, "references", **place)))
    assert "1 reference unused, 1 without a record, 1 without a DOI." in shown
    assert "WHO. Guideline. 2020. 0 Unused No record matchedMatch WHO. Guideline. 2020. No DOI" in shown

    here = url(cast, "match_reference", reference_id=typed.pk)
    other = record.batch.records.create(review=cast.review, row_no=0, title="Guideline", authors=["WHO"])
    index_records(Record.objects.all())
    found = writer.get(here, {"q": "guideline"}).context["records"]
    writer.post(here, {"record": other.pk, "version": typed.version})
    typed.refresh_from_db()
    assert ([r.pk for r in found], typed.record) == ([other.pk], other)


def test_release_compare_and_download(cast, narrative, outdated, writer, sign_in):
    place = {"narrative_id": narrative.pk}
    here = url(cast, "release", **place)
    refused = writer.post(here, {"number": "1"})
    assert (refused.status_code, "1 statement is outdated or broken" in words(refused)) == (422, True)
    assert "In the way: 1 of 2 statements" in words(refused)

    answer = writer.post(here, {"number": "1", "override_reason": "Deadline", "changelog": "First"})
    assert answer.url == url(cast, "read", **place, number=1)
    outdated = Narrative.objects.get().current.blocks.last().statements.first()
    actions.accept_statement(statement=outdated, version=outdated.version, by=cast.methodologist)
    writer.post(here, {"number": "2"})

    reader = sign_in(cast.observer)
    shown = words(reader.get(answer.url))
    assert "Reason given: Deadline" in shown
    assert f"More people responded to ketamine: {FIRST}." in shown

    differs = words(reader.get(url(cast, "compare", **place, before=2, after=1)))
    assert "Version 1 and version 2" in differs
    assert f"Version 2More people responded to ketamine: {SECOND}." in differs.replace(
        "Version 2 More", "Version 2More"
    )
    assert f"{FIRST} in run 1, {SECOND} in run 2." in differs

    file = reader.get(url(cast, "file", **place, number=2, file_format="docx"))
    texts = [p.text for p in docx.Document(io.BytesIO(file.content)).paragraphs]
    assert f"More people responded to ketamine: {SECOND}. It was tried in fibromyalgia [1]." in texts
    assert file["Content-Disposition"] == 'attachment; filename="ketamine-for-chronic-pain-version-2.docx"'
    again = reader.get(url(cast, "file", **place, number=2, file_format="docx"))
    assert again.content == file.content
    draft = reader.get(url(cast, "file", **place, number=3, file_format="html"))
    assert "Draft of version 3" in draft.content.decode()
    assert reader.get(url(cast, "file", **place, number=2, file_format="pdf")).status_code == 404


def test_moving_archiving_and_restoring_from_the_page(cast, narrative, statements, writer):
    effect, fact = statements()
    here = url(cast, "show", narrative_id=narrative.pk)
    form = {"mode": "write", "version": fact.version}

    moved = writer.post(url(cast, "move", statement_id=fact.pk), {**form, "to": "up"})
    assert (moved.url, [s.pk for s in statements()]) == (f"{here}?mode=write#s-{fact.pk}", [fact.pk, effect.pk])
    writer.post(url(cast, "archive", statement_id=effect.pk), {"version": effect.version})
    shown = words(writer.get(here, {"mode": "write"}))
    assert ("Archived (1)" in shown, [s.pk for s in statements()]) == (True, [fact.pk])
    effect.refresh_from_db()
    writer.post(url(cast, "restore", statement_id=effect.pk), {"version": effect.version})
    assert [s.pk for s in statements()] == [fact.pk, effect.pk]


def test_ids_of_another_review_are_not_found(cast, statements, sign_in):
    from tests.synthesis.narratives.conftest import make_analysis

    effect, _ = statements()
    stranger = sign_in(cast.other_lead)
    slug = {"slug": cast.other_review.slug}
    make_analysis(cast.other_lead)
    narrative = effect.block.narrative_version.narrative

    for name, ids in [
        ("show", {"narrative_id": narrative.pk}),
        ("statement", {"statement_id": effect.pk}),
        ("change", {"statement_id": effect.pk}),
        ("write", {"block_id": effect.block_id}),
        ("read", {"narrative_id": narrative.pk, "number": 1}),
        ("file", {"narrative_id": narrative.pk, "number": 1, "file_format": "md"}),
        ("match_reference", {"reference_id": Reference.objects.first().pk}),
    ]:
        address = reverse(f"narratives:{name}", kwargs={**slug, **ids})
        assert (name, stranger.get(address).status_code) == (name, 404)
