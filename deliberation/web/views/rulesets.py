"""Rulesets: everybody reads every version, stewards preview and decide on the next."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from deliberation import actions
from deliberation.limits import limited
from deliberation.models import User
from deliberation.permissions import Deed
from deliberation.refusals import Refusal
from deliberation.refusals_governance import NothingCounted
from deliberation.web import access
from deliberation.web.forms.base import add_refusal
from deliberation.web.forms.rulesets import RulesetForm, initial_of
from deliberation.web.pages.rulesets import PreviewShown, preview_shown, rulesets_page
from deliberation.web.responses import show


@require_safe
def rulesets(request: HttpRequest, slug: str) -> HttpResponse:
    """All versions, with reasons."""
    visit = access.enter(request, slug)
    page = rulesets_page(visit)
    return show(request, "rulesets.html", section="definition", visit=visit, page=page)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("settings")
def change_ruleset(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Numbers are previewed first; only what was seen can be decided."""
    visit = access.enter(request, slug)
    visit.require(Deed.RULE)
    present = visit.definition.rulesets.latest("number")
    classes = access.classes_to_join(visit)
    if request.method != "POST":
        form = RulesetForm(classes, instance=present, initial=initial_of(present))
        return _page(request, visit, form)
    # A form of Django's writes into its instance what is valid.
    form = RulesetForm(classes, request.POST, instance=copy(present))
    if not form.is_valid():
        return _page(request, visit, form, status=422)
    seen = form.cleaned_data["seen"] == form.digest
    try:
        if seen and request.POST.get("deed") == "decide":
            return _decided(request, visit, form)
        preview = _preview(visit, form)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, visit, form, status=422)
    return _page(request, visit, form, preview=preview, digest=form.digest)


def _decided(request: HttpRequest, visit: access.Visit, form: RulesetForm) -> HttpResponseBase:
    if not form.cleaned_data["reason"].strip():
        form.add_error("reason", _("Give a reason that the public can read."))
        return _page(
            request, visit, form, preview=_preview(visit, form), digest=form.digest, status=422
        )
    assert isinstance(request.user, User)
    ruleset = actions.decide_ruleset(
        definition=visit.definition,
        by=request.user,
        reason=form.cleaned_data["reason"],
        numbers=form.numbers,
    )
    said = _("Ruleset {number} is in force from the next draft.")
    messages.success(request, said.format(number=ruleset.number))
    return redirect("rulesets", visit.slug)


def _preview(visit: access.Visit, form: RulesetForm) -> PreviewShown | None:
    """None where no vote was counted yet."""
    try:
        found = actions.preview_ruleset(definition=visit.definition, numbers=form.numbers)
    except NothingCounted:
        return None
    last_draft = visit.definition.drafts.latest_first().without_text().first()
    return preview_shown(visit, found, last_draft)


def _page(
    request: HttpRequest,
    visit: access.Visit,
    form: RulesetForm,
    *,
    preview: PreviewShown | None = None,
    digest: str = "",
    status: int = 200,
) -> HttpResponse:
    return show(
        request,
        "change_ruleset.html",
        section="definition",
        visit=visit,
        status=status,
        form=form,
        preview=preview,
        digest=digest,
    )
