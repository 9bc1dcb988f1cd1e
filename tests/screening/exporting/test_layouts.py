"""Votes, labels and reasons that leave in the layouts of Rayyan and Covidence come back as they were."""

import csv
import io
import uuid

import pytest
from django.urls import reverse

from screening.exporting import layouts
from screening.exporting.layouts import ExportedSettlement, ExportedVote
from screening.importing.carried import Carried, CarriedSettlement, CarriedVote, carried, without_votes
from screening.importing.detect import detect
from screening.importing.parsers.formats import parse
from screening.importing.parsers.records import ParsedRecord
from screening.models import Decision, Label, LabelUse, Resolution, Slot, StageRecord
from tests.factories import make_batch, make_record

VOTES = [
    ExportedVote('Ana "A" Ruiz', "exclude", "Wrong dose, or none", "title-abstract"),
    ExportedVote("Bo", "maybe", "", "title-abstract"),
]


def brought(data: bytes) -> list[Carried]:
    records = [item for item in parse(data, detect(data).format) if isinstance(item, ParsedRecord)]
    return [carried(record.raw) for record in records]


def test_rayyans_note_is_read_back():
    note = layouts.rayyan_note(VOTES, ["see, later", "ketamine|pain"])
    assert carried([("N1", note)]) == Carried(
        (CarriedVote('Ana "A" Ruiz', "exclude", "", "Wrong dose, or none"), CarriedVote("Bo", "maybe")),
        ("see, later", "ketamine|pain"),
        ("Wrong dose, or none",),
    )
    assert layouts.rayyan_note([], []) == ""


ODD = ("plain", "a, b", "a; b", "a|b", 'the "odd" one', "back\\slash", "ends;", "{x}=>", "Ä ö", "12")


@pytest.mark.parametrize("text", ODD)
def test_labels_votes_and_reasons_are_the_same_after_any_number_of_ways_out_and_in(text):
    votes = [
        ExportedVote("Ana", "exclude", text, "full-text"),
        ExportedVote("Bo", "exclude", "Wrong dose", "full-text"),
        ExportedVote("Cy", "include", "", "full-text"),
    ]
    labels = [text, "second"]
    record = ParsedRecord(title="A", notes=("A note; with a stop", "RAYYAN-LABELS: second"))
    for _ in range(2):
        rayyan = layouts.rayyan_row(1, record, votes, labels)
        covidence = layouts.covidence_row(1, "A 2020", record, votes, labels, text)
        back = [carried(row.items()) for row in (rayyan, covidence)]
        reasons = [{vote.name: (vote.verdict, vote.reason) for vote in one.votes} for one in back]
        told = {"Ana": ("exclude", text), "Bo": ("exclude", "Wrong dose"), "Cy": ("include", "")}
        assert ([one.labels for one in back], reasons) == ([tuple(labels)] * 2, [told] * 2)
        record = ParsedRecord(title="A", notes=(without_votes(rayyan["notes"]),))


@pytest.mark.parametrize("text", [*ODD, "Exclusion reason: none; RAYYAN-LABELS: x | no", "two\nlines"])
def test_what_an_adjudicator_decided_is_read_back_and_shown_to_nobody(text):
    told = ExportedSettlement(f"Cy {text}", "exclude", text, "title-abstract", f"Read again: {text}")
    record = ParsedRecord(title="A", notes=("A note",))
    rayyan = layouts.rayyan_row(1, record, VOTES, [], [told])
    covidence = layouts.covidence_row(1, "A 2020", record, VOTES, [], "", [told])
    (noted,) = carried([("N1", layouts.with_rayyan_note(record, VOTES, [], [told]).notes[-1])]).settled
    plain = " ".join(text.split())
    settled = CarriedSettlement(f"Cy {plain}", "exclude", "title-abstract", plain, f"Read again: {plain}")
    back = [carried(row.items()) for row in (rayyan, covidence)]
    assert (noted, [one.settled for one in back]) == (settled, [(settled,)] * 2)
    assert [{vote.name for vote in one.votes} for one in back] == [{'Ana "A" Ruiz', "Bo"}] * 2
    assert [one.labels for one in back] == [()] * 2
    assert [without_votes(row[name]) for row, name in ((rayyan, "notes"), (covidence, "Notes"))] == [
        "A note",
        "A note;",
    ]


def test_both_exports_tell_what_an_adjudicator_decided(cast, sign_in, four):
    settle(cast, four[3], "excluded", ("include", "exclude"))
    entry = StageRecord.objects.get(record=four[3])
    stage, reason = entry.stage, entry.reason
    told = {"resolved_by": cast.adjudicator, "rationale": "No dose is told"}
    Resolution.objects.create(
        stage=stage, record=four[3], verdict="exclude", reason=reason, key=uuid.uuid4(), **told
    )
    settled = CarriedSettlement(str(cast.adjudicator), "exclude", "title-abstract", reason.text, "No dose is told")
    client = sign_in(cast.lead)
    for name, query in (("rayyan", {"format": "csv"}), ("rayyan", {"format": "ris"}), ("covidence", {})):
        _, data = get(client, cast, name, **query)
        assert [one.settled for one in brought(data)] == [(), (), (), (settled,)]


def settle(cast, record, state="included", verdicts=("include", "include"), kind="title-abstract"):
    stage = cast.review.stages.get(kind=kind)
    reason = cast.review.exclusion_reasons.first()
    StageRecord.objects.create(
        stage=stage, record=record, state=state, reason=reason if state == "excluded" else None
    )
    people = (cast.reviewer, cast.second_reviewer)
    for number, (member, verdict) in enumerate(zip(people, verdicts, strict=False), 1):
        slot = Slot.objects.create(stage=stage, record=record, number=number, reviewer=member, done=True)
        why = reason if verdict == "exclude" else None
        vote = Decision.objects.create(
            slot=slot, stage=stage, record=record, reviewer=member, verdict=verdict, reason=why, key=uuid.uuid4()
        )
        Slot.objects.filter(pk=slot.pk).update(vote=vote)


@pytest.fixture
def four(cast):
    """Included, excluded at full text, in conflict, and untouched."""
    batch = make_batch(cast.lead)
    records = [make_record(batch, title=f"=Ketamine {n}", extra={"labels": ["see later"]}) for n in range(4)]
    settle(cast, records[0])
    settle(cast, records[1], "excluded", ("exclude", "exclude"))
    settle(cast, records[1], "excluded", ("exclude",), kind="full-text")
    settle(cast, records[2], "conflict", ("include", "exclude"))
    return records


def get(client, cast, name, **query):
    answer = client.get(reverse(f"exporting:{name}", kwargs={"slug": cast.review.slug}), query)
    return answer.status_code, answer.getvalue()


@pytest.mark.parametrize("format", ["csv", "ris"])
def test_the_rayyan_export_carries_votes_of_settled_records_alone(cast, sign_in, four, format):
    a, b = str(cast.reviewer), str(cast.second_reviewer)
    _, data = get(sign_in(cast.lead), cast, "rayyan", format=format)
    label = ("see later",)
    why = "Not ketamine"
    assert brought(data) == [
        Carried((CarriedVote(a, "include"), CarriedVote(b, "include")), label),
        Carried((CarriedVote(a, "exclude", "", why), CarriedVote(b, "exclude", "", why)), label, (why,)),
        Carried(labels=label),
        Carried(labels=label),
    ]
    titles = [item.title for item in parse(data, format) if isinstance(item, ParsedRecord)]
    assert titles == [f"=Ketamine {n}" for n in range(4)]


def test_the_covidence_export_has_a_column_a_reviewer_and_stage(cast, sign_in, four):
    a, b = str(cast.reviewer), str(cast.second_reviewer)
    _, data = get(sign_in(cast.lead), cast, "covidence")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert list(rows[0])[:16] == list(layouts.COVIDENCE_COLUMNS)
    assert [row[f"Vote of {a} (title and abstract)"] for row in rows] == ["Yes", "No: Not ketamine", "", ""]
    assert [row["Notes"] for row in rows] == ["", "Exclusion reason: Not ketamine;", "", ""]
    back = brought(data)[1]
    assert (set(back.votes), back.labels, back.reasons) == (
        {
            CarriedVote(a, "exclude", "full-text", "Not ketamine"),
            CarriedVote(a, "exclude", "title-abstract", "Not ketamine"),
            CarriedVote(b, "exclude", "title-abstract", "Not ketamine"),
        },
        ("see later",),
        ("Not ketamine",),
    )


def test_those_who_may_not_export_decisions_get_neither(cast, sign_in, four):
    client = sign_in(cast.reviewer)
    assert [get(client, cast, name)[0] for name in ("rayyan", "covidence")] == [403, 403]


def test_labels_of_the_team_leave_with_settled_records_alone(cast, sign_in, four):
    label = Label.objects.create(review=cast.review, name="surgery")
    for record in (four[0], four[2]):
        LabelUse.objects.create(label=label, record=record, member=cast.reviewer)
    _, data = get(sign_in(cast.lead), cast, "rayyan", format="csv")
    assert [found.labels for found in brought(data)] == [("see later", "surgery"), *[("see later",)] * 3]
