from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminTextInputWidget

from deliberation.actions import moderation
from deliberation.admin.base import OwnDefinitions, ReadOnlyOfDefinition, may_somewhere, shortened
from deliberation.models import Decision, Event, Proposal, Reason
from deliberation.permissions import Deed
from deliberation.refusals import Refusal


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
    actions = ["accept", "reject", "lock"]

    @admin.display(description=_("wording"))
    def wording(self, proposal: Proposal) -> str:
        return shortened(proposal.current.wording) if proposal.current else ""

    @admin.action(description=_("Accept"), permissions=["moderate"])
    def accept(self, request: HttpRequest, chosen: QuerySet[Proposal]) -> None:
        self._decide(request, chosen, moderation.accept)

    @admin.action(description=_("Reject"), permissions=["moderate"])
    def reject(self, request: HttpRequest, chosen: QuerySet[Proposal]) -> None:
        self._decide(request, chosen, moderation.reject)

    @admin.action(description=_("Lock: no more votes"), permissions=["moderate"])
    def lock(self, request: HttpRequest, chosen: QuerySet[Proposal]) -> None:
        self._decide(request, chosen, moderation.lock)

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """Who may see the actions at all; each proposal is asked about again."""
        return may_somewhere(request, Deed.MODERATE)

    def _decide(
        self, request: HttpRequest, chosen: QuerySet[Proposal], act: Callable[..., Decision]
    ) -> None:
        note = request.POST.get("reason", "").strip()
        if not note:
            messages.error(request, _("Give a public reason; nothing was changed."))
            return
        done = 0
        for proposal in chosen:
            try:
                act(proposal=proposal, by=request.user, reason=Reason.OTHER, note=note)
            except Refusal as refusal:
                messages.warning(request, f"{proposal}: {refusal}")
            else:
                done += 1
        if done:
            said = ngettext("Decided on %d proposal.", "Decided on %d proposals.", done)
            messages.success(request, said % done)


@admin.register(Event)
class EventAdmin(ReadOnlyOfDefinition):
    """The log, as it is."""

    list_display = ["position", "definition", "kind", "participant", "revision", "value", "at"]
    list_filter = [("definition", OwnDefinitions), "kind"]
    search_fields = ["participant__pseudonym"]
    list_select_related = ["definition", "participant", "revision__proposal"]
    show_full_result_count = False
