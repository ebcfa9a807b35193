"""Personal data: what there is, how one gets it, how it goes, and how long it is kept.

One registry has a rule for every model that holds some (`kinds`); the download, the deletion
of an account, the retention times and the privacy page all follow from it. A test finds models
without a rule.
"""

from deliberation.privacy.deletion import Foretold, delete_account, foretell
from deliberation.privacy.export import as_zip, data_of
from deliberation.privacy.registry import Fate, Rule, personal_fields, register, rule_of, rules
from deliberation.privacy.retention import forget, periods

__all__ = [
    "Fate",
    "Foretold",
    "Rule",
    "as_zip",
    "data_of",
    "delete_account",
    "foretell",
    "forget",
    "periods",
    "personal_fields",
    "register",
    "rule_of",
    "rules",
]
