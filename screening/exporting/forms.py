"""What the pages of the exports ask for."""

from django import forms


class TableForm(forms.Form):
    """A table of the records' export, corrected in a spreadsheet."""

    table = forms.FileField(label="Corrected table")
