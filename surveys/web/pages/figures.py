"""Numbers of results in words; what is null is withheld."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def people_in_words(n: int | None, told: Mapping[str, Any]) -> str:
    """How many have answered, or why that is not told."""
    if told.get("is_withheld"):
        return _("withheld, since it would give away answers to the question that it hangs on")
    if n is None:
        return _("fewer than five people have answered")
    words = ngettext("%(number)s person has answered", "%(number)s people have answered", n)
    return words % {"number": number_format(n, force_grouping=True)}


def count_in_words(number: int | None) -> str:
    return _("withheld") if number is None else number_format(number, force_grouping=True)


def number_in_words(number: float | None) -> str:
    if number is None:
        return _("withheld")
    shown = round(number, 2)
    return number_format(int(shown) if shown == int(shown) else shown, force_grouping=True)


def share_in_words(each: Mapping[str, Any]) -> str:
    if each["share"] is None:
        return _("withheld")
    return _("%(share)s%%, %(low)s to %(high)s") % {
        name: round(each[name] * 100) for name in ("share", "low", "high")
    }


def interval_in_words(mean: float | None, low: float | None, high: float | None) -> str:
    if mean is None:
        return _("withheld")
    return _("%(mean)s, %(low)s to %(high)s") % {
        "mean": number_in_words(mean), "low": number_in_words(low), "high": number_in_words(high)
    }  # fmt: skip


def span_in_words(low: Any, high: Any) -> str:
    if low == high:
        return str(low)
    if low is None:
        return _("below %(high)s") % {"high": number_in_words(high)}
    if high is None:
        return _("%(low)s and more") % {"low": number_in_words(low)}
    return f"{number_in_words(low)} – {number_in_words(high)}"
