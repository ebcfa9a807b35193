"""Publishing a draft. A page asks before the deed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deliberation import actions
from deliberation.permissions import Deed
from deliberation.refusals import Refusal
from deliberation.web import access
from deliberation.web.pages.releasing import publication_page
from deliberation.web.responses import show


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, slug: str, version: str) -> HttpResponseBase:
    visit = access.enter(request, slug)
    found = access.draft(visit, version)
    visit.require(Deed.PUBLISH)
    if request.method != "POST":
        page = publication_page(visit, found)
        return show(request, "publish.html", section="draft", visit=visit, page=page)
    try:
        actions.publish_draft(draft=found)
    except Refusal as refusal:
        messages.error(request, refusal.for_people())
    else:
        said = _("Published: draft {version}. Its text stays as it is.").format(version=version)
        messages.success(request, said)
    return redirect("draft", slug, version)
