"""Two extractors and a second window of one of them save 200 times each, in a shuffled order."""

import random

from synthesis.extraction import actions, sealing
from synthesis.extraction.actions import StaleValue
from synthesis.studies import actions as studies
from tests.synthesis.worlds import make_study

SAVES = 200


class Window:
    """One open page: it knows the versions it was shown and those its own saves came back with."""

    def __init__(self, member, study):
        self.member, self.study = member, study
        self.form = actions.start_extraction(study=study, by=member)
        self.seen = {}
        self.acknowledged, self.refused = [], 0

    def save(self, key, line, text):
        outcome, arm = line
        try:
            row = actions.save_value(
                extraction=self.form,
                study_outcome=outcome,
                arm=arm,
                field=key[2],
                by=self.member,
                version=self.seen.get(key, 0),
                text=text,
            )
        except StaleValue as error:
            self.refused += 1
            self.seen[key] = error.stored.version
        else:
            self.seen[key] = row.version
            self.acknowledged.append((key, row.version, text))


def cells_of(study):
    return [
        ((row.pk, arm.pk, field), (row, arm))
        for row in study.study_outcomes.all()
        for arm in study.arms.all()
        for field in ("events", "total")
    ]


def test_nothing_acknowledged_is_lost_and_every_overlap_is_refused(cast):
    study = make_study(cast.lead)
    for label in ("2 weeks", "3 weeks"):
        point = studies.add_time_point(label=label, by=cast.lead)
        outcome = cast.review.outcomes.get()
        studies.add_study_outcome(study=study, outcome=outcome, time_point=point, by=cast.lead)
    chance = random.Random(2)
    first, second = Window(cast.extractor, study), Window(cast.second_extractor, study)
    other_tab = Window(cast.extractor, study)
    turns = [window for window in (first, second, other_tab) for _ in range(SAVES)]
    chance.shuffle(turns)
    cells = cells_of(study)
    for number, window in enumerate(turns):
        window.save(*chance.choice(cells), text=str(number + 1))

    assert len(second.acknowledged) == SAVES
    assert second.refused == 0
    assert len(first.acknowledged) + len(other_tab.acknowledged) + first.refused + other_tab.refused == 2 * SAVES
    assert first.refused > 0
    assert other_tab.refused > 0
    for member, windows in ((cast.extractor, (first, other_tab)), (cast.second_extractor, (second,))):
        saves = [save for window in windows for save in window.acknowledged]
        assert len({(key, version) for key, version, _ in saves}) == len(saves)
        newest = {key: text for key, _, text in sorted(saves, key=lambda save: save[1])}
        assert {key: row.text for key, row in sealing.own_values(member, study).items()} == newest
