"""Forms for taking part, and for choosing who may."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from deliberation.models import Admission, StakeholderClass
from deliberation.web.forms.governing import reason_field

TEXT = {"class": "input", "autocomplete": "off", "spellcheck": "false"}


class ClassForm(forms.Form):
    """Which stakeholder class somebody declares."""

    use_required_attribute = False

    stakeholder_class = forms.ChoiceField(
        label=_("Stakeholder class"),
        error_messages={
            "required": _("Choose the class that describes you best."),
            "invalid_choice": _("Choose one of the classes listed."),
        },
    )

    def __init__(self, classes: list[StakeholderClass], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not classes:
            # Definitions brought in from elsewhere tell no classes apart.
            del self.fields["stakeholder_class"]
            return
        self.fields["stakeholder_class"].choices = [  # type: ignore[attr-defined]
            (each.slug, each.title) for each in classes
        ]


class JoinForm(ClassForm):
    pseudonym = forms.CharField(
        label=_("Pseudonym"),
        min_length=2,
        max_length=40,
        widget=forms.TextInput(attrs=TEXT),
        validators=[
            RegexValidator(
                r"\A\w[\w .'-]*\Z",
                _("Use letters, digits, spaces, hyphens, points and apostrophes."),
            )
        ],
        help_text=_(
            "Letters, digits and hyphens, at most 40. Others see this and not your name. It"
            " stays as it is: what you do here is published under it."
        ),
        error_messages={
            "required": _("Choose a pseudonym; others see it beside what you propose.")
        },
    )
    agree = forms.BooleanField(
        label=_("I agree that this becomes public"),
        error_messages={
            "required": _("Votes and proposals here are public; agree to that, or only read.")
        },
    )
    field_order = ["pseudonym", "stakeholder_class", "agree"]


class AdmissionForm(forms.Form):
    use_required_attribute = False

    admission = forms.ChoiceField(
        label=_("Who takes part"), choices=Admission.choices, widget=forms.RadioSelect
    )
    reason = reason_field()


class InvitationForm(forms.Form):
    """By e-mail to one, or a link for some."""

    use_required_attribute = False

    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "off"}),
        help_text=_("Leave it empty for a link that you pass on yourself."),
    )
    most_uses = forms.IntegerField(
        label=_("How many may use the link"),
        required=False,
        min_value=1,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "input"}),
        help_text=_("Empty for any number. An invitation by e-mail is for one."),
    )
