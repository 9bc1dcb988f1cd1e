"""The semicolon that ends an HTML entity parts no names and no keywords."""

import pytest

from screening.importing.parsers.formats import parse
from screening.importing.parsers.records import ParsedRecord

NAMES = {
    "O&apos;Brien, T": "O'Brien, T",
    "&Oslash;stergaard, S": "Østergaard, S",
    "M&uuml;ller, K": "Müller, K",
    "O&#39;Neil, P": "O'Neil, P",
    "Garc&#xed;a, M": "García, M",
}


def only(text, format):
    (record,) = [got for got in parse(text.encode(), format) if isinstance(got, ParsedRecord)]
    return record


def write(format, names, keyword):
    lines = {"ris": "AU  - {}", "enw": "%A {}", "bibtex": "{}"}
    people = "\n".join(lines.get(format, "{}").format(name) for name in names)
    return {
        "ris": f"TY  - JOUR\nTI  - A\n{people}\nKW  - {keyword}\nER  - \n",
        "enw": f"%0 Journal Article\n%T A\n{people}\n%K {keyword}\n",
        "csv": f'Title,Authors,Year,Keywords\nA,"{"; ".join(names)}",2001,{keyword}\n',
        "bibtex": f"@article{{a, title={{A}}, author={{{' and '.join(names)}}}, keywords={{{keyword}}}}}\n",
    }[format]


@pytest.mark.parametrize("format", ["ris", "enw", "csv", "bibtex"])
@pytest.mark.parametrize("printed", NAMES)
def test_a_name_with_an_entity_is_one_name(format, printed):
    record = only(write(format, [printed], "caf&eacute; au lait"), format)

    assert record.authors == (NAMES[printed],)
    assert record.keywords == ("café au lait",)


@pytest.mark.parametrize("format", ["ris", "enw", "csv", "bibtex"])
def test_several_names_with_entities_are_so_many(format):
    record = only(write(format, NAMES, "a;caf&eacute;;b"), format)

    assert record.authors == tuple(NAMES.values())
    assert record.keywords == ("a", "café", "b")


@pytest.mark.parametrize("format", ["csv", "bibtex"])
def test_keywords_between_commas_stay_so_beside_an_entity(format):
    text = write(format, ["Roe, J"], '"caf&eacute;, tea"' if format == "csv" else "caf&eacute;, tea")

    assert only(text, format).keywords == ("café", "tea")


def test_names_of_one_field_are_still_parted_at_semicolons():
    record = only("TY  - JOUR\nTI  - A\nAU  - O&apos;Brien, T; M&uuml;ller, K\nER  - \n", "ris")

    assert record.authors == ("O'Brien, T", "Müller, K")
