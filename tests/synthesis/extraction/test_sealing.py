"""What an extractor can learn of the other's form: nothing. Two worlds that differ only in the second extractor's
values give the first one the same bytes on every page."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from screening.errors import Closed
from screening.models import Stage
from synthesis.extraction import actions, sealing
from synthesis.extraction.queries import step_count, study_lines
from synthesis.extraction.views import filling
from synthesis.models import ExtractedValue
from tests.synthesis.worlds import BINARY, fill, make_study

SAME = {"Ketamine": {"events": "8", "total": "12"}, "Placebo": {"events": "3", "total": "12"}}
ODD = {"Ketamine": {"events": "5", "total": "7"}, "Placebo": {"events": None, "total": "99"}}
MASKS = (
    re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+'),
    re.compile(rb'(<span class="mono">)[0-9a-f]{16}'),
)


@pytest.fixture
def study(cast):
    Stage.objects.filter(review=cast.review).update(blinded=False)
    return make_study(cast.lead)


def pages(member, study) -> dict[str, str]:
    """Every page of studies, extraction and exports that the extractor may ask for."""
    slug, own = {"slug": member.review.slug}, {"slug": member.review.slug, "study_id": study.pk}
    names = ("extraction:list", "studies:list", "studies:outcomes", "exports", "reports:reconciled", "review")
    found = {name: reverse(name, kwargs=slug) for name in names}
    for name in ("extraction:form", "extraction:compare", "extraction:data", "studies:study"):
        found[name] = reverse(name, kwargs=own)
    found["archive"] = reverse("studies:archive", kwargs={**slug, "kind": "study", "row_id": study.pk})
    return found


def seen_by(member, study) -> dict[str, tuple]:
    client = Client()
    client.force_login(member.user)
    seen = {}
    for name, url in pages(member, study).items():
        answer = client.get(url)
        body = answer.content
        for mask in MASKS:
            body = mask.sub(rb"\1-", body)
        seen[name] = (answer.status_code, dict(answer.headers), body)
    seen["tile"] = step_count(member)
    seen["lines"] = [
        (line.own_state, line.full, line.seats, line.ready, line.settled) for line in study_lines(member)
    ]
    return seen


def both_fill(cast, study, *, complete: bool):
    fill(cast.extractor, study, BINARY, complete=complete)
    fill(cast.second_extractor, study, SAME, complete=complete, page="1", quote="as printed")


def worlds(cast, study):
    """What the first extractor sees where the second one has the same numbers, and where they have others."""
    same = seen_by(cast.extractor, study)
    second = ExtractedValue.objects.filter(extraction__extractor=cast.second_extractor)
    for row in second.select_related("arm"):
        text = ODD[row.arm.name][row.field]
        number = float(text) if text else None
        second.filter(pk=row.pk).update(text=text or "", number=number, page="77", quote="UNHEARD-OF", version=9)
    return same, seen_by(cast.extractor, study)


@pytest.mark.parametrize("complete", [False, True], ids=["drafts", "complete"])
def test_every_page_is_the_same_whatever_the_other_extractor_typed(cast, study, complete):
    both_fill(cast, study, complete=complete)
    same, other = worlds(cast, study)
    assert [name for name in same if same[name] != other[name]] == []
    assert same["extraction:form"][0] == 200
    assert (same["extraction:compare"][0], same["extraction:data"][0], same["reports:reconciled"][0]) == (
        403,
        403,
        403,
    )


def test_the_comparison_of_worlds_catches_a_planted_leak(cast, study, monkeypatch):
    def leaky(member, study):
        rows = ExtractedValue.objects.filter(extraction__study=study).order_by("-number")
        return {sealing.key_of(row): row for row in rows}

    both_fill(cast, study, complete=False)
    monkeypatch.setattr(filling.sealing, "own_values", leaky)
    same, other = worlds(cast, study)
    assert [name for name in same if same[name] != other[name]] == ["extraction:form"]


def test_own_readers_return_own_rows_only(cast, study):
    fill(cast.extractor, study, BINARY, complete=False)
    fill(cast.second_extractor, study, ODD, complete=False)
    assert {row.extraction.extractor_id for row in sealing.own_values(cast.extractor, study).values()} == {
        cast.extractor.pk
    }
    assert sealing.own_form(cast.extractor, study).extractor == cast.extractor
    assert sealing.seats(cast.extractor, [study]) == {}
    assert sealing.ready_studies(cast.extractor) == set()


def test_both_forms_open_only_when_both_are_complete_and_only_to_those_who_reconcile(cast, study):
    first = fill(cast.extractor, study, BINARY)
    fill(cast.second_extractor, study, ODD, complete=False)
    with pytest.raises(Closed, match="sealed until both"):
        sealing.open_forms(cast.methodologist, study)
    second = sealing.own_form(cast.second_extractor, study)
    actions.complete_extraction(extraction=second, version=1, by=cast.second_extractor)
    forms = sealing.open_forms(cast.methodologist, study)
    assert {entry.text for entry in forms.second.values()} == {"5", "7", "", "99"}
    for member in (cast.extractor, cast.second_extractor, cast.reviewer, cast.observer):
        with pytest.raises(Closed, match="may reconcile"):
            sealing.open_forms(member, study)
    first.refresh_from_db()
    actions.reopen_extraction(extraction=first, version=first.version, reason="typing error", by=cast.extractor)
    with pytest.raises(Closed, match="sealed until both"):
        sealing.open_forms(cast.methodologist, study)


def test_a_reconciler_sees_how_far_forms_are_and_nothing_in_them(cast, study, sign_in):
    fill(
        cast.extractor,
        study,
        {"Ketamine": {"events": "7", "total": "431977000431"}},
        complete=False,
        quote="UNHEARD-OF",
    )
    assert sealing.seats(cast.methodologist, [study]) == {study.pk: [sealing.Seat(1, str(cast.extractor), "draft")]}
    slug = cast.review.slug
    for name, kwargs in (("list", {}), ("compare", {"study_id": study.pk}), ("data", {"study_id": study.pk})):
        body = (
            sign_in(cast.methodologist).get(reverse(f"extraction:{name}", kwargs={"slug": slug, **kwargs})).content
        )
        assert (b"431977000431" in body, b"UNHEARD-OF" in body) == (False, False)


def test_another_review_reads_nothing(cast, study):
    fill(cast.extractor, study, BINARY)
    fill(cast.second_extractor, study, BINARY)
    assert sealing.seats(cast.other_lead, [study]) == {}
    assert sealing.own_form(cast.other_lead, study) is None
    with pytest.raises(Closed):
        sealing.open_forms(cast.other_lead, study)
