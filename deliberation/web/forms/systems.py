"""Which systems, and in which order: what addresses of the matrix say."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.actions.matrix import Wanted
from deliberation.models import AISystem, Criterion, Licence, SystemLicence
from deliberation.models.licences import is_page
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
        known = list(AISystem.objects.order_by().values("developer", "kind").distinct())
        for name in ("developer", "kind"):
            values = sorted({row[name] for row in known} - {""})
            self._offer(name, [ANY, *((each, each) for each in values)])
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


def _line(label: Any, most: int, **more: Any) -> forms.CharField:
    attrs = {"class": "input", "type": more.pop("type", "text")}
    required = more.pop("required", False)
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, **more)


class SystemForm(forms.Form):
    """A system that is not there yet."""

    use_required_attribute = False

    name = _line(_("Name"), 120, required=True, error_messages={"required": _("Write its name.")})
    slug = forms.SlugField(
        label=_("Short name for its address"),
        max_length=60,
        help_text=_("Letters, digits and hyphens, such as llama-3-1."),
        widget=forms.TextInput(attrs={"class": "input"}),
        error_messages={"required": _("Choose a short name.")},
    )
    version = _line(_("Version"), 80)
    developer = _line(_("Developer"), 120)
    family = forms.SlugField(
        label=_("Family"),
        max_length=60,
        required=False,
        help_text=_("The same short word for all releases that belong together."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    kind = _line(_("Kind"), 60, help_text=_("Such as: language model."))
    released = _line(_("Month of release"), 7, type="month", help_text=_("As 2026-11."))
    url = _line(_("Its page"), 500, type="url", validators=[is_page])

    @property
    def given(self) -> dict[str, Any]:
        """What the action takes: the page as a link."""
        fields = dict(self.cleaned_data)
        url = fields.pop("url")
        return fields | {"links": [{"title": fields["name"], "url": url}] if url else []}


class LicenceForm(forms.Form):
    """The licence of one component."""

    use_required_attribute = False

    component = forms.ChoiceField(
        label=_("Component"),
        choices=SystemLicence.Component.choices,
        widget=forms.Select(attrs={"class": "select"}),
    )
    licence = _line(
        _("Licence"),
        60,
        required=True,
        help_text=_("An SPDX identifier such as Apache-2.0, or a key of ours such as Llama-3.1."),
        error_messages={"required": _("Name a licence.")},
    )
