"""Simulated answers to the shipped surveys, leaning by stakeholder class. All made up."""

import random
from collections.abc import Mapping, Sequence
from typing import Any, Final

from deliberation.models import Participant
from surveys.questionnaire import choice_sets

ROLES: Final[Mapping[str, str]] = {
    "ai-developers": "builds", "deployers": "deploys", "researchers": "studies",
    "legal-policy": "law", "civil-society": "society", "affected-public": "affected",
}  # fmt: skip
AGREE: Final = ("no", "rather-no", "between", "rather-yes", "yes")
CARES: Final = ("data", "info", "weights", "code", "cap", "uses", "gate")
# How much each class cares for each of CARES.
LEANING: Final[Mapping[str, Sequence[float]]] = {
    "ai-developers": (1.0, 1.2, 2.4, 2.0, 1.6, 1.4, 1.0),
    "deployers": (0.5, 1.0, 2.2, 0.8, 2.6, 2.2, 1.4),
    "researchers": (2.6, 2.0, 2.0, 2.2, 0.8, 0.8, 1.6),
    "legal-policy": (1.0, 2.4, 1.0, 0.8, 1.4, 1.8, 0.8),
    "civil-society": (2.2, 2.4, 1.0, 1.2, 0.8, 0.4, 1.8),
    "affected-public": (1.8, 2.6, 0.8, 0.6, 0.6, 0.4, 2.0),
}
# How likely each component is marked at all, in the order of the ballot.
COMPONENTS: Final = {
    "architecture": 0.9, "parameters-final": 0.95, "technical-report": 0.5,
    "evaluation-results": 0.5, "model-card": 0.6, "data-card": 0.65, "sample-outputs": 0.2,
    "training-code": 0.8, "inference-code": 0.9, "evaluation-code": 0.45,
    "evaluation-data": 0.4, "supporting-tools": 0.55, "research-paper": 0.3, "datasets": 0.6,
    "preprocessing-code": 0.6, "parameters-intermediate": 0.25, "metadata": 0.35,
}  # fmt: skip
FREEDOMS: Final = {"use": 0.5, "study": 0.85, "modify": 0.7, "share": 0.4}
IDEAS: Final = (
    "Makers SHOULD say which languages a model was tested in, and how well it did.",
    "A system MUST say that its answers were made by a machine.",
    "Whoever is judged by a system should be able to see what it knew about them.",
    "Old versions MUST stay available when a new one comes out.",
    "The energy that training took SHOULD be published.",
    "Publish the instructions given to the people who labelled the data.",
    "The terms MUST NOT change for versions that are already out.",
)
CASES: Final = (
    "Our product could have passed the cap within a year, so the lawyers said no.",
    "We could not tell whether a school counts as a forbidden use.",
    "The licence asked us to name the model in every output.",
)


def _class_of(person: Participant) -> str:
    return person.stakeholder_class.slug if person.stakeholder_class else "affected-public"


def _likert(dice: random.Random, lean: float) -> str:
    return AGREE[min(4, max(0, round(2 + lean + dice.gauss(0, 1))))]


def plain_answers(dice: random.Random, person: Participant) -> dict[str, Any]:
    """Answers to “What should open-source AI mean to you?”; the path keeps what it shows."""
    slug = _class_of(person)
    worth = [base + dice.gauss(0, 0.8) for base in LEANING[slug]]
    ranked = [CARES[i] for i in sorted(range(len(CARES)), key=lambda i: -worth[i])]
    decided = dice.choices(["cap", "uses", "no"], [0.18, 0.22, 0.6])[0]
    used = dice.sample(["hosted", "own", "built-in"], dice.randint(0, 3)) or ["none"]
    answers: dict[str, Any] = {
        "role": ROLES[slug],
        "years": min(40, int(dice.expovariate(1 / 6))),
        "systems": used,
        "changed": "yes" if dice.random() < LEANING[slug][3] / 3 else "no",
        "missing": dice.sample(["data", "code", "weights", "docs", "rights"], dice.randint(1, 3)),
        "models": int(dice.expovariate(1 / 4)),
        "decided": decided,
        "instead": dice.choice(["another", "paid", "without", "anyway"]),
        "read": _likert(dice, 1 if slug == "legal-policy" else -0.5),
        "priorities": ranked[: dice.randint(3, len(ranked))],
        "sets": _extremes(ranked),
        "statements": {
            "no-data": _likert(dice, worth[0] - 1.4),
            "harm": _likert(dice, 1.2 - worth[5]),
            "privacy": _likert(dice, 1.3),
        },
        "degrees": dice.choices(["line", "degrees", "both"], [0.4, 0.35, 0.25])[0],
        "weights": _points(dice),
        "date": f"2027-{dice.randint(1, 12):02d}-01",
        "trust": _likert(dice, 1.1),
    }
    if dice.random() < 0.2:
        answers["idea"] = dice.choice(IDEAS)
    if dice.random() < 0.4:
        answers["case"] = dice.choice(CASES)
    return {key: value for key, value in answers.items() if key == "role" or _given(dice, key)}


def _given(dice: random.Random, key: str) -> bool:
    """Required questions are answered by all, others by most."""
    return key in ("changed", "decided") or dice.random() < 0.93


def _extremes(ranked: Sequence[str]) -> dict[str, list[str]]:
    """Best and worst of the sets that publishing makes."""
    chosen = {}
    for number, items in enumerate(choice_sets(CARES, 3)):
        ordered = sorted(items, key=ranked.index)
        chosen[str(number)] = [ordered[0], ordered[-1]]
    return chosen


def _points(dice: random.Random) -> dict[str, int]:
    """A hundred points over the six classes, in steps of five."""
    points = dict.fromkeys(ROLES, 5)
    for _ in range((100 - 5 * len(points)) // 5):
        points[dice.choice(list(points))] += 5
    return points


def ballot_of(dice: random.Random, person: Participant) -> dict[str, Any]:
    """A component ballot."""
    strict = dice.gauss(0, 0.15) + LEANING[_class_of(person)][3] / 20
    marks: dict[str, list[str]] = {}
    for component, likely in COMPONENTS.items():
        if dice.random() < likely + strict:
            marks[component] = [f for f, share in FREEDOMS.items() if dice.random() < share]
        elif dice.random() < 0.5:
            marks[component] = []
    return {"components": marks}
