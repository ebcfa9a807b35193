"""How a draft is cited: as BibTeX and as a CITATION.cff file."""

from datetime import date
from typing import Any, Final

import yaml

AUTHOR: Final = "Openmoot participants"
CFF_VERSION: Final = "1.2.0"
MESSAGE: Final = "To cite this draft definition, use what stands here."
TEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    }
)


def bibtex(content: dict[str, Any], content_hash: str, *, address: str, on: date) -> str:
    """An entry for BibTeX. on: when this version came out, or was published.

    Months are macros there, so they stand without braces.
    """
    slug = content["definition"]["slug"]
    note = f"SHA-256 {content_hash}"
    if content["simulated"]:
        note = f"Simulated participants and votes. {note}"
    return "\n".join(
        [
            f"@misc{{openmoot-{slug}-{content['version']},",
            f"  title  = {{{{{_tex(title(content))}}}}},",
            f"  author = {{{{{AUTHOR}}}}},",
            f"  year   = {{{on.year}}},",
            f"  month  = {MONTHS[on.month - 1]},",
            f"  url    = {{{address}}},",
            f"  note   = {{{note}}}",
            "}",
            "",
        ]
    )


def cff(content: dict[str, Any], content_hash: str, *, address: str, on: date) -> str:
    """A CITATION.cff file, in the Citation File Format 1.2.0."""
    cited: dict[str, Any] = {
        "cff-version": CFF_VERSION,
        "message": MESSAGE,
        "type": "dataset",
        "title": title(content),
        "authors": [{"name": AUTHOR}],
        "version": content["version"],
        "date-released": on,
        "url": address,
        "identifiers": [
            {
                "type": "other",
                "value": f"sha256:{content_hash}",
                "description": "SHA-256 of the canonical JSON (RFC 8785).",
            }
        ],
    }
    abstract = content["definition"]["question"]
    if content["simulated"]:
        abstract = f"Simulated participants and votes. {abstract}".strip()
    if abstract:
        cited["abstract"] = abstract
    return yaml.safe_dump(cited, allow_unicode=True, sort_keys=False, width=1000)


def title(content: dict[str, Any]) -> str:
    """What a draft is called where it is cited."""
    return f"{content['definition']['title']}, draft definition {content['version']}"


MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip


def _tex(text: str) -> str:
    """Text that stands in a TeX file as it is, on one line: its own signs are escaped."""
    return " ".join(text.translate(TEX).split())
