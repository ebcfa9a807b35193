"""Pseudonyms of two words, such as wandering-heron."""

import random
from typing import Final

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


def drawn(*, digits: int = 0) -> str:
    """One at random; with digits at its end, from a larger lot."""
    name = f"{random.choice(FIRST)}-{random.choice(SECOND)}"
    return f"{name}-{random.randrange(10**digits):0{digits}}" if digits else name


def numbered(number: int) -> str:
    """The pseudonym of that number; all below 784 differ, and neighbours are unlike."""
    first, second = divmod(number, len(SECOND))
    return f"{FIRST[first]}-{SECOND[(second + first * 5) % len(SECOND)]}"
