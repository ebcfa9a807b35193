"""What one aggregation hands to the next, packed for storage."""

import io
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from deliberation import aggregation
from deliberation.actions.log import Log, StandingVotes
from deliberation.aggregation.groups import Steadiness
from deliberation.models import Aggregate


def pack(log: Log, counted: aggregation.Aggregate) -> bytes:
    """The standing votes, and groups and places of the participants, as bytes."""
    steady = counted.steadiness or Steadiness(0, 0, 0)
    file = io.BytesIO()
    np.savez_compressed(
        file,
        participants=log.participants,
        revisions=log.revisions,
        cast=log.votes.per_participant().astype(np.int32),
        columns=log.votes.columns.astype(np.int32),
        values=log.votes.values,
        labels=counted.labels,
        places=counted.places,
        centres=counted.centres,
        steadiness=np.array([steady.k, steady.challenger, steady.wins]),
    )
    return file.getvalue()


def unpack(
    run: Aggregate | None, participants: npt.NDArray[np.int64]
) -> aggregation.Previous | None:
    """What an earlier run found, for these participants (primary keys, ascending)."""
    if run is None or run.carried is None:
        return None
    with np.load(io.BytesIO(run.carried), allow_pickle=False) as stored:
        k, challenger, wins = (int(number) for number in stored["steadiness"])
        if k == 0:
            return None
        labels = np.full(len(participants), -1, dtype=np.int8)
        _, now, then = np.intersect1d(participants, stored["participants"], return_indices=True)
        labels[now] = stored["labels"][then]
        centres = stored["centres"]
    return aggregation.Previous(labels, Steadiness(k, challenger, wins), centres)


def votes_of(run: Aggregate | None) -> StandingVotes | None:
    """The votes that stood at the end of an earlier run, for `read_log` to go on from."""
    if run is None or run.carried is None:
        return None
    with np.load(io.BytesIO(run.carried), allow_pickle=False) as stored:
        return StandingVotes(
            watermark=run.watermark,
            revisions=stored["revisions"],
            who=np.repeat(stored["participants"], stored["cast"]),
            what=stored["revisions"][stored["columns"]],
            values=stored["values"],
        )


def groups_of(run: Aggregate | None) -> Mapping[int, int]:
    """The opinion group (0 for A, 1 for B, …) of each placed participant's primary key."""
    if run is None or run.carried is None:
        return {}
    with np.load(io.BytesIO(run.carried), allow_pickle=False) as stored:
        pairs = zip(stored["participants"].tolist(), stored["labels"].tolist(), strict=True)
        return {who: label for who, label in pairs if label >= 0}
