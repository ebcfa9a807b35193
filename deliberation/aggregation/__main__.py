"""python -m deliberation.aggregation DIR --json: the engine on a Polis export, on its own."""

import argparse
import csv
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from deliberation.aggregation.engine import Aggregate, aggregate
from deliberation.aggregation.folder import Folder, UnreadableFolder, read_folder
from deliberation.aggregation.groups import LABELS

BAD_INPUT = 2
# Bytes on macOS, kibibytes elsewhere.
RUSAGE_UNITS_IN_MB = 1024 * 1024 if sys.platform == "darwin" else 1024


def main(arguments: list[str] | None = None) -> int:
    """Read, count, print. Returns the exit code: 0, or 2 for input that cannot be read."""
    options = _parser().parse_args(arguments)
    try:
        started = time.perf_counter()
        folder = read_folder(options.directory)
        loaded = time.perf_counter() - started
        result = aggregate(
            folder.votes,
            in_space=np.ones(folder.votes.proposals, dtype=bool),
            class_of=np.full(folder.votes.participants, -1, dtype=np.int8),
            classes=0,
        )
        if options.labels:
            _write_labels(options.labels, folder, result)
    except (UnreadableFolder, OSError) as problem:
        print(f"error: {problem}", file=sys.stderr)
        return BAD_INPUT
    if folder.unknown:
        print(f"note: {folder.unknown} votes on comments not in comments.csv", file=sys.stderr)
    report = _report(folder, result, loaded)
    print(json.dumps(report) if options.json else _lines(report))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m deliberation.aggregation",
        description="Opinion groups and support from a directory in Polis's export format.",
    )
    add = parser.add_argument
    add("directory", type=Path, metavar="DIR", help="votes and comments as Polis exports them")
    add("--json", action="store_true", help="print one JSON object")
    add("--labels", type=Path, metavar="FILE", help="write participant,group of those placed")
    return parser


def _report(folder: Folder, result: Aggregate, loaded: float) -> dict[str, Any]:
    return {
        "participants": folder.votes.participants,
        "votes": int(folder.votes.rows.size),
        "proposals": folder.votes.proposals,
        "groups": list(result.sizes),
        "stability": result.stability,
        "seconds": {"load": round(loaded, 6), **result.seconds},
        "peak_mb": round(peak_mb(), 1),
    }


def peak_mb() -> float:
    """The most memory this process has held. On Linux from /proc: getrusage there starts
    at the peak of whoever started the process."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / RUSAGE_UNITS_IN_MB


def _lines(report: dict[str, Any]) -> str:
    seconds = ", ".join(f"{stage} {lap:.3f}" for stage, lap in report["seconds"].items())
    groups = ", ".join(
        f"{name} {size}" for name, size in zip(LABELS, report["groups"], strict=False)
    )
    return (
        f"{report['participants']} participants, {report['votes']} votes,"
        f" {report['proposals']} proposals\n"
        f"groups: {groups or 'none'}; stability {report['stability']:.2f}\n"
        f"seconds: {seconds}; peak {report['peak_mb']:.0f} MB"
    )


def _write_labels(path: Path, folder: Folder, result: Aggregate) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["participant", "group"])
        for participant, label in zip(folder.participants, result.labels, strict=True):
            if label >= 0:
                writer.writerow([int(participant), LABELS[label]])


if __name__ == "__main__":
    sys.exit(main())
