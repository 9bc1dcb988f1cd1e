"""A narrative as Markdown with a YAML head, readable by Pandoc and Quarto. Pure."""

import json
import re
from collections.abc import Iterator

from synthesis.narratives.document import Document, Part
from synthesis.narratives.writers import front_matter as front

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~^$@])")
_START = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")


def to_markdown(document: Document) -> bytes:
    """The document as UTF-8 bytes; the same document gives the same bytes."""
    return ("\n\n".join([_head(document), *_body(document)]) + "\n").encode()


def _head(document: Document) -> str:
    """JSON strings are YAML strings, whatever they hold."""
    facts = {"title": document.title, "date": document.date, "lang": document.language}
    return "\n".join(
        ["---", *(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in facts.items()), "---"]
    )


def _body(document: Document) -> Iterator[str]:
    yield f"*{escaped(front.imprint(document))}* {escaped(front.origin(document))}"
    for reason in front.warnings(document):
        yield f"> **{escaped(reason)}**"
    if document.changelog:
        yield f"**What is new.** {escaped(' '.join(document.changelog.split()))}"
    for part in document.parts:
        yield _part(part)
    if passages := front.not_current(document):
        yield f"## {front.OPEN}"
        yield "\n".join(f"- ({front.WORDS[p.status]}) {escaped(p.text)}" for p in passages)
    if document.pins:
        yield f"## {front.RUNS}"
        yield "\n".join(f"- {escaped(front.run_line(pin))}" for pin in document.pins)
    if document.references:
        yield f"## {front.REFERENCES}"
        yield "\n".join(f"{entry.number}. {escaped(entry.text)}" for entry in document.references)


def _part(part: Part) -> str:
    if part.kind == "heading":
        return f"## {escaped(part.text)}"
    return _unlisted(" ".join(escaped(passage.text) for passage in part.passages))


def escaped(text: str) -> str:
    """The text so that Markdown prints it as it is."""
    return _SPECIAL.sub(r"\\\1", text)


def _unlisted(paragraph: str) -> str:
    """A paragraph that begins like a list item stays a paragraph."""
    return _START.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", paragraph)
