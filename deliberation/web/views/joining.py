"""Joining a definition: as somebody new, or as the guest one was; and changing class."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from deliberation import actions
from deliberation.limits import limited
from deliberation.models import Participant
from deliberation.refusals import Refusal
from deliberation.web import access
from deliberation.web.forms.base import add_refusal
from deliberation.web.forms.joining import ClassForm, JoinForm
from deliberation.web.responses import show


@require_http_methods(["GET", "HEAD", "POST"])
@limited("join")
def join(request: HttpRequest, slug: str) -> HttpResponseBase:
    """?invitation= brings the token of an invitation, ?next= says where to go on."""
    visit = access.enter(request, slug)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("sign-in"))
    back = back_from(request, default=reverse("vote", args=[slug]))
    guest = access.guest_here(request, visit)
    votes = guest.events.standing().count() if guest else 0
    if visit.participant is not None:
        if guest is None:
            return redirect(back)
        return show(
            request,
            "take_over.html",
            section="join",
            visit=visit,
            guest=guest,
            votes=votes,
            back=back,
        )
    invitation = request.POST.get("invitation") or request.GET.get("invitation") or ""
    if not access.may_join(visit, invitation):
        return show(request, "by_invitation.html", section="join", visit=visit, status=403)
    classes = access.classes_to_join(visit)
    if request.method == "POST":
        form = JoinForm(classes, request.POST)
        if form.is_valid() and _joined(request, visit, form, invitation, guest):
            return redirect(back)
    else:
        suggested = guest.pseudonym if guest else actions.suggested_pseudonym(visit.definition)
        form = JoinForm(classes, initial={"pseudonym": suggested})
    return show(
        request,
        "join.html",
        section="join",
        visit=visit,
        form=form,
        classes=classes,
        guest=guest,
        votes=votes,
        invitation=invitation,
        back=back,
        status=422 if form.is_bound else 200,
    )


def _joined(
    request: HttpRequest,
    visit: access.Visit,
    form: JoinForm,
    invitation: str,
    guest: Participant | None,
) -> bool:
    """Join; a refusal goes into the form."""
    try:
        participant = actions.join(
            definition=visit.definition,
            user=visit.user,
            pseudonym=form.cleaned_data["pseudonym"],
            class_slug=form.cleaned_data.get("stakeholder_class", ""),
            invitation=invitation,
            guest=guest,
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    facts = {"definition": visit.definition.title, "pseudonym": participant.pseudonym}
    messages.success(request, _("You take part in “%(definition)s” as %(pseudonym)s.") % facts)
    return True


@require_POST
@limited("join")
def take_over(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Take the votes of this browser's guest over into one's own participation."""
    visit = access.enter(request, slug)
    back = back_from(request, default=reverse("vote", args=[slug]))
    elsewhere = access.way_in(request, visit, request.get_full_path())
    if elsewhere is not None:
        return elsewhere
    assert visit.participant is not None
    guest = access.guest_here(request, visit)
    if guest is not None:
        result = actions.take_over_guest(guest=guest, participant=visit.participant)
        messages.success(request, _taken(result))
    return redirect(back)


def _taken(result: actions.TakenOver) -> str:
    taken = ngettext(
        "%(number)s vote of the guest is yours now.",
        "%(number)s votes of the guest are yours now.",
        result.taken,
    ) % {"number": result.taken}
    if not result.left:
        return taken
    left = ngettext(
        "On %(number)s proposal you had voted already; that vote stands.",
        "On %(number)s proposals you had voted already; those votes stand.",
        result.left,
    ) % {"number": result.left}
    return f"{taken} {left}"


@require_http_methods(["GET", "HEAD", "POST"])
@limited("settings")
def change_class(request: HttpRequest, slug: str) -> HttpResponseBase:
    visit = access.enter(request, slug)
    elsewhere = access.way_in(request, visit, request.get_full_path())
    if elsewhere is not None:
        return elsewhere
    assert visit.participant is not None
    classes = access.classes_to_join(visit)
    present = visit.participant.stakeholder_class
    initial = {"stakeholder_class": present.slug if present else ""}
    form = ClassForm(classes, request.POST or None, initial=initial)
    if form.is_valid():
        wanted = form.cleaned_data.get("stakeholder_class", "")
        actions.change_class(participant=visit.participant, class_slug=wanted)
        messages.success(request, _("Your class is changed. Your votes count under it from now."))
        return redirect("account")
    return show(
        request,
        "change_class.html",
        section="join",
        visit=visit,
        form=form,
        classes=classes,
        status=422 if form.is_bound else 200,
    )


def back_from(request: HttpRequest, default: str) -> str:
    """Where to go on, if it is on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    fine = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if fine else default
