"""How the model of printed references is made from tagged ones: labels for each piece, and the fit.

The tagged strings have a blank between all segments and few addresses at their ends. A part of them, chosen by
chance with a fixed seed, is printed as journals do it: year, volume and pages without blanks, a DOI or an address
behind, a title in capitals.
"""

from __future__ import annotations

import random
import re
import tempfile
from pathlib import Path

import numpy as np

from benchmarks._tagged import SEED, Tagged, fifths, hits
from screening.importing.parsers.records import ParsedRecord
from screening.importing.parsers.reference_features import features_of
from screening.importing.parsers.reference_learned import Learned, label
from screening.importing.parsers.reference_list import read_text
from screening.importing.parsers.reference_pieces import parts_of
from screening.importing.parsers.reference_reading import evidence_of
from screening.importing.parsers.reference_styles import read_reference
from screening.importing.parsers.reference_tokens import tokens_of

# Labels too rare to be learned, and what they are near to.
SAME = {
    "director": "editor",
    "producer": "editor",
    "source": "note",
    "medium": "note",
    "isbn": "note",
    "collection-title": "container-title",
}
OPTIONS = {"c1": 0.1, "c2": 0.02, "max_iterations": 120, "feature.possible_transitions": True}
GLUED, ADDRESSED, LOUD = 0.4, 0.2, 0.03  # shares of the strings that are printed otherwise

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_YEAR_IN_VOLUME = re.compile(r"\(?(?:1[89]|20)\d\d[;:,).]*")


def learn(strings: list[Tagged]) -> tuple[bytes, list[float]]:
    """The model of these strings, and the weights of the evidence, from strings its sister did not see."""
    kept, *others = fifths(strings, SEED + 1)
    sister = Learned.load(fit([each for part in others for each in part]), [0.0] * 5)
    return fit(strings), weights_of(kept, sister)


def fit(strings: list[Tagged]) -> bytes:
    import pycrfsuite

    chance = random.Random(1)  # noqa: S311
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(OPTIONS)
    for each in strings:
        features, labels = labelled(*printed(each, chance))
        trainer.append(features, labels)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        return path.read_bytes()


def printed(tagged: Tagged, chance: random.Random) -> tuple[str, list[tuple[int, str]]]:
    """The string, and where each of its segments ends with which label."""
    glue, address, loud = (chance.random() < share for share in (GLUED, ADDRESSED, LOUD))
    segments = [(SAME.get(tag, tag), text) for tag, text in tagged.segments]
    if loud:
        segments = [(tag, text.upper() if tag == "title" else text) for tag, text in segments]
    if address and not {"doi", "url"} & {tag for tag, _ in segments}:
        segments += _address(chance)
    text, ends = "", []
    for tag, said in segments:
        tight = glue and re.search(r"[\w)][;:]$", text) and re.match(r"[(\w]", said) and re.search(r"\d", said)
        said = _TAG.sub("", said).strip()
        if not said:
            continue
        text += said if not text or tight else f" {said}"
        ends.append((len(text), tag))
    return text, ends


def _address(chance: random.Random) -> list[tuple[str, str]]:
    number, year = chance.randrange(10**5, 10**7), chance.randrange(2000, 2026)
    doi = f"10.{chance.randrange(1000, 9999)}/{chance.choice(('j.abc', 's', 'journal.', 'x'))}{number}"
    page = f"http{chance.choice(('', 's'))}://www.example.{chance.choice(('org', 'com', 'edu'))}/{number}.html"
    return chance.choice(
        (
            [("doi", f"doi:{doi}.")],
            [("doi", f"doi: {doi}")],
            [("doi", f"https://doi.org/{doi}")],
            [("doi", f"DOI: {doi}."), ("note", f"PMID: {number}.")],
            [("note", "Available from:"), ("url", page)],
            [("note", f"Retrieved May {1 + number % 30}, {year}, from"), ("url", page)],
            [("url", page), ("note", f"(accessed {1 + number % 30} June {year}).")],
        )
    )


def labelled(text: str, ends: list[tuple[int, str]]) -> tuple[list[list[str]], list[str]]:
    """Features and label of each token. A year tagged as part of a volume is a date where there is no other."""
    tokens, labels, at = tokens_of(text), [], 0
    dated = any(tag == "date" for _, tag in ends)
    for token in tokens:
        while token.start >= ends[at][0]:
            at += 1
        tag = ends[at][1]
        year = not dated and tag == "volume" and _YEAR_IN_VOLUME.fullmatch(token.text)
        labels.append("date" if year else tag)
    return features_of(tokens), labels


def weights_of(strings: list[Tagged], learned: Learned) -> list[float]:
    """Logistic regression, by Newton's steps, of "all is right" on the evidence for each reading."""
    rows, right = [], []
    for each in strings:
        found = label(each.text, learned)
        rules = read_reference(each.text, [])
        rows.append([1.0, *evidence_of(rules, parts_of(each.text, found.pieces, rules), found.least)])
        right.append(all(hits(each, read_one(each, learned)).values()))
    x, y = np.array(rows), np.array(right, dtype=float)
    weights = np.zeros(x.shape[1])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-x @ weights))
        spread = (x * (chance * (1 - chance))[:, None]).T @ x + 1e-3 * np.eye(x.shape[1])
        weights += np.linalg.solve(spread, x.T @ (y - chance) - 1e-3 * weights)
    return [round(float(weight), 3) for weight in weights]


def read_one(tagged: Tagged, learned: Learned | None = None) -> ParsedRecord:
    """The string read as a reference list of one."""
    return next(got for got in read_text(tagged.text, learned) if isinstance(got, ParsedRecord))
