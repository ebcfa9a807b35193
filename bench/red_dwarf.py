"""red-dwarf's pipeline on stored votes; run by bench.engine in red-dwarf's environment.

Its utils functions in order: raw matrix, filter, PCA, scaling, best k. The last votes are
handed to it ready-made, so only its pipeline is timed.
"""

import json
import sys
from pathlib import Path
from time import perf_counter

import numpy as np


def memory(field):
    """VmRSS, held now, or VmHWM, held at most, in MB; of this process, on Linux."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"/proc/self/status has no {field}; this benchmark needs Linux")


def main():
    from reddwarf import utils

    with np.load(sys.argv[1]) as stored:
        columns = [stored[name].tolist() for name in ("rows", "columns", "values")]
        proposals = int(stored["shape"][1])
    votes = [
        {"participant_id": who, "statement_id": what, "vote": value, "modified": 0}
        for who, what, value in zip(*columns, strict=True)
    ]
    before, start = memory("VmRSS"), perf_counter()
    raw = utils.generate_raw_matrix(votes=votes)
    kept = utils.filter_matrix(vote_matrix=raw, active_statement_ids=list(range(proposals)))
    projected, _, _ = utils.run_pca(vote_matrix=kept)
    scaled = utils.scale_projected_data(projected_data=projected, vote_matrix=kept)
    k, _, _ = utils.find_optimal_k(projected_data=scaled, random_state=0)
    total, peak = perf_counter() - start, memory("VmHWM")
    print(json.dumps({"total": total, "peak": peak, "more": peak - before, "k": int(k)}))


if __name__ == "__main__":
    main()
