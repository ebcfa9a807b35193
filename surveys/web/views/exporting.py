"""Responses as files, for stewards; with personal data for those who have the right."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from surveys.exchange import xlsform_out
from surveys.exchange.files import file_of
from surveys.models import Version
from surveys.web import access


@require_safe
def export(request: HttpRequest, slug: str, survey: str, name: str) -> HttpResponseBase:
    """name: of a format; ?personal=yes for pseudonyms and what people wrote freely."""
    there = access.enter_as_steward(request, slug, survey)
    personal = request.GET.get("personal") == "yes"
    if personal and not request.user.has_perm("surveys.export_personal"):
        raise PermissionDenied(_("Exporting personal data needs a right of its own."))
    version = _version(there, request.GET.get("version", ""))
    return file_of(version, name, get_language() or "en", personal=personal)


def _version(there: access.SurveyVisit, wanted: str) -> Version:
    published = there.survey.versions.exclude(published_at=None)
    if wanted.isascii() and wanted.isdecimal() and len(wanted) < 5:
        published = published.filter(number=int(wanted))
    version = published.first()
    if version is None:
        raise Http404
    return version


@require_safe
def questionnaire(request: HttpRequest, slug: str, survey: str, name: str) -> HttpResponseBase:
    """The questions of the present version, as JSON or XLSForm, for whoever may see them."""
    there = access.enter(request, slug, survey)
    version = there.survey.current
    if version is None:
        raise Http404
    if name == "json":
        answer: HttpResponse = JsonResponse(version.document, json_dumps_params={"indent": 2})
    else:
        written = xlsform_out.write_xlsform(version.questionnaire)
        answer = HttpResponse(written.content, content_type=xlsform_out.XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{there.survey.slug}.{name}"'
    return answer
