"""The form of a file with evidence."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.exchange.evidence import WAYS, About
from deliberation.exchange.evidence.reading import MOST_BYTES
from deliberation.models import AISystem, ProposedEvidence
from deliberation.models.systems import is_month

ACCEPTED = ".csv,.json,.jsonld,.md,.yml,.yaml,.txt"


def _this_month() -> str:
    return timezone.localdate().strftime("%Y-%m")


class SystemField(forms.ModelChoiceField):
    """A system by its name and version; its short name is what is sent."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}, {obj.version}" if obj.version else str(obj.name)


class EvidenceFileForm(forms.Form):
    """Which file, and what it does not say of itself."""

    use_required_attribute = False

    way = forms.ChoiceField(
        label=_("What it is"),
        choices=WAYS.items(),
        widget=forms.Select(attrs={"class": "select"}),
    )
    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=_("At most 2 MB and 500 rows. Nothing is stored before you have looked at it."),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose another one."),
        },
    )
    system = SystemField(
        label=_("AI system"),
        required=False,
        queryset=AISystem.objects.only("slug", "name", "version"),
        to_field_name="slug",
        empty_label=_("as the rows say"),
        widget=forms.Select(attrs={"class": "select"}),
        help_text=_("What the file is about. Rows of a table can name others."),
    )
    source_url = forms.CharField(
        label=_("Where it can be seen"),
        required=False,
        max_length=500,
        validators=[URLValidator(schemes=["http", "https"])],
        widget=forms.URLInput(attrs={"class": "input"}),
        help_text=_("The page of the card or file, for rows that name no page of their own."),
    )
    seen = forms.CharField(
        label=_("Seen in"),
        max_length=7,
        validators=[is_month],
        initial=_this_month,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
        help_text=_("The month, as 2026-11."),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is not None and file.size > MOST_BYTES:
            said = _("The file is larger than {limit} MB.")
            raise forms.ValidationError(said.format(limit=MOST_BYTES // 1_000_000))
        return file

    def clean(self) -> dict[str, Any]:
        """A card is about one system, and is to be seen somewhere."""
        given = super().clean() or {}
        if given.get("way") != ProposedEvidence.Way.TABLE:
            missing = {
                "system": _("Say which system the file is about."),
                "source_url": _("Link to the page on which one can see it."),
            }
            for name, said in missing.items():
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, said)
        return given

    @property
    def about(self) -> About:
        given = self.cleaned_data
        slug = given["system"].slug if given["system"] else ""
        return About(slug, given["source_url"], given["seen"])
