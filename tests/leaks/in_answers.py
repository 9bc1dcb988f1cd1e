"""Leaks beside the page: headers, cookies, length, status, where one is sent, what a refusal says, mail."""

from django.contrib import messages
from django.core.mail import send_mail
from django.shortcuts import redirect
from django.utils.http import http_date

from screening.errors import Closed
from screening.models import StageRecord
from tests.leaks.planting import answered, conflicts_of, leaks, number_of_includes, theirs


@leaks("health")
def an_etag_made_of_conflicts(patch, house):
    def change(request, response):
        response["ETag"] = f'"{conflicts_of(house)}"'

    answered(patch, change)


@leaks("workflow:queue")
def last_modified_by_an_include(patch, house):
    def change(request, response):
        last = theirs(house, verdict="include").last()
        if last is not None:
            response["Last-Modified"] = http_date(last.decided_at.timestamp())

    answered(patch, change)


@leaks("workflow:queue")
def a_cookie(patch, house):
    answered(patch, lambda request, response: response.set_cookie("news", str(conflicts_of(house))))


@leaks("workflow:queue")
def a_link_that_preloads_what_comes_next(patch, house):
    def change(request, response):
        response["Link"] = f"</after/{conflicts_of(house)}>; rel=prefetch"

    answered(patch, change)


@leaks("workflow:queue")
def blanks_behind_the_page(patch, house):
    def change(request, response):
        response.content += b" " * number_of_includes(house)

    answered(patch, change)


@leaks("workflow:cards")
def only_the_length_that_is_announced(patch, house):
    def change(request, response):
        response["Content-Length"] = str(len(response.content) + number_of_includes(house))

    answered(patch, change)


@leaks("importing:record")
def a_record_that_is_gone_once_both_exclude_it(patch, house):
    from screening.importing.views import records

    honest = records.imported_records

    def imported(member):
        out = StageRecord.objects.filter(stage__review=member.review, state="excluded").values("record")
        return honest(member).exclude(pk__in=out)

    patch.setattr(records, "imported_records", imported)


@leaks("workflow:screen")
def a_way_to_the_conflict_instead_of_the_card(patch, house):
    def change(request, response):
        if conflicts_of(house) > 3 and response.status_code == 200:
            response.status_code, response["Location"] = 302, "/conflicts/"

    answered(patch, change)


@leaks("workflow:decide")
def sent_elsewhere_after_a_vote(patch, house):
    from screening.workflow.views import voting

    honest = voting._answer

    def answer(request, member, stage, saved, words):
        return redirect("home") if conflicts_of(house) > 3 else honest(request, member, stage, saved, words)

    patch.setattr(voting, "_answer", answer)


@leaks("workflow:decide")
def a_refusal_that_says_what_the_other_voted(patch, house):
    from screening.workflow.views import voting

    def refuse(*, slot, **vote):
        said = theirs(house, record=slot.record_id).last()
        raise Closed(f"Your colleague has decided this one: {said.verdict}.")

    patch.setattr(voting, "decide", refuse)


@leaks("workflow:decide")
def a_json_key_that_tells_agreement(patch, house):
    from screening.workflow.views import voting

    honest = voting._answer

    def answer(request, member, stage, saved, words):
        return honest(request, member, stage, saved | {"conflicts": conflicts_of(house)}, words)

    patch.setattr(voting, "_answer", answer)


@leaks("workflow:decide")
def a_message_on_the_next_page(patch, house):
    from screening.workflow.views import voting

    honest = voting._answer

    def answer(request, member, stage, saved, words):
        messages.info(request, f"{number_of_includes(house)} included by the other reviewer so far.")
        return honest(request, member, stage, saved, words)

    patch.setattr(voting, "_answer", answer)


@leaks("workflow:decide")
def a_mail_about_a_conflict(patch, house):
    from screening.workflow.actions import votes

    honest = votes.recompute

    def recompute(stage, entries):
        honest(stage, entries)
        if StageRecord.objects.filter(pk__in=[entry.pk for entry in entries], state="conflict").exists():
            send_mail("A conflict", f"About {entries[0]}", None, [house.viewer.user.email])

    patch.setattr(votes, "recompute", recompute)


@leaks("workflow:decide")
def a_record_that_goes_on_at_once(patch, house):
    from screening.workflow.actions import votes
    from screening.workflow.actions.stages import admit_records

    honest = votes.recompute

    def recompute(stage, entries):
        honest(stage, entries)
        agreed = StageRecord.objects.filter(pk__in=[entry.pk for entry in entries], state="included")
        if stage.order == 0 and agreed.update(released_at=house.world.review.created_at):
            admit_records(stage=stage.review.stages.get(order=1))

    patch.setattr(votes, "recompute", recompute)
