"""The content of a draft."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from deliberation.drafting.adoption import Standing, standings
from deliberation.drafting.material import Candidate, Cell, CriterionMaterial, Material, Rules
from deliberation.drafting.versions import number_version

FORMAT = "openmoot-draft/1"


def compose(material: Material) -> tuple[dict[str, Any], list[Standing]]:
    """The content of the draft that follows from the material, and every standing.

    The content carries its version: the one it gets if it is stored as the successor
    of material.previous.
    """
    standing_clauses = incumbents(material.previous)
    if material.standing is not None:
        standing_clauses = set(material.standing)
    too_small = too_small_groups(material.groups, material.rules)
    since = {
        (clause["proposal"], clause["revision"]): clause["since"]
        for clause in clauses(material.previous)
    }
    decided: list[Standing] = []
    parts = []
    for number, part in enumerate(material.parts, start=1):
        written: dict[str, Any] = {
            "number": number, "category": part.slug, "title": part.title,
            "clauses": [], "open_questions": [],
        }  # fmt: skip
        for criterion in part.criteria:
            standing = standings(criterion, material.rules, standing_clauses, too_small)
            decided += standing
            adopted = [each for each in standing if each.status == "adopted"]
            for each in adopted:
                label = f"{number}.{len(written['clauses']) + 1}"
                written["clauses"].append(_clause(label, each, criterion, material.rules))
            if not (criterion.competing and adopted):
                written["open_questions"] += _open_questions(standing, criterion, material.rules)
        parts.append(written)
    content = _frame(material, parts, decided)
    content["version"] = ".".join(map(str, number_version(material.previous, content)))
    for clause in clauses(content):
        key = (clause["proposal"], clause["revision"])
        clause["since"] = since.get(key, content["version"])
    return content, decided


def clauses(content: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """All clauses of a draft, in order."""
    for part in content["parts"] if content else ():
        yield from part["clauses"]


def open_questions(content: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """All open questions of a draft, in order."""
    for part in content["parts"] if content else ():
        yield from part["open_questions"]


def same_text(one: dict[str, Any] | None, other: dict[str, Any]) -> bool:
    """Whether two drafts say the same, whatever their numbers.

    No draft at all says the same as one without clauses and open questions.
    """
    return _text(one) == _text(other)


TEXT = ("criterion", "proposal", "revision", "level", "requires", "wording")


def _text(content: dict[str, Any] | None) -> list[tuple[Any, ...]]:
    said = [("clause", *(clause[key] for key in TEXT)) for clause in clauses(content)]
    asked = [
        ("question", question["criterion"], question["proposal"], question["revision"])
        for question in open_questions(content)
    ]
    return [*said, *asked]


def incumbents(previous: dict[str, Any] | None) -> set[tuple[int, int]]:
    """(proposal, vote-bearing revision) of each clause of a draft; none without one."""
    return {(clause["proposal"], clause["vote_revision"]) for clause in clauses(previous)}


def too_small_groups(groups: Sequence[dict[str, Any]], rules: Rules) -> set[str]:
    """Labels of the opinion groups with fewer participants than quorum asks votes of."""
    return {group["label"] for group in groups if group["size"] < rules.quorum_cell_votes}


def _frame(
    material: Material, parts: list[dict[str, Any]], decided: Sequence[Standing]
) -> dict[str, Any]:
    """Everything around the parts; the version is still to come."""
    rules = asdict(material.rules) | {"required_classes": list(material.rules.required_classes)}
    shares = rules.pop("target_shares")
    # Only drafts that weigh speak of it, and only those that ask for verified votes of these.
    if shares:
        rules["target_shares"] = dict(shares)
    if not material.rules.verified_quorum:
        del rules["verified_quorum"]
    weighing = {"weights": dict(material.weights)} if material.weights else {}
    return {
        "format": FORMAT,
        "definition": dict(material.definition),
        "simulated": material.simulated,
        "engine": material.engine,
        "watermark": material.watermark,
        "log_ends": material.log_ends,
        "ruleset": rules,
        "previous": None
        if material.previous is None
        else {"version": material.previous["version"], "content_hash": material.previous_hash},
        "participants": material.participants,
        "votes": material.votes,
        "groups": [dict(group) for group in material.groups],
        "stability": material.stability,
        **weighing,
        **({"left_out": dict(material.left_out)} if material.left_out else {}),
        "classes": [dict(each) for each in material.classes],
        "cells": heads(material),
        "parts": parts,
        "proposals": [_proposal(each, material.rules) for each in decided],
    }


def _clause(
    label: str, standing: Standing, criterion: CriterionMaterial, rules: Rules
) -> dict[str, Any]:
    candidate = standing.candidate
    return {
        "number": label,
        "criterion": criterion.slug,
        "title": criterion.title,
        "proposal": candidate.number,
        "revision": candidate.shown,
        "vote_revision": candidate.revision,
        "level": candidate.level,
        "requires": candidate.requires,
        "scale": list(criterion.scale),
        "wording": candidate.wording,
        "support": support(candidate.cells, rules),
        **({"weighted": _weighted(candidate, rules)} if candidate.weights else {}),
        "score": _six(standing.score),
        "trace": [asdict(step) for step in standing.trace],
    }


def _weighted(candidate: Candidate, rules: Rules) -> dict[str, float | None]:
    """The overall share as broad support looks at it, where classes weigh."""
    return {name: _six(number) for name, number in asdict(candidate.weighted(rules.z)).items()}


def _open_questions(
    standing: Sequence[Standing], criterion: CriterionMaterial, rules: Rules
) -> list[dict[str, Any]]:
    """One for a criterion whose proposals compete, led by the best supported; else each."""
    asked = [each for each in standing if each.status == "open-question"]
    if criterion.competing and asked:
        lead = max(asked, key=lambda each: (each.candidate.everybody.share, -each.candidate.number))
        also = [each.candidate.number for each in asked if each is not lead]
        return [_open_question(lead, also, criterion, rules)]
    return [_open_question(each, [], criterion, rules) for each in asked]


def _open_question(
    standing: Standing, also: list[int], criterion: CriterionMaterial, rules: Rules
) -> dict[str, Any]:
    candidate = standing.candidate
    return {
        "criterion": criterion.slug,
        "title": criterion.title,
        "question": criterion.question,
        "proposal": candidate.number,
        "revision": candidate.shown,
        "level": candidate.level,
        "requires": candidate.requires,
        "wording": candidate.wording,
        "also": also,
        "in_favour": [cell.key for cell in standing.in_favour],
        "against": [cell.key for cell in standing.against],
        "support": support(candidate.cells, rules),
        "trace": [asdict(step) for step in standing.trace],
    }


def heads(material: Material) -> list[dict[str, str]]:
    """What the counts of every proposal are of, in order."""
    groups = [
        {"kind": "group", "key": group["label"], "title": f"Group {group['label']}"}
        for group in material.groups
    ]
    classes = [
        {
            "kind": "guests" if each.get("guests") else "class",
            "key": each["slug"],
            "title": each["title"],
        }
        for each in material.classes
    ]
    return [{"kind": "all", "key": "all", "title": "All"}, *groups, *classes]


def _proposal(standing: Standing, rules: Rules) -> dict[str, Any]:
    """The tally of any proposal, adopted or not: what a recomputation compares.

    Counts only, agrees, disagrees and passes per cell of the header: the rest follows.
    verified: the votes of each cell by participants whose class is verified, where quorum
    counts these.
    """
    candidate = standing.candidate
    verified = {"verified": [cell.verified for cell in candidate.cells]}
    return {
        "proposal": candidate.number,
        "revision": candidate.shown,
        "vote_revision": candidate.revision,
        "criterion": candidate.criterion,
        "status": standing.status,
        "score": _six(standing.score),
        "counts": [[cell.agrees, cell.disagrees, cell.passes] for cell in candidate.cells],
        **(verified if rules.verified_quorum else {}),
    }


def support_of(proposal: dict[str, Any], content: dict[str, Any]) -> list[dict[str, Any]]:
    """The full support of an entry of `proposals`, from its counts."""
    rules = Rules(**content["ruleset"] | {"target_shares": ()})
    verified = proposal.get("verified", [0] * len(content["cells"]))
    cells = [
        Cell(**head, agrees=agrees, disagrees=disagrees, passes=passes, verified=by_verified)
        for head, (agrees, disagrees, passes), by_verified in zip(
            content["cells"], proposal["counts"], verified, strict=True
        )
    ]
    return support(cells, rules)


def support(cells: Sequence[Cell], rules: Rules) -> list[dict[str, Any]]:
    """Counts, smoothed share, interval and needed share per cell, to six places."""
    written = []
    for cell in cells:
        low, high = cell.interval(rules.z)
        written.append(
            {
                "kind": cell.kind,
                "key": cell.key,
                "title": cell.title,
                "agrees": cell.agrees,
                "disagrees": cell.disagrees,
                "passes": cell.passes,
                "votes": cell.votes,
                "share": _six(cell.share),
                "low": _six(low),
                "high": _six(high),
                "needed": rules.broad_support if cell.kind == "all" else rules.bridging,
                **({"verified": cell.verified} if rules.verified_quorum else {}),
            }
        )
    return written


def _six(number: float | None) -> float | None:
    return None if number is None else round(number, 6)
