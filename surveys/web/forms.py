"""Is the input of moderators well-formed? Whether a deed is allowed, actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.models import Criterion, Level
from deliberation.models.proposals import RATIONALE_LIMIT, WORDING_LIMIT


class IdeaForm(forms.Form):
    """A proposal as it is made of an open answer. Everything is filled in to begin with."""

    criterion = forms.ChoiceField(label=_("Criterion"))
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices)
    requires = forms.ChoiceField(label=_("Evidence it asks for"))
    wording = forms.CharField(
        label=_("Wording"), max_length=WORDING_LIMIT,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 4}),
    )  # fmt: skip
    rationale = forms.CharField(
        label=_("Rationale"), max_length=RATIONALE_LIMIT, required=False,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 3}),
    )  # fmt: skip

    def __init__(self, criteria: list[Criterion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("criterion", [(each.slug, each.title) for each in criteria])
        levels = list(dict.fromkeys(level for each in criteria for level in each.levels))
        self._choices("requires", [(level, level) for level in levels])
        for name in ("criterion", "level", "requires"):
            self.fields[name].widget.attrs["class"] = "select"

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
