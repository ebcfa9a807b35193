"""Configuration as files: what a row is, and what keeps it from coming in.

Cells that a spreadsheet would run as a formula carry an apostrophe on the way out, which is
taken off on the way in.
"""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.formats.base_formats import CSV, JSON, XLSX
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget, JSONWidget

from deliberation import actions
from deliberation.models import Category, Criterion, Definition, Phase, StakeholderClass
from deliberation.spreadsheets import as_written, defused


class DefusedCsv(CSV):
    def export_data(self, dataset: Any, **kwargs: Any) -> Any:
        return super().export_data(_defused(dataset), **kwargs)


class DefusedXlsx(XLSX):
    def export_data(self, dataset: Any, **kwargs: Any) -> Any:
        return super().export_data(_defused(dataset), **kwargs)


FORMATS: Final = [DefusedCsv, DefusedXlsx, JSON]


def _defused(dataset: Any) -> Any:
    """The same rows, none of which a spreadsheet runs."""
    for _row in range(len(dataset)):
        dataset.append([defused(cell) for cell in dataset.lpop()])
    return dataset


class Ours(ModelResource):
    """rows: primary keys of the definitions that the file may touch; None for all of them."""

    def __init__(self, rows: list[int] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rows = rows

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        for name, cell in row.items():
            row[name] = as_written(cell)

    def refuse_if_begun(self, instance: Any, fields: tuple[str, ...], is_begun: bool) -> None:
        """Raises ValidationError where a file would change what drafts are composed from."""
        before = type(instance).objects.filter(pk=instance.pk).first() if is_begun else None
        if before is None:
            return
        changed = [name for name in fields if getattr(before, name) != getattr(instance, name)]
        if changed:
            said = _("Drafts are composed from it, and the process has begun: it stays as it is.")
            raise ValidationError(dict.fromkeys(changed, said))


class CriterionResource(Ours):
    category = Field("category", "category", ForeignKeyWidget(Category, "slug"))
    scale = Field("scale", "scale", JSONWidget())
    freedoms = Field("freedoms", "freedoms", JSONWidget())
    references = Field("references", "references", JSONWidget())

    class Meta:
        model = Criterion
        name = "criteria"
        import_id_fields = ["slug"]
        fields = [
            "slug", "category", "title", "question", "description", "scale", "freedoms",
            "references", "position",
        ]  # fmt: skip
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    def validate_instance(self, instance: Any, *args: Any, **kwargs: Any) -> None:
        super().validate_instance(instance, *args, **kwargs)
        _check_scale(instance.scale)
        begun = instance.pk and (
            Definition.objects.filter(criteria=instance).exclude(phase=Phase.SETUP).exists()
        )
        self.refuse_if_begun(instance, ("title", "category_id", "scale"), bool(begun))

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        super().after_import(dataset, result, **kwargs)
        actions.scales_changed()


class OwnDefinitionWidget(ForeignKeyWidget):
    """A definition by its slug, among those that the file may touch."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        try:
            return super().clean(value, row, **kwargs)
        except Definition.DoesNotExist as error:
            raise ValueError(_("You are a steward of no definition with this slug.")) from error

    def get_queryset(self, value: Any, row: Any, *args: Any, **kwargs: Any) -> Any:
        every = super().get_queryset(value, row, *args, **kwargs)
        return every if self.rows is None else every.filter(pk__in=self.rows)

    rows: list[int] | None = None


class StakeholderClassResource(Ours):
    class Meta:
        model = StakeholderClass
        name = "stakeholder classes"
        import_id_fields = ["definition", "slug"]
        fields = ["definition", "slug", "title", "description", "position", "target_share"]
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    def __init__(self, rows: list[int] | None = None, **kwargs: Any) -> None:
        super().__init__(rows, **kwargs)
        widget = OwnDefinitionWidget(Definition, "slug")
        widget.rows = rows
        self.fields["definition"] = Field("definition", "definition", widget)

    def validate_instance(self, instance: Any, *args: Any, **kwargs: Any) -> None:
        super().validate_instance(instance, *args, **kwargs)
        begun = instance.definition_id and instance.definition.phase != Phase.SETUP
        self.refuse_if_begun(instance, ("title", "position"), bool(begun))

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        self.by = kwargs["user"]

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        actions.save_class(instance, by=self.by)


def _check_scale(scale: Any) -> None:
    """Raises ValidationError unless it is a list of steps with level, title and meaning."""
    is_scale = (
        isinstance(scale, list)
        and len(scale) > 1
        and all(isinstance(step, dict) and {"level", "title", "meaning"} <= set(step)
                for step in scale)
    )  # fmt: skip
    if not is_scale:
        said = _("A scale is a list of at least two steps, each with level, title and meaning.")
        raise ValidationError({"scale": said})
