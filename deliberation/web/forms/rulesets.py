"""The form for the numbers of a ruleset."""

import hashlib
import json
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from deliberation.actions.rulesets import FIELDS
from deliberation.models import Ruleset, StakeholderClass
from deliberation.models.definitions import REASON_LIMIT
from deliberation.web.pages.rulesets import NAMES

WHOLE: Final = ("quorum_votes", "quorum_cell_votes", "ratify_quorum", "ratify_class_quorum")
SHARES: Final = (
    "broad_support",
    "bridging",
    "broad_disagreement",
    "margin",
    "ratify_support",
    "ratify_class_support",
)
TARGET: Final = "target-"


class RulesetForm(forms.ModelForm):
    """All numbers, with the classes that quorum needs and the target shares of each class.

    seen: what was previewed, so that nobody decides on other numbers than they looked at.
    """

    use_required_attribute = False

    required_classes = forms.MultipleChoiceField(
        label=NAMES["required_classes"], required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Public reason"),
        max_length=REASON_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"class": "input"}),
        help_text=_("Needed to decide. Anyone can read it, beside the ruleset."),
    )

    class Meta:
        model = Ruleset
        fields = (*WHOLE[:2], *SHARES[:4], "z", "verified_quorum", *WHOLE[2:], *SHARES[4:])

    def __init__(self, classes: list[StakeholderClass], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.classes = classes
        for name in self._meta.fields or ():
            field = self.fields[name]
            field.label = NAMES[name]
            if name in (*WHOLE, *SHARES, "z"):
                field.widget.attrs["class"] = "input"
            if name in SHARES:
                field.widget.attrs |= {"step": "0.001", "min": "0", "max": "1"}
                field.validators += [MinValueValidator(0), MaxValueValidator(1)]
        self.fields["z"].validators.append(MinValueValidator(Decimal("0.001")))
        self.fields["required_classes"].choices = [  # type: ignore[attr-defined]
            (each.slug, each.title) for each in classes
        ]
        for each in classes:
            self.fields[TARGET + each.slug] = forms.DecimalField(
                label=_("Target share: %(title)s") % {"title": each.title},
                required=False,
                min_value=0,
                max_value=1,
                decimal_places=3,
                widget=forms.NumberInput(attrs={"class": "input", "step": "0.001"}),
            )
        self.order_fields([*FIELDS, *(TARGET + each.slug for each in classes), "reason", "seen"])

    def clean(self) -> dict[str, Any]:
        """target_shares gathers the fields of the classes; all empty: nobody is weighted."""
        cleaned = super().clean() or self.cleaned_data
        given = {each.slug: cleaned.get(TARGET + each.slug) for each in self.classes}
        cleaned["target_shares"] = {
            slug: float(share) for slug, share in given.items() if share is not None
        }
        return cleaned

    @property
    def numbers(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}

    @property
    def digest(self) -> str:
        """Of the numbers as they are."""
        text = json.dumps(self.numbers, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def initial_of(ruleset: Ruleset) -> dict[str, Any]:
    """What the form begins with."""
    targets = {TARGET + slug: share for slug, share in ruleset.target_shares.items()}
    return {"required_classes": ruleset.required_classes, "reason": "", **targets}
