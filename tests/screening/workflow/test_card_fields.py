"""What of a record a card shows, and what a lead may hide."""

from screening.workflow.card_fields import hidden_on_cards, registry_links


def test_hidden_authors_take_the_links_with_them():
    assert hidden_on_cards(["authors"]) == {"authors", "links"}
    assert hidden_on_cards(["journal", "year"]) == {"journal", "year", "links"}
    assert hidden_on_cards(["year", "no such field"]) == {"year"}
    assert hidden_on_cards([]) == frozenset()


def test_register_numbers_are_found_once_wherever_they_stand():
    text = "Registered as NCT01234567 (nct 01234567) and ISRCTN12345678; not NCT123."
    assert registry_links("NCT07654321", text) == [
        ("NCT07654321", "https://clinicaltrials.gov/study/NCT07654321"),
        ("NCT01234567", "https://clinicaltrials.gov/study/NCT01234567"),
        ("ISRCTN12345678", "https://www.isrctn.com/ISRCTN12345678"),
    ]
    assert registry_links("", "no number") == []
