"""DOIs that a blank stands in: closed where what follows can only be their rest, else told."""

import pytest

from screening.importing.parsers import dois

from .reading import read

WHOLE = {  # as printed, and the DOI that is meant
    "10.1016/j.pain. 2014.01.001": "10.1016/j.pain.2014.01.001",
    "10.1016/j.pain. 2014.01.001 [doi]": "10.1016/j.pain.2014.01.001",
    "10.1016/j. pain. 2014. 01. 001": "10.1016/j.pain.2014.01.001",
    "doi: 10.1016/j.pain .2014.01.001": "10.1016/j.pain.2014.01.001",
    "https://doi.org/10.1016/ J.PAIN.2014.01.001": "10.1016/j.pain.2014.01.001",
    "10. 1016/j.pain.2014.01.001": "10.1016/j.pain.2014.01.001",
    "10.1097/01.ajp.0000 155119": "10.1097/01.ajp.0000155119",
    "10.1097/01.ajp.0000155119. 94820.56": "10.1097/01.ajp.0000155119.94820.56",
    "10.1016/S0304-3959(14) 00001-1": "10.1016/s0304-3959(14)00001-1",
    "10.1016/S0304-3959(14)00001- 1": "10.1016/s0304-3959(14)00001-1",
    "10.1136/bmj. 39489.470347.AD": "10.1136/bmj.39489.470347.ad",
    "10.1371/journal.pone. 0012345": "10.1371/journal.pone.0012345",
    "10.1186/1471-2253-\n14-12": "10.1186/1471-2253-14-12",
}
ENDED = (  # what stands behind these is no part of them
    "10.1000/ab12 [doi]",
    "10.1000/ab12 (in press)",
    "10.1000/ab12 10.1000/cd13",
    "10.1000/ab12; 10.1000/cd13",
    "10.1000/ab12. https://doi.org/10.1000/ab12",
    "10.1000/ab12, 12345678",
    "10.1000/ab12 PMID: 12345678",
    "10.1000/ab12 PMC123456",
    "10.1000/ab12 S0304-3959(14)00001-1 [pii]",
    "10.1000/ab12. 2014",
    "10.1000/ab12. 2014-01-03",
    "10.1000/ab12 2014 Jan 3",
    "10.1000/ab12. Epub 2014 Jan 3",
    "10.1000/ab12 accessed in 2014",
)
DOUBTFUL = {  # what stands behind these may be
    "10.1016/j.pain 2014.01.001": "10.1016/j.pain",
    "10.1016/j.pain 2014 01 001": "10.1016/j.pain",
    "10.1016/j.pain 2014": "10.1016/j.pain",
    "10.1000/ab12. 12345678": "10.1000/ab12",
    "10.1097/01.ajp.0000155119 94820.56": "10.1097/01.ajp.0000155119",
}


@pytest.mark.parametrize("printed", WHOLE)
def test_a_blank_before_what_can_only_be_the_rest_of_the_doi_is_closed(printed):
    assert dois.clean_doi(printed) == WHOLE[printed]
    assert dois.behind(printed) == ""
    assert dois.why_suspicious(WHOLE[printed]) == ""


@pytest.mark.parametrize("printed", ENDED)
def test_what_is_no_part_of_a_doi_is_not_joined_to_it_nor_told(printed):
    assert dois.clean_doi(printed) == "10.1000/ab12"
    assert dois.behind(printed) == ""


@pytest.mark.parametrize("printed", DOUBTFUL)
def test_what_may_be_a_part_of_a_doi_is_told(printed):
    assert dois.clean_doi(printed) == DOUBTFUL[printed]
    assert dois.behind(printed) == printed.removeprefix(DOUBTFUL[printed]).strip(". ")


def test_an_old_doi_whose_number_is_cut_is_told():
    assert "10 digits" in dois.why_suspicious("10.1097/01.ajp.0000")
    assert dois.why_suspicious("10.1097/01.ajp.0000155119.94820.56") == ""


FILES = {
    "ris": "TY  - JOUR\nTI  - Warm baths\nPY  - 2014\nDO  - {}\nER  - \n",
    "nbib": "PMID- 1\nTI  - Warm baths\nDP  - 2014\nAID - {} [doi]\n",
    "bibtex": "@article{{a, title = {{Warm baths}}, year = 2014, doi = {{{}}}}}\n",
    "csv": "Title,Year,DOI\nWarm baths,2014,{}\n",
    "csljson": '[{{"type": "article-journal", "title": "Warm baths", "issued": {{"raw": "2014"}}, "DOI": "{}"}}]',
    "enw": "%0 Journal Article\n%T Warm baths\n%D 2014\n%R {}\n",
    "wos": "FN Clarivate\nVR 1.0\nPT J\nTI Warm baths\nPY 2014\nDI {}\nER\n\nEF\n",
    "ovid": "<1>\nUnique Identifier\n  1\nTitle\n  Warm baths.\nYear of Publication\n  2014\n"
    "Digital Object Identifier\n  {}\n",
    "endnote_xml": "<xml><records><record><titles><title>Warm baths</title></titles>"
    "<dates><year>2014</year></dates><electronic-resource-num>{}</electronic-resource-num></record></records></xml>",
}


@pytest.mark.parametrize("format", FILES)
def test_every_format_closes_the_blank_or_tells_of_it(format):
    (record,), problems = read(FILES[format].format("10.1016/j.pain. 2014.01.001"), format)
    assert (record.doi, problems) == ("10.1016/j.pain.2014.01.001", [])

    (record,), problems = read(FILES[format].format("10.1016/j.pain 2014.01.001"), format)
    assert record.doi == "10.1016/j.pain"
    assert [(p.field, "2014.01.001" in p.what) for p in problems] == [("doi", True)]
