"""Answers to the questions of RoB 2 (effect of assignment) that suggest each level, and how a test saves them."""

from synthesis.appraisal import actions

ANSWERS = {
    "D1": {
        "low": {"1.1": "Y", "1.2": "PY", "1.3": "N"},
        "some": {"1.1": "Y", "1.2": "NI", "1.3": "PN"},
        "high": {"1.1": "Y", "1.2": "N", "1.3": "N"},
    },
    "D2": {
        "low": {"2.1": "N", "2.2": "N", "2.6": "Y"},
        "some": {"2.1": "N", "2.2": "Y", "2.3": "NI", "2.6": "Y"},
        "high": {"2.1": "N", "2.2": "N", "2.6": "PN", "2.7": "Y"},
    },
    "D3": {
        "low": {"3.1": "Y"},
        "some": {"3.1": "N", "3.2": "N", "3.3": "Y", "3.4": "PN"},
        "high": {"3.1": "N", "3.2": "PN", "3.3": "NI", "3.4": "NI"},
    },
    "D4": {
        "low": {"4.1": "N", "4.2": "N", "4.3": "N"},
        "some": {"4.1": "N", "4.2": "NI", "4.3": "N"},
        "high": {"4.1": "Y", "4.2": "N"},
    },
    "D5": {
        "low": {"5.1": "Y", "5.2": "N", "5.3": "N"},
        "some": {"5.1": "NI", "5.2": "N", "5.3": "N"},
        "high": {"5.1": "Y", "5.2": "Y", "5.3": "N"},
    },
}


def judgements(level: str = "low", overall: str = "", support: str = "", **other: str) -> dict[str, dict]:
    """A whole appraisal at one level, other domains at theirs, each with the answers that suggest it."""
    held = {
        code: {"level": (here := other.get(code, level)), "support": support, "answers": by_level[here]}
        for code, by_level in ANSWERS.items()
    }
    return held | {"overall": {"level": overall or level, "support": ""}}


def posted(held: dict[str, dict]) -> dict[str, str]:
    """The appraisal as the form sends it."""
    found = {f"{part}-{code}": said[part] for code, said in held.items() for part in ("level", "support")}
    return found | {f"answer-{n}": each for said in held.values() for n, each in said.get("answers", {}).items()}


def save(tool, study, by, held, *, version=0, complete=True):
    return actions.save_appraisal(
        tool=tool, study=study, study_outcome=None, version=version, judgements=held, complete=complete, by=by
    )


def settle(tool, study, by, held, version=0):
    return actions.settle_appraisal(
        tool=tool, study=study, study_outcome=None, version=version, judgements=held, by=by
    )
