"""Citations inside a sentence: `[@12]` names a Reference; numbered by first use and printed as [1,3–5]. Pure.

While writing, `[@doi:10.1000/x]`, `[@pmid:123]` and `[@record:45]` may stand instead; saving turns them into the
number of the Reference.
"""

import re
from collections.abc import Callable, Iterable, Mapping

_MARK = re.compile(r"\[@([^\[\]\s]+)\]")
_GROUP = re.compile(r"\[@[^\[\]\s]+\](?:\s*\[@[^\[\]\s]+\])*")


class BadCitation(ValueError):
    """A citation mark that cannot be read or leads nowhere; the text says which and what to do."""


def marks_in(text: str) -> tuple[str, ...]:
    """What stands in each mark, once, in the order of first use. Raises BadCitation for half a mark."""
    if "[@" in (rest := _MARK.sub("", text)):
        near = rest[rest.index("[@") :][:30]
        raise BadCitation(f"“{near}” is no whole citation. Write it as [@12] or [@doi:10.1000/xyz].")
    return tuple(dict.fromkeys(_MARK.findall(text)))


def replace_marks(text: str, change: Callable[[str], str]) -> str:
    """The text with what stands in each mark changed."""
    return _MARK.sub(lambda found: f"[@{change(found[1])}]", text)


def without_marks(text: str) -> str:
    """The text without its citations and the blanks before them."""
    return re.sub(r"\s*" + _GROUP.pattern, "", text)


def split_citations(text: str) -> list[str | tuple[str, ...]]:
    """The text as literal parts and groups of marks; marks with only blanks between them are one group."""
    parts: list[str | tuple[str, ...]] = []
    end = 0
    for found in _GROUP.finditer(text):
        parts += [text[end : found.start()], tuple(dict.fromkeys(_MARK.findall(found[0])))]
        end = found.end()
    return [part for part in [*parts, text[end:]] if part]


def number_by_first_use(sentences: Iterable[str]) -> dict[str, int]:
    """Mark -> number, 1 for the first cited. Raises BadCitation."""
    numbers: dict[str, int] = {}
    for sentence in sentences:
        for mark in marks_in(sentence):
            numbers.setdefault(mark, len(numbers) + 1)
    return numbers


def numbers_of(marks: Iterable[str], numbers: Mapping[str, int]) -> tuple[int, ...]:
    """The numbers of a group, ascending, each once. Raises BadCitation where a mark has none."""
    try:
        return tuple(sorted({numbers[mark] for mark in marks}))
    except KeyError as error:
        raise BadCitation(f"[@{error.args[0]}] has no reference in this narrative. Cite it again.") from None


def bracket(numbers: Iterable[int]) -> str:
    """[1], [1,2], [1,3–5]: three or more in a row are a range."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "[" + ",".join(_run(run) for run in runs) + "]"


def _run(run: list[int]) -> str:
    return f"{run[0]}–{run[-1]}" if len(run) > 2 else ",".join(map(str, run))
