"""Chinese lists with brackets, stops and digits as wide as a letter are cut and read like plain ones."""

import pytest

from screening.importing.parsers.records import ParsedRecord
from screening.importing.parsers.reference_list import read_text

_NAMES = ("周明", "吴芳", "郑国强", "孙丽", "欧阳雪")
_TITLES = ("夜班护士的睡眠：随机对照研究", "午后小睡对记忆的影响", "光照治疗冬季疲劳(LAMP)的疗效")
_PLAIN = "0123456789[](),.:;-"
_WIDE = str.maketrans(_PLAIN, "０１２３４５６７８９［］（），．：；－")
_WIDE_SIGNS = str.maketrans(_PLAIN[10:], "［］（），．：；－")


def _references(count: int) -> list[tuple[str, str, int]]:
    made = []
    for at in range(count):
        names = ",".join(_NAMES[: at % 3 + 1])
        title, year = _TITLES[at % 3], 1998 + at % 25
        made.append(
            (f"{names}.{title}[J].睡眠医学杂志,{year},{at + 3}({at % 6 + 1}):{at + 10}-{at + 15}.", title, year)
        )
    return made


@pytest.mark.parametrize("marks", ["［{}］", "【{}】", "〔{}〕", "[{}] ", "{}．", "（{}）"])
@pytest.mark.parametrize("signs", [_WIDE, _WIDE_SIGNS, {}])
def test_each_reference_is_a_record(marks, signs):
    made = _references(30)
    text = "参考文献\n" + "\n".join(marks.format(at) + made[at - 1][0].translate(signs) for at in range(1, 31))
    records = [got for got in read_text(text) if isinstance(got, ParsedRecord)]
    assert [record.year for record in records] == [year for _, _, year in made]
    assert [record.title for record in records] == [title.translate(signs) for _, title, _ in made]
    for at, record in enumerate(records):
        places = {span.field: text[span.start : span.end] for span in record.spans}
        assert places["title"] == record.title
        assert places["year"].translate(str.maketrans("０１２３４５６７８９", "0123456789")) == str(record.year)
        assert (record.journal, record.issue, record.authors) == (
            "睡眠医学杂志",
            str(at % 6 + 1),
            _NAMES[: at % 3 + 1],
        )


def test_a_single_reference_is_taken_apart():
    text = f"［1］{_references(1)[0][0].translate(_WIDE_SIGNS)}"
    (record,) = [got for got in read_text(text) if isinstance(got, ParsedRecord)]
    assert (record.authors, record.journal, record.year) == (("周明",), "睡眠医学杂志", 1998)
