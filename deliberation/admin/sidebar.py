"""The admin's sidebar: by subject, and only what the person at it may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from axes.models import AccessAttempt
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deliberation import models


@dataclass(frozen=True)
class Subject:
    """A heading and the models under it, each with an icon of unfold's."""

    title: Any
    entries: tuple[tuple[type[Model], str], ...]


SUBJECTS: Final = (
    Subject(
        _("What is written"),
        (
            (models.Proposal, "description"),
            (models.Argument, "forum"),
            (models.Draft, "gavel"),
            (models.SavedReply, "quickreply"),
            (models.Event, "receipt_long"),
        ),
    ),
    Subject(
        _("Definitions"),
        (
            (models.Definition, "menu_book"),
            (models.CriterionUse, "checklist"),
            (models.StakeholderClass, "groups"),
            (models.Ruleset, "rule"),
            (models.Category, "folder"),
            (models.Criterion, "fact_check"),
        ),
    ),
    Subject(
        _("People"),
        ((models.Participant, "person"), (models.Role, "badge"), (models.User, "key")),
    ),
    Subject(
        _("AI systems"),
        (
            (models.AISystem, "memory"),
            (models.Licence, "license"),
            (models.Evidence, "find_in_page"),
            (models.ProposedEvidence, "note_add"),
            (models.Dispute, "balance"),
            (models.ReferenceDefinition, "menu_book"),
        ),
    ),
    Subject(
        _("Running"),
        ((models.Aggregate, "functions"), (models.Mail, "mail"), (AccessAttempt, "lock_clock")),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """For unfold: groups of entries with titles, links and icons."""
    overview = {
        "title": _("What waits"), "icon": "inbox", "link": reverse("admin:index"),
    }  # fmt: skip
    queue = {
        "title": _("Moderation queue"), "icon": "checklist_rtl",
        "link": reverse("admin:queue-choose"),
    }  # fmt: skip
    return [
        {"title": "", "items": [overview, queue]},
        *(
            {"title": subject.title, "collapsible": False, "items": items}
            for subject in SUBJECTS
            if (items := list(_entries(request, subject)))
        ),
    ]


def _entries(request: HttpRequest, subject: Subject) -> Iterator[dict[str, Any]]:
    for model, icon in subject.entries:
        registered = admin.site._registry.get(model)
        if registered is not None and registered.has_module_permission(request):
            name = f"{model._meta.app_label}_{model._meta.model_name}"
            yield {
                "title": str(model._meta.verbose_name_plural).capitalize(),
                "icon": icon,
                "link": reverse(f"admin:{name}_changelist"),
            }
