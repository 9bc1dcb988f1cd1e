"""Forms about the review itself: its question, the lists of its protocol, its stages."""

from django import forms
from django.core.exceptions import ValidationError

from screening.models import Keyword, Review, Stage
from screening.reviews.defaults import EXCLUSION_REASONS, entries_of
from screening.reviews.queries import QUESTION_FIELDS
from screening.roles import ROLE_CHOICES

CRITERION_LENGTH, REASON_LENGTH, KEYWORD_LENGTH = 500, 200, 100


class LinesField(forms.CharField):
    """A box with one entry a line; its value is the list of entries."""

    def __init__(self, *, entry_length: int, rows: int = 4, **options) -> None:
        self.entry_length = entry_length
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)

    def to_python(self, value: str | None) -> list[str]:
        entries = entries_of(super().to_python(value))
        for entry in entries:
            if len(entry) > self.entry_length:
                raise ValidationError(
                    f"“{entry[:40]}…” has {len(entry)} characters; an entry has at most {self.entry_length}. "
                    "Write one entry a line."
                )
        return entries


class WordsField(LinesField):
    """Keywords, one a line; each needs two letters or digits, or it would mark nearly everything or nothing."""

    def to_python(self, value: str | None) -> list[str]:
        words = super().to_python(value)
        for word in words:
            if sum(letter.isalnum() for letter in word) < 2:
                raise ValidationError(f"“{word}” has fewer than two letters; it would mark nearly everything.")
        return words


class QuestionForm(forms.ModelForm):
    """Title, question and registration of a review; `version` is the one the user saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Review
        fields = ["title", *QUESTION_FIELDS, "registration"]
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in QUESTION_FIELDS}
        labels = {
            "question": "Question",
            "outcomes_sought": "Outcomes",
            "registration": "Registration",
        }
        help_texts = {
            "title": "As it would stand on the published review.",
            "question": "In one sentence.",
            "population": "Who: condition, age, setting.",
            "intervention": "What is given or done.",
            "comparator": "What it is compared with.",
            "outcomes_sought": "What is measured, and when.",
            "study_designs": "For example randomised trials.",
            "registration": "For example a PROSPERO number.",
        }


class NewReviewForm(QuestionForm):
    """Everything a review can start with; only the title is needed, the rest can follow in the settings."""

    version = None
    roles = forms.MultipleChoiceField(
        label="I will also take part as",
        required=False,
        choices=[(key, label) for key, label in ROLE_CHOICES if key not in ("lead", "observer")],
        widget=forms.CheckboxSelectMultiple,
        help_text="You lead the review in any case. The lead alone neither votes nor extracts.",
    )
    include = LinesField(
        label="Include when", required=False, entry_length=CRITERION_LENGTH, help_text="One criterion a line."
    )
    exclude = LinesField(
        label="Exclude when", required=False, entry_length=CRITERION_LENGTH, help_text="One criterion a line."
    )
    reasons = LinesField(
        label="Reasons for exclusion",
        required=False,
        rows=9,
        entry_length=REASON_LENGTH,
        initial="\n".join(EXCLUSION_REASONS),
        help_text="One a line, in the order in which they are checked. The first nine get the keys 1 to 9.",
    )
    include_words = WordsField(
        label="Words that speak for inclusion",
        required=False,
        entry_length=KEYWORD_LENGTH,
        help_text="Marked in titles and abstracts. One a line; a * at the end matches any ending.",
    )
    exclude_words = WordsField(
        label="Words that speak against it",
        required=False,
        entry_length=KEYWORD_LENGTH,
        help_text="Marked in another way. One a line.",
    )

    PARTS = (
        ("The question", ("title", "question"), (*QUESTION_FIELDS[1:], "registration")),
        ("My part in it", ("roles",), ()),
        ("What is in and what is out", (), ("include", "exclude", "reasons")),
        ("Words to mark", (), ("include_words", "exclude_words")),
    )

    def parts(self) -> list[tuple[str, list[forms.BoundField], list[forms.BoundField]]]:
        """Under each heading the fields that stand alone, then those side by side."""
        return [
            (heading, [self[name] for name in alone], [self[name] for name in beside])
            for heading, alone, beside in self.PARTS
        ]


class VersionForm(forms.Form):
    """A button that changes the protocol; `version` is the one the user saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CriteriaForm(VersionForm):
    kind = forms.ChoiceField(label="They say when to", choices=[("include", "Include"), ("exclude", "Exclude")])
    texts = LinesField(label="Criteria to add", entry_length=CRITERION_LENGTH, help_text="One a line.")


class CriterionForm(VersionForm):
    text = forms.CharField(label="Criterion", max_length=CRITERION_LENGTH)


class ReasonsForm(VersionForm):
    texts = LinesField(label="Reasons to add", entry_length=REASON_LENGTH, help_text="One a line.")


class ReasonForm(VersionForm):
    text = forms.CharField(label="Reason", max_length=REASON_LENGTH)


class MoveForm(VersionForm):
    direction = forms.ChoiceField(choices=[("up", "Up"), ("down", "Down")])


class KeywordsForm(VersionForm):
    kind = forms.ChoiceField(label="They speak of", choices=Keyword.Kind.choices)
    words = WordsField(
        label="Words to add",
        entry_length=KEYWORD_LENGTH,
        help_text="One word or phrase a line; a * at the end matches any ending.",
    )


class StageForm(forms.ModelForm):
    """The rules of a stage; those by which votes are counted are fixed once records are in it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    votes_needed = forms.TypedChoiceField(
        label="Votes each record needs",
        coerce=int,
        choices=[(1, "1: one reviewer decides"), (2, "2: two reviewers, blinded"), (3, "3: three reviewers")],
    )

    class Meta:
        model = Stage
        fields = ["votes_needed", "maybe_rule", "reason_required", "blinded"]
        labels = {
            "maybe_rule": "What a maybe means",
            "reason_required": "An exclusion needs a reason",
            "blinded": "Reviewers do not see each other's votes",
        }

    def __init__(self, *args, fixed: tuple[str, ...] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in fixed:
            self.fields[name].disabled = True
