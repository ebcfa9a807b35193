"""Evidence from files: tables, model cards, MOF files and SPDX documents, read into rows.

Nothing here writes; `actions.bring_in` checks the rows, and brings in all of them or none.
"""

from deliberation.exchange.evidence.reading import WAYS, read
from deliberation.exchange.evidence.rows import About

__all__ = ["WAYS", "About", "read"]
