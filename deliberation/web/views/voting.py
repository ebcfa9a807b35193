"""Taking part: voting and proposing."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation import actions
from deliberation.limits import limited
from deliberation.models import Participant, Proposal
from deliberation.refusals import Refusal
from deliberation.web import access
from deliberation.web.ballots import VALUES
from deliberation.web.forms import WITHDRAW, ProposalForm, VoteForm, add_refusal
from deliberation.web.pages.vote import vote_page
from deliberation.web.responses import number_in, numbers_in, show


@require_safe
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """?proposal= wants one, ?skip=3,7 leaves some for later, ?voted= confirms a vote."""
    visit = access.enter(request, slug)
    wanted, voted = number_in(request, "proposal"), number_in(request, "voted")
    page = vote_page(
        visit,
        proposal=access.proposal(visit, wanted) if wanted else None,
        skipped=numbers_in(request.GET.get("skip", "")),
        voted=access.proposal(visit, voted) if voted else None,
    )
    return show(request, "vote.html", section="vote", visit=visit, page=page)


@require_POST
@limited("vote")
def cast_vote(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    visit = access.enter(request, slug)
    proposal = access.proposal(visit, number)
    form = VoteForm(request.POST)
    back = form["back"].value() or "vote"
    there = _address(slug, proposal, back, "proposal")
    elsewhere = access.way_in(request, visit, there, as_guest=True)
    if elsewhere is not None:
        return elsewhere
    assert visit.participant is not None
    if not form.is_valid():
        messages.error(request, "Nothing was recorded: choose agree, disagree or pass.")
    else:
        try:
            _record(visit.participant, proposal, **form.cleaned_data)
        except Refusal as refusal:
            messages.error(request, refusal.for_people())
        else:
            if form.cleaned_data["vote"] != WITHDRAW:
                skipped = ",".join(map(str, numbers_in(form.cleaned_data["skip"])))
                return redirect(_address(slug, proposal, back, "voted", skipped))
            messages.success(request, f"Withdrawn: your vote on proposal {number}.")
    return redirect(_address(slug, proposal, back, "proposal"))


def _record(
    participant: Participant, proposal: Proposal, *, vote: str, revision: int | None, **_: str
) -> None:
    if vote == WITHDRAW:
        actions.withdraw_vote(participant=participant, proposal=proposal)
    else:
        actions.cast_vote(
            participant=participant, proposal=proposal, value=VALUES[vote], revision=revision
        )


def _address(slug: str, proposal: Proposal, back: str, asked: str, skipped: str = "") -> str:
    """The page to return to. asked: "voted" to confirm a vote, "proposal" to show it again."""
    query = urlencode({asked: proposal.number} | ({"skip": skipped} if skipped else {}), safe=",")
    if back == "criterion":
        page = reverse("criterion", args=[slug, proposal.criterion.slug])
        return f"{page}?{query}#p{proposal.number}"
    if back == "account":
        return reverse("account")
    return f"{reverse('vote', args=[slug])}?{query}"


@require_safe
def proposal(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """The permanent address of a proposal: its place on the page of its criterion."""
    visit = access.enter(request, slug)
    return redirect(_address(slug, access.proposal(visit, number), "criterion", "proposal"))


@require_http_methods(["GET", "HEAD", "POST"])
@limited("propose")
def propose(request: HttpRequest, slug: str, criterion: str) -> HttpResponseBase:
    visit = access.enter(request, slug)
    use = access.criterion_use(visit, criterion)
    elsewhere = access.way_in(request, visit, reverse("propose", args=[slug, criterion]))
    if elsewhere is not None:
        return elsewhere
    form = ProposalForm(use.criterion, request.POST or None)
    if form.is_valid():
        try:
            opened = actions.open_proposal(
                definition=visit.definition,
                criterion_slug=criterion,
                author=visit.participant,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request, f"Published: proposal {opened.number}. Others can vote on it now."
            )
            return redirect("proposal", slug, opened.number)
    status = 422 if form.is_bound else 200
    return show(
        request, "propose.html", section="criteria", visit=visit, use=use, form=form, status=status
    )
