"""Arguing for and against a proposal, and endorsing arguments."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from deliberation import actions
from deliberation.limits import limited
from deliberation.models import Argument, Proposal
from deliberation.refusals import Refusal
from deliberation.web import access
from deliberation.web.access import Visit
from deliberation.web.ballots import words_by_proposal
from deliberation.web.forms.arguing import ArgumentForm, EditForm, EndorseForm
from deliberation.web.forms.base import add_refusal
from deliberation.web.pages.arguments import (
    ArgumentPage,
    Arguments,
    ShownArgument,
    arguments_of,
    history_of,
)
from deliberation.web.pages.following import follow_button
from deliberation.web.pages.lineage import last_hiding
from deliberation.web.pages.proposal import proposal_page
from deliberation.web.responses import LARGEST, leave, show


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@limited("argue")
def argue(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Publish an argument. What cannot be published comes back with all that was typed.

    A GET by htmx is answered with the region of arguments: ?arguments= wants more of them,
    ?counts=shown how many endorse each, ?back=vote says that it stands on the vote page.
    """
    visit = access.enter(request, slug)
    proposal = access.proposal(visit, number)
    home = reverse("proposal", args=[slug, number])
    if request.method != "POST":
        return (
            _region(request, visit, proposal)
            if request.htmx  # type: ignore[attr-defined]
            else redirect(f"{home}#arguments")
        )
    elsewhere = access.way_in(request, visit, f"{home}#argue")
    if elsewhere is not None:
        return leave(request, elsewhere)
    assert visit.participant is not None
    form = ArgumentForm(request.POST)
    if form.is_valid():
        try:
            argued = actions.argue(
                participant=visit.participant, proposal=proposal, **form.cleaned_data
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return _published(request, visit, proposal, argued.argument)
    return _region(request, visit, proposal, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("argue")
def argument(request: HttpRequest, slug: str, number: int, argument: int) -> HttpResponseBase:
    """One argument with its history; its author edits it here."""
    visit = access.enter(request, slug)
    found = access.argument(visit, access.proposal(visit, number), argument)
    assert found.current is not None
    form = EditForm(request.POST or None, initial={"text": found.current.text})
    if request.method == "POST":
        elsewhere = access.way_in(request, visit, found.get_absolute_url())
        if elsewhere is not None:
            return elsewhere
        assert visit.participant is not None
        if form.is_valid():
            try:
                actions.edit_argument(
                    participant=visit.participant, argument=found, **form.cleaned_data
                )
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, _("Saved. The wording before is in its history."))
                return redirect(found)
    return _argument_page(request, visit, found, form)


@require_POST
@limited("argue")
def withdraw(request: HttpRequest, slug: str, number: int, argument: int) -> HttpResponseBase:
    visit = access.enter(request, slug)
    found = access.argument(visit, access.proposal(visit, number), argument)
    elsewhere = access.way_in(request, visit, found.get_absolute_url())
    if elsewhere is not None:
        return elsewhere
    assert visit.participant is not None
    try:
        actions.withdraw_argument(participant=visit.participant, argument=found)
    except Refusal as refusal:
        messages.error(request, refusal.for_people())
    return redirect(found)


@require_POST
@limited("endorse")
def endorse(request: HttpRequest, slug: str, number: int, argument: int) -> HttpResponseBase:
    """Endorse an argument, or take that back. htmx gets the button and a line that says so."""
    visit = access.enter(request, slug)
    proposal = access.proposal(visit, number)
    found = access.argument(visit, proposal, argument)
    elsewhere = access.way_in(request, visit, found.get_absolute_url())
    if elsewhere is not None:
        return leave(request, elsewhere)
    assert visit.participant is not None
    form = EndorseForm(request.POST)
    is_refused = not form.is_valid()
    said = _("Nothing was recorded: choose to endorse or not.")
    if form.is_valid():
        try:
            said = _endorse(visit, found, **form.cleaned_data)
        except Refusal as refusal:
            is_refused, said = True, refusal.for_people()
    if request.htmx:  # type: ignore[attr-defined]
        fresh = access.argument(visit, proposal, argument)
        return show(
            request,
            "components/endorse.html",
            section="vote",
            visit=visit,
            shown=ShownArgument(fresh, visit.participant),
            proposal=proposal,
            shows_counts=bool(form["counts"].value()),
            said=said,
            is_refused=is_refused,
        )
    (messages.error if is_refused else messages.success)(request, said)
    return redirect(f"{_back(request, slug, number)}#argument-{argument}")


def _endorse(
    visit: Visit, argument: Argument, *, endorse: str, revision: int | None, **_rest: object
) -> str:
    assert visit.participant is not None
    if endorse == "yes":
        actions.endorse(participant=visit.participant, argument=argument, revision=revision)
        return _("You endorse argument %(number)d.") % {"number": argument.number}
    actions.unendorse(participant=visit.participant, argument=argument)
    return _("You no longer endorse argument %(number)d.") % {"number": argument.number}


def _published(
    request: HttpRequest, visit: Visit, proposal: Proposal, argument: Argument
) -> HttpResponseBase:
    if request.htmx:  # type: ignore[attr-defined]
        return _region(request, visit, proposal, published=argument)
    messages.success(
        request,
        _("Published: argument %(number)d. Others can endorse it now.")
        % {"number": argument.number},
    )
    back = _back(request, visit.slug, proposal.number)
    return redirect(f"{back}#arguments")


def _region(
    request: HttpRequest,
    visit: Visit,
    proposal: Proposal,
    *,
    form: ArgumentForm | None = None,
    published: Argument | None = None,
) -> HttpResponse:
    """The region of arguments for htmx, the whole page of the proposal for everybody else."""
    status = 422 if form is not None else 200
    places = _places(request)
    if not request.htmx:  # type: ignore[attr-defined]
        page = proposal_page(visit, proposal, places=places, form=form)
        return show(
            request,
            "proposal.html",
            section="criteria",
            visit=visit,
            page=page,
            follow=follow_button(visit, proposal=proposal),
            status=status,
        )
    proposal.definition = visit.definition
    votes = words_by_proposal(visit.participant, [proposal])
    sent = request.POST or request.GET
    shows_counts = bool(votes) or "counts" in sent or not proposal.takes_votes
    arguments = arguments_of(
        proposal,
        visit.participant,
        shows_counts=shows_counts,
        places=places,
        form=form,
        published=published,
    )
    return show(
        request,
        "components/arguments.html",
        section="criteria",
        visit=visit,
        proposal=proposal,
        arguments=arguments,
        back="vote" if sent.get("back") == "vote" else "",
        said=_said(arguments) if "arguments" in request.GET else "",
        status=status,
    )


def _said(arguments: Arguments) -> str:
    """What is shown once more of them were asked for, for those who do not see it."""
    numbers = {side.side: len(side.shown) for side in arguments.sides}
    return _("Shown now, for: %(for)d, against: %(against)d.") % numbers


def _argument_page(
    request: HttpRequest, visit: Visit, argument: Argument, form: EditForm
) -> HttpResponse:
    proposal = argument.proposal
    proposal.definition = visit.definition
    votes = words_by_proposal(visit.participant, [proposal])
    page = ArgumentPage(
        shown=ShownArgument(argument, visit.participant),
        shows_counts=bool(votes) or not proposal.takes_votes,
        edits=history_of(argument),
        form=form,
    )
    status = 422 if form.is_bound else 200
    is_hidden = argument.is_hidden
    return show(
        request,
        "argument.html",
        shows_hidden=is_hidden and (page.shown.is_own or visit.is_moderator),
        decision=last_hiding(argument) if is_hidden else None,
        is_moderator=visit.is_moderator and not page.shown.is_own,
        section="criteria",
        visit=visit,
        page=page,
        proposal=proposal,
        status=status,
    )


def _places(request: HttpRequest) -> int:
    sent = request.POST.get("places", "") or request.GET.get("arguments", "")
    return min(int(sent), LARGEST) if sent.isascii() and sent.isdecimal() and len(sent) < 4 else 0


def _back(request: HttpRequest, slug: str, number: int) -> str:
    """The page that the form was on, with as many arguments as it showed."""
    if request.POST.get("back") == "vote":
        shown = "&results=1" if "counts" in request.POST else ""
        return f"{reverse('vote', args=[slug])}?proposal={number}{shown}"
    if request.POST.get("back") == "argument":
        return request.path.removesuffix("endorse/")
    query = {"counts": "shown"} if "counts" in request.POST else {}
    if places := _places(request):
        query["arguments"] = str(places)
    page = reverse("proposal", args=[slug, number])
    return f"{page}?{urlencode(query)}" if query else page
