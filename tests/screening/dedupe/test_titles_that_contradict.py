"""A title that says something else is no copy's, whatever is shared; a slip or a lost subtitle is borne out."""

import pytest

from screening.dedupe.engine.run import find
from tests.screening.dedupe.works import verdict, without, work

pytestmark = pytest.mark.engine_free

SHARED = {
    "no place": without("doi", "pmid", "abstract", "pages", "issue"),
    "a page of a supplement": without("doi", "pmid", "abstract", issue="Suppl 1", pages="S12"),
    "the DOI and all pages of a supplement": without("pmid", "abstract", issue="Suppl 1", pages="S1-S90"),
    "the DOI and pages of an article": without("pmid", "abstract"),
    "pages that each issue has": without("doi", "pmid", "abstract", "issue", pages="1-10"),
    "two short letters' pages": without("doi", "pmid", "abstract", pages="123-124"),
}
TITLE = "Effect of {} on quality of life among older patients in primary care: a cohort study"
WORDS = [
    ("sleep", "mood"), ("IL-6", "IL-8"), ("2015", "2016"), ("treatment with aspirin", "treatment without aspirin"),
    ("prednisone", "prednisolone"), ("sulfate", "sulfite"), ("care in Iran", "care in Iraq"), ("ileum", "ilium"),
    ("fecal loss", "fetal loss"), ("KCNQ", "KCNA"), ("insulin", "inulin"), ("ureteral pain", "urethral pain"),
    ("dysphagia", "dysphasia"), ("chlorpromazine", "chlorpropamide"), ("cyclosporine", "cycloserine"),
    ("effective care", "ineffective care"), ("typical pain", "atypical pain"), ("vitamin A", "vitamin E"),
    ("factor II", "factor III"), ("HER2+ cancer", "HER2- cancer"), ("pain on sleep", "sleep on pain"),
    ("preoperative care", "peroperative care"), ("colostomy", "colotomy"), ("a BMI > 30", "a BMI < 30"),
]  # fmt: skip


@pytest.mark.parametrize("shared", SHARED)
def test_a_word_against_a_word_is_never_merged(shared):
    for words in WORDS:
        one, other = (SHARED[shared] | {"title": TITLE.format(word)} for word in words)
        assert verdict(one, other) != "same", words
        assert shared == "no place" or verdict(one, other) == "asked", words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Лечение артериальной гипертонии у пожилых пациентов",
            "Лечение артериальной гипотонии у пожилых пациентов",
        ),
        ("针刺治疗失眠的临床研究与随访观察", "针刺治疗头痛的临床研究与随访观察"),
        ("Tratamiento de la hipertensión en los mayores", "Tratamiento de la hipotensión en los mayores"),
        ("Reply to Dr Brown", "Reply to Dr Green"),
        ("Poster 12: management of pain in primary care", "Poster 13: management of pain in primary care"),
        ("Frailty and pain in the very old of Copenhagen", "Sleep apnoea and heart failure among the homeless"),
        ("Pain in older adults at home (1)", "Pain in older adults at home (2)"),
        ("Pain in older adults at home [part 1]", "Pain in older adults at home [part 2]"),
        ("Steroids for acute gout in older adults", "Steroids for acute gout in older adults: a cost analysis"),
        ("Ketamine in older adults with pain", "Ketamine in older adults with pain and dementia"),
    ],
)
def test_titles_of_two_works_in_one_place_are_never_merged(one, other):
    for shared in list(SHARED.values())[1:3]:
        assert verdict(shared | {"title": one}, shared | {"title": other}) != "same"


LONG = (
    "We gave ketamine to one hundred and twenty persons in twelve practices for five days. Pain fell by 22 mm in "
    "both arms and recurrence was rare, whatever the dose had been."
)
OTHER = (
    "Ninety adults who came to a hospital at night took part. Bleeding and intensive care were what we counted; no "
    "bleeding was seen under the steroid, five under the other drug."
)


def test_abstracts_that_contradict_keep_apart_what_shares_a_page():
    shared = SHARED["a page of a supplement"] | {"title": TITLE.format("ketamine")}
    one, other = shared | {"abstract": LONG}, shared | {"abstract": OTHER}
    assert verdict(one, other) == "asked"
    (question,) = find([one, other]).questions
    assert question.why.endswith("the abstracts differ")
    german = (
        "Wir gaben hundertzwanzig Personen in zwölf Praxen fünf Tage lang Ketamin, und der Schmerz sank in beiden "
        * 2
    )
    assert verdict(one, shared | {"abstract": german}) == "same"


def test_issues_that_differ_are_said():
    one = SHARED["pages that each issue has"] | {"issue": "1", "title": TITLE.format("buyers")}
    (question,) = find([one, one | {"issue": "2", "title": TITLE.format("sellers")}]).questions
    assert "the issues differ" in question.why


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("haemorrhage", "hemorrhage"), ("randomised care", "randomized care"), ("behaviour", "behavior"),
        ("sulphate", "sulfate"), ("post-operative care", "postoperative care"), ("labelling", "labeling"),
        ("administered care", "adminstered care"),
    ],
)  # fmt: skip
def test_habits_of_writing_need_no_place(one, other):
    shared = SHARED["no place"]
    assert verdict(shared | {"title": TITLE.format(one)}, shared | {"title": TITLE.format(other)}) == "same"


@pytest.mark.parametrize(
    ("one", "other"), [("persistent", "persistant"), ("parents", "parent"), ("results", "resuls")]
)
def test_a_slip_is_borne_out_by_pages_of_its_own_or_the_abstract_and_asked_about_else(one, other):
    for shared, wanted in [
        (work(doi="", pmid="", abstract=""), "same"),
        (without("doi", "pmid", "pages", "issue"), "same"),
        (SHARED["no place"], "asked"),
        (SHARED["a page of a supplement"], "asked"),
    ]:
        assert verdict(shared | {"title": TITLE.format(one)}, shared | {"title": TITLE.format(other)}) == wanted


def test_a_lost_subtitle_is_borne_out_by_an_identifier_that_is_no_supplements():
    whole = without("pmid", "abstract", "pages", "issue")
    cut = whole | {"title": whole["title"].partition(":")[0]}
    assert verdict(whole, cut) == "same"
    assert verdict(whole | {"issue": "Suppl 1"}, cut | {"issue": "Suppl 1"}) == "asked"


def test_two_slips_of_one_work_do_not_tear_it_apart():
    shared = work(doi="", pmid="")
    titles = [TITLE.format(word) for word in ("patience", "paitence", "patinece")]
    assert find([shared | {"title": title} for title in titles]).clusters == [[0, 1, 2]]


CHINESE = without(
    "doi", "pmid", "abstract", title="二甲双胍对2型糖尿病患者认知功能的影响", journal="中华糖尿病杂志"
)


@pytest.mark.parametrize(
    ("authors", "wanted"),
    [("王伟; 李娜", "same"), ("王 伟; 李 娜", "same"), ("Wang, Wei; Li, Na", "same"), ("张强; 刘洋", "asked")],
)
def test_chinese_names_are_one_with_and_without_a_comma_and_in_latin_letters(authors, wanted):
    journal = "Chinese Journal of Diabetes" if authors.isascii() else CHINESE["journal"]
    assert (
        verdict(CHINESE | {"authors": "王, 伟; 李, 娜"}, CHINESE | {"authors": authors, "journal": journal})
        == wanted
    )


@pytest.mark.parametrize("times", [1, 2])
def test_letters_read_in_a_wrong_encoding_are_mended(times):
    right = without("doi", "pmid", "abstract", title="Ernährung und Schmerz bei älteren Menschen in München")
    right |= {"authors": "Müller, K.; Özdemir, A."}
    wrong = dict(right)
    for _ in range(times):
        wrong |= {name: wrong[name].encode().decode("cp1252") for name in ("title", "authors")}
    (joined,) = find([right, wrong]).joined
    assert joined.why.startswith("Same title")
    assert joined.why.endswith("same authors")


@pytest.mark.parametrize(("word", "lost"), [("oral", "orl"), ("cold", "cld"), ("time", "tie")])
def test_a_letter_lost_from_a_short_word_is_borne_out_by_the_whole_place_of_a_longer_article(word, lost):
    one = without("doi", "pmid", "abstract", title=f"Ketamine and {word} relief of neuropathic pain in adults")
    other = one | {"title": one["title"].replace(word, lost)}
    assert verdict(one, other) == "same"
    for less in ({"issue": ""}, {"pages": "712-713"}, {"volume": "23 Suppl 1"}, {"authors": "Ruiz, Ana"}):
        assert verdict(one | less, other | less) == "asked", less
    assert verdict(one, other | {"authors": other["authors"] + "; Sato, Mei"}) == "asked"
