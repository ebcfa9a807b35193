"""What can be decided on each kind of case, and by which action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from deliberation import actions
from deliberation.actions import moderation
from deliberation.actions.moderation import duplicates
from deliberation.models import Argument, Reason, User
from deliberation.permissions import Deed, require


@dataclass(frozen=True)
class Given:
    """What a moderator filled in."""

    by: User
    reason: str
    note: str


@dataclass(frozen=True)
class Choice:
    """One way to decide. key: of the keyboard. needs_note: without one it is refused."""

    deed: str
    label: Any
    key: str
    act: Callable[[Any, Given], Any]
    needs_note: bool = True


def _accept(proposal: Any, given: Given) -> Any:
    return moderation.accept(proposal=proposal, by=given.by, note=given.note)


def _reject(proposal: Any, given: Given) -> Any:
    return moderation.reject(proposal=proposal, by=given.by, reason=given.reason, note=given.note)


def _hide(subject: Any, given: Given) -> Any:
    return moderation.hide(subject=subject, by=given.by, reason=given.reason, note=given.note)


def _on_amendment(deed: str) -> Callable[[Any, Given], Any]:
    def act(proposal: Any, given: Given) -> Any:
        reason = given.reason if deed == "reject-amendment" else Reason.IN_ORDER
        note = given.note or str(_("In order."))
        return moderation.decide(proposal, deed, by=given.by, reason=reason, note=note)

    return act


def _on_flag(deed: str) -> Callable[[Any, Given], Any]:
    def act(flag: Any, given: Given) -> Any:
        reason = "" if deed == "dismiss" else given.reason
        return moderation.decide_flag(
            flag=flag, deed=deed, by=given.by, note=given.note, reason=reason
        )

    return act


def _on_appeal(*, is_upheld: bool) -> Callable[[Any, Given], Any]:
    def act(appeal: Any, given: Given) -> Any:
        return moderation.decide_appeal(
            appeal=appeal, is_upheld=is_upheld, by=given.by, note=given.note
        )

    return act


def _verify(request: Any, given: Given) -> Any:
    require(given.by, Deed.VERIFY, request.definition)
    return actions.verify(request=request, by=given.by, reason=given.note)


def _decline(request: Any, given: Given) -> Any:
    require(given.by, Deed.VERIFY, request.definition)
    return actions.decline(request=request, by=given.by, reason=given.note)


def _keep_apart(pair: Any, given: Given) -> Any:
    return duplicates.keep_apart(older=pair.older, newer=pair.newer, by=given.by)


def _merge(pair: Any, given: Given) -> Any:
    return moderation.merge(proposal=pair.newer, into=pair.older, by=given.by, note=given.note)


def _dismiss_suspicion(suspicion: Any, given: Given) -> Any:
    require(given.by, Deed.EXCLUDE, suspicion.definition)
    return actions.dismiss_suspicion(suspicion=suspicion, by=given.by, note=given.note)


def _accept_evidence(*, replaces: bool) -> Callable[[Any, Given], Any]:
    def act(waiting: Any, given: Given) -> Any:
        return actions.accept_evidence(
            proposed=waiting.proposed, by=given.by, reason=given.note, replaces=replaces
        )

    return act


def _decline_evidence(waiting: Any, given: Given) -> Any:
    return actions.decline_evidence(proposed=waiting.proposed, by=given.by, reason=given.note)


def _rule(ruling: str) -> Callable[[Any, Given], Any]:
    def act(dispute: Any, given: Given) -> Any:
        return actions.decide_dispute(
            dispute=dispute, by=given.by, ruling=ruling, reason=given.note
        )

    return act


_ON_PROPOSALS: Final = (
    Choice("accept", _("Accept"), "a", _accept, needs_note=False),
    Choice("reject", _("Reject"), "r", _reject),
    Choice("hide", _("Hide"), "h", _hide),
)
CHOICES: Final[dict[str, tuple[Choice, ...]]] = {
    "proposal": _ON_PROPOSALS,
    "amendment": _ON_PROPOSALS,
    "held": (
        Choice(
            "accept-amendment",
            _("Publish the amendment"),
            "a",
            _on_amendment("accept-amendment"),
            needs_note=False,
        ),
        Choice(
            "reject-amendment",
            _("Leave the wording as it is"),
            "r",
            _on_amendment("reject-amendment"),
        ),
    ),
    "flag": (
        Choice("dismiss", _("Leave it as it is"), "a", _on_flag("dismiss")),
        Choice("flag-reject", _("Reject the proposal"), "r", _on_flag("reject")),
        Choice("flag-hide", _("Hide the text"), "h", _on_flag("hide")),
    ),
    "appeal": (
        Choice("uphold", _("Undo the decision"), "a", _on_appeal(is_upheld=True)),
        Choice("keep-decision", _("Let the decision stand"), "r", _on_appeal(is_upheld=False)),
    ),
    "verification": (
        Choice("verify", _("Verify"), "a", _verify, needs_note=False),
        Choice("decline", _("Decline"), "r", _decline),
    ),
    "duplicate": (
        Choice("keep-both", _("Keep both"), "a", _keep_apart, needs_note=False),
        Choice("merge", _("Merge the newer one"), "r", _merge),
    ),
    "evidence": (
        Choice("accept-evidence", _("Accept"), "a", _accept_evidence(replaces=False)),
        Choice("decline-evidence", _("Decline"), "r", _decline_evidence),
        Choice(
            "replace-evidence",
            _("Accept in place of what is recorded"),
            "h",
            _accept_evidence(replaces=True),
        ),
    ),
    "dispute": (
        Choice("uphold-record", _("Let the record stand"), "a", _rule("upheld")),
        Choice("strike-record", _("Count it as unknown"), "r", _rule("struck")),
        Choice("replace-record", _("Put the other one in its place"), "h", _rule("replaced")),
    ),
    "votes": (Choice("no-suspicion", _("Nothing wrong with them"), "a", _dismiss_suspicion),),
}


def choices_of(kind: str, about: Any) -> tuple[Choice, ...]:
    """An argument cannot be rejected, only hidden; a record takes the place of one that it
    contradicts."""
    every = CHOICES[kind]
    if kind == "evidence" and not about.contradicts:
        return tuple(each for each in every if each.deed != "replace-evidence")
    if kind == "dispute" and about.rival is None:
        return tuple(each for each in every if each.deed != "replace-record")
    if kind == "flag" and isinstance(about.subject, Argument):
        return tuple(each for each in every if each.deed != "flag-reject")
    return every
