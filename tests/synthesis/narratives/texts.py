"""Small documents for tests of comparison and files."""

from synthesis.narratives.document import Document, Entry, Part, Passage, Pin
from synthesis.narratives.sentences import Piece


def passage(uid: str, *texts: str, status: str = "current", cites: tuple[int, ...] = ()) -> Passage:
    """Words; an odd place is a figure. `cites` is printed behind the words."""
    pieces = [Piece(text, token="pain|est" if at % 2 else "") for at, text in enumerate(texts)]
    if cites:
        pieces.append(Piece(f" [{','.join(map(str, cites))}]", numbers=cites))
    return Passage(uid, "effect", status, tuple(pieces))


def pin(slug: str, number: int) -> Pin:
    return Pin(
        slug, slug.title(), number, f"{slug}-{number}", "a" * 64, "2026-03-01", "RR 2.25 (95% CI 1.35 to 3.74)"
    )


def document(passages=(), references=(), pins=(), **fields) -> Document:
    told = {"title": "Ketamine & pain", "review": "Ketamine for pain", "language": "en", "version": 2}
    return Document(
        **(told | {"date": "2026-03-04", "released": True, "released_by": "Lena"} | fields),
        parts=(Part("heading", "What the trials show"), Part("paragraph", passages=tuple(passages))),
        references=tuple(Entry(n, text) for n, text in enumerate(references, 1)),
        pins=tuple(pins),
    )
