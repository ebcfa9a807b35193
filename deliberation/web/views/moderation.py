"""What everybody sees of moderation, and what participants do about it."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation import actions
from deliberation.exchange.moderation import COLUMNS, rows
from deliberation.limits import limited
from deliberation.models import Appeal, Decision, User
from deliberation.permissions import Deed
from deliberation.refusals import Refusal
from deliberation.web import access
from deliberation.web.access import Visit
from deliberation.web.forms.base import add_refusal
from deliberation.web.forms.moderation import (
    DISMISS,
    ON_ARGUMENTS,
    ON_PROPOSALS,
    AppealDecisionForm,
    AppealForm,
    DecisionForm,
    FlagForm,
    LogFilterForm,
    NoteForm,
    PolicyForm,
    WhenForm,
)
from deliberation.web.pages.moderation import (
    decision_page,
    log_page,
    narrowed,
    own_page,
    policy_page,
    queue_page,
)
from deliberation.web.responses import number_in, show

EDITS = ["GET", "HEAD", "POST"]
# Beside another form of the same page, which has a field of the same name.
MODE_ID = "id_mode_%s"


@require_safe
def log(request: HttpRequest, slug: str) -> HttpResponse:
    """The public log. ?kind=, ?reason= and ?proposal= narrow it."""
    visit = access.enter(request, slug)
    page = log_page(visit.definition, request.GET, number_in(request, "page"))
    return show(
        request,
        "moderation/log.html",
        section="moderation",
        visit=visit,
        page=page,
        is_moderator=visit.is_moderator,
    )


class _Echo:
    """A file that hands on what is written to it."""

    def write(self, line: str) -> str:
        return line


@require_safe
def log_as_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The same as CSV, narrowed alike."""
    visit = access.enter(request, slug)
    entries = narrowed(visit.definition, LogFilterForm(request.GET))
    writer = csv.writer(_Echo())

    def lines() -> Iterator[Any]:
        yield writer.writerow(COLUMNS)
        for row in rows(actions.moderation.in_parts(visit.definition, entries)):
            yield writer.writerow(row)

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-moderation.csv"'
    response["Cache-Control"] = "private, no-cache"
    return response


@require_http_methods(EDITS)
@limited("appeal")
def decision(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """One decision. Its author appeals here, once."""
    visit = access.enter(request, slug)
    found = _decision(visit, number)
    if request.method != "POST":
        return _decision_page(request, visit, found)
    elsewhere = access.way_in(request, visit, found.get_absolute_url())
    if elsewhere is not None:
        return elsewhere
    assert visit.participant is not None
    form = AppealForm(request.POST)
    if form.is_valid():
        try:
            actions.moderation.appeal(
                participant=visit.participant, decision=found, **form.cleaned_data
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Received. Another moderator decides on it."))
            return redirect(found)
    return _decision_page(request, visit, found, appeal=form, status=422)


@require_POST
def decide_appeal(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    visit = access.enter(request, slug)
    visit.require(Deed.DECIDE_APPEAL)
    found = _decision(visit, number)
    appeal = get_object_or_404(Appeal, decision=found)
    form = AppealDecisionForm(request.POST)
    if form.is_valid():
        try:
            outcome = actions.moderation.decide_appeal(
                appeal=appeal,
                is_upheld=form.cleaned_data["upheld"] == "yes",
                by=_user(request),
                note=form.cleaned_data["note"],
            )
        except Refusal as refusal:
            messages.error(request, refusal.for_people())
            return redirect(found)
        messages.success(request, _("Decided. The author is told."))
        return redirect(outcome)
    return _decision_page(request, visit, found, outcome=form, status=422)


@require_POST
def undo(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    visit = access.enter(request, slug)
    visit.require(Deed.MODERATE)
    found = _decision(visit, number)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            undone = actions.moderation.undo(
                decision=found, by=_user(request), note=form.cleaned_data["note"]
            )
        except Refusal as refusal:
            messages.error(request, refusal.for_people())
            return redirect(found)
        messages.success(request, _("Undone. Both decisions stay in the log."))
        return redirect(undone)
    return _decision_page(request, visit, found, undoing=form, status=422)


@require_safe
def flag_receipt(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """A flag, for whoever filed it and for moderators; a 404 for everybody else."""
    visit = access.enter(request, slug)
    found = access.flag(visit, number)
    form = DecisionForm(deeds=deeds_on_flag(found), initial={"reason": found.kind})
    return _flag_page(request, visit, found, form)


@require_POST
def decide_flag(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    visit = access.enter(request, slug)
    visit.require(Deed.DECIDE_FLAG)
    found = access.flag(visit, number)
    form = DecisionForm(request.POST, deeds=deeds_on_flag(found))
    if form.is_valid():
        try:
            actions.moderation.decide_flag(flag=found, by=_user(request), **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Decided. Whoever flagged it is told."))
            return redirect("moderation-queue", slug)
    return _flag_page(request, visit, found, form, status=422)


@require_http_methods(EDITS)
@limited("flag")
def flag(
    request: HttpRequest, slug: str, number: int, argument: int | None = None
) -> HttpResponseBase:
    """Flag a proposal, or one argument about it."""
    visit = access.enter(request, slug)
    proposal = access.proposal(visit, number)
    subject = access.argument(visit, proposal, argument) if argument else proposal
    elsewhere = access.way_in(request, visit, request.path)
    if elsewhere is not None:
        return elsewhere
    assert visit.participant is not None
    if proposal.is_hidden or getattr(subject, "is_hidden", False):
        return redirect(subject)
    form = FlagForm(
        request.POST or None, definition=visit.definition, is_argument=argument is not None
    )
    if form.is_valid():
        try:
            flagged = actions.moderation.flag(
                participant=visit.participant, subject=subject, **form.cleaned_data
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            said = _("Received: flag {number}. Here you will see what came of it.")
            if not flagged.is_new:
                said = _("You flagged this before; a moderator still looks at flag {number}.")
            messages.success(request, said.format(number=flagged.flag.number))
            return redirect(flagged.flag)
    return show(
        request,
        "moderation/flag.html",
        section="criteria",
        visit=visit,
        proposal=proposal,
        subject=subject,
        name=actions.moderation.name_of(subject),
        form=form,
        status=422 if form.is_bound else 200,
    )


@require_safe
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """For moderators: what waits. ?kind= narrows it."""
    visit = access.enter(request, slug)
    visit.require(Deed.SEE_QUEUE)
    kind = request.GET.get("kind", "")
    kind = kind if kind in actions.moderation.KINDS else ""
    page = queue_page(visit, kind, number_in(request, "page"))
    return show(request, "moderation/queue.html", section="moderation", visit=visit, page=page)


@require_safe
def mine(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One's flags and appeals, and what was decided about one's texts."""
    visit = access.enter(request, slug)
    elsewhere = access.way_in(request, visit, request.path)
    if elsewhere is not None:
        return elsewhere
    page = own_page(visit)
    return show(request, "moderation/mine.html", section="moderation", visit=visit, page=page)


@require_http_methods(EDITS)
def policy(request: HttpRequest, slug: str) -> HttpResponseBase:
    """By what a definition is moderated; stewards edit it here."""
    visit = access.enter(request, slug)
    if request.method == "POST":
        visit.require(Deed.EDIT_TEXTS)
    form = PolicyForm(request.POST) if "text" in request.POST else None
    when = WhenForm(request.POST, auto_id=MODE_ID) if "when" in request.POST else None
    if form is not None and form.is_valid():
        actions.moderation.change_policy(
            definition=visit.definition, by=_user(request), **form.cleaned_data
        )
        messages.success(request, _("Published. The policy before stays readable below."))
        return redirect("moderation-policy", slug)
    if when is not None and when.is_valid():
        actions.moderation.change_moderation(
            definition=visit.definition,
            moderates_first=when.cleaned_data["when"] == "before",
            reason=when.cleaned_data["reason"],
            by=_user(request),
        )
        messages.success(request, _("Changed. What waits already goes on waiting."))
        return redirect("moderation-policy", slug)
    page = policy_page(visit.definition)
    text = {"text": page.policy.text if page.policy else ""}
    chosen = {"when": "before" if visit.definition.moderates_first else "after"}
    return show(
        request,
        "moderation/policy.html",
        section="moderation",
        visit=visit,
        page=page,
        form=form or PolicyForm(initial=text),
        when=when or WhenForm(initial=chosen, auto_id=MODE_ID),
        is_steward=visit.may(Deed.EDIT_TEXTS),
        status=422 if request.method == "POST" else 200,
    )


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _decision(visit: Visit, number: int) -> Decision:
    """Decisions on what still waits are for those who see it, and there is none."""
    return get_object_or_404(visit.definition.decisions.with_subjects(), number=number)


def deeds_on_flag(flag: Any) -> list[tuple[str, Any]]:
    every = ON_ARGUMENTS if flag.argument_id else ON_PROPOSALS
    return [DISMISS, *(each for each in every if each[0] not in ("accept", "restore"))]


def _decision_page(
    request: HttpRequest, visit: Visit, found: Decision, *, status: int = 200, **forms: Any
) -> HttpResponse:
    given = {"appeal": AppealForm(), "outcome": AppealDecisionForm(), "undoing": NoteForm()}
    return show(
        request,
        "moderation/decision.html",
        section="moderation",
        visit=visit,
        page=decision_page(visit, found),
        forms=given | forms,
        status=status,
    )


def _flag_page(
    request: HttpRequest, visit: Visit, found: Any, form: DecisionForm, *, status: int = 200
) -> HttpResponse:
    return show(
        request,
        "moderation/receipt.html",
        section="moderation",
        visit=visit,
        flag=found,
        name=actions.moderation.name_of(found.subject),
        is_own=visit.participant is not None and found.by_id == visit.participant.pk,
        is_moderator=visit.is_moderator,
        told=actions.moderation.told(found.decision) if found.decision else "",
        form=form,
        address=reverse("decide-flag", args=[visit.slug, found.number]),
        status=status,
    )
