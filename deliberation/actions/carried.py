"""Groups and places of the participants, kept for the next aggregation and for the map."""

import io
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from deliberation import aggregation
from deliberation.aggregation.groups import Steadiness
from deliberation.models import Aggregate


def pack(participants: npt.NDArray[np.int64], counted: aggregation.Aggregate) -> bytes:
    """participants: (N,) primary keys, in the order of `counted`."""
    steady = counted.steadiness or Steadiness(0, 0, 0)
    file = io.BytesIO()
    np.savez_compressed(
        file,
        participants=participants,
        labels=counted.labels,
        places=counted.places,
        centres=counted.centres,
        steadiness=np.array([steady.k, steady.challenger, steady.wins]),
    )
    return file.getvalue()


def unpack(
    run: Aggregate | None, participants: npt.NDArray[np.int64], *, names_only: bool = False
) -> aggregation.Previous | None:
    """What an earlier run found, for these participants (primary keys, ascending).

    names_only: the groups are to keep their names, and nothing else depends on that run.
    """
    if run is None or run.carried is None:
        return None
    with np.load(io.BytesIO(run.carried), allow_pickle=False) as stored:
        k, challenger, wins = (int(number) for number in stored["steadiness"])
        if k == 0:
            return None
        labels = np.full(len(participants), -1, dtype=np.int8)
        _, now, then = np.intersect1d(
            participants, stored["participants"], assume_unique=True, return_indices=True
        )
        labels[now] = stored["labels"][then]
        centres = stored["centres"]
    if names_only:
        return aggregation.Previous(labels, None)
    return aggregation.Previous(labels, Steadiness(k, challenger, wins), centres)


def groups_of(run: Aggregate | None) -> Mapping[int, int]:
    """The opinion group (0 for A, 1 for B, …) of each placed participant's primary key."""
    if run is None or run.carried is None:
        return {}
    with np.load(io.BytesIO(run.carried), allow_pickle=False) as stored:
        pairs = zip(stored["participants"].tolist(), stored["labels"].tolist(), strict=True)
        return {who: label for who, label in pairs if label >= 0}
