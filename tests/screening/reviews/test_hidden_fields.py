"""What a lead keeps from those who judge records is kept in the list, on the record's page and in exports too."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from screening.models import Stage
from screening.reviews.hidden_fields import FIELDS, HIDEABLE, fields_of, really_hidden
from screening.reviews.queries import hidden_from
from tests import factories

# The year itself, not a number in a name or an address.
SEALED = re.compile(r'wombat|(?<![\w/=-])(?<!=")1987(?!\w)')
PAGES = ["finding:list", "importing:record", "exporting:records", "progress:ledger"]


@pytest.fixture
def record(cast):
    Stage.objects.filter(review=cast.review, slug="title-abstract").update(
        hidden_fields=["authors", "journal", "year"], opened_at=timezone.now()
    )
    batch = factories.make_batch(cast.lead)
    fields = {"authors": ["Wombat, W."], "journal": "Journal of Wombats", "year": 1987, "doi": "10.1/wombat"}
    return factories.make_record(batch, title="Ketamine", raw=[["AU", "Wombat, W."]], **fields)


def seen(browser, name, record) -> str:
    ids = {"slug": record.review.slug} | ({"record_id": record.pk} if name == "importing:record" else {})
    answer = browser.get(reverse(name, kwargs=ids))
    body = answer.getvalue() if answer.streaming else answer.content
    assert (answer.status_code, b"Ketamine" in body) == (200, True)
    return body.decode().casefold()


@pytest.mark.parametrize("name", PAGES)
def test_a_reviewer_finds_none_of_it_anywhere_and_a_lead_all(cast, sign_in, record, name):
    told = seen(sign_in(cast.reviewer), name, record)
    assert SEALED.findall(told) == []
    assert {"wombat", "1987"} <= set(SEALED.findall(seen(sign_in(cast.lead), name, record)))


@pytest.mark.parametrize("file_format", ["ris", "nbib", "bib", "json", "xml", "csv"])
def test_no_file_format_tells_it(cast, sign_in, record, file_format):
    page = reverse("exporting:records", kwargs={"slug": record.review.slug})
    answer = sign_in(cast.reviewer).get(page, {"format": file_format})
    assert b"ombat" not in (answer.getvalue() if answer.streaming else answer.content)


def test_it_ends_with_the_stage_and_concerns_nobody_else(cast, record):
    hidden = frozenset({"authors", "journal", "year", "links"})
    people = ("reviewer", "observer", "extractor", "lead")
    found = {role: hidden_from(cast.members[role]) for role in people}
    assert found == {"reviewer": hidden, "observer": frozenset(), "extractor": frozenset(), "lead": frozenset()}
    Stage.objects.filter(review=cast.review).update(closed_at=timezone.now())
    assert hidden_from(cast.reviewer) == frozenset()


def test_every_key_covers_fields_and_an_unknown_one_nothing():
    assert (set(FIELDS), really_hidden(["nonsense"]), fields_of([])) == (set(HIDEABLE), frozenset(), frozenset())
    assert {"doi", "raw"} <= fields_of(really_hidden(["journal"]))
