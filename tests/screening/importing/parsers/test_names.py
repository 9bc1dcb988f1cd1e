"""Names as databases print them: initials of every script, suffixes, groups beside persons."""

import pytest

from screening.importing.parsers.names import people, person

from .reading import read

ONE = {
    "Yılmaz İ": "Yılmaz, İ",
    "Novák Š": "Novák, Š",
    "Nagy ŐÁ": "Nagy, ŐÁ",
    "Wójcik Ś-Ż": "Wójcik, Ś-Ż",
    "Иванов ИИ": "Иванов, ИИ",
    "Παπαδόπουλος Γ": "Παπαδόπουλος, Γ",
    "Nguyễn Ề": "Nguyễn, Ề",
    "Սարգսյան Ա": "Սարգսյան, Ա",
    "Çelik Ö Jr": "Çelik, Ö, Jr",
    "Roe J.A., Jr.": "Roe, J.A., Jr.",
    "Roe JA, III": "Roe, JA, III",
    "J. A. Roe, Jr.": "Roe, J. A., Jr.",
    "de la Poe J.-P., 2nd": "de la Poe, J.-P., 2nd",
    "Poe B 3rd.": "Poe, B, 3rd",
    "Poe B Jr.": "Poe, B, Jr.",
    "Roe, III": "Roe, III",
    "J. O": "O, J.",
}
MANY = {
    "Yılmaz İ, Demir Ş, Öz A.": "Yılmaz, İ | Demir, Ş | Öz, A",
    "Novák Š, Horák Č": "Novák, Š | Horák, Č",
    "Иванов И, Петров ПП.": "Иванов, И | Петров, ПП",
    "Roe, J. A., Jr. and Poe, B., III": "Roe, J. A., Jr. | Poe, B., III",
    "Roe, J. A., Jr., Poe, B., III": "Roe, J. A., Jr. | Poe, B., III",
    "Low, K., Roe, J. A., Jr. and Poe, B.": "Low, K. | Roe, J. A., Jr. | Poe, B.",
    "Roe J.A., Jr., Poe B.": "Roe, J.A., Jr. | Poe, B.",
    "Roe, J. A., Jr.": "Roe, J. A., Jr.",
    "Roe, Jr, J. A. and Poe, B.": "Roe, J. A., Jr | Poe, B.",
    "Bulletin Editorial Staff, Poe É.": "Bulletin Editorial Staff | Poe, É",
    "Sleep Study Group, Poe E, Roe JA.": "Sleep Study Group | Poe, E | Roe, JA",
    "Staff AC, Roe J.": "Staff, AC | Roe, J",
    "Roe K.Low G. F.": "Roe, K. | Low, G. F.",
    "Roe J.A.Poe B.van Low C.-D.": "Roe, J.A. | Poe, B. | van Low, C.-D.",
    "Roe-Poe, A.O’Low, B.McLow, C. D.": "Roe-Poe, A. | O’Low, B. | McLow, C. D.",
    "García López M.De la Roe J.; Özgür Ş.": "García López, M. | De la Roe, J. | Özgür, Ş.",
    "U.S.Department of Health": "Department of Health, U.S.",
    "Roe J.Peter": "Roe J.Peter",
}


@pytest.mark.parametrize("text", ONE)
def test_one_name(text):
    assert person(text) == ONE[text]


@pytest.mark.parametrize("text", MANY)
def test_names_of_one_cell(text):
    assert " | ".join(people(text)) == MANY[text]


@pytest.mark.parametrize("format", ["ris", "csv"])
def test_names_with_nothing_between_them(format):
    made = {
        "ris": "TY  - JOUR\nTI  - Naps\nAU  - Roe K.Low G. F.\nER  - \n",
        "csv": "Title,Authors,Year\nNaps,Roe K.Low G. F.,2019\n",
    }
    assert read(made[format], format)[0][0].authors == ("Roe, K.", "Low, G. F.")


def test_initials_of_every_script_in_the_formats_that_hold_them():
    ris = "TY  - JOUR\nTI  - Naps\nA1  - Şahin Ğ\nA1  - Łoś Ż\nER  - \n"
    assert read(ris, "ris")[0][0].authors == ("Şahin, Ğ", "Łoś, Ż")
    table = 'Title,Authors,Year\nNaps,"Şahin Ğ, Łoś Ż",2019\n'
    assert read(table, "csv")[0][0].authors == ("Şahin, Ğ", "Łoś, Ż")
    printed = "1. Şahin Ğ, Łoś Ż. Naps in pilots at night. Wiad Snu. 2018;11(3):1-9.\n"
    printed += "2. Ларин ЁЖ, Щукин Ю. Сон лётчиков. Вестник сна. 2018;12(3):1-9.\n"
    assert [record.authors for record in read(printed, "references")[0]] == [
        ("Şahin, Ğ", "Łoś, Ż"),
        ("Ларин, ЁЖ", "Щукин, Ю"),
    ]


@pytest.mark.parametrize(
    "printed",
    ["Roe, Ann B. (ann.roe@uni.example)", "Roe, Ann B. [E-mail: a-roe@uni.example]", "Roe, Ann B. ann@uni.example"],
)
def test_an_address_behind_a_name_is_no_part_of_it(printed):
    assert person(printed) == "Roe, Ann B."


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Roe, Perry N, PhD", "Roe, Perry N"),
        ("Roe, Ann B., MD, MPH", "Roe, Ann B."),
        ("Roe, Ann, M.D., Ph.D.", "Roe, Ann"),
        ("Roe, Ann C, PhD, LSW", "Roe, Ann C"),
        ("Roe, Ann, Jr.", "Roe, Ann, Jr."),
        ("Roe, MD", "Roe, MD"),
        ("Ma, Ann", "Ma, Ann"),
    ],
)
def test_degrees_behind_a_name_are_no_part_of_it(printed, name):
    assert person(printed) == name
