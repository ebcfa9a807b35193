"""Responses as files, for stewards; with personal data for those who have the right."""

from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from surveys.exchange import responses, spss, xlsform_out
from surveys.models import Version
from surveys.web import access

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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


def file_of(version: Version, name: str, language: str, *, personal: bool) -> HttpResponseBase:
    """The answer that carries an export."""
    slug = version.survey.slug
    answer: HttpResponseBase
    if name == responses.SPSS:
        path = spss.write_spss(version, language, personal=personal)
        answer = FileResponse(_once(path), content_type="application/x-spss-sav")
        filename = f"{slug}-responses.sav"
    else:
        write, media_type, end = responses.FORMATS[name]
        answer = StreamingHttpResponse(
            write(version, language, personal=personal), content_type=media_type
        )
        filename = f"{slug}-{end}"
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _once(path: Path) -> "object":
    """The file, open; its name is gone at once, its contents once it is read."""
    file = path.open("rb")
    path.unlink()
    return file


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
        answer = HttpResponse(written.content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{there.survey.slug}.{name}"'
    return answer
