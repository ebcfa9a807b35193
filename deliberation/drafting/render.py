"""A draft as Markdown and its tally as CSV."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from deliberation.drafting.compose import support_of
from deliberation.drafting.quoting import preamble, quoted
from deliberation.spreadsheets import defused

SIMULATED = "Simulated data: participants and votes are made up for demonstration."


def markdown(content: dict[str, Any], content_hash: str) -> str:
    """The draft as a Markdown document that can be read on its own."""
    return "\n".join(_lines(content, content_hash)) + "\n"


def _lines(content: dict[str, Any], content_hash: str) -> Iterator[str]:
    definition = content["definition"]
    yield f"# {definition['title']}, draft {content['version']}"
    yield ""
    if content["simulated"]:
        yield f"> {SIMULATED}"
        yield ""
    if definition["preamble"]:
        yield preamble(definition["preamble"])
        yield ""
    for part in content["parts"]:
        if not part["clauses"] and not part["open_questions"]:
            continue
        yield f"## {part['number']}. {part['title']}"
        yield ""
        for clause in part["clauses"]:
            yield from _clause(clause)
        for question in part["open_questions"]:
            yield from _open_question(question)
    if content.get("left_out"):
        yield from _left_out(content["left_out"])
    yield "---"
    yield ""
    yield (
        f"Composed from {content['votes']:,} votes by {content['participants']:,} participants;"
        f" vote log up to event {content['watermark']:,}; ruleset {content['ruleset']['number']};"
        f" engine {content['engine']}."
    )
    yield ""
    yield f"SHA-256 of the canonical JSON: `{content_hash}`"


def _left_out(left_out: dict[str, Any]) -> Iterator[str]:
    yield "## Votes left out"
    yield ""
    yield (
        f"{left_out['votes']:,} votes of {left_out['participants']:,} participants were excluded"
        f" by decision. With them, {len(left_out['with_them'])} clauses would differ."
    )
    yield ""
    for each in left_out["decisions"]:
        yield f"- Exclusion {each['number']}, {each['participants']:,} participants:"
        yield quoted(each["reason"])
    for each in left_out["with_them"]:
        other = each["with"]
        yield f"- {each['title']}: " + ("no clause" if other is None else "")
        if other is not None:
            yield quoted(other["wording"])
    yield ""


def _clause(clause: dict[str, Any]) -> Iterator[str]:
    everybody = clause["support"][0]
    yield f"### {clause['number']} {clause['title']} ({clause['level']})"
    yield ""
    yield quoted(clause["wording"])
    yield ""
    yield (
        f"Evidence needed: {clause['requires']}. Proposal {clause['proposal']}, revision"
        f" {clause['revision']}; clause since {clause['since']}. {_share(everybody)}."
    )
    yield ""
    for step in clause["trace"]:
        yield f"- {step['text']}"
    yield ""


def _open_question(question: dict[str, Any]) -> Iterator[str]:
    titles = {cell["key"]: cell["title"] for cell in question["support"]}
    yield f"### Open question: {question['question']}"
    yield ""
    yield f"Proposal {question['proposal']} ({question['level']}):"
    yield ""
    yield quoted(question["wording"])
    yield ""
    yield f"- In favour by majority: {', '.join(titles[key] for key in question['in_favour'])}"
    yield f"- Against by majority: {', '.join(titles[key] for key in question['against'])}"
    yield f"- {_share(question['support'][0])}"
    yield ""


def _share(cell: dict[str, Any]) -> str:
    return (
        f"{cell['share']:.0%} agree, interval {cell['low'] * 100:.0f} to {cell['high'] * 100:.0f},"
        f" {cell['votes']:,} votes"
    )


COLUMNS = (
    "proposal", "revision", "criterion", "status", "score", "cell_kind", "cell", "cell_title",
    "agrees", "disagrees", "passes", "votes", "share", "low", "high", "simulated",
)  # fmt: skip


def tally_csv(content: dict[str, Any]) -> str:
    """One row per proposal and cell, with counts, share and interval to six places.

    Text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    simulated = str(content["simulated"]).lower()
    for each in content["proposals"]:
        score = "" if each["score"] is None else f"{each['score']:.6f}"
        for cell in support_of(each, content):
            writer.writerow(
                [each["proposal"], each["vote_revision"], defused(each["criterion"])]
                + [each["status"], score]
                + [defused(cell[key]) for key in ("kind", "key", "title")]
                + [cell[key] for key in ("agrees", "disagrees", "passes", "votes")]
                + [f"{cell[key]:.6f}" for key in ("share", "low", "high")]
                + [simulated]
            )
    return out.getvalue()
