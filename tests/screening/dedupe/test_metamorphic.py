"""What must not matter: the order of records, company, and the habits of databases; a broken column is muted."""

import random

import pytest

from screening.dedupe.engine.run import find
from tests.screening.dedupe.works import TRIAL, clusters

pytestmark = pytest.mark.engine_free

_WORDS = (
    "ketamine opioid migraine placebo infusion chronic acute children adults sleep memory anxiety surgery nerve "
    "spinal cervical lumbar cancer burn trauma quality registry cohort pilot dose tolerance recovery function"
)
_NAMES = "Göbel Kim Ruiz Novák Okafor Lindqvist Haddad Moreau Tanaka Silva Petrov Byrne Costa Ahmed Jensen"
WORDS, NAMES = _WORDS.split(), _NAMES.split()


def library(seed: int, works: int = 60) -> tuple[list[dict[str, str]], list[str]]:
    """Works with up to four records each, as databases would write them, and a name for each record."""
    dice = random.Random(seed)
    rows, names = [], []
    for number in range(works):
        title = " ".join(dice.sample(WORDS, 9)).capitalize() + f": {dice.choice(WORDS)} in {dice.choice(WORDS)}"
        start = dice.randint(1, 900)
        record = {
            "source": "PubMed",
            "title": title,
            "authors": "; ".join(f"{name}, {dice.choice('ABCDE')}" for name in dice.sample(NAMES, 4)),
            "year": str(dice.randint(1995, 2024)),
            "journal": dice.choice(["European Journal of Pain", "Annals of Neurology", "Spine"]),
            "volume": str(dice.randint(1, 80)),
            "issue": str(dice.randint(1, 12)),
            "pages": f"{start}-{start + dice.randint(2, 12)}",
            "doi": f"10.1000/{number}.{seed}" if dice.random() < 0.7 else "",
            "pmid": "",
            "abstract": "",
            "type": "Journal Article",
        }
        for copy in range(dice.choice([1, 1, 2, 2, 3, 4])):
            rows.append(perturbed(record, dice) if copy else record)
            names.append(f"{number}/{copy}")
    return rows, names


def perturbed(record: dict[str, str], dice: random.Random) -> dict[str, str]:
    """As another database would write it."""
    changed = dict(record)
    if dice.random() < 0.5:
        changed["title"] = dice.choice([str.upper, str.title, lambda t: f"<i>{t}</i>", lambda t: t + "."])(
            record["title"]
        )
    if dice.random() < 0.5:
        changed["authors"] = "; ".join(
            f"{a.split(', ')[0]} {a.split(', ')[1]}." for a in record["authors"].split("; ")
        )
    if dice.random() < 0.3:
        changed["authors"] = changed["authors"].replace("ö", "o").replace("á", "a")
    if dice.random() < 0.5:
        changed["journal"] = {"European Journal of Pain": "Eur J Pain", "Annals of Neurology": "Ann Neurol"}.get(
            record["journal"], record["journal"].upper()
        )
    first, last = record["pages"].split("-")
    if dice.random() < 0.5:
        changed["pages"] = (
            f"{first}–{last[-1] if first[:-1] == last[:-1] else last}" if dice.random() < 0.5 else first
        )
    if dice.random() < 0.4:
        changed["doi"] = f"https://doi.org/{record['doi'].upper()}" if record["doi"] else ""
    return changed


@pytest.mark.parametrize("seed", range(5))
def test_records_perturbed_as_databases_do_stay_in_their_cluster(seed):
    rows, names = library(seed)
    wanted: dict[str, set[str]] = {}
    for name in names:
        wanted.setdefault(name.split("/")[0], set()).add(name)
    assert clusters(find(rows), names) == {frozenset(work) for work in wanted.values() if len(work) > 1}


@pytest.mark.parametrize("seed", range(5))
def test_neither_order_nor_company_changes_anything(seed):
    rows, names = library(seed)
    whole = find(rows)
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    shuffled = find([rows[n] for n in order])
    assert clusters(shuffled, [names[n] for n in order]) == clusters(whole, names)
    asked = {frozenset((names[q.a], names[q.b])) for q in whole.questions}
    assert {frozenset((names[order[q.a]], names[order[q.b]])) for q in shuffled.questions} == asked
    assert clusters(find([*rows, TRIAL]), [*names, "alone"]) == clusters(whole, names)


def test_of_equal_copies_what_they_hold_decides_which_stands_in_a_question():
    one = TRIAL | {"doi": "", "pmid": "", "abstract": "", "pages": ""}
    copies = [one, one | {"title": TRIAL["title"].upper()}, one | {"title": TRIAL["title"] + "."}]
    rows = [*copies, one | {"year": "2020", "volume": ""}]
    asked = set()
    for turn in range(len(rows)):
        turned = rows[turn:] + rows[:turn]
        found = find([row | {"order": str(n)} for n, row in enumerate(turned)])
        asked.add(tuple(sorted(turned[place]["title"] for q in found.questions for place in (q.a, q.b))))
    assert len(asked) == 1
    assert len(asked.pop()) == 2


def test_a_running_number_for_an_issue_is_muted_where_no_pages_are_told():
    rows, names = library(1, works=160)
    bare = [row | {"pages": "", "doi": "", "issue": "7"} for row in rows]
    right = clusters(find(bare), names)
    found = find([row | {"issue": str(7 * n + 1)} for n, row in enumerate(bare)])
    assert list(found.columns.muted) == ["issue"]
    assert clusters(found, names) == right


def test_a_running_number_for_an_issue_is_muted_where_no_authors_are_told():
    rows, names = library(1, works=120)
    bare = [row | {"authors": "", "doi": "", "pages": f"{_start(row)}-{int(_start(row)) + 8}"} for row in rows]
    found = find([row | {"issue": str(7 * n + 1)} for n, row in enumerate(bare)])
    assert list(found.columns.muted) == ["issue"]


def test_columns_of_one_team_in_the_issues_of_a_volume_mute_nothing():
    team = {"authors": "Göbel, H.; Kim, J.; Ruiz, A.", "journal": "The Weekly Surgeon", "year": "2012"}
    titles = [
        f"What the {word} taught us about {other} in surgical wards" for word in WORDS[:8] for other in WORDS[8:12]
    ]
    rows = [
        team | {"title": title, "volume": "379", "issue": str(9800 + issue)}
        for title in titles
        for issue in (1, 14, 40)
    ]
    assert find(rows).columns.muted == ()
    assert find(rows).clusters == []


def _start(row: dict[str, str]) -> str:
    return row["pages"].replace("–", "-").split("-")[0]


@pytest.mark.parametrize("column", ["issue", "volume", "pages"])
def test_a_column_that_contradicts_certain_copies_is_muted(column):
    rows, names = library(1, works=120)
    right = clusters(find(rows), names)
    noisy = [{**row, column: str(1000 + n)} for n, row in enumerate(rows)]
    found = find(noisy)
    assert list(found.columns.muted) == [column]
    assert clusters(found, names) == right
