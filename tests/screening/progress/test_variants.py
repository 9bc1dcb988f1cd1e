"""The four templates of PRISMA 2020, drawn and in numbers."""

from dataclasses import replace

import pytest

from ketreview.drawing.legibility import collisions, outside
from ketreview.drawing.scene import groups, texts
from ketreview.drawing.svg import on_screen
from screening.progress.flow import PreviousCounts, ReportFlow, violations
from screening.progress.flow_boxes import HIDDEN, table
from screening.progress.flow_chart import columns_of, describe, flow_chart, flow_chart_phone
from tests.interface.chromium import chromium
from tests.screening.progress.flows import unfinished, variants
from tests.shared import REPO


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


BLINDED = replace(
    variants()["updated review, databases and other sources"], screening_hidden=True, assessment_hidden=True
)


@pytest.mark.parametrize("draw", [flow_chart, flow_chart_phone])
def test_numbers_that_the_viewer_may_not_know_are_said_to_be_hidden(draw):
    counts = replace(
        BLINDED,
        excluded=0,
        excluded_by_automation=0,
        reports=ReportFlow(sought=3, assessed=3, assessment_awaiting=3),
    )
    scene = draw(counts)
    words = " ".join(" ".join(text.text for text in texts(scene)).split())
    assert (collisions(scene), outside(scene)) == ([], [])
    assert "Records excluded (hidden until the stage is unblinded)" in words
    assert "Awaiting votes, or settled and hidden until the stage is unblinded (n = 40)" in words
    assert scene.description.endswith("What was included is hidden until the stage is unblinded.")
    numbers = {key: n for _, _, n, key in table(counts)}
    hidden = ("screening.excluded", "other.screening.excluded", "excluded", "included.studies", "total.reports")
    assert {numbers[key] for key in hidden} == {HIDDEN}
    assert (numbers["screened"], numbers["assessment.awaiting"]) == ("2,500", "3")


@pytest.mark.browser
def test_every_template_fits_its_box_and_has_letters_that_can_be_read():
    look = f"<style>{(REPO / 'ketreview/static/css/figures.css').read_text()}</style>"
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        for counts in variants().values():
            drawn = on_screen(flow_chart(counts), prefix="a", css_class="flow__wide")
            drawn += on_screen(flow_chart_phone(counts), prefix="b", css_class="flow__narrow")
            for width in (1040, 720, 322, 250):
                box = f"<div class='flow flow--{columns_of(counts)}' style='width: {width}px'>{drawn}</div>"
                page.set_content(look + box)
                assert page.evaluate(LETTERS) >= 10 or width < 320
                assert page.evaluate("document.querySelector('.flow').scrollWidth") == width


LETTERS = """() => {
    const [shown, ...more] = [...document.querySelectorAll("svg")].filter(each => each.checkVisibility());
    if (more.length) throw new Error("two drawings at once");
    return 9 * shown.getBoundingClientRect().width / shown.viewBox.baseVal.width;
}"""
