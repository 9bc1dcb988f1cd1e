"""Forms of certainty and of summaries of findings."""

from typing import Any

from django import forms

from synthesis.grading.absolute import MEASURES
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


class RowForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = FindingsRow
        fields = ["baseline_per_1000", "baseline_source", "comment"]
        labels = {"baseline_per_1000": "Baseline risk per 1,000", "baseline_source": "Where it is from"}
        help_texts = {"baseline_per_1000": "Empty for the median risk of the comparator arms."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if recipe_of_source(self.instance.source).measure not in MEASURES:  # gives no risks of 1,000 people
            del self.fields["baseline_per_1000"], self.fields["baseline_source"]

    def _post_clean(self) -> None:
        """The action writes."""
