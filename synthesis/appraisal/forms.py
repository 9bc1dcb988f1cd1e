"""The form that adds a tool, and the form of one appraisal: a domain's answers, its level and its support."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from synthesis.appraisal.actions import LONGEST_SUPPORT
from synthesis.appraisal.tools import OVERALL
from synthesis.appraisal.tools.judging import answers_of, signalled
from synthesis.appraisal.tools.signalling import ANSWERS, Question
from synthesis.models import AppraisalTool


class ToolForm(forms.Form):
    kind = forms.ChoiceField(label="Tool", choices=AppraisalTool.Kind)
    name = forms.CharField(
        max_length=80, required=False, help_text="Empty takes the tool's own name; needed for a tool of your own."
    )
    level = forms.ChoiceField(
        label="Judged",
        choices=AppraisalTool.Level,
        help_text="RoB 2 and ROBINS-I are meant for results; a judgement a study holds for all its results.",
    )
    effect = forms.ChoiceField(
        label="Effect of interest",
        choices=[
            ("assignment", "Of assignment to the intervention (intention to treat)"),
            ("adherence", "Of adhering to the intervention (per protocol)"),
        ],
        initial="assignment",
        required=False,
        help_text="For RoB 2: its second domain asks other questions for each. Take it twice where you need both.",
    )
    domains = forms.CharField(
        label="Domains of a tool of your own",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="A line each. RoB 2 and ROBINS-I bring theirs.",
    )


class AppraisalForm(forms.Form):
    """Judgements by domain; nothing is required, since a draft may be saved at any time."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, tool: AppraisalTool, held: Mapping[str, Any], version: int, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.signalled = signalled(tool.domains)
        self.codes = [*((each["code"], each["name"]) for each in tool.domains), (OVERALL, "Overall")]
        self.fields["version"].initial = version
        levels = [("", "Not judged yet"), *((each["code"], each["name"]) for each in tool.levels)]
        for code, name in self.codes:
            told = name if code == OVERALL else f"{code} {name}"
            given = held.get(code, {})
            for question in self._questions(code):
                self._ask(question, answers_of(held, code).get(question.number, ""))
            self.fields[f"level-{code}"] = forms.ChoiceField(
                label=told, choices=levels, required=False, initial=given.get("level", "")
            )
            self.fields[f"support-{code}"] = forms.CharField(
                label=f"Support for {told}",
                required=False,
                max_length=LONGEST_SUPPORT,
                initial=given.get("support", ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def _questions(self, code: str) -> tuple[Question, ...]:
        return self.signalled[code].questions if code in self.signalled else ()

    def _ask(self, question: Question, answer: str) -> None:
        self.fields[f"answer-{question.number}"] = forms.ChoiceField(
            label=f"{question.number} {question.text}",
            choices=[(code, ANSWERS[code]) for code in question.answers],
            widget=forms.RadioSelect,
            required=False,
            initial=answer,
        )

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Level and support of each domain, the whole last."""
        return [(self[f"level-{code}"], self[f"support-{code}"]) for code, _ in self.codes]

    def shown(self) -> dict[str, dict[str, Any]]:
        """What stands in the form as it is shown, valid or not, by domain."""
        return self._by_domain(lambda name: self[name].value() or "")

    def judgements(self) -> dict[str, dict[str, Any]]:
        """What was chosen, answered and typed, by domain."""
        return self._by_domain(self.cleaned_data.__getitem__)

    def _by_domain(self, read: Callable[[str], str]) -> dict[str, dict[str, Any]]:
        return {
            code: {
                "level": read(f"level-{code}"),
                "support": read(f"support-{code}"),
                "answers": {each.number: read(f"answer-{each.number}") for each in self._questions(code)},
            }
            for code, _ in self.codes
        }
