"""In which format to answer: ?format= decides, else the header Accept with its weights."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from deliberation.api.refusals import NotAcceptable

RANGE = re.compile(r"\s*([\w.+-]+|\*)/([\w.+-]+|\*)\s*(?:;|$)", re.ASCII)
WEIGHT = re.compile(r";\s*q=([01](?:\.[0-9]{0,3})?)\s*(?:;|$)", re.ASCII | re.IGNORECASE)

ANYTHING = ("*", "*", 1.0)  # also what a header that nobody can read means


class FormatThenAccept(DefaultContentNegotiation):
    """REST framework's own ignores weights and lets Accept veto ?format=."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: Any = None
    ) -> tuple[BaseRenderer, str]:
        """The renderer to answer with. Raises NotAcceptable, naming what there is."""
        offered = list(renderers)
        wanted = request.query_params.get("format")
        if wanted:
            chosen = [each for each in offered if each.format == wanted]
        else:
            sent = [_weighted(token) for token in self.get_accept_list(request)]
            accepted = [weighted for weighted in sent if weighted] or [ANYTHING]
            ranked = [(_rank(each.media_type or "", accepted), each) for each in offered]
            best = max(rank for rank, _ in ranked)
            chosen = [each for rank, each in ranked if rank == best and best[0] > 0]
        if not chosen:
            formats = dict.fromkeys(f"{each.format} ({each.media_type})" for each in offered)
            raise NotAcceptable(formats=", ".join(formats))
        return chosen[0], chosen[0].media_type or ""


def _weighted(token: str) -> tuple[str, str, float] | None:
    """Main type, subtype and weight of one media range; other parameters do not matter."""
    found = RANGE.match(token)
    if found is None:
        return None
    weight = WEIGHT.search(token)
    return found[1].lower(), found[2].lower(), float(weight[1]) if weight else 1.0


def _rank(media_type: str, accepted: Sequence[tuple[str, str, float]]) -> tuple[float, int]:
    """Weight and exactness of the most exact range that a media type falls into."""
    main, _, sub = media_type.partition("/")
    fitting = [
        ((wanted_main != "*") + (wanted_sub != "*"), weight)
        for wanted_main, wanted_sub, weight in accepted
        if wanted_main in ("*", main) and wanted_sub in ("*", sub)
    ]
    exactness, weight = max(fitting, default=(0, 0.0))
    return weight, exactness
