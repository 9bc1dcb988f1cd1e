"""Replies and headings that a journal prints again and again: only pages or an identifier make two of them one."""

import pytest

from screening.dedupe.engine.standing import stands_again
from screening.importing.match_keys import words_of
from tests.screening.dedupe.works import verdict

pytestmark = pytest.mark.engine_free

PRINTED = {"authors": "Brandt, U.; Lenz, M.", "year": "2017", "journal": "Bone Journal", "volume": "31"}
HEADINGS = (
    "Reply to the letter to the editor", "Reply: letter to the editor about wrist fractures",
    "Response to the letter of Lenz and colleagues", "Response to the comments of two reviewers",
    "Answer to the letter of our readers", "Respuesta a las cartas al director", "Réponse aux lettres des lecteurs",
    "Antwort auf den Leserbrief der Kollegen", "Risposta degli autori alla lettera",
    "Resposta à carta ao editor chefe",
    "Mitteilungen der Gesellschaft für Handchirurgie", "Notizie dalla società italiana di ortopedia",
    "Informations de la société suisse d'orthopédie", "Noticias de la sociedad chilena de ortopedia",
    "News from the International Federation of Societies", "Instructions to authors and referees",
    "Minutes of the general assembly in Vienna", "Orthopaedic case of the month: a painful wrist",
    "Test yourself: a child with a swollen wrist", "Abstracts of the annual meeting of wrist surgeons",
    "Resúmenes del congreso anual de ortopedia", "Zusammenfassungen der Jahrestagung in Graz",
)  # fmt: skip
ARTICLES = (
    "Response to exercise in patients with wrist fractures", "Letters of support for surgical training programmes",
    "Information design for patients with wrist fractures", "Day of the week and mortality after hip fracture",
    "Abstracts in surgery: how often are they published in full", "Guidelines for the treatment of wrist fractures",
    "Newsletters in the education of orthopaedic patients", "Meeting the needs of patients with a wrist fracture",
    "Minutes matter: time to surgery after open fractures", "Notes on the anatomy of the distal radius",
)  # fmt: skip


@pytest.mark.parametrize("title", HEADINGS)
def test_a_standing_heading_without_pages_is_asked_about(title):
    one = PRINTED | {"title": title}
    assert verdict(one, one | {"journal": "Bone J"}) == "asked"
    assert verdict(one | {"issue": "2"}, one | {"issue": "2", "pages": "88"}) == "asked"


@pytest.mark.parametrize("title", HEADINGS[:2] + HEADINGS[10:12])
@pytest.mark.parametrize("borne_out", [{"pages": "88-91", "issue": "2"}, {"pmid": "28111222"}])
def test_pages_and_identifiers_make_two_of_them_one(title, borne_out):
    one = PRINTED | {"title": title} | borne_out
    assert verdict(one, one | {"journal": "Bone J"}) == "same"


@pytest.mark.parametrize("title", ARTICLES)
def test_an_article_whose_title_only_begins_as_one_is_none(title):
    assert not stands_again(words_of(title))
    one = PRINTED | {"title": title}
    assert verdict(one, one | {"journal": "Bone J"}) == "same"
