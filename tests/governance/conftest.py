"""The door's fixtures serve here too."""

from tests.admin.conftest import enter
from tests.api.conftest import signed_in
from tests.web.conftest import (
    as_insider,
    as_outsider,
    as_steward,
    count_queries,
    easy,
    insider,
    text_of,
)

__all__ = [
    "as_insider",
    "as_outsider",
    "as_steward",
    "count_queries",
    "easy",
    "enter",
    "insider",
    "signed_in",
    "text_of",
]
