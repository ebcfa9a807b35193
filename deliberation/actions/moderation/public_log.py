"""The public log: decisions on texts, and on how a definition is run, in one order.

Each is told from the record that it left anyway; nothing is stored twice. What a definition
was set up with is no decision, and not in here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import F, QuerySet, Value
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from deliberation.actions.moderation.names import told
from deliberation.models import (
    Admission,
    Decision,
    Definition,
    Event,
    Exclusion,
    Phase,
    Policy,
    Role,
    Ruleset,
)
from deliberation.permissions import Who

# What is decided beside texts, as one narrows the log to it.
BESIDE_TEXTS: Final = {
    "ruleset": pgettext_lazy("decision", "ruleset changed"),
    "phase": pgettext_lazy("decision", "phase or schedule"),
    "role": pgettext_lazy("decision", "role given or taken"),
    "policy": pgettext_lazy("decision", "moderation policy changed"),
    "setting": pgettext_lazy("decision", "setting changed"),
    "exclusion": pgettext_lazy("decision", "votes excluded"),
    "readmission": pgettext_lazy("decision", "votes count again"),
}
KINDS: Final = [*Decision.Kind.choices, *BESIDE_TEXTS.items()]
TEXTS: Final = "decision"
CHUNK: Final = 500


@dataclass(frozen=True)
class Logged:
    """One entry. key: the same each time. role, handle: of whoever decided; both empty for
    what came by itself, as planned. number: of the decision, ruleset or exclusion, None
    without one. decision: what it tells, if it is about a text."""

    kind: str
    key: str
    number: int | None
    told: str
    note: str
    role: str
    handle: str
    at: datetime
    is_reversible: bool
    address: str
    is_undone: bool = False
    decision: Decision | None = None


def entries_of(
    definition: Definition, *, kind: str = "", reason: str = "", proposal: int | None = None
) -> QuerySet[Any, tuple[str, int, datetime]]:
    """Where each entry comes from, its primary key there and its time, the latest first.

    kind: of KINDS; reason, proposal: only decisions on texts have them. `load` reads them.
    """
    narrowed = bool(reason or proposal is not None)
    sources = [
        rows.order_by()
        .annotate(source=Value(name), key=F("pk"), when=F(at))
        .values_list("source", "key", "when")
        for name, rows, at in _sources(definition, kind, reason, proposal)
        if name == TEXTS or not narrowed
    ]
    return sources[0].union(*sources[1:], all=True).order_by("-when", "-key")


def _sources(
    definition: Definition, kind: str, reason: str, proposal: int | None
) -> Iterator[tuple[str, QuerySet[Any], str]]:
    """Those that the kind asks for. The first is always there, if only with no rows."""
    about_texts = definition.decisions.all()
    if kind in BESIDE_TEXTS:
        about_texts = about_texts.none()
    elif kind:
        about_texts = about_texts.filter(kind=kind)
    if reason:
        about_texts = about_texts.filter(reason=reason)
    if proposal is not None:
        about_texts = about_texts.filter(proposal__number=proposal)
    yield TEXTS, about_texts, "at"
    beside: dict[str, tuple[QuerySet[Any], str]] = {
        "ruleset": (definition.rulesets.filter(number__gt=1), "created_at"),
        "phase": (_events(definition, Event.Kind.PHASED), "at"),
        "role": (_events(definition, Event.Kind.ASSIGNED), "at"),
        "policy": (definition.policies.all(), "at"),
        "setting": (definition.events.filter(kind=Event.Kind.SET), "at"),
        "exclusion": (definition.exclusions.all(), "decided_at"),
        "readmission": (definition.exclusions.exclude(reversed_at=None), "reversed_at"),
    }
    yield from ((name, *rows) for name, rows in beside.items() if kind in ("", name))


def _events(definition: Definition, kind: str) -> QuerySet[Event]:
    """Those that somebody decided: what a definition was set up with has no reason."""
    return definition.events.filter(kind=kind).exclude(payload__reason="")


def load(definition: Definition, entries: Iterable[tuple[str, int, datetime]]) -> list[Logged]:
    """Entries as `entries_of` names them, to be read. One query for each source among them."""
    wanted = list(entries)
    rows = {
        name: _rows(definition, name).in_bulk(
            [key for source, key, _at in wanted if source == name]
        )
        for name in dict.fromkeys(source for source, _key, _at in wanted)
    }
    return [_TELL[source](definition, rows[source][key]) for source, key, _at in wanted]


def in_parts(
    definition: Definition, entries: QuerySet[Any, tuple[str, int, datetime]]
) -> Iterator[Logged]:
    """All of them, however many, a part at a time."""
    part: list[tuple[str, int, datetime]] = []
    for each in entries.iterator(chunk_size=CHUNK):
        part.append(each)
        if len(part) == CHUNK:
            yield from load(definition, part)
            part = []
    yield from load(definition, part)


def _rows(definition: Definition, source: str) -> QuerySet[Any]:
    match source:
        case "decision":
            return definition.decisions.with_subjects()
        case "ruleset":
            return definition.rulesets.all()
        case "policy":
            return definition.policies.all()
        case "phase" | "role" | "setting":
            return definition.events.all()
        case _:
            return definition.exclusions.all()


def _of_decision(definition: Definition, decision: Decision) -> Logged:
    return Logged(
        kind=decision.kind,
        key=str(decision.number),
        number=decision.number,
        told=told(decision),
        note=decision.note,
        role=decision.role,
        handle=decision.handle,
        at=decision.at,
        is_reversible=decision.is_reversible,
        address=decision.get_absolute_url(),
        is_undone=decision.is_undone,
        decision=decision,
    )


def _of_ruleset(definition: Definition, ruleset: Ruleset) -> Logged:
    role, handle = _who(ruleset.decided_by)
    said = _("Ruleset {number} takes the place of ruleset {before}, from the next draft on.")
    return Logged(
        kind="ruleset",
        key=f"ruleset-{ruleset.number}",
        number=ruleset.number,
        told=said.format(number=ruleset.number, before=ruleset.number - 1),
        note=ruleset.reason,
        role=role,
        handle=handle,
        at=ruleset.created_at,
        is_reversible=True,
        address=f"{reverse('rulesets', args=[definition.slug])}#ruleset-{ruleset.number}",
    )


def _of_phase(definition: Definition, event: Event) -> Logged:
    payload = event.payload or {}
    is_plan = "planned" in payload
    said = _("The phases were scheduled anew.") if is_plan else _("The phase “{phase}” began.")
    role, handle = _who(payload.get("by", ""))
    return Logged(
        kind="phase",
        key=f"phase-{event.at:%Y%m%dT%H%M%S%f}",
        number=None,
        told=said.format(phase=Phase(payload["phase"]).label),
        note=payload.get("reason", ""),
        role=role,
        handle=handle,
        at=event.at,
        is_reversible=is_plan,
        address=reverse("phases", args=[definition.slug]),
    )


def _of_role(definition: Definition, event: Event) -> Logged:
    payload = event.payload or {}
    name, whose, by = payload["role"], payload["handle"], payload["by"]
    said = _("{handle} became {role}.") if payload["given"] else _("{handle} is no longer {role}.")
    is_own = by == whose and not payload["given"]
    role, handle = (name, whose) if is_own else _who(by or Who.ADMINISTRATOR)
    return Logged(
        kind="role",
        key=f"role-{event.at:%Y%m%dT%H%M%S%f}",
        number=None,
        told=said.format(handle=whose, role=Role.Name(name).label),
        note=payload["reason"],
        role=role,
        handle=handle,
        at=event.at,
        is_reversible=True,
        address=reverse("roles", args=[definition.slug]),
    )


def _of_policy(definition: Definition, policy: Policy) -> Logged:
    said = _("Version {number} of the moderation policy is in force.")
    return Logged(
        kind="policy",
        key=f"policy-{policy.number}",
        number=policy.number,
        told=said.format(number=policy.number),
        note=policy.reason,
        role=policy.role,
        handle=policy.handle,
        at=policy.at,
        is_reversible=True,
        address=f"{reverse('moderation-policy', args=[definition.slug])}#v{policy.number}",
    )


def _of_setting(definition: Definition, event: Event) -> Logged:
    payload = event.payload or {}
    name = payload["setting"]
    role, handle = _who(payload["by"])
    is_policy = name == "moderates_first"
    return Logged(
        kind="setting",
        key=f"setting-{name.replace('_', '-')}-{event.at:%Y%m%dT%H%M%S%f}",
        number=None,
        told=_told_setting(name, payload["before"], payload["after"]),
        note=payload["reason"],
        role=role,
        handle=handle,
        at=event.at,
        is_reversible=True,
        address=reverse("moderation-policy" if is_policy else "definition", args=[definition.slug]),
    )


def _told_setting(name: str, before: Any, after: Any) -> str:
    match name:
        case "admission":
            said = _("Who takes part: {after}. Until then: {before}.")
            before, after = Admission(before).label, Admission(after).label
        case "moderates_first" if after:
            said = _("New proposals and amendments wait until a moderator accepts them.")
        case "moderates_first":
            said = _("New proposals and amendments appear at once; moderators look afterwards.")
        case "title":
            said = _("The title is “{after}”. Until then: “{before}”.")
        case "question":
            said = _("The question was written anew.")
        case "preamble":
            said = _("The preamble was written anew.")
        case "class":
            return _told_class(before, after)
        case "domain-rule" if after:
            said = _("Whoever has confirmed an address at {domain} is verified as “{title}”.")
            return said.format(**after)
        case "domain-rule":
            said = _("An address at {domain} verifies nobody as “{title}” any more.")
            return said.format(**before)
        case _:
            said = _("The language is {after}. Until then: {before}.")
    return said.format(before=before, after=after)


def _told_class(before: dict[str, Any] | None, after: dict[str, Any]) -> str:
    title = after["title"]
    if before is None:
        return _("A stakeholder class was added: “{title}”.").format(title=title)
    if before["target_share"] == after["target_share"]:
        return _("The stakeholder class “{title}” was described anew.").format(title=title)
    said = _("Target share of “{title}”: {after}. Until then: {before}.")
    shares = {"before": before["target_share"], "after": after["target_share"]}
    return said.format(title=title, **{name: _share(each) for name, each in shares.items()})


def _share(share: float | None) -> str:
    if share is None:
        return _("none")
    return _("%(number)s%%") % {"number": number_format(f"{share * 100:g}")}


def _of_exclusion(definition: Definition, exclusion: Exclusion) -> Logged:
    said = ngettext(
        "The votes of {size} participant are left out, from the next draft on (exclusion"
        " {number}).",
        "The votes of {size} participants are left out, from the next draft on (exclusion"
        " {number}).",
        exclusion.size,
    )
    role, handle = _who(exclusion.handle)
    return Logged(
        kind="exclusion",
        key=f"exclusion-{exclusion.number}",
        number=exclusion.number,
        told=said.format(size=exclusion.size, number=exclusion.number),
        note=exclusion.reason,
        role=role,
        handle=handle,
        at=exclusion.decided_at,
        is_reversible=True,
        address=_exclusion_address(definition, exclusion),
        is_undone=exclusion.reversed_at is not None,
    )


def _of_readmission(definition: Definition, exclusion: Exclusion) -> Logged:
    assert exclusion.reversed_at is not None
    role, handle = _who(exclusion.reversal_handle)
    said = _("Exclusion {number} was reversed: those votes count again, from the next draft on.")
    return Logged(
        kind="readmission",
        key=f"readmission-{exclusion.number}",
        number=exclusion.number,
        told=said.format(number=exclusion.number),
        note=exclusion.reversal_reason,
        role=role,
        handle=handle,
        at=exclusion.reversed_at,
        is_reversible=True,
        address=_exclusion_address(definition, exclusion),
    )


def _exclusion_address(definition: Definition, exclusion: Exclusion) -> str:
    return f"{reverse('exclusions', args=[definition.slug])}#e{exclusion.number}"


def _who(by: str) -> tuple[str, str]:
    """Role and handle, from what records of stewards keep: a handle, the word for an
    administrator, or nothing for what came by itself."""
    if by == Who.ADMINISTRATOR:
        return Who.ADMINISTRATOR, ""
    return (Who.STEWARD, by) if by else ("", "")


_TELL: Final[dict[str, Callable[[Definition, Any], Logged]]] = {
    TEXTS: _of_decision,
    "ruleset": _of_ruleset,
    "phase": _of_phase,
    "role": _of_role,
    "policy": _of_policy,
    "setting": _of_setting,
    "exclusion": _of_exclusion,
    "readmission": _of_readmission,
}
