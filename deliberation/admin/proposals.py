from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminTextInputWidget

from deliberation import actions
from deliberation.admin.base import OwnDefinitions, ReadOnlyOfDefinition, may_somewhere
from deliberation.models import Event, Proposal
from deliberation.permissions import (
    Deed,
    allowed_by_role,
    require_disinterested,
)
from deliberation.refusals_governance import OwnCase


class ReasonForm(ActionForm):
    """Every decision carries a reason that the public can read."""

    reason = forms.CharField(
        max_length=300,
        label=_("Public reason"),
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": _("Public reason")}),
    )


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyOfDefinition):
    """The list to moderate from: choose, give a reason, decide."""

    list_display = [
        "number",
        "definition",
        "criterion",
        "wording",
        "moderation",
        "is_closed",
        "origin",
    ]
    list_filter = [("definition", OwnDefinitions), "moderation", "is_closed", "origin"]
    list_select_related = ["definition", "criterion", "current"]
    search_fields = ["current__wording", "number"]
    action_form = ReasonForm
    actions = ["accept", "reject", "close", "reopen"]

    @admin.display(description="wording")
    def wording(self, proposal: Proposal) -> str:
        return proposal.current.wording if proposal.current else ""

    @admin.action(description="Accept", permissions=["moderate"])
    def accept(self, request: HttpRequest, chosen: QuerySet[Proposal]) -> None:
        self._decide(request, chosen, moderation=Proposal.Moderation.ACCEPTED)

    @admin.action(description="Reject", permissions=["moderate"])
    def reject(self, request: HttpRequest, chosen: QuerySet[Proposal]) -> None:
        self._decide(request, chosen, moderation=Proposal.Moderation.REJECTED)

    @admin.action(description="Close for votes", permissions=["moderate"])
    def close(self, request: HttpRequest, chosen: QuerySet[Proposal]) -> None:
        self._decide(request, chosen, is_closed=True)

    @admin.action(description="Open for votes again", permissions=["moderate"])
    def reopen(self, request: HttpRequest, chosen: QuerySet[Proposal]) -> None:
        self._decide(request, chosen, is_closed=False)

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """Who may see the actions at all; each proposal is asked about again."""
        return may_somewhere(request, Deed.MODERATE)

    def _decide(
        self,
        request: HttpRequest,
        chosen: QuerySet[Proposal],
        *,
        moderation: str | None = None,
        is_closed: bool | None = None,
    ) -> None:
        reason = request.POST.get("reason", "").strip()
        if not reason:
            messages.error(request, "Give a public reason; nothing was changed.")
            return
        allowed = [each for each in chosen.select_related("author") if _may(request, each)]
        for proposal in allowed:
            actions.moderate(
                proposal=proposal, moderation=moderation, is_closed=is_closed, reason=reason
            )
        messages.success(request, f"Decided on {len(allowed)} proposals.")


def _may(request: HttpRequest, proposal: Proposal) -> bool:
    """Whether this moderator may decide on this proposal; nobody does on their own."""
    try:
        require_disinterested(request.user, proposal.author)
    except OwnCase:
        return False
    return allowed_by_role(request.user, Deed.MODERATE, proposal.definition)


@admin.register(Event)
class EventAdmin(ReadOnlyOfDefinition):
    """The log, as it is."""

    list_display = ["position", "definition", "kind", "participant", "revision", "value", "at"]
    list_filter = [("definition", OwnDefinitions), "kind"]
    search_fields = ["participant__pseudonym"]
    list_select_related = ["definition", "participant", "revision__proposal"]
    show_full_result_count = False
