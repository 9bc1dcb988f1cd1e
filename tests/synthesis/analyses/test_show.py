"""Before it is run, an analysis says how many studies it can pool, and why it cannot pool the rest."""

from django.urls import reverse

from synthesis.analyses.actions import define_analysis
from synthesis.models import Analysis
from tests.synthesis.worlds import BINARY, reconciled_study


def page_of(cast, sign_in):
    analysis = Analysis.objects.first() or define_analysis(
        by=cast.methodologist, title="Pain", outcome=cast.review.outcomes.get(),
        time_point=cast.review.time_points.get(), measure="RR", model="random", tau2="REML", interval="hksj",
        favours_left="", favours_right="",
    )  # fmt: skip
    address = reverse("analyses:show", kwargs={"slug": cast.review.slug, "analysis_id": analysis.pk})
    return sign_in(cast.methodologist).get(address).content.decode()


def test_an_analysis_is_ready_only_where_a_study_can_be_pooled(cast, sign_in):
    reconciled_study(cast, "Carr 2004", numbers={**BINARY, "Placebo": {"events": None, "total": None}})
    page = page_of(cast, sign_in)
    assert "Nothing to pool yet" in page
    assert "Ready to run" not in page
    assert "0 of 1 study gives the numbers that this analysis needs. Left out of a run:" in page
    assert "<strong>Carr 2004</strong>: Not reported: Events of Placebo, Total of Placebo." in page
    reconciled_study(cast, "Noppers 2011")
    page = page_of(cast, sign_in)
    assert "Ready to run" in page
    assert "1 of 2 studies give the numbers that this analysis needs." in page


def test_where_all_can_be_pooled_it_says_so(cast, sign_in):
    reconciled_study(cast)
    reconciled_study(cast, "Carr 2004")
    page = page_of(cast, sign_in)
    assert "All 2 studies give the numbers that this analysis needs." in page
    assert "Left out of a run" not in page


def test_whether_an_analysis_was_planned_is_a_choice_and_has_no_default(cast, sign_in):
    reconciled_study(cast)
    client, address = sign_in(cast.methodologist), reverse("analyses:define", kwargs={"slug": cast.review.slug})
    typed = {
        "title": "Pain", "outcome": cast.review.outcomes.get().pk, "time_point": cast.review.time_points.get().pk,
        "measure": "RR", "model": "random", "tau2": "REML", "interval": "hksj",
    }  # fmt: skip
    assert client.get(address).context["form"]["in_protocol"].value() not in ("yes", "no")
    assert client.post(address, typed).context["form"].errors.keys() == {"in_protocol"}
    for said, planned in (("no", False), ("yes", True)):
        client.post(address, typed | {"in_protocol": said})
        assert Analysis.objects.order_by("-pk").first().in_protocol is planned
