"""A report as a Markdown document that can be read on its own."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from deliberation.drafting.agenda import SMALLEST_CELL
from deliberation.drafting.compose import clauses, open_questions, support_of
from deliberation.drafting.quoting import quoted
from deliberation.drafting.render import SIMULATED

type Entry = dict[str, Any]

LIMITS = (
    "Participants choose themselves; they do not stand for everyone concerned. Groups are found"
    " in the votes cast. Votes say what people agree to, not why. Intervals tell of chance alone."
)


def markdown(told: Entry, content: Entry, content_hash: str) -> str:
    """told: a report as kept with a draft; content, content_hash: of that draft."""
    return "\n".join(_lines(told, content, content_hash)) + "\n"


def _lines(told: Entry, content: Entry, content_hash: str) -> Iterator[str]:
    named = {each["proposal"]: each for each in told["proposals"]}
    yield f"# {content['definition']['title']}: report on draft {content['version']}"
    yield ""
    if content["simulated"]:
        yield from (f"> {SIMULATED}", "")
    if content["definition"]["question"]:
        yield from (quoted(content["definition"]["question"]), "")
    yield from _section("Who took part", _participants(told))
    yield from _section("The opinion groups, and what tells them apart", _groups(told, named))
    yield from _section("What all agree on", _agreed(told, named))
    yield from _section("What divides", _divides(told, named))
    yield from _section("Open questions", _questions(content))
    yield from _section("What is undecided, and what it would take", _undecided(told, named))
    yield from _section("The text as adopted", _clauses(content))
    yield from _section("How this was computed", _method(told, content_hash))


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield from (f"## {title}", "")
    some = False
    for line in lines:
        some = True
        yield line
    yield from ([""] if some else ["Nothing.", ""])


def _participants(told: Entry) -> Iterator[str]:
    yield f"{told['participants']:,} participants, {told['votes']:,} votes that stand."
    rows = [each for each in told["participation"] if not each["is_guest"]]
    if rows:
        joined = sum(each["joined"] for each in rows)
        yield from ("", "| Stakeholder class | Joined | Voted | Share | Target | Verified |")
        yield "| --- | ---: | ---: | ---: | ---: | ---: |"
        for each in rows:
            target = each["target_share"]
            yield (
                f"| {_cell(each['title'])} | {each['joined']:,} | {each['voted']:,}"
                f" | {each['joined'] / joined if joined else 0:.0%}"
                f" | {'–' if target is None else f'{target:.0%}'} | {each['verified']:,} |"
            )
    for each in told["participation"]:
        if each["is_guest"]:
            yield from ("", f"Guests, who never count for adoption: {each['joined']:,}.")


def _groups(told: Entry, named: dict[int, Entry]) -> Iterator[str]:
    for group in told["apart"]:
        yield f"- Group {group['label']}, {group['size']:,} participants"
        for each in group["statements"]:
            yield (
                f"  - {each['side']}s with {_named(named[each['proposal']])}:"
                f" {_of(each['here'], each['side'])}; others {_of(each['others'], each['side'])}"
            )


def _agreed(told: Entry, named: dict[int, Entry]) -> Iterator[str]:
    for each in told["agreed"]:
        proposal = named[each["proposal"]]
        yield (
            f"- All {each['side']}: {_named(proposal)}: {_of(proposal['counts'][0], each['side'])};"
            f" lowest lower bound of a group or class {each['lowest']:.2f}"
        )


def _divides(told: Entry, named: dict[int, Entry]) -> Iterator[str]:
    for each in told["divides"]:
        more, less = each["between"]
        yield (
            f"- {_named(named[each['proposal']])}: {each['gap'] * 100:.0f} points between"
            f" group {more} and group {less},"
            f" interval {each['low'] * 100:.0f} to {each['high'] * 100:.0f}"
        )
        for cell in support_of(named[each["proposal"]], told):
            if cell["kind"] == "group":
                yield f"  - {_cell(cell['title'])}: {_share(cell)}"


def _questions(content: Entry) -> Iterator[str]:
    for question in open_questions(content):
        titles = {cell["key"]: cell["title"] for cell in question["support"]}
        yield f"- {question['question']} (proposal {question['proposal']}, {question['level']})"
        for words, side in (("In favour", "in_favour"), ("Against", "against")):
            yield f"  - {words} by majority: {', '.join(titles[key] for key in question[side])}"
        yield f"  - {_share(question['support'][0])}"


def _undecided(told: Entry, named: dict[int, Entry]) -> Iterator[str]:
    for each in told["undecided"]:
        proposal = named[each["proposal"]]
        yield f"- {_named(proposal)}: {proposal['status']}"
        for step in each["unmet"]:
            yield f"  - {step['text']}"
        yield f"  - To be adopted: {_path(each['adopted'])}"
        yield f"  - To be declined: {_path(each['declined'])}"


def _clauses(content: Entry) -> Iterator[str]:
    for clause in clauses(content):
        yield from (f"**{clause['number']} {clause['title']}** ({clause['level']})", "")
        yield from (quoted(clause["wording"]), "", f"{_share(clause['support'][0])}.", "")


def _method(told: Entry, content_hash: str) -> Iterator[str]:
    rules = told["ruleset"]
    yield f"- Vote log up to event {told['watermark']:,}, of {told['log_ends']}"
    yield f"- Engine {told['engine']}; stability of the groups {told['stability']:.2f} of 1"
    yield (
        f"- Ruleset {rules['number']}: quorum {rules['quorum_votes']} votes and"
        f" {rules['quorum_cell_votes']} a cell; broad support {rules['broad_support']:.2f};"
        f" bridging {rules['bridging']:.2f}; margin {rules['margin']:.2f}"
    )
    yield "- Shares are (agree + 1) / (votes + 2), intervals Wilson's at one-sided 95%"
    yield f"- {LIMITS}"
    yield f"- SHA-256 of the draft's canonical JSON: `{content_hash}`"


def _named(proposal: Entry) -> str:
    return f"proposal {proposal['proposal']} ({proposal['level']}, {proposal['title']})"


def _of(counts: Sequence[int], side: str) -> str:
    """The smoothed share of one side, with the counts."""
    agrees, disagrees, passes = counts
    hits, votes = (agrees if side == "agree" else disagrees), agrees + disagrees + passes
    return f"{(hits + 1) / (votes + 2):.0%} ({hits:,} of {votes:,})"


def _share(cell: Entry) -> str:
    if cell["kind"] != "all" and cell["votes"] < SMALLEST_CELL:
        return f"fewer than {SMALLEST_CELL} votes, withheld"
    return (
        f"{cell['share']:.0%} agree, interval {cell['low'] * 100:.0f} to {cell['high'] * 100:.0f},"
        f" {cell['votes']:,} votes"
    )


def _path(path: Entry | None) -> str:
    if path is None:
        return "no number of votes within reach"
    whose = ", ".join(f"{cell['title']} {cell['votes']:,}" for cell in path["cells"])
    return f"{path['votes']:,} more votes to {path['vote']}" + (f" ({whose})" if whose else "")


def _cell(text: str) -> str:
    """Text within a cell of a table."""
    return text.replace("|", "\\|")
