"""How often the encoding of a file is told right that does not say it: `python -m benchmarks encodings`.

The letters are counted in every second text of each language, and files are made of the others: records with
a title in the language, plain English around it, in a part of the files only some of the titles. Right is a file
whose whole text comes out as it was.
"""

import json
import random
import tempfile
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.learn_letters import PAIRED, SIGNS, learn, texts
from screening.importing.parsers import letters

SIZES = (1, 3, 20, 60)  # records a file
ENOUGH = 0.9  # of a language's texts must be writable in an encoding
FILES = 12  # of each language and encoding
OTHERS_SHARE = 0.6  # of the titles that are English, in every second file
_BESIDE = "Effect of ketamine on pain after surgery: a randomised trial"


def run() -> list[Figure]:
    right = dict.fromkeys(SIZES, 0)
    made = dict.fromkeys(SIZES, 0)
    western = [0, 0]
    with tempfile.TemporaryDirectory() as folder:
        letters.MODEL = Path(folder) / "half.json"
        letters.MODEL.write_text(json.dumps(learn(slice(0, None, 2)), ensure_ascii=False), encoding="utf-8")
        letters._model.cache_clear()
        for language in (*PAIRED, *SIGNS):
            said = [text for text in list(texts(language))[1::2] if 12 < len(text) < 300]
            for encoding in (each for each in letters.ENCODINGS if language in each.languages):
                held = [text for text in said if _can_write(encoding.codec, text)]
                if len(held) < ENOUGH * len(said):
                    continue  # not written so
                for size, is_right in _tries(held, encoding.codec):
                    made[size] += 1
                    right[size] += is_right
                    if encoding.codec == "cp1252":
                        western[0] += is_right
                        western[1] += 1
    figures = [
        Figure(f"Files of {n} records", 100 * right[n] / made[n], "%", note=f"{made[n]} files") for n in SIZES
    ]
    share = 100 * western[0] / western[1]
    return [*figures, Figure("Files in Windows-1252 left alone", share, "%", note=f"{western[1]} files")]


def _can_write(codec: str, text: str) -> bool:
    try:
        return bool(text.encode(codec))
    except UnicodeEncodeError:
        return False


def _tries(said: list[str], codec: str):
    """(records, right or not) of each file that the encoding can write and that is not plain ASCII."""
    for seed in range(FILES):
        chance, size = random.Random(seed), SIZES[seed % len(SIZES)]  # noqa: S311 - the same files each time
        mixed = OTHERS_SHARE if seed % 2 else 0.0
        titles = [_BESIDE if chance.random() < mixed else chance.choice(said) for _ in range(size)]
        data = "\r\n".join(f"TI  - {title}\r\nAU  - Smith, J." for title in titles).encode(codec)
        words = [word for word in data.split() if not word.isascii()]
        if words:
            found = letters.likeliest(words)
            yield size, data.decode(found.codec, "replace") == data.decode(codec)
