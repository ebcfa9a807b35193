"""Arguments of the simulated crowd: points from the public debate, in words of our own.

The people who speak and endorse here are simulated, as everything in the demo is.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction

from deliberation import actions
from deliberation.actions.arguments import count_endorsements
from deliberation.models import Argument, Definition, Endorsement, Event, Participant, Side

# How likely somebody endorses an argument, by whether they voted on its side, passed, or not.
WILLING: Final = {1: 0.22, 0: 0.08, -1: 0.03}

# By criterion and a word of the proposal's wording: arguments for, arguments against.
SAID: Final = (
    ("training-data", "All training data MUST be published, in", (
        "Without the data nobody can find out why a model fails, or for whom.",
        "Source is the form in which one makes changes. For a model that includes the data.",
        "If data may stay secret, the word open covers systems that nobody outside can rebuild.",
    ), (
        "Much of it cannot lawfully be passed on. This would leave hardly any open system at all.",
        "Health and speech data lose their protection for ever once they are out.",
        "Weights can be studied and changed without the data; people do it every day.",
    )),
    ("training-data", "All training data that may lawfully be shared", (
        "It asks for all that can be given and makes the rest accountable.",
        "Naming the law that stands in the way can be checked; “not possible” cannot.",
    ), (
        "Makers will find a law for every inconvenient collection.",
        "Copyright differs by country, so two makers with the same data would be judged apart.",
    )),
    ("data-information", "The makers MUST describe all training data", (
        "A description good enough to build on lets people study, and gives no private data away.",
        "It is what the 2024 definition settled on after long consultation, and it can be met.",
    ), (
        "Comparable is not the same. Two crawls a month apart already train different models.",
        "Who judges whether a description is enough? Data can be checked, adjectives cannot.",
    )),
    ("no-scale-cap", "The terms MUST NOT restrict who may use", (
        "A licence that ends at a number of users is a trial period with another name.",
        "Freedom that excludes the successful is none: everyone builds in fear of growing.",
        "Open source never asked how large you are. That is why people could rely on it.",
    ), (
        "A cap far beyond any start-up stops only the handful of firms that could take everything.",
        "Without a cap the largest platforms take the work of others and give nothing back.",
    )),
    ("no-scale-cap", "separate licence from services above", (
        "It harms nobody whom open source was made for, and keeps makers willing to release.",
    ), (
        "One exception for size opens the door to every other exception.",
        "What is 500 million users today is half the market tomorrow.",
    )),
    ("no-acceptable-use", "The terms MUST NOT make the permission", (
        "Lists of forbidden uses are read by courts nobody chose and changed by firms at will.",
        "Law already forbids the harm. A licence only frightens the careful.",
        "Researchers of misuse need exactly the uses that such lists forbid.",
    ), (
        "Models do harm at a scale that software did not. Those who release them share the duty.",
        "People who are surveilled by a system never agreed to anyone’s freedom zero.",
    )),
    ("no-acceptable-use", "forbid a short, published list", (
        "Short, equal for all and fixed: that is a rule one can plan with.",
    ), (
        "Harmful according to whom? The list will follow the politics of one country.",
        "Whoever means harm ignores the list; whoever means well pays a lawyer.",
    )),
    ("model-weights", "The final model parameters MUST", (
        "An interface can be switched off or changed overnight. Weights on your own disk cannot.",
        "Auditors need the model itself, not what its maker shows of it.",
    ), (
        "The largest models in full run in five institutions. A smaller form helps more people.",
    )),
    ("training-code", "The complete code used for every stage", (
        "Without the code one knows what went in and what came out, and nothing about between.",
        "Most errors that were found in published models were errors of training code.",
    ), (
        "Code for one cluster of one firm runs nowhere else; a paper tells more.",
        "Parts of it are bought from others who did not agree to publish.",
    )),
    ("ungated-access", "without account, name or approval", (
        "If someone can be refused, the system is offered to some and open to none.",
        "A form is a record of who studies which model. People under sanctions cannot fill it in.",
    ), (
        "A form that everyone passes costs a minute, and shows whom to warn when a fault is found.",
        "Export law obliges some makers to ask. This shuts their work out, whatever the licence.",
    )),
    ("weights-licence", "MUST be under a licence approved", (
        "Approved licences were read by many eyes. Home-made ones hide their traps on page nine.",
    ), (
        "Those licences were written for code; what they mean for weights no court has said.",
    )),
)  # fmt: skip


@dataclass(frozen=True)
class _Point:
    proposal: int
    side: Side
    text: str


@transaction.atomic
def bring_arguments(definition: Definition) -> int:
    """Let simulated participants argue and endorse. Returns how many arguments there are.

    Call it once the crowd has voted. Deterministic, and done once.
    """
    present = Argument.objects.filter(proposal__definition=definition)
    points = list(_points(definition))
    if present.exists() or not points:
        return present.count()
    dice = random.Random(1405)
    votes = _votes(definition)
    people = list(definition.participants.filter(is_simulated=True).order_by("pk"))
    proposals = {each.number: each for each in definition.proposals.all()}
    for step, point in enumerate(points):
        author = _author(dice, people, votes, point)
        argument = actions.argue(
            participant=author,
            proposal=proposals[point.proposal],
            side=point.side,
            text=point.text,
            at=author.joined_at + timedelta(minutes=40 + step),
        ).argument
        _endorse(dice, argument, people, votes)
    return len(points)


def _points(definition: Definition) -> Iterator[_Point]:
    for criterion, words, for_it, against in SAID:
        found = definition.proposals.filter(
            criterion__slug=criterion, current__wording__contains=words
        ).first()
        if found is not None:
            for side, texts in ((Side.FOR, for_it), (Side.AGAINST, against)):
                for text in texts:
                    yield _Point(found.number, side, text)


def _votes(definition: Definition) -> dict[tuple[int, int], int]:
    """(participant, proposal number) to the value of the vote that stands."""
    standing = Event.objects.filter(definition=definition).standing()
    rows = standing.values_list("participant", "revision__proposal__number", "value")
    return {(who, number): value for who, number, value in rows if who and value is not None}


def _leaning(participant: Participant, point: _Point, votes: dict[tuple[int, int], int]) -> int:
    """1 where they voted as the argument speaks, -1 where against it, 0 otherwise."""
    value = votes.get((participant.pk, point.proposal), 0)
    return value if point.side == Side.FOR else -value


def _author(
    dice: random.Random,
    people: list[Participant],
    votes: dict[tuple[int, int], int],
    point: _Point,
) -> Participant:
    alike = [each for each in people if _leaning(each, point, votes) == 1]
    choice = alike or people
    return choice[int(dice.random() * len(choice))]


def _endorse(
    dice: random.Random,
    argument: Argument,
    people: list[Participant],
    votes: dict[tuple[int, int], int],
) -> None:
    point = _Point(argument.proposal.number, Side(argument.side), "")
    strength = 0.4 + dice.random() * 1.2
    willing = [
        each
        for each in people
        if each.pk != argument.author_id
        and dice.random() < WILLING[_leaning(each, point, votes)] * strength
    ]
    Endorsement.objects.bulk_create(
        Endorsement(
            argument=argument,
            participant=each,
            created_at=max(argument.created_at, each.joined_at) + timedelta(hours=1),
        )
        for each in willing
    )
    count_endorsements(argument)
