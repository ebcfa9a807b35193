"""Adding AI systems, and saying under which licence their components are."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from deliberation.actions.assessing import request_assessment
from deliberation.actions.evidence import licence_named
from deliberation.models import AISystem, SystemLicence, User
from deliberation.permissions import Deed, require_about
from deliberation.refusals_evidence import BadEvidence, SystemTaken, UnknownLicence

FIELDS: Final = ("name", "version", "developer", "family", "kind", "released", "links")


@transaction.atomic
def add_system(*, by: User, slug: str, **given: Any) -> AISystem:
    """Add a system without evidence, as a moderator of any definition.

    given: name, version, developer, family, kind, released (a month), links. Raises
    EvidenceRoleNeeded, SecondFactorNeeded, BadEvidence naming the field, SystemTaken.
    """
    require_about(by, Deed.DECIDE_EVIDENCE, None)
    system = AISystem(slug=slug, **{name: given[name] for name in FIELDS if name in given})
    try:
        system.clean_fields()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise BadEvidence(field=field, problem=messages[0]) from error
    try:
        with transaction.atomic():
            system.save()
    except IntegrityError as error:
        raise SystemTaken(slug=slug) from error
    request_assessment()
    return system


@transaction.atomic
def set_licence(*, system: AISystem, component: str, licence: str, by: User) -> SystemLicence:
    """Say under which licence a component is; what follows for criteria is derived.

    licence: a key of ours or an SPDX identifier. Raises EvidenceRoleNeeded,
    SecondFactorNeeded, UnknownLicence, BadEvidence.
    """
    require_about(by, Deed.DECIDE_EVIDENCE, None)
    if component not in SystemLicence.Component.values:
        raise BadEvidence(field="component", problem=", ".join(SystemLicence.Component.values))
    found = licence_named(licence)
    if found is None:
        raise UnknownLicence(licence="")
    row, _ = SystemLicence.objects.update_or_create(
        system=system,
        component=component,
        defaults={"licence": found, "origin": SystemLicence.Origin.PERSON},
    )
    AISystem.objects.filter(pk=system.pk).touch()
    request_assessment()
    return row


def licence_changed(licence_id: int) -> None:
    """Note that systems under a licence have to be assessed again. Call it in the transaction
    of the change."""
    AISystem.objects.filter(component_licences__licence=licence_id).touch()
    request_assessment()
