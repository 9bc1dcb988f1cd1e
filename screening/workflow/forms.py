"""What a vote, a decision on a conflict and a stage's rules look like when they are sent."""

from django import forms

from screening.models import ExclusionReason, ImportBatch, Keyword, Label, Member, Stage, Verdict
from screening.workflow.card_fields import HIDEABLE
from screening.workflow.queries.imported import likely, voters
from screening.workflow.queries.imported_settlements import settlers

VOTES = [(Verdict.INCLUDE, "Include"), (Verdict.MAYBE, "Maybe"), (Verdict.EXCLUDE, "Exclude")]


class _WithReasons(forms.Form):
    """A form with the review's exclusion reasons."""

    reason = forms.ModelChoiceField(ExclusionReason.objects.none(), required=False, empty_label="No reason")

    def __init__(self, *args, stage: Stage, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = ExclusionReason.objects.filter(review_id=stage.review_id)
        self.fields["reason"].error_messages["invalid_choice"] = (
            "This exclusion reason is not on the review's list. Reload the page and choose again."
        )


class VoteForm(_WithReasons):
    """A vote as the buttons send it: a verdict, or a reason alone, which excludes."""

    verdict = forms.CharField(required=False)
    note = forms.CharField(required=False)
    key = forms.UUIDField()
    fence = forms.IntegerField(min_value=0)

    def clean_verdict(self) -> str:
        verdict = self.cleaned_data["verdict"]
        return verdict or (Verdict.EXCLUDE.value if self.data.get("reason") else "")


COLOURS = [(1, "Teal"), (2, "Orange"), (3, "Purple"), (4, "Green"), (5, "Pink"), (6, "Grey")]
"""The colours of labels, as `screening.css` has them."""


class LabelForm(forms.ModelForm):
    """A label of the review's list."""

    class Meta:
        model = Label
        fields = ["name", "colour", "parent"]
        labels = {"parent": "Below"}
        help_texts = {"parent": "Leave it empty for a label of the first level."}

    def __init__(self, *args, member: Member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["colour"].choices = COLOURS
        self.fields["parent"].queryset = member.review.labels.filter(archived_at__isnull=True, parent__isnull=True)

    def validate_unique(self) -> None:
        """The action says it in words."""


class ChangeLabelForm(forms.Form):
    """Another name or colour for a label."""

    name = forms.CharField(max_length=60)
    colour = forms.TypedChoiceField(choices=COLOURS, coerce=int)
    version = forms.IntegerField()


class PutLabelForm(forms.Form):
    """A label put on a record or taken off."""

    label = forms.ModelChoiceField(Label.objects.none())
    on = forms.BooleanField(required=False)

    def __init__(self, *args, member: Member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["label"].queryset = member.review.labels.all()


class CommentForm(forms.Form):
    """A message about a record."""

    text = forms.CharField(label="Message", widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)


class OwnKeywordsForm(forms.Form):
    """A reviewer's own words to mark."""

    kind = forms.ChoiceField(label="They speak of", choices=Keyword.Kind.choices)
    words = forms.CharField(
        label="Words to add",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=20_000,
        help_text="One word or phrase a line; a * at the end matches any ending.",
    )

    def clean_words(self) -> list[str]:
        words = [" ".join(line.split()) for line in self.cleaned_data["words"].splitlines() if line.strip()]
        for word in words:
            if len(word) > 100:
                raise forms.ValidationError(f"“{word[:40]}…” is longer than 100 characters.")
            if sum(letter.isalnum() for letter in word) < 2:
                raise forms.ValidationError(
                    f"“{word}” has fewer than two letters; it would mark nearly everything."
                )
        return words


class AddStageForm(forms.Form):
    """A stage of the team's own."""

    name = forms.CharField(max_length=80, help_text="As the team will read it: “Full text, second look”.")
    kind = forms.ChoiceField(
        label="Reviewers judge",
        choices=[("full-text", "the full text"), ("title-abstract", "title and abstract")],
        help_text="It decides in which boxes of the PRISMA flow the stage counts.",
    )
    after = forms.ModelChoiceField(
        Stage.objects.none(), label="It comes behind", required=False, empty_label="Nothing: it is the first"
    )

    def __init__(self, *args, member: Member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["after"].queryset = member.review.stages.order_by("order")
        self.fields["after"].initial = member.review.stages.order_by("-order").first()


class DutyForm(forms.Form):
    """What is asked of one reviewer in a stage; an empty number is no limit."""

    may_vote = forms.BooleanField(label="May vote", required=False)
    must_vote = forms.BooleanField(label="Votes on every record", required=False)
    share = forms.IntegerField(label="Share of all votes, in percent", min_value=0, max_value=100, required=False)
    most = forms.IntegerField(label="Votes in all, at most", min_value=0, max_value=1_000_000, required=False)
    most_a_day = forms.IntegerField(label="Votes a day, at most", min_value=0, max_value=10_000, required=False)


class PairForm(forms.Form):
    """Two who judge together."""

    first = forms.ModelChoiceField(Member.objects.none(), label="One", empty_label=None)
    second = forms.ModelChoiceField(Member.objects.none(), label="The other", empty_label=None)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].queryset = people
        self.fields["second"].initial = next(iter(people[1:2]), None)


class MoveForm(forms.Form):
    """Open seats from one to others."""

    source = forms.ModelChoiceField(
        Member.objects.none(), label="Records that wait for", required=False, empty_label="Nobody yet"
    )
    to = forms.ModelMultipleChoiceField(
        Member.objects.none(),
        label="Go to",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one person who takes the records."},
    )
    most = forms.IntegerField(
        label="How many, at most", min_value=1, max_value=1_000_000, required=False, help_text="Empty: all of them."
    )

    def __init__(self, *args, people, holders, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = holders
        self.fields["to"].queryset = people

    def clean(self) -> dict:
        sent = super().clean()
        if sent.get("source") and sent.get("to") is not None:
            sent["to"] = sent["to"].exclude(pk=sent["source"].pk)
            if not sent["to"]:
                raise forms.ValidationError("Choose somebody else: the records wait for this person already.")
        return sent


class HandBackForm(forms.Form):
    """Handing a record back: with an interest in it, or because one cannot judge it."""

    note = forms.CharField(required=False)
    interest = forms.BooleanField(required=False)


class WithdrawForm(forms.Form):
    """Taking a vote back."""

    key = forms.UUIDField()


class ResolveForm(_WithReasons):
    """The adjudicator's decision."""

    verdict = forms.ChoiceField(
        label="Decision",
        choices=[("include", "Include"), ("exclude", "Exclude")],
        widget=forms.RadioSelect,
    )
    rationale = forms.CharField(
        label="Why",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
        help_text="A sentence or two, kept with the decision and read by the team.",
        error_messages={"required": "Say in a sentence why: the rationale is kept and read by the team."},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ["verdict", "reason", "rationale", "key"]

    def __init__(self, *args, stage: Stage, **kwargs):
        super().__init__(*args, stage=stage, **kwargs)
        if stage.reason_required:
            self.fields["reason"].needed_when = "needed to exclude"
            self.fields["reason"].empty_label = "Choose a reason to exclude"


class ReopenForm(forms.Form):
    """Setting an adjudicator's decision aside."""

    why = forms.CharField(label="Why is it reopened?", max_length=1000)


class VotesNeededForm(forms.Form):
    """How many votes a record needs."""

    needed = forms.TypedChoiceField(
        label="Votes a record needs",
        choices=[(1, "One"), (2, "Two"), (3, "Three")],
        coerce=int,
    )


class VersionForm(forms.Form):
    """The version of the stage that the page showed."""

    version = forms.IntegerField()


class BlindingForm(VersionForm):
    """Hiding or showing complete votes."""

    blinded = forms.BooleanField(required=False)
    why = forms.CharField(max_length=1000, required=False)


class CountingRulesForm(VersionForm):
    """How votes are counted."""

    maybe_rule = forms.ChoiceField(label="A maybe", choices=Stage.MaybeRule, widget=forms.RadioSelect)
    reasons_conflict = forms.BooleanField(
        label="Exclusions for differing reasons go to the adjudicator",
        required=False,
        help_text="Otherwise the reason first in the list is reported.",
    )


class ReasonsForm(VersionForm):
    """Whether an exclusion needs a reason."""

    REQUIRED, OPTIONAL = "required", "optional"

    reason_rule = forms.ChoiceField(
        label="An exclusion",
        choices=[(REQUIRED, "Needs a reason of the list"), (OPTIONAL, "May have a reason")],
        widget=forms.RadioSelect,
    )


class AdjudicationForm(VersionForm):
    """Who settles conflicts, and what they see before."""

    own_conflicts = forms.BooleanField(
        label="Adjudicators may settle conflicts in which they voted",
        required=False,
        help_text="Otherwise somebody who did not vote on the record settles it.",
    )
    directions_hidden = forms.BooleanField(
        label="Adjudicators do not see how the reviewers voted until they have decided",
        required=False,
        help_text="Who voted is shown; verdicts, reasons and notes once the conflict is settled.",
    )


class ImportedVotesForm(forms.Form):
    """Whose votes the names in a file are, which reasons its reasons are, and in which stage they were cast."""

    stage = forms.ModelChoiceField(Stage.objects.none(), label="Cast in the stage", empty_label=None)

    def __init__(self, *args, member: Member, batch: ImportBatch, **kwargs):
        super().__init__(*args, **kwargs)
        stages = member.review.stages.filter(opened_at__isnull=False, closed_at__isnull=True).order_by("order")
        self.fields["stage"].queryset = stages
        self.members = {str(one.pk): one for one in voters(member)}
        self.known = list(member.review.exclusion_reasons.filter(archived_at__isnull=True).order_by("order", "id"))
        self.names = sorted(batch.carried.get("votes", {}), key=str.casefold)
        self.reasons = sorted(batch.carried.get("reasons", {}), key=str.casefold)
        self.settlers = sorted(batch.carried.get("settled", {}), key=str.casefold)
        self.adjudicators = {str(one.pk): one for one in settlers(member)}
        self._ask(batch)

    def _ask(self, batch: ImportBatch) -> None:
        people = [("", "Leave these votes out"), *((pk, str(one)) for pk, one in self.members.items())]
        for n, name in enumerate(self.names):
            guess = likely(name, self.members.values())
            self.fields[f"name-{n}"] = forms.ChoiceField(
                choices=people, required=False, label=name, initial=str(guess.pk) if guess else ""
            )
        judges = [("", "Leave these decisions out"), *((pk, str(one)) for pk, one in self.adjudicators.items())]
        for n, name in enumerate(self.settlers):
            guess = likely(name, self.adjudicators.values())
            self.fields[f"settler-{n}"] = forms.ChoiceField(
                choices=judges, required=False, label=name, initial=str(guess.pk) if guess else ""
            )
        texts = [("", "Keep it as a note only"), *((str(one.pk), one.text) for one in self.known)]
        by_text = {one.text.casefold(): str(one.pk) for one in self.known}
        for n, text in enumerate(self.reasons):
            self.fields[f"reason-{n}"] = forms.ChoiceField(
                choices=texts, required=False, label=text, initial=by_text.get(text.casefold(), "")
            )

    def name_fields(self) -> list[forms.BoundField]:
        return [self[f"name-{n}"] for n in range(len(self.names))]

    def settler_fields(self) -> list[forms.BoundField]:
        return [self[f"settler-{n}"] for n in range(len(self.settlers))]

    def reason_fields(self) -> list[forms.BoundField]:
        return [self[f"reason-{n}"] for n in range(len(self.reasons))]

    def chosen_names(self) -> dict[str, Member]:
        """Case-folded name in the file -> the member it is."""
        chosen = ((name, self.cleaned_data[f"name-{n}"]) for n, name in enumerate(self.names))
        return {name.casefold(): self.members[pk] for name, pk in chosen if pk}

    def chosen_settlers(self) -> dict[str, Member]:
        """Case-folded name in the file -> the adjudicator whose decisions on conflicts it has."""
        chosen = ((name, self.cleaned_data[f"settler-{n}"]) for n, name in enumerate(self.settlers))
        return {name.casefold(): self.adjudicators[pk] for name, pk in chosen if pk}

    def chosen_reasons(self) -> dict[str, ExclusionReason]:
        """Case-folded reason in the file -> the review's reason it is."""
        known = {str(one.pk): one for one in self.known}
        chosen = ((text, self.cleaned_data[f"reason-{n}"]) for n, text in enumerate(self.reasons))
        return {text.casefold(): known[pk] for text, pk in chosen if pk}


class SequenceForm(VersionForm):
    """In which order records are given out."""

    sequence = forms.ChoiceField(label="Order", choices=Stage.Sequence, widget=forms.RadioSelect)


class HiddenFieldsForm(VersionForm):
    """What cards do not show."""

    fields_hidden = forms.MultipleChoiceField(
        label="Not shown on cards",
        choices=list(HIDEABLE.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Hidden authors or a hidden journal take the links with them: they lead to both.",
    )
