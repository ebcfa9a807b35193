"""Questionnaires that come with Openmoot, as JSON in four languages."""

import json
from importlib.resources import files
from typing import Any, Final

OPEN_SOURCE_AI: Final = "open-source-ai"
COMPONENT_BALLOT: Final = "component-ballot"


def shipped(name: str) -> Any:
    """The document of a shipped questionnaire."""
    return json.loads((files("surveys.shipped") / f"{name}.json").read_text("utf-8"))
