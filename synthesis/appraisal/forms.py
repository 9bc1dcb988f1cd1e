"""The form that adds a tool, and the form of one appraisal: a level and its support a domain."""

from collections.abc import Mapping
from typing import Any

from django import forms

from synthesis.appraisal.actions import LONGEST_SUPPORT
from synthesis.appraisal.tools import OVERALL
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
        self.codes = [*((each["code"], each["name"]) for each in tool.domains), (OVERALL, "Overall")]
        self.fields["version"].initial = version
        levels = [("", "Not judged yet"), *((each["code"], each["name"]) for each in tool.levels)]
        for code, name in self.codes:
            told = name if code == OVERALL else f"{code} {name}"
            given = held.get(code, {})
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

    def lines(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Code, level and support of each domain, the overall judgement last."""
        return [(code, self[f"level-{code}"], self[f"support-{code}"]) for code, _ in self.codes]

    def judgements(self) -> dict[str, dict[str, str]]:
        """What was chosen and typed, by domain."""
        data = self.cleaned_data
        return {
            code: {"level": data[f"level-{code}"], "support": data[f"support-{code}"]} for code, _ in self.codes
        }
