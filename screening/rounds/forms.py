"""What a round is asked, and what is said about a disagreement."""

from math import ceil

from django import forms

from screening.models import Criterion, Member, Round


class CalibrationForm(forms.Form):
    """A pilot set and the agreement it must reach."""

    size = forms.IntegerField(
        label="Records in the pilot set",
        min_value=2,
        max_value=500,
        initial=30,
        help_text="Drawn at random. Every reviewer votes on each of them.",
    )
    measure = forms.ChoiceField(
        label="Agreement is measured by",
        choices=Round.Measure,
        help_text="Kappa drops where includes are rare; PABAK and AC1 do not.",
    )
    threshold = forms.DecimalField(
        label="Screening begins at",
        min_value=0,
        max_value=1,
        decimal_places=2,
        initial="0.60",
        help_text="0.60 is “good” in the bands of the Cochrane Handbook 5.1.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SecondLookForm(forms.Form):
    """How many exclusions are judged again, and by whom."""

    size = forms.IntegerField(label="How many records", min_value=1, max_value=5000, required=False)
    percent = forms.DecimalField(
        label="Or percent of the exclusions",
        min_value=0,
        max_value=100,
        decimal_places=1,
        required=False,
    )
    votes_needed = forms.TypedChoiceField(
        label="New votes on each", choices=[(1, "One"), (2, "Two"), (3, "Three")], coerce=int
    )
    fresh = forms.BooleanField(label="Nobody judges a record they judged before", required=False, initial=True)

    def clean(self) -> dict:
        sent = super().clean()
        if (sent.get("size") is None) == (sent.get("percent") is None) and not self.errors:
            raise forms.ValidationError("Give a number of records or a percentage, one of the two.")
        return sent

    def size_of(self, pool: int) -> int:
        """How many records are asked for, of so many exclusions."""
        if self.cleaned_data["size"] is not None:
            return self.cleaned_data["size"]
        return ceil(pool * self.cleaned_data["percent"] / 100)


class WhyForm(forms.Form):
    """A reason that is kept in the audit trail."""

    why = forms.CharField(max_length=1000, required=False)


class DisagreementForm(forms.Form):
    """What is said about a record on which reviewers differ, and which criterion it is about."""

    criterion = forms.ModelChoiceField(
        Criterion.objects.none(), required=False, label="About the criterion", empty_label="No criterion"
    )
    text = forms.CharField(label="Message", widget=forms.Textarea(attrs={"rows": 2}), max_length=5000)

    def __init__(self, *args, member: Member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["criterion"].queryset = member.review.criteria.filter(archived_at__isnull=True)
