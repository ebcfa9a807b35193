"""For stewards: invitations by list, announcements, and what became of e-mails."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation import actions, mail
from deliberation.limits import limited
from deliberation.models import User
from deliberation.permissions import Deed
from deliberation.refusals import Refusal
from deliberation.web import access
from deliberation.web.forms.base import add_refusal
from deliberation.web.forms.people import AnnouncementForm, ListForm
from deliberation.web.pages.people import announcements_page, list_page, lists, mail_page
from deliberation.web.responses import number_in, show


@require_http_methods(["GET", "HEAD", "POST"])
@limited("invite")
def invitation_lists(request: HttpRequest, slug: str) -> HttpResponseBase:
    visit = access.enter(request, slug)
    visit.require(Deed.ADMIT if request.method == "POST" else Deed.OVERSEE)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        assert isinstance(request.user, User)
        file = form.cleaned_data["file"]
        try:
            made = actions.invite_list(
                definition=visit.definition,
                by=request.user,
                name=file.name or "",
                content=file.read(),
                language=get_language() or "en-gb",
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            good = made.rows - len(made.rejected)
            said = ngettext(
                "{number} person is invited; the e-mail is on its way.",
                "{number} people are invited; the e-mails are on their way.",
                good,
            )
            messages.success(request, said.format(number=good))
            return redirect("invitation-list", slug, made.pk)
    return show(
        request,
        "invitation_lists.html",
        section="admission",
        visit=visit,
        status=422 if form.errors else 200,
        lists=lists(visit),
        form=form,
        may_invite=visit.may(Deed.ADMIT),
    )


@require_safe
def invitation_list(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How far the sending is, and which rows were none. htmx asks for the progress alone."""
    visit = access.enter(request, slug)
    visit.require(Deed.OVERSEE)
    page = list_page(visit, pk, number=number_in(request, "page", 1))
    if page is None:
        raise Http404
    return show(request, "invitation_list.html", section="admission", visit=visit, page=page)


@require_POST
def revoke_list(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    visit = access.enter(request, slug)
    visit.require(Deed.ADMIT)
    number = actions.revoke_list(
        invited=get_object_or_404(visit.definition.invitation_lists, pk=pk)
    )
    said = ngettext("{number} invitation revoked.", "{number} invitations revoked.", number)
    messages.success(request, said.format(number=number))
    return redirect("invitation-list", slug, pk)


@require_POST
@limited("invite")
def resend_invitation(request: HttpRequest, slug: str, invitation: int) -> HttpResponseBase:
    visit = access.enter(request, slug)
    visit.require(Deed.ADMIT)
    found = get_object_or_404(visit.definition.invitations, pk=invitation)
    try:
        actions.resend_invitation(invitation=found, language=get_language() or "en-gb")
    except Refusal as refusal:
        messages.error(request, refusal.for_people())
    else:
        said = _("Sent again to {email}, with a new link. The one before no longer works.")
        messages.success(request, said.format(email=found.email))
    if found.part_of_id:
        return redirect("invitation-list", slug, found.part_of_id)
    return redirect("admission", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("announce")
def announcements(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Public to read; stewards write."""
    visit = access.enter(request, slug)
    form = AnnouncementForm(request.POST or None)
    may_announce = visit.may(Deed.ANNOUNCE)
    if request.method == "POST":
        visit.require(Deed.ANNOUNCE)
        assert isinstance(request.user, User)
        if form.is_valid():
            actions.announce(definition=visit.definition, by=request.user, **form.cleaned_data)
            messages.success(request, _("Announced. Followers hear of it by e-mail."))
            return redirect("announcements", slug)
    recipients = len(actions.recipients(visit.definition)) if may_announce else None
    return show(
        request,
        "announcements.html",
        section="announcements",
        visit=visit,
        status=422 if form.errors else 200,
        page=announcements_page(visit, recipients),
        form=form if may_announce else None,
    )


@require_safe
def mails(request: HttpRequest, slug: str) -> HttpResponse:
    visit = access.enter(request, slug)
    visit.require(Deed.OVERSEE)
    state = request.GET.get("state", "")
    page = mail_page(visit, state=state, number=number_in(request, "page", 1))
    return show(request, "mails.html", section="mails", visit=visit, page=page)


@require_POST
def retry_mail(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    visit = access.enter(request, slug)
    visit.require(Deed.ADMIT)
    found = get_object_or_404(visit.definition.mails, pk=pk)
    if mail.send_again(found):
        messages.success(request, _("It is tried again now."))
    else:
        messages.error(request, _("It was sent or given up meanwhile; nothing was done."))
    return redirect("mails", slug)
