"""NoteExpress text, as Chinese databases export it."""

import pytest

from screening.importing.detect import detect

from .reading import read

TEXT = (
    "{Reference Type}: Journal Article\n{Title}: 睡眠与疼痛\n{Translated Title}: Sleep and pain\n"
    "{Author}: 王伟;李娜\n{Author Address}: 一所医院\n{Journal}: 睡眠杂志\n"
    "{ISBN/ISSN}:1234-5679\n{Year}: 2019\n{Volume}: 41\n"
    "{Issue}: 4\n{Pages}: 310-320\n{Keywords}: 睡眠;;疼痛；治疗\n{Abstract}：目的: 说明。\n方法: 问卷。\n"
    "{DOI}: 10.1000/x.1\n"
    "{Database Provider}: CNKI\n\n"
    "{Reference Type}: Thesis\n{Title}: 铁路客运\n{Author}: 胡明\n{Tertiary Author}: 孙伟\n{Publisher}: 一所大学\n"
    "{Date}: 2018-05-01\n\n"
    "{Reference Type}: Conference Proceedings\n{Title}: Rain in towns\n{Tertiary Title}: Proceedings of Towns\n"
    "{Author}: Roe, Ann\n{Author}: Poe, Bo\n{Secondary Title}: Towns 2018\n{Year}: 2018\n{Pages}: 9\n"
)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_records_field_by_field(ends, encoding):
    data = TEXT.replace("\n", ends).encode(encoding)

    assert detect(data, "a.net").format == "noteexpress"
    records, problems = read(data, "noteexpress")
    first, thesis, paper = records

    assert [p for p in problems if p.field != "encoding"] == []
    assert (first.title, first.other_title, first.type) == ("睡眠与疼痛", "Sleep and pain", "article")
    assert (first.authors, first.journal, first.year) == (("王伟", "李娜"), "睡眠杂志", 2019)
    assert (first.volume, first.issue, first.pages, first.issn) == ("41", "4", "310-320", "1234-5679")
    assert first.keywords == ("睡眠", "疼痛", "治疗")
    assert (first.abstract, first.doi, first.database) == ("目的: 说明。 方法: 问卷。", "10.1000/x.1", "CNKI")
    assert (thesis.type, thesis.authors, thesis.year, thesis.publisher) == ("thesis", ("胡明",), 2018, "一所大学")
    assert (paper.type, paper.container, paper.authors) == (
        "conference", "Proceedings of Towns", ("Roe, Ann", "Poe, Bo"),
    )  # fmt: skip


@pytest.mark.parametrize(("printed", "read_as"), [("Ann B. Roe", "Roe, Ann B."), ("WANG Wei", "WANG Wei")])
def test_names_in_latin_letters_stand_as_printed_on_the_paper(printed, read_as):
    records, _ = read(
        f"{{Reference Type}}: Journal Article\n{{Title}}: One\n{{Author}}: {printed}\n", "noteexpress"
    )

    assert records[0].authors == (read_as,)


def test_a_record_without_its_first_line_is_read_all_the_same():
    records, _ = read("{Title}: One\n{Year}: 2001\n\n" + TEXT, "noteexpress")

    assert [r.title for r in records][:2] == ["One", "睡眠与疼痛"]
