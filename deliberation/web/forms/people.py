"""Forms about invitations by list, announcements and deleting an account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

KEEP, WITHDRAW = "keep", "withdraw"


class ListForm(forms.Form):
    use_required_attribute = False

    file = forms.FileField(
        label=_("CSV file of addresses"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        help_text=_("The column headed “email”, or the first one. At most 5,000 rows."),
        error_messages={"required": _("Choose a file.")},
        allow_empty_file=True,
    )


class AnnouncementForm(forms.Form):
    use_required_attribute = False

    subject = forms.CharField(
        label=_("Subject"),
        max_length=150,
        widget=forms.TextInput(attrs={"class": "input"}),
        error_messages={"required": _("Say in a few words what it is about.")},
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 8}),
        help_text=_("Plain text; empty lines part paragraphs."),
        error_messages={"required": _("Write what followers should know.")},
    )


class DeletionForm(forms.Form):
    """The choice about votes, and that it is meant."""

    use_required_attribute = False

    votes = forms.ChoiceField(choices=[(KEEP, ""), (WITHDRAW, "")])
    confirmed = forms.EmailField(
        label=_("Your e-mail address, to confirm"),
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "off"}),
        error_messages={"required": _("Type your e-mail address, to confirm.")},
    )

    def __init__(self, email: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_confirmed(self) -> str:
        typed: str = self.cleaned_data["confirmed"].strip().lower()
        if typed != self.email:
            raise forms.ValidationError(_("This is not the address of this account."))
        return typed
