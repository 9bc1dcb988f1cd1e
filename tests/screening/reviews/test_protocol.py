"""Changing the protocol: versions guard against overwriting, what is taken out is kept."""

import pytest
from django.urls import reverse

from screening.errors import Closed, Invalid, Stale
from screening.models import Event, ExclusionReason, Review
from screening.reviews import actions
from screening.reviews.queries import exclusion_reasons


def url(cast, name: str, *args: int) -> str:
    return reverse(f"reviews:{name}", args=[cast.review.slug, *args])


def question(cast, **changed) -> dict:
    return {"title": cast.review.title, "version": cast.review.version, **changed}


def reasons(cast) -> list[str]:
    return [reason.text for reason in exclusion_reasons(cast.review)]


def version(cast) -> int:
    return Review.objects.get(pk=cast.review.pk).version


class TestQuestion:
    def test_a_change_is_saved_and_told_with_before_and_after(self, cast, sign_in):
        sign_in(cast.lead).post(url(cast, "settings"), question(cast, population="Adults"))
        cast.review.refresh_from_db()
        assert (cast.review.population, cast.review.version) == ("Adults", 2)
        event = Event.objects.get()
        assert (event.verb, event.before, event.after) == (
            "question changed",
            {"population": ""},
            {"population": "Adults"},
        )

    def test_a_late_save_overwrites_nothing_and_keeps_what_was_typed(self, cast, sign_in):
        actions.change_question(version=1, by=cast.lead, population="Children")
        response = sign_in(cast.lead).post(url(cast, "settings"), question(cast, version=1, population="Adults"))
        assert response.status_code == 409
        assert response.context["newer"] == [("Population", "Children")]
        assert response.context["form"]["population"].value() == "Adults"
        assert Review.objects.get(pk=cast.review.pk).population == "Children"

    def test_after_seeing_the_newer_version_a_save_goes_through(self, cast, sign_in):
        actions.change_question(version=1, by=cast.lead, population="Children")
        client = sign_in(cast.lead)
        refused = client.post(url(cast, "settings"), question(cast, version=1, population="Adults"))
        seen = refused.context["form"]["version"].value()
        client.post(url(cast, "settings"), question(cast, version=seen, population="Adults and children"))
        assert Review.objects.get(pk=cast.review.pk).population == "Adults and children"

    def test_an_empty_title_is_refused(self, cast, sign_in):
        response = sign_in(cast.lead).post(url(cast, "settings"), question(cast, title=""))
        assert (response.status_code, version(cast)) == (422, 1)


class TestCriteria:
    def test_several_are_added_at_once_below_those_that_stand(self, cast, sign_in):
        client = sign_in(cast.lead)
        for number, texts in enumerate(["Adults\nTrials", "Any route"], 1):
            client.post(url(cast, "criteria"), {"kind": "include", "texts": texts, "version": number})
        rows = cast.review.criteria.values_list("kind", "text", "order")
        assert list(rows) == [("include", "Adults", 0), ("include", "Trials", 1), ("include", "Any route", 2)]
        assert Event.objects.filter(verb="criterion added").count() == 3

    def test_one_is_reworded_and_one_taken_out_without_being_deleted(self, cast, sign_in):
        actions.add_criteria(kind="exclude", texts=["Acute pain", "Animals"], version=1, by=cast.lead)
        acute, animals = cast.review.criteria.all()
        client = sign_in(cast.lead)
        client.post(url(cast, "reword_criterion", acute.pk), {"text": "Acute pain only", "version": 2})
        client.post(url(cast, "archive_criterion", animals.pk), {"version": 3})
        acute.refresh_from_db()
        animals.refresh_from_db()
        assert (acute.text, animals.archived_at is not None) == ("Acute pain only", True)
        protocol = client.get(url(cast, "protocol")).context["protocol"]
        assert [criterion.text for criterion in protocol.exclude] == ["Acute pain only"]


class TestReasons:
    def test_they_move_with_buttons_and_keep_consecutive_numbers(self, cast, sign_in):
        last = cast.review.exclusion_reasons.last()
        sign_in(cast.lead).post(url(cast, "move_reason", last.pk), {"direction": "up", "version": 1})
        assert reasons(cast) == ["Not ketamine", "Not a randomised trial", "Wrong population"]
        assert list(exclusion_reasons(cast.review).values_list("order", flat=True)) == [0, 1, 2]
        event = Event.objects.get()
        assert (event.before, event.after) == ({"position": 3}, {"position": 2})

    @pytest.mark.parametrize(("place", "up"), [(0, True), (2, False)])
    def test_the_ends_of_the_list_stay_where_they_are(self, cast, place, up):
        before = reasons(cast)
        row = exclusion_reasons(cast.review)[place]
        actions.move_reason(reason=row, up=up, version=1, by=cast.lead)
        assert reasons(cast) == before

    def test_a_reason_that_is_taken_out_is_kept_and_can_be_offered_again(self, cast, sign_in):
        row = cast.review.exclusion_reasons.first()
        client = sign_in(cast.lead)
        client.post(url(cast, "archive_reason", row.pk), {"version": 1})
        assert reasons(cast) == ["Wrong population", "Not a randomised trial"]
        assert ExclusionReason.objects.filter(pk=row.pk).exists()
        client.post(url(cast, "restore_reason", row.pk), {"version": 2})
        assert reasons(cast) == ["Wrong population", "Not a randomised trial", "Not ketamine"]

    def test_the_last_reason_stays_while_a_stage_requires_one(self, cast):
        first, second, third = exclusion_reasons(cast.review)
        actions.archive_reason(reason=first, version=1, by=cast.lead)
        actions.archive_reason(reason=second, version=2, by=cast.lead)
        with pytest.raises(Closed, match="last reason"):
            actions.archive_reason(reason=third, version=3, by=cast.lead)
        assert reasons(cast) == ["Not a randomised trial"]

    def test_a_renamed_reason_is_the_same_row(self, cast, sign_in):
        row = cast.review.exclusion_reasons.first()
        sign_in(cast.lead).post(url(cast, "rename_reason", row.pk), {"text": "No ketamine", "version": 1})
        row.refresh_from_db()
        event = Event.objects.get()
        assert (row.text, event.before, event.after) == (
            "No ketamine",
            {"text": "Not ketamine"},
            {"text": "No ketamine"},
        )

    def test_the_same_words_twice_are_refused(self, cast):
        with pytest.raises(Invalid, match="in the list of reasons already"):
            actions.add_reasons(texts=["wrong POPULATION"], version=1, by=cast.lead)
        assert (len(reasons(cast)), version(cast)) == (3, 1)

    def test_a_change_made_on_an_old_page_is_refused(self, cast):
        row = cast.review.exclusion_reasons.first()
        actions.add_reasons(texts=["Wrong outcome"], version=1, by=cast.lead)
        with pytest.raises(Stale, match="Nothing was overwritten"):
            actions.archive_reason(reason=row, version=1, by=cast.lead)
        assert len(reasons(cast)) == 4


class TestKeywords:
    def test_several_are_added_at_once_and_known_ones_skipped(self, cast, sign_in):
        client = sign_in(cast.lead)
        client.post(url(cast, "keywords"), {"kind": "include", "words": "ketamin*\nNMDA", "version": 1})
        client.post(url(cast, "keywords"), {"kind": "include", "words": "nmda\nesketamine", "version": 2})
        assert list(cast.review.keywords.values_list("text", flat=True)) == ["NMDA", "esketamine", "ketamin*"]
        assert Event.objects.order_by("at").last().after == {"kind": "include", "keywords": ["esketamine"]}

    def test_the_same_word_may_speak_for_and_against(self, cast):
        actions.add_keywords(kind="include", words=["pain"], version=1, by=cast.lead)
        actions.add_keywords(kind="exclude", words=["pain"], version=2, by=cast.lead)
        assert cast.review.keywords.count() == 2

    def test_a_word_that_would_mark_everything_is_refused(self, cast, sign_in):
        response = sign_in(cast.lead).post(url(cast, "keywords"), {"kind": "include", "words": "a*", "version": 1})
        assert (response.status_code, cast.review.keywords.count()) == (422, 0)

    def test_a_removed_word_stays_in_the_history(self, cast, sign_in):
        actions.add_keywords(kind="include", words=["pain"], version=1, by=cast.lead)
        word = cast.review.keywords.get()
        sign_in(cast.lead).post(url(cast, "remove_keyword", word.pk), {"version": 2})
        assert cast.review.keywords.count() == 0
        assert Event.objects.get(verb="keyword removed").before == {"kind": "include", "text": "pain"}


class TestStages:
    def rules(self, stage, **changed) -> dict:
        values = {"votes_needed": 2, "maybe_rule": "include", "blinded": "on", "version": stage.version}
        return {f"stage{stage.pk}-{name}": value for name, value in {**values, **changed}.items() if value}

    def test_the_rules_are_changed_before_records_come_in(self, cast, sign_in):
        stage = cast.review.stages.first()
        sign_in(cast.lead).post(
            url(cast, "change_stage", stage.pk),
            self.rules(stage, votes_needed=1, maybe_rule="conflict", reason_required="on", blinded=""),
        )
        stage.refresh_from_db()
        assert (stage.votes_needed, stage.maybe_rule, stage.reason_required, stage.blinded) == (
            1,
            "conflict",
            True,
            False,
        )

    @pytest.mark.parametrize("votes", [0, 4, "two"])
    def test_a_record_takes_one_to_three_votes(self, cast, sign_in, votes):
        stage = cast.review.stages.first()
        response = sign_in(cast.lead).post(
            url(cast, "change_stage", stage.pk), self.rules(stage, votes_needed=votes)
        )
        stage.refresh_from_db()
        assert (response.status_code, stage.votes_needed) == (422, 2)

    @pytest.mark.parametrize("change", [{"votes_needed": 1}, {"maybe_rule": "conflict"}, {"blinded": False}])
    def test_rules_by_which_votes_were_counted_stay(self, cast, change):
        stage = cast.review.stages.first()
        stage.opened_at = cast.review.created_at
        stage.save()
        with pytest.raises(Closed, match="Records are in the stage"):
            actions.change_stage(stage=stage, version=stage.version, by=cast.lead, **change)

    def test_a_form_sent_to_an_open_stage_cannot_change_them_either(self, cast, sign_in):
        stage = cast.review.stages.first()
        stage.opened_at = cast.review.created_at
        stage.save()
        sign_in(cast.lead).post(
            url(cast, "change_stage", stage.pk), self.rules(stage, votes_needed=1, reason_required="on", blinded="")
        )
        stage.refresh_from_db()
        assert (stage.votes_needed, stage.blinded, stage.reason_required) == (2, True, True)


PAGES = ["settings", "criteria", "reasons", "keywords", "stages", "archive"]


@pytest.mark.parametrize("role", ["reviewer", "adjudicator", "extractor", "methodologist", "observer"])
@pytest.mark.parametrize("page", PAGES)
def test_members_read_the_protocol_and_only_the_lead_changes_it(cast, sign_in, role, page):
    client = sign_in(cast.members[role])
    assert client.get(url(cast, page)).status_code == 403
    assert "Not ketamine" in client.get(url(cast, "protocol")).content.decode()


def test_markup_in_the_protocol_is_shown_as_text(cast, sign_in):
    text = "<img src=x onerror=alert(1)>"
    actions.change_question(version=1, by=cast.lead, population=text)
    actions.add_criteria(kind="include", texts=[text], version=2, by=cast.lead)
    actions.add_keywords(kind="include", words=[text], version=3, by=cast.lead)
    page = sign_in(cast.lead).get(url(cast, "protocol")).content.decode()
    assert ("<img src=x" in page, page.count("&lt;img src=x onerror=alert(1)&gt;")) == (False, 3)
