"""Data that changed since the newest run are told of where the text is read, looked into and released."""

import io

import docx
import pytest
from django.urls import reverse

from screening.errors import Closed
from synthesis.models import Release
from synthesis.narratives import actions
from synthesis.narratives.document import from_dict
from synthesis.narratives.queries import document_of
from synthesis.narratives.writers.docx_file import to_docx
from synthesis.narratives.writers.html_file import to_html
from synthesis.narratives.writers.markdown_file import to_markdown

TOLD = "the data have changed since run 1; run it again"


@pytest.fixture
def page(cast, narrative, sign_in):
    """Call it for the text of one of the narrative's pages."""
    client = sign_in(cast.methodologist.user)

    def get(name: str, **ids) -> str:
        ids = ids or {"narrative_id": narrative.pk}
        return client.get(reverse(f"narratives:{name}", kwargs={"slug": cast.review.slug, **ids})).content.decode()

    return get


def told(html: str, analysis) -> tuple[bool, bool]:
    """Whether the page says so, and whether it leads to the analysis in the same line."""
    link = reverse("analyses:show", kwargs={"slug": analysis.review.slug, "analysis_id": analysis.pk})
    return TOLD in html, f'<a href="{link}">{analysis}</a>: {TOLD}' in html


@pytest.mark.parametrize("name", ["show", "release"])
def test_a_text_says_that_its_data_have_changed(page, analysis, data, name):
    before = told(page(name), analysis)
    data[0]["e1"] += 1

    assert (before, told(page(name), analysis)) == ((False, False), (True, True))


def test_every_file_of_the_text_says_so_too(cast, narrative, analysis, data):
    version = narrative.current
    before = to_markdown(document_of(version, on=version.created_at.date())).decode()
    data[0]["e1"] += 1
    stale = document_of(version, on=version.created_at.date())

    words = f"The data of “{analysis.title}” have changed since run 1; the figures here are those of run 1."
    assert words not in before
    assert words in to_markdown(stale).decode()
    assert words in to_html(stale).decode()
    assert words in "\n".join(line.text for line in docx.Document(io.BytesIO(to_docx(stale))).paragraphs)


def test_only_the_statement_that_rests_on_the_analysis_says_so(page, analysis, data, statements):
    data[0]["e1"] += 1

    shown = [told(page("statement", statement_id=each.pk), analysis) for each in statements()]

    assert shown == [(True, True), (False, False)]


def test_the_status_stays_what_the_newest_run_makes_it(cast, data, statements):
    data[0]["e1"] += 1
    actions.refresh_statuses(review=cast.review)

    assert [statement.status for statement in statements()] == ["current", "current"]


def test_a_text_on_older_data_is_released_only_with_a_reason(cast, narrative, data):
    data[0]["e1"] += 1
    order = {"narrative": narrative, "number": 1, "by": cast.methodologist}

    with pytest.raises(Closed, match=r"changed since the newest run of “Pain response” \(run 1\). Run it again"):
        actions.release(**order)
    assert Release.objects.count() == 0

    made = actions.release(**order, override_reason="The correction changes nothing")
    text = to_markdown(from_dict(made.content)).decode()
    assert "Released although data had changed since the runs behind it." in text
    assert "statements were outdated" not in text
