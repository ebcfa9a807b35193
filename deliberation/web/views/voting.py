"""Taking part: voting."""

from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation import actions
from deliberation.limits import limited
from deliberation.models import Participant, Proposal
from deliberation.networks import block_of_request
from deliberation.refusals import Refusal
from deliberation.web import access
from deliberation.web.ballots import VALUES
from deliberation.web.forms.voting import WITHDRAW, UndoForm, VoteForm
from deliberation.web.pages.vote import vote_page
from deliberation.web.responses import is_htmx, leave, number_in, numbers_in, show


@require_safe
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """?proposal= wants one, ?skip=3,7 leaves some for later, ?voted= and ?undone= confirm,
    ?results=1 shows the results before the vote. htmx gets the ballot alone."""
    visit = access.enter(request, slug)
    page = vote_page(
        visit,
        wanted=number_in(request, "proposal"),
        skipped=numbers_in(request.GET.get("skip", "")),
        voted=number_in(request, "voted"),
        undone=number_in(request, "undone"),
        shows_results="results" in request.GET,
    )
    if number_in(request, "proposal") and page.proposal is None:
        raise Http404
    template = "vote.html#ballot" if is_htmx(request) else "vote.html"
    return show(request, template, section="vote", visit=visit, page=page)


@require_POST
@limited("vote")
def cast_vote(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    visit = access.enter(request, slug, to_show=False)
    proposal = access.proposal_itself(visit, number)
    form = VoteForm(request.POST)
    back = form["back"].value() or "vote"
    shown = form["filter"].value() or ""
    there = _address(slug, proposal, back, "proposal", shown=shown)
    elsewhere = access.way_in(request, visit, there, as_guest=True)
    if elsewhere is not None:
        return leave(request, elsewhere)
    assert visit.participant is not None
    if not form.is_valid():
        messages.error(request, _("Nothing was recorded: choose agree, disagree or pass."))
        return redirect(there)
    try:
        _record(visit.participant, proposal, block=block_of_request(request), **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, refusal.for_people())
        return redirect(there)
    if form.cleaned_data["vote"] == WITHDRAW:
        messages.success(
            request, _("Withdrawn: your vote on proposal {number}.").format(number=number)
        )
        return redirect(there)
    if back == "votes":
        messages.success(
            request, _("Recorded: your vote on proposal {number}.").format(number=number)
        )
    skipped = form.cleaned_data["skip"]
    return redirect(_address(slug, proposal, back, "voted", skipped=skipped, shown=shown))


def _record(
    participant: Participant,
    proposal: Proposal,
    *,
    vote: str,
    revision: int | None,
    block: str,
    **_: str,
) -> None:
    if vote == WITHDRAW:
        actions.withdraw_vote(participant=participant, proposal=proposal)
    else:
        actions.cast_vote(
            participant=participant,
            proposal=proposal,
            value=VALUES[vote],
            revision=revision,
            block=block,
        )


@require_POST
@limited("vote")
def undo_vote(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Bring back what one said before the last vote; the proposal is shown again."""
    visit = access.enter(request, slug, to_show=False)
    proposal = access.proposal_itself(visit, number)
    form = UndoForm(request.POST)
    there = _address(slug, proposal, "vote", "proposal", skipped=form["skip"].value() or "")
    elsewhere = access.way_in(request, visit, there, as_guest=True)
    if elsewhere is not None:
        return leave(request, elsewhere)
    assert visit.participant is not None
    if not form.is_valid():
        messages.error(request, _("Nothing was undone: this page is too old. Vote again here."))
        return redirect(there)
    try:
        actions.undo_vote(
            participant=visit.participant, proposal=proposal, event=form.cleaned_data["event"]
        )
    except Refusal as refusal:
        messages.error(request, refusal.for_people())
        return redirect(there)
    return redirect(f"{there}&undone={number}")


@require_safe
def counted(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether a run after ?run= has counted the votes: 204 until then, for htmx to ask again."""
    visit = access.enter(request, slug)
    runs = visit.definition.aggregates.finished().without_packed()
    run = runs.filter(pk__gt=number_in(request, "run")).first()
    if run is None:
        return HttpResponse(status=204)
    draft = visit.definition.drafts.latest_first().defer("canonical").first()
    return show(
        request, "components/counted.html", section="vote", visit=visit, run=run, draft=draft
    )


def _address(
    slug: str, proposal: Proposal, back: str, asked: str, *, skipped: str = "", shown: str = ""
) -> str:
    """The page to return to. asked: "voted" to confirm a vote, "proposal" to show it again.

    shown: the query of “My votes”, as it was.
    """
    skip = ",".join(map(str, numbers_in(skipped)))
    query = urlencode({asked: proposal.number} | ({"skip": skip} if skip else {}), safe=",")
    if back == "criterion":
        page = reverse("criterion", args=[slug, proposal.criterion.slug])
        return f"{page}?{query}#p{proposal.number}"
    if back == "proposal":
        return f"{reverse('proposal', args=[slug, proposal.number])}?{query}#ballot"
    if back == "account":
        return reverse("account")
    if back == "votes":
        kept = urlencode(parse_qsl(shown[:500]))
        return f"{reverse('votes', args=[slug])}{'?' if kept else ''}{kept}#v{proposal.number}"
    return f"{reverse('vote', args=[slug])}?{query}"
