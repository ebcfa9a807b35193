"""Pages for people, problems for programs: what answers when no view does."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from deliberation import sent
from deliberation.api import problems


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if problems.is_api(request):
        return problems.api_not_found(request, exception)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if problems.is_api(request):
        return problems.api_server_error(request)
    return defaults.server_error(request)


def out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a token that is good now. What a page of ours sent can be sent again
    from here; htmx shows all of it, in the place of the page that is too old."""
    kept = sent.fields(request) if sent.is_from_here(request) else []
    context = {"sent": kept, "address": request.get_full_path()}
    response = render(request, "403_csrf.html", context, status=403)
    if getattr(request, "htmx", False):
        response["HX-Retarget"] = response["HX-Reselect"] = "#main"
        response["HX-Reswap"] = "outerHTML show:window:top"
    return response
