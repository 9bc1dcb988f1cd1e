"""Forms of the columns of study characteristics."""

from django import forms

from synthesis.models import Characteristic
from synthesis.studies.forms import VersionedForm


class CharacteristicForm(VersionedForm):
    class Meta:
        model = Characteristic
        fields = ["name", "kind", "level", "role", "unit", "choices"]
        labels = {
            "name": "Column",
            "kind": "What it holds",
            "level": "Filled in",
            "role": "Used for",
            "choices": "Words to choose from",
        }
        widgets = {"choices": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "name": "Such as “Dose class” or “Population”.",
            "choices": "One a line, in the order of plots; empty where any word may be typed.",
            "unit": "For numbers, such as mg/kg.",
            "role": "The overall risk of bias feeds plots, sensitivity sets and GRADE suggestions.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].required = False
        if self.instance.pk:
            for name in ("kind", "level", "role"):
                del self.fields[name]
