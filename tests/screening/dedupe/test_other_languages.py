"""Notices in the languages of databases, and titles in two languages that only their place holds together."""

import pytest

from screening.dedupe.engine.notices import is_notice, notice_of
from screening.dedupe.engine.run import find
from tests.screening.dedupe.works import clusters, verdict

pytestmark = pytest.mark.engine_free

ARTICLE = {
    "type": "Journal Article",
    "authors": "Lindqvist, Karin; Moreau, Paul; Sato, Ken",
    "year": "2011",
    "journal": "International Journal of Rehabilitation",
    "volume": "34",
    "issue": "2",
    "pages": "101-109",
}
TITLES = {
    "English": "Balance training in older women: effect on falls",
    "French": "Entraînement de l'équilibre chez les femmes âgées : effet sur les chutes",
    "German": "Gleichgewichtstraining bei älteren Frauen: Wirkung auf die Stürze",
    "Spanish": "Entrenamiento del equilibrio en las mujeres mayores: efecto sobre las caídas",
    "Dutch": "Balanstraining bij oudere vrouwen: het effect op het vallen",
    "Russian": "Тренировка равновесия у пожилых женщин: влияние на падения",
}
BEGINNINGS = {
    "French": ("Rectificatif à : ", "Commentaire sur : ", "Réponse des auteurs : ", "Avis de rétractation : "),
    "German": ("Berichtigung: ", "Kommentar zu: ", "Antwort der Autoren: ", "Rücknahme: "),
    "Spanish": ("Fe de erratas: ", "Corrección: ", "Comentario sobre: ", "Respuesta de los autores: "),
    "Dutch": ("Rectificatie: ", "Commentaar op: ", "Antwoord van de auteurs: "),
    "Russian": ("Исправление: ", "Комментарий к статье: ", "Ответ авторов: "),
}
CASES = [(tongue, beginning) for tongue, some in BEGINNINGS.items() for beginning in some]


@pytest.mark.parametrize(("tongue", "beginning"), CASES)
def test_a_notice_is_not_merged_with_its_article_in_another_language(tongue, beginning):
    notice = ARTICLE | {"title": beginning + TITLES[tongue]}
    for title in (TITLES["English"], f"[{TITLES['English']}]", TITLES[tongue]):
        assert verdict(ARTICLE | {"title": title}, notice) != "same"
        assert verdict(notice, ARTICLE | {"title": title}) != "same"


@pytest.mark.parametrize("tongue", [tongue for tongue in TITLES if tongue != "English"])
def test_the_same_titles_without_these_words_are_one_work(tongue):
    assert verdict(ARTICLE | {"title": TITLES["English"]}, ARTICLE | {"title": TITLES[tongue]}) == "same"


@pytest.mark.parametrize("beginning", ["Leserbrief: ", "Zuschrift an die Redaktion. ", "Replik eines Lesers – "])
def test_words_before_a_colon_of_one_title_alone_are_asked_about(beginning):
    two = (ARTICLE | {"title": TITLES["English"]}, ARTICLE | {"title": beginning + TITLES["German"]})
    assert verdict(*two) != "same"


def test_a_title_that_says_much_more_in_another_language_is_asked_about():
    more = "Bemerkungen eines Lesers, der die Arbeit über das Gleichgewichtstraining bei den älteren Frauen kennt, "
    two = (
        ARTICLE | {"title": "Balance training in the older women of a town"},
        ARTICLE | {"title": more + "und zur Frage der Stürze auf dem Land"},
    )
    assert verdict(*two) == "asked"


def test_a_title_in_both_languages_is_one_with_either():
    both = f"{TITLES['French']}; {TITLES['English']}"
    assert verdict(ARTICLE | {"title": TITLES["English"]}, ARTICLE | {"title": both}) == "same"


def test_where_several_works_have_one_place_titles_in_two_languages_are_asked_about():
    titles = [
        TITLES["French"],
        "Rectificatif : " + TITLES["French"],
        TITLES["Spanish"],
        "Fe de erratas: " + TITLES["Spanish"],
        "Krafttraining und Ernährung von Kindern in der Schule",
    ]
    records = [ARTICLE | {"title": title} for title in titles]
    for several in (records, records[::-1], [records[0], records[2], records[4]]):
        found = find(several)
        assert not found.clusters
        assert found.questions


def test_copies_of_one_title_do_not_compete():
    names = ["English", "again", "German"]
    titles = [TITLES["English"], TITLES["English"].upper(), TITLES["German"]]
    found = find(ARTICLE | {"title": title} for title in titles)
    assert clusters(found, names) == {frozenset(names)}


WORDS = {
    "correction": "Rectificatif|Berichtigung zu|Fe de erratas|Correção|Errata corrige|Rectificatie|Rättelse|"
    "Rettelse|Sprostowanie|Исправление|更正|訂正|Düzeltme|정정",
    "retraction": "Rétractation|Zurückziehung|Retractación|Ritrattazione|Intrekking|Ретракция|撤稿|Geri çekme",
    "comment": "Commentaire sur|Kommentar zu|Comentario a|Commento a|Commentaar op|Komentarz do|"
    "Комментарий к|评论|コメント",
    "reply": "Réponse à|Antwort auf|Respuesta a|Risposta degli autori|Antwoord op|Svar till|Odpowiedź na|Ответ на|"
    "回复|返答|Yanıt|Re",
}


@pytest.mark.parametrize(("kind", "told"), [(kind, one) for kind, some in WORDS.items() for one in some.split("|")])
def test_notices_are_known_in_the_languages_of_databases(kind, told):
    title = f"{told}: Ketamin 2 mg"
    assert notice_of(title) == kind
    assert is_notice(title, kind) == (kind in ("correction", "retraction"))


@pytest.mark.parametrize(
    "title",
    [
        "Corrección de la escoliosis del adolescente con barras magnéticas",
        "Korrektur des Hallux valgus nach Austin",
        "Исправление сколиоза у подростков",
        "Commentaires recueillis en consultation",
        "Replica study of a trial in Turin",
        "Svarta sår hos äldre",
    ],
)
def test_their_words_may_be_the_subject_of_an_article(title):
    assert not notice_of(title)
