"""Reading a PDF: its text with places, search, passages that only their reader sees, the decision beside it."""

import json

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from screening.errors import Invalid
from screening.fulltext import actions, queries
from screening.fulltext.pdf import check_pdf, find_in, hit_boxes, page_lines
from screening.models import Decision, Report, ReportFile
from screening.workflow.actions import open_stage, release_settled
from tests.screening.fulltext.pdfs import pdf_of
from tests.screening.workflow.conftest import make_room

PDF = pdf_of(
    ["Ketamine in adults", "with neuropathic pain and other neuro-", "pathic states"], ["Forty (40) adults"]
)


def test_lines_come_with_their_place_in_percent_of_the_page():
    lines = page_lines(PDF, 1)
    assert [line.text for line in lines] == [
        "Ketamine in adults",
        "with neuropathic pain and other neuro-",
        "pathic states",
    ]
    first = lines[0]
    assert 6 < first.left < 8
    assert 9 < first.top < 12
    assert 0 < first.height < 2
    assert first.top < lines[1].top < lines[2].top
    with pytest.raises(IndexError):
        page_lines(PDF, 3)


def test_words_are_found_across_lines_hyphens_and_case():
    def pages(words):
        return [(hit.page, hit.words) for hit in find_in(PDF, words)]

    assert pages("ADULTS") == [(1, "adults"), (2, "adults")]
    assert pages("adults with") == [(1, "adults with")]
    assert pages("neuropathic states") == [(1, "neuropathic states")]
    assert pages("(40)") == [(2, "(40)")]
    assert (pages("rats"), pages("  "), pages(".*")) == ([], [], [])


def test_a_word_found_has_its_own_box_and_one_broken_at_the_line_has_two():
    line = page_lines(PDF, 1)[1]
    ((left, top, width, height),) = hit_boxes(PDF, 1, "PAIN and")
    assert line.left < left < left + width < line.left + line.width
    assert abs(top - line.top) < 1
    assert 0 < height < 2
    assert width < line.width / 3
    first, second, third = hit_boxes(PDF, 1, "neuropathic")
    assert abs(first[1] - second[1]) < 1 < third[1] - second[1]
    assert first[0] < second[0] > third[0]
    assert [len(hit_boxes(PDF, 1, words)) for words in ("adults with", "rats", " ", ".*")] == [2, 0, 0, 0]
    with pytest.raises(IndexError):
        hit_boxes(PDF, 3, "adults")


@pytest.fixture
def room(cast):
    return make_room(cast, records=2)


@pytest.fixture
def file(room) -> ReportFile:
    """A report at full text with a PDF, to be judged by both reviewers."""
    room.both(room.records[0])
    release_settled(stage=room.stage, by=room.lead)
    open_stage(stage=room.full_text, by=room.lead)
    report = Report.objects.get(record=room.records[0])
    facts = check_pdf(PDF)
    file = ReportFile(
        report=report, filename="trial.pdf", sha256=facts.sha256, size=facts.size, pages=2, uploaded_by=room.lead
    )
    file.file.save("trial.pdf", ContentFile(PDF), save=False)
    file.save()
    return file


def at(name, room, **ids):
    return reverse(f"fulltext:{name}", kwargs={"slug": room.lead.review.slug, **ids})


def test_a_passage_is_kept_with_its_place_and_seen_by_its_reader_alone(room, file, sign_in):
    browser, page = sign_in(room.a), at("read", room, file_id=file.pk)
    boxes = [[7.1, 10.2, 12.5, 1.1]]
    sent = {"page": 1, "text": "Ketamine in  adults", "boxes": json.dumps(boxes)}
    answer = browser.post(at("keep_quote", room, file_id=file.pk), sent)
    assert answer.headers["Location"] == f"{page}#page-1"
    quote = queries.own_quotes(room.a, file).get()
    assert (quote.page, quote.text, quote.boxes) == (1, "Ketamine in adults", boxes)
    assert "“Ketamine in adults”" in browser.get(page).text
    assert "Ketamine in adults" not in sign_in(room.b).get(page).text
    assert "p. 1: “Ketamine in adults”" in browser.get(at("quotes", room, file_id=file.pk)).text
    remove = at("remove_quote", room, quote_id=quote.pk)
    assert sign_in(room.b).post(remove).status_code == 404
    assert browser.post(remove).status_code == 302
    assert queries.own_quotes(room.a, file).count() == 0


def test_a_typed_passage_has_its_place_on_the_page_or_is_shown_as_typed(room, file, sign_in):
    browser = sign_in(room.a)
    for text in ("other neuropathic states", "words that are not in the PDF"):
        browser.post(at("keep_quote", room, file_id=file.pk), {"page": 1, "text": text})
    found, typed = queries.own_quotes(room.a, file)
    assert (len(found.boxes), typed.boxes) == (2, [])
    page = browser.get(at("read", room, file_id=file.pk)).text
    assert page.count("typed; not found on that page") == 1
    assert "These words were not found on page 1" in page
    lines = browser.get(at("quotes", room, file_id=file.pk)).text.splitlines()
    assert [line for line in lines if line.startswith("p. ")] == [
        "p. 1: “other neuropathic states”",
        "p. 1: “words that are not in the PDF” [typed; not found on that page]",
    ]


def test_passages_of_a_removed_file_are_kept_and_exported_with_page_and_place(room, file, sign_in):
    actions.keep_quote(file=file, page=2, text="=Forty adults", boxes=[[1, 2, 3, 4]], by=room.a)
    actions.keep_quote(file=file, page=1, text="Not mine", boxes=[], by=room.b)
    actions.remove_file(file=file, by=room.lead)
    page = at("show", room, report_id=file.report_id)
    assert "1 passage marked by you" in sign_in(room.a).get(page).text
    told = sign_in(room.a).get(at("passages", room, report_id=file.report_id)).json()["passages"]
    assert [(one["file"], one["removed"], one["page"], one["text"], one["boxes"]) for one in told] == [
        ("trial.pdf", True, 2, "=Forty adults", [[1, 2, 3, 4]])
    ]
    actions.put_back_file(file=file, by=room.lead)
    assert [quote.text for quote in queries.own_quotes(room.a, file)] == ["=Forty adults"]


def test_what_is_no_passage_is_refused_in_words(room, file):
    good = {"page": 1, "text": "Adults", "boxes": []}
    for wrong in (
        {"page": 3},
        {"text": "  "},
        {"text": "x" * 5001},
        {"boxes": [[1, 2, 3]]},
        {"boxes": [[1, 2, 3, 400]]},
        {"boxes": ["abcd"]},
        {"boxes": 7},
    ):
        with pytest.raises(Invalid):
            actions.keep_quote(file=file, by=room.a, **good | wrong)
    assert queries.own_quotes(room.a, file).count() == 0


def test_the_text_the_search_and_the_decision_stand_beside_the_pages(room, file, sign_in):
    browser = sign_in(room.a)
    told = browser.get(at("page_text", room, file_id=file.pk, number=2)).json()
    assert told["lines"][0][0] == "Forty (40) adults"
    assert browser.get(at("page_text", room, file_id=file.pk, number=9)).status_code == 404
    shown = browser.get(at("read", room, file_id=file.pk) + "?q=neuropathic").text
    assert "2 places" in shown
    assert "My decision" not in shown
    seat = room.seat(room.a, room.records[0], room.full_text)
    shown = browser.get(at("read", room, file_id=file.pk)).text
    decide = reverse(
        "workflow:decide",
        kwargs={"slug": room.lead.review.slug, "stage_slug": "full-text", "slot_id": seat.pk},
    )
    assert shown.count(f'action="{decide}"') == 1
    key = shown.split('name="key" value="')[1][:36]
    reason = room.reasons[0].pk
    browser.post(decide, {"key": key, "fence": seat.fence, "reason": reason, "note": "Rats"})
    stored = Decision.objects.get(stage=room.full_text)
    assert (stored.verdict, stored.reason_id, stored.note) == ("exclude", reason, "Rats")
    assert "My decision" not in sign_in(room.lead).get(at("read", room, file_id=file.pk)).text


def test_without_script_a_note_is_kept_over_search_and_passages_until_the_vote(room, file, sign_in):
    browser, page = sign_in(room.a), at("read", room, file_id=file.pk)
    keep = at("keep_note", room, file_id=file.pk)
    assert browser.post(keep, {"note": "Too early"}).status_code == 409
    seat = room.seat(room.a, room.records[0], room.full_text)
    assert f'<noscript><button class="btn btn-sm" formaction="{keep}">' in browser.get(page).text

    answer = browser.post(keep, {"note": "Rats, <b>I think", "key": "k", "fence": seat.fence})
    assert answer.headers["Location"] == f"{page}#decision"
    browser.post(at("keep_quote", room, file_id=file.pk), {"page": 1, "text": "Ketamine in adults"})
    note = 'maxlength="20000">Rats, &lt;b&gt;I think</textarea>'
    assert note in browser.get(f"{page}?q=adults").text
    assert Decision.objects.filter(stage=room.full_text).count() == 0
    room.seat(room.b, room.records[0], room.full_text)
    assert note not in sign_in(room.b).get(page).text
    assert browser.post(keep, {"note": "x" * 20_001}).status_code == 422
    assert sign_in(room.lead).post(keep, {"note": "Mine"}).status_code == 403

    room.vote(room.a, room.records[0], "include", stage=room.full_text, note="Adults after all")
    assert 'maxlength="20000">Adults after all</textarea>' in browser.get(page).text
    browser.post(keep, {"note": ""})
    assert 'maxlength="20000"></textarea>' in browser.get(page).text
