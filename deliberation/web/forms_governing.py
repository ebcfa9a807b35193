"""Forms of those who run a definition."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.models import Role

REASON_LIMIT = 500


def reason_field() -> forms.CharField:
    """Why something is decided; everybody can read it."""
    return forms.CharField(
        label=_("Public reason"),
        max_length=REASON_LIMIT,
        widget=forms.TextInput(attrs={"class": "input"}),
        help_text=_("Anyone can read it, beside the decision."),
        error_messages={"required": _("Give a reason that the public can read.")},
    )


class GivingForm(forms.Form):
    """Who gets which role, and why."""

    use_required_attribute = False

    to = forms.CharField(
        label=_("E-mail address or pseudonym"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"class": "input", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_("Of somebody who has signed in here at least once."),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.Name.choices,
        widget=forms.Select(attrs={"class": "select"}),
    )
    reason = reason_field()


class ReasonForm(forms.Form):
    """A decision that needs nothing but a reason."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = reason_field()
