"""The synthesis report: its numbers are the runs', what is hidden stays hidden, and its files can be read."""

import io
import re
import zipfile
from html import unescape

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from screening.models import Job, Stage, StageRecord
from synthesis.models import Run, Study
from synthesis.reports.choosing import SECTIONS, USUAL
from tests import factories
from tests.synthesis.reports.numbers_held import held_numbers, is_held, printed_numbers
from tests.world import make_world


@pytest.fixture
def world(cast):
    return make_world(cast.lead, [cast.reviewer, cast.second_reviewer], [cast.extractor, cast.second_extractor])


@pytest.fixture
def take(cast, sign_in):
    def get(who="methodologist", page="report_file", **asked):
        address = reverse(f"reports:{page}", kwargs={"slug": cast.review.slug})
        return sign_in(getattr(cast, who)).get(address, asked)

    return get


def text_of(markup: str) -> str:
    """What a reader sees: no style, no drawing, no tags."""
    bare = re.sub(r"<(style|svg)\b.*?</\1>", " ", markup, flags=re.S)
    return unescape(re.sub(r"<[^>]+>", " ", bare))


def section_of(markup: str, key: str) -> str:
    found = re.search(rf'<section aria-labelledby="{key}">.*?</section>', markup, re.S)
    assert found, key
    return found.group()


def allowed(run: Run) -> list[float]:
    """All numbers of the run, per cent of its level, and the sums of arms."""
    held = list(held_numbers([run.settings, run.inputs, run.result]))
    pooled = [study["data"] for study in run.result["studies"] if study["excluded_reason"] is None]
    sums = [sum(data[name] for data in pooled) for name in ("e1", "n1", "e2", "n2")]
    return [*held, *sums, sums[1] + sums[3], 100 * run.settings["level"], 100.0]


def test_each_number_of_the_results_is_one_that_the_run_holds(world, take):
    text = text_of(section_of(take().content.decode(), "results"))
    outcome = f"{world.analysis.outcome.name} {world.analysis.time_point.label}".lower()
    numbers = printed_numbers(text.lower().replace(world.analysis.time_point.label.lower(), ""))
    assert len(numbers) > 40, outcome
    held = allowed(world.run)
    assert [number for number in numbers if not is_held(number, held)] == []


def test_the_check_of_numbers_sees_one_that_is_not_held(world):
    held = allowed(world.run)
    assert is_held("2.09", held)
    assert not is_held("2.13", held)


def test_the_pooled_effect_and_the_methods_are_in_words(world, take):
    text = " ".join(text_of(take().content.decode()).split())
    assert "From 2 studies with 121 participants: RR 2.09 (95% CI 0.59 to 7.43), p = 0.086." in text
    assert "No prediction interval: a prediction interval needs at least three studies, there are 2." in text
    assert f"Response. {world.run.result['method']}" in text
    assert "Heterogeneity: tau² = 0" in text
    assert (
        "Risk of bias: RoB 2. Risk of bias of each study was judged with RoB 2 (version of 22 August 2019" in text
    )


def test_all_usual_sections_stand_in_it_and_only_those_chosen(world, take):
    markup = take().content.decode()
    titles = re.findall(r'<h2 id="([a-z-]+)">', markup)
    assert titles == list(USUAL)
    chosen = take(picked=1, section=["flow", "runs", "no such"], run=[str(world.run.pk)]).content.decode()
    assert re.findall(r'<h2 id="([a-z-]+)">', chosen) == ["flow", "runs"]


def test_an_older_run_may_be_chosen_and_says_so(world, take):
    older = world.analysis.runs.get(number=1)
    text = text_of(take(picked=1, section=["results", "runs", "findings"], run=[str(older.pk)]).content.decode())
    assert "This is run 1; the current one is run 2." in text
    assert (older.inputs_sha256 in text, world.run.inputs_sha256 in text) == (True, False)
    assert "synthesis.stats 1.0." in text
    assert "Older runs stand in the rest of this report: Response (run 1 here)." in text


def test_a_run_of_another_review_or_no_run_is_refused(world, take, cast):
    people = [factories.make_member(cast.other_review, "reviewer", "extractor") for _ in range(2)]
    theirs = make_world(cast.other_lead, people, people)
    for run in (str(theirs.run.pk), "nonsense"):
        assert take(picked=1, section=["results"], run=[run]).status_code == 404
    mine = take().content.decode()
    assert theirs.run.inputs_sha256 == world.run.inputs_sha256  # equal rows; only the package tells them apart
    assert (str(world.run.pk) in mine, str(theirs.run.pk) in mine) == (True, False)


def test_what_screening_holds_back_is_not_in_the_report(world, take, cast):
    world.records[1].title = "A title that would leak"
    world.records[1].save(update_fields=["title"])
    entries = StageRecord.objects.filter(stage__kind=Stage.Kind.FULL_TEXT, record=world.records[1])
    assert entries.update(state="excluded", reason=world.reason, settled_at=timezone.now()) == 1
    seen, hidden = (text_of(take(who).content.decode()) for who in ("methodologist", "observer"))
    assert "A title that would leak" in section_text(seen)
    assert "A title that would leak" not in hidden
    assert "what your roles may not see yet is not counted or listed here" in hidden


def section_text(text: str) -> str:
    return text[text.rindex("Reports excluded at full text") :]


def test_the_file_of_html_needs_nothing_else(world, take):
    answer = take(format="html")
    markup = answer.content.decode()
    assert answer["Content-Disposition"].endswith('-report.html"')
    assert re.findall(r'(?:src|href)="(?!#|http://testserver/)[^"]*"', markup) == []
    assert "<script" not in markup
    assert markup.count("<svg ") == 7  # flow, risk of bias by study and domain, forest, three of the network
    ids = re.findall(r'\bid="([^"]+)"', markup)
    assert len(ids) == len(set(ids))


def test_the_word_file_has_headings_tables_and_figures(world, take):
    answer = take(format="docx")
    file = docx.Document(io.BytesIO(answer.content))
    titles = [p.text for p in file.paragraphs if p.style.name == "Heading 1"]
    assert titles == [SECTIONS[key] for key in USUAL]
    pictures = [n for n in zipfile.ZipFile(io.BytesIO(answer.content)).namelist() if n.startswith("word/media/")]
    assert len(pictures) == 7
    assert [page.page_width > page.page_height for page in file.sections] == [False, True, False]
    assert 'descr="' in file.element.xml
    forest = next(t for t in file.tables if t.rows[0].cells[0].text == "Study" and len(t.columns) == 8)
    assert [c.text for c in forest.rows[1].cells][:5] == ["Noppers 2011", "8", "12", "3", "12"]
    held = allowed(world.run)
    assert [n for c in forest.rows[3].cells[1:] for n in printed_numbers(c.text) if not is_held(n, held)] == []


def test_a_report_of_many_figures_is_written_by_the_worker(
    world, take, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("synthesis.reports.views.DRAWN_AT_ONCE", 1)
    asked = {"picked": 1, "section": ["flow", "results"], "run": [str(world.run.pk)], "format": "docx"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = take(**asked)
    job = Job.objects.get(kind="report")
    assert (answer.status_code, job.state, job.error) == (302, Job.State.DONE, "")
    assert answer.url.endswith(f"/{job.pk}/")
    file = docx.Document(io.BytesIO(b"".join(take(**asked).streaming_content)))
    assert [p.text for p in file.paragraphs if p.style.name == "Heading 1"] == ["Flow of records", "Results"]
    assert take(who="observer", **asked).status_code == 302  # what an observer may see is another report
    assert len(job.result_url) < 300
    assert take(job=str(job.pk), format="docx").url.endswith(
        f"/report/file/?picked=1&section=flow&section=results&run={world.run.pk}&format=docx"
    )
    assert [take(who, job=str(job.pk)).status_code for who in ("observer", "adjudicator")] == [404, 404]
    assert take(job="nonsense").status_code == 404


def test_the_page_offers_runs_and_sections_and_hands_the_choice_on(world, take):
    page = take(page="report", picked=1, section=["flow"], run=[str(world.run.pk)]).content.decode()
    assert page.count("<option") == 6 + 6
    assert f'<option value="{world.run.pk}" selected>Run 2' in page
    assert re.findall(r'value="([a-z-]+)" checked', page) == ["flow"]
    assert f"picked=1&amp;section=flow&amp;run={world.run.pk}&amp;format=docx" in page


def test_texts_of_people_are_written_as_text(world, take):
    world.analysis.title = "<script>alert(1)</script> & more\x0b"
    world.analysis.save(update_fields=["title"])
    assert b"<script>alert" not in take().content
    assert take(format="docx").status_code == 200


def test_an_unknown_format_is_told(world, take):
    assert take(format="pdf").status_code == 404


def test_the_page_asks_the_database_as_often_for_many_records(world, take):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert take(page="report").status_code == 200
        return len(asked)

    take(page="report")
    few = questions()
    records = factories.make_records(world.batch, 40)
    stage = world.review.stages.get(kind=Stage.Kind.FULL_TEXT)
    for record in records:
        StageRecord.objects.create(stage=stage, record=record, state="excluded", settled_at=timezone.now())
        Study.objects.create(review=world.review, label=f"Study {record.pk}")
    assert questions() == few


def test_a_link_to_a_file_that_a_job_may_write_is_an_ordinary_one(cast, sign_in):
    """With `download` a browser would save the page of the job as the file."""
    client, slug = sign_in(cast.methodologist), cast.review.slug
    for name in ("reports:report", "exports"):
        page = client.get(reverse(name, kwargs={"slug": slug})).content.decode()
        links = re.findall(r"<a [^>]*report[^>]*format=docx[^>]*>", page)
        assert len(links) == 1, name
        assert " download" not in links[0], name
