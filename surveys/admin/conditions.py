"""Conditions in the builder's forms: as rows where rows can say them, else as data."""

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

AREA: Final = {"class": "textarea", "rows": 2}
LINE: Final = {"class": "input"}
CONDITIONS: Final = 3
OPERATORS: Final = (
    ("is", _("is")), ("is_not", _("is not")), ("one_of", _("is one of (commas)")),
    ("at_least", _("is at least")), ("at_most", _("is at most")), ("more", _("is more than")),
    ("less", _("is less than")), ("answered", _("is answered (yes or no)")),
)  # fmt: skip
SHOWN_WHEN: Final = ("join", "asks_", "how_", "what_", "condition")


def condition_fields(form: forms.Form, questions: Sequence[tuple[str, str]]) -> None:
    """Rows of a condition, how they are joined, and a box for what rows cannot say."""
    form.fields["join"] = forms.ChoiceField(
        label=_("Show it when"), choices=[("all", _("all of these hold")),
                                          ("any", _("any of these holds"))],
        required=False, widget=forms.Select(attrs={"class": "select"}),
    )  # fmt: skip
    for number in range(1, CONDITIONS + 1):
        select = forms.Select(attrs={"class": "select"})
        form.fields[f"asks_{number}"] = forms.ChoiceField(
            label=_("Condition %(number)s: question") % {"number": number},
            choices=[("", "—"), *questions], required=False, widget=select,
        )  # fmt: skip
        form.fields[f"how_{number}"] = forms.ChoiceField(
            label=_("compares"), choices=OPERATORS, required=False,
            widget=forms.Select(attrs={"class": "select"}),
        )  # fmt: skip
        form.fields[f"what_{number}"] = forms.CharField(
            label=_("with"), required=False, max_length=300, widget=forms.TextInput(attrs=LINE)
        )
    form.fields["condition"] = forms.CharField(
        label=_("Or the whole condition as data"), required=False, max_length=5000,
        widget=forms.Textarea(attrs={**AREA, "spellcheck": "false"}),
        help_text=_("For not, and for and within or. It counts before the rows above."),
    )  # fmt: skip


def condition_of(form: forms.Form) -> Any:
    """The condition that a form says, None for none. Raises ValidationError."""
    data = form.cleaned_data
    if data.get("condition"):
        try:
            return json.loads(data["condition"])
        except ValueError as error:
            raise forms.ValidationError({"condition": _("This is no JSON.")}) from error
    rows = []
    for number in range(1, CONDITIONS + 1):
        asked, how = data.get(f"asks_{number}"), data.get(f"how_{number}") or "is"
        if asked:
            rows.append({"question": asked, how: _constant(how, data.get(f"what_{number}", ""))})
    if len(rows) > 1:
        return {data.get("join") or "all": rows}
    return rows[0] if rows else None


def _constant(how: str, text: str) -> Any:
    if how == "answered":
        return text.strip().lower() not in ("no", "false", "0")
    if how == "one_of":
        return [plain_value(each) for each in text.split(",") if each.strip()]
    return plain_value(text)


def plain_value(text: str) -> Any:
    text = text.strip()
    if re.fullmatch(r"-?\d{1,15}(\.\d+)?", text):
        number = float(text)
        return int(number) if number.is_integer() else number
    return text


def condition_initial(condition: Any) -> dict[str, Any]:
    """A condition as rows where rows can say it, else as data."""
    if not condition:
        return {}
    joined = next((key for key in ("all", "any") if key in condition), "")
    rows = condition[joined] if joined else [condition]
    simple = len(rows) <= CONDITIONS and all(
        set(row) - {"question"} <= {name for name, _label in OPERATORS} and len(row) == 2
        for row in rows
    )
    if not simple:
        return {"condition": json.dumps(condition, indent=1, ensure_ascii=False)}
    initial: dict[str, Any] = {"join": joined or "all"}
    for number, row in enumerate(rows, start=1):
        [how] = set(row) - {"question"}
        value = row[how]
        if isinstance(value, bool):
            value = "yes" if value else "no"
        elif isinstance(value, list):
            value = ", ".join(map(str, value))
        initial |= {f"asks_{number}": row["question"], f"how_{number}": how,
                    f"what_{number}": value}  # fmt: skip
    return initial
