"""Forms with one field of each kind, at rest and with errors."""

from django import forms


class EveryField(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="Title of the review", help_text="As it will stand on the report.")
    url = forms.URLField(
        label="Protocol", required=False, help_text="PROSPERO or OSF address.", assume_scheme="https"
    )
    question = forms.CharField(label="Question", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    votes = forms.ChoiceField(label="Votes per record", choices=[("1", "One"), ("2", "Two"), ("3", "Three")])
    total = forms.IntegerField(label="Participants", min_value=1, help_text="Randomised, all arms.")
    searched = forms.DateField(label="Searched on", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    rule = forms.ChoiceField(
        label="What counts as a conflict?",
        choices=[("against", "Include against exclude"), ("any", "Any two that differ, maybe too")],
        widget=forms.RadioSelect,
    )
    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=[("lead", "Lead"), ("reviewer", "Reviewer"), ("adjudicator", "Adjudicator")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    blind = forms.BooleanField(label="Keep votes blind", required=False, help_text="Nobody sees another's vote.")
    slug = forms.CharField(label="Address", disabled=True, initial="ketamine-for-chronic-pain")


class Upload(forms.Form):
    """A file to drop."""

    file = forms.FileField(label="Search file", help_text="The file is kept as it is, with its checksum.")


def at_rest() -> EveryField:
    return EveryField(initial={"votes": "2", "rule": "against", "roles": ["reviewer"]})


def with_errors() -> EveryField:
    """Bound to wrong values, with ids of its own so that two forms may stand on one page."""
    values = {"title": "", "url": "osf", "votes": "2", "total": "0", "roles": ["lead"]}
    return EveryField(values, auto_id="wrong_%s")
