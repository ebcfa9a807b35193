"""Results of a survey without a database: answers in, a document of results out.

Pure numpy, no Django: others can recompute what a snapshot says from the exported answers.
"""

from surveys.results.anew import told_anew
from surveys.results.columns import BY_CLASS, ONE_CHOICE, Table
from surveys.results.snapshot import FORMAT, snapshot, split_only
from surveys.results.suppression import SMALLEST

__all__ = ["BY_CLASS", "FORMAT", "ONE_CHOICE", "SMALLEST", "Table", "snapshot", "split_only",
           "told_anew"]  # fmt: skip
