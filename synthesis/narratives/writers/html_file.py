"""A narrative as one HTML file that needs nothing else: headings, linked citations, light and dark. Pure."""

from collections.abc import Iterator
from html import escape

from synthesis.narratives.document import Document, Entry, Part, Passage
from synthesis.narratives.sentences import Piece
from synthesis.narratives.writers import front_matter as front

STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#23201a, #ebe6db); --paper: light-dark(#fffdf8, #1c2124);
  --quiet: light-dark(#5d5648, #b4aea1); --link: light-dark(#1d5c63, #8fd0d6); }
body { margin: 0; padding: 2rem 1rem 4rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.65 "Iowan Old Style", Palatino, Georgia, serif; overflow-wrap: break-word; }
main { max-width: 42rem; margin: 0 auto; }
h1 { font-size: 2rem; line-height: 1.2; } h2 { margin-top: 2.2em; font-size: 1.35rem; line-height: 1.3; }
a { color: var(--link); } a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.imprint, .runs, .references { color: var(--quiet); font-size: 0.95rem; }
.override { border-left: 4px solid currentcolor; padding-left: 1rem; font-weight: 600; }
.figure { font-variant-numeric: tabular-nums lining-nums; }
.references li { margin-bottom: 0.5em; } :target { outline: 2px solid var(--link); outline-offset: 3px; }
@media print { body { padding: 0; } a { color: inherit; text-decoration: none; } }
"""


def to_html(document: Document) -> bytes:
    """The document as UTF-8 bytes; the same document gives the same bytes."""
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(document.language)}">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(document.title)}</title><style>{STYLE}</style></head>",
        "<body><main>",
        *_body(document),
        "</main></body></html>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _body(document: Document) -> Iterator[str]:
    yield f"<h1>{escape(document.title)}</h1>"
    yield f'<p class="imprint">{escape(front.imprint(document))} {escape(front.origin(document))}</p>'
    for reason in front.warnings(document):
        yield f'<p class="override">{escape(reason)}</p>'
    if document.changelog:
        yield f"<p><strong>What is new.</strong> {escape(document.changelog)}</p>"
    yield from map(_part, document.parts)
    if passages := front.not_current(document):
        items = [f"({front.WORDS[p.status]}) {_link(p)}" for p in passages]
        yield _section(front.OPEN, "runs", "ul", [f"<li>{item}</li>" for item in items])
    if document.pins:
        items = [f"<li>{escape(front.run_line(pin))}</li>" for pin in document.pins]
        yield _section(front.RUNS, "runs", "ul", items)
    if document.references:
        yield _section(front.REFERENCES, "references", "ol", [_entry(entry) for entry in document.references])


def _section(title: str, css: str, tag: str, items: list[str]) -> str:
    return f'<h2>{escape(title)}</h2>\n<{tag} class="{css}">\n' + "\n".join(items) + f"\n</{tag}>"


def _link(passage: Passage) -> str:
    return f'<a href="#s-{passage.uid}">{escape(passage.text)}</a>'


def _part(part: Part) -> str:
    if part.kind == "heading":
        return f"<h2>{escape(part.text)}</h2>"
    return "<p>" + " ".join(_passage(passage) for passage in part.passages) + "</p>"


def _passage(passage: Passage) -> str:
    return f'<span id="s-{passage.uid}">' + "".join(map(_piece, passage.pieces)) + "</span>"


def _piece(piece: Piece) -> str:
    if piece.numbers:
        label = "Reference " if len(piece.numbers) == 1 else "References "
        named = label + ", ".join(map(str, piece.numbers))
        return f'<a href="#ref-{piece.numbers[0]}" aria-label="{named}">{escape(piece.text)}</a>'
    return f'<span class="figure">{escape(piece.text)}</span>' if piece.token else escape(piece.text)


def _entry(entry: Entry) -> str:
    text = escape(entry.text)
    shown = f"doi:{entry.doi}" if entry.doi else f"PMID: {entry.pmid}"
    if entry.url and shown in entry.text:
        link = f'<a href="{escape(entry.url)}">{escape(shown)}</a>'
        text = text.replace(escape(shown), link)
    return f'<li id="ref-{entry.number}" value="{entry.number}">{text}</li>'
