"""One citation file read once, in a process of its own: `python -m benchmarks._parsing READER FILE FORMAT`.

Prints records, CPU seconds and how far the memory grew, as JSON. READER is "ours" or one of PEERS.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path


def ours(path: Path, format: str) -> int:
    from screening.importing.parsers.formats import parse
    from screening.importing.parsers.records import ParsedRecord

    with path.open("rb") as file:
        return sum(isinstance(got, ParsedRecord) for got in parse(file, format))


def rispy(path: Path, format: str) -> int:
    import rispy

    with path.open(encoding="utf-8") as file:
        return len(rispy.load(file))


def biopython(path: Path, format: str) -> int:
    from Bio import Medline

    with path.open(encoding="utf-8") as file:
        return sum(1 for _ in Medline.parse(file))


def pybtex(path: Path, format: str) -> int:
    from pybtex.database import parse_file

    return len(parse_file(str(path), "bibtex").entries)


def bibtexparser(path: Path, format: str) -> int:
    """With names split and LaTeX decoded, as ours does."""
    from bibtexparser import parse_file
    from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts

    middleware = [LatexDecodingMiddleware(), SeparateCoAuthors(), SplitNameParts()]
    return len(parse_file(str(path), append_middleware=middleware).entries)


def fields_alone(path: Path, format: str) -> int:
    """The floor of the tagged formats: the text cut at its tags by one regular expression, nothing made of it."""
    from screening.importing.parsers import nbib, ris, wos

    whole = {"ris": ris, "nbib": nbib, "wos": wos}[format].FORM.whole
    count, rest = 0, "\n"
    with path.open(encoding="utf-8-sig") as file:
        while block := file.read(1 << 18):
            held, mark, rest = (rest + block).rpartition(whole.next)
            rest = mark + rest
            count += whole.cut.split(held)[1::2].count(whole.begins[:4].rstrip(" -"))
    return count + rest.count(whole.next)


def rows_alone(path: Path, format: str) -> int:
    """The floor of tables: Python's csv module, nothing made of the cells."""
    import csv

    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def elements_alone(path: Path, format: str) -> int:
    """The floor of PubMed XML: the elements parsed one by one, nothing made of them."""
    from lxml import etree

    count = 0
    for _, element in etree.iterparse(str(path), tag="PubmedArticle", resolve_entities=False, huge_tree=True):
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
        count += 1
    return count


PEERS: dict[str, Callable[[Path, str], int]] = {
    "rispy": rispy,
    "Biopython": biopython,
    "pybtex": pybtex,
    "bibtexparser": bibtexparser,
    "one regular expression, nothing mapped": fields_alone,
    "the csv module, nothing mapped": rows_alone,
    "lxml, nothing mapped": elements_alone,
}


def warm(path: Path, read: Callable[[Path, str], int], format: str) -> None:
    """Loads the reader's modules, so that neither their time nor their memory is counted."""
    small = path.with_name(f"small-{path.name}")
    if small.exists():
        read(small, format)


def main(reader: str, path: Path, format: str) -> None:
    read = ours if reader == "ours" else PEERS[reader]
    warm(path, read, format)
    base = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the highest mark so far is forgotten
    begun = time.process_time()
    count = read(path, format)
    seconds = time.process_time() - begun
    print(json.dumps({"records": count, "seconds": seconds, "grown_mb": memory("VmHWM") - base}))


def memory(name: str) -> float:
    """Megabytes the process has (VmRSS) or had at most (VmHWM), from Linux's own account."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{name}:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
