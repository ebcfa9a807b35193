"""A draft as PDF, made by a worker and kept in the cache under its content hash.

Setting 200 clauses takes seconds: too long for a web process. WeasyPrint is an extra;
where it or the Pango library is not installed, that is said instead.
"""

import ctypes
from contextlib import suppress
from functools import cache as once
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from celery import current_app
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import translation

from deliberation.models import Draft
from deliberation.refusals import PdfBeingMade, PdfNotMade, PdfUnavailable
from deliberation.site import absolute

EDITION: Final = 1  # counted up when the template or its styles change
KEPT_SECONDS: Final = 90 * 24 * 3600
ASKED_SECONDS: Final = 120  # after which a worker is asked again
FAILED_SECONDS: Final = 600
FAILED: Final = b""
# As WeasyPrint looks for it.
PANGO: Final = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")
STYLES: Final = ("deliberation/tokens.css", "deliberation/pdf.css")


def pdf_of(draft: Draft) -> bytes:
    """The PDF, if it is made; else a worker is asked for it.

    Raises PdfBeingMade, PdfNotMade or PdfUnavailable.
    """
    made: bytes | None = cache.get(_key(draft))
    if made:
        return made
    unavailable = why_unavailable()
    if unavailable is not None:
        raise unavailable
    if made == FAILED:
        raise PdfNotMade(version=draft.version)
    if cache.add(f"{_key(draft)}-asked", 1, timeout=ASKED_SECONDS):
        # By name: tasks import this module, not the other way round.
        current_app.send_task("deliberation.tasks.make_pdf", (draft.pk,))
    raise PdfBeingMade(version=draft.version)


def make_pdf(draft: Draft) -> bytes:
    """Set the PDF and keep it. Takes seconds for a long draft: for workers and commands."""
    unavailable = why_unavailable()
    if unavailable is not None:
        raise unavailable
    try:
        made = _set(draft)
    except Exception:
        cache.set(_key(draft), FAILED, timeout=FAILED_SECONDS)
        raise
    cache.set(_key(draft), made, timeout=KEPT_SECONDS)
    return made


@once
def why_unavailable() -> PdfUnavailable | None:
    """What is missing on this host, None if nothing is.

    Looks for the libraries without loading WeasyPrint, which takes a second.
    """
    if find_spec("weasyprint") is None:
        return PdfUnavailable(missing="WeasyPrint", remedy="uv sync --extra pdf")
    for name in PANGO:
        with suppress(OSError):
            ctypes.CDLL(name)
            return None
    return PdfUnavailable(missing="Pango", remedy="apt install libpango-1.0-0 libpangoft2-1.0-0")


def _key(draft: Draft) -> str:
    return f"draft-pdf-{EDITION}-{draft.bytes_hash}-{draft.status}"


def _set(draft: Draft) -> bytes:
    from weasyprint import CSS, HTML, URLFetcher  # noqa: PLC0415  # an extra, and slow to load

    content = draft.content
    found = [finders.find(name) for name in STYLES]
    styles = [CSS(string=Path(path).read_text()) for path in found if isinstance(path, str)]
    with translation.override(_language(content["definition"]["language"])):
        html = render_to_string(
            "deliberation/exports/draft.html",
            {
                "draft": draft,
                "content": content,
                "address": absolute(draft.get_absolute_url()),
            },
        )
    # A draft names nothing to load, and nothing is loaded.
    nowhere = URLFetcher(allowed_protocols=())
    made: bytes = HTML(string=html, url_fetcher=nowhere).write_pdf(stylesheets=styles)
    return made


def _language(code: str) -> str:
    """The language of the words around the text: that of the definition, where we speak it."""
    with suppress(LookupError):
        return translation.get_supported_language_variant(code)
    return translation.get_supported_language_variant("en-gb")
