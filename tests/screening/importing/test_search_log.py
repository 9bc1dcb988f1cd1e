"""The search log: what PRISMA-S asks, what is told, what is missing; and the appendix in both formats."""

import io

import docx
import pytest
from django.urls import reverse

from screening.errors import Closed, Stale
from screening.importing import actions
from screening.importing.appendix import to_docx, to_markdown
from screening.importing.prisma_s import ITEMS, Search, SearchLogFacts, items, tally
from screening.importing.queries import sources
from screening.importing.queries.search_log import NOTES as LOG_FIELDS
from screening.importing.queries.search_log import search_log_facts
from screening.models import DuplicateLink, Event, ImportBatch, SearchSource
from tests.factories import make_batch, make_records
from tests.screening.importing.making import ris, source_of, upload

FULL = Search(
    name="MEDLINE",
    platform="Ovid",
    interface="Advanced Search",
    searched_on="3 March 2026",
    coverage="1946 to week 9",
    search_string="1. exp Ketamine/\n2. ketamin*.tw.\n3. ```|1 or 2",
    limits="none",
    filters="Cochrane RCT filter, sensitivity-maximising",
    reported=120,
    imported=118,
    searched_by="L. Ibrarian",
)
NOTES = dict.fromkeys([name for name in LOG_FIELDS if name != "deduplication"], "none")


def states(facts) -> dict[int, str]:
    return {item.number: item.state for item in items(facts)}


def test_an_empty_log_meets_nothing():
    assert set(states(SearchLogFacts("A review")).values()) == {"not yet"}
    assert len(ITEMS) == 16


def test_a_full_log_meets_all_sixteen_and_none_is_a_way_to_tell():
    facts = SearchLogFacts("A review", [FULL], NOTES, {"the same DOI": 4})
    assert tally(items(facts)) == {"met": 16, "partly": 0, "not yet": 0}
    told = {item.number: item.told for item in items(facts)}
    assert told[1] == ("MEDLINE (Ovid, Advanced Search)",)
    assert told[15] == ("MEDLINE: 120 reported, 118 imported",)
    assert told[16] == ("KetReview compared 118 records and put 4 aside as copies (4 by the same DOI).",)


MISSING = [
    ({"platform": ""}, 1, "partly", "The platform on which MEDLINE was searched."),
    ({"search_string": " "}, 8, "not yet", "The search string of MEDLINE."),
    ({"limits": ""}, 9, "not yet", "The limits, or “none”, of MEDLINE."),
    ({"filters": ""}, 10, "not yet", "The filters, or “none”, of MEDLINE."),
    ({"searched_on": ""}, 13, "not yet", "The date of the search of MEDLINE."),
    ({"reported": None}, 15, "partly", "The number of records that MEDLINE reported."),
]


@pytest.mark.parametrize(
    ("change", "number", "state", "missing"), MISSING, ids=[next(iter(row[0])) for row in MISSING]
)
def test_what_a_search_does_not_tell_is_named(change, number, state, missing):
    search = Search(**{**FULL.__dict__, **change})
    item = items(SearchLogFacts("A review", [search], NOTES))[number - 1]
    assert (item.state, item.missing) == (state, (missing,))


@pytest.mark.parametrize(("kind", "number"), [("register", 3), ("website", 4), ("citation", 5), ("other", 7)])
def test_a_search_of_its_kind_tells_an_item_and_must_say_how(kind, number):
    bare = Search("A source", kind=kind)
    found = [
        states(SearchLogFacts("A", [one]))[number] for one in (bare, Search("A", kind=kind, search_string="x"))
    ]
    assert found == ["met" if kind == "register" else "partly", "met"]


def test_the_markdown_appendix_prints_the_strings_as_run_and_nothing_breaks_out():
    text = "".join(to_markdown(SearchLogFacts("A | review", [FULL], NOTES), "4 March 2026"))
    assert "````\n1. exp Ketamine/\n2. ketamin*.tw.\n3. ```|1 or 2\n````\n" in text
    assert "15 of 16 items met, 0 in part, 1 not yet." in text
    assert "| MEDLINE (Ovid, Advanced Search) | 3 March 2026 | 1946 to week 9 | 120 | 118 | L. Ibrarian |" in text
    assert "| 16 | Deduplication | Not yet | Missing: Duplicates were not looked for yet" in text


def test_the_word_appendix_says_the_same():
    search = Search(**{**FULL.__dict__, "search_string": "1. ketamine\x0b\r\n2. pain"})
    file = docx.Document(io.BytesIO(to_docx(SearchLogFacts("A review", [search], NOTES), "4 March 2026")))
    texts = [paragraph.text for paragraph in file.paragraphs]
    assert ("1. ketamine\n2. pain" in texts, "Limits: none" in texts) == (True, True)
    sources, sixteen = file.tables
    assert [cell.text for cell in sources.rows[1].cells][3:5] == ["120", "118"]
    assert [row.cells[2].text for row in sixteen.rows[1:]] == ["Met"] * 15 + ["Not yet"]


def test_the_log_of_a_review_counts_what_is_there(cast):
    batch = make_batch(cast.lead, committed_rows=3, rows=4)
    records = make_records(batch, 3)
    DuplicateLink.objects.create(
        record=records[1], primary=records[0], rule="doi", evidence="same", merged_by=cast.lead
    )
    SearchSource.objects.filter(pk=batch.source_id).update(reported_total=5)
    facts = search_log_facts(cast.lead)
    assert [(one.name, one.reported, one.imported) for one in facts.searches] == [("PubMed", 5, 3)]
    assert facts.duplicates == {"the same DOI": 1}
    assert search_log_facts(cast.other_lead).duplicates is None


def test_the_notes_are_kept_under_a_version(cast):
    actions.change_search_log(by=cast.lead, version=1, contacts="none")
    with pytest.raises(Stale):
        actions.change_search_log(by=cast.lead, version=1, contacts="Authors")
    event = Event.objects.get(verb="search log changed")
    assert (event.before, event.after) == ({"contacts": ""}, {"contacts": "none"})


def test_the_pages_add_a_search_tell_the_whole_and_give_the_appendix(cast, sign_in):
    client, at = sign_in(cast.lead), {"slug": cast.review.slug}
    sent = {
        "name": "WHO ICTRP",
        "kind": "register",
        "reported_total": "12",
        "limits": "none",
        "searched_by": "L. I.",
    }
    assert client.post(reverse("importing:add_source", kwargs=at), sent).status_code == 302
    client.post(reverse("importing:search_log", kwargs=at), {"version": 1, "contacts": "none"})
    page = client.get(reverse("importing:sources", kwargs=at))
    found = {item.number: item.state for item in page.context["items"]}
    assert (found[3], found[6], found[9], found[1], page.context["tally"]["met"]) == (
        "met",
        "met",
        "met",
        "not yet",
        4,
    )
    for file_format, begins in (("md", b"# Searches for"), ("docx", b"PK")):
        answer = sign_in(cast.observer).get(reverse("importing:appendix", kwargs=at | {"file_format": file_format}))
        assert answer.content.startswith(begins)
        assert answer["Content-Disposition"].endswith(f'-prisma-s.{file_format}"')
    assert client.get(reverse("importing:appendix", kwargs=at | {"file_format": "exe"})).status_code == 404


def test_a_search_whose_files_were_all_discarded_is_listed_only_where_something_is_told_of_it(cast):
    make_batch(cast.lead, state=ImportBatch.State.DISCARDED)
    told = make_batch(cast.lead, state=ImportBatch.State.UNDONE).source
    SearchSource.objects.filter(pk=told.pk).update(name="Embase", reported_total=0)
    SearchSource.objects.create(review=cast.review, name="Planned")
    make_batch(cast.lead, state=ImportBatch.State.STAGED)
    names = [search.name for search in search_log_facts(cast.lead).searches]
    assert names == ["Embase", "Planned", "PubMed"]


def test_a_search_noted_by_mistake_is_taken_out_of_the_log_while_no_file_of_it_is_there(cast, sign_in):
    client = sign_in(cast.lead)
    batch = actions.stage_import(file=upload(ris(1, 1)), source=source_of(cast.lead, "Typo DB"), by=cast.lead)
    typo, right = batch.source, source_of(cast.lead, "Embase")
    page = reverse("importing:source", kwargs={"slug": cast.review.slug, "source_id": typo.pk})
    remove = reverse("importing:remove_source", kwargs={"slug": cast.review.slug, "source_id": typo.pk})
    assert remove not in client.get(page).content.decode()
    with pytest.raises(Closed, match="The search of Typo DB brought 1 file"):
        actions.remove_source(source=typo, by=cast.lead)
    actions.move_to_search(batch=batch, source=right, by=cast.lead)
    assert remove in client.get(page).content.decode()
    client.post(remove)
    assert [source.name for source in sources(cast.lead)] == ["Embase"]
    assert client.get(page).status_code == 404
    assert Event.objects.get(verb="search source removed").before["name"] == "Typo DB"
    with pytest.raises(Closed, match="taken out of the log meanwhile"):
        actions.move_to_search(batch=batch, source=typo, by=cast.lead)
    with pytest.raises(Closed, match="taken out of the log meanwhile"):
        actions.stage_import(file=upload(ris(2, 2)), source=typo, by=cast.lead)


def test_a_discarded_file_keeps_the_name_of_its_search(cast):
    batch = actions.stage_import(file=upload(ris(1, 1)), source=source_of(cast.lead, "Typo DB"), by=cast.lead)
    actions.discard_import(batch=batch, by=cast.lead)
    actions.remove_source(source=batch.source, by=cast.lead)
    assert ImportBatch.objects.get(pk=batch.pk).source.name == "Typo DB"
    assert source_of(cast.lead, "Typo DB").pk != batch.source_id
