"""In which old encoding a file is written, told by its letters."""

import pytest

from screening.importing.parsers.formats import parse
from screening.importing.parsers.letters import ENCODINGS
from screening.importing.parsers.records import Problem
from screening.importing.parsers.source import Source, text_encoding

TITLES = {
    "cp1251": ("Внутривенный кетамин при депрессии у взрослых", "Обзор клинических исследований боли"),
    "koi8-r": ("Внутривенный кетамин при депрессии у взрослых", "Обзор клинических исследований боли"),
    "koi8-u": ("Лікування болю в дітей після операції: огляд", "Її вплив на якість життя"),
    "cp866": ("Внутривенный кетамин при депрессии у взрослых", "Обзор клинических исследований боли"),
    "cp1250": (
        "Skuteczność ketaminy w leczeniu bólu pooperacyjnego",
        "Łódź: przegląd badań u dorosłych, część druga",
    ),
    "iso8859-2": ("Účinnost ketaminu v léčbě bolesti u dospělých", "Žádné zlepšení po šesti měsících, přehled"),
    "cp852": (
        "Skuteczność ketaminy w leczeniu bólu pooperacyjnego",
        "Łódź: przegląd badań u dorosłych, część druga",
    ),
    "cp1253": ("Η κεταμίνη στη θεραπεία του πόνου", "Συστηματική ανασκόπηση μελετών"),
    "cp1254": ("Ağrı tedavisinde ketamin kullanımı ve güvenliği", "Çocuklarda şiddetli ağrı için gözden geçirme"),
    "cp1255": ("קטמין לטיפול בכאב", "סקירה שיטתית של מחקרים"),
    "cp1256": ("الكيتامين في علاج الألم المزمن", "مراجعة منهجية للدراسات"),
    "cp1257": (
        "Ketaminas gydant skausmą po operacijos",
        "Sisteminė apžvalga: suaugusiųjų ir vaikų depresijos gydymas, poveikis gyvenimo kokybei, tyrimų rezultatai",
    ),
    "cp874": ("การใช้คีตามีนในการรักษาอาการปวด", "การทบทวนอย่างเป็นระบบ"),
    "gbk": ("氯胺酮治疗慢性疼痛的系统评价", "老年患者术后镇痛的临床研究"),
    "big5": ("氯胺酮治療慢性疼痛的系統性回顧", "老年病人手術後止痛的臨床研究"),
    "cp932": ("慢性疼痛に対するケタミンの効果について", "高齢者における術後の痛みの研究"),
    "euc_jp": ("慢性疼痛に対するケタミンの効果について", "高齢者における術後の痛みの研究"),
    "cp949": ("만성 통증에 대한 케타민의 효과", "노인 환자의 수술 후 통증 연구"),
    "iso2022_jp": ("慢性疼痛に対するケタミンの効果について", "高齢者における術後の痛みの研究"),
    "mac-roman": ("Kétamine et douleur chronique: une revue", "Größe der Wirkung bei älteren Männern"),
    "cp850": ("Größe der Wirkung über längere Zeit bei Männern", "Schmerzen während der Behandlung für ältere"),
    "cp1252": ("Kétamine à faibles doses: une revue “critique”", "Größe der Wirkung; effet de 5 µg – 3 m³"),
}


def ris(titles):
    return "".join(
        f"TY  - JOUR\r\nTI  - {title}\r\nAU  - Smith, J.\r\nPY  - 2019\r\nJO  - Journal of Pain\r\nER  - \r\n\r\n"
        for title in titles
    )


@pytest.mark.parametrize("codec", TITLES)
def test_a_file_that_does_not_say_its_encoding_is_read_by_its_letters(codec):
    found = list(parse(ris(TITLES[codec]).encode(codec), "ris"))

    assert tuple(got.title for got in found if not isinstance(got, Problem)) == TITLES[codec]


def test_a_guess_is_told_and_the_usual_encoding_is_not():
    russian = [p for p in parse(ris(TITLES["cp1251"]).encode("cp1251"), "ris") if isinstance(p, Problem)]
    french = [p for p in parse(ris(TITLES["cp1252"]).encode("cp1252"), "ris") if isinstance(p, Problem)]

    told = "The file does not say how its letters are written; they are most likely Cyrillic (Windows-1251)."
    assert ([(p.line, p.field, p.what) for p in russian], french) == ([(1, "encoding", told)], [])


NAMES = (
    "Onís, C.", "Gómez Calero", "Viña del Mar", "Møller, J.", "Sundström, C.", "João", "Uatumã", "Ångström",
    "outsourcing—namely", "companies’ use", "5 µm × 3 m³ ± 2 °C", "Saadé…", "Müller", "Ä, Ö, Ü, ß", "É",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_one_western_name_in_a_file_is_no_reason_to_think_of_another_script(name):
    assert Source(f"TY  - JOUR\nAU  - {name}\nER  - \n".encode("cp1252")).encoding == "cp1252"


def test_the_encoding_may_be_chosen_by_any_of_its_names():
    data = ris(["Onís"]).encode("cp1252")

    chosen = [next(iter(parse(data, "ris", encoding=name))).title for name in ("windows-1253", "CP1253", "latin-1")]

    assert chosen == ["Onνs", "Onνs", "Onís"]


def test_an_encoding_that_is_none_is_refused():
    with pytest.raises(LookupError, match="There is no encoding “klingon”"):
        Source(b"", "klingon")
    with pytest.raises(LookupError, match="There is no encoding “base64”"):
        Source(b"", "base64")


def test_every_encoding_offered_goes_by_its_own_name():
    assert [text_encoding(each.codec) for each in ENCODINGS] == [each.codec for each in ENCODINGS]


ODD = (
    ("Müller", "Größe"), ("Kétamine", "douleur à l’hôpital"), ("Łódź", "Götze"), ("Jürgen", "“quoted”"),
    ("Núñez", "companies’ use"), ("Møller", "Sundström"), ("naïve", "Ärzte"), ("10 µm", "São Paulo"),
    ("Dvořák", "5 ± 2 °C"), ("αβ-blockade", "Müller"),
)  # fmt: skip


@pytest.mark.parametrize(("modern", "old"), ODD)
@pytest.mark.parametrize("turned", [False, True])
def test_a_small_file_of_which_a_part_is_utf8_is_read_as_both(modern, old, turned):
    parts = [ris([modern]).encode(), ris([old]).encode("cp1252")]
    got = list(parse(b"".join(parts[::-1] if turned else parts), "ris"))

    assert {g.title for g in got if not isinstance(g, Problem)} == {modern, old}
    assert [g.field for g in got if isinstance(g, Problem)] == ["encoding"]
