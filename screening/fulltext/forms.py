"""The forms of a report: a PDF, and how its search stands."""

from django import forms

from screening.models import Report


class AttachForm(forms.Form):
    file = forms.FileField(label="PDF of the full text", widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}))


class RetrievalForm(forms.Form):
    retrieval = forms.ChoiceField(label="How the search stands", choices=Report.Retrieval.choices)
    note = forms.CharField(
        label="Note", max_length=500, required=False, help_text="Where it was asked for, or why it cannot be had."
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ManyFilesField(forms.FileField):
    """Several files at once; its value is their list. With `allow_empty_file` an empty one comes through, so that
    it can be told of by its name beside what became of the others."""

    def clean(self, data, initial=None) -> list:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in files]


class ManyFilesWidget(forms.ClearableFileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name)


class BulkForm(forms.Form):
    files = ManyFilesField(
        label="PDFs of any of the reports",
        widget=ManyFilesWidget(attrs={"accept": ".pdf", "multiple": True}),
        allow_empty_file=True,
    )

    def clean_files(self) -> list:
        found = [file for file in self.cleaned_data["files"] if file]
        if not found:
            raise forms.ValidationError("No file arrived. Choose one or more PDFs.")
        return found


class QuoteForm(forms.Form):
    page = forms.IntegerField(label="Page", min_value=1)
    text = forms.CharField(label="Passage", widget=forms.Textarea(attrs={"rows": 3}), max_length=20_000)
    boxes = forms.JSONField(required=False, widget=forms.HiddenInput)


class NoteForm(forms.Form):
    """A note to a vote that is not cast yet."""

    note = forms.CharField(required=False, max_length=20_000)


class NoticeForm(forms.Form):
    notice = forms.ChoiceField(label="Standing of the report", choices=Report.Notice.choices)
    notice_note = forms.CharField(
        label="Source", max_length=500, required=False, help_text="Where the notice was published."
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
