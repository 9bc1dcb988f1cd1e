"""Makes the letter frequencies of many languages anew: `python -m benchmarks.learn_letters`.

They are counted in the translations that come with Django. What is read right with them in texts they were not
counted in is told by `python -m benchmarks encodings`.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import django

from screening.importing.parsers.letters import CYRILLIC, LATIN, MODEL, letters_of, words_of

PAIRED = (*LATIN, *CYRILLIC, "el", "he", "ar", "th")
SIGNS = {"zh_Hans": 900, "zh_Hant": 900, "ja": 900, "ko": 900}  # language -> how many are kept
SEEN = 3  # a pair or sign seen less often counts as unseen
_ENTRY = re.compile(r'^msgstr(?:\[\d\])? ((?:".*"\s*)+)', re.M)
_PLACE = re.compile(r"%\(\w+\)\w|%\w|\{\w*\}|\\n|\\\"|<[^>]*>|&\w+;")


def texts(language: str) -> Iterator[str]:
    """The translated texts of one language, without places for values."""
    root = Path(django.__file__).parent
    for path in sorted(root.glob(f"**/locale/{language}/LC_MESSAGES/django*.po")):
        for found in _ENTRY.findall(path.read_text(encoding="utf-8").partition('\n"Language:')[2]):
            said = _PLACE.sub(" ", "".join(re.findall(r'"(.*)"', found))).strip()
            if len(said) > 2:
                yield said


def pair_costs(said: Iterable[str]) -> dict[str, int]:
    """Pair of letters -> tenths of -ln P(second | first); pairs of plain letters alone are left out."""
    pairs: Counter[str] = Counter()
    firsts: Counter[str] = Counter()
    for text in said:
        for word in letters_of(text.lower()):
            for pair in zip(f" {word}", f"{word} ", strict=True):
                pairs["".join(pair)] += 1
                firsts[pair[0]] += 1
    return {
        pair: round(-10 * math.log(n / firsts[pair[0]]))
        for pair, n in pairs.items()
        if n >= SEEN and not pair.isascii()
    }


def sign_costs(said: Iterable[str], most: int) -> dict[str, int]:
    """Sign -> tenths of -ln P(sign) for the most frequent ones that are no plain letters."""
    signs = Counter(sign for text in said for word in words_of(text) for sign in word if not sign.isascii())
    total = signs.total()
    return {sign: round(-10 * math.log(n / total)) for sign, n in signs.most_common(most) if n >= SEEN}


def packed(costs: dict[str, int]) -> dict[str, str]:
    """Cost -> all pairs or signs of this cost in one text, which keeps the file short."""
    by_cost: defaultdict[int, list[str]] = defaultdict(list)
    for what, cost in costs.items():
        by_cost[cost].append(what)
    return {str(cost): "".join(sorted(found)) for cost, found in sorted(by_cost.items())}


def learn(step: slice = slice(None)) -> dict[str, dict[str, dict[str, str]]]:
    """The model from all texts, or from every second one."""
    return {
        "pairs": {name: packed(pair_costs(list(texts(name))[step])) for name in PAIRED},
        "signs": {name: packed(sign_costs(list(texts(name))[step], most)) for name, most in SIGNS.items()},
    }


def main() -> None:
    text = json.dumps(learn(), ensure_ascii=False, indent=1)
    MODEL.write_text(text + "\n", encoding="utf-8")
    print(f"{len(text.encode()):,} bytes")


if __name__ == "__main__":
    main()
