"""The keys of the screening page: no two acts share one, whatever habit is chosen."""

from screening.workflow.keys import HABIT_LABELS, HABITS, KEYS


def test_no_two_acts_share_a_key_in_any_habit():
    usual = {act: key.lower() for act, key, _ in KEYS}
    for name, differing in HABITS.items():
        keys = usual | differing
        assert set(keys) == set(usual), name
        assert len(set(keys.values())) == len(keys), name
        assert all(len(key) == 1 and not key.isdigit() and key not in "?/" for key in keys.values()), name


def test_every_habit_has_its_words_and_one_is_ones_own():
    assert [name for name, _ in HABIT_LABELS] == [*HABITS, "own"]
