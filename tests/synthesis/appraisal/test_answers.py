"""Signalling questions in an appraisal: kept with it, judged beside what they suggest, settled, handed out."""

import csv
import io
from types import SimpleNamespace

import pytest
from django.urls import reverse

from screening.errors import Invalid
from screening.models import Event
from synthesis.appraisal import actions, sealing
from synthesis.appraisal.sheets import sheets
from synthesis.appraisal.tools import as_rows
from synthesis.appraisal.tools.columns import judgement_rows
from synthesis.appraisal.tools.judging import agreed, suggestions, too_good, unexplained
from synthesis.appraisal.tools.rob2 import with_questions
from synthesis.models import Appraisal, SettledAppraisal
from tests.synthesis.appraisal.answers import ANSWERS, judgements, posted, save, settle

DOMAINS = [{"code": f"D{place}", "name": f"Domain {place}"} for place in range(1, 6)]
LEVELS = as_rows((("low", "Low"), ("some", "Some concerns"), ("high", "High")))


def asking(effect="assignment"):
    return with_questions(DOMAINS, effect)


@pytest.mark.parametrize(
    ("levels", "overall"),
    [("low low low low low", "low"), ("low some low low low", "some"), ("some some some some some", "some"),
     ("some low low high low", "high")],
)  # fmt: skip
def test_the_domains_suggest_the_whole_and_several_concerns_never_make_it_high(levels, overall):
    held = {f"D{place}": {"level": level} for place, level in enumerate(levels.split(), 1)}
    assert suggestions(LEVELS, asking(), held)["overall"] == overall
    assert "overall" not in suggestions(LEVELS, DOMAINS, held)
    assert suggestions(LEVELS, asking(), held | {"D5": {"level": ""}})["overall"] == ""


def test_a_level_that_departs_from_what_is_suggested_needs_its_support(tool, study, cast):
    held = judgements() | {"D2": {"level": "high", "support": "", "answers": ANSWERS["D2"]["low"]}}
    draft = save(tool, study, cast.extractor, held, complete=False)
    with pytest.raises(Invalid, match=r"D2: the answers suggest low, judged is high\. Say why in the support"):
        save(tool, study, cast.extractor, held | {"overall": {"level": "high"}}, version=draft.version)
    held["D2"]["support"] = "An unblinded co-intervention decided the outcome"
    with pytest.raises(Invalid, match="Overall is better than the worst domain"):
        save(tool, study, cast.extractor, held, version=draft.version)
    done = save(tool, study, cast.extractor, held | {"overall": {"level": "high"}}, version=draft.version)
    assert (done.state, done.judgements["D2"]["level"]) == ("complete", "high")
    assert sheets(tool.domains, tool.levels, done.judgements)[1].suggested == "low"


def test_high_by_several_concerns_is_a_human_judgement_with_its_reason(tool, study, cast):
    held = judgements("low", "high", D1="some", D5="some")
    with pytest.raises(Invalid, match="Overall: the domains suggest some concerns, judged is high"):
        save(tool, study, cast.extractor, held)
    held["overall"]["support"] = "Both concerns together lower confidence a lot"
    assert save(tool, study, cast.extractor, held).judgements["overall"]["level"] == "high"


@pytest.mark.parametrize("judged", ["low", "some", "high"])
def test_both_rules_on_the_whole_agree(judged):
    """Better than the worst domain is always a departure from what is suggested; the other way there are more."""
    for worst in ("low", "some", "high"):
        held = judgements("low", judged, D3=worst)
        told = list(unexplained(LEVELS, asking(), held))
        assert bool(told) == (judged != worst)
        assert told or not too_good(LEVELS, asking(), held)


def test_a_domain_is_complete_with_every_question_asked_and_keeps_no_other_answer(tool, study, cast):
    held = judgements()
    held["D3"] = {"level": "low", "support": "", "answers": {"3.1": "N", "3.2": "N", "3.4": "Y"}}
    draft = save(tool, study, cast.extractor, held, complete=False)
    assert draft.judgements["D3"]["answers"] == {"3.1": "N", "3.2": "N"}
    with pytest.raises(Invalid, match=r"Answer these before you complete: 3\.3\. A draft"):
        save(tool, study, cast.extractor, held, version=draft.version)
    held["D3"]["answers"]["3.2"] = "NI"
    with pytest.raises(Invalid, match=r"“NI” is no answer to 3\.2"):
        save(tool, study, cast.extractor, held, version=draft.version, complete=False)


def test_the_effect_of_interest_decides_the_second_domain(tool, study, cast):
    with pytest.raises(Invalid, match="There is a tool “RoB 2” already"):
        actions.add_tool(kind="rob2", name="", level="study", effect="adherence", by=cast.lead)
    with pytest.raises(Invalid, match="which effect is of interest"):
        actions.add_tool(kind="rob2", name="Other", level="study", effect="both", by=cast.lead)
    other = actions.add_tool(kind="rob2", name="RoB 2, adhering", level="study", effect="adherence", by=cast.lead)
    held = judgements()
    held["D2"]["answers"] = {"2.1": "N", "2.2": "N", "2.4": "NA", "2.5": "PN"}
    assert save(other, study, cast.extractor, held).judgements["D2"]["answers"] == held["D2"]["answers"]
    (own,) = [each for each in sheets(other.domains, other.levels, held) if each.effect]
    assert (own.code, own.effect) == ("D2", "effect of adhering to the intervention")


def test_tools_without_questions_suggest_nothing(study, cast):
    plain = actions.add_tool(kind="robins-i", name="", level="study", by=cast.lead)
    codes = [*(each["code"] for each in plain.domains), "overall"]
    held = {code: {"level": "moderate", "support": ""} for code in codes} | {"overall": {"level": "serious"}}
    assert save(plain, study, cast.extractor, held).state == "complete"
    assert not any(each.suggests or each.lines for each in sheets(plain.domains, plain.levels, held))


def test_settling_begins_with_what_both_said_and_needs_the_rest(tool, study, cast):
    first, second = judgements(), judgements("low", "some", D1="some")
    save(tool, study, cast.extractor, first)
    save(tool, study, cast.second_extractor, second)
    start = agreed(first, second)
    assert (start["D1"], start["overall"]["level"]) == (
        {"level": "", "support": "", "answers": {"1.1": "Y"}}, "",
    )  # fmt: skip
    assert start["D3"]["answers"] == {"3.1": "Y"}
    start["D1"]["level"] = start["overall"]["level"] = "some"
    with pytest.raises(Invalid, match=r"Answer these before you complete: 1\.2, 1\.3"):
        settle(tool, study, cast.methodologist, start)
    start["D1"]["answers"] |= {"1.2": "NI", "1.3": "N"}
    settle(tool, study, cast.methodologist, start)
    assert (
        Event.objects.get(verb="appraisal settled").after | {"D1": "some", "1.2": "NI"}
        == Event.objects.get(verb="appraisal settled").after
    )


def test_what_was_judged_before_there_were_questions_is_settled_without(tool, study, cast):
    plain = {code: {"level": said["level"], "support": ""} for code, said in judgements().items()}
    for seat, member in enumerate((cast.extractor, cast.second_extractor), 1):
        Appraisal.objects.create(
            tool=tool, study=study, assessor=member, seat=seat, state="complete", judgements=plain
        )
    assert settle(tool, study, cast.methodologist, plain).judgements["D1"] == {"level": "low", "support": ""}


def test_the_other_s_answers_are_sealed_like_the_levels(tool, study, cast, sign_in):
    held = judgements() | {"D3": {"level": "high", "support": "", "answers": ANSWERS["D3"]["high"]}}
    held["overall"]["level"] = "high"
    save(tool, study, cast.extractor, held)
    place = {"slug": cast.review.slug, "tool_id": tool.pk, "line": f"s{study.pk}"}
    page = sign_in(cast.second_extractor).get(reverse("appraisal:judge", kwargs=place)).content.decode()
    assert "checked" not in page
    assert "3.4" not in str(list(Event.objects.values_list("before", "after")))
    own = sign_in(cast.extractor).get(reverse("appraisal:judge", kwargs=place)).content.decode()
    assert own.count("No information") == 2


def test_all_that_was_settled_is_handed_out_with_a_column_a_question(tool, study, cast, sign_in):
    held = judgements("low", "some", D1="some")
    held["D1"]["support"] = "=envelopes"
    for member in (cast.extractor, cast.second_extractor):
        save(tool, study, member, held)
    settle(tool, study, cast.methodologist, held)
    place = {"slug": cast.review.slug, "tool_id": tool.pk}
    answer = sign_in(cast.methodologist).get(reverse("appraisal:judgements_file", kwargs=place))
    heads, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    told = dict(zip(heads, row, strict=True))
    assert heads[:7] == ["Study", "1.1", "1.2", "1.3", "D1 suggested", "D1", "D1 support"]
    assert heads[-3:] == ["Overall suggested", "Overall", "Overall support"]
    assert (told["1.2"], told["2.3"], told["D1 suggested"], told["D1"]) == ("NI", "NA", *["Some concerns"] * 2)
    assert (told["D1 support"], told["Overall suggested"]) == ("'=envelopes", "Some concerns")


def test_a_tool_without_questions_has_columns_of_its_levels_alone():
    tool = SimpleNamespace(kind="own", domains=DOMAINS[:1], levels=LEVELS)
    held = {"D1": {"level": "low", "support": "so"}, "overall": {"level": "high", "support": ""}}
    assert judgement_rows(tool, [("S", held)]) == (
        ["Study", "D1", "D1 support", "Overall", "Overall support"], [["S", "Low", "so", "High", ""]],
    )  # fmt: skip


def test_a_form_without_script_asks_on_with_every_saving(tool, study, cast, sign_in):
    client = sign_in(cast.extractor)
    page = reverse("appraisal:judge", kwargs={"slug": cast.review.slug, "tool_id": tool.pk, "line": f"s{study.pk}"})

    def closed() -> set[str]:
        parts = client.get(page).content.decode().split('data-question="')[1:]
        return {part.split('"')[0] for part in parts if "disabled>" in part.split("<legend>")[0]}

    assert closed() == {"2.3", "2.4", "2.5", "2.7", "3.2", "3.3", "3.4", "4.3", "4.4", "4.5"}
    data = {"answer-2.1": "Y", "answer-3.1": "N", "answer-4.1": "N", "answer-4.2": "PN"}
    answer = client.post(page, data | {"version": 0, "do": "on"})
    assert answer.url == page
    assert closed() == {"2.4", "2.5", "2.7", "3.3", "3.4", "4.4", "4.5"}
    refused = client.post(page, posted(judgements()) | {"answer-3.1": "NI", "version": 2, "do": "complete"})
    assert "Answer these before you complete: 3.2" in refused.content.decode()
    done = client.post(page, posted(judgements()) | {"version": 2, "do": "complete"})
    assert done.status_code == 302
    assert sealing.own_appraisal(cast.extractor, tool, study, None).judgements == judgements()
    assert not SettledAppraisal.objects.exists()


def test_an_answer_taken_back_is_not_kept(tool, study, cast, sign_in):
    client = sign_in(cast.extractor)
    page = reverse("appraisal:judge", kwargs={"slug": cast.review.slug, "tool_id": tool.pk, "line": f"s{study.pk}"})

    def saved(version: int, answer: str) -> dict[str, str]:
        client.post(page, {"answer-1.1": answer, "answer-1.2": "N", "version": version, "do": "draft"})
        held = sealing.own_appraisal(cast.extractor, tool, study, None).judgements["D1"]
        return held["answers"]

    assert saved(0, "Y") == {"1.1": "Y", "1.2": "N"}
    assert saved(2, "") == {"1.2": "N"}
    assert client.get(page).content.decode().count('type="radio" name="answer-1.1" value=""') == 1
