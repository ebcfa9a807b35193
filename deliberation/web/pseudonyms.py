"""Suggesting pseudonyms."""

import random
from typing import Final

from deliberation.models import Definition

FIRST: Final = (
    "amber", "autumn", "bright", "calm", "cedar", "distant", "early", "fern", "gentle",
    "granite", "harbour", "hidden", "indigo", "lantern", "low", "marble", "morning", "northern",
    "paper", "patient", "quiet", "river", "silver", "spare", "still", "tidal", "wandering",
    "winter",
)  # fmt: skip
SECOND: Final = (
    "badger", "beacon", "brook", "crane", "cypress", "dune", "ember", "falcon", "finch",
    "harvest", "hawk", "heron", "island", "juniper", "lark", "ledger", "maple", "meadow",
    "otter", "pebble", "plover", "quarry", "raven", "sparrow", "thistle", "tide", "willow",
    "wren",
)  # fmt: skip
TRIES: Final = 12


def suggest(definition: Definition) -> str:
    """A pseudonym that nobody has here, such as wandering-heron."""
    drawn = [f"{random.choice(FIRST)}-{random.choice(SECOND)}" for _ in range(TRIES)]
    taken = set(
        definition.participants.filter(pseudonym__in=drawn).values_list("pseudonym", flat=True)
    )
    free = [name for name in drawn if name not in taken]
    return free[0] if free else f"{drawn[0]}-{random.randint(100, 999)}"
