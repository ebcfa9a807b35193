"""Forms that open definitions from what is there."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from deliberation.exchange.templates import templates

TEXT = {"class": "input", "autocomplete": "off"}


class CloneForm(forms.Form):
    """What the new definition is called, and where it stands."""

    use_required_attribute = False

    title = forms.CharField(label=_("Title"), max_length=120, widget=forms.TextInput(attrs=TEXT))
    slug = forms.SlugField(
        label=_("Address"),
        max_length=60,
        widget=forms.TextInput(attrs=TEXT | {"spellcheck": "false"}),
        help_text=_("Small letters, digits and hyphens, as in /d/open-data/. It stays."),
    )
    with_proposals = forms.BooleanField(
        label=_("Bring the open proposals along, as they read now"), required=False, initial=True
    )


class FileForm(forms.Form):
    """A file that export_definition or the page of another installation wrote."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("File of a whole definition"),
        widget=forms.ClearableFileInput(attrs={"accept": ".jsonl,.ndjson,application/x-ndjson"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose another one."),
        },
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        limit = settings.IMPORT_MEGABYTES
        if file.size is not None and file.size > limit * 1024 * 1024:
            said = _("The file is larger than {limit} MB. Bring it in by `import_definition`.")
            raise forms.ValidationError(said.format(limit=limit))
        return file


class TemplateForm(forms.Form):
    """Which template, and where the definition stands."""

    use_required_attribute = False

    template = forms.ChoiceField(label=_("Template"), widget=forms.RadioSelect)
    slug = forms.SlugField(
        label=_("Address"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs=TEXT | {"spellcheck": "false"}),
        help_text=_("Empty for the name of the template."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = [  # type: ignore[attr-defined]
            (each.name, each.title) for each in templates()
        ]
