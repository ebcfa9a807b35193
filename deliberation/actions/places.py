"""Where a participant stands in the opinion space, by the votes they have cast up to now."""

import io
from dataclasses import dataclass

import numpy as np

from deliberation import aggregation
from deliberation.actions.log import Log
from deliberation.aggregation.engine import VOTES_TO_BE_PLACED
from deliberation.aggregation.groups import nearest
from deliberation.aggregation.space import Space, coordinates, steadied
from deliberation.models import Aggregate, Participant
from deliberation.models.votes import OwnVotes, own_votes


@dataclass(frozen=True)
class Place:
    """x, y: millionths, as the engine's places; None while votes are wanting for one.

    label: the opinion group whose centre is nearest. wanting: how many more votes it takes
    to be placed.
    """

    x: int | None
    y: int | None
    label: str
    wanting: int


def pack(log: Log, counted: aggregation.Aggregate) -> bytes:
    """The space with the revisions that shape it, and the groups' centres, as bytes."""
    file = io.BytesIO()
    np.savez(
        file,
        revisions=log.revisions[log.in_space],
        means=counted.space.means,
        axes=counted.space.axes,
        centres=counted.centres,
        names=np.array(counted.names, dtype="U1"),
    )
    return file.getvalue()


def place_of(run: Aggregate, participant: Participant, own: OwnVotes | None = None) -> Place | None:
    """By the participant's standing votes, also those no run has counted; None where the
    run has no space any more. own: of `own_votes`, where they are at hand; else one query,
    and one for the space where it is not at hand.

    The place is found anew from the space (32 bytes a proposal), not looked up among those
    of all participants: so it shows what one has just voted.
    """
    if run.space is None:
        return None
    with np.load(io.BytesIO(run.space), allow_pickle=False) as stored:
        revisions, centres, names = stored["revisions"], stored["centres"], stored["names"]
        space = Space(stored["means"], stored["axes"])
    own = own_votes(participant) if own is None else own
    votes = _votes(own, revisions.tolist())
    cast, needed = len(votes.rows), min(VOTES_TO_BE_PLACED, max(len(revisions), 1))
    if cast < needed:
        return Place(None, None, "", needed - cast)
    place = coordinates(space, votes)
    label = (
        names[nearest(steadied(place, votes.per_participant(), votes.proposals), centres)[0]]
        if len(names)
        else ""
    )
    x, y = place[0].tolist()
    return Place(x, y, str(label), 0)


def _votes(own: OwnVotes, revisions: list[int]) -> aggregation.Votes:
    """The participant's standing votes on these revisions, as votes of one participant."""
    column = {revision: index for index, revision in enumerate(revisions)}
    cast = [
        (column[revision], value)
        for revision, value in ((revision, each.value) for revision, each in own.items())
        if revision in column and value is not None
    ]
    return aggregation.Votes.from_log(
        [0] * len(cast),
        [at for at, _ in cast],
        [value for _, value in cast],
        participants=1,
        proposals=len(revisions),
    )
