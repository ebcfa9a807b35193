"""Seconds and memory of the engine, arrays to result, beside red-dwarf's.

python -m bench.engine [--repeat N] [--sizes 1,2] [--without-red-dwarf]

Each measurement is a process of its own, which reads ready-made arrays and then starts
its clock. Ours has one BLAS thread; red-dwarf may use every core. Memory is the peak of
the process and, after the plus, how far that is above what it held before it began.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from bench.planted import planted
from bench.red_dwarf import memory
from deliberation.aggregation import Votes, aggregate

SIZES = ((1_000, 100, 50), (10_000, 500, 50), (20_000, 1_000, 50), (100_000, 1_000, 50))
STAGES = ("statistics", "space", "groups", "support")
ROOT = Path(__file__).parents[1]
PEER = "red-dwarf-democracy==0.1.1"
PEER_HOME = ROOT / "var" / "bench" / "red-dwarf"
# Beyond this many votes its full table and pairwise distances leave time and memory.
PEER_MOST_VOTES = 1_000_000
PEER_PATIENCE = 600  # seconds


def main() -> None:
    options = _options()
    if options.one:
        print(json.dumps(measure(options.one)))
        return
    peer = None if options.without_red_dwarf else prepare_peer()
    chosen = [SIZES[int(number) - 1] for number in options.sizes.split(",")]
    print(_row("size", "votes", *STAGES, "total s", "peak MB", "red-dwarf s", "MB", "ratio"))
    print(_row(*["---"] * 11))
    for size in chosen:
        with tempfile.TemporaryDirectory() as folder:
            print(compare(size, Path(folder) / "votes.npz", options.repeat, peer), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.engine", description=__doc__)
    parser.add_argument("--repeat", type=int, default=3, help="runs of ours; the median counts")
    parser.add_argument("--sizes", default="1,2,3,4", help="which of the fixed sizes")
    parser.add_argument("--without-red-dwarf", action="store_true")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def compare(size: tuple[int, int, int], file: Path, repeat: int, peer: Path | None) -> str:
    """Measure one size, ours and theirs; a row of the table."""
    participants, proposals, each = size
    made = planted(participants, proposals, each=each)
    votes = made.votes
    np.savez(
        file, shape=[participants, proposals], rows=votes.rows, columns=votes.columns,
        values=votes.values, groups=made.groups,
    )  # fmt: skip
    runs = [_ours(file) for _ in range(repeat)]
    total = statistics.median(run["total"] for run in runs)
    run = min(runs, key=lambda each: abs(each["total"] - total))
    cells = [f"{participants:,} × {proposals:,}", f"{votes.rows.size:,}"]
    cells += [f"{run['seconds'][stage]:.3f}" for stage in STAGES]
    cells += [f"{run['total']:.2f}", f"{run['peak']:.0f} (+{run['more']:.0f})"]
    theirs = _theirs(file, peer) if peer and votes.rows.size <= PEER_MOST_VOTES else None
    if theirs:
        cells += [f"{theirs['total']:.1f}", f"{theirs['peak']:.0f} (+{theirs['more']:.0f})"]
        cells += [f"{theirs['total'] / run['total']:.0f} ×"]
    return _row(*cells, *["–"] * (11 - len(cells)))


def measure(file: Path) -> dict[str, Any]:
    """In a process of its own: seconds per stage, and memory in MB."""
    with np.load(file) as stored:
        participants, proposals = stored["shape"].tolist()
        arrays = (stored["rows"], stored["columns"], stored["values"])
    votes = Votes(participants, proposals, *arrays)
    before, start = memory("VmRSS"), perf_counter()
    result = aggregate(
        votes,
        in_space=np.ones(votes.proposals, dtype=bool),
        class_of=np.full(votes.participants, -1, dtype=np.int8),
        classes=0,
    )
    total, peak = perf_counter() - start, memory("VmHWM")
    return {"seconds": result.seconds, "total": total, "peak": peak, "more": peak - before}


def _ours(file: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.engine", "--one", str(file)]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _theirs(file: Path, python: Path) -> dict[str, Any] | None:
    """red-dwarf on the same votes; None where it fails or takes too long."""
    command = [str(python), str(ROOT / "bench" / "red_dwarf.py"), str(file)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PEER_PATIENCE, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        print(f"red-dwarf did not finish: {error}", file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def prepare_peer() -> Path:
    """The Python of an environment that has red-dwarf; made once, under var."""
    python = PEER_HOME / "bin" / "python"
    probe = [str(python), "-c", "import reddwarf.utils"]
    if not python.exists() or subprocess.run(probe, check=False, capture_output=True).returncode:
        uv = shutil.which("uv")
        if uv:
            subprocess.run([uv, "venv", "--quiet", str(PEER_HOME)], check=True)
            install = [uv, "pip", "install", "--quiet", "--python", str(python)]
        else:
            subprocess.run([sys.executable, "-m", "venv", str(PEER_HOME)], check=True)
            install = [str(python), "-m", "pip", "install", "--quiet"]
        subprocess.run([*install, PEER], check=True)
    return python


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
