"""Pages of extraction: autosave, the whole form without scripts, reconciling, reconciled data."""

import pytest
from django.urls import reverse

from screening.models import Event, Quote, Report, ReportFile
from synthesis.extraction import actions, sealing
from synthesis.models import ReconciledValue, StudyReport
from tests import factories
from tests.synthesis.worlds import BINARY, CONTINUOUS, fill, make_study, reconciled_study

JSON = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def study(cast):
    return make_study(cast.lead)


class Browser:
    """A member's browser on one study's pages of extraction."""

    def __init__(self, client, study):
        self.client, self.study = client, study

    def url(self, name, **kwargs):
        ids = kwargs or {"study_id": self.study.pk}
        return reverse(f"extraction:{name}", kwargs={"slug": self.study.review.slug, **ids})

    def get(self, name, **kwargs):
        return self.client.get(self.url(name, **kwargs))

    def post(self, name, data=None, **kwargs):
        return self.client.post(self.url(name, **kwargs), data or {}, **JSON)

    def cells(self):
        """The form's fields as a browser would send them back: every cell with its mark and content."""
        groups = self.get("form").context["groups"]
        views = {cell.label: cell for group in groups for line in group.lines for cell in line.cells}
        data = {}
        for cell in views.values():
            data |= {f"{cell.name}-seen": cell.seen, f"{cell.name}-text": cell.content.text}
            data |= {f"{cell.name}-page": cell.content.page, f"{cell.name}-quote": cell.content.quote}
            if cell.content.not_reported:
                data[f"{cell.name}-nr"] = "1"
        return views, data

    def send_cell(self, label, data=None, **parts):
        """What the script sends of one cell, on top of what the page was made with."""
        views, whole = self.cells()
        name = views[label].name
        sent = {key: value for key, value in (data or whole).items() if key.startswith(f"{name}-")}
        sent |= {f"{name}-{part}": value for part, value in parts.items()}
        return self.post("save_value", {"cell": name, **sent})


@pytest.fixture
def browser(cast, study, sign_in):
    actions.start_extraction(study=study, by=cast.extractor)
    return Browser(sign_in(cast.extractor), study)


def texts(member, study):
    return {
        f"{row.arm.name} {row.field}": row.text if row.filled else "unfilled"
        for row in sealing.own_values(member, study).values()
    }


def test_starting_leads_to_the_form(cast, study, sign_in):
    browser = Browser(sign_in(cast.extractor), study)
    assert b"Start extraction" in browser.get("form").content
    assert browser.post("start").url == browser.url("form")
    assert sealing.own_form(cast.extractor, study).seat == 1


def test_a_cell_is_saved_by_itself_and_the_answer_says_how_the_form_stands(cast, study, browser):
    answer = browser.send_cell("Events, Ketamine", text="8", page="2").json()
    assert {
        key: answer[key] for key in ("text", "not_reported", "page", "quote", "findings", "glance", "unfilled")
    } == {
        "text": "8",
        "not_reported": False,
        "page": "2",
        "quote": "",
        "findings": [],
        "glance": "",
        "unfilled": 3,
    }
    assert answer["seen"] == browser.cells()[0]["Events, Ketamine"].seen
    assert browser.send_cell("Total, Ketamine", text="7").json()["findings"] == ["Events cannot be 8 of 7 people."]
    assert texts(cast.extractor, study) == {"Ketamine events": "8", "Ketamine total": "7"}


def test_the_last_cell_gives_the_effect_at_a_glance(cast, study, browser):
    fill(cast.extractor, study, {**BINARY, "Placebo": {"events": "3"}}, complete=False)
    answer = browser.send_cell("Total, Placebo", text="12").json()
    assert answer["glance"] == "67% against 25%; risk ratio 2.67 (95% CI 0.93 to 7.69)"
    assert answer["unfilled"] == 0


def test_a_stale_save_is_answered_with_409_and_both_values(cast, study, browser):
    _, old_page = browser.cells()
    browser.send_cell("Events, Ketamine", text="8", page="2")
    answer = browser.send_cell("Events, Ketamine", data=old_page, text="9")
    assert answer.status_code == 409
    stored = answer.json()["stored"]
    assert (stored["text"], stored["page"]) == ("8", "2")
    assert texts(cast.extractor, study) == {"Ketamine events": "8"}
    kept = browser.send_cell("Events, Ketamine", text="9", seen=stored["seen"])
    assert (kept.status_code, kept.json()["text"]) == (200, "9")


def test_an_unreadable_number_is_answered_with_422_and_the_reason(cast, study, browser):
    answer = browser.send_cell("Events, Ketamine", text="1,234")
    assert (answer.status_code, "thousands separator" in answer.json()["error"]) == (422, True)
    answer = browser.send_cell("Events, Ketamine", text="8", nr="1")
    assert (answer.status_code, answer.json()["error"]) == (
        422,
        "Either type a value or tick “not reported”, not both.",
    )
    assert texts(cast.extractor, study) == {}


def test_a_cell_that_is_not_in_the_form_is_refused(browser):
    answer = browser.post("save_value", {"cell": "999-0-events", "999-0-events-seen": "0.0"})
    assert (answer.status_code, "no such cell" in answer.json()["error"]) == (422, True)


def test_the_whole_form_saves_without_scripts_and_keeps_what_it_cannot_read(cast, study, browser):
    views, data = browser.cells()
    data[f"{views['Events, Ketamine'].name}-text"] = "8"
    data[f"{views['Total, Ketamine'].name}-text"] = "twelve"
    data[f"{views['Events, Placebo'].name}-nr"] = "1"
    answer = browser.client.post(browser.url("save"), data)
    assert answer.status_code == 422
    assert texts(cast.extractor, study) == {"Ketamine events": "8", "Placebo events": ""}
    (line, _) = answer.context["groups"][0].lines
    assert (line.cells[1].content.text, "“twelve” is not one plain number" in line.cells[1].error) == (
        "twelve",
        True,
    )


def test_an_old_page_saves_only_the_cells_that_were_touched_on_it(cast, study, browser):
    views, old_page = browser.cells()
    browser.send_cell("Events, Ketamine", text="8")
    old_page[f"{views['Total, Ketamine'].name}-text"] = "12"
    assert browser.client.post(browser.url("save"), old_page).status_code == 302
    assert texts(cast.extractor, study) == {"Ketamine events": "8", "Ketamine total": "12"}
    old_page[f"{views['Events, Ketamine'].name}-text"] = "80"
    answer = browser.client.post(browser.url("save"), old_page)
    cell = answer.context["groups"][0].lines[0].cells[0]
    assert (answer.status_code, cell.content.text, cell.stored.text) == (409, "80", "8")


def test_completing_saves_what_came_with_it(cast, study, browser):
    views, data = browser.cells()
    data[f"{views['Events, Ketamine'].name}-text"] = "8"
    version = sealing.own_form(cast.extractor, study).version
    answer = browser.client.post(browser.url("complete"), {**data, "version": version})
    assert (answer.status_code, "3 of 4 cells are not filled" in answer.content.decode()) == (422, True)
    assert texts(cast.extractor, study) == {"Ketamine events": "8"}
    _, data = browser.cells()
    answer = browser.client.post(browser.url("complete"), {**data, "version": version, "rest_not_reported": "1"})
    assert (answer.url, sealing.own_form(cast.extractor, study).state) == (browser.url("form"), "complete")


def test_a_complete_form_is_shown_read_only_and_can_be_reopened(cast, study, browser):
    fill(cast.extractor, study, BINARY)
    assert b"data-sheet" not in browser.get("form").content
    version = sealing.own_form(cast.extractor, study).version
    browser.post("reopen", {"version": version, "reason": "typing error"})
    assert sealing.own_form(cast.extractor, study).state == "draft"


@pytest.fixture
def reconciler(cast, study, sign_in):
    fill(cast.extractor, study, BINARY, page="2", quote="8 vs. 3")
    fill(cast.second_extractor, study, {**BINARY, "Placebo": {"events": "4", "total": "12"}})
    return Browser(sign_in(cast.methodologist), study)


def test_the_reconcile_page_collapses_what_agrees_and_asks_for_what_differs(reconciler):
    context = reconciler.get("compare").context
    assert [row.where + ", " + row.field.code for row in context["decide"]] == [
        "Pain response, 1 week, Placebo, events"
    ]
    assert len(context["agreed"]) == 3
    reconciler.post("accept_agreed")
    cell = context["decide"][0].name
    answer = reconciler.post("settle", {"cell": cell, "choice": "typed", "text": "5"})
    assert (answer.status_code, "needs a reason" in answer.content.decode()) == (422, True)
    assert b'value="5"' in answer.content
    reconciler.post("settle", {"cell": cell, "choice": "first", "reason": "abstract"})
    assert list(ReconciledValue.objects.order_by("pk").values_list("text", "origin", "reason")) == [
        ("8", "agreed", ""),
        ("12", "agreed", ""),
        ("12", "agreed", ""),
        ("3", "first", "abstract"),
    ]
    context = reconciler.get("compare").context
    assert (context["decide"], context["waiting"], len(context["settled"])) == ([], [], 4)


def test_before_both_are_complete_the_page_says_how_far_they_are(cast, study, browser, sign_in):
    answer = Browser(sign_in(cast.methodologist), study).get("compare")
    assert [(seat.number, seat.state) for seat in answer.context["seats"]] == [(1, "draft")]
    assert "sealed until both" in answer.content.decode()


def test_a_value_shows_its_place_both_entries_and_its_history(cast, study, reconciler):
    actions.accept_agreed(study=study, by=cast.methodologist)
    value = ReconciledValue.objects.get(field="events")
    page = reconciler.get("value", value_id=value.pk)
    assert [entry.text for _, entry in page.context["entries"]] == ["8", "8"]
    sent = {"text": "9", "reason": "erratum", "version": 1, "page": "3", "quote": ""}
    answer = reconciler.post("correct", sent, value_id=value.pk)
    assert answer.url == reconciler.url("value", value_id=value.pk)
    value.refresh_from_db()
    assert (value.text, value.page, value.version) == ("9", "3", 2)
    again = reconciler.post("correct", sent | {"text": "10"}, value_id=value.pk)
    assert (again.status_code, again.context["form"]["text"].value()) == (409, "10")
    assert [event.verb for event in page.context["history"].all()] == [
        "value reconciled",
        "reconciled value changed",
    ]


def test_reconciled_data_link_every_number_to_its_value(cast, sign_in):
    study = reconciled_study(cast, kind="continuous", numbers=CONTINUOUS)
    page = Browser(sign_in(cast.methodologist), study).get("data")
    links = {
        reverse("extraction:value", kwargs={"slug": cast.review.slug, "value_id": pk})
        for pk in ReconciledValue.objects.values_list("pk", flat=True)
    }
    assert {link for link in links if f'href="{link}"' in page.content.decode()} == links
    assert page.context["tables"][0].glance == "mean difference -1.50 (95% CI -2.58 to -0.42)"


def test_a_seat_is_set_aside_by_the_lead(cast, study, browser, sign_in):
    lead = Browser(sign_in(cast.lead), study)
    lead.post("set_aside", {"seat": "1", "reason": "left the team"})
    assert sealing.own_form(cast.extractor, study) is None
    assert Event.objects.get(verb="form set aside").reason == "left the team"


def test_own_passages_stand_beside_the_form_to_be_chosen_as_sources(cast, study, browser):
    report = Report.objects.create(
        review=cast.review, record=factories.make_record(factories.make_batch(cast.lead))
    )
    StudyReport.objects.create(study=study, report=report, linked_by=cast.lead)
    file = ReportFile.objects.create(
        report=report, filename="trial.pdf", sha256="0" * 64, size=1, pages=3, uploaded_by=cast.lead
    )
    Quote.objects.create(file=file, member=cast.extractor, page=2, text="Eight of ten adults")
    Quote.objects.create(file=file, member=cast.second_extractor, page=3, text="Nine of ten")
    page = browser.get("form").text
    assert ("Eight of ten adults" in page, "Nine of ten" in page) == (True, False)
    assert page.count("data-use-passage") == 1
