"""One record whole, shown without telling how a blinded stage stands."""

import pytest
from django.urls import reverse

from screening.importing.queries.records import more_fields, standings
from screening.models import Record, StageRecord
from tests.factories import make_batch, make_record


@pytest.fixture
def one(cast):
    return make_record(make_batch(cast.lead), title="Ketamine for neuropathic pain", authors=["Göbel, Hartmut"])


def test_how_a_blinded_stage_stands_is_shown_only_to_those_who_may_know(cast, one):
    stage = cast.review.stages.get(kind="title-abstract")
    StageRecord.objects.create(stage=stage, record=one, state="excluded")
    assert [s.state for s in standings(cast.lead, one)] == ["excluded"]
    assert standings(cast.reviewer, one) == []
    cast.review.stages.filter(pk=stage.pk).update(blinded=False)
    assert [s.state for s in standings(cast.reviewer, one)] == ["excluded"]


def test_a_record_shows_its_fields_tags_and_where_it_comes_from(cast, one, sign_in):
    Record.objects.filter(pk=one.pk).update(
        line=1204, raw=[["TY", "JOUR"], ["XX", "own <b>tag</b>"]], accession="A17"
    )
    url = reverse("importing:record", kwargs={"slug": cast.review.slug, "record_id": one.pk})
    text = sign_in(cast.observer).get(url).content.decode()
    assert [
        part in text for part in ("Göbel, Hartmut", "1,204", "own &lt;b&gt;tag&lt;/b&gt;", "A17", "PubMed")
    ] == [True] * 5


def test_a_record_of_another_review_is_not_found(cast, sign_in):
    other = make_record(make_batch(cast.other_lead))
    url = reverse("importing:record", kwargs={"slug": cast.review.slug, "record_id": other.pk})
    assert sign_in(cast.lead).get(url).status_code == 404


def test_what_has_no_column_is_told_in_words(one):
    one.extra = {
        "editors": ["Roe, J.", "Poe, E."],
        "confidence": 0.824,
        "spans": [["reference", 0, 40]],
        "labels": ["mole"],
    }
    assert more_fields(one) == [("Editors", "Roe, J.; Poe, E."), ("Confidence", "The reading is 82% sure")]
