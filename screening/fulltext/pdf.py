"""Looking at a PDF before it is kept: is it one, whole, readable, of a sane size? And drawing its pages."""

import hashlib
import io
import re
from dataclasses import dataclass

import pypdfium2

MOST_PAGES = 5000
LOCKED = "PASSWORD"  # noqa: S105  what pdfium says of a file it cannot open without one


class NotAcceptable(ValueError):
    """The file is not kept; the text says what is wrong with it and what to do."""


@dataclass(frozen=True)
class PdfFacts:
    """What is known of a PDF that passed: its hash, size in bytes, and number of pages."""

    sha256: str
    size: int
    pages: int


def check_pdf(content: bytes) -> PdfFacts:
    """Facts of an acceptable PDF.

    Raises NotAcceptable for an empty file, another type (also one that merely contains a PDF behind other
    bytes, as files do that want to be a web page too), a damaged or password-protected file, and for 0 or
    more than 5,000 pages.
    """
    if not content:
        raise NotAcceptable("The file is empty. Download it again and upload the new copy.")
    if not content.startswith(b"%PDF-"):
        raise NotAcceptable(
            "This is not a PDF (it does not begin as one). Save the article as PDF and upload that."
        )
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if LOCKED in str(error).upper():
            raise NotAcceptable(
                "This PDF is locked with a password. Save a copy without one and upload it."
            ) from None
        raise NotAcceptable("This PDF is damaged and cannot be opened. Download it again.") from None
    try:
        pages = len(document)
    finally:
        document.close()
    if not 1 <= pages <= MOST_PAGES:
        raise NotAcceptable(f"This PDF has {pages:,} pages; between 1 and {MOST_PAGES:,} are accepted.")
    return PdfFacts(hashlib.sha256(content).hexdigest(), len(content), pages)


def page_texts(content: bytes, most: int = 3) -> list[str]:
    """The text of the first pages; "" for a page that is a picture. `content` has passed `check_pdf`."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [document[number].get_textpage().get_text_bounded() for number in range(min(most, len(document)))]
    finally:
        document.close()


@dataclass(frozen=True)
class Line:
    """A line of text on a page, and its box in percent of the page."""

    text: str
    left: float
    top: float
    width: float
    height: float


def page_lines(content: bytes, number: int) -> list[Line]:
    """The lines of text on page `number` (from 1) with their places, in the order of the file; none for a scan.

    Raises IndexError where there is no such page.
    """
    document = pypdfium2.PdfDocument(content)
    try:
        if not 1 <= number <= len(document):
            raise IndexError(f"There is no page {number}.")
        page = document[number - 1]
        wide, high = page.get_size()
        text = page.get_textpage()
        boxes = [text.get_rect(place) for place in range(text.count_rects())]
        lines = [(text.get_text_bounded(*box), box) for box in boxes]
    finally:
        document.close()
    return [
        Line(
            words.replace(HYPHEN, "-"),
            round(100 * left / wide, 3),
            round(100 * (high - top) / high, 3),
            round(100 * (right - left) / wide, 3),
            round(100 * (top - bottom) / high, 3),
        )
        for words, (left, bottom, right, top) in lines
        if words.strip()
    ]


@dataclass(frozen=True)
class Hit:
    """A place where words were found: the page, and the words around them."""

    page: int
    before: str
    words: str
    after: str


HYPHEN = "\x02"
"""What pdfium reads where a word is broken at the end of a line."""
_BROKEN = re.compile(r"\x02\s*|(?<=\w)[-\u00ad\ufffe]\s*\n\s*(?=[a-z])")
MOST_HITS, SEARCHED_PAGES, AROUND = 200, 500, 60


def find_in(content: bytes, words: str) -> list[Hit]:
    """Where the words stand in the first 500 pages, in any case, across line breaks and hyphens at their ends."""
    parts = words.split()
    if not parts:
        return []
    pattern = re.compile(r"\s+".join(re.escape(part) for part in parts), re.IGNORECASE)
    hits: list[Hit] = []
    for number, text in enumerate(page_texts(content, SEARCHED_PAGES), 1):
        plain = " ".join(_BROKEN.sub("", text).split())
        for found in pattern.finditer(plain):
            before, after = plain[max(0, found.start() - AROUND) : found.start()], plain[found.end() :][:AROUND]
            hits.append(Hit(number, before, found[0], after))
            if len(hits) == MOST_HITS:
                return hits
    return hits


def page_image(content: bytes, number: int, width: int = 1000) -> bytes:
    """Page `number` (from 1) as a PNG `width` pixels wide; scripts and links of the PDF do not come along.

    Raises IndexError where there is no such page.
    """
    document = pypdfium2.PdfDocument(content)
    try:
        if not 1 <= number <= len(document):
            raise IndexError(f"There is no page {number}.")
        page = document[number - 1]
        picture = page.render(scale=min(4.0, width / max(page.get_width(), 1))).to_pil()
    finally:
        document.close()
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
