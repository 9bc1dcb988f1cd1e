"""Reports become studies: which may, how they are linked and unlinked, and what is refused."""

import pytest

from screening.errors import Closed, Invalid, Stale
from screening.models import Event, Stage
from synthesis.extraction.actions import start_extraction
from synthesis.studies import actions, queries
from tests.synthesis.worlds import included_report, make_study


def test_reports_that_were_released_as_included_may_be_grouped(cast):
    included = included_report(cast.lead)
    included_report(cast.lead).record.stage_entries.update(released_at=None)
    for state in ("waiting", "conflict", "excluded"):
        included_report(cast.lead, state=state)
    assert list(queries.groupable_reports(cast.lead)) == [included]


def test_while_full_text_is_blinded_nobody_without_the_permission_learns_what_is_included(cast):
    report = included_report(cast.lead)
    assert list(queries.groupable_reports(cast.extractor)) == []
    assert queries.step_count(cast.extractor).total == 0
    Stage.objects.filter(review=cast.review, kind="full-text").update(blinded=False)
    assert list(queries.groupable_reports(cast.extractor)) == [report]
    assert queries.step_count(cast.extractor).mine == 1


def test_a_study_takes_its_name_and_year_from_its_first_report(cast):
    first = included_report(cast.lead, authors=["Noppers, I."], year=2011)
    second = included_report(cast.lead)
    study = actions.create_study(reports=[first, second], by=cast.lead)
    assert (study.label, study.year) == ("Noppers 2011", 2011)
    links = study.report_links.order_by("pk").values_list("report", "is_main")
    assert list(links) == [(first.pk, True), (second.pk, False)]
    assert list(queries.groupable_reports(cast.lead)) == []


def test_a_study_needs_a_report_and_a_name_of_its_own(cast):
    with pytest.raises(Invalid, match="at least one report"):
        actions.create_study(reports=[], by=cast.lead)
    make_study(cast.lead, "Noppers 2011")
    with pytest.raises(Invalid, match="Noppers 2011b"):
        actions.create_study(reports=[included_report(cast.lead)], label="noppers 2011", by=cast.lead)


def test_a_report_belongs_to_one_study_and_must_be_included(cast):
    one, two = make_study(cast.lead, "One"), make_study(cast.lead, "Two")
    with pytest.raises(Closed, match="already in the study One"):
        actions.link_report(study=two, report=one.reports.get(), by=cast.lead)
    with pytest.raises(Invalid, match="not included at full text"):
        actions.link_report(study=two, report=included_report(cast.lead, state="excluded"), by=cast.lead)


def test_unlinking_hands_the_main_place_on_and_frees_the_report(cast):
    study = make_study(cast.lead)
    main, other = study.reports.get(), included_report(cast.lead)
    actions.link_report(study=study, report=other, by=cast.lead)
    actions.unlink_report(study=study, report=main, by=cast.lead)
    assert list(study.report_links.values_list("report", "is_main")) == [(other.pk, True)]
    assert list(queries.groupable_reports(cast.lead)) == [main]


def test_unlinking_is_refused_once_extraction_started(cast):
    study = make_study(cast.lead)
    start_extraction(study=study, by=cast.extractor)
    with pytest.raises(Closed, match="extraction from the study has started"):
        actions.unlink_report(study=study, report=study.reports.get(), by=cast.lead)
    assert study.reports.count() == 1


def test_a_report_of_an_archived_study_can_be_grouped_anew(cast):
    wrong = make_study(cast.lead, "Wrong")
    report = wrong.reports.get()
    actions.archive(row=wrong, version=wrong.version, by=cast.lead)
    assert list(queries.groupable_reports(cast.lead)) == [report]
    right = actions.create_study(reports=[report], label="Right", by=cast.lead)
    assert list(right.reports.all()) == [report]
    assert wrong.reports.count() == 0


def test_an_edit_on_an_old_version_is_refused_and_nothing_is_overwritten(cast):
    study = make_study(cast.lead)
    actions.edit_study(study=study, version=1, by=cast.lead, design="parallel")
    with pytest.raises(Stale):
        actions.edit_study(study=study, version=1, by=cast.methodologist, design="crossover")
    study.refresh_from_db()
    assert (study.design, study.version) == ("parallel", 2)
    event = Event.objects.get(verb="study changed")
    assert (event.before, event.after) == ({"design": ""}, {"design": "parallel"})
