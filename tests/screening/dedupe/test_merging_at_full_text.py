"""Two records whose full texts are both sought turn out to be one work: one report is put aside, and comes back."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from screening.dedupe import actions
from screening.dedupe.queries import refusal, stands_for
from screening.errors import Closed
from screening.fulltext.actions import attach_file, log_retrieval
from screening.fulltext.queries import retrieval_counts
from screening.models import Event, Report, Slot
from screening.progress.places import ALL
from screening.progress.queries.checking import findings
from screening.progress.queries.past import counts_at
from screening.progress.queries.standing import place_totals
from screening.workflow.actions import decide, open_stage, release_settled, reopen_record
from synthesis.models import Study
from synthesis.studies.actions import create_study, unlink_report
from tests.screening.fulltext.test_fulltext import PDF, upload
from tests.screening.workflow.conftest import make_room


@pytest.fixture
def room(cast, settings, tmp_path):
    """Three records at full text."""
    settings.MEDIA_ROOT = str(tmp_path)
    room = make_room(cast, records=3)
    for record in room.records:
        room.both(record)
    release_settled(stage=room.stage, by=room.lead)
    open_stage(stage=room.full_text, by=room.lead)
    return room


def judge(room, record, member, verdict):
    reason = room.reasons[0] if verdict == "exclude" else None
    room.vote(member, record, verdict, reason=reason, stage=room.full_text)


def decided(room, *verdicts):
    for record, verdict in zip(room.records, verdicts, strict=False):
        judge(room, record, room.a, verdict)
        judge(room, record, room.b, verdict)
    release_settled(stage=room.full_text, by=room.lead)


def merge(room, record, keep):
    return actions.merge(record=record, keep=keep, by=room.lead, reason="The same trial")


def report_of(record):
    return Report.objects.get(record=record)


def at_full_text(record):
    seats = Slot.objects.filter(record=record, stage__kind="full-text", vote__isnull=False)
    return sorted(seats.values_list("reviewer", "vote__verdict"))


def test_one_report_is_put_aside_with_votes_carried_and_all_comes_back(room, sign_in):
    keep, copy, _ = room.records
    judge(room, keep, room.a, "include")
    judge(room, copy, room.b, "include")
    for record in (keep, copy):
        attach_file(report=report_of(record), upload=upload(PDF, f"{record.pk}.pdf"), by=room.lead)
    before, then = place_totals(room.lead, ALL), timezone.now()
    as_it_was = Report.objects.filter(record=copy).values().get()
    link = merge(room, copy, keep)
    assert at_full_text(keep) == sorted([(room.a.pk, "include"), (room.b.pk, "include")])
    assert (report_of(copy).withdrawn_at is None, retrieval_counts(room.lead)["retrieved"]) == (False, 1)
    assert counts_at(room.lead, ALL, then).total() == before.total()
    assert {each.place: n for each, n in counts_at(room.lead, ALL, then).items()} == dict(before)
    assert list(findings(room.lead.review, audit=True)) == []
    slug = room.lead.review.slug
    client = sign_in(room.lead)
    page = client.get(reverse("fulltext:show", args=[slug, report_of(copy).pk]), follow=True)
    assert page.context["report"] == report_of(keep)
    shown = page.content.decode()
    assert f"{copy.pk}.pdf" in shown
    assert "Report put aside" in shown
    late = client.post(
        reverse("fulltext:attach", args=[slug, report_of(copy).pk]), {"file": upload(PDF, "late.pdf")}
    )
    assert (late.status_code, report_of(copy).files.count()) == (409, 1)
    assert "sought again" in client.get(reverse("dedupe:part", args=[slug, link.pk])).content.decode()
    actions.take_apart(link=link, by=room.lead)
    assert Report.objects.filter(record=copy).values().get() == as_it_was
    assert place_totals(room.lead, ALL) == before
    assert (at_full_text(keep), at_full_text(copy)) == ([(room.a.pk, "include")], [(room.b.pk, "include")])
    assert Event.objects.filter(subject_type="report", verb="report brought back").count() == 1
    assert list(findings(room.lead.review, audit=True)) == []


def test_two_that_were_decided_alike_are_merged_and_two_that_were_not_say_what_to_do(room):
    one, two, three = room.records
    decided(room, "include", "include", "exclude")
    merge(room, two, one)
    for record, keep in ((three, one), (one, three)):
        with pytest.raises(Closed, match="Judge the excluded one anew, on its page, then merge them"):
            merge(room, record, keep)
    reopen_record(entry=room.entry(three, room.full_text), why="A copy", by=room.lead)
    merge(room, three, one)
    assert retrieval_counts(room.lead)["sought"] == 1
    assert list(findings(room.lead.review, audit=True)) == []


def sets_further(room, record):
    """Ways in which one record has come further at full text than another, the later ones counting for more."""
    log_retrieval(report=report_of(record), retrieval="retrieved", note="", version=1, by=room.lead)
    yield
    seats = [room.seat(member, record, room.full_text) for member in (room.a, room.b)]
    for seat in seats:
        decide(slot=seat, verdict="include", reason=None, by=seat.reviewer, key=uuid.uuid4(), fence=seat.fence)
    release_settled(stage=room.full_text, by=room.lead)
    yield


def test_the_one_that_has_come_further_stays_and_the_other_way_is_open(room):
    one, two, _ = room.records
    for _ in sets_further(room, two):
        assert "Keep that one." in refusal(two, one)
        assert (refusal(one, two), stands_for([one, two])) == ("", two)
    with pytest.raises(Closed, match="come further at full text"):
        merge(room, two, one)


@pytest.mark.parametrize("begun", [False, True])
def test_a_report_in_a_study_is_not_put_aside_and_the_way_out_is_said(room, begun):
    one, two, three = room.records
    decided(room, "include", "include", "include")
    study = create_study(reports=[report_of(one), report_of(three)], by=room.lead)
    Study.objects.filter(pk=study.pk).update(extraction_started_at=timezone.now() if begun else None)
    way_out = "Archive that study" if begun else "Take the report out of it"
    assert f"{way_out} under Studies first, or keep the record of that study instead." in refusal(one, two)
    assert (refusal(two, one), stands_for([two, one])) == ("", one)
    other = create_study(reports=[report_of(two)], by=room.lead, label="Another")
    assert "instead" not in refusal(one, two) + refusal(two, one)
    unlink_report(study=other, report=report_of(two), by=room.lead)
    link = merge(room, two, one)
    merge(room, three, one)  # both are told in the same study, whose values stay with it
    actions.take_apart(link=link, by=room.lead)
    assert list(findings(room.lead.review, audit=True)) == []


def test_where_one_alone_is_sought_it_stays(room):
    one, two, _ = room.records
    Report.objects.filter(record=two).delete()
    assert (refusal(one, two)[-14:], refusal(two, one)) == ("Keep that one.", "")


def test_the_flow_of_a_day_before_the_merge_counts_no_carried_vote(room):
    keep, copy, _ = room.records
    judge(room, keep, room.a, "include")
    judge(room, copy, room.b, "include")
    then = timezone.now()
    merge(room, copy, keep)
    assert room.entry(keep, room.full_text).state == "included"
    places = {each.place: n for each, n in counts_at(room.lead, ALL, then).items()}
    assert places == {"retrieval.awaiting": 3}
    now = {each.place: n for each, n in counts_at(room.lead, ALL, timezone.now() + timedelta(1)).items()}
    assert now == {"duplicate": 1, "included": 1, "retrieval.awaiting": 1}
