"""Results of a survey without a database: answers in, a document of results out.

Pure numpy, no Django: others can recompute what a snapshot says from the exported answers.
"""

from surveys.results.branches import ONE_CHOICE
from surveys.results.columns import Table
from surveys.results.snapshot import BY_CLASS, FORMAT, snapshot, split_only
from surveys.results.suppression import SMALLEST

__all__ = ["BY_CLASS", "FORMAT", "ONE_CHOICE", "SMALLEST", "Table", "snapshot", "split_only"]
