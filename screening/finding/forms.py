"""What a search under a name and a change to many records look like when they are sent."""

from django import forms

from screening.models import ExclusionReason, Label, Member, Stage, Verdict


class KeepSearchForm(forms.Form):
    """The name of the search that stands in the address."""

    name = forms.CharField(max_length=80)
    shared = forms.BooleanField(required=False)


class ManyForm(forms.Form):
    """What to do with all records found; `count` is how many the preview showed."""

    DO = (("label", "Put a label on"), ("unlabel", "Take my label off"), ("vote", "Vote"))

    do = forms.ChoiceField(choices=DO)
    label = forms.ModelChoiceField(Label.objects.none(), required=False)
    stage = forms.ModelChoiceField(Stage.objects.none(), required=False)
    verdict = forms.ChoiceField(
        choices=((Verdict.EXCLUDE, "Exclude"), (Verdict.INCLUDE, "Include")), required=False
    )
    reason = forms.ModelChoiceField(ExclusionReason.objects.none(), required=False)
    count = forms.IntegerField(min_value=0)

    def __init__(self, *args, member: Member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["label"].queryset = member.review.labels.filter(archived_at__isnull=True)
        self.fields["stage"].queryset = member.review.stages.order_by("order")
        self.fields["reason"].queryset = member.review.exclusion_reasons.filter(archived_at__isnull=True)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("do") in ("label", "unlabel") and not cleaned.get("label"):
            self.add_error("label", "Choose a label.")
        if cleaned.get("do") == "vote" and not (cleaned.get("stage") and cleaned.get("verdict")):
            self.add_error("verdict", "Choose the stage and how to vote.")
        if cleaned.get("verdict") == Verdict.INCLUDE:
            cleaned["reason"] = None
        return cleaned
