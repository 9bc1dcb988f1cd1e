"""Pages of studies: grouping, linking, editing, archiving."""

import pytest
from django.urls import reverse

from screening.models import Stage
from synthesis.studies import actions
from tests.synthesis.worlds import included_report, make_study


class Browser:
    def __init__(self, client, review):
        self.client, self.review = client, review

    def url(self, name, **ids):
        return reverse(f"studies:{name}", kwargs={"slug": self.review.slug, **ids})

    def get(self, name, data=None, **ids):
        return self.client.get(self.url(name, **ids), data or {})

    def post(self, name, data=None, **ids):
        return self.client.post(self.url(name, **ids), data or {})


@pytest.fixture
def lead(cast, sign_in):
    return Browser(sign_in(cast.lead), cast.review)


def test_a_study_is_made_of_the_ticked_reports(cast, lead):
    one, two, left = (included_report(cast.lead) for _ in range(3))
    form = lead.get("create", {"report": [one.pk, two.pk]})
    assert form.context["form"].initial["label"] == one.record.label
    answer = lead.post("create", {"report": [one.pk, two.pk], "label": "Noppers 2011", "year": 2011})
    study = cast.review.studies.get()
    assert answer.url == lead.url("study", study_id=study.pk)
    assert list(study.reports.order_by("pk")) == [one, two]
    assert list(lead.get("list").context["waiting"]) == [left]


def test_a_taken_name_is_told_in_the_form_and_nothing_typed_is_lost(cast, lead):
    make_study(cast.lead, "Noppers 2011")
    report = included_report(cast.lead)
    answer = lead.post("create", {"report": report.pk, "label": "Noppers 2011", "design": "crossover"})
    assert (answer.status_code, answer.context["form"]["design"].value()) == (422, "crossover")
    assert "Noppers 2011b" in answer.content.decode()
    assert cast.review.studies.count() == 1


def test_while_full_text_is_blinded_an_extractor_is_told_why_the_list_is_empty(cast, sign_in):
    report = included_report(cast.lead)
    browser = Browser(sign_in(cast.extractor), cast.review)
    page = browser.get("list")
    assert (list(page.context["waiting"]), page.context["sealed"]) == ([], True)
    assert browser.post("create", {"report": report.pk, "label": "X"}).status_code == 422
    Stage.objects.filter(review=cast.review).update(blinded=False)
    assert list(browser.get("list").context["waiting"]) == [report]


def test_reports_are_linked_and_taken_out(cast, lead):
    study, report = make_study(cast.lead), included_report(cast.lead)
    lead.post("link", {"report": report.pk}, study_id=study.pk)
    assert study.reports.count() == 2
    lead.post("unlink", study_id=study.pk, report_id=report.pk)
    assert study.reports.count() == 1


def test_a_record_that_is_excluded_later_is_pointed_out(cast, lead):
    study = make_study(cast.lead)
    report = study.reports.get()
    assert list(lead.get("study", study_id=study.pk).context["left_out"]) == []
    report.record.stage_entries.update(state="excluded")
    assert list(lead.get("study", study_id=study.pk).context["left_out"]) == [report]


def test_a_stale_edit_shows_both_and_can_then_be_kept(cast, lead):
    study = make_study(cast.lead)
    ids = {"kind": "study", "row_id": study.pk}
    form = {"label": study.label, "design": "parallel", "version": 1}
    actions.edit_study(study=study, version=1, by=cast.methodologist, design="crossover")
    answer = lead.post("edit", form, **ids)
    assert (answer.status_code, answer.context["form"]["design"].value()) == (409, "parallel")
    assert ("Design", "crossover") in answer.context["stored"]
    assert (
        lead.post("edit", form | {"version": answer.context["form"]["version"].value()}, **ids).status_code == 302
    )
    study.refresh_from_db()
    assert (study.design, study.version) == ("parallel", 3)


@pytest.mark.parametrize("kind", ["study", "arm", "outcome", "time-point", "study-outcome"])
def test_every_part_is_edited_archived_with_a_preview_and_restored(cast, lead, kind):
    study = make_study(cast.lead)
    row = {
        "study": study,
        "arm": study.arms.first(),
        "outcome": cast.review.outcomes.get(),
        "time-point": cast.review.time_points.get(),
        "study-outcome": study.study_outcomes.get(),
    }[kind]
    ids = {"kind": kind, "row_id": row.pk}
    form = lead.get("edit", **ids).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert lead.post("edit", sent, **ids).status_code == 302
    row.refresh_from_db()
    preview = lead.get("archive", **ids)
    assert [line.count for line in preview.context["touched"] if line.count == 0] == []
    lead.post("archive", {"version": row.version}, **ids)
    row.refresh_from_db()
    assert row.archived_at is not None
    lead.post("restore", {"version": row.version}, **ids)
    row.refresh_from_db()
    assert row.archived_at is None


def test_parts_are_added_from_the_pages_on_which_they_stand(cast, lead):
    study = make_study(cast.lead)
    lead.post("add_arm", {"name": "Lidocaine", "role": "other"}, study_id=study.pk)
    lead.post("add_outcome", {"name": "Harm", "kind": "binary", "better": "lower"})
    lead.post("add_time_point", {"label": "8 weeks", "days": "56"})
    outcome, point = cast.review.outcomes.get(name="Harm"), cast.review.time_points.get(label="8 weeks")
    sent = {"outcome": outcome.pk, "time_point": point.pk, "note": "any"}
    lead.post("add_study_outcome", sent, study_id=study.pk)
    assert study.arms.filter(name="Lidocaine", role="other").count() == 1
    assert study.study_outcomes.get(outcome=outcome, time_point=point).note == "any"


def test_an_outcome_of_another_review_cannot_be_chosen(cast, lead):
    study, foreign = make_study(cast.lead), make_study(cast.other_lead)
    theirs = foreign.study_outcomes.get()
    sent = {"outcome": theirs.outcome_id, "time_point": cast.review.time_points.get().pk}
    answer = lead.post("add_study_outcome", sent, study_id=study.pk)
    assert (answer.status_code, study.study_outcomes.count()) == (422, 1)
