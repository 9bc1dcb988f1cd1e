"""Forms of the progress pages."""

from django import forms

from screening.models import PreviousVersion


class PreviousForm(forms.ModelForm):
    """The numbers of the version that this review updates."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = PreviousVersion
        fields = ("studies", "reports", "citation")
        labels = {
            "studies": "Studies included in the previous version",
            "reports": "Reports of these studies",
            "citation": "The previous version, as it is cited",
        }
        widgets = {"citation": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict:
        given = super().clean()
        studies, reports = given.get("studies"), given.get("reports")
        if studies is not None and reports is not None and reports < studies:
            self.add_error(
                "reports", "Every study has at least one report: give at least as many reports as studies."
            )
        return given
