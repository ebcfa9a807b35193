"""Coming in, joining a definition, and what one has here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rest_framework.authtoken.models import Token

from deliberation import actions
from deliberation.limits import limited
from deliberation.models import User
from deliberation.refusals import Refusal
from deliberation.web import access
from deliberation.web.forms import JoinForm, SignInForm, add_refusal
from deliberation.web.pages.account import account_page
from deliberation.web.responses import number_in, show


class SignInView(LoginView):
    template_name = "deliberation/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    extra_context = {"section": "sign-in"}


@require_http_methods(["GET", "HEAD", "POST"])
@limited("join")
def join(request: HttpRequest, slug: str) -> HttpResponseBase:
    visit = access.enter(request, slug)
    if not request.user.is_authenticated:
        return access.way_in(request, visit, request.get_full_path()) or redirect("home")
    back = _back(request, default=reverse("vote", args=[slug]))
    if visit.participant is not None:
        return redirect(back)
    classes = list(visit.definition.stakeholder_classes.all())
    if request.method == "POST":
        form = JoinForm(classes, request.POST)
        if form.is_valid() and _joined(request, visit, form):
            return redirect(back)
    else:
        form = JoinForm(
            classes, initial={"pseudonym": actions.suggested_pseudonym(visit.definition)}
        )
    status = 422 if form.is_bound else 200
    return show(
        request,
        "join.html",
        section="join",
        visit=visit,
        form=form,
        classes=classes,
        back=back,
        status=status,
    )


def _joined(request: HttpRequest, visit: access.Visit, form: JoinForm) -> bool:
    """Join; a refusal goes into the form."""
    try:
        participant = actions.join(
            definition=visit.definition,
            user=visit.user,
            pseudonym=form.cleaned_data["pseudonym"],
            class_slug=form.cleaned_data.get("stakeholder_class", ""),
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, f"You take part in “{visit.definition}” as {participant.pseudonym}.")
    return True


def _back(request: HttpRequest, default: str) -> str:
    """Where to go on, if it is on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    fine = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if fine else default


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    page = account_page(request.user, page=number_in(request, "page", default=1))
    return show(request, "account.html", section="account", page=page)


@login_required
@require_POST
def renew_token(request: HttpRequest) -> HttpResponseBase:
    """Make an API token, or a new one in place of the old, which stops working."""
    assert isinstance(request.user, User)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=request.user.pk)
        renewed = bool(Token.objects.filter(user=request.user).delete()[0])
        Token.objects.create(user=request.user)
    messages.success(
        request,
        "Your API token is renewed; the old one no longer works."
        if renewed
        else "Your API token is made.",
    )
    return redirect(f"{reverse('account')}#token")
