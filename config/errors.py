"""Pages for people, problems for programs: what answers when no view does."""

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from deliberation.api import problems


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if problems.is_api(request):
        return problems.api_not_found(request, exception)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if problems.is_api(request):
        return problems.api_server_error(request)
    return defaults.server_error(request)
