"""Forms of the pages that look over all steps."""

from django import forms


class RemovalForm(forms.Form):
    reason = forms.CharField(
        label="Why", required=False, max_length=500, help_text="Kept in the audit trail, which the leads read."
    )
