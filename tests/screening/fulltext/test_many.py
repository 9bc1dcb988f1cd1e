"""Many PDFs at once: placed where DOI or title is sure, asked about where it is not, never attached to two."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from screening.errors import Closed
from screening.fulltext import actions, queries
from screening.fulltext.matching import Sought, place
from screening.models import Report, ReportFile, UnplacedFile
from screening.workflow.notices import notice_in
from tests import factories
from tests.screening.fulltext.pdfs import pdf_of

LONG = "Ketamine for neuropathic pain after spinal cord injury"
REPORTS = [
    Sought(1, LONG, "10.1097/j.pain.0000000000000415", "26588692", "Maher", 2017),
    Sought(2, f"{LONG}: a protocol", "10.1016/s0304-3959(98)00045-1", "", "Gilron", 2019),
    Sought(3, "Pain relief", "10.1111/abc", "", "Gilron", 2019),
    Sought(4, "Esketamine in adults with fibromyalgia, randomised", "10.1111/abcde", "31234567", "Noppers", 2011),
    Sought(5, "A scan that nobody can read by machine", "", "", "Söderström", 2003),
]
# first page, later pages, file name -> the report it is attached to (None: asked), the reports suggested
CASES = [
    ("https://doi.org/10.1097/j.pain.0000000000000415", "", "x.pdf", 1, {1}),
    ("doi: 10.1097/J.PAIN.0000000000000415.Received 3 May", "", "x.pdf", 1, {1}),
    ("10.1097/j.pain.00000000000004159", "", "x.pdf", None, set()),
    ("10.1016/S0304-3959(98)00045-1", "", "x.pdf", 2, {2}),
    ("10.1111/abcde and nothing more", "", "x.pdf", 4, {4}),
    ("10.1111/abc", "", "x.pdf", 3, {3}),
    ("10.1111/abc 10.1111/abcde", "", "x.pdf", None, {3, 4}),
    ("KETAMINE FOR NEURO-\nPATHIC PAIN AFTER\nSPINAL CORD INJURY", "", "x.pdf", 1, {1}),
    (f"{LONG}: a protocol", "", "x.pdf", 2, {2}),
    ("Pain relief", "", "x.pdf", None, set()),
    ("Esketamine in adults with ﬁbromyalgia, randomised", "", "x.pdf", 4, {4}),
    ("Another thing", "References: 10.1111/abcde", "x.pdf", None, {4}),
    ("", "", "10.1111_abcde.pdf", 4, {4}),
    ("", "", "10.1016%2Fs0304-3959(98)00045-1.pdf", 2, {2}),
    ("", "", "26588692.pdf", 1, {1}),
    ("", "", "Gilron_2019.pdf", None, {2, 3}),
    ("", "", "Söderström 2003 scan.pdf", None, {5}),
    ("", "", "document(3).pdf", None, set()),
    # The title says one report, the file name another: a person decides.
    (LONG, "", "31234567.pdf", None, {1, 4}),
    (LONG, "", "Noppers 2011.pdf", None, {1, 4}),
    ("10.1097/j.pain.0000000000000415", "", "Noppers 2011.pdf", 1, {1, 4}),
]


def test_a_file_is_placed_by_one_strong_clue_that_nothing_contradicts():
    wrong = []
    for first, later, name, report, suggested in CASES:
        found = place(first, later, name, REPORTS)
        if (found.report, {clue.report for clue in found.clues}) != (report, suggested):
            wrong.append((first, later, name, found))
    assert wrong == []


@pytest.fixture
def reports(cast):
    batch = factories.make_batch(cast.lead)
    facts = [
        ("Ketamine for chronic pain in adults, a trial", "10.5555/first"),
        ("Esketamine after amputation, a trial", ""),
    ]
    records = [factories.make_record(batch, title=title, doi=doi) for title, doi in facts]
    return [Report.objects.create(review=cast.review, record=record) for record in records]


def upload(name: str, *pages: list[str]) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_of(*pages), "application/pdf")


def test_a_drop_attaches_what_is_sure_and_asks_about_the_rest(cast, reports, sign_in):
    browser, page = sign_in(cast.lead), f"/r/{cast.review.slug}/full-text/many/"
    files = [
        upload("a.pdf", ["A journal", "doi:10.5555/first"], ["Methods"]),
        upload("b.pdf", ["Esketamine after", "amputation, a trial"]),
        upload("c.pdf", ["Something else"], ["see 10.5555/first"]),
        SimpleUploadedFile("d.pdf", b"<html>", "application/pdf"),
        upload("e.pdf", ["A journal", "doi:10.5555/first"], ["Methods"]),
    ]
    shown = browser.post(page, {"files": files}).text
    assert [shown.count(word) for word in ("Attached", "To be placed", "Known", "Refused")] == [4, 2, 1, 1]
    assert [report.files.count() for report in reports] == [1, 1]
    assert {report.retrieval for report in Report.objects.all()} == {"retrieved"}
    waiting = queries.unplaced_files(cast.lead).get()
    assert (waiting.filename, waiting.beginning) == ("c.pdf", "Something else")
    assert [report for report, _ in waiting.clues] == [reports[0].pk]
    browser.post(f"{page}{waiting.pk}/place/", {"report": reports[1].pk})
    assert [report.files.count() for report in reports] == [1, 2]
    assert queries.unplaced_files(cast.lead).count() == 0
    with pytest.raises(Closed):
        actions.place_file(file=waiting, report=reports[0], by=cast.lead)


def test_an_empty_file_is_named_and_keeps_no_other_from_its_place(cast, reports, sign_in):
    files = [upload("a.pdf", ["doi:10.5555/first"]), SimpleUploadedFile("hollow.pdf", b"", "application/pdf")]
    shown = sign_in(cast.lead).post(f"/r/{cast.review.slug}/full-text/many/", {"files": files})
    assert shown.status_code == 200
    assert [(one.filename, one.outcome, one.words[:18]) for one in shown.context["done"]] == [
        ("a.pdf", "attached", f"Attached to {reports[0]}"[:18]),
        ("hollow.pdf", "refused", "The file is empty."),
    ]
    nothing = sign_in(cast.lead).post(f"/r/{cast.review.slug}/full-text/many/", {})
    assert nothing.status_code == 422


def test_all_proposals_are_attached_together_and_taken_back_together(cast, reports, sign_in):
    browser, page = sign_in(cast.lead), f"/r/{cast.review.slug}/full-text/many/"
    names = [f"{report.record.title}.pdf" for report in reports]
    files = [upload(name, ["Scanned", str(n)]) for n, name in enumerate(names)]
    shown = browser.post(page, {"files": [*files, upload("mystery.pdf", ["Nothing"])]})
    assert [(file.filename, report) for file, report, _ in shown.context["proposals"]] == list(
        zip(names, reports, strict=True)
    )
    sent = {"proposal": [f"{file.pk}:{report.pk}" for file, report, _ in shown.context["proposals"]]}
    browser.post(f"{page}attach-all/", sent)
    assert [report.files.get().filename for report in reports] == names
    assert [file.filename for file in queries.unplaced_files(cast.lead)] == ["mystery.pdf"]
    assert browser.post(f"{page}attach-all/", sent).status_code == 422
    undo = {"placing": browser.get(page).context["last_placing"].pk}
    browser.post(f"{page}take-back/", undo)
    assert [report.files.filter(archived_at__isnull=True).count() for report in reports] == [0, 0]
    assert {report.retrieval for report in Report.objects.all()} == {"sought"}
    assert sorted(file.filename for file in queries.unplaced_files(cast.lead)) == sorted([*names, "mystery.pdf"])
    assert (browser.get(page).context["last_placing"], browser.post(f"{page}take-back/", undo).status_code) == (
        None,
        422,
    )


def test_only_a_file_that_names_one_report_without_a_pdf_is_proposed(cast, reports):
    def waiting(name, *clues):
        return UnplacedFile(filename=name), [(report, "why") for report in clues]

    first, second = reports
    alone, either, twice = waiting("a", second, second), waiting("b", first, second), waiting("c", first)
    assert queries.sure_proposals([alone]) == [(alone[0], second, "why")]
    assert queries.sure_proposals([alone, either]) == []
    assert queries.sure_proposals([twice, waiting("d", first), waiting("e")]) == []
    cited = UnplacedFile(filename="f"), [(first, "a later page names the DOI 10.1/x, perhaps as a reference")]
    assert queries.sure_proposals([cited]) == []
    actions.attach_file(report=second, upload=upload("x.pdf", ["A"]), by=cast.lead)
    assert queries.sure_proposals([alone]) == []


def test_what_belongs_nowhere_is_laid_aside_and_kept(cast, reports, sign_in):
    done = actions.sort_file(upload=upload("c.pdf", ["Nothing"]), sought=queries.sought(cast.lead), by=cast.lead)
    again = actions.sort_file(upload=upload("c2.pdf", ["Nothing"]), sought=queries.sought(cast.lead), by=cast.lead)
    assert (done.outcome, again.outcome) == ("unsure", "known")
    file = UnplacedFile.objects.get()
    answer = sign_in(cast.lead).post(f"/r/{cast.review.slug}/full-text/many/{file.pk}/discard/")
    assert (answer.status_code, queries.unplaced_files(cast.lead).count()) == (302, 0)
    assert (UnplacedFile.objects.count(), ReportFile.objects.count()) == (1, 0)


def test_a_notice_is_set_logged_and_shown_wherever_the_report_is(cast, reports, sign_in):
    report, browser = reports[0], sign_in(cast.lead)
    page = f"/r/{cast.review.slug}/full-text/{report.pk}/"
    sent = {"notice": "retracted", "notice_note": "Journal, May 2024", "version": report.version}
    browser.post(f"{page}notice/", sent)
    for address in (page, f"/r/{cast.review.slug}/full-text/"):
        shown = browser.get(address).text
        assert "Retracted</span>" in shown
        assert "Journal, May 2024" in shown
    told = queries.retrieval_log(report).get()
    assert (told.verb, told.after["notice"], told.actor) == ("notice changed", "retracted", str(cast.lead))


def test_an_imported_record_says_what_became_of_it():
    cases = [
        ("RETRACTED: Ketamine for pain", [], [], "retracted"),
        ("Ketamine for pain [Retracted]", [], [], "retracted"),
        ("Retraction of: Ketamine for pain", [], [], "none"),
        ("Retracted needle technique", [], [], "none"),
        ("Ketamine", [], [["PT", "Journal Article"], ["PT", "Retracted Publication"]], "retracted"),
        ("Ketamine", [], [["RIN", "Pain. 2020;1:2"]], "retracted"),
        ("Ketamine", ["Retracted publication"], [], "retracted"),
        ("Ketamine", [], [["EIN", "Pain. 2020"]], "corrected"),
        ("Ketamine", [], [["EIN", "Pain. 2020"], ["ECI", "Pain"]], "concern"),
        ("Ketamine", ["Journal article"], [["TI", "Ketamine"]], "none"),
    ]
    assert [case for case in cases if notice_in(*case[:3]) != case[3]] == []
