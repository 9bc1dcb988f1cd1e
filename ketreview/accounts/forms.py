"""Forms about accounts. Passwords go through the site's validators: twelve characters, no common ones."""

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError

from ketreview.accounts.models import User
from ketreview.accounts.orcid import orcid_of


class ProfileForm(forms.Form):
    """A person's own details."""

    name = forms.CharField(
        max_length=120,
        help_text="As it should stand beside your decisions.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    affiliation = forms.CharField(
        max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    orcid = forms.CharField(
        label="ORCID iD", required=False, max_length=60, help_text="For example 0000-0002-1825-0097."
    )

    def clean_orcid(self) -> str:
        text = self.cleaned_data["orcid"].strip()
        if not text:
            return ""
        try:
            return orcid_of(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class AccountForm(forms.Form):
    """A new account, made by the site admin."""

    email = forms.EmailField(label="E-mail address")
    name = forms.CharField(max_length=120)
    is_staff = forms.BooleanField(
        label="Site admin",
        required=False,
        help_text="Manages accounts and invitations; sees no review without being a member of it.",
    )


class InviteForm(forms.Form):
    """The address a link is made for."""

    email = forms.EmailField(label="E-mail address")


class NewPasswordForm(forms.Form):
    """A password typed twice, checked against the address and the name too."""

    password1 = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters; a few words in a row make a good one.",
    )
    password2 = forms.CharField(
        label="Password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, email: str, owner: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.email, self.owner = email, owner

    def clean(self) -> dict:
        data = super().clean()
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", "The two passwords differ; type the same one twice.")
        elif first:
            try:
                validate_password(first, User(email=self.email, name=data.get("name", self.owner)))
            except ValidationError as error:
                self.add_error("password1", error)
        return data


class AcceptForm(NewPasswordForm):
    """What an invited person sets: a name and a password."""

    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ("name", "password1", "password2")


def password_rules() -> list[str]:
    """What a password must be, in words."""
    return password_validators_help_texts()
