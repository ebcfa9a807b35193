"""A draft as files: which formats there are, their bytes, and how long they may be kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse

from deliberation.drafting import cite, render
from deliberation.exchange import pdf
from deliberation.models import Draft, Phase
from deliberation.site import absolute

FOR_EVER: Final = "public, max-age=31536000, immutable"
# Counted up when the same draft gives other bytes than before, in any format but JSON.
EDITION: Final = 2


@dataclass(frozen=True)
class Format:
    """shows_status: whether its bytes also depend on the draft's status and its date."""

    name: str
    title: str
    media_type: str
    write: Callable[[Draft], str | bytes]
    charset: str | None = "utf-8"
    shows_status: bool = False

    @property
    def content_type(self) -> str:
        return f"{self.media_type}; charset={self.charset}" if self.charset else self.media_type


def address(draft: Draft) -> str:
    """Where a draft is read, whole, as it is cited."""
    return absolute(reverse("draft", args=[draft.definition.slug, draft.version]))


def cited_on(draft: Draft) -> date:
    """The day it was published, or made where it is not."""
    return (draft.published_at or draft.created_at).date()


def bibtex(draft: Draft) -> str:
    given = {"address": address(draft), "on": cited_on(draft)}
    return cite.bibtex(draft.content, draft.content_hash, **given)  # type: ignore[arg-type]


def cff(draft: Draft) -> str:
    given = {"address": address(draft), "on": cited_on(draft)}
    return cite.cff(draft.content, draft.content_hash, **given)  # type: ignore[arg-type]


FORMATS: Final = {
    each.name: each
    for each in (
        # The bytes of record, untouched: their SHA-256 is the draft's content hash.
        Format("json", "JSON", "application/json", lambda draft: draft.canonical.encode(), None),
        Format(
            "md",
            "Markdown",
            "text/markdown",
            lambda draft: render.markdown(draft.content, draft.content_hash),
        ),
        Format("csv", "CSV", "text/csv", lambda draft: render.tally_csv(draft.content)),
        Format("bib", "BibTeX", "application/x-bibtex", bibtex, shows_status=True),
        Format("cff", "CFF", "application/yaml", cff, shows_status=True),
        Format("pdf", "PDF", "application/pdf", pdf.pdf_of, None, shows_status=True),
    )
}


def etag(draft: Draft, name: str) -> str:
    """Strong: the hash of the canonical bytes, which is the content hash unless text was
    erased from them; longer elsewhere."""
    if name == "json":
        return f'"{draft.bytes_hash}"'
    status = f"-{draft.status}" if FORMATS[name].shows_status else ""
    return f'"{draft.bytes_hash}-{name}{EDITION}{status}"'


def headers(draft: Draft, name: str, *, is_moving: bool = False) -> dict[str, str]:
    """Of an answer with these bytes. is_moving: asked for as the latest, not by its version."""
    given = {
        "ETag": etag(draft, name),
        "Cache-Control": cache_control(draft, is_moving=is_moving),
        # Of the text, whatever language whoever asks reads.
        "Content-Language": draft.definition.language,
    }
    if name != "json":
        file = f"{draft.definition.slug}-{draft.version}.{name}"
        given["Content-Disposition"] = f'inline; filename="{file}"'
    return given


def cache_control(draft: Draft, *, is_moving: bool) -> str:
    """What anyone may see and nothing can change may be kept by anyone for ever."""
    if draft.definition.phase == Phase.SETUP:
        return "private, no-cache"
    if is_moving or draft.status == Draft.Status.WORKING or draft.redacted_hash:
        return "no-cache"
    return FOR_EVER
