"""The forms by which proposals are opened, varied and amended."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.actions.proposals import check_clause
from deliberation.models import Criterion, Level
from deliberation.models.proposals import RATIONALE_LIMIT, WORDING_LIMIT
from deliberation.refusals import Refusal
from deliberation.web.forms.base import TOO_LONG, TextField, add_refusal

EDITORIAL: Final = "editorial"
SUBSTANTIVE: Final = "substantive"


class ClauseForm(forms.Form):
    """A clause for a criterion. Its key makes a second press of the button harmless."""

    use_required_attribute = False

    level = forms.ChoiceField(
        label=_("Level"),
        choices=Level.choices,
        widget=forms.Select(attrs={"class": "select"}),
        help_text=_("MUST and MUST NOT bind; SHOULD advises; MAY allows."),
        error_messages={"required": _("Choose how the clause binds.")},
    )
    requires = forms.ChoiceField(
        label=_("Evidence needed"),
        widget=forms.Select(attrs={"class": "select"}),
        help_text=_("What must be known of an AI system before the clause counts as met."),
        error_messages={"required": _("Choose the evidence that the clause asks for.")},
    )
    wording = TextField(
        label=_("Wording"),
        max_length=WORDING_LIMIT,
        help_text=_(
            "One duty, one sentence if you can. The level word is part of the sentence. *Emphasis*,"
            " **strong**, `code` and [links](https://…) are shown."
        ),
        error_messages={
            "required": _("Write the clause as it should stand."),
            "max_length": TOO_LONG,
        },
    )
    rationale = TextField(
        label=_("Rationale"),
        max_length=RATIONALE_LIMIT,
        help_text=_("Why, in a sentence or two. Lists are shown too. It is no part of the clause."),
        error_messages={"required": _("Say in a sentence or two why."), "max_length": TOO_LONG},
    )
    idempotency_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, criterion: Criterion, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requires"].choices = [  # type: ignore[attr-defined]
            (step["level"], f"{step['level']}: {step['title']}")
            for step in reversed(criterion.scale)
        ]
        self._criterion = criterion

    def clean(self) -> dict[str, Any]:
        """What the action would refuse about the clause, told with everything else."""
        given = self.cleaned_data
        if given.keys() >= {"level", "requires", "wording"}:
            try:
                check_clause(
                    criterion=self._criterion,
                    level=given["level"],
                    requires=given["requires"],
                    wording=given["wording"],
                )
            except Refusal as refusal:
                add_refusal(self, refusal)
        return given


class AmendmentForm(ClauseForm):
    """revision: of the wording that was read."""

    change = forms.ChoiceField(
        label=_("What kind of amendment this is"),
        choices=[(EDITORIAL, EDITORIAL), (SUBSTANTIVE, SUBSTANTIVE)],
        error_messages={"required": _("Say whether the votes stay or start anew.")},
    )
    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
