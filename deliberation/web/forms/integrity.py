"""Forms about excluded votes and verification."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.models import StakeholderClass

EXCLUDE, DISMISS = "exclude", "dismiss"


def public_reason() -> forms.CharField:
    return forms.CharField(
        label=_("Public reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
        help_text=_("Anyone can read it, beside the decision."),
        error_messages={"required": _("Give a reason that the public can read.")},
    )


class DecisionForm(forms.Form):
    """What a steward decides about a suspicion."""

    use_required_attribute = False

    reason = public_reason()
    decision = forms.ChoiceField(choices=[(EXCLUDE, ""), (DISMISS, "")], widget=forms.HiddenInput)


class ExclusionForm(forms.Form):
    """Votes of named participants, without a suspicion that the site noted."""

    use_required_attribute = False

    pseudonyms = forms.CharField(
        label=_("Pseudonyms"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3, "spellcheck": "false"}),
        help_text=_("One a line."),
        error_messages={"required": _("Name at least one participant.")},
    )
    reason = public_reason()


class ReversalForm(forms.Form):
    use_required_attribute = False

    reason = public_reason()


class AskForm(forms.Form):
    """What somebody says for their stakeholder class."""

    use_required_attribute = False

    statement = forms.CharField(
        label=_("How one can see that you belong to this class"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
        help_text=_("Seen by moderators alone, and erased some time after they decided."),
    )
    link = forms.URLField(
        label=_("Link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "input"}),
        help_text=_("For example your page at an institution. It is seen by moderators alone."),
    )


class DomainRuleForm(forms.Form):
    use_required_attribute = False

    domain = forms.CharField(
        label=_("Domain of e-mail addresses"),
        max_length=253,
        widget=forms.TextInput(
            attrs={"class": "input", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_("Such as example.org. Only addresses that were confirmed count."),
    )
    stakeholder_class = forms.ChoiceField(
        label=_("Stakeholder class"), widget=forms.Select(attrs={"class": "select"})
    )

    def __init__(self, classes: list[StakeholderClass], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stakeholder_class"].choices = [  # type: ignore[attr-defined]
            (each.slug, each.title) for each in classes
        ]
