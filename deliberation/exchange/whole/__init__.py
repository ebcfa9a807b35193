"""A whole definition as one file of JSON lines; docs/formats.md describes it.

`lines` writes one, `bring` reads one into this installation. Nobody's account is in it: people
are their pseudonyms.
"""

from deliberation.exchange.whole.format import FORMAT, BadExport
from deliberation.exchange.whole.looking import Looked, bring_for, look
from deliberation.exchange.whole.reading import Brought, bring
from deliberation.exchange.whole.writing import lines

__all__ = ["FORMAT", "BadExport", "Brought", "Looked", "bring", "bring_for", "lines", "look"]
