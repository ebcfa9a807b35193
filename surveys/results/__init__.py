"""Results of a survey without a database: answers in, a document of results out.

Pure numpy, no Django: others can recompute what a snapshot says from the exported answers.
"""

from surveys.results.columns import Table
from surveys.results.snapshot import FORMAT, snapshot
from surveys.results.suppression import SMALLEST

__all__ = ["FORMAT", "SMALLEST", "Table", "snapshot"]
