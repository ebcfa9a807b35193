"""Licences as files name them: identifiers, names and SPDX expressions, and how open they are."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext as _
from license_expression import (
    AND,
    OR,
    ExpressionError,
    LicenseWithExceptionSymbol,
)

from deliberation.models import Licence
from deliberation.models.licences import spdx_licensing
from deliberation.refusals_evidence import UnknownLicence

LEVELS: Final = {"none": "closed", "restricted": "partial", "open": "open"}
RANKS: Final = tuple(LEVELS)
LONGEST: Final = 300  # characters of an expression
REFERENCE: Final = "LicenseRef-"
# As hubs and the Model Openness Tool name terms that we have under other names.
ALIASES: Final = {
    "bigcodeopenrailm": "OpenRAIL-M",
    "bigsciencebloomrail10": "BigScience-RAIL-1.0",
    "deepseeklicenseagreement": "DeepSeek",
    "arxivorgperpetualnonexclusivelicense10": "arXiv-nonexclusive",
    "licensenotspecified": "unlicensed",
    "none": "unlicensed",
}


@dataclass(frozen=True)
class Offer:
    """What somebody gets. key: of the licence that answers, ours or an SPDX identifier.
    openness: open, restricted, none, or unknown where nobody has said."""

    key: str
    openness: str

    @property
    def level(self) -> str | None:
        """On the scale of the criteria about licences; None where nobody has said."""
        return LEVELS.get(self.openness)


class Terms:
    """The licences that we have, looked up as others write them. One query."""

    @cached_property
    def _ours(self) -> dict[str, Licence]:
        found: dict[str, Licence] = {}
        licences = list(Licence.objects.all())
        by_key = {each.key: each for each in licences}
        for licence in licences:
            for name in (licence.key, licence.spdx, licence.name):
                found.setdefault(_folded(name), licence)
        return found | {alias: by_key[key] for alias, key in ALIASES.items() if key in by_key}

    @cached_property
    def _spdx(self) -> dict[str, str]:
        """Identifiers of the SPDX list in small letters, and as they are written."""
        symbols = spdx_licensing().known_symbols
        return {key.lower(): key for key in symbols if not key.startswith(REFERENCE)}

    def named(self, name: str) -> Offer:
        """One licence. Raises UnknownLicence."""
        bare = name.strip().removeprefix(REFERENCE)
        ours = self._ours.get(_folded(bare)) if _folded(bare) else None
        if ours is not None:
            return Offer(ours.key, ours.openness)
        if bare == name.strip() and (spdx := self._spdx.get(bare.lower())):
            return Offer(spdx, Licence.Openness.UNKNOWN)
        raise UnknownLicence(licence=name[:60])

    def offered(self, expression: str) -> Offer:
        """What an SPDX expression comes to. “A OR B”: whoever takes it chooses, so the most
        permissive answers. “A AND B”: both hold, so the least does. Raises UnknownLicence."""
        if len(expression) > LONGEST or not expression.strip():
            raise UnknownLicence(licence=expression[:60])
        try:
            return self.named(expression)
        except UnknownLicence:
            pass
        try:
            parsed = spdx_licensing().parse(expression)
        except (ExpressionError, ValueError, RecursionError, AttributeError) as error:
            raise UnknownLicence(licence=expression[:60]) from error
        return self._of(parsed)

    def _of(self, part: Any) -> Offer:
        if isinstance(part, OR | AND):
            offers = [self._of(each) for each in part.args]
            return _best(offers) if isinstance(part, OR) else _least(offers)
        if isinstance(part, LicenseWithExceptionSymbol):
            return self._of(part.license_symbol)
        return self.named(part.key)


def _best(offers: list[Offer]) -> Offer:
    """An unknown one could be better than all but the open."""
    known = [each for each in offers if each.openness in RANKS]
    best = max(known, key=lambda each: RANKS.index(each.openness), default=None)
    unknown = next((each for each in offers if each.openness not in RANKS), None)
    if best is None or (unknown is not None and best.openness != "open"):
        return unknown or offers[0]
    return best


def _least(offers: list[Offer]) -> Offer:
    """An unknown one could be worse than all but none."""
    known = [each for each in offers if each.openness in RANKS]
    least = min(known, key=lambda each: RANKS.index(each.openness), default=None)
    unknown = next((each for each in offers if each.openness not in RANKS), None)
    if least is None or (unknown is not None and least.openness != "none"):
        return unknown or offers[0]
    return least


def not_said(offer: Offer) -> str:
    """Why a licence answers nothing."""
    return _("The SPDX list has {key}, but nobody has said here how open it is.").format(
        key=offer.key
    )


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
