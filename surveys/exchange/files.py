"""The answer to a request for a file of responses."""

from io import BufferedReader
from pathlib import Path

from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse

from surveys.exchange import responses, spss
from surveys.models import Version


def file_of(version: Version, name: str, language: str, *, personal: bool) -> HttpResponseBase:
    """The answer that carries an export."""
    slug = version.survey.slug
    answer: HttpResponseBase
    if name == responses.SPSS:
        path = spss.write_spss(version, language, personal=personal)
        answer = FileResponse(_once(path), content_type="application/x-spss-sav")
        filename = f"{slug}-responses.sav"
    elif name not in responses.FORMATS:
        raise Http404
    else:
        write, media_type, end = responses.FORMATS[name]
        answer = StreamingHttpResponse(
            write(version, language, personal=personal), content_type=media_type
        )
        filename = f"{slug}-{end}"
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _once(path: Path) -> BufferedReader:
    """The file, open; its name is gone at once, its contents once it is read."""
    file = path.open("rb")
    path.unlink()
    return file
