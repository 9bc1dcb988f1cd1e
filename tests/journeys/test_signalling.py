"""The form of an appraisal with its script: questions and suggestions are those of the server; by keyboard too."""

import pytest
from playwright.sync_api import expect

from synthesis.appraisal.tools.rob2 import DOMAINS, EFFECTS
from synthesis.appraisal.tools.signalling import asked, suggested
from tests.pages import PAGES, open_page
from tests.synthesis.appraisal.paths import every_path

pytestmark = [pytest.mark.browser, pytest.mark.engine_free]

FORM = next(page for page in PAGES if page.name == "appraisal")
PATHS_A_DOMAIN = 130
# Answers one domain anew with each path; gives back the questions that are enabled and the level that is shown.
ANSWER = """([code, paths]) => paths.map(path => {
    const section = document.querySelector(`[data-domain="${code}"]`);
    section.querySelectorAll('input:checked').forEach(each => { each.checked = false; });
    Object.entries(path).forEach(([number, answer]) => {
        section.querySelector(`[name="answer-${number}"][value="${answer}"]`).checked = true;
    });
    section.querySelector('select').dispatchEvent(new Event('change', {bubbles: true}));
    const boxes = Array.from(section.querySelectorAll('[data-question]'));
    const shown = section.querySelector('[data-suggestion] [data-level]:not([hidden])');
    return [boxes.filter(each => !each.disabled).map(each => each.dataset.question), shown.dataset.level];
})"""


@pytest.fixture
def form(tab, demo):
    page = tab("a")
    page.set_viewport_size({"width": 1366, "height": 900})
    open_page(page, demo, FORM)
    return page


def answer(page, number: str, code: str) -> None:
    page.check(f'[name="answer-{number}"][value="{code}"]')


@pytest.mark.parametrize("place", range(1, 6))
def test_the_page_reads_the_tables_as_the_server_does(form, place):
    domain = DOMAINS[EFFECTS["assignment"][place - 1]]
    paths = list(every_path(domain))
    some = paths[:: len(paths) // PATHS_A_DOMAIN + 1]
    half = [dict(list(path.items())[:-1]) for path in some]
    expected = [[list(asked(domain, path)), suggested(domain, path)] for path in some + half]
    assert form.evaluate(ANSWER, [f"D{place}", some + half]) == expected


def test_questions_appear_at_once_and_the_suggestion_follows(form):
    third = form.locator('[data-question="2.3"]')
    answer(form, "2.1", "N")
    answer(form, "2.2", "N")
    expect(third).to_be_hidden()
    answer(form, "2.2", "NI")
    expect(third).to_be_visible()
    answer(form, "2.3", "NI")
    answer(form, "2.6", "Y")
    domain = form.locator('[data-domain="D2"]')
    expect(domain.locator("[data-suggestion] [data-level]:visible")).to_have_text("Some concerns")
    expect(form.locator("#live-polite")).to_contain_text("D2: The answers suggest Some")
    form.select_option("#id_level-D2", "low")
    expect(domain.locator("[data-departs]")).to_be_visible()
    answer(form, "2.2", "N")
    expect(third).to_be_hidden()
    expect(domain.locator("[data-departs]")).to_be_hidden()


def test_the_worst_domain_is_suggested_for_the_whole_once_all_are_judged(form):
    whole = form.locator('[data-domain="overall"] [data-suggestion] [data-level]:visible')
    for place, level in enumerate(("low", "some", "low", "some"), 1):
        form.select_option(f"#id_level-D{place}", level)
    expect(whole).to_have_text("nothing until every domain is judged")
    form.select_option("#id_level-D5", "some")
    expect(whole).to_have_text("Some concerns")


def test_answers_are_given_by_keyboard(form):
    form.focus('[name="answer-3.1"][value="Y"]')
    for _ in range(3):
        form.keyboard.press("ArrowDown")
    expect(form.locator('[name="answer-3.1"][value="N"]')).to_be_checked()
    form.keyboard.press("Tab")
    expect(form.locator('[name="answer-3.2"][value="Y"]')).to_be_focused()
    form.keyboard.press("Space")
    expect(form.locator('[data-domain="D3"] [data-suggestion] [data-level]:visible')).to_have_text("Low")


def test_an_answer_is_taken_back(form):
    none = form.locator('[name="answer-3.1"][value=""]')
    expect(none).to_be_hidden()
    answer(form, "3.1", "N")
    expect(form.locator('[data-question="3.2"]')).to_be_visible()
    none.check()
    expect(form.locator('[data-question="3.2"]')).to_be_hidden()
