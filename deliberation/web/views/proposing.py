"""Proposing: new clauses, variants of somebody's clause, amendments of one's own."""

from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation import actions
from deliberation.actions.proposals import check_amending
from deliberation.limits import limited
from deliberation.models import HeldAmendment, Proposal, Revision, UnfinishedProposal
from deliberation.permissions import Deed
from deliberation.refusals import NotYourProposal, Refusal, RevisedMeanwhile
from deliberation.web import access
from deliberation.web.forms.base import add_refusal
from deliberation.web.forms.proposing import SUBSTANTIVE, ClauseForm
from deliberation.web.pages.proposing import (
    TYPED,
    Kind,
    Sheet,
    preview,
    unfinished_page,
    uses_by_category,
    writing_page,
)
from deliberation.web.responses import is_htmx, show

FORM: Final = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def choose_criterion(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Where the criterion is not known yet: ?criterion= goes on to its form."""
    visit = access.enter(request, slug)
    chosen = request.GET.get("criterion", "")
    if visit.definition.criteria.filter(slug=chosen).exists():
        return redirect("propose", slug, chosen)
    return show(
        request,
        "propose_choose.html",
        section="criteria",
        visit=visit,
        parts=uses_by_category(visit.definition),
    )


@FORM
def propose(request: HttpRequest, slug: str, criterion: str) -> HttpResponseBase:
    visit = access.enter(request, slug)
    use = access.criterion_use(visit, criterion)
    return _write(request, Sheet(visit, Kind.PROPOSAL, use.criterion))


@FORM
def variant(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """A rival that starts from this proposal's wording."""
    visit = access.enter(request, slug)
    proposal = access.proposal(visit, number)
    if proposal.is_hidden and not visit.is_moderator:
        raise Http404
    return _write(request, Sheet(visit, Kind.VARIANT, proposal.criterion, proposal))


@FORM
def amend(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """For the proposal's author and for stewards; others are led to a variant."""
    visit = access.enter(request, slug)
    proposal = access.proposal(visit, number)
    proposal.definition = visit.definition
    if visit.participant is not None and not visit.may(Deed.AMEND_ANY):
        try:
            check_amending(proposal, visit.participant)
        except NotYourProposal as refusal:
            messages.error(request, refusal.for_people())
            return redirect("variant", slug, number)
        except Refusal as refusal:
            if request.method != "POST":
                raise PermissionDenied(refusal.for_people()) from refusal
    return _write(request, Sheet(visit, Kind.AMENDMENT, proposal.criterion, proposal))


def _write(request: HttpRequest, sheet: Sheet) -> HttpResponseBase:
    """Show the form, keep and preview what it holds, or publish it."""
    visit = sheet.visit
    if not (sheet.is_amendment and visit.may(Deed.AMEND_ANY)):
        if is_htmx(request) and not visit.takes_part:
            return _not_kept(request, visit)
        elsewhere = access.way_in(request, visit, sheet.address)
        if elsewhere is not None:
            return elsewhere
    if request.method != "POST":
        return _show(request, sheet, sheet.start())
    if request.POST.get("deed") in ("preview", "keep"):
        return _keep(request, sheet)
    return _publish(request, sheet)


def _not_kept(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """For whom a tab is left open after signing out: what they write is safe there."""
    said = _(
        "Not kept: you are signed out. Publish when you are ready: you are asked to sign in"
        " first, and what you wrote goes with you."
    )
    page = {"not_kept": said, "said": said}
    return show(request, "components/kept.html", section="criteria", visit=visit, page=page)


@limited("draft")
def _keep(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Keep what is typed and show how it would stand."""
    return _show(request, sheet, _typed(request, sheet), keeping=True)


@limited("propose")
def _publish(request: HttpRequest, sheet: Sheet) -> HttpResponseBase:
    """Publish the clause. Where it cannot be, all that was typed comes back, and is kept."""
    typed = _typed(request, sheet)
    form = sheet.form(typed)
    asked_again = False
    if form.is_valid():
        asked_again = _is_to_be_asked(request, sheet, typed)
        if not asked_again:
            try:
                published = _done(sheet, form.cleaned_data)
            except Refusal as refusal:
                add_refusal(form, refusal)
                if isinstance(refusal, RevisedMeanwhile):
                    typed["revision"] = refusal.facts["revision"]
            else:
                return _published(request, sheet, published)
    return _show(
        request, sheet, typed, keeping=True, form=form, asked_again=asked_again, status=422
    )


def _is_to_be_asked(request: HttpRequest, sheet: Sheet, typed: dict[str, Any]) -> bool:
    """Whether one must look once more: at the difference, or at one that is very alike."""
    if sheet.is_amendment:
        return _text(request, "seen") != typed["wording"]
    if request.POST.get("deed") == "publish-anyway" or _was_sent(sheet, typed):
        return False
    alike = actions.similar_proposals(
        definition=sheet.visit.definition, wording=typed["wording"], but=sheet.proposal
    )
    return any(each.is_very_alike for each in alike)


def _was_sent(sheet: Sheet, typed: dict[str, Any]) -> bool:
    """Whether this is the second press: the first one published, and is what is alike."""
    sent = Revision.objects.filter(
        author=sheet.visit.participant, idempotency_key=typed["idempotency_key"]
    )
    return sent.exists()


def _done(sheet: Sheet, given: dict[str, Any]) -> Proposal | Revision | HeldAmendment:
    """Do what the form asks for. Raises refusals."""
    visit = sheet.visit
    if not sheet.is_amendment:
        return actions.open_proposal(
            definition=visit.definition,
            criterion_slug=sheet.criterion.slug,
            author=visit.participant,
            variant_of=sheet.proposal,
            **given,
        )
    assert sheet.proposal is not None
    return actions.revise_proposal(
        proposal=sheet.proposal,
        author=visit.participant,
        is_substantive=given.pop("change") == SUBSTANTIVE,
        read=given.pop("revision"),
        **given,
    )


def _published(
    request: HttpRequest, sheet: Sheet, published: Proposal | Revision | HeldAmendment
) -> HttpResponseBase:
    if sheet.kept is not None and sheet.visit.participant is not None:
        actions.discard_unfinished(participant=sheet.visit.participant, pk=sheet.kept.pk)
    if isinstance(published, Proposal):
        number = published.number
        said = (
            _("Received: proposal {number} appears once a moderator accepts it.")
            if published.is_pending
            else _("Published: proposal {number}. Others can vote on it now.")
        )
    elif isinstance(published, HeldAmendment):
        number = published.proposal.number
        said = _("Received: your amendment of proposal {number} waits for a moderator.")
    else:
        number = published.proposal.number
        said = (
            _("Published: proposal {number} as amended. A new vote on it starts now.")
            if published.is_substantive
            else _("Published: proposal {number} as amended. Its votes stay.")
        )
    messages.success(request, said.format(number=number))
    return redirect("proposal", sheet.visit.slug, number)


def _typed(request: HttpRequest, sheet: Sheet) -> dict[str, Any]:
    """What the form holds, as far as it can be stored."""
    typed: dict[str, Any] = {name: _text(request, name) for name in TYPED}
    typed["revision"] = request.POST.get("revision", "")
    typed["idempotency_key"] = _key(request.POST.get("idempotency_key", ""))
    return typed


def _text(request: HttpRequest, name: str) -> str:
    """Browsers send two characters for a line's end, and no database stores NUL."""
    return request.POST.get(name, "").replace("\r\n", "\n").replace("\0", "")


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _show(
    request: HttpRequest,
    sheet: Sheet,
    typed: dict[str, Any],
    *,
    keeping: bool = False,
    form: ClauseForm | None = None,
    asked_again: bool = False,
    status: int = 200,
) -> HttpResponse:
    """form: with the errors of what could not be published; else the form has none yet."""
    kept, not_kept = sheet.kept if not keeping else None, ""
    if keeping and sheet.visit.participant is not None:
        try:
            kept = _kept(sheet, typed)
        except Refusal as refusal:
            not_kept = refusal.for_people()
    shown = preview(sheet, typed, sheet.form(typed))
    page = writing_page(
        sheet,
        shown,
        kept=kept,
        not_kept=not_kept,
        asked_again=asked_again,
        told=request.POST.get("told", ""),
    )
    return show(
        request,
        "propose.html#answer" if is_htmx(request) else "propose.html",
        section="criteria",
        visit=sheet.visit,
        sheet=sheet,
        page=page,
        form=form or sheet.form(initial=typed),
        status=status,
    )


def _kept(sheet: Sheet, typed: dict[str, Any]) -> UnfinishedProposal | None:
    assert sheet.visit.participant is not None
    revision = str(typed["revision"])
    fields = {name: typed[name][:20] for name in ("level", "requires", "change")}
    return actions.keep_unfinished(
        participant=sheet.visit.participant,
        kind=sheet.kind,
        criterion=sheet.criterion,
        proposal=sheet.proposal,
        idempotency_key=typed["idempotency_key"],
        wording=typed["wording"],
        rationale=typed["rationale"],
        revision=int(revision) if revision.isdecimal() and len(revision) < 5 else None,
        **fields,
    )


@require_safe
def unfinished(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What one is still writing; nobody else sees it."""
    visit = access.enter(request, slug)
    elsewhere = access.way_in(request, visit, request.path)
    if elsewhere is not None:
        return elsewhere
    return show(
        request,
        "unfinished.html",
        section="account",
        visit=visit,
        texts=unfinished_page(visit),
    )


@require_POST
def discard(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    visit = access.enter(request, slug)
    if visit.participant is None:
        return redirect("unfinished", slug)
    if actions.discard_unfinished(participant=visit.participant, pk=pk):
        messages.success(request, _("Discarded. Nothing of it is kept."))
    else:
        messages.error(request, _("It was discarded or published before."))
    return redirect("unfinished", slug)
