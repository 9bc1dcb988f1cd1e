"""Looking records up: off by default, allowed hosts alone, no redirect, nothing endless; a person accepts."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse

from screening.errors import Closed, Stale
from screening.importing.actions.fetching import NotFetched, fetch
from screening.importing.actions.proposing import accept_all, accept_proposal, ask_look_up, refuse_proposal
from screening.importing.parsers.records import ParsedRecord
from screening.importing.proposing import lacking, same_work
from screening.importing.queries.proposals import not_found, open_proposals, records_to_look_up
from screening.jobs.tasks import run_job
from screening.models import Event, Job, Proposal
from tests.factories import make_batch, make_record

WORK = {
    "status": "ok",
    "message": {
        "DOI": "10.1000/pain.1",
        "type": "journal-article",
        "title": ["Ketamine for pain: trial one"],
        "author": [{"family": "Kim", "given": "J."}],
        "container-title": ["Pain"],
        "issued": {"date-parts": [[2021, 3]]},
        "volume": "12",
        "abstract": "<jats:p>Ketamine helped.</jats:p>",
    },
}
PUBMED = b"""<?xml version="1.0"?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>42</PMID><Article>
<Journal><Title>Pain</Title></Journal><ArticleTitle>Ketamine for pain: trial two</ArticleTitle>
<Abstract><AbstractText>It was safe.</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>
</PubmedArticleSet>"""


class Handler(BaseHTTPRequestHandler):
    """What each path answers; every request is written down."""

    def do_GET(self):
        self.server.asked.append(self.path)
        status, headers, body = self.server.answers.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if body is None:
            self.server.quiet.wait(60)
            return
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextmanager
def server(answers):
    found = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.answers, found.asked, found.quiet = answers, [], threading.Event()
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.quiet.set()
        found.shutdown()
        thread.join()
        found.server_close()


def place(found) -> str:
    return f"http://127.0.0.1:{found.server_port}"


HERE = ("127.0.0.1",)
LIMITS = {"seconds": 2.0, "most_bytes": 10_000}


def test_an_allowed_host_is_asked_once_and_its_answer_given_back():
    with server({"/a": (200, {}, b"hello")}) as found:
        assert fetch(f"{place(found)}/a", hosts=HERE, **LIMITS) == b"hello"
        assert found.asked == ["/a"]


def test_what_may_not_be_asked_is_refused_before_a_byte_is_sent():
    with server({"/a": (200, {}, b"hello")}) as found:
        port = found.server_port
        refused = {
            f"http://127.0.0.1:{port}/a": ("api.crossref.org",),
            f"http://localhost:{port}/a": HERE,
            f"http://127.0.0.1:{port}@example.org/": HERE,
            f"http://user:secret@127.0.0.1:{port}/a": HERE,
            "http://example.org/a": ("example.org",),
            "file:///etc/passwd": HERE,
            "ftp://127.0.0.1/a": HERE,
        }
        for url, hosts in refused.items():
            with pytest.raises(NotFetched):
                fetch(url, hosts=hosts, **LIMITS)
        assert found.asked == []


def test_redirects_are_not_followed_and_long_or_slow_answers_are_cut_off():
    with server({}) as other, server({}) as found:
        found.answers |= {
            "/away": (302, {"Location": f"{place(other)}/secret"}, b""),
            "/near": (301, {"Location": "/a"}, b""),
            "/long": (200, {}, b"x" * 10_001),
            "/slow": (200, {}, None),
            "/broken": (500, {}, b""),
        }
        said = {
            "/away": "redirect to another address, which is not followed",
            "/near": "redirect to another address, which is not followed",
            "/long": "sent more than 10,000 bytes",
            "/slow": "could not be reached: timed out",
            "/broken": r"answered with an error \(500\)",
            "/missing": "does not know this record",
        }
        for path, words in said.items():
            seconds = 0.3 if path == "/slow" else 60
            with pytest.raises(NotFetched, match=words):
                fetch(f"{place(found)}{path}", hosts=HERE, seconds=seconds, most_bytes=10_000)
        assert (found.asked, other.asked) == (list(said), [])


def test_only_what_a_record_lacks_is_proposed_and_only_of_the_same_work():
    record = dict.fromkeys(("title", "abstract", "journal", "volume", "issue", "pages", "doi", "pmid"), "")
    record |= {"issn": "", "language": "", "publisher": "", "authors": [], "keywords": [], "year": 2020}
    record |= {"title": "A trial", "journal": "Pain"}
    found = ParsedRecord(
        title="Another",
        journal="The journal Pain",
        year=2021,
        abstract="Found.",
        authors=("Kim, J.",),
        volume="7" * 300,
    )
    assert lacking(record, found) == {"abstract": "Found.", "authors": ["Kim, J."], "year": 2021}
    assert same_work("Ketamine for pain: a trial", "Ketamine for pain – a trial.")
    assert not same_work("Ketamine for pain: a trial", "Rivers of the north and their fish")


@pytest.fixture
def elsewhere(settings):
    """The site may look up, at a server on this machine alone."""
    answers = {
        "/works/10.1000/pain.1": (200, {}, json.dumps(WORK).encode()),
        "/works/10.1000/other": (200, {}, json.dumps(WORK).encode()),
        "/pubmed?id=42": (200, {}, PUBMED),
    }
    with server(answers) as found:
        settings.LOOKUPS, settings.LOOKUP_HOSTS = True, ["127.0.0.1"]
        settings.LOOKUP_DOI_URL = f"{place(found)}/works/{{doi}}"
        settings.LOOKUP_PMID_URL = f"{place(found)}/pubmed?id={{pmid}}"
        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
        yield found


@pytest.fixture
def records(cast):
    batch = make_batch(cast.lead)
    bare = {"abstract": "", "journal": "", "year": 2020}
    return [
        make_record(batch, title="Ketamine for pain, trial one", doi="10.1000/pain.1", **bare),
        make_record(batch, title="Ketamine for pain, trial two", pmid="42", **bare),
        make_record(batch, title="Rivers of the north and their fish", doi="10.1000/other", **bare),
        make_record(batch, title="Nobody knows it", doi="10.1000/unknown", **bare),
        make_record(batch, title="With its abstract", doi="10.1000/pain.9"),
        make_record(batch, title="Its file says nothing", doi="n/a", pmid="none", **bare),
    ]


def looked_up(cast) -> Job:
    job = ask_look_up(by=cast.lead)
    run_job.func(str(job.pk))
    job.refresh_from_db()
    return job


def test_it_is_off_by_default_and_then_nothing_is_asked(cast, settings, records, sign_in):
    assert settings.LOOKUPS is False
    with pytest.raises(Closed, match="switched off on this site"):
        ask_look_up(by=cast.lead)
    page = sign_in(cast.lead).get(reverse("importing:proposals", kwargs={"slug": cast.review.slug}))
    assert "is switched off on this site" in page.content.decode()
    assert Job.objects.count() == 0


def test_a_job_proposes_what_records_lack_and_changes_nothing(cast, elsewhere, records):
    job = looked_up(cast)
    assert sorted(elsewhere.asked) == [
        "/pubmed?id=42",
        "/works/10.1000/other",
        "/works/10.1000/pain.1",
        "/works/10.1000/unknown",
    ]
    why = job.result.pop("why")
    assert (job.state, job.result) == ("done", {"proposed": 2, "nothing": 0, "not found": 2})
    assert [(one.record, one.why) for one in not_found(cast.lead)] == [
        (record, why[str(record.pk)]) for record in records[2:4]
    ]
    assert "leads to another work" in why[str(records[2].pk)]
    assert "does not know this record" in why[str(records[3].pk)]
    told = {(p.record.title[-3:], p.field, p.source): p.value for p in open_proposals(cast.lead)}
    assert told == {
        ("one", "abstract", "Crossref"): "Ketamine helped.",
        ("one", "journal", "Crossref"): "Pain",
        ("one", "volume", "Crossref"): "12",
        ("one", "year", "Crossref"): 2021,
        ("two", "abstract", "PubMed"): "It was safe.",
        ("two", "journal", "PubMed"): "Pain",
    }
    records[0].refresh_from_db()
    assert (records[0].abstract, records[0].version) == ("", 1)
    assert [record.title for record in records_to_look_up(cast.lead)] == [records[2].title, records[3].title]


def test_a_person_accepts_and_the_file_keeps_its_word(cast, elsewhere, records):
    looked_up(cast)
    one = Proposal.objects.get(field="year")
    accept_proposal(proposal=one, by=cast.lead, version=1)
    records[0].refresh_from_db()
    assert (records[0].year, records[0].original) == (2021, {"year": 2020})
    assert Event.objects.get(verb="record corrected").reason == "Accepted from Crossref"
    with pytest.raises(Closed):
        accept_proposal(proposal=one, by=cast.lead, version=2)
    with pytest.raises(Stale):
        accept_proposal(proposal=Proposal.objects.get(field="volume"), by=cast.lead, version=1)
    refuse_proposal(proposal=Proposal.objects.get(field="volume"), by=cast.lead)
    assert accept_all(proposals=list(open_proposals(cast.lead)), by=cast.lead) == 4
    records[1].refresh_from_db()
    assert (records[1].abstract, records[1].journal) == ("It was safe.", "Pain")
    ask = ask_look_up(by=cast.lead, record=records[0])
    run_job.func(str(ask.pk))
    assert open_proposals(cast.lead).count() == 0


def test_the_page_asks_shows_and_accepts(cast, elsewhere, records, sign_in):
    client, at = sign_in(cast.lead), {"slug": cast.review.slug}
    client.post(reverse("importing:look_up", kwargs=at), {"record": records[3].pk})
    run_job.func(str(Job.objects.get(kind="look_up").pk))
    shown = client.get(reverse("importing:proposals", kwargs=at)).content.decode()
    assert "1 record not found at the last looking up" in shown
    assert "127.0.0.1 does not know this record." in shown
    client.post(reverse("importing:look_up", kwargs=at), {"record": records[0].pk})
    run_job.func(str(Job.objects.filter(kind="look_up").latest("created_at").pk))
    page = client.get(reverse("importing:proposals", kwargs=at))
    assert [(record.pk, len(values)) for record, values in page.context["groups"]] == [(records[0].pk, 4)]
    one = Proposal.objects.get(field="abstract")
    client.post(reverse("importing:accept", kwargs=at | {"proposal_id": one.pk}), {"version": 1})
    client.post(reverse("importing:accept_all", kwargs=at))
    records[0].refresh_from_db()
    assert (records[0].abstract, records[0].volume) == ("Ketamine helped.", "12")
