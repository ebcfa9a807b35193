"""For stewards: who takes part in a definition, and invitations to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deliberation import actions
from deliberation.limits import limited
from deliberation.models import User
from deliberation.permissions import Deed
from deliberation.site import absolute
from deliberation.web import access
from deliberation.web.forms.joining import AdmissionForm, InvitationForm
from deliberation.web.responses import show


@require_http_methods(["GET", "HEAD", "POST"])
def admission(request: HttpRequest, slug: str) -> HttpResponseBase:
    visit = access.enter(request, slug)
    visit.require(Deed.ADMIT if request.method == "POST" else Deed.OVERSEE)
    form = AdmissionForm(request.POST or None)
    if form.is_valid():
        assert isinstance(request.user, User)
        actions.decide_admission(definition=visit.definition, by=request.user, **form.cleaned_data)
        messages.success(request, _("Changed. Whoever takes part already stays."))
        return redirect("admission", slug)
    status = 422 if request.method == "POST" else 200
    return _page(request, visit, InvitationForm(), admission=form, status=status)


@require_POST
@limited("invite")
def invite(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The link is shown once, on the page that answers."""
    visit = access.enter(request, slug)
    visit.require(Deed.ADMIT)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, visit, form, status=422)
    assert isinstance(request.user, User)
    invitation, token = actions.invite(
        definition=visit.definition, by=request.user, **form.cleaned_data
    )
    link = absolute(f"{reverse('join', args=[slug])}?invitation={token}")
    if invitation.email:
        actions.send_invitation(
            invitation=invitation, token=token, language=get_language() or "en-gb"
        )
        messages.success(request, _("Invited: %(email)s.") % {"email": invitation.email})
    return _page(request, visit, InvitationForm(), link=link)


@require_POST
def revoke_invitation(request: HttpRequest, slug: str, invitation: int) -> HttpResponseBase:
    visit = access.enter(request, slug)
    visit.require(Deed.ADMIT)
    actions.revoke_invitation(
        invitation=get_object_or_404(visit.definition.invitations, pk=invitation)
    )
    messages.success(request, _("Revoked. Nobody can come in by it any more."))
    return redirect("admission", slug)


def _page(
    request: HttpRequest,
    visit: access.Visit,
    form: InvitationForm,
    *,
    admission: AdmissionForm | None = None,
    link: str = "",
    status: int = 200,
) -> HttpResponse:
    admission = admission or AdmissionForm()
    return show(
        request,
        "admission.html",
        section="admission",
        visit=visit,
        status=status,
        form=form,
        admission=admission,
        chosen=admission.data.get("admission") or visit.definition.admission,
        link=link,
        may_change=visit.may(Deed.ADMIT),
        invitations=visit.definition.invitations.all()[:200],
    )
