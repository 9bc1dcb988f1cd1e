"""A document as HTML, Markdown and Word: everything in it, in order, read back; the same bytes every time."""

import io
import json
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import docx
import pytest

from synthesis.narratives.document import Entry, from_dict
from synthesis.narratives.writers.docx_file import to_docx
from synthesis.narratives.writers.html_file import to_html
from synthesis.narratives.writers.markdown_file import escaped, to_markdown
from tests.synthesis.narratives.texts import document, passage, pin

TEXT = document(
    passages=[
        passage("a", "More people responded: ", "RR 2.25", cites=(1, 2)),
        passage("b", "In <b>one</b> trial *none* did."),
    ],
    references=["Noppers I. Ketamine. Eur J Pain. 2011. doi:10.1/x", "Sun J. Pain & more. 2023."],
    pins=[pin("pain", 2)],
    changelog="First text.",
)
WRITERS = [to_html, to_markdown, to_docx]
FIRST = "More people responded: RR 2.25 [1,2]"
SECOND = "In <b>one</b> trial *none* did."
IMPRINT = "Version 2, released 4 March 2026 by Lena."
RUN = "Pain, run 2 of 1 March 2026: RR 2.25 (95% CI 1.35 to 3.74) (inputs sha256 aaaaaaaaaaaaaaaa, run pain-2)."


class Words(HTMLParser):
    """Text of each heading, paragraph and list item, and what the links lead to."""

    def __init__(self):
        super().__init__()
        self.blocks, self.links, self.ids = [], [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs["href"]] if "href" in attrs else []
        if tag in ("h1", "h2", "p", "li", "title", "style"):
            self.blocks.append([tag, ""])

    def handle_data(self, data):
        if self.blocks and data.strip():
            self.blocks[-1][1] += data


def word(data: bytes):
    return docx.Document(io.BytesIO(data))


@pytest.mark.parametrize("write", WRITERS)
def test_the_same_document_gives_the_same_bytes(write):
    again = from_dict(json.loads(json.dumps(TEXT.to_dict())))

    assert again == TEXT
    assert write(again) == write(TEXT)


def test_html_has_headings_words_linked_citations_and_needs_nothing_else():
    page = to_html(TEXT).decode()
    read = Words()
    read.feed(page)

    assert [tuple(block) for block in read.blocks if block[0] != "style"] == [
        ("title", "Ketamine & pain"),
        ("h1", "Ketamine & pain"),
        ("p", f"{IMPRINT} A living narrative of the review “Ketamine for pain”."),
        ("p", "What is new. First text."),
        ("h2", "What the trials show"),
        ("p", f"{FIRST}{SECOND}"),
        ("h2", "Analyses behind the figures"),
        ("li", RUN),
        ("h2", "References"),
        ("li", "Noppers I. Ketamine. Eur J Pain. 2011. doi:10.1/x"),
        ("li", "Sun J. Pain & more. 2023."),
    ]
    assert [link for link in read.links if link.startswith("#")] == ["#ref-1"]
    assert {link[1:] for link in read.links if link.startswith("#")} <= set(read.ids)
    assert re.findall(r"<(?:script|link|img|iframe)", page) == []
    assert '<html lang="en">' in page


def test_html_links_a_doi_and_escapes_everything():
    entry = Entry(1, 'A <i>"b"</i>. doi:10.1/x', doi="10.1/x")
    page = to_html(document(passages=[passage("a", "<script>")], references=[])).decode()
    linked = to_html(replace(TEXT, references=(entry,))).decode()

    assert "&lt;script&gt;" in page
    assert '<a href="https://doi.org/10.1/x">doi:10.1/x</a>' in linked
    assert "A &lt;i&gt;&quot;b&quot;&lt;/i&gt;." in linked


def test_markdown_has_a_head_words_and_a_numbered_list():
    assert to_markdown(TEXT).decode() == (
        "---\n"
        'title: "Ketamine & pain"\n'
        'date: "2026-03-04"\n'
        'lang: "en"\n'
        "---\n\n"
        f"*{IMPRINT}* A living narrative of the review “Ketamine for pain”.\n\n"
        "**What is new.** First text.\n\n"
        "## What the trials show\n\n"
        r"More people responded: RR 2.25 \[1,2\] In \<b\>one\</b\> trial \*none\* did."
        "\n\n"
        "## Analyses behind the figures\n\n"
        f"- {RUN}\n\n"
        "## References\n\n"
        "1. Noppers I. Ketamine. Eur J Pain. 2011. doi:10.1/x\n"
        "2. Sun J. Pain & more. 2023.\n"
    )


def test_markdown_never_turns_a_sentence_into_markup():
    text = to_markdown(document(passages=[passage("a", "1. is not a list")])).decode()

    assert "\n1\\. is not a list\n" in text
    assert escaped("a_b [@c] #d") == r"a\_b \[\@c\] \#d"


def test_word_has_real_headings_paragraphs_and_a_numbered_list():
    read = [(p.style.name, p.text) for p in word(to_docx(TEXT)).paragraphs]

    assert read == [
        ("Title", "Ketamine & pain"),
        ("Subtitle", IMPRINT),
        ("Normal", "A living narrative of the review “Ketamine for pain”."),
        ("Normal", "What is new: First text."),
        ("Heading 1", "What the trials show"),
        ("Normal", f"{FIRST} {SECOND}"),
        ("Heading 1", "Analyses behind the figures"),
        ("List Bullet", RUN),
        ("Heading 1", "References"),
        ("List Number", "Noppers I. Ketamine. Eur J Pain. 2011. doi:10.1/x"),
        ("List Number", "Sun J. Pain & more. 2023."),
    ]


def test_word_citations_lead_to_bookmarks_in_the_list():
    body = word(to_docx(TEXT)).element.body.xml

    assert set(re.findall(r'w:anchor="(\w+)"', body)) == {"ref_1"}
    assert re.findall(r'w:bookmarkStart [^>]*w:name="(\w+)"', body) == ["ref_1", "ref_2"]


def test_word_properties_depend_on_the_document_alone():
    data = to_docx(TEXT)
    told = word(data).core_properties

    assert (told.title, told.author, told.created.isoformat(), told.revision, told.language) == (
        "Ketamine & pain",
        "Lena",
        "2026-03-04T00:00:00+00:00",
        1,
        "en",
    )
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(data)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("write", WRITERS)
def test_an_override_and_what_is_not_current_are_printed(write):
    text = document(
        passages=[passage("a", "Old ", "RR 2.25", status="outdated"), passage("b", "Fine.")],
        override_reason="The editor insists",
    )
    shown = write(text)
    shown = "\n".join(p.text for p in word(shown).paragraphs) if write is to_docx else shown.decode()
    shown = re.sub(r"<[^>]+>", "", shown)

    assert "Released although statements were outdated or broken. Reason given: The editor insists" in shown
    assert re.findall(r"\(outdated\) (.*)", shown) == ["Old RR 2.25"]


@pytest.mark.parametrize("write", WRITERS)
def test_a_draft_says_that_it_is_one(write):
    shown = write(document(passages=[passage("a", "Words.")], released=False))
    shown = word(shown).paragraphs[1].text if write is to_docx else shown.decode()

    assert "Draft of version 2, 4 March 2026. Not released." in shown
