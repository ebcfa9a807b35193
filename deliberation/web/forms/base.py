"""What forms share."""

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
