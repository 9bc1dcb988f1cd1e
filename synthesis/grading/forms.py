"""Forms of certainty and of summaries of findings."""

from typing import Any

from django import forms

from synthesis.grading.absolute import MEASURES
from synthesis.grading.asked import person_time
from synthesis.models import Certainty, FindingsRow, FindingsTable
from synthesis.models.evidence import Source, recipe_of_source


class FrameForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Certainty
        fields = ["start", "threshold_low", "threshold_high", "relative_change"]
        labels = {
            "threshold_low": "Relevant below",
            "threshold_high": "Relevant above",
            "relative_change": "Relative change for the information size, %",
        }
        help_texts = {
            "threshold_low": "On the scale of the plot; empty for 0.75 with ratios, none with differences.",
            "threshold_high": "Effects between the two are too small to matter; empty for 1.25 with ratios.",
        }

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if source.outcome.kind != "binary":  # no information size is made from a relative change
            del self.fields["relative_change"]

    def _post_clean(self) -> None:
        """The action writes."""


class TableForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = FindingsTable
        fields = ["title", "population", "setting", "intervention", "comparison"]
        help_texts = {
            "intervention": "As a sentence would name it, such as “ketamine”.",
            "comparison": "Such as “placebo”.",
        }

    def _post_clean(self) -> None:
        """The action writes."""


RATE, NO_USE = ("IRR",), ("baseline_per_1000", "baseline_source", "comparator_mean", "ratio_is")


def uses_of(measure: str) -> tuple[str, ...]:
    """The fields of a row that its measure uses."""
    if measure in (*MEASURES, *RATE):
        return ("baseline_per_1000", "baseline_source")
    return {"MD": ("comparator_mean", "baseline_source"), "GEN_LOG": ("ratio_is", *NO_USE[:2])}.get(measure, ())


class RowForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = FindingsRow
        fields = ["ratio_is", "baseline_per_1000", "comparator_mean", "baseline_source", "comment"]
        labels = {"baseline_per_1000": "Baseline risk per 1,000", "baseline_source": "Where it is from"}
        help_texts = {
            "baseline_per_1000": "Empty for the median risk of the comparator arms.",
            "comparator_mean": "Empty for the median of the comparator arms’ means.",
            "ratio_is": "Hazard, odds and risk ratios are told as risks of 1,000 people, rate ratios as rates.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measure = recipe_of_source(self.instance.source).measure
        for name in set(NO_USE) - set(uses_of(measure)):
            del self.fields[name]
        if measure in RATE:
            self.fields[
                "baseline_per_1000"
            ].label = f"Baseline rate per 1,000 {person_time(self.instance.source.outcome.unit)}"
            self.fields["baseline_per_1000"].help_text = "Of the people whom the table is about."
        if measure == "GEN_LOG":
            self.fields["baseline_per_1000"].label = "Baseline risk per 1,000, or rate per 1,000 of person-time"
            self.fields["baseline_per_1000"].help_text = "Of a hazard ratio the risk at the time of the outcome."

    def _post_clean(self) -> None:
        """The action writes."""
