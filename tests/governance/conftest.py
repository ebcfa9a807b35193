"""The door's fixtures serve here too."""

from tests.web.conftest import (
    as_insider,
    as_outsider,
    as_steward,
    count_queries,
    easy,
    insider,
    text_of,
)

__all__ = ["as_insider", "as_outsider", "as_steward", "count_queries", "easy", "insider", "text_of"]
