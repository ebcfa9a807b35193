"""What the views tell the OpenAPI schema in common, and the schema itself."""

from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from deliberation.api.problems import MEDIA_TYPE
from deliberation.api.serializers.problems import ProblemSerializer
from deliberation.exchange.drafts import FORMATS

VERSION_PARAMETER = OpenApiParameter(
    "version",
    str,
    OpenApiParameter.PATH,
    description="A version such as 0.4.0, or “latest”.",
)
FORMAT_PARAMETER = OpenApiParameter(
    "format", str, enum=list(FORMATS), description="Decides before the header Accept."
)
DRAFT_FORMATS = {
    (200, each.media_type): OpenApiTypes.OBJECT if each.name == "json" else OpenApiTypes.STR
    for each in FORMATS.values()
} | {(200, FORMATS["pdf"].media_type): OpenApiTypes.BINARY}
VOTE_EXAMPLES = [
    OpenApiExample("Agree", value={"value": "agree"}, request_only=True),
    OpenApiExample(
        "Stands",
        value={
            "value": "agree",
            "revision": 1,
            "at": "2026-03-02T09:30:00Z",
            "position": None,
            "new": True,
        },
        response_only=True,
        status_codes=["200"],
    ),
]


def answers(shown: Any, *refused: int, status: int = 200) -> dict[Any, Any]:
    """The responses of an operation: what it shows where it succeeds, and its problems."""
    return {(status, "application/json"): shown} | problems(*refused)


def problems(*refused: int) -> dict[Any, Any]:
    """The statuses with which an operation is refused; every one can be throttled."""
    return {(status, MEDIA_TYPE): ProblemSerializer for status in (*refused, 429)}


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document; made once, for it is the same for everybody."""
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made
