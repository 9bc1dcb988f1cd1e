"""Letters that others write as one or as two (å, ø, ä, ö, ü, ß, æ, đ, ł, ı): one work, whichever way it is."""

import pytest

from tests.screening.dedupe.works import verdict, without

ONE = str.maketrans(
    {"å": "a", "ø": "o", "ä": "a", "ö": "o", "ü": "u", "ß": "ss", "æ": "ae", "đ": "d", "ł": "l", "ı": "i", "ş": "s"}
)
TWO = ONE | str.maketrans({"å": "aa", "ø": "oe", "ä": "ae", "ö": "oe", "ü": "ue", "đ": "dj"})
for way in (ONE, TWO):
    way |= {
        ord(chr(sign).upper()): to.capitalize() for sign, to in tuple(way.items()) if len(chr(sign).upper()) == 1
    }
TITLES = [
    "Überprüfung der Wirksamkeit von Schmerzmitteln für ältere Menschen",
    "Behandling af smerter hos ældre på sygehus: en sammenlignende undersøgelse",
    "Smärtbehandling för äldre på sjukhus i Göteborg",
    "Før og etter: små barn på sykehus i Tromsø",
    "Đavolja kandža za liječenje križobolje: pregled istraživanja s đacima",
    "Yaşlı hastalarda ağrı tedavisinin karşılaştırılması: klinik bir çalışma",
    "Leczenie bólu u osób starszych w łódzkich szpitalach",
    "Große Nüsse, süße Äpfel: Übergewicht fördern oder vermeiden",
]
NAMES = ["Sørensen", "Göbel", "Großmann", "Đorđević", "Yıldız", "Bø", "Ås", "Øye", "Lü", "Ångström", "Łukasz"]
PLACES = [("doi", "pmid"), ("doi", "pmid", "abstract"), ("doi", "pmid", "abstract", "pages")]


def written(record, way):
    return record | {name: record[name].translate(way) for name in ("title", "authors")}


@pytest.mark.parametrize("way", [ONE, TWO], ids=["one letter", "two letters"])
@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("empty", PLACES, ids=" ".join)
def test_a_title_is_the_same_in_either_writing(title, way, empty):
    record = without(*empty, title=title, authors="Østergård, Åse; Kim, Ji-Woo")
    assert verdict(record, written(record, way)) == verdict(record, record | {"source": "Embase"}) == "same"


@pytest.mark.parametrize("title", [*TITLES[:1], *TITLES[2:4], TITLES[7]])
def test_two_databases_that_have_no_such_letter_write_it_in_two_ways(title):
    record = without("doi", "pmid", "abstract", title=title)
    assert verdict(written(record, ONE), written(record, TWO)) in ("same", "asked")


@pytest.mark.parametrize("way", [ONE, TWO], ids=["one letter", "two letters"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("others", ["", "; Kim, Ji-Woo; Ruiz, Ana"])
def test_an_author_is_the_same_in_either_writing(name, others, way):
    record = without("doi", "pmid", "abstract", authors=f"{name}, Ellen{others}")
    assert verdict(record, written(record, way)) == "same"
    bare = record | dict.fromkeys(("volume", "issue", "pages"), "")
    assert verdict(bare, written(bare, way)) == verdict(bare, bare | {"source": "Embase"}) != "apart"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "APOE in carriers of the e4 allele with chronic pain",
            "APO in carriers of the e4 allele with chronic pain",
        ),
        ("AA amyloidosis in chronic pain of adults at home", "A amyloidosis in chronic pain of adults at home"),
        ("Toe injuries and chronic pain of adults at home", "To injuries and chronic pain of adults at home"),
        ("Poet and patient: chronic pain in literature", "Pot and patient: chronic pain in literature"),
        ("Über den Schmerz bei Bären und anderen Tieren", "Über den Schmerz bei Baren und anderen Tieren im Zoo"),
        ("Små barn med smerter på sykehus", "Smaa barn med smerter til sykehus"),
    ],
)
def test_words_that_are_others_are_no_other_writing(one, other):
    base = without("doi", "pmid", "abstract", "pages", "issue")
    assert verdict(base | {"title": one}, base | {"title": other}) != "same"
