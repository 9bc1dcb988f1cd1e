"""Sample forms of the styles of reference lists, one row a form: what each says in its place."""

import pytest

from .reading import read

DATED_WITH_A_DAY = {  # text: volume, issue, pages
    "Żak Ś, Łoś Ž. Naps in pilots. Sen Med. 2011 Mar 3;40(4):12-4.": "40 | 4 | 12-4",
    "Żak Ś, Łoś Ž. Naps in pilots. Sen Med. 2011 Mar 3;65 Suppl 2:S12-9.": "65 | Suppl 2 | S12-9",
    "Naps in pilots: what is known. Sen Med. 2011 Mar 3;40(4):12-4.": "40 | 4 | 12-4",
    "Naps in pilots: what is known. Sen Med. 2011 März 13;40(4):12-4.": "40 | 4 | 12-4",
    "Roe J. Naps in pilots. Sleep. 2019 Jul-Aug;12(3):100-9.": "12 | 3 | 100-9",
    "Roe J. Naps in pilots. Sleep. 2019 Dec 30-31;12:e77.": "12 |  | e77",
}
NUMBERS = {
    "Roe J, Poe KA. Naps in pilots. Sleep. 2002;42 Suppl 2:S93-9.": "42 | Suppl 2 | S93-9",
    "Roe J, Poe KA. Naps in pilots. Sleep. 2002;58(12 Suppl 7):S6-12.": "58 | 12 Suppl 7 | S6-12",
    "Roe J, Poe KA. Naps in pilots. Sleep. 2002;83(Pt 2):491-5.": "83 | Pt 2 | 491-5",
    "Roe J, Poe KA. Naps in pilots. Sleep. 2002;83 Pt 2:491-5.": "83 | Pt 2 | 491-5",
    "Roe J, Poe KA. Naps in pilots. Sleep. 2002;13(9 Pt 1):923-8.": "13 | 9 Pt 1 | 923-8",
    "Roe J, Poe KA. Naps in pilots at night. Clin Sleep. 2002;(401):230-8.": " | 401 | 230-8",
    "Roe J, Poe KA. Naps in pilots. Sleep. 2002;16(2):iii-v.": "16 | 2 | iii-v",
    "Roe J. Fewer naps in big cities. The Evening Paper. 2002 Aug 12;Sect. A:2 (col. 4).": " |  | A:2 (col. 4)",
}
QUOTES = {  # text: type, title, journal
    "Roe, J., & Poe, K. (2020). “Long nights” in Oslo, Norway: A follow-up. Sleep Research, 15(10), 1–9.": (
        "article | “Long nights” in Oslo, Norway: A follow-up | Sleep Research"
    ),
    "Roe, J. (2019). ‘Drowsy’ at the wheel. Sleep Policy, 12(1), 1–9.": (
        "article | ‘Drowsy’ at the wheel | Sleep Policy"
    ),
    "Roe, J. (2019) ‘“Drowsy” at the wheel’, Sleep Policy, 12(1), pp. 1–9.": (
        "article | “Drowsy” at the wheel | Sleep Policy"
    ),
    "Roe, J. (2019) ‘Nurses’ naps at night’, Sleep Policy, 12(1), pp. 1–9.": (
        "article | Nurses’ naps at night | Sleep Policy"
    ),
    "Roe J, Poe KA. “Long nights” in Oslo: a follow-up. Sleep. 2020;15(10):1-9.": (
        "article | “Long nights” in Oslo: a follow-up | Sleep"
    ),
    "J. Roe, “Long nights in the north,” Sleep Lett., vol. 4, no. 2, pp. 1–9, 2020.": (
        "article | Long nights in the north | Sleep Lett"
    ),
    "Roe, J. (2015). In vitro clocks. In Vivo, 29(3), 101–110.": "article | In vitro clocks | In Vivo",
    "Roe, J. (2015). Clocks of mice. In vivo, 29(Pt 3), 101–110.": "article | Clocks of mice | In vivo",
    "Roe, J. (2015). Do mice nap? In Practice, 29(3), 101–110.": "article | Do mice nap? | In Practice",
    "Roe, J. (2015) ‘Clocks of mice’, In Practice, 29(3), pp. 101–110.": "article | Clocks of mice | In Practice",
    "Roe, J. (2015). Clocks of mice. In K. Poe (Ed.), Sleep of animals (pp. 1–9). Wiley.": (
        "chapter | Clocks of mice | Sleep of animals"
    ),
    "Roe, J. (2015) ‘Clocks of mice’, in Poe, K. (ed.) Sleep of animals. London: Wiley, pp. 1–9.": (
        "chapter | Clocks of mice | Sleep of animals"
    ),
}
AUSTRALIAN = {  # text: type, authors, year, title, container, volume, issue, pages, publisher, place
    "Roe J, Poe KA & Low B 2015, 'Naps in rural clinics', Rural Sleep, vol. 23, no. 4, pp. 201-209.": (
        "article | Roe, J; Poe, KA; Low, B | 2015 | Naps in rural clinics | Rural Sleep | 23 | 4 | 201-209 |  | "
    ),
    "Roe B 2017, 'Naps', Journal of Sleep, vol. 4, no. 1, pp. 2-9.": (
        "article | Roe, B | 2017 | Naps | Journal of Sleep | 4 | 1 | 2-9 |  | "
    ),
    "Roe, J.A. & Ängström, Ö. 2016, ‘A “new” nap’, Journal of Sleep, vol. 3, no. 4, pp. 20–29.": (
        "article | Roe, J.A.; Ängström, Ö. | 2016 | A “new” nap | Journal of Sleep | 3 | 4 | 20-29 |  | "
    ),
    "World Sleep Organization 2020, Naps at work, World Sleep Organization, viewed 3 May 2020, <https://x.org/>.": (
        "webpage | World Sleep Organization | 2020 | Naps at work |  |  |  |  | World Sleep Organization | "
    ),
    "Deep Blue 2019, Naps of older people, viewed 12 June 2021, <https://www.deepblue.example/naps>.": (
        "webpage | Deep Blue | 2019 | Naps of older people |  |  |  |  |  | "
    ),
    "Roe, J 2014, Sleeping well, 6th edn, Open University Press, Maidenhead.": (
        "book | Roe, J | 2014 | Sleeping well |  |  |  |  | Open University Press | Maidenhead"
    ),
    "Roe, AW 2012, 'Naps in the day', in SM Poe (ed.), The sleep of children, MTP, Lancaster, pp. 83-95.": (
        "chapter | Roe, AW | 2012 | Naps in the day | The sleep of children |  |  | 83-95 | MTP | Lancaster"
    ),
}
OTHERS = {
    "World Sleep Organization. Naps: Fact sheet. World Sleep Organization; 2023 [cited 2024 Jan 5]. "
    "Available from: https://x.org/naps": (
        "webpage | World Sleep Organization | 2023 | Naps: Fact sheet |  |  |  |  | World Sleep Organization | "
    ),
    "World Sleep Organization. Naps: Fact sheet. World Sleep Organization. 2023. Accessed January 5, 2024. "
    "https://x.org/naps": (
        "webpage | World Sleep Organization | 2023 | Naps: Fact sheet |  |  |  |  | World Sleep Organization | "
    ),
    "S Core Team. (2024). S: A language of sleep. S Foundation for Sleep. https://www.x.org/": (
        "webpage | S Core Team | 2024 | S: A language of sleep |  |  |  |  | S Foundation for Sleep | "
    ),
    "Sleep Society [Internet]. Oslo: The Society; c1995-2002 [updated 2001 Aug 23; cited 2002 Aug 12]. "
    "Available from: http://www.x.org/": "webpage |  | 1995 | Sleep Society |  |  |  |  | The Society | Oslo",
    "Sleepers [Internet]. Evanston (IL): Sleep Board. c2000 - [cited 2001 Mar 8]. "
    "Available from: http://www.x.org/": "webpage |  | 2000 | Sleepers |  |  |  |  | Sleep Board | Evanston (IL)",
    "Bulletin Editorial Staff, Poe É. Naps. No better than tea. Bull Nap. 2012;21(124):45-6.": (
        "article | Bulletin Editorial Staff; Poe, É | 2012 | Naps. No better than tea | Bull Nap | 21 | 124 | 45-6"
        " |  | "
    ),
    "Roe, J. (in press). A future paper on sleep. Journal of Sleep.": (
        "article | Roe, J. | None | A future paper on sleep | Journal of Sleep |  |  |  |  | "
    ),
    "Roe, J., & Łoś, Ż. (submitted). A future paper on sleep. Journal of Sleep.": (
        "article | Roe, J.; Łoś, Ż. | None | A future paper on sleep | Journal of Sleep |  |  |  |  | "
    ),
    "Roe LC 3rd, Poe FG, Low JP, editors. Operative sleep. 2nd ed. New York: Nap House; 2002.": (
        "book |  | 2002 | Operative sleep |  |  |  |  | Nap House | New York"
    ),
    "Roe GK, Poe AM. Young sleepers. 2nd ed. Low RR, editor. White Plains (NY): Sleep Education Services; 2001.": (
        "book | Roe, GK; Poe, AM | 2001 | Young sleepers |  |  |  |  | Sleep Education Services | White Plains (NY)"
    ),
    "Roe GG (State University, School of Sleep, Stillwater, OK). Watching naps. Final report. Arlington (VA): "
    "Office of Sleep (US); 2002 Feb.": (
        "book | Roe, GG | 2002 | Watching naps. Final report |  |  |  |  | Office of Sleep (US) | Arlington (VA)"
    ),
    "Roe S, Poe F. Naps. In: Low JA, Kay E, editors. Computing sleep. CompSleep 2002: Proceedings of "
    "the 5th European Conference on Sleep; 2002 Apr 3-5; Kinsale, Ireland. Berlin: Springer; 2002. p. 182-91.": (
        "conference | Roe, S; Poe, F | 2002 | Naps | Computing sleep. CompSleep 2002: Proceedings of the "
        "5th European Conference on Sleep |  |  | 182-91 | Springer | Berlin"
    ),
    "Roe CD, Poe RL. Naps. In: Handbook of sleep. Vol. 2. Wiley; 1983. p. 70-86.": (
        "chapter | Roe, CD; Poe, RL | 1983 | Naps | Handbook of sleep | 2 |  | 70-86 | Wiley | "
    ),
    "Nguyen, T., Ng, K., & O, J. (2018). Naps of cells. Cell Sleep, 175(2), 311–312.": (
        "article | Nguyen, T.; Ng, K.; O, J. | 2018 | Naps of cells | Cell Sleep | 175 | 2 | 311-312 |  | "
    ),
}


FROM_ELSEWHERE = {  # forms of other styles, with names of many countries
    "Łoś, Ż.-M., & de Souza e Silva, J. (2019). 10 years of “Naps first”: Lessons from São Paulo. In M. "
    "Ång & Ö. Çel (Eds.), Handbook of naps (2nd ed., Vol. 3, pp. 33–51). Springer.": (
        "chapter | Łoś, Ż.-M.; de Souza e Silva, J. | 2019 | 10 years of “Naps first”: Lessons from São "
        "Paulo | Handbook of naps | 3 |  | 33-51 | Springer | "
    ),
    "NHS England (2022) Sleep well: a guide for staff. Available at: https://x.org/sleep (Accessed: 12 "
    "March 2023).": ("webpage | NHS England | 2022 | Sleep well: a guide for staff |  |  |  |  |  | "),
    "Achebe, Chinụa. “Sleep and the Novelist.” The Nightly Review, 3 Mar. 2011, www.nightly.example/sleep.": (
        "article | Achebe, Chinụa | 2011 | Sleep and the Novelist | The Nightly Review |  |  |  |  | "
    ),
    "Łoś Ż, Żuk M, Ng Y: Sleep and pain in Poland: a survey. BMC Public Health 2012, 12(Suppl 1):S3.": (
        "article | Łoś, Ż; Żuk, M; Ng, Y | 2012 | Sleep and pain in Poland: a survey | BMC Public Health | "
        "12 | Suppl 1 | S3 |  | "
    ),
    "Ángel-García Ó, Übel Ü. ¿Dormir o no dormir? Med Clin (Barc). 2014;143 Supl 1:S3-7.": (
        "article | Ángel-García, Ó; Übel, Ü | 2014 | ¿Dormir o no dormir? | Med Clin (Barc) | 143 | Supl 1 | "
        "S3-7 |  | "
    ),
    "K.-H. Müller and É. Dupont, “Ears in the wild,” in Proc. 42nd Int. Conf. Eng. Med. (EMB), Montreal, "
    "QC, Canada, 2020, pp. 312–315.": (
        "conference | Müller, K.-H.; Dupont, É. | 2020 | Ears in the wild | Proc. 42nd Int. Conf. Eng. Med. "
        "(EMB) |  |  | 312-315 |  | Montreal, QC, Canada"
    ),
    "T.H. Đặng, J. O, A. de Souza e Silva, Night eating, in: Ś. Roe (Ed.), Eating Late, second ed., "
    "Elsevier, Amsterdam, 2015, pp. 77–98.": (
        "chapter | Đặng, T.H.; O, J.; de Souza e Silva, A. | 2015 | Night eating | Eating Late |  |  | 77-98 "
        "| Elsevier | Amsterdam"
    ),
    "W. Roe Jr., E.B. Poe, The Elements of Sleep, fourth ed., Longman, New York, 2000.": (
        "book | Roe, W., Jr.; Poe, E.B. | 2000 | The Elements of Sleep |  |  |  |  | Longman | New York"
    ),
    "Zhang, Zh., Li, Ch., & ʿAlī, ʿA. (2017). Sleep & faith. Journal of Religion, 56(2), 700–712.": (
        "article | Zhang, Zh.; Li, Ch.; ʿAlī, ʿA. | 2017 | Sleep & faith | Journal of Religion | 56 | 2 | "
        "700-712 |  | "
    ),
    "Centers for Sleep and Prevention. About sleep. Updated May 15, 2024. Accessed June 1, 2024. "
    "https://www.x.org/": ("webpage | Centers for Sleep and Prevention | 2024 | About sleep |  |  |  |  |  | "),
    "Đoković, Ana. “Rest, Unrest, and Arrest.” In Sleep and the State, edited by Žarko Šimić, 12–34. "
    "Belgrade: Clio, 2011.": (
        "chapter | Đoković, Ana | 2011 | Rest, Unrest, and Arrest | Sleep and the State |  |  | 12-34 | Clio "
        "| Belgrade"
    ),
    "Şahin, Ğ., & Ó Briain, P. (2021). Why do we sleep? And why don't we? Journal of Sleep Research, "
    "30(4), Article e1.": (
        "article | Şahin, Ğ.; Ó Briain, P. | 2021 | Why do we sleep? And why don't we? | Journal of Sleep "
        "Research | 30 | 4 |  |  | "
    ),
}


def one(text):
    (record,), _ = read(text, "references")
    return record


@pytest.mark.parametrize("text", DATED_WITH_A_DAY | NUMBERS)
def test_volume_issue_and_pages_behind_a_date(text):
    record = one(text)
    assert f"{record.volume} | {record.issue} | {record.pages}" == (DATED_WITH_A_DAY | NUMBERS)[text]


@pytest.mark.parametrize("text", QUOTES)
def test_quotes_and_in_at_the_beginning_of_titles_and_journals(text):
    record = one(text)
    assert f"{record.type} | {record.title} | {record.journal or record.booktitle}" == QUOTES[text]


@pytest.mark.parametrize("text", AUSTRALIAN | OTHERS | FROM_ELSEWHERE)
def test_each_part_of_a_sample(text):
    got = one(text)
    container = got.journal or got.booktitle
    said = (got.type, "; ".join(got.authors), got.year, got.title, container, got.volume, got.issue, got.pages)
    assert " | ".join(map(str, (*said, got.publisher, got.place))) == (AUSTRALIAN | OTHERS | FROM_ELSEWHERE)[text]


@pytest.mark.parametrize(
    ("text", "volume", "issue", "number"),
    [
        ("Roe, P. and Poe, K. (2019) 'Moths', PLoS ONE, 17(4), article e0271.", "17", "4", "e0271"),
        ("Roe, J. and Fox, M. (2021) 'Trees', Green Cities, 75, article number 1034.", "75", "", "1034"),
        ("Roe, J. (2021) 'Trees', Green Cities, 75(2), article no. 77.", "75", "2", "77"),
    ],
)
def test_an_article_number_behind_a_small_letter_is_no_volume(text, volume, issue, number):
    (record,), _ = read(text, "references")
    assert (record.volume, record.issue, record.article_number) == (volume, issue, number)


@pytest.mark.parametrize("body", ["U.S. Department of Energy", "U.S. Environmental Protection Agency"])
def test_the_stops_of_a_state_are_no_initials_of_its_bodies(body):
    text = f"{body}. (2012). Guidelines for cool roofs. https://example.gov/roofs"
    (record,), _ = read(text, "references")
    assert record.authors == (body,)
