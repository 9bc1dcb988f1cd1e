"""My work and a review's home: what waits for whom, one button each, and the next step where nothing is there."""

import pytest
from django.urls import reverse

from ketreview.home.membership import give_roles
from ketreview.home.tiles import tiles
from screening.models import Member
from screening.reviews.actions import archive_review, create_review
from screening.team.audit import record_event
from screening.workflow.actions import open_stage
from tests import factories
from tests.factories import make_user
from tests.world import make_world


def home(cast) -> str:
    return reverse("review", args=[cast.review.slug])


@pytest.fixture
def open_for_votes(cast):
    factories.make_records(factories.make_batch(cast.lead), 4)
    open_stage(stage=cast.review.stages.get(kind="title-abstract"), by=cast.lead)
    return cast


def tile_of(member: Member, title: str):
    fresh = Member.objects.select_related("review", "user").get(pk=member.pk)
    return next((tile.step for tile in tiles(fresh) if tile.title == title), None)


def test_my_work_names_what_waits_and_links_to_that_very_queue(open_for_votes, sign_in):
    cast = open_for_votes
    response = sign_in(cast.reviewer).get(reverse("home"))
    work = [(one.member.review.title, [t.title for t in one.waiting]) for one in response.context["work"]]
    assert work == [("Ketamine for pain", ["Title and abstract"])]
    queue = reverse("workflow:screen", args=[cast.review.slug, "title-abstract"])
    assert f'href="{queue}">Screen 4 records' in response.content.decode()


def test_nothing_waits_for_an_observer_and_the_page_says_so(open_for_votes, sign_in):
    page = sign_in(open_for_votes.observer).get(reverse("home"))
    assert (page.context["work"], "Nothing waits for you" in page.content.decode()) == ([], True)


def test_work_in_reviews_of_others_is_not_mine(open_for_votes, sign_in):
    page = sign_in(open_for_votes.other_lead).get(reverse("home")).content.decode()
    assert ("Another review" in page, "Ketamine for pain" in page) == (True, False)


def test_an_archived_review_asks_for_no_work_but_stays_in_the_list(open_for_votes, sign_in):
    archive_review(by=open_for_votes.lead)
    page = sign_in(open_for_votes.reviewer).get(reverse("home"))
    assert page.context["work"] == []
    assert [m.review.title for m in page.context["memberships"]] == ["Ketamine for pain"]


def test_a_removed_member_sees_nothing_of_the_review(cast, sign_in):
    page = sign_in(cast.removed).get(reverse("home"))
    assert list(page.context["memberships"]) == []


def test_somebody_in_no_review_is_told_the_next_step(cast, sign_in):
    page = sign_in(cast.stranger).get(reverse("home")).content.decode()
    assert "You are in no review yet" in page
    assert f'href="{reverse("create_review")}">Start a review' in page


BEFORE = ["Import", "Duplicates", "Screen"]
AFTER = ["Full text", "Studies", "Extraction"]
RESULTS = ["Analyses", "Narratives"]


@pytest.mark.parametrize(
    ("role", "titles"),
    [
        ("adjudicator", [*BEFORE, "Conflicts", *AFTER, *RESULTS]),
        ("extractor", [*BEFORE, *AFTER]),
        ("observer", [*BEFORE, *AFTER, *RESULTS]),
    ],
)
def test_the_steps_stand_in_the_order_of_the_work(cast, sign_in, role, titles):
    shown = [tile.title for tile in sign_in(cast.members[role]).get(home(cast)).context["tiles"]]
    assert shown == titles


def test_the_last_tile_shows_the_top_of_the_flow_and_leads_to_it(open_for_votes, sign_in):
    page = sign_in(open_for_votes.observer).get(home(open_for_votes))
    assert page.context["found"] == 4
    assert f'href="{reverse("prisma", args=[open_for_votes.review.slug])}">See the flow' in page.content.decode()


def test_a_tile_counts_for_the_member_who_looks(open_for_votes):
    cast = open_for_votes
    name = "Title and abstract"
    assert (tile_of(cast.reviewer, name).mine, tile_of(cast.lead, name).mine) == (4, 0)


@pytest.mark.parametrize("role", ["lead", "reviewer", "adjudicator", "extractor", "methodologist", "observer"])
def test_every_button_of_a_tile_opens_for_the_member_who_sees_it(open_for_votes, sign_in, role):
    client = sign_in(open_for_votes.members[role])
    urls = {
        tile.title: tile.step.url for tile in client.get(home(open_for_votes)).context["tiles"] if tile.step.url
    }
    assert {title: client.get(url, follow=True).status_code for title, url in urls.items()} == dict.fromkeys(
        urls, 200
    )


def test_an_empty_review_tells_the_lead_to_import_and_the_others_to_wait(cast, sign_in):
    lead, reviewer = (sign_in(cast.members[role]).get(home(cast)).content.decode() for role in ("lead", "reviewer"))
    assert ("Import the first file" in lead, "The lead of the review imports" in lead) == (True, False)
    assert ("Import the first file" in reviewer, "The lead of the review imports" in reviewer) == (False, True)


def test_a_new_review_names_what_comes_before_screening(db, sign_in):
    user = make_user()
    review = create_review(by=user, title="Ketamine").review
    page = sign_in(user).get(reverse("review", args=[review.slug])).content.decode()
    for name in ("reviews:settings", "reviews:criteria", "team:invite"):
        assert f'href="{reverse(name, args=[review.slug])}"' in page


def test_only_the_lead_sees_what_happened_lately(cast, sign_in):
    record_event("planted", cast.review, by=cast.lead, after={"secret": "planted"})
    seen = {
        role: "planted" in sign_in(cast.members[role]).get(home(cast)).content.decode() for role in cast.members
    }
    assert seen == {role: role == "lead" for role in cast.members}


def test_what_one_person_did_in_a_row_is_told_as_one_line(cast, sign_in):
    for number in range(3):
        record_event("criterion added", cast.review, by=cast.lead, after={"text": str(number)})
    record_event("roles changed", cast.lead, by=cast.adjudicator)
    lines = sign_in(cast.lead).get(home(cast)).context["recent"]
    assert [(line.actor, line.verb, line.count) for line in lines] == [
        (str(cast.adjudicator), "roles changed", 1),
        ("Lena", "criterion added", 3),
    ]


def test_the_export_page_lists_what_the_roles_allow(cast, sign_in):
    def labels(role: str) -> list[str]:
        page = sign_in(cast.members[role]).get(reverse("exports", args=[cast.review.slug]))
        return [export.label for export in page.context["exports"]]

    assert ("Decisions" in labels("reviewer"), "Decisions" in labels("methodologist")) == (False, True)
    assert labels("reviewer")[0] == "Records"


@pytest.mark.parametrize("role", ["lead", "reviewer", "methodologist"])
def test_every_export_on_the_page_is_a_file(cast, sign_in, role):
    client = sign_in(cast.members[role])
    page = client.get(reverse("exports", args=[cast.review.slug]))
    answers = {}
    for export in page.context["exports"]:
        for file_format in export.formats:
            url = reverse(export.url_name, args=[cast.review.slug])
            answer = client.get(url, {"format": file_format})
            answers[export.label, file_format] = (answer.status_code, answer.get("Content-Disposition", "")[:10])
    assert answers == dict.fromkeys(answers, (200, "attachment"))
    assert answers


def test_the_server_says_whether_it_and_its_database_answer(client, db):
    assert client.get(reverse("health")).json() == {"status": "ok"}


def test_the_component_page_is_for_signed_in_people(cast, sign_in, client):
    assert client.get(reverse("components")).status_code == 302
    assert (
        "Every element of KetReview in every state"
        in sign_in(cast.stranger).get(reverse("components")).content.decode()
    )


def test_the_count_of_queries_does_not_grow_with_the_records(
    open_for_votes, sign_in, django_assert_max_num_queries
):
    client = sign_in(open_for_votes.lead)
    with django_assert_max_num_queries(1000) as few:
        client.get(home(open_for_votes))
    factories.make_records(factories.make_batch(open_for_votes.lead), 40)
    with django_assert_max_num_queries(len(few) + 2):
        client.get(home(open_for_votes))


def test_a_lead_who_may_not_adjudicate_is_told_who_settles_conflicts(cast):
    make_world(cast.lead, [cast.reviewer, cast.second_reviewer], [cast.extractor, cast.second_extractor])
    tile = tile_of(cast.lead, "Conflicts")
    assert (tile.url, tile.total - tile.done) == ("", 1)
    assert tile.note == f"Settled by {cast.adjudicator}: the role “adjudicator” is needed."
    assert tile_of(cast.adjudicator, "Conflicts").note == ""
    give_roles(person=cast.adjudicator, roles=["observer"], by=cast.lead)
    assert tile_of(cast.lead, "Conflicts").note.startswith("Nobody here may settle them yet.")
