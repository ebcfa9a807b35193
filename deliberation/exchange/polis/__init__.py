"""Deliberations in and out, in the export format of Polis (compdemocracy.org/polis).

`format` knows columns and times, `sheets` reads CSV that may be damaged, `reading` turns
a folder into checked rows. `importing` brings them into a definition (`statements` and
`votes` are parts of it), `exporting` writes a folder.
"""

from deliberation.exchange.polis.exporting import ExportReport, export_folder
from deliberation.exchange.polis.importing import ImportReport, import_folder
from deliberation.exchange.polis.sheets import NotAPolisExport

__all__ = ["ExportReport", "ImportReport", "NotAPolisExport", "export_folder", "import_folder"]
