"""The tags and filters of {% load ui %}, and how forms are drawn."""

from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from lxml import html

from ketreview.statuses import Look, status_look
from ketreview.templatetags import ui

pytestmark = pytest.mark.engine_free


def render(source: str, **context) -> str:
    return Template("{% load ui %}" + source).render(Context(context)).strip()


def tree(source: str, **context) -> html.HtmlElement:
    return html.fragment_fromstring(render(source, **context), create_parent="div")


class Trial(forms.Form):
    arms = forms.IntegerField(label="Arms", help_text="All that were randomised.", min_value=2)
    note = forms.CharField(label="Note", required=False)
    blind = forms.BooleanField(label="Blinded", required=False)
    design = forms.ChoiceField(
        label="Design", choices=[("p", "Parallel"), ("c", "Cross")], widget=forms.RadioSelect
    )


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (45, 100, "45%"),
        (0, 10, "0%"),
        (1, 5000, "<1%"),
        (4999, 5000, ">99%"),
        (7, 7, "100%"),
        (3, 0, "–"),
        (None, 5, "–"),
    ],
)
def test_percent_never_rounds_to_none_or_all(part, whole, expected):
    assert ui.percent(part, whole) == expected


@pytest.mark.parametrize(
    ("count", "word", "expected"),
    [(1, "record", "1 record"), (5231, "record", "5,231 records"), (2, "study,studies", "2 studies")],
)
def test_plural(count, word, expected):
    assert ui.plural(count, word) == expected


def test_an_icon_is_silent_unless_labelled():
    silent = tree('{% icon "check" %}').find("svg")
    spoken = tree('{% icon "lock" label="Sealed <b>" %}').find("svg")
    assert (silent.get("aria-hidden"), silent.get("aria-label")) == ("true", None)
    assert (spoken.get("role"), spoken.get("aria-label")) == ("img", "Sealed <b>")


def test_a_chip_has_icon_word_and_tone():
    chip = tree('{% status_chip "exclude" label=reason %}', reason="<i>wrong</i> population").find("span")
    assert chip.get("class") == "chip tone-exclude"
    assert chip.find("svg/use").get("href").endswith("icons.svg#cross")
    assert chip.text_content() == "<i>wrong</i> population"


def test_an_unknown_status_is_shown_in_words():
    assert status_look("on_hold") == Look("info", "On hold", "neutral")


def test_same_page_keeps_the_filters():
    request = RequestFactory().get("/records", {"q": "pain", "page": "3"})
    assert render("{% same_page page=4 %}", request=request) == "?q=pain&amp;page=4"
    assert render("{% same_page page=None %}", request=request) == "?q=pain"


def test_page_numbers_mark_the_gaps():
    assert ui.page_numbers(Paginator(range(500), 10).page(25)) == [1, 0, 24, 25, 26, 0, 50]


def test_a_field_joins_label_help_error_and_input():
    part = tree("{% field form.arms %}", form=Trial({"arms": "1", "design": "p"}))
    box = part.find("div[@class='field field--error']")
    entry = box.find("input")
    assert box.find("label").get("for") == entry.get("id") == "id_arms"
    assert entry.get("aria-describedby").split() == ["id_arms_helptext", "id_arms_error"]
    assert {"id_arms_helptext", "id_arms_error"} <= {element.get("id") for element in box.iter()}
    assert entry.get("aria-invalid") == "true"


def test_optional_fields_say_so():
    labels = [" ".join(e.text_content().split()) for e in tree("{{ form }}", form=Trial()).iter("label", "legend")]
    assert labels == ["Arms", "Note (optional)", "Blinded", "Design", "Parallel", "Cross"]


def test_radio_buttons_stand_in_a_fieldset_with_a_legend():
    fieldset = tree("{% field form.design %}", form=Trial()).find(".//fieldset")
    assert (fieldset.find("legend").text_content(), len(fieldset.findall(".//input"))) == ("Design", 2)


def test_errors_of_the_whole_form_come_first_and_are_announced():
    form = Trial({"arms": "2", "design": "p"})
    form.add_error(None, "Arms <2> and groups disagree.")
    first = tree("{{ form }}", form=form)[0]
    assert (first.get("class"), first.get("role")) == ("error-summary", "alert")
    assert first.text_content().strip() == "Error: Arms <2> and groups disagree."


def test_the_error_summary_links_to_each_field():
    form = Trial({"arms": "1"})
    links = tree('{% include "partials/error_summary.html" %}', form=form).findall(".//a")
    assert [link.get("href") for link in links] == ["#id_arms", "#id_design"]


def test_a_tile_opens_the_very_queue():
    from ketreview.tiles import StepCount

    step = StepCount(12, 40, "records", mine=5, url="/q", label="Screen 5 records")
    part = tree('{% include "partials/tile.html" with title="Screen" icon="check" step=step %}', step=step)
    link = part.find(".//a")
    assert (link.get("href"), link.text_content()) == ("/q", "Screen 5 records: Screen")
    assert (part.find(".//progress").get("value"), part.find(".//progress").get("max")) == ("12", "40")


@pytest.mark.parametrize(
    ("state", "polled"), [("queued", True), ("running", True), ("done", False), ("failed", False)]
)
def test_a_job_is_asked_after_until_it_ends(state, polled):
    source = '{% include "partials/job.html" with job_url="/j" %}'
    box = tree(source, job={"state": state, "label": "Import"}).find("section")
    assert (box.get("hx-get") == "/j") is polled


@pytest.mark.parametrize(
    ("value", "limit", "printed"),
    [
        (0.597, "0.60", "0.597"),
        (0.6, "0.60", "0.60"),
        (0.59997, "0.60", "0.6000"),
        (0.604, "0.60", "0.604"),
        (0.712, "0.60", "0.71"),
        (-0.2, "0.00", "-0.20"),
    ],
)
def test_a_figure_beside_its_limit_shows_that_it_differs(value, limit, printed):
    assert ui.beside(value, Decimal(limit)) == printed
