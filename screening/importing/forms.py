"""What the import pages ask for."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import Truncator

from screening.importing.actions.sources import lies_ahead
from screening.importing.match_keys import normal_doi, normal_pmid
from screening.importing.parsers.columns import FIELDS as COLUMNS
from screening.importing.parsers.formats import FORMATS
from screening.importing.parsers.letters import LABELS
from screening.importing.queries.search_log import NOTES
from screening.importing.record_fields import CORRECTABLE, LIMITS, LISTS, field_label
from screening.models import Member, SearchLog, SearchSource

# In the order in which they are asked.
FIELDS = (
    "name",
    "platform",
    "kind",
    "searched_on",
    "search_string",
    "limits",
    "interface",
    "coverage",
    "filters",
    "reported_total",
    "searched_by",
)
FORMAT_CHOICES = [("", "Tell from the content"), *((row.key, row.label) for row in FORMATS)]
ENCODING_CHOICES = [
    ("", "Tell from the content"),
    ("utf-8", "Unicode (UTF-8)"),
    ("utf-16", "Unicode (UTF-16)"),
    *LABELS.items(),
]
ACCEPTED = ",".join(dict.fromkeys(f".{end}" for row in FORMATS for end in row.extensions))
FORMAT_WORDS = ", ".join(row.label for row in FORMATS)
FIELD_CHOICES = [("", "Leave out"), *((name, field_label(name)) for name in COLUMNS)]
_PMID = re.compile(
    r"(?:PMID:?\s*|https?://(?:pubmed\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pubmed)/)?0*(\d{1,8})/?", re.I
)
_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s/:?#]+(?:[/:?#]\S*)?", re.I)


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files; `clean` gives a list. Empty ones are in it, so that one of them refuses no others."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = list(data) if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(file, initial) for file in files if file]


class SourceForm(forms.ModelForm):
    """One search of one source, in the words PRISMA-S asks for."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = SearchSource
        fields = FIELDS
        widgets = {
            "searched_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "search_string": forms.Textarea(attrs={"rows": 4}),
            "limits": forms.Textarea(attrs={"rows": 2}),
            "filters": forms.Textarea(attrs={"rows": 2}),
        }
        labels = {
            "kind": "Kind of source",
            "searched_on": "Searched on",
            "search_string": "Search string",
            "coverage": "Dates the source covered",
            "filters": "Search filters",
            "reported_total": "Records it reported",
            "searched_by": "Searched by",
        }
        help_texts = {
            "name": "For example PubMed, Embase, ClinicalTrials.gov.",
            "platform": "Where it was searched: Ovid, EBSCOhost, Elsevier ...",
            "interface": "For example Advanced Search, or an API.",
            "coverage": "For example 1946 to week 12 of 2026.",
            "search_string": "Exactly as it was run, line by line.",
            "limits": "Dates, languages, designs the search was limited to; write “none” where there were none.",
            "filters": "Published filters that were used, with their source; write “none” where none were.",
            "reported_total": "The number the source itself gave for this search.",
            "searched_by": "Who ran it.",
        }

    def clean_searched_on(self) -> Any:
        day = self.cleaned_data["searched_on"]
        if why := lies_ahead(day):
            raise forms.ValidationError(why)
        return day

    def described(self) -> dict[str, Any]:
        """The search as the actions take it."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class UploadForm(SourceForm):
    """Files or pasted text, and the search they come from: one of the review's, or a new one described here."""

    files = ManyFilesField(label="Citation files", required=False, allow_empty_file=True)
    pasted = forms.CharField(
        label="References as text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="A reference list in any style, or the text of an export; it is read like a file.",
    )
    source = forms.ModelChoiceField(
        SearchSource.objects.none(), label="Search", required=False, empty_label="A new search, described below"
    )
    format = forms.ChoiceField(choices=FORMAT_CHOICES, label="Format", required=False)
    encoding = forms.ChoiceField(choices=ENCODING_CHOICES, label="Encoding", required=False)
    use_required_attribute = False  # the name is asked for only where no search is chosen
    field_order = ("files", "pasted", "source", *SourceForm.Meta.fields, "format", "encoding")

    def __init__(self, *args: Any, member: Member, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = member.review.sources.order_by("name", "id")
        unnamed = "Name the database or source that was searched, or choose a search above."
        self.fields["name"].required = not self.data.get("source")
        self.fields["name"].error_messages["required"] = unnamed
        if not self.fields["source"].queryset.exists():  # the browser asks too, so that no file is sent twice
            self.fields["name"].widget.attrs["required"] = True
        self.fields["format"].help_text = "Choose one only where a file is taken for something it is not."
        self.fields[
            "encoding"
        ].help_text = "Choose one only where letters with accents or of another script look wrong."
        self.fields["files"].help_text = (
            f"At most {settings.CITATION_UPLOAD_LIMIT // 2**20} MB each. Nothing enters the review before you have "
            "seen what was read."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        files = cleaned.get("files")
        if self.errors.get("files") or (cleaned.get("pasted") or "").strip():
            return cleaned
        if not files:
            self.add_error("files", "Drop or choose a file, or paste references as text.")
        elif not any(file.size for file in files):
            names = ", ".join(file.name for file in files)
            what = f"{names} is empty" if len(files) == 1 else f"These files are empty: {names}"
            self.add_error("files", f"{what}. Export the records again and check that the file has a size.")
        return cleaned


class ColumnsForm(forms.Form):
    """Which field each column of a table is read as; one select a column, named by its number. What the cells look
    like is chosen already where nobody said what a column is.
    """

    def __init__(self, *args: Any, columns: list, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.headings = [column.heading for column in columns]
        self.proposed = any(column.likely for column in columns)
        for number, column in enumerate(columns):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                choices=FIELD_CHOICES,
                label=column.heading,
                initial=column.field or column.likely,
                required=False,
                help_text=column.example and f"“{Truncator(column.example).chars(80)}”",
            )

    def chosen(self) -> dict[str, str]:
        """Heading -> field name, "" for a column that is left out."""
        return {heading: self.cleaned_data[f"column-{n}"] for n, heading in enumerate(self.headings)}


class SearchForm(forms.Form):
    """The search a file comes from."""

    source = forms.ModelChoiceField(SearchSource.objects.none(), label="From the search", empty_label=None)

    def __init__(self, *args: Any, member: Member, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = member.review.sources.order_by("name", "id")


class FormatForm(forms.Form):
    """In which format and encoding to read a file again."""

    format = forms.ChoiceField(choices=FORMAT_CHOICES[1:], label="Read as")
    encoding = forms.ChoiceField(choices=ENCODING_CHOICES, label="Encoding", required=False)


class LinesField(forms.CharField):
    """A list, one entry a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:
        return [line.strip() for line in (value or "").replace("\0", "").splitlines() if line.strip()]


class RecordForm(forms.Form):
    """The fields of a record that a person may complete or correct; also of a row that is not imported yet."""

    title = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False)
    authors = LinesField(
        widget=forms.Textarea(attrs={"rows": 4}), required=False, help_text="One a line: Family, Given."
    )
    year = forms.IntegerField(required=False, min_value=1000, max_value=2200)
    journal = forms.CharField(required=False, label="Journal or book")
    volume = forms.CharField(required=False, max_length=LIMITS["volume"])
    issue = forms.CharField(required=False, max_length=LIMITS["issue"])
    pages = forms.CharField(required=False, max_length=LIMITS["pages"])
    doi = forms.CharField(required=False, max_length=LIMITS["doi"], label="DOI")
    pmid = forms.CharField(required=False, max_length=LIMITS["pmid"], label="PubMed id")
    abstract = forms.CharField(widget=forms.Textarea(attrs={"rows": 10}), required=False)
    keywords = LinesField(widget=forms.Textarea(attrs={"rows": 3}), required=False, help_text="One a line.")
    type = forms.CharField(required=False, max_length=LIMITS["type"], label="Type of work")
    accession = forms.CharField(required=False, max_length=LIMITS["accession"], label="Accession number")
    issn = forms.CharField(required=False, max_length=LIMITS["issn"], label="ISSN")
    publisher = forms.CharField(required=False)
    language = forms.CharField(required=False, max_length=LIMITS["language"])
    url = forms.CharField(required=False, label="Address (URL)")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_doi(self) -> str:
        """What is no DOI is refused, unless it stood there before: a file's odd one stays until mended."""
        typed = self.cleaned_data["doi"].strip()
        if not typed or typed == self.initial.get("doi"):
            return typed
        doi = normal_doi(typed)
        if not doi:
            raise forms.ValidationError(
                f"“{typed[:60]}” is no DOI. A DOI begins with 10. and has a slash, such as 10.1000/xyz123; "
                "leave the field empty where the work has none."
            )
        return doi

    def clean_pmid(self) -> str:
        """The number alone; what is none is refused, unless it stood there before."""
        typed = self.cleaned_data["pmid"].strip()
        if not typed or typed == self.initial.get("pmid"):
            return typed
        found = _PMID.fullmatch(typed)
        if not found or not normal_pmid(found[1]):
            raise forms.ValidationError(
                f"“{typed[:60]}” is no PubMed id: these are numbers, such as 31234567. "
                "Leave the field empty where the work has none."
            )
        return normal_pmid(found[1])

    def clean_url(self) -> str:
        """What is no address on the web is refused, unless it stood there before."""
        typed = self.cleaned_data["url"].strip()
        if not typed or typed == self.initial.get("url"):
            return typed
        address = f"https://{typed}" if typed[:4].lower() == "www." else typed
        if not _ADDRESS.fullmatch(address):
            raise forms.ValidationError(
                f"“{typed[:60]}” is no address: these begin with https://, as https://example.org/paper does. "
                "Leave the field empty where the work has none."
            )
        return address

    def corrected(self) -> dict[str, Any]:
        """Field -> value, in the shape the actions take; line ends as a file has them."""
        values = {name: self.cleaned_data[name] for name in CORRECTABLE}
        return {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value for name, value in values.items()
        }


def record_initial(values: Any) -> dict[str, Any]:
    """What the form shows at first, from a record or a staged row's mapping."""
    get = values.get if isinstance(values, dict) else lambda name, default: getattr(values, name, default)
    return {name: get(name, [] if name in LISTS else "") for name in (*CORRECTABLE, "version")}


class SearchLogForm(forms.ModelForm):
    """What PRISMA-S asks of the searches as a whole."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = SearchLog
        fields = NOTES
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in NOTES}
        help_texts = {
            "multi_database": "Which databases were searched at once on one platform.",
            "registries": "Only where no registry is among the searches.",
            "online_resources": "Websites, proceedings, tables of contents, and how they were browsed.",
            "citation_searching": "Whether cited or citing references were followed, and how.",
            "contacts": "Authors, experts or manufacturers who were asked.",
            "prior_work": "Earlier reviews whose strategies were used.",
            "updates": "How the searches were brought up to date.",
            "peer_review": "Who reviewed the strategies, and how.",
            "deduplication": "What was done outside KetReview; what is done here is told by itself.",
        }

    def notes(self) -> dict[str, str]:
        return {name: self.cleaned_data[name].strip() for name in NOTES}
