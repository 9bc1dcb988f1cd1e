"""Forms of studies and of the frame. Each carries the version of the row that the user saw."""

from typing import Any

from django import forms

from screening.models import Member
from synthesis.models import Arm, Outcome, Study, StudyOutcome, TimePoint


class VersionedForm(forms.ModelForm):
    """A model's form that writes nothing itself: `cleaned_data` goes to an action, with the version."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, member: Member, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.member = member
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version
        else:
            del self.fields["version"]

    def changes(self) -> dict[str, Any]:
        """What was typed, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def version_seen(self) -> int:
        """The version of the row when the form was shown."""
        return self.cleaned_data.get("version") or 0

    def show_stored(self) -> None:
        """After a stale save: read the row anew and let the next save rest on what the user now sees."""
        self.instance.refresh_from_db()
        self.data = self.data.copy()
        self.data["version"] = str(self.instance.version)

    def stored(self) -> list[tuple[str, Any]]:
        """Label and stored value of each field, to be shown beside what was typed."""
        named = [name for name in self.fields if name != "version"]
        return [
            (
                self.fields[name].label,
                getattr(self.instance, f"get_{name}_display", lambda n=name: getattr(self.instance, n))(),
            )
            for name in named
        ]

    def _post_clean(self) -> None:
        """Leave the instance as the database has it: the action writes, so that a stale save can be refused."""


class StudyForm(VersionedForm):
    class Meta:
        model = Study
        fields = ["label", "year", "design", "registration", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        labels = {"label": "Name", "registration": "Trial registration"}
        help_texts = {
            "label": "As plots and tables show it, such as the first author and the year.",
            "design": "Such as parallel or crossover randomised trial.",
        }


class ArmForm(VersionedForm):
    class Meta:
        model = Arm
        fields = ["name", "role", "description"]
        help_texts = {
            "name": "Such as “S(+)-ketamine 0.5 mg/kg over 30 min”.",
            "role": "Experimental and comparator arms are pooled; of an outcome in one group, experimental ones. "
            "Other arms are extracted and left out.",
        }


class OutcomeForm(VersionedForm):
    class Meta:
        model = Outcome
        fields = ["name", "kind", "unit", "better"]
        labels = {"kind": "What a study gives", "better": "Direction"}
        help_texts = {
            "unit": "Such as “0 to 10”; of events over person-time, what time is counted in, such as "
            "“person-years”; empty for other counts."
        }


class TimePointForm(VersionedForm):
    class Meta:
        model = TimePoint
        fields = ["label", "days"]
        labels = {"days": "Days since the start of treatment"}
        help_texts = {"label": "In the review's words, such as “1 week”.", "days": "Puts the times in order."}


class StudyOutcomeForm(VersionedForm):
    class Meta:
        model = StudyOutcome
        fields = ["outcome", "time_point", "note"]
        labels = {"note": "As this study defines it"}
        help_texts = {"note": "Such as “fall in pain score of more than 50%, 15 min after the infusion”."}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        review = self.member.review
        if self.instance.pk:
            del self.fields["outcome"], self.fields["time_point"]
        else:
            self.fields["outcome"].queryset = review.outcomes.filter(archived_at__isnull=True)
            self.fields["time_point"].queryset = review.time_points.filter(archived_at__isnull=True)
