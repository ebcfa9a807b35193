"""Following, what one follows, and the way out of every e-mail about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from deliberation import actions
from deliberation.actions.digests import user_of
from deliberation.actions.following import Target
from deliberation.models import CriterionUse, Frequency, Proposal, User
from deliberation.refusals import Refusal
from deliberation.web import access
from deliberation.web.forms.following import DigestForm, FollowForm
from deliberation.web.pages.following import follow_button, follows_page
from deliberation.web.responses import show

UNDO = signing.Signer(salt="unsubscribe-undo")


@require_POST
def follow(
    request: HttpRequest, slug: str, criterion: str = "", number: int = 0
) -> HttpResponseBase:
    """Follow or unfollow a definition, or with these given a criterion or a proposal in it."""
    visit = access.enter(request, slug)
    use = access.criterion_use(visit, criterion) if criterion else None
    proposal = access.proposal(visit, number) if number else None
    page = _page_of(slug, use, proposal)
    if not isinstance(request.user, User):
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(_sign_in(page))
        return redirect(_sign_in(page))
    form = FollowForm(request.POST)
    if not form.is_valid():
        said = _("Nothing was changed: choose what to do from the page.")
    else:
        target = proposal or use or visit.definition
        said = _done(request.user, target, form.cleaned_data["do"], form.cleaned_data["frequency"])
    if request.htmx and form["back"].value() != "follows":  # type: ignore[attr-defined]
        visit = access.enter(request, slug)
        button = follow_button(
            visit,
            use=access.criterion_use(visit, criterion) if criterion else None,
            proposal=access.proposal(visit, number) if number else None,
        )
        context = {"follow": button, "said": said}
        return render(request, "deliberation/components/follow.html", context)
    messages.success(request, said)
    return redirect("follows" if form["back"].value() == "follows" else page)


def _done(user: User, target: Target, deed: str, frequency: str) -> str:
    """Do it, and say what was done, or why it was not."""
    if deed == "unfollow":
        actions.unfollow(user=user, target=target)
        return _("You no longer follow this.")
    try:
        actions.follow(
            user=user,
            target=target,
            frequency=frequency if deed == "save" else None,
            language=get_language() or "",
        )
    except Refusal as refusal:
        return refusal.for_people()
    return _("Saved.") if deed == "save" else _("You follow this. Nobody else sees it.")


def _page_of(slug: str, use: CriterionUse | None, proposal: Proposal | None) -> str:
    if proposal is not None:
        return reverse("proposal", args=[slug, proposal.number])
    if use is not None:
        return reverse("criterion", args=[slug, use.criterion.slug])
    return reverse("definition", args=[slug])


def _sign_in(page: str) -> str:
    return redirect_to_login(page, reverse("sign-in")).url


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def follows(request: HttpRequest) -> HttpResponseBase:
    """All that one follows; a form here chooses how often for all."""
    assert isinstance(request.user, User)
    form = DigestForm(request.POST or None, initial={"digest": request.user.digest})
    if request.method == "POST" and form.is_valid():
        actions.change_digest(
            user=request.user,
            frequency=form.cleaned_data["digest"],
            language=get_language() or "",
        )
        messages.success(request, _("Saved."))
        return redirect("follows")
    return show(
        request,
        "follows.html",
        section="account",
        page=follows_page(request.user),
        form=form,
        frequencies=Frequency.choices,
        status=422 if form.is_bound else 200,
    )


@csrf_exempt  # the token says who it is, and mail programs post here without a cookie
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """No more digests, for whoever holds the link, without signing in (RFC 8058).

    Only a POST does it: scanners of mails follow links. `undo` puts back what was before.
    """
    user = user_of(token)
    if user is None:
        raise Http404("This link was not made here, or the account is gone.")
    state, undo = "on" if user.digest != Frequency.OFF else "off", ""
    if request.method == "POST" and "undo" in request.POST:
        actions.change_digest(user=user, frequency=_before(request.POST["undo"]))
        state = "undone"
    elif request.method == "POST":
        before = actions.change_digest(user=user, frequency=Frequency.OFF)
        state, undo = "off", UNDO.sign(before if before != Frequency.OFF else Frequency.DAILY)
    return show(
        request,
        "unsubscribe.html",
        section="account",
        state=state,
        undo=undo or UNDO.sign(str(Frequency.DAILY)),
        token=token,
    )


def _before(undo: str) -> str:
    """The frequency to put back: as it was signed, or the usual one."""
    try:
        before = UNDO.unsign(undo)
    except signing.BadSignature:
        return Frequency.DAILY
    return before if before in Frequency.values else Frequency.DAILY
