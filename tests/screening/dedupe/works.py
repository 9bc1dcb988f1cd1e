"""Made-up records for the engine's tests: one trial, and what databases and fate make of it."""

from screening.dedupe.engine.judging import Found
from screening.dedupe.engine.run import find

TRIAL = {
    "source": "PubMed",
    "type": "Journal Article",
    "title": "Low-dose ketamine for chronic neuropathic pain after spinal cord injury: a randomised trial",
    "authors": "Göbel, Hartmut; Kim, Ji-Woo; de Oliveira, Carla; Ruiz, Ana",
    "year": "2019",
    "journal": "European Journal of Pain",
    "volume": "23",
    "issue": "4",
    "pages": "712-724",
    "doi": "10.1002/ejp.1340",
    "pmid": "30511234",
    "abstract": "Background: Neuropathic pain after spinal cord injury responds poorly to treatment. Methods: We "
    "gave 84 adults a ketamine infusion or saline for five days and followed them for twelve weeks. Results: Pain "
    "fell by 1.9 points more with ketamine (95% CI 0.9 to 2.9). Conclusions: The effect lasted four weeks.",
}


def work(**changes: str) -> dict[str, str]:
    return TRIAL | changes


def without(*names: str, **changes: str) -> dict[str, str]:
    return TRIAL | dict.fromkeys(names, "") | changes


def verdict(*records: dict[str, str]) -> str:
    """same, asked or apart: what becomes of the first two records, whatever else is there."""
    found = find(records)
    if any(0 in cluster and 1 in cluster for cluster in found.clusters):
        return "same"
    return "asked" if any({q.a, q.b} == {0, 1} for q in found.questions) else "apart"


def clusters(found: Found, names: list[str]) -> set[frozenset[str]]:
    return {frozenset(names[place] for place in cluster) for cluster in found.clusters}
