"""A ranked stage gives out first what has more of the team's words: no vote and nobody's own words count."""

import pytest

from screening.errors import Invalid
from screening.models import Event, Keyword, Record, Slot, StageRecord
from screening.reviews.actions import add_keywords, remove_keyword
from screening.workflow.actions import claim_slots, set_sequence
from screening.workflow.actions.seats import admit_records
from screening.workflow.highlight import Highlighter
from screening.workflow.queries import sequence_preview, tally_of
from screening.workflow.queries.sequences import Ranking
from screening.workflow.scoring import Scorer
from tests import factories

TEXTS = [
    ("A trial in rats", "Rats were given ketamine."),
    ("Ketamine for depression", "A randomised trial."),
    ("Bananas", ""),
    ("Ketamine", "Rats, and nothing else."),
    ("Rat liver", "Of rats alone."),
    ("Randomized ketamine trial", "Ketamine, ketamine, depression."),
]


def words(room, kind, *texts):
    room.lead.review.refresh_from_db()
    add_keywords(kind=kind, words=texts, version=room.lead.review.version, by=room.lead)


@pytest.fixture
def worded(room):
    for record, (title, abstract) in zip(room.records, TEXTS, strict=True):
        Record.objects.filter(pk=record.pk).update(title=title, abstract=abstract)
    words(room, "include", "ketamine", "randomi*", "depression")
    words(room, "exclude", "rat", "rats")
    return room


def rank_by(room, sequence, capture):
    room.stage.refresh_from_db()
    with capture(execute=True):
        set_sequence(stage=room.stage, sequence=sequence, version=room.stage.version, by=room.lead)
    room.stage.refresh_from_db()


def given_out(room) -> list[str]:
    return list(
        Record.objects.filter(stage_entries__stage=room.stage)
        .order_by("stage_entries__rank")
        .values_list("title", flat=True)
    )


# What a text scores


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("", 0),
        ("Ketamine, ketamine, KETAMINE", 1),
        ("Ketamine for treatment  resistant\ndepression in rats", 1),
        ("Esketamine", 0),
        ("randomisation and randomised", 1),
        ("Rats and mice", -1),
        ("Straße", 0),
    ],
)
def test_a_word_counts_once_where_it_would_be_marked(text, score):
    keywords = [
        *(("include", word) for word in ("ketamine", "randomi*", "treatment resistant depression")),
        *(("exclude", word) for word in ("rats", " * ")),
        ("population", "mice"),
    ]
    assert Scorer(keywords)("", text) == score
    assert Scorer(keywords).counts == (3, 1)
    marked = Highlighter([pair for pair in keywords if pair[0] in ("include", "exclude")])(text)
    assert ("<mark" in marked) == (score != 0 or "rats" in text)


def test_words_do_not_reach_from_the_title_into_the_abstract_as_letters():
    assert Scorer([("include", "ketamine")])("Keta", "mine") == 0


# The order


def test_the_words_decide_the_order_and_records_that_come_later_stand_among_the_others(
    worded, django_capture_on_commit_callbacks
):
    rank_by(worded, "ranked", django_capture_on_commit_callbacks)

    assert set(given_out(worded)[:2]) == {"Randomized ketamine trial", "Ketamine for depression"}
    assert set(given_out(worded)[2:5]) == {"A trial in rats", "Bananas", "Ketamine"}
    assert given_out(worded)[5] == "Rat liver"
    seats = claim_slots(by=worded.a, stage=worded.stage, count=6)
    assert [slot.record.title for slot in seats] == given_out(worded)

    late = factories.make_records(factories.make_batch(worded.lead), 1)[0]
    Record.objects.filter(pk=late.pk).update(title="Ketamine against depression", abstract="Randomised.")
    admit_records(stage=worded.stage)
    assert "Ketamine against depression" in given_out(worded)[:3]


def test_no_vote_and_nobodys_own_words_move_a_record(worded, django_capture_on_commit_callbacks):
    rank_by(worded, "ranked", django_capture_on_commit_callbacks)
    before = list(StageRecord.objects.order_by("pk").values_list("pk", "rank"))

    worded.both(worded.records[4], "include", "exclude")
    worded.vote(worded.a, worded.records[1], "exclude")
    Keyword.objects.create(review=worded.lead.review, owner=worded.a, kind="include", text="liver")
    rank_by(worded, "ranked", django_capture_on_commit_callbacks)

    assert list(StageRecord.objects.order_by("pk").values_list("pk", "rank")) == before
    assert all(
        slot.rank == dict(StageRecord.objects.values_list("record", "rank"))[slot.record_id]
        for slot in Slot.objects.all()
    )


def test_without_words_there_is_nothing_to_rank_by(room):
    with pytest.raises(Invalid, match="no words to rank by"):
        set_sequence(stage=room.stage, sequence="ranked", version=room.stage.version, by=room.lead)
    assert not Event.objects.filter(verb="order of screening changed").exists()


# The preview, the undo and newer words


def test_the_preview_says_what_moves_and_nothing_moves_before(worded, sign_in):
    worded.both(worded.records[0])
    claim_slots(by=worded.a, stage=worded.stage, count=2)
    before = given_out(worded)

    found = sequence_preview(worded.stage, "ranked", tally_of(worded.stage))
    assert (found.waiting, found.held) == (5, Slot.objects.filter(done=False, reviewer__isnull=False).count())
    assert found.ranking == Ranking(words_for=3, words_against=2, looked_at=5, earlier=2, later=1)
    assert found.ranking.between == 2

    page = sign_in(worded.lead).get(f"/r/{worded.lead.review.slug}/screening/title-abstract/stage/?sequence=ranked")
    assert "of 5 waiting records looked at, 2 have more words for than against" in page.text
    assert "5 records that wait for votes would be given out in another order" in page.text
    assert given_out(worded) == before


def test_a_change_is_undone_by_going_back(worded, sign_in, django_capture_on_commit_callbacks):
    before = given_out(worded)
    rank_by(worded, "ranked", django_capture_on_commit_callbacks)
    page = f"/r/{worded.lead.review.slug}/screening/title-abstract/"
    assert "from “Random, the same for all" in sign_in(worded.lead).get(f"{page}stage/").text

    with django_capture_on_commit_callbacks(execute=True):
        back = {"sequence": "random", "version": worded.stage.version}
        assert sign_in(worded.lead).post(f"{page}sequence/", back).status_code == 302
    assert given_out(worded) == before


def test_newer_words_are_told_until_the_records_are_ranked_anew(
    worded, sign_in, django_capture_on_commit_callbacks
):
    rank_by(worded, "ranked", django_capture_on_commit_callbacks)
    page = f"/r/{worded.lead.review.slug}/screening/title-abstract/stage/"
    lead = sign_in(worded.lead)
    words(worded, "population", "liver")
    assert "Rank anew" not in lead.get(page).text

    words(worded, "include", "liver", "alone")
    keyword = Keyword.objects.get(text="rat")
    worded.lead.review.refresh_from_db()
    remove_keyword(keyword=keyword, version=worded.lead.review.version, by=worded.lead)
    assert "Rank anew" in lead.get(page).text
    assert given_out(worded)[5] == "Rat liver"

    rank_by(worded, "ranked", django_capture_on_commit_callbacks)
    assert "Rank anew" not in lead.get(page).text
    assert "Rat liver" in given_out(worded)[:3]
    assert "Undo this change" in lead.get(page).text


def test_the_reviewer_reads_why_records_come_in_this_order(worded, sign_in, django_capture_on_commit_callbacks):
    screen = f"/r/{worded.lead.review.slug}/screening/title-abstract/"
    assert "Ranked by the team" not in sign_in(worded.a).get(screen).text
    rank_by(worded, "ranked", django_capture_on_commit_callbacks)
    assert "Ranked by the team" in sign_in(worded.a).get(screen).text


def test_nobodys_own_word_is_told_to_the_lead_as_one_that_is_marked_both_ways(worded, sign_in):
    page = f"/r/{worded.lead.review.slug}/settings/keywords/"
    Keyword.objects.create(review=worded.lead.review, owner=worded.a, kind="exclude", text="ketamine")
    assert "Marked both ways." not in sign_in(worded.lead).get(page).text
    words(worded, "exclude", "Ketamine")
    assert "Marked both ways." in sign_in(worded.lead).get(page).text
