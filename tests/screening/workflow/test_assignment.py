"""The order of screening: random, repeatable, and unmoved by records that come later."""

from screening.workflow.assignment import RANKS, beginning, place, rank


def test_the_same_seed_gives_the_same_order_and_another_seed_another():
    first = sorted(range(200), key=lambda record: rank("4:title-abstract", record))
    again = sorted(range(200), key=lambda record: rank("4:title-abstract", record))
    other = sorted(range(200), key=lambda record: rank("4:full-text", record))
    assert first == again
    assert first != other
    assert first != list(range(200))


def test_ranks_fit_their_column_and_spread_evenly():
    ranks = [rank("7:title-abstract", record) for record in range(4000)]
    quarters = [sum(1 for value in ranks if value * 4 // RANKS == quarter) for quarter in range(4)]
    assert all(0 <= value < RANKS for value in ranks)
    assert all(900 < count < 1100 for count in quarters)


def test_the_newest_come_first_and_those_without_a_year_last():
    years = [1999, None, 2024, 2024, 0, 2030, 12345, -5]
    ranks = [place("newest", seed="s", record=n, year=year, title="") for n, year in enumerate(years)]
    order = [years[at] for at in sorted(range(len(years)), key=ranks.__getitem__)]
    assert order[:5] == [12345, 2030, 2024, 2024, 1999]
    assert all(0 <= value < RANKS for value in ranks)


def test_titles_stand_in_the_order_of_the_alphabet_whatever_their_accents():
    titles = ["Zebra", "Ékétamine", "ketamine", "“Ketamine” again", "a", "", "123", "Esketamine"]
    ranks = {title: place("title", seed="s", record=1, year=None, title=title) for title in titles}
    order = sorted(titles, key=ranks.__getitem__)
    assert order[:3] == ["a", "Ékétamine", "Esketamine"]
    assert set(order[3:5]) == {"ketamine", "“Ketamine” again"}
    assert order[5] == "Zebra"
    assert all(0 <= value < RANKS for value in ranks.values())


def test_reviewers_begin_at_places_of_their_own():
    places = {beginning("1:title-abstract", reviewer) for reviewer in range(50)}
    assert len(places) == 50
    assert beginning("1:title-abstract", 7) == beginning("1:title-abstract", 7)


def test_the_highest_score_comes_first_and_equals_come_in_random_order():
    scores = [0, 3, -2, 3, 0, 5000, -5000, 3]
    ranks = [
        place("ranked", seed="s", record=n, year=None, title="", score=score) for n, score in enumerate(scores)
    ]
    order = sorted(range(len(scores)), key=ranks.__getitem__)
    assert [scores[at] for at in order] == [5000, 3, 3, 3, 0, 0, -2, -5000]
    other = sorted((1, 3, 7), key=lambda n: place("ranked", seed="t", record=n, year=None, title="", score=3))
    assert {tuple(other), tuple(order[1:4])} != {(1, 3, 7)}
    assert all(0 <= value < RANKS for value in ranks)
