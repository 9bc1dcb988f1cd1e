"""The flow diagram: every number once, each a link, nothing unreadable."""

import re
from dataclasses import replace

import pytest

from ketreview.drawing.legibility import collisions, outside
from ketreview.drawing.scene import Rect, groups, shapes, texts
from screening.progress.flow import FlowCounts, ReasonCount, SourceCount
from screening.progress.flow_boxes import table
from screening.progress.flow_chart import describe, flow_chart, flow_chart_phone
from tests.screening.progress.flows import finished, unfinished

LONG = replace(
    finished(),
    sources=tuple(
        SourceCount(f"Database number {n} with a rather long name (Ovid platform)", n) for n in range(30)
    ),
    reports=replace(
        finished().reports,
        excluded=tuple(ReasonCount(f"Reason {n} that takes many words to say", n) for n in range(20)),
    ),
)
DRAWINGS = [flow_chart, flow_chart_phone]


def printed_counts(scene) -> list[str]:
    words = " ".join(text.text.strip() for text in texts(scene))
    return re.findall(r"\(n = ([\d,]+)\)|\((not counted yet)\)", words)


@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize("counts", [FlowCounts(), finished(), unfinished(), LONG])
def test_no_text_touches_another_or_leaves_the_sheet(draw, counts):
    scene = draw(counts)
    assert collisions(scene) == []
    assert outside(scene) == []


@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize("counts", [finished(), unfinished()])
def test_the_drawing_has_the_numbers_of_its_table_and_no_other(draw, counts):
    numbers = sorted(number or "–" for number, _ in printed_counts(draw(counts)))
    assert numbers == sorted(count for _, _, count, _ in table(counts))


@pytest.mark.parametrize("draw", DRAWINGS)
def test_each_number_is_a_link_to_its_records_and_large_enough_for_a_finger(draw):
    hrefs = {key: f"/flow/{index}/" for index, (_, _, _, key) in enumerate(table(unfinished()))}
    links = [group for group in groups(draw(unfinished(), hrefs).items) if group.href]
    assert {link.href for link in links} == set(hrefs.values())
    assert len(links) == len(hrefs)
    heights = [shape.height for link in links for shape in shapes(link.items) if isinstance(shape, Rect)]
    assert min(heights) * 4 / 3 >= 24


def test_a_link_says_its_number_and_where_it_leads():
    hrefs = {"removed.duplicates": "/records/?state=duplicate"}
    (link,) = [group for group in groups(flow_chart(unfinished(), hrefs).items) if group.href]
    assert link.label == "Duplicate records removed: 1,000. Show the records."
    assert link.href == "/records/?state=duplicate"


def test_keys_are_unique_so_that_each_number_has_its_own_records():
    keys = [key for _, _, _, key in table(unfinished())]
    assert len(keys) == len(set(keys))


def test_the_table_names_arm_step_number_and_key():
    rows = table(unfinished())
    assert rows[0] == (
        "Identification of studies via databases and registers",
        "Records identified from: Databases",
        "3,349",
        "identified.database",
    )
    assert rows[1][1:] == ("Records identified from: PubMed", "1,312", "identified.database.PubMed")
    assert rows[-1] == ("Included", "Reports of included studies", "35", "included.reports")


def test_unfinished_work_stands_in_broken_boxes_and_leaves_when_done():
    def broken(counts):
        return sum(isinstance(s, Rect) and bool(s.dash) for s in shapes(flow_chart(counts).items))

    assert (broken(unfinished()), broken(finished())) == (3, 0)
    assert [label for _, label, _, _ in table(unfinished()) if label.startswith("Not finished")] == [
        "Not finished: Awaiting votes",
        "Not finished: In conflict",
        "Not finished: Awaiting retrieval",
        "Not finished: Awaiting votes",
        "Not finished: In conflict",
    ]


def test_screened_is_only_said_of_what_was_screened():
    labels = [
        [label for _, label, _, key in table(counts) if key == "screened"] for counts in (unfinished(), finished())
    ]
    assert labels == [["Records to be screened"], ["Records screened"]]


def test_other_methods_have_their_arm_without_a_title_and_abstract_step():
    keys = [key for arm, _, _, key in table(unfinished()) if arm == "Identification of studies via other methods"]
    assert keys == [
        "other.identified.website", "other.identified.citation", "other.duplicates", "other.sought",
        "other.not_retrieved", "other.assessed", "other.excluded", "other.excluded.Wrong population",
    ]  # fmt: skip
    assert flow_chart(finished()).width < flow_chart(unfinished()).width


def test_records_of_other_methods_judged_on_title_and_abstract_have_their_numbers():
    counts = replace(unfinished(), other_duplicates=0, other_excluded=1, other_awaiting=2)
    shown = {key: count for _, _, count, key in table(counts) if key.startswith("other.")}
    assert "other.duplicates" not in shown
    assert (shown["other.screening.excluded"], shown["other.screening.awaiting"]) == ("1", "2")
    assert collisions(flow_chart(counts)) == collisions(flow_chart_phone(counts)) == []


def test_studies_that_are_not_grouped_yet_are_not_shown_as_none():
    words = " ".join(text.text.strip() for text in texts(flow_chart(finished())))
    assert "Studies included in review (not counted yet)" in words


def test_the_description_tells_the_flow():
    assert describe(finished()) == (
        "122 records from databases and registers, 118 after duplicates and others were removed, "
        "48 reports sought, 45 assessed. 15 reports included."
    )
    assert describe(unfinished()).endswith("35 reports included of 28 studies. Screening is not finished.")


def test_a_phone_gets_at_most_420_pixels():
    assert flow_chart_phone(unfinished()).width * 4 / 3 <= 420
