"""Forms of those who run a definition."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.models import Definition, Phase, Role
from deliberation.models.definitions import REASON_LIMIT
from deliberation.models.ratification import BALLOT_REASON_LIMIT
from deliberation.web.forms.base import TOO_LONG, TextField


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


class UtcInput(forms.DateTimeInput):
    """A field of date and time that the browser helps to fill in."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "input"}, format="%Y-%m-%dT%H:%M")


class PlanForm(forms.Form):
    """When the phases after the present one open, in UTC; empty ones are not planned."""

    use_required_attribute = False

    def __init__(self, definition: Definition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phases = list(Phase)
        for phase in phases[phases.index(Phase(definition.phase)) + 1 :]:
            self.fields[phase.value] = forms.DateTimeField(
                label=_("%(phase)s opens (UTC)") % {"phase": phase.label},
                required=False,
                widget=UtcInput(),
            )
        self.fields["reason"] = reason_field()

    @property
    def times(self) -> dict[str, datetime]:
        """By phase, those that are given."""
        given = {name: at for name, at in self.cleaned_data.items() if name != "reason"}
        return {phase: at for phase, at in given.items() if at is not None}


class MovingForm(forms.Form):
    """To which phase, now, and why."""

    use_required_attribute = False

    phase = forms.ChoiceField(
        label=_("Phase"), choices=Phase.choices, widget=forms.Select(attrs={"class": "select"})
    )
    reason = reason_field()


class BallotForm(forms.Form):
    """Yes or no to the draft as a whole. round: that was read."""

    ballot = forms.ChoiceField(
        choices=[("yes", "yes"), ("no", "no"), ("withdraw", "withdraw")],
        error_messages={"required": _("Choose yes or no.")},
    )
    round = forms.IntegerField(min_value=1)
    reason = TextField(
        max_length=BALLOT_REASON_LIMIT, required=False, error_messages={"max_length": TOO_LONG}
    )
