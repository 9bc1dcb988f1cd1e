"""Prose in which a year stands is told from a list of references, and is not imported without a look."""

import pytest
from django.urls import reverse

from screening.importing import actions
from screening.importing.parsers.formats import parse
from screening.importing.parsers.records import ParsedRecord, Problem
from screening.models import ImportBatch
from tests.screening.importing.making import ris, source_of, upload

NOTES = "# What we did\n\nThe list is old. Ask Dr Poe (2018) where it is.\n\n- begun on Friday\n- 12 hits\n"
CODE = "# Usage\n\n```\nrun --since 2019\n```\n\nMore is told by Poe (2018), who wrote it.\n"
CHINESE = "1. 王伟. 慢性疼痛的研究[J]. 疼痛, 2020, 3(1): 5-9.\n"
BOOKS = "Roe A. Pain in mice. London: Penguin; 2001.\n\nPoe B. Rats. J Pain. 2012;1:2-9.\n"


@pytest.mark.parametrize("text", [NOTES, CODE])
def test_prose_is_told_of_with_low_confidence(text):
    found = list(parse(text.encode(), "references"))

    first = next(got for got in found if isinstance(got, ParsedRecord))
    assert first.confidence is not None
    assert first.confidence <= 0.2
    assert any("is not shaped like a reference" in got.what for got in found if isinstance(got, Problem))


@pytest.mark.parametrize(
    "text", [BOOKS, BOOKS.split("\n\n")[0], "1. 王伟. 慢性疼痛的研究[J]. 疼痛, 2020, 3(1): 5-9.\n"]
)
def test_short_lists_are_lists(text):
    assert not [got for got in parse(text.encode(), "references") if isinstance(got, Problem)]


def test_prose_is_not_imported_with_all_others(cast, sign_in, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    for name, data in (("README.md", NOTES.encode()), ("a.ris", ris(1, 2)), ("b.ris", ris(3, 4))):
        actions.stage_import(file=upload(data, name), source=source_of(cast.lead), by=cast.lead)
    client, names = sign_in(cast.lead), {"slug": cast.review.slug}

    page = client.get(reverse("importing:list", kwargs=names)).content.decode()
    client.post(reverse("importing:commit_all", kwargs=names))

    assert "Import all 2 files" in page
    assert "To look at" in page
    assert dict(ImportBatch.objects.values_list("filename", "state")) == {
        "README.md": "staged",
        "a.ris": "committing",
        "b.ris": "committing",
    }
