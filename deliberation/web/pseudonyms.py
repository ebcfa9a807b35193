"""Suggesting pseudonyms."""

import random
from typing import Final

from deliberation.models import Definition
from deliberation.pseudonyms import drawn

TRIES: Final = 12


def suggest(definition: Definition) -> str:
    """A pseudonym that nobody has here, such as wandering-heron."""
    names = [drawn() for _ in range(TRIES)]
    taken = set(
        definition.participants.filter(pseudonym__in=names).values_list("pseudonym", flat=True)
    )
    free = [name for name in names if name not in taken]
    return free[0] if free else f"{names[0]}-{random.randint(100, 999)}"
