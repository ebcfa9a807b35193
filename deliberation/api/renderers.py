"""The formats of drafts and assessments, as REST framework negotiates them."""

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import BaseRenderer

from deliberation.exchange import assessments, matrix_files
from deliberation.exchange.drafts import FORMATS


class WrittenRenderer(BaseRenderer):
    """Passes on what the view has written: a format may be refused, and while rendering
    that would be too late."""

    def render(
        self,
        data: str | bytes,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> str | bytes:
        return data


def _renderer(name: str, media_type: str, charset: str | None) -> type[WrittenRenderer]:
    named = {"media_type": media_type, "format": name, "charset": charset}
    return type(f"{name.capitalize()}Renderer", (WrittenRenderer,), named)


DRAFT_RENDERERS = tuple(
    _renderer(each.name, each.media_type, each.charset) for each in FORMATS.values()
)
REPORT_RENDERERS = tuple(
    _renderer(name, FORMATS[name].media_type, FORMATS[name].charset) for name in ("json", "md")
)
# Bytes, with a charset where their type is a text.
ASSESSMENT_RENDERERS, MATRIX_RENDERERS = (
    tuple(
        _renderer(
            each.name, each.media_type, "utf-8" if each.media_type.startswith("text/") else None
        )
        for each in formats.values()
    )
    for formats in (assessments.FORMATS, matrix_files.FORMATS)
)
