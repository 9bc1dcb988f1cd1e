from hypothesis import given
from hypothesis import strategies as st

from screening.rounds.sample import draw
from tests.screening.workflow.conftest import unhurried

IDS = st.sets(st.integers(1, 10_000), max_size=60)


@unhurried
@given(IDS, st.integers(0, 80), st.text(max_size=5))
def test_the_same_seed_draws_the_same_records_whatever_their_order(ids, size, seed):
    once, again = draw(sorted(ids), size, seed), draw(sorted(ids, reverse=True), size, seed)
    assert once == again
    assert len(once) == min(size, len(ids)) == len(set(once))
    assert set(once) <= ids


@unhurried
@given(IDS, st.integers(0, 30))
def test_a_larger_sample_adds_to_the_smaller_one(ids, size):
    assert draw(ids, size + 5, "a")[:size] == draw(ids, size, "a")


def test_every_record_is_drawn_about_as_often_as_any_other():
    counts = dict.fromkeys(range(20), 0)
    for seed in range(2_000):
        for record in draw(range(20), 5, str(seed)):
            counts[record] += 1
    # 2,000 draws of a quarter: mean 500, standard deviation 19.4; five of them either way
    assert max(abs(count - 500) for count in counts.values()) < 97
