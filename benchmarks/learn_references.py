"""Makes the model of printed references anew from all tagged strings: `python -m benchmarks.learn_references`.

Takes about two minutes and needs the tagged strings of data/import/refstrings. What it scores on strings it has not
seen is told by `python -m benchmarks refstrings`.
"""

import json

from benchmarks._learning import OPTIONS, learn
from benchmarks._tagged import load
from screening.importing.parsers.reference_learned import FOLDER


def main() -> None:
    strings = load()
    model, weights = learn(strings)
    made = {
        "learned_from": f"{len(strings):,} tagged references of the AnyStyle project, sets good and gold",
        "source": "https://github.com/inukshuk/anystyle, commit c6f5fb2, res/parser",
        "licence": "BSD-2-Clause, copyright 2011-2023 Sylvester Keil",
        "options": OPTIONS,
        "confidence": weights,
    }
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "references.crfsuite").write_bytes(model)
    (FOLDER / "references.json").write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    print(f"{len(model):,} bytes, weights {weights}")


if __name__ == "__main__":
    main()
