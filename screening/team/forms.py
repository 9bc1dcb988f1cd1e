"""Forms about the team."""

from django import forms

from screening.roles import ROLE_CHOICES


class RolesForm(forms.Form):
    """Which roles somebody has; several may be chosen."""

    roles = forms.MultipleChoiceField(
        choices=ROLE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        help_text="One person may hold several; their permissions add up.",
    )


class InviteForm(RolesForm):
    """Whom to invite, and as what. The address alone may use the link."""

    email = forms.EmailField(label="E-mail address")
    field_order = ["email", "roles"]
