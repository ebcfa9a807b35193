"""Random order that stays: each response sees its own, the same on every visit."""

import hashlib
from collections.abc import Sequence

from surveys.questionnaire.document import Option, Question


def shown_order(question: Question, options: Sequence[Option], seed: str) -> list[Option]:
    """The options in the order in which the response with this seed sees them.

    Those that stand alone or ask for a text stay at the end, where people look for them.
    """
    if not question.is_random:
        return list(options)
    moved = [each for each in options if not (each.is_other or each.is_exclusive)]
    fixed = [each for each in options if each.is_other or each.is_exclusive]
    return sorted(moved, key=lambda each: _place(seed, question.key, each.value)) + fixed


def _place(seed: str, key: str, value: str) -> bytes:
    return hashlib.blake2b(f"{seed}/{key}/{value}".encode(), digest_size=8).digest()
