"""A made-up language, ar-XB: English that can be read, accented, longer, right to left.

It shows what no catalogue reaches (it stays plain English), what breaks when words grow,
and what sticks to the left. OPENMOOT_PSEUDO_LANGUAGE=1 turns it on in development, where
OPENMOOT_HOME/locale holds its catalogue.
"""

import re
from pathlib import Path

import polib

ACCENTED = str.maketrans(
    "aceginosuyzACEGINOSUYZ", "åçéĝîñøšûýžÅÇÉĜÎÑØŠÛÝŽ"
)  # fmt: skip
# What a translation carries over as it is: places, entities, tags.
KEPT = re.compile(r"%\(\w+\)[sd]|%%|\{[^{}]*\}|<[^>]+>|&\w+;|%s|%d")
RIGHT_TO_LEFT = "\u200f"


def pseudo(text: str) -> str:
    """Accented, about a third longer, and marked as running from right to left."""
    parts, at = [], 0
    for kept in KEPT.finditer(text):
        parts += [text[at : kept.start()].translate(ACCENTED), kept[0]]
        at = kept.end()
    parts.append(text[at:].translate(ACCENTED))
    longer = "·" * (len(text) // 3 if len(text) < 40 else 3)
    return f"{RIGHT_TO_LEFT}{''.join(parts)}{longer}"


def install(sources: polib.POFile, home: Path) -> None:
    """Compile the catalogue of ar-XB for an installation under `home`."""
    sources.metadata["Plural-Forms"] = "nplurals=2; plural=(n != 1);"
    for entry in sources:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: pseudo(entry.msgid), 1: pseudo(entry.msgid_plural)}
        else:
            entry.msgstr = pseudo(entry.msgid)
        entry.flags = []
    folder = home / "locale" / "ar_XB" / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    sources.save_as_mofile(str(folder / "django.mo"))
