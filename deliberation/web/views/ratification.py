"""Voting on the frozen draft as a whole."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deliberation import actions
from deliberation.limits import limited
from deliberation.permissions import Deed
from deliberation.refusals import Refusal
from deliberation.web import access
from deliberation.web.forms.base import add_refusal
from deliberation.web.forms.governing import BallotForm
from deliberation.web.pages.ratification import ratification_page
from deliberation.web.responses import show


@require_http_methods(["GET", "HEAD", "POST"])
@limited("vote")
def ratification(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The rounds; participants vote in the open one."""
    visit = access.enter(request, slug)
    form = BallotForm()
    if request.method == "POST":
        elsewhere = access.way_in(request, visit, request.path)
        if elsewhere is not None:
            return elsewhere
        visit.require(Deed.RATIFY)
        form = BallotForm(request.POST)
        if form.is_valid() and _done(request, visit, form):
            return redirect("ratification", slug)
    return show(
        request,
        "ratification.html",
        section="draft",
        visit=visit,
        status=422 if form.is_bound else 200,
        page=ratification_page(visit),
        form=form,
    )


def _done(request: HttpRequest, visit: access.Visit, form: BallotForm) -> bool:
    """Whether the ballot is cast or taken back; else the form says why not."""
    assert visit.participant is not None
    said = form.cleaned_data
    try:
        if said["ballot"] == "withdraw":
            actions.withdraw_ballot(participant=visit.participant)
            messages.success(request, _("Your vote is taken back."))
        else:
            actions.cast_ballot(
                participant=visit.participant,
                is_yes=said["ballot"] == "yes",
                reason=said["reason"],
                round_number=said["round"],
            )
            messages.success(request, _("Your vote is saved. You can change it until the end."))
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    return True
