"""Looking at a PDF before it is kept: is it one, whole, readable, of a sane size? And drawing its pages.

pdfium knows one thread only: two at once end the process. Whoever calls it here does so under `_ALONE`, a page at a
time, so that a search through a long file keeps nobody waiting.
"""

import hashlib
import io
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw as pdfium

_ALONE = threading.RLock()
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
        with _opened(content) as document:
            pages = len(document)
    except pypdfium2.PdfiumError as error:
        if LOCKED in str(error).upper():
            raise NotAcceptable(
                "This PDF is locked with a password. Save a copy without one and upload it."
            ) from None
        raise NotAcceptable("This PDF is damaged and cannot be opened. Download it again.") from None
    if not 1 <= pages <= MOST_PAGES:
        raise NotAcceptable(f"This PDF has {pages:,} pages; between 1 and {MOST_PAGES:,} are accepted.")
    return PdfFacts(hashlib.sha256(content).hexdigest(), len(content), pages)


def page_texts(content: bytes, most: int = 3) -> list[str]:
    """The text of the first pages; "" for a page that is a picture. `content` has passed `check_pdf`."""
    with _opened(content) as document:
        return [_text(document, number) for number in range(min(most, len(document)))]


@contextmanager
def _opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document; with it all that was taken from it is closed. Raises PdfiumError where it cannot be opened."""
    with _ALONE:
        document = pypdfium2.PdfDocument(content)
    try:
        yield document
    finally:
        with _ALONE:
            document.close()


def _text(document: pypdfium2.PdfDocument, number: int) -> str:
    """The text of page `number` (from 0), which is given back at once."""
    with _ALONE:
        page = document[number]
        text = page.get_textpage().get_text_bounded()
        page.close()
        return text


Box = tuple[float, float, float, float]
"""Left, top, width and height in percent of the page."""


@dataclass(frozen=True)
class Line:
    """A line of text on a page, and its box in percent of the page."""

    text: str
    left: float
    top: float
    width: float
    height: float


@contextmanager
def _page(content: bytes, number: int) -> Iterator[pypdfium2.PdfPage]:
    """Page `number` (from 1), while nobody else uses pdfium. Raises IndexError where there is no such page."""
    with _ALONE, _opened(content) as document:
        if not 1 <= number <= len(document):
            raise IndexError(f"There is no page {number}.")
        yield document[number - 1]


def _box(page: pypdfium2.PdfPage, rect: Box) -> Box:
    """The box of what pdfium gives as left, bottom, right and top in points from the lower left corner."""
    wide, high = page.get_size()
    left, bottom, right, top = rect
    return (
        round(100 * left / wide, 3),
        round(100 * (high - top) / high, 3),
        round(100 * (right - left) / wide, 3),
        round(100 * (top - bottom) / high, 3),
    )


def page_lines(content: bytes, number: int) -> list[Line]:
    """The lines of text on page `number` (from 1) with their places, in the order of the file; none for a scan.

    Raises IndexError where there is no such page.
    """
    with _page(content, number) as page:
        text = page.get_textpage()
        rects = [text.get_rect(place) for place in range(text.count_rects())]
        lines = [(text.get_text_bounded(*rect), _box(page, rect)) for rect in rects]
    return [Line(words.replace(HYPHEN, "-"), *box) for words, box in lines if words.strip()]


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


def _pattern(words: str) -> re.Pattern | None:
    """The words in any case, with any white space between them; None for no words."""
    parts = words.split()
    return re.compile(r"\s+".join(re.escape(part) for part in parts), re.IGNORECASE) if parts else None


def find_in(content: bytes, words: str) -> list[Hit]:
    """Where the words stand in the first 500 pages, in any case, across line breaks and hyphens at their ends."""
    pattern = _pattern(words)
    if pattern is None:
        return []
    hits: list[Hit] = []
    for number, text in enumerate(page_texts(content, SEARCHED_PAGES), 1):
        plain = " ".join(_BROKEN.sub("", text).split())
        for found in pattern.finditer(plain):
            before, after = plain[max(0, found.start() - AROUND) : found.start()], plain[found.end() :][:AROUND]
            hits.append(Hit(number, before, found[0], after))
            if len(hits) == MOST_HITS:
                return hits
    return hits


def hit_boxes(content: bytes, number: int, words: str, most: int = MOST_HITS) -> list[Box]:
    """The boxes of the words found on page `number` (from 1), of the first `most` places: one for each, two where
    one goes on in the next line.

    Raises IndexError where there is no such page.
    """
    pattern = _pattern(words)
    if pattern is None:
        return []
    with _page(content, number) as page:
        text = page.get_textpage()
        read = "".join(chr(pdfium.FPDFText_GetUnicode(text, place)) for place in range(text.count_chars()))
        broken = {place for gap in _BROKEN.finditer(read) for place in range(*gap.span())}
        kept = [place for place in range(len(read)) if place not in broken]
        boxes: list[Box] = []
        for found in list(pattern.finditer("".join(read[place] for place in kept)))[:most]:
            first, last = kept[found.start()], kept[found.end() - 1]
            rects = range(text.count_rects(first, last - first + 1))
            boxes += [_box(page, text.get_rect(rect)) for rect in rects]
    return boxes


def page_image(content: bytes, number: int, width: int = 1000) -> bytes:
    """Page `number` (from 1) as a PNG `width` pixels wide; scripts and links of the PDF do not come along.

    Raises IndexError where there is no such page.
    """
    with _page(content, number) as page:
        drawn = page.render(scale=min(4.0, width / max(page.get_width(), 1)))
        picture = drawn.to_pil().copy()  # with memory of its own
        drawn.close()
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
