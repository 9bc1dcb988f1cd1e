"""The four templates of PRISMA 2020, drawn and in numbers."""

from dataclasses import replace

import pytest

from ketreview.drawing.legibility import collisions, outside
from ketreview.drawing.scene import groups, texts
from screening.progress.flow import PreviousCounts, violations
from screening.progress.flow_boxes import table
from screening.progress.flow_chart import describe, flow_chart, flow_chart_phone
from tests.screening.progress.flows import unfinished, variants


@pytest.mark.parametrize("draw", [flow_chart, flow_chart_phone])
def test_each_template_is_drawn_legibly_with_all_its_numbers(draw):
    for name, counts in variants().items():
        scene = draw(counts, {key: f"/{key}" for _, _, _, key in table(counts)})
        assert counts.variant == name
        assert (collisions(scene), outside(scene), violations(counts)) == ([], [], [])
        links = [group.href for group in groups(scene.items) if group.href]
        assert sorted(links) == sorted(f"/{key}" for _, _, _, key in table(counts))
        bars = {text.text for text in texts(scene)}
        assert ("Previous studies" in bars) == name.startswith("updated")


def test_an_updated_review_adds_what_is_new_to_what_there_was():
    rows = {key: (step, n) for _, step, n, key in table(variants()["updated review, databases and other sources"])}
    assert rows["previous.studies"] == ("Studies included in previous version of review", "12")
    assert rows["included.studies"] == ("New studies included in review", "28")
    assert rows["total.studies"] == ("Total studies included in review", "40")
    assert rows["total.reports"] == ("Reports of total included studies", "50")


def test_an_updated_review_identifies_new_studies():
    arms = {arm for arm, *_ in table(variants()["updated review, databases and other sources"])}
    assert arms == {
        "Previous studies",
        "Identification of new studies via databases and registers",
        "Identification of new studies via other methods",
        "Included",
    }


def test_new_studies_that_are_not_grouped_leave_the_total_open():
    counts = replace(unfinished(), studies=None, previous=PreviousCounts(3, 4))
    assert (counts.total_studies, counts.total_reports) == (None, 39)


def test_more_old_studies_than_old_reports_is_said():
    assert violations(replace(unfinished(), previous=PreviousCounts(5, 4))) == [
        "Studies of the previous version (5) are more than their reports (4)."
    ]


def test_the_description_tells_the_total():
    words = describe(variants()["updated review, databases and registers only"])
    assert "With the 12 studies of the previous version, 30 reports of 21 studies in all." in words
