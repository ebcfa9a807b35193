"""The formats of a draft, as REST framework negotiates them."""

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import BaseRenderer

from deliberation.exchange.drafts import FORMATS, Format


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


def _renderer(of: Format) -> type[WrittenRenderer]:
    named = {"media_type": of.media_type, "format": of.name, "charset": of.charset}
    return type(f"{of.title}Renderer", (WrittenRenderer,), named)


DRAFT_RENDERERS = tuple(_renderer(each) for each in FORMATS.values())
