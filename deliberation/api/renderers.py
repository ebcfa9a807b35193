"""The formats of a draft. Each takes the draft itself; its text is read here."""

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import BaseRenderer

from deliberation.drafting import render
from deliberation.models import Draft


class CanonicalRenderer(BaseRenderer):
    """The bytes of record, untouched: their SHA-256 is the draft's content hash."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Draft,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return data.canonical.encode()


class MarkdownRenderer(BaseRenderer):
    media_type = "text/markdown"
    format = "md"

    def render(
        self,
        data: Draft,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> str:
        return render.markdown(data.content, data.content_hash)


class TallyCsvRenderer(BaseRenderer):
    media_type = "text/csv"
    format = "csv"

    def render(
        self,
        data: Draft,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> str:
        return render.tally_csv(data.content)
