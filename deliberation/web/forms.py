"""Is the input well-formed? Whether a deed is allowed now, actions decide."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.refusals import (
    LevelNotInWording,
    NotEditorial,
    PseudonymTaken,
    Refusal,
    UnknownClass,
    UnknownEvidence,
)
from deliberation.refusals_governance import SlugTaken, UnknownAccount
from deliberation.web.ballots import VALUES

WITHDRAW: Final = "withdraw"

# Which field a refusal speaks of; any other speaks of the form as a whole.
FIELD_OF: Final[dict[type[Refusal], str]] = {
    LevelNotInWording: "wording",
    NotEditorial: "change",
    UnknownEvidence: "requires",
    UnknownClass: "stakeholder_class",
    PseudonymTaken: "pseudonym",
    UnknownAccount: "to",
    SlugTaken: "slug",
}


def add_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
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


TOO_LONG: Final = _(
    "These are %(show_value)d characters; %(limit_value)d is the most. Nothing is lost: shorten"
    " it here."
)


class ComparisonForm(forms.Form):
    """Two versions to compare; both come from lists."""

    VERSION = r"\A[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}\Z"

    before = forms.RegexField(VERSION)
    after = forms.RegexField(VERSION)

    def __init__(self, data: Any) -> None:
        super().__init__({"before": data.get("from"), "after": data.get("to")})
