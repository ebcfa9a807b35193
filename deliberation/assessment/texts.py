"""What is applied, and to what: the clauses of a text, and what is known of a system."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

UNKNOWN: Final = "unknown"
BINDING: Final = frozenset({"MUST", "MUST NOT"})
# Criteria about terms that stand in other categories than this one.
TERMS_CATEGORY: Final = "licence-and-use"
TERMS_ELSEWHERE: Final = frozenset({"code-licence", "ungated-access"})


@dataclass(frozen=True)
class Clause:
    """A requirement. about_terms: on what licence and access allow, not on what is released."""

    number: str
    criterion: str
    level: str
    requires: str
    about_terms: bool = False

    @property
    def binds(self) -> bool:
        """Whether it decides verdicts."""
        return self.level in BINDING

    @property
    def recommends(self) -> bool:
        return self.level == "SHOULD"


@dataclass(frozen=True)
class Known:
    """What is known for one criterion. record: the key of the evidence it rests on, licence:
    of the licence it follows from. is_contested: records contradict each other, so that the
    level tells nothing."""

    level: str
    record: int | None = None
    licence: str = ""
    section: str = ""
    note: str = ""
    is_contested: bool = False

    @property
    def counts_as(self) -> str:
        return UNKNOWN if self.is_contested else self.level


type KnownOfSystem = Mapping[str, Known]


def is_about_terms(criterion: str, category: str) -> bool:
    """Whether a criterion is about what licence and access allow."""
    return category == TERMS_CATEGORY or criterion in TERMS_ELSEWHERE
