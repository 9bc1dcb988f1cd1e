"""XML read one record at a time: no DTD, no entities, no network, memory of one record."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import BinaryIO

from lxml import etree

from .endless import endless_field
from .records import Problem
from .source import Source
from .xml_cut import Piece, cut
from .xml_mended import lenient, mend, one_by_one

_ENTITIES = re.compile(rb"<!ENTITY|<\0?!\0?E\0?N\0?T\0?I\0?T\0?Y", re.I)
_DECLARATION = re.compile(r"<\?xml\s[^>]*>|\ufeff")
PROLOG = 1 << 16
CHECK = "The records were read one by one; please check that none is missing."


def declares_entities(data: bytes) -> bool:
    return bool(_ENTITIES.search(data[:PROLOG]))


def elements(source: Source, tags: tuple[str, ...]) -> Iterator[etree._Element | Problem]:
    """Each element with one of the tags, whole; it is emptied once the caller asks for the next. A tag such as
    "{*}mods" stands for that name in any namespace.

    Files that declare entities are refused: no database writes them, and they are how small files grow huge.
    So are those with a field that never ends. From a fault in the XML on, the records are read one by one.
    """
    if refused := _refusal(source):
        yield refused
        return
    read = 0
    try:
        data, encoding = source.for_xml()
        for element in _elements(data, tags, encoding):
            if element.getparent() is not None and element.getparent().tag in tags:
                raise etree.XMLSyntaxError("a record begins inside another", None, element.sourceline or 1, 1)
            read += 1
            yield element
    except etree.XMLSyntaxError as error:
        names = tuple(tag.replace("{*}", r"(?:[\w.-]+:)?") for tag in tags)
        yield from one_by_one(source.blocks(), names, read, _fault(error, CHECK))


def _refusal(source: Source) -> Problem | None:
    if declares_entities(source.bytes_head(PROLOG)):
        what = "The file declares XML entities, which citation files do not have and which can harm a server."
        return Problem(1, "file", what, "Nothing was read. Please export the references again.")
    return endless_field(source, b"<")


def pieces(source: Source, root: str, tags: tuple[str, ...], unread: str) -> Iterator[Piece | Problem]:
    """Like elements(), for files of one record after another under that root; quicker where they are plain, also
    since what stands in elements named `unread` is not taken apart.
    """
    done = 0
    if not declares_entities(source.bytes_head(PROLOG)) and source.asked is None and source.encoding[:5] == "utf-8":
        source.binary.seek(0)
        plain = cut(source.binary, root, tags, unread)
        while True:
            try:
                yield next(plain)
            except StopIteration as ended:
                if ended.value:
                    return
                break
            done += 1
    for element in islice(elements(source, tags), done, None):
        if isinstance(element, Problem):
            yield element
        else:
            yield Piece(element, verbatim(element)[0][1], element.sourceline or 0)


def _elements(data: BinaryIO, tags: tuple[str, ...], encoding: str | None) -> Iterator[etree._Element]:
    parsed = etree.iterparse(
        data,
        events=("end",),
        tag=tags,
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
        encoding=encoding,
    )
    try:
        for _, element in parsed:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError:  # what it says of a short file is only that it ended
        first = next(iter(parsed.error_log), None)
        if first is None:
            raise
        raise etree.XMLSyntaxError(first.message, None, first.line, first.column) from None


def trees(source: Source, mark: str) -> tuple[list[etree._Element], list[Problem]]:
    """The whole documents, for formats whose records point at each other, and what was wrong with them: several
    where one file holds several downloads. `mark` is the element every record has one of: it counts what could not
    be read.
    """
    if refused := _refusal(source):
        return [], [refused]
    data, encoding = source.for_xml()
    try:
        return [etree.parse(data, _parser(encoding)).getroot()], []
    except etree.XMLSyntaxError:
        read = [_tree(text, mark) for text in _documents("".join(source.blocks()))]
    return [root for root, _ in read if root is not None], [problem for _, told in read for problem in told]


def _parser(encoding: str | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
        encoding=encoding,
    )


def _documents(text: str) -> Iterator[str]:
    """The text cut where its first element begins again, each piece behind as many line ends as stand before it;
    without the declarations, which may stand at the top alone.
    """
    text = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text)
    root = re.search(r"<([a-z][\w:.-]*)[\s>]", text, re.I)
    begins = [found.start() for found in re.finditer(rf"<{re.escape(root[1])}[\s>]", text)] if root else []
    for start, end in pairwise([0, *begins[1:], len(text)]):
        yield "\n" * text.count("\n", 0, start) + text[start:end]


def _tree(text: str, mark: str) -> tuple[etree._Element | None, list[Problem]]:
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), _parser("utf-8")), []
    except etree.XMLSyntaxError as error:
        return _mended_tree(text, mark, _fault(error, "It was read as far as possible."))


def _mended_tree(text: str, mark: str, fault: Problem) -> tuple[etree._Element | None, list[Problem]]:
    mended = mend(text)
    root = lenient(mended)
    problems = [
        Problem(line, "xml", f"The XML is broken: {what}.", done) for (line, what), done in mended.places.items()
    ]
    read = 0 if root is None else sum(1 for _ in root.iterfind(f".//{{*}}{mark}"))
    lost = max(int(not read), len(re.findall(rf"<[\w-]*:?{mark}[\s>]", text)) - read)
    if lost:
        done = "The records before this place were read; what follows was lost." if read else "Nothing was read."
        fault = dataclasses.replace(fault, field="file", done=done, lost=lost)
        problems = [*(problem for problem in problems if problem.line < fault.line), fault]
    return root, problems or [fault]


def _fault(error: etree.XMLSyntaxError, done: str) -> Problem:
    said = str(error.msg or "it ends too early").partition(", line")[0]
    return Problem(error.lineno or 1, "xml", f"The XML is broken in line {error.lineno or 1}: {said}.", done)


def children(element: etree._Element | None) -> dict[str, list[etree._Element]]:
    """The children by name: one walk over them costs less than one search by path."""
    found: dict[str, list[etree._Element]] = {}
    for child in element if element is not None else ():
        name = child.tag
        if name in found:
            found[name].append(child)
        else:
            found[name] = [child]
    return found


def words_in(found: dict[str, list[etree._Element]], *names: str) -> str:
    """The text of the first child that has one of the names and any text."""
    for name in names:
        for child in found.get(name, ()):
            if text := text_of(child):
                return text
    return ""


def text_of(element: etree._Element | None) -> str:
    """All text inside an element, also that of inline markup."""
    if element is None:
        return ""
    size = len(element)
    if size == 0:
        return (element.text or "").strip()
    if size == 1 and element.text is None:  # one <style> run around everything, as EndNote writes it
        only = element[0]
        if len(only) == 0 and only.tail is None:
            return (only.text or "").strip()
    return "".join(element.itertext()).strip()


def verbatim(element: etree._Element) -> list[tuple[str, str]]:
    """The record's own XML, so that nothing of it is lost."""
    name = element.tag.rpartition("}")[2]
    return [(f"<{name}>", etree.tostring(element, encoding="unicode", with_tail=False))]
