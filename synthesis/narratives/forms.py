"""Forms of narratives. Each carries the version of the row that the user saw; writes happen in the actions."""

from typing import Any

from django import forms

from screening.models import Member
from synthesis.models import Block, EvidenceLink, Narrative, Statement
from synthesis.models.evidence import Source
from synthesis.narratives.queries.words import EFFECT, said_now


class NarrativeForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Narrative
        fields = ("title", "language", "review_by", "state")
        widgets = {"review_by": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        labels = {"review_by": "Look at it again by", "state": "State"}
        help_texts = {
            "language": "Its language code, such as en or fr.",
            "review_by": "From then on the narrative is shown as due.",
            "state": "A retired narrative can be read; it asks nobody for anything.",
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["state"]

    def changes(self) -> dict[str, Any]:
        """What was typed, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class StatementForm(forms.Form):
    text = forms.CharField(
        label="Statement",
        widget=forms.Textarea(attrs={"rows": 5, "data-statement-text": True, "class": "serif"}),
        help_text="One sentence. Figures and citations are inserted from the lists below.",
    )
    kind = forms.ChoiceField(
        label="Kind",
        choices=Statement.Kind.choices,
        initial=Statement.Kind.EFFECT,
        help_text="Effects, harms, comparisons and recommendations need evidence.",
    )
    accept = forms.BooleanField(
        label="I have read the new figures and the sentence is true with them",
        required=False,
        help_text="Leave it empty to mend the wording alone; the statement then stays outdated.",
    )
    reason = forms.CharField(label="Why (kept in its history)", required=False, max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, statement: Statement | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if statement is None:
            del self.fields["reason"]
        if statement is None or statement.status != Statement.Status.OUTDATED:
            del self.fields["accept"]


class HeadingForm(forms.Form):
    kind = forms.ChoiceField(choices=Block.Kind.choices)
    text = forms.CharField(required=False, max_length=300)


class EvidenceForm(forms.Form):
    """An analysis with a pooled effect, a comparison of a network, or a record by its number."""

    stance = forms.ChoiceField(label="This evidence", choices=EvidenceLink.Stance.choices)
    source = forms.ChoiceField(label="Analysis or comparison of a network", required=False)
    record = forms.ModelChoiceField(label="Record", queryset=None, required=False, empty_label="None")
    quote = forms.CharField(
        label="Quote",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The source's own words. Needed for a record.",
    )
    locator = forms.CharField(
        label="Where", required=False, max_length=120, help_text="Page, table or figure, such as “p. 944, table 2”."
    )

    def __init__(self, member: Member, statement: Statement, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.said = said_now(member.review)
        ready = [(path, str(each.source)) for path, each in self.said.items() if each.figure(EFFECT)]
        self.fields["source"].choices = [("", "None"), *ready]
        narrative = statement.block.narrative_version.narrative
        cited = narrative.references.filter(record__isnull=False).values("record")
        self.fields["record"].queryset = member.review.records.filter(pk__in=cited)
        self.fields["record"].help_text = "Records in the reference list; cite a record to add it."

    def clean_source(self) -> Source | None:
        """The analysis or comparison of that path."""
        chosen = self.cleaned_data["source"]
        return self.said[chosen].source if chosen else None


class ReferenceForm(forms.Form):
    raw = forms.CharField(label="Reference, as the list shall print it", widget=forms.Textarea(attrs={"rows": 3}))
    doi = forms.CharField(label="DOI", required=False, max_length=500)
    pmid = forms.CharField(label="PMID", required=False, max_length=60)


class ReleaseForm(forms.Form):
    changelog = forms.CharField(
        label="What is new in this version",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Printed below the title.",
    )
    override_reason = forms.CharField(
        label="Reason for releasing all the same",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Printed in every file of this release, with the statements that are not current.",
    )
    number = forms.IntegerField(widget=forms.HiddenInput)
