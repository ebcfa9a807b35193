"""Which systems, and in which order: what addresses of the matrix say."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.actions.matrix import Wanted
from deliberation.models import AISystem, Criterion, Licence, SystemLicence
from deliberation.web.pages.verdicts import RESULTS, WORDS, TextNamed

ANY: Final = ("", pgettext_lazy("of a filter", "any"))


def _select(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, widget=forms.Select(attrs={"class": "select"})
    )


class MatrixForm(forms.Form):
    """under: the text by its version or slug. What it cannot read narrows nothing."""

    under = _select(_("Text"))
    q = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"class": "input", "type": "search"}),
    )
    verdict = _select(_("Verdict"))
    developer = _select(_("Developer"))
    kind = _select(_("Kind"))
    licence = _select(_("Licence"))
    criterion = _select(_("Criterion"))
    result = _select(_("Result on it"))
    deciding = forms.BooleanField(label=_("Deciding clauses only"), required=False)
    order = forms.CharField(required=False, max_length=61, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, texts: Sequence[TextNamed], criteria: Iterable[Criterion]
    ) -> None:
        super().__init__(data, auto_id="matrix-%s")
        self._offer("under", [(each.name, each.title) for each in texts])
        self._offer("verdict", [ANY, *WORDS.items()])
        self._offer("result", [ANY, *RESULTS.items()])
        self._offer("criterion", [ANY, *((each.slug, each.title) for each in criteria)])
        for name in ("developer", "kind"):
            known = AISystem.objects.exclude(**{name: ""}).order_by(name)
            values = known.values_list(name, flat=True).distinct()
            self._offer(name, [ANY, *((value, value) for value in values)])
        self._offer("licence", [ANY, *_licences()])
        self.is_valid()

    def _offer(self, name: str, choices: Sequence[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def narrowing(self) -> dict[str, str]:
        """What narrows and orders the rows, as the addresses of files say it too."""
        names = ("q", "developer", "kind", "verdict", "licence", "criterion", "result", "order")
        return {name: self.cleaned_data.get(name, "") for name in names}

    @property
    def wanted(self) -> Wanted:
        given = self.narrowing
        return Wanted(words=given.pop("q"), order=given.pop("order") or "name", **given)


def _licences() -> list[tuple[Any, Any]]:
    """Classes of licences first, then the licences of weights that occur."""
    used = SystemLicence.objects.filter(component=SystemLicence.Component.WEIGHTS)
    found = Licence.objects.filter(pk__in=used.values("licence")).order_by("name")
    return [
        (_("By class"), [(each.value, each.label) for each in Licence.Openness]),
        (_("One licence"), [(each.key, each.name) for each in found]),
    ]
