"""What both directions of a whole definition share."""

from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from deliberation.models import (
    Appeal,
    Argument,
    ArgumentRevision,
    Ballot,
    Category,
    CountedWith,
    Criterion,
    CriterionUse,
    Decision,
    Definition,
    Draft,
    Event,
    Exclusion,
    HeldAmendment,
    Participant,
    PhaseTime,
    Policy,
    Proposal,
    Ratification,
    Revision,
    Ruleset,
    StakeholderClass,
)
from deliberation.refusals import Refusal

FORMAT: Final = "openmoot-definition/1"
BATCH: Final = 2000


class BadExport(Refusal):
    code = "bad-export"
    status = 400
    sentence = _("Line {line} is not of a usable export: {problem}")


class UnusableExport(BadExport):
    """Found once the lines are put together, so that it is of no single one."""

    sentence = _("This is no usable export: {problem}")


@dataclass(frozen=True)
class Kind:
    """One kind of line: the model, the fields that it tells as they are, and those that name
    another row: field, and the lookup that names it."""

    model: type[models.Model]
    plain: tuple[str, ...]
    named: tuple[tuple[str, str], ...] = ()


# In the order of the file: what is named stands before whoever names it.
KINDS: Final[dict[str, Kind]] = {
    "category": Kind(Category, ("slug", "title", "description")),
    "criterion": Kind(
        Criterion,
        ("slug", "title", "question", "description", "scale", "freedoms", "references", "position"),
        (("category", "category__slug"),),
    ),
    "use": Kind(
        CriterionUse,
        ("position", "competing", "priority"),
        (("criterion", "criterion__slug"),),
    ),
    "class": Kind(
        StakeholderClass,
        ("slug", "title", "description", "position", "target_share", "is_guest"),
    ),
    "ruleset": Kind(
        Ruleset,
        (
            "number", "quorum_votes", "quorum_cell_votes", "broad_support", "bridging",
            "broad_disagreement", "margin", "z", "required_classes", "target_shares",
            "verified_quorum", "ratify_quorum", "ratify_class_quorum", "ratify_support",
            "ratify_class_support", "reason", "decided_by", "created_at",
        ),
    ),
    "participant": Kind(
        Participant,
        ("pseudonym", "class_verified_at", "is_simulated", "external_id", "joined_at"),
        (("stakeholder_class", "stakeholder_class__slug"),),
    ),
    "proposal": Kind(
        Proposal,
        ("number", "origin", "moderation", "is_closed", "external_id", "created_at"),
        (
            ("criterion", "criterion__slug"),
            ("author", "author__pseudonym"),
            ("variant_of", "variant_of__number"),
            ("split_from", "split_from__number"),
            ("merged_into", "merged_into__number"),
            ("accepted", "accepted__number"),
        ),
    ),
    "revision": Kind(
        Revision,
        (
            "number", "level", "requires", "wording", "rationale", "is_substantive", "created_at",
            "removed_at",
        ),
        (("proposal", "proposal__number"), ("author", "author__pseudonym")),
    ),
    "held-amendment": Kind(
        HeldAmendment,
        ("after", "level", "requires", "wording", "rationale", "is_substantive", "at"),
        (("proposal", "proposal__number"), ("author", "author__pseudonym")),
    ),
    "argument": Kind(
        Argument,
        ("number", "side", "endorsed", "reach", "created_at", "withdrawn_at", "is_hidden"),
        (
            ("proposal", "proposal__number"),
            ("author", "author__pseudonym"),
            ("about", "about__number"),
        ),
    ),
    "argument-revision": Kind(
        ArgumentRevision,
        ("number", "text", "created_at"),
        (("proposal", "argument__proposal__number"), ("argument", "argument__number")),
    ),
    "decision": Kind(
        Decision,
        (
            "number", "kind", "role", "handle", "reason", "note", "at", "is_reversible",
            "asks_again", "before",
        ),
        (
            ("proposal", "proposal__number"),
            ("argument", "argument__number"),
            ("undoes", "undoes__number"),
            ("into", "into__number"),
            ("revision", "revision__number"),
            ("revision_of", "revision__proposal__number"),
        ),
    ),
    "appeal": Kind(
        Appeal,
        ("kind", "statement", "at"),
        (
            ("decision", "decision__number"),
            ("by", "by__pseudonym"),
            ("outcome", "outcome__number"),
        ),
    ),
    "counted-with": Kind(
        CountedWith,
        (),
        (
            ("source_of", "source__proposal__number"),
            ("source", "source__number"),
            ("target_of", "target__proposal__number"),
            ("target", "target__number"),
        ),
    ),
    "policy": Kind(Policy, ("number", "text", "role", "handle", "reason", "at")),
    "exclusion": Kind(
        Exclusion,
        (
            "number", "size", "reason", "handle", "decided_at",
            "reversed_at", "reversal_reason", "reversal_handle",
        ),
    ),
    "event": Kind(
        Event,
        ("position", "kind", "value", "payload", "at"),
        (
            ("participant", "participant__pseudonym"),
            ("proposal", "revision__proposal__number"),
            ("revision", "revision__number"),
        ),
    ),
    "draft": Kind(
        Draft,
        (
            "version", "status", "canonical", "content_hash", "redacted_hash", "watermark",
            "report", "created_at", "published_at",
        ),
        (("ruleset", "ruleset__number"), ("previous", "previous__version")),
    ),
    "ratification": Kind(
        Ratification,
        ("number", "opened_at", "concluded_at", "outcome", "result"),
        (("draft", "draft__version"), ("ruleset", "ruleset__number")),
    ),
    "ballot": Kind(
        Ballot,
        ("is_yes", "reason", "cast_at"),
        (("round", "ratification__number"), ("participant", "participant__pseudonym")),
    ),
    "phase-time": Kind(PhaseTime, ("phase", "opens_at", "told_at", "carried_out_at", "refused")),
}  # fmt: skip

DEFINITION: Final = (
    "slug", "title", "question", "preamble", "language", "phase", "admission", "is_simulated",
    "moderates_first", "source", "created_at",
)  # fmt: skip


def rows_of(name: str, definition: Definition) -> models.QuerySet[Any]:
    """The rows of a definition that become lines of this kind, in the order of the file."""
    model: Any = KINDS[name].model
    uses = definition.criterion_uses
    belongs: dict[str, dict[str, Any]] = {
        "category": {"pk__in": uses.values("criterion__category")},
        "criterion": {"pk__in": uses.values("criterion")},
        "revision": {"proposal__definition": definition},
        "held-amendment": {"proposal__definition": definition},
        "argument": {"proposal__definition": definition},
        "argument-revision": {"argument__proposal__definition": definition},
        "ballot": {"ratification__definition": definition},
        "appeal": {"decision__definition": definition},
        "counted-with": {"source__proposal__definition": definition},
    }
    order: dict[str, tuple[Any, ...]] = {
        "category": ("position",),
        "criterion": ("category__position", "position"),
        # In the order of the log; those that wait for a position come last.
        "event": (models.F("position").asc(nulls_last=True), "pk"),
        "draft": ("major", "minor", "patch"),
    }
    rows = model.objects.filter(**belongs.get(name, {"definition": definition}))
    found: models.QuerySet[Any] = rows.order_by(*order.get(name, ("pk",)))
    return found


def hash_of_bytes(entry: dict[str, Any]) -> str:
    """Of a draft's line: the content hash, or that since unlawful text was erased."""
    return str(entry.get("redacted_hash") or entry["content_hash"])
