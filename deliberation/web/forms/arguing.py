"""Arguments: are they well-formed?"""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.models import Side
from deliberation.models.arguments import ARGUMENT_LIMIT
from deliberation.web.forms.base import TextField

TOO_LONG: Final = _(
    "These are %(show_value)d characters; %(limit_value)d is the most. Nothing is lost: shorten"
    " it here."
)


class OneLineField(TextField):
    """Text that is kept as one paragraph: its spaces and line ends count as one space each."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return " ".join(value.split()) if isinstance(value, str) else value


def reason_field() -> OneLineField:
    return OneLineField(
        label=_("Your reason"),
        max_length=ARGUMENT_LIMIT,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 3}),
        error_messages={"required": _("Write the reason first."), "max_length": TOO_LONG},
    )


class ArgumentForm(forms.Form):
    """revision: of the wording that was read."""

    use_required_attribute = False

    side = forms.ChoiceField(
        label=_("Side"),
        choices=[
            (Side.FOR.value, pgettext_lazy("side of an argument", "For")),
            (Side.AGAINST.value, pgettext_lazy("side of an argument", "Against")),
        ],
        error_messages={"required": _("Choose a side: for or against.")},
    )
    text = reason_field()
    revision = forms.IntegerField(required=False, min_value=1)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="argue-%s", **kwargs)


class EditForm(forms.Form):
    use_required_attribute = False

    text = reason_field()


class EndorseForm(forms.Form):
    """revision: of the wording that was read; counts: whether counts are shown."""

    endorse = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    revision = forms.IntegerField(required=False)
    counts = forms.BooleanField(required=False)
