"""Is the input well-formed? Whether a deed is allowed now, actions decide."""

from typing import Any, Final

from django import forms

from deliberation.actions.proposals import check_clause
from deliberation.models import Criterion, Level
from deliberation.models.proposals import RATIONALE_LIMIT, WORDING_LIMIT
from deliberation.refusals import (
    LevelNotInWording,
    PseudonymTaken,
    Refusal,
    UnknownClass,
    UnknownEvidence,
)
from deliberation.web.ballots import VALUES

WITHDRAW: Final = "withdraw"

# Which field a refusal speaks of; any other speaks of the form as a whole.
FIELD_OF: Final[dict[type[Refusal], str]] = {
    LevelNotInWording: "wording",
    UnknownEvidence: "requires",
    UnknownClass: "stakeholder_class",
    PseudonymTaken: "pseudonym",
}


def add_refusal(form: forms.Form, refusal: Refusal) -> None:
    """Show a refusal beside the field it speaks of."""
    form.add_error(FIELD_OF.get(type(refusal)), refusal.for_people())


class VoteForm(forms.Form):
    """revision: of the wording that was read; back: the page to return to; skip: numbers
    of the proposals that were left for later; filter: of “My votes”, to come back to."""

    vote = forms.ChoiceField(choices=[(word, word) for word in (*VALUES, WITHDRAW)])
    revision = forms.IntegerField(required=False)
    back = forms.ChoiceField(
        choices=[(page, page) for page in ("vote", "criterion", "proposal", "account", "votes")],
        required=False,
    )
    skip = forms.CharField(required=False)
    filter = forms.CharField(required=False)


class UndoForm(forms.Form):
    """event: primary key of one's own vote that is to be undone."""

    event = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    skip = forms.CharField(required=False)


class TextField(forms.CharField):
    """Text of several lines. Browsers send two characters for a line's end; we count one.

    The limit is told, not enforced by the browser, which would cut what is pasted.
    """

    widget = forms.Textarea(attrs={"class": "textarea", "rows": 5})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


TOO_LONG: Final = (
    "These are %(show_value)d characters; %(limit_value)d is the most. Nothing is lost: shorten"
    " it here."
)


class ProposalForm(forms.Form):
    use_required_attribute = False

    level = forms.ChoiceField(
        choices=Level.choices,
        widget=forms.Select(attrs={"class": "select"}),
        error_messages={"required": "Choose how the clause binds."},
    )
    requires = forms.ChoiceField(
        label="Evidence needed",
        widget=forms.Select(attrs={"class": "select"}),
        error_messages={"required": "Choose the evidence that the clause asks for."},
    )
    wording = TextField(
        max_length=WORDING_LIMIT,
        help_text="One duty, one sentence if you can. The level word is part of the sentence.",
        error_messages={"required": "Write the clause as it should stand.", "max_length": TOO_LONG},
    )
    rationale = TextField(
        max_length=RATIONALE_LIMIT,
        error_messages={"required": "Say in a sentence or two why.", "max_length": TOO_LONG},
    )

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


class ComparisonForm(forms.Form):
    """Two versions to compare; both come from lists."""

    VERSION = r"\A[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}\Z"

    before = forms.RegexField(VERSION)
    after = forms.RegexField(VERSION)

    def __init__(self, data: Any) -> None:
        super().__init__({"before": data.get("from"), "after": data.get("to")})
