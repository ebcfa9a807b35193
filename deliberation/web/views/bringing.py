"""Evidence from a file: looked at first, then brought in as a whole or not."""

import json
from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from deliberation.actions.bringing import bring_in, look_at
from deliberation.exchange.evidence import WAYS, About, read
from deliberation.limits import limited
from deliberation.models import User
from deliberation.permissions import Deed
from deliberation.refusals import Refusal
from deliberation.web import access, kept_file
from deliberation.web.access import Visit
from deliberation.web.forms.bringing import EvidenceFileForm
from deliberation.web.responses import show


@require_http_methods(["GET", "HEAD", "POST"])
@limited("evidence")
def import_evidence(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A file is looked at first; `kept` then names it. ?system= fills in the form."""
    visit = access.enter(request, slug)
    visit.require(Deed.PROPOSE_EVIDENCE)
    if request.method == "POST" and "kept" in request.POST:
        return _bring(request, visit)
    if request.method == "POST":
        form = EvidenceFileForm(request.POST, request.FILES)
    else:
        form = EvidenceFileForm(initial={"system": request.GET.get("system", "")[:60]})
    if not form.is_valid():
        return _page(request, visit, form)
    return _look(request, visit, form)


def _look(request: HttpRequest, visit: Visit, form: EvidenceFileForm) -> HttpResponse:
    assert isinstance(request.user, User)
    way, content = form.cleaned_data["way"], form.cleaned_data["file"].read()
    try:
        rows = read(content, way=way, about=form.about)
    except Refusal as refusal:
        form.add_error("file", refusal.for_people())
        return _page(request, visit, form)
    found = look_at(rows.given, by=request.user, way=way)
    head = json.dumps({"way": way, "about": asdict(form.about)}).encode()
    may_come = bool(found.records) and not found.bad
    return show(
        request,
        "import_evidence.html",
        section="systems",
        visit=visit,
        status=422 if found.bad else 200,
        found=found,
        unread=rows.unread,
        kind=WAYS[way],
        kept=kept_file.keep(request.user, head + b"\n" + content) if may_come else "",
    )


def _bring(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    assert isinstance(request.user, User)
    kept = kept_file.take(request.user, request.POST["kept"])
    if kept is None:
        messages.error(request, _("The file is not kept any more. Choose it again."))
        return redirect("import-evidence", visit.slug)
    head, _newline, content = kept.partition(b"\n")
    given = json.loads(head)
    try:
        rows = read(content, way=given["way"], about=About(**given["about"]))
        brought = bring_in(rows.given, by=request.user, way=given["way"])
    except Refusal as refusal:
        # Something has changed since it was looked at.
        messages.error(request, refusal.for_people())
        return redirect("import-evidence", visit.slug)
    said = ngettext(
        "{number} record waits for a moderator now.",
        "{number} records wait for a moderator now.",
        len(brought.records),
    )
    messages.success(request, said.format(number=len(brought.records)))
    return redirect("systems", visit.slug)


def _page(request: HttpRequest, visit: Visit, form: EvidenceFileForm) -> HttpResponse:
    return show(
        request,
        "import_evidence.html",
        section="systems",
        visit=visit,
        status=422 if form.errors else 200,
        form=form,
    )
