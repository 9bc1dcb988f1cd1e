"""The form of a recipe, and that of a sensitivity set."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from screening.models import Review
from synthesis.analyses.actions import FIELDS
from synthesis.analyses.recipe import MEASURES, USUAL_FIELDS, Misfit, check_settings, check_window
from synthesis.models import Analysis
from synthesis.studies.attributes import Attribute
from synthesis.studies.characteristics.queries import attributes_of, values_in_use

PLANNED = [("yes", "Planned in the protocol"), ("no", "Post hoc: decided after data were seen")]
Conditions = list[dict[str, Any]]
NEEDED = ("outcome", "time_point", "measure", "model", "tau2", "interval")
"""What a preview needs."""
USUAL = ("method", "level", "prediction", "zero_add", "zero_when", "double_zero")
"""What stands at what is usual where nothing is said."""
WINDOW = ("window_from", "window_to")
SETTINGS = (*USUAL, "moderators", "subgroup_spread", *WINDOW)
"""What may not go with the method or with each other."""


class PlannedField(forms.TypedChoiceField):
    """Planned or post hoc: a choice without a default."""

    def __init__(self, **kwargs: Any):
        kwargs = {"choices": PLANNED, "coerce": lambda value: value == "yes", "empty_value": None} | kwargs
        super().__init__(widget=forms.RadioSelect, **kwargs)


class ReasonField(forms.CharField):
    """Why a recipe is changed; asked where it stood in the protocol."""

    def __init__(self, **kwargs: Any):
        kwargs = {
            "label": "Why the plan is changed",
            "required": False,
            "max_length": 300,
            "help_text": "Printed with the change wherever this is called planned.",
        } | kwargs
        super().__init__(**kwargs)


class ConditionsField(forms.MultipleChoiceField):
    """Values of attributes to tick, grouped by attribute; cleaned to conditions {"attribute", "values"}."""

    def __init__(self, **kwargs: Any):
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)

    def offer(self, lists: Iterable[tuple[Attribute, tuple[str, ...]]], held: Conditions = ()) -> None:
        """Offer what is in use, and what the stored conditions name."""
        groups: dict[str, dict[str, str]] = {}
        names = {}
        for attribute, words in lists:
            names[attribute.key] = attribute.name
            groups[attribute.key] = {f"{attribute.key}={word}": word for word in words}
        for each in held:
            kept = groups.setdefault(each["attribute"], {})
            kept |= {f"{each['attribute']}={word}": word for word in each["values"]}
        self.choices = [(names.get(key, key), list(words.items())) for key, words in groups.items() if words]

    def clean(self, value: Any) -> Conditions:
        return conditions(super().clean(value))


def conditions(chosen: Iterable[str]) -> Conditions:
    """["c:3=High", "c:3=Low"] as [{"attribute": "c:3", "values": ["High", "Low"]}]."""
    found: dict[str, list[str]] = {}
    for each in chosen:
        key, _, word = each.partition("=")
        found.setdefault(key, []).append(word)
    return [{"attribute": key, "values": words} for key, words in found.items()]


def chosen(held: Conditions) -> list[str]:
    """Conditions as the form ticks them."""
    return [f"{each['attribute']}={word}" for each in held for word in each["values"]]


def with_usual(data: QueryDict | dict) -> QueryDict | dict:
    """What was posted; a form that was opened before a setting existed gets what is usual for it."""
    told = data.copy()
    for name in USUAL:
        told.setdefault(name, str(Analysis._meta.get_field(name).get_default()))
    return told


class OutcomeSelect(forms.Select):
    """Outcomes, each with the kind of its data, which narrows the measures where there is script."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["data-kind"] = value.instance.kind
        return option


class MeasureSelect(forms.Select):
    """Measures, each with the kinds of data that it fits."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["data-kinds"] = " ".join(kind for kind, codes in MEASURES.items() if value in codes)
        return option


class AnalysisForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    in_protocol = PlannedField(
        label="Planned or post hoc",
        help_text="Shown beside the result and never changed afterwards; a recipe that is changed later says so.",
    )
    reason = ReasonField()
    subgroup = forms.ChoiceField(
        label="Subgroups by", required=False, help_text="Columns are made under Studies, Characteristics."
    )
    subgroup_planned = PlannedField(label="These subgroups are", required=False)
    moderators = forms.MultipleChoiceField(
        label="Moderators (meta-regression)",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Numbers enter as slopes, words as differences from the first. Ten studies a moderator at least.",
    )
    moderators_planned = PlannedField(label="These moderators are", required=False)
    population = ConditionsField(
        label="Only studies with", help_text="Nothing ticked takes all. Studies outside are listed with the result."
    )

    class Meta:
        model = Analysis
        fields = [*FIELDS, "in_protocol"]
        labels = {
            "favours_left": "Left side of the plot favours",
            "favours_right": "Right side of the plot favours",
            "cautions": "What a reader must know",
            "interval": "Interval of the pooled effect",
            "window_from": "Time window from, days",
            "window_to": "Time window to, days",
        }
        widgets = {
            "outcome": OutcomeSelect(attrs={"data-narrows": "id_measure"}),
            "measure": MeasureSelect,
            "cautions": forms.Textarea(attrs={"rows": 3}),
            "zero_add": forms.NumberInput(attrs={"step": "any", "min": "0"}),
        }
        help_texts = {
            "favours_left": "For instance placebo: printed as “Favours placebo”.",
            "cautions": "Shown with the result, a line each: how definitions differ, designs that were mixed.",
            "tau2": "Used with random effects only.",
            "interval": "Used with random effects only; the common effect always has a normal interval.",
            "method": "For ratios and differences of odds, risks and rates under a common effect. "
            "The Peto method is the measure Peto odds ratio.",
            "level": "Of every interval: studies, pooled effect, prediction.",
            "prediction": "Where the effect of a new study is expected; with random effects and three studies.",
            "zero_add": "0.5 is usual. Mantel-Haenszel takes it for the effects of single studies alone.",
            "double_zero": "Such studies say nothing about a ratio.",
            "window_from": "Empty for the time point alone.",
            "window_to": "Each study gives its result nearest to the time point within the window.",
        }

    def __init__(self, review: Review, data: QueryDict | dict | None = None, *args, **kwargs):
        super().__init__(None if data is None else with_usual(data), *args, **kwargs)
        self.review = review
        self.fields["outcome"].queryset = review.outcomes.filter(archived_at__isnull=True)
        self.fields["time_point"].queryset = review.time_points.all()
        known = attributes_of(review)
        words = [(each.key, each.name) for each in known if not each.numeric]
        self.fields["subgroup"].choices = [("", "No subgroups"), *words]
        self.fields["subgroup_spread"].label = "tau² of subgroups"
        self.fields["subgroup_spread"].required = False
        self.fields["moderators"].choices = [(each.key, each.name) for each in known]
        self.fields["population"].offer(values_in_use(review), self.instance.population)
        self.initial["population"] = chosen(self.instance.population)
        for name in ("subgroup", "moderators"):
            asked = bool(getattr(self.instance, name))
            self.initial[f"{name}_planned"] = self._said(f"{name}_planned") if asked else None
        if self.instance.pk:
            del self.fields["in_protocol"]
        if not (self.instance.pk and self.instance.in_protocol):
            del self.fields["reason"]

    def _said(self, name: str) -> str:
        return "yes" if getattr(self.instance, name) else "no"

    def clean(self) -> dict:
        data = super().clean()
        outcome, measure = data.get("outcome"), data.get("measure")
        if outcome and measure and measure not in MEASURES[outcome.kind]:
            names = " or ".join(str(Analysis.Measure(code).label) for code in MEASURES[outcome.kind])
            self.add_error(
                "measure", f"“{outcome}” is recorded as {outcome.get_kind_display().lower()}: choose {names}."
            )
        for name in ("subgroup", "moderators"):
            if data.get(name) and data.get(f"{name}_planned") is None:
                self.add_error(f"{name}_planned", "Say whether they were planned or are post hoc.")
            data[f"{name}_planned"] = bool(data.get(f"{name}_planned"))
        data["subgroup_spread"] = data.get("subgroup_spread") or Analysis.Spread.SEPARATE
        if not {*NEEDED, *USUAL} & set(self.errors) and self._has_all(data):
            self._check_together(data)
        if data.get("time_point") and not set(WINDOW) & set(self.errors):
            self._check_window(data)
        return data

    @staticmethod
    def _has_all(data: dict) -> bool:
        return all(data.get(name) not in (None, "") for name in NEEDED)

    def _check_together(self, data: dict) -> None:
        """What each field allows alone may still not go together; the refusal stands at the field to change."""
        try:
            check_settings({name: value for name, value in data.items() if value is not None})
        except Misfit as misfit:
            self.add_error(misfit.setting, str(misfit))

    def _check_window(self, data: dict) -> None:
        point = data["time_point"]
        try:
            check_window(*(data.get(name) for name in WINDOW), point.days, str(point))
        except Misfit as misfit:
            self.add_error(misfit.setting, str(misfit))

    def _post_clean(self) -> None:
        """Leave the instance as the database has it: the action writes."""

    def previewable(self) -> Analysis | None:
        """The analysis as typed, not stored; None where something that a preview needs is missing or wrong."""
        self.is_valid()
        data = self.cleaned_data
        if self.misfits() or not self._has_all(data):
            return None
        fields = {name: data[name] for name in FIELDS if name in data}
        sets = self.instance.leave_outs if self.instance.pk else []
        return Analysis(review=self.review, leave_outs=sets, **fields)

    def zero_cells_asked(self) -> bool:
        """Whether the part on empty cells holds more than what is usual, or a refusal."""
        said = {name: str(self[name].value() if self[name].value() is not None else "") for name in USUAL_FIELDS}
        return said != {name: str(usual) for name, usual in USUAL_FIELDS.items()} or bool(
            set(USUAL_FIELDS) & set(self.errors)
        )

    def misfits(self) -> list[str]:
        """Why what was typed gives no preview, in words; fields that are empty still are not told of."""
        named = (*NEEDED, *SETTINGS)
        return [text for name in named if self.data.get(name) for text in self.errors.get(name, ())]


class LeaveOutForm(forms.Form):
    """A sensitivity set: what every run is pooled without once more."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(max_length=80, help_text="Such as “Without high risk of bias”.")
    conditions = ConditionsField(label="Leave out studies with")
    studies = forms.MultipleChoiceField(
        label="Leave out these studies", required=False, widget=forms.CheckboxSelectMultiple
    )
    planned = PlannedField(label="Planned or post hoc")

    def __init__(self, analysis: Analysis, rows: list[dict], *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = analysis.version
        self.fields["conditions"].offer(values_in_use(analysis.review))
        self.fields["studies"].choices = [(str(row["study_id"]), row["label"]) for row in rows]

    def sets(self) -> dict[str, Any]:
        """What was typed, for the action."""
        data = self.cleaned_data
        return {
            "version": data["version"] or 0,
            "name": data["name"],
            "conditions": data["conditions"],
            "studies": [int(each) for each in data["studies"]],
            "planned": data["planned"],
        }
