"""What adjudicators decided comes with a file of ours: it settles the conflicts that the file's votes come to."""

import pytest
from django.urls import reverse

from screening.errors import Invalid
from screening.importing import actions as importing
from screening.importing.queries.undo import undo_preview
from screening.models import Event, Record, Resolution, StageRecord
from screening.progress.queries.checking import findings
from screening.workflow.actions import import_votes, open_stage, take_back_imported
from screening.workflow.queries.imported import Choice
from screening.workflow.queries.imported_settlements import (
    NO_CONFLICT,
    OWN_CONFLICT,
    settlements_to_import,
)
from tests.screening.workflow.test_imported_votes import RAYYAN, brought, mapping, rayyan, work

DECIDED = (
    'ADJUDICATED: {"by"=>"Dee", "verdict"=>"Excluded", "reason"=>"wrong population", '
    '"stage"=>"title-abstract", "why"=>"All are children"}'
)
FULL_TEXT = 'ADJUDICATED: {"by"=>"Dee", "verdict"=>"Included", "stage"=>"full-text", "why"=>"Fits"}'


def settled_file() -> bytes:
    """The second record was in conflict and settled; what is told of the first is on full text."""
    return rayyan([f"{RAYYAN[0]} | {FULL_TEXT}", f"{RAYYAN[1]} | {DECIDED}", *RAYYAN[2:]])


@pytest.fixture
def lead(cast, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    return cast.lead


@pytest.fixture
def stage(cast, lead):
    stage = cast.review.stages.get(kind="title-abstract")
    open_stage(stage=stage, by=lead)
    return stage


def taken_over(cast, lead, stage, batch, **settlers):
    names, reasons = mapping(cast)
    job = import_votes(batch=batch, stage=stage, names=names, reasons=reasons, settlers=settlers, by=lead)
    work()
    job.refresh_from_db()
    return job


def states(stage) -> list[str]:
    return list(StageRecord.objects.filter(stage=stage).order_by("record").values_list("state", flat=True))


def test_a_decision_of_the_file_settles_its_conflict_as_the_adjudicators_own(cast, lead, stage):
    batch = brought(lead, settled_file())
    assert batch.carried["settled"] == {"Dee": 2}
    names, reasons = mapping(cast)
    choice = Choice(stage, names, reasons, {"dee": cast.adjudicator})
    assert settlements_to_import(choice, batch) == {cast.adjudicator: 1}
    job = taken_over(cast, lead, stage, batch, dee=cast.adjudicator)
    assert job.message == "7 votes stored, 0 not stored; 1 decision of an adjudicator stored"
    assert states(stage) == ["included", "excluded", "excluded", "waiting"]
    one = Resolution.objects.get()
    assert (one.record.row_no, one.resolved_by, one.verdict, one.reason.text, one.rationale, one.imported_from) == (
        2,
        cast.adjudicator,
        "exclude",
        "Wrong population",
        "All are children (Decided before; it came with search.ris, as “Dee”.)",
        batch,
    )
    assert (Event.objects.get(verb="decision on a conflict imported").actor, list(findings(lead.review))) == (
        str(lead.user),
        [],
    )
    job = taken_over(cast, lead, stage, batch, dee=cast.adjudicator)
    assert (job.message, Resolution.objects.count()) == ("0 votes stored, 0 not stored", 1)


def test_without_a_member_it_stays_in_conflict_and_can_be_settled_by_asking_again(cast, lead, stage):
    batch = brought(lead, settled_file())
    names, reasons = mapping(cast)
    assert settlements_to_import(Choice(stage, names, reasons), batch) == {None: 1}
    job = taken_over(cast, lead, stage, batch)
    assert job.message == "7 votes stored, 0 not stored; 1 decision of an adjudicator left out"
    assert states(stage) == ["included", "conflict", "excluded", "waiting"]
    job = taken_over(cast, lead, stage, batch, dee=cast.adjudicator)
    assert job.message == "0 votes stored, 0 not stored; 1 decision of an adjudicator stored"
    assert states(stage) == ["included", "excluded", "excluded", "waiting"]


def test_only_who_may_adjudicate_settles_and_only_what_is_in_conflict(cast, lead, stage):
    batch = brought(lead, settled_file())
    with pytest.raises(Invalid, match="only to members who adjudicate"):
        taken_over(cast, lead, stage, batch, dee=cast.reviewer)
    names, reasons = mapping(cast)
    how = {"names": {"bo": names["bo"]}, "reasons": reasons, "settlers": {"dee": cast.adjudicator}}
    job = import_votes(batch=batch, stage=stage, by=lead, **how)
    work()
    job.refresh_from_db()
    assert f"; 1 decision of an adjudicator not stored ({NO_CONFLICT})" in job.message


def test_who_voted_settles_no_conflict_of_their_own_where_that_is_the_rule(cast, lead, stage):
    type(stage).objects.filter(pk=stage.pk).update(own_conflicts=False)
    stage.refresh_from_db()
    batch = brought(lead, settled_file())
    cast.reviewer.roles.create(role="adjudicator")
    assert OWN_CONFLICT in taken_over(cast, lead, stage, batch, dee=cast.reviewer).message
    assert states(stage)[1] == "conflict"


def test_a_decision_goes_with_the_votes_of_its_file(cast, lead, stage):
    batch = brought(lead, settled_file())
    taken_over(cast, lead, stage, batch, dee=cast.adjudicator)
    assert (undo_preview(batch).records, undo_preview(batch).decided_count) == (4, 0)
    take_back_imported(batch=batch, stage=stage, by=lead)
    work()
    assert (set(states(stage)), Resolution.objects.filter(reopened_at=None).count()) == ({"waiting"}, 0)
    taken_over(cast, lead, stage, batch, dee=cast.adjudicator)
    assert states(stage) == ["included", "excluded", "excluded", "waiting"]
    importing.undo_import(batch=batch, by=lead)
    work()
    assert (Record.objects.count(), Resolution.objects.count()) == (0, 0)


def test_the_page_asks_whose_decisions_they_are(cast, lead, stage, sign_in):
    batch, client = brought(lead, settled_file()), sign_in(lead)
    url = reverse("workflow:imported_votes", kwargs={"slug": cast.review.slug, "batch_id": batch.pk})
    form = client.get(url).context["form"]
    assert [(field.label, cast.adjudicator.pk in dict(field.field.choices)) for field in form.settler_fields()] == [
        ("Dee", False)
    ]
    assert str(cast.adjudicator.pk) in dict(form.settler_fields()[0].field.choices)
    sent = {"stage": stage.pk, "name-0": cast.reviewer.pk, "name-1": cast.second_reviewer.pk}
    text = client.get(url, sent).content.decode()
    assert "1 decision of an adjudicator is left out: its record stays in conflict" in text
    page = client.get(url, sent | {"settler-0": cast.adjudicator.pk})
    assert f"1 decision of {cast.adjudicator}" in page.content.decode()
    client.post(url + "store/", dict(page.context["sent"]))
    work()
    assert Resolution.objects.count() == 1
