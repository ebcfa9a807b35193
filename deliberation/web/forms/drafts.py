"""Comparing drafts."""

from typing import Any

from django import forms


class ComparisonForm(forms.Form):
    """Two versions to compare; both come from lists."""

    VERSION = r"\A[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}\Z"

    before = forms.RegexField(VERSION)
    after = forms.RegexField(VERSION)

    def __init__(self, data: Any) -> None:
        super().__init__({"before": data.get("from"), "after": data.get("to")})
