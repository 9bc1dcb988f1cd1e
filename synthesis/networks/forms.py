"""The form of a network's recipe, and that which names its treatments."""

from typing import Any

from django import forms

from screening.models import Review
from synthesis.analyses.forms import PlannedField, ReasonField
from synthesis.models import NetworkAnalysis
from synthesis.networks.actions import FIELDS, LONGEST_NAME
from synthesis.networks.nodes import Naming
from synthesis.networks.recipe import MEASURES, NO_ARMS


class NetworkForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    in_protocol = PlannedField(
        label="Planned or post hoc",
        help_text="Shown beside the result and never changed afterwards; a recipe that is changed later says so.",
    )
    reason = ReasonField()

    class Meta:
        model = NetworkAnalysis
        fields = [*FIELDS, "in_protocol"]
        labels = {"cautions": "What a reader must know"}
        widgets = {"cautions": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "outcome": "One that is recorded arm by arm: events and totals, or means.",
            "model": "Random effects have one tau² for all comparisons.",
            "tau2": "Used with random effects only.",
            "cautions": "Shown with the result, a line each: how arms differ that count as one treatment.",
        }

    def __init__(self, review: Review, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].queryset = review.outcomes.filter(archived_at__isnull=True)
        self.fields["time_point"].queryset = review.time_points.filter(archived_at__isnull=True)
        if self.instance.pk:
            del self.fields["in_protocol"]
        if not (self.instance.pk and self.instance.in_protocol):
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        outcome, measure = data.get("outcome"), data.get("measure")
        if outcome and outcome.kind not in MEASURES:
            self.add_error("outcome", NO_ARMS.format(outcome=outcome))
        elif outcome and measure and measure not in MEASURES[outcome.kind]:
            names = ", ".join(str(NetworkAnalysis.Measure(code).label) for code in MEASURES[outcome.kind])
            told = outcome.get_kind_display().lower()
            self.add_error("measure", f"“{outcome}” is recorded as {told}: choose one of {names}.")
        return data

    def _post_clean(self) -> None:
        """Leave the instance as the database has it: the action writes."""


class TreatmentsForm(forms.Form):
    """One text an arm; an emptied one leaves the arm out."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reference = forms.CharField(
        max_length=LONGEST_NAME,
        required=False,
        label="Reference treatment",
        help_text="What all others are compared with. Empty takes the commonest comparator.",
    )

    def __init__(self, namings: list[Naming], *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.namings = namings
        for each in namings:
            self.fields[each.field] = forms.CharField(
                max_length=LONGEST_NAME,
                required=False,
                initial=each.name,
                label=f"{each.line.study}: {each.line.arm}",
            )

    def lines(self) -> list[tuple[Naming, forms.BoundField]]:
        """Each arm with its field, for the table."""
        return [(each, self[each.field]) for each in self.namings]

    def names(self) -> dict[int, str]:
        """What was typed, by arm."""
        return {each.line.arm_id: self.cleaned_data[each.field] for each in self.namings}
