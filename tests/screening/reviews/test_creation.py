"""Starting a review, and archiving it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from screening.errors import Closed
from screening.models import Event, Member, Review
from screening.reviews import actions
from screening.reviews.defaults import EXCLUSION_REASONS, entries_of
from tests.factories import make_user

FORM = {
    "title": "Ketamine  for chronic pain ",
    "question": "Does ketamine reduce chronic pain?",
    "population": "Adults with chronic pain",
    "intervention": "Ketamine",
    "comparator": "Placebo",
    "outcomes_sought": "Pain intensity",
    "study_designs": "Randomised trials",
    "registration": "CRD42026000001",
    "roles": ["reviewer", "adjudicator"],
    "include": "Adults\n\n  Ketamine   by any route \nadults",
    "exclude": "Acute pain",
    "reasons": "Wrong population\nWrong design",
    "include_words": "ketamin*\nesketamine",
    "exclude_words": "anaesthesia",
}


def start(sign_in, user, **changed) -> Member:
    response = sign_in(user).post(reverse("create_review"), {**FORM, **changed})
    assert response.status_code == 302, response.content.decode()
    return Member.objects.get(user=user)


def texts(rows) -> list[str]:
    return [str(row) for row in rows]


def test_everything_on_the_form_is_in_the_review(db, sign_in):
    member = start(sign_in, make_user())
    review = member.review
    assert (review.title, review.comparator, review.registration) == (
        "Ketamine for chronic pain",
        "Placebo",
        "CRD42026000001",
    )
    assert texts(review.criteria.filter(kind="include")) == ["Adults", "Ketamine by any route"]
    assert texts(review.criteria.filter(kind="exclude")) == ["Acute pain"]
    assert texts(review.exclusion_reasons.all()) == ["Wrong population", "Wrong design"]
    assert list(review.keywords.values_list("kind", "text")) == [
        ("exclude", "anaesthesia"),
        ("include", "esketamine"),
        ("include", "ketamin*"),
    ]


def test_whoever_starts_it_leads_it_and_has_the_roles_chosen(db, sign_in):
    member = start(sign_in, make_user())
    assert member.role_names == ("lead", "reviewer", "adjudicator")
    assert list(Event.objects.order_by("at").values_list("verb", "review_id")) == [
        ("review created", member.review_id),
        ("member joined", member.review_id),
    ]


def test_two_stages_are_made_with_two_blinded_votes(db, sign_in):
    review = start(sign_in, make_user()).review
    assert list(review.stages.values_list("kind", "votes_needed", "blinded", "reason_required")) == [
        ("title-abstract", 2, True, False),
        ("full-text", 2, True, True),
    ]


def test_the_title_alone_is_enough(db, sign_in):
    user = make_user()
    sign_in(user).post(reverse("create_review"), {"title": "Ketamine"})
    member = Member.objects.get(user=user)
    assert (member.role_names, member.review.exclusion_reasons.count()) == (("lead",), 0)


def test_the_usual_reasons_are_offered_in_their_order(db, sign_in):
    page = sign_in(make_user()).get(reverse("create_review"))
    assert entries_of(page.context["form"]["reasons"].initial) == list(EXCLUSION_REASONS)


def test_without_a_title_nothing_is_made_and_nothing_typed_is_lost(db, sign_in):
    response = sign_in(make_user()).post(reverse("create_review"), {**FORM, "title": " "})
    assert (response.status_code, Review.objects.count()) == (422, 0)
    assert "Does ketamine reduce chronic pain?" in response.content.decode()


def test_a_line_that_is_too_long_is_named_and_not_cut(db, sign_in):
    response = sign_in(make_user()).post(reverse("create_review"), {**FORM, "reasons": "Wrong " * 50})
    page = response.content.decode()
    assert (response.status_code, Review.objects.count()) == (422, 0)
    assert "has 299 characters; an entry has at most 200" in page


@pytest.mark.parametrize("role", ["king", "observer"])
def test_only_roles_on_the_form_can_be_chosen(db, sign_in, role):
    response = sign_in(make_user()).post(reverse("create_review"), {**FORM, "roles": [role]})
    assert (response.status_code, Review.objects.count()) == (422, 0)


def test_the_address_tells_nothing_of_reviews_of_the_same_name(db):
    user = make_user()
    first = actions.create_review(by=user, title="Ketamine for pain").review.slug
    Review.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    second = actions.create_review(by=user, title="Ketamine for pain").review.slug
    assert [len(slug.removeprefix("ketamine-for-pain-")) for slug in (first, second)] == [6, 6]
    assert first != second


@pytest.mark.parametrize("title", ["慢性疼痛", "???", "x" * 300])
def test_any_title_gives_an_address(db, title):
    review = actions.create_review(by=make_user(), title=title).review
    assert reverse("review", args=[review.slug]) == f"/r/{review.slug}/"
    assert len(review.slug) <= 67


def test_an_archived_review_is_read_but_not_changed_and_can_be_opened_again(cast, sign_in):
    lead, slug = sign_in(cast.lead), cast.review.slug
    lead.post(reverse("reviews:archive", args=[slug]))
    assert "archived" in lead.get(reverse("reviews:protocol", args=[slug])).content.decode()
    lead.post(reverse("team:invite", args=[slug]), {"email": "eve@example.org", "roles": ["reviewer"]})
    assert cast.review.invitations.count() == 0
    lead.post(reverse("reviews:unarchive", args=[slug]))
    cast.review.refresh_from_db()
    assert cast.review.archived_at is None
    verbs = list(Event.objects.order_by("at").values_list("verb", flat=True))
    assert verbs == ["review archived", "review taken out of the archive"]


def test_a_second_archiving_is_refused(cast):
    actions.archive_review(by=cast.lead)
    with pytest.raises(Closed, match="already"):
        actions.archive_review(by=cast.lead)


@pytest.mark.parametrize("role", ["reviewer", "methodologist", "observer"])
def test_only_the_lead_opens_an_archived_review_again(cast, sign_in, role):
    actions.archive_review(by=cast.lead)
    response = sign_in(cast.members[role]).post(reverse("reviews:unarchive", args=[cast.review.slug]))
    cast.review.refresh_from_db()
    assert (response.status_code, cast.review.archived_at is None) == (403, False)


def test_a_form_sent_twice_makes_one_review_and_leads_to_it(db, sign_in):
    user = make_user("maker")
    client, url = sign_in(user), reverse("create_review")
    first = client.post(url, {"title": "Ketamine  and sleep"})
    again = client.post(url, {"title": "ketamine and sleep "})
    slug = Review.objects.get(created_by=user).slug
    page = again.content.decode()
    assert (first.status_code, again.status_code) == (302, 422)
    assert "less than a minute ago, so no second review was made" in page
    assert f'href="{reverse("review", args=[slug])}">' in page
    Review.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    assert client.post(url, {"title": "Ketamine and sleep"}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"include_words": "*"}, "fewer than two letters"),
        ({"exclude_words": "("}, "fewer than two letters"),
    ],
)
def test_words_that_mark_nothing_are_refused_at_the_start(db, sign_in, typed, why):
    response = sign_in(make_user()).post(reverse("create_review"), {"title": "Sleep", **typed})
    assert (response.status_code, why in response.content.decode()) == (422, True)


def test_a_word_marked_both_ways_is_told_of(db, sign_in):
    client = sign_in(make_user())
    typed = {"title": "Sleep", "include_words": "rats\nketamine", "exclude_words": "Rats"}
    started = client.post(reverse("create_review"), typed, follow=True).content.decode()
    assert "Marked for inclusion and against it: rats." in started
    page = client.get(reverse("reviews:keywords", args=[Review.objects.get().slug])).content.decode()
    assert "rats: for inclusion and against it." in page


def test_an_archived_review_offers_no_import(cast, sign_in):
    actions.archive_review(by=cast.lead)
    client, slug = sign_in(cast.lead), cast.review.slug
    upload = reverse("importing:upload", args=[slug])
    for page in ("review", "importing:list"):
        assert f'href="{upload}"' not in client.get(reverse(page, args=[slug])).content.decode()
    refused = client.get(upload)
    assert (refused.status_code, "takes no more files" in refused.content.decode()) == (409, True)
