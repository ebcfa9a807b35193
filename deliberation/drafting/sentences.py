"""What decisions say: one sentence for each code, with places for its facts.

The English stands in drafts, for ever. Whoever speaks another language says the same from
the code and the facts: pages do so with a `Wording` of their reader's (web/pages/trace.py).
"""

import string
from collections.abc import Mapping
from typing import Any, Final


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the catalogues of translations; nothing is looked up here."""
    return sentence


# Counts stand as {needed}, shares as {needed:.2f}.
SENTENCES: Final = {
    "quorum": gettext_noop("Quorum: {votes}, {needed} needed. {verdict}"),
    "quorum-cells": gettext_noop(
        "Quorum: {votes}, {needed} needed; smallest cell {smallest} ({cell}), {cell_needed} needed."
        " {verdict}"
    ),
    "quorum-verified": gettext_noop(
        "Quorum: {votes} by verified participants, {needed} needed. {verdict}"
    ),
    "quorum-cells-verified": gettext_noop(
        "Quorum: {votes} by verified participants, {needed} needed; smallest cell {smallest}"
        " ({cell}), {cell_needed} needed. {verdict}"
    ),
    "broad-support": gettext_noop(
        "Broad support: lower bound overall {low:.2f}, {needed:.2f} needed. {verdict}"
    ),
    "broad-support-standing": gettext_noop(
        "Broad support: lower bound overall {low:.2f}, {needed:.2f} needed of a standing clause."
        " {verdict}"
    ),
    "broad-support-weighted": gettext_noop(
        "Broad support, weighted by stakeholder class: lower bound overall {low:.2f},"
        " {needed:.2f} needed. {verdict}"
    ),
    "broad-support-standing-weighted": gettext_noop(
        "Broad support, weighted by stakeholder class: lower bound overall {low:.2f},"
        " {needed:.2f} needed of a standing clause. {verdict}"
    ),
    "bridging": gettext_noop(
        "Bridging: lowest share {share:.2f} in {cell}, {needed:.2f} needed. {verdict}"
    ),
    "bridging-standing": gettext_noop(
        "Bridging: lowest share {share:.2f} in {cell}, {needed:.2f} needed of a standing clause."
        " {verdict}"
    ),
    "bridging-unasked": gettext_noop(
        "Bridging: no group or class has {cell_needed} votes, so none is asked."
    ),
    "score": gettext_noop("Score {score:.2f}, its lowest lower bound ({cell})."),
    "contested-against": gettext_noop(
        "Contested by method: {dissenting} would be clearly against it."
    ),
    "contested-for": gettext_noop("Contested by method: {dissenting} would be clearly for it."),
    "clause": gettext_noop("Every step is met: it is a clause."),
    "only-one": gettext_noop("No other proposal for this criterion is adoptable."),
    "highest-score": gettext_noop(
        "It has the highest score of the adoptable proposals for this criterion."
    ),
    "stays-highest": gettext_noop("It was the clause before and has the highest score. It stays."),
    "beat-the-clause": gettext_noop(
        "It beat the clause before, proposal {before}, by {lead:.2f}; {margin:.2f} needed."
        " It takes its place."
    ),
    "stays-within-margin": gettext_noop(
        "It was the clause before; proposal {ahead} is ahead by {lead:.2f}, less than the"
        " {margin:.2f} needed. It stays."
    ),
    "outscored": gettext_noop("Every step is met, but proposal {winner} is preferred. {because}"),
    "sides": gettext_noop("In favour by majority: {in_favour}. Against: {against}."),
    "broad-disagreement": gettext_noop(
        "Broad disagreement: lower bound {low:.2f}, {needed:.2f} is enough. It is declined."
    ),
    "broad-disagreement-weighted": gettext_noop(
        "Broad disagreement, weighted by stakeholder class: lower bound {low:.2f},"
        " {needed:.2f} is enough. It is declined."
    ),
    # Why a draft differs from the one before.
    "gone": gettext_noop("Proposal {proposal} no longer takes part."),
    "now-adopted": gettext_noop("Proposal {proposal} is adopted now."),
    "now-outscored": gettext_noop("Proposal {proposal} is outscored now."),
    "now-open-question": gettext_noop("Proposal {proposal} is open question now."),
    "now-undecided": gettext_noop("Proposal {proposal} is undecided now."),
    "now-declined": gettext_noop("Proposal {proposal} is declined now."),
    "editorial": gettext_noop(
        "An editorial revision; the votes are those on the same proposal."
    ),
    "substantive": gettext_noop("Revision {revision} is substantive, so it was voted on anew."),
    "took-the-place": gettext_noop("Proposal {proposal} took the place of {before}."),
    "low-overall": gettext_noop("Lower bound overall {low:.2f}; {needed:.2f} needed."),
    "low-in-cell": gettext_noop("Lowest share {share:.2f} in {cell}; {needed:.2f} needed."),
}  # fmt: skip
VERDICTS: Final = {True: gettext_noop("Met."), False: gettext_noop("Not met."), None: ""}
METHODS: Final = {
    "polis": gettext_noop("group-informed consensus"),
    "balanced": gettext_noop("balanced consensus"),
    "bridging": gettext_noop("the bridging score"),
}


class Wording(string.Formatter):
    """How sentences and their facts are worded: here in English."""

    def sentence(self, english: str) -> str:
        return english

    def votes(self, number: int) -> str:
        return "1 vote" if number == 1 else f"{number:,} votes"

    def cell(self, cell: Mapping[str, str]) -> str:
        """cell: its kind, key and title."""
        return cell["title"]

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, int) and not format_spec:
            return f"{value:,}"
        return format(value, format_spec)


ENGLISH: Final = Wording()


def say(
    code: str, facts: Mapping[str, Any], met: bool | None = None, wording: Wording = ENGLISH
) -> str:
    """The sentence of a code.

    facts name cells by their keys; their `cells` say what these are called.
    """
    words = dict(facts)
    called = {cell["key"]: wording.cell(cell) for cell in facts.get("cells", ())}
    for name in ("cell", "in_favour", "against"):
        if name in facts:
            keys = facts[name] if isinstance(facts[name], list) else [facts[name]]
            words[name] = ", ".join(called[key] for key in keys)
    if "votes" in facts:
        words["votes"] = wording.votes(facts["votes"])
    if "dissenting" in facts:
        words["dissenting"] = ", ".join(wording.sentence(METHODS[m]) for m in facts["dissenting"])
    if "because" in facts:
        other = {name: fact for name, fact in facts.items() if name != "because"}
        words["because"] = say(facts["because"], other, wording=wording)
    words["verdict"] = wording.sentence(VERDICTS[met]) if met is not None else ""
    return wording.vformat(wording.sentence(SENTENCES[code]), (), words).rstrip()
