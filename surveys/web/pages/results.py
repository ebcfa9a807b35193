"""The page of results: each question with a chart, a table and its CSV."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from surveys import actions
from surveys.models import Snapshot, Version
from surveys.results import BY_CLASS
from surveys.web.pages.tellers import Shown, Teller


@dataclass(frozen=True)
class Crossing:
    """A way to split all results."""

    key: str
    text: str


@dataclass(frozen=True)
class ResultsPage:
    snapshot: Snapshot
    responses: int | None
    shown: list[Shown]
    crossings: list[Crossing]
    by: str


def results_page(
    snapshot: Snapshot,
    language: str,
    class_titles: Mapping[str, str],
    *,
    whole: bool,
    by: str = "",
    only: str = "",
) -> ResultsPage:
    """whole: with all ways to split, as stewards see them; by: the one that is asked for;
    only: the key of the one question to show."""
    asked = snapshot.version.questionnaire
    teller = Teller(asked, language, class_titles, by)
    document = snapshot.document if whole else snapshot.public
    found = document["questions"]
    crossings = [
        each
        for each in crossings_of(snapshot.version, language)
        if whole or each.key == snapshot.split
    ]
    return ResultsPage(
        snapshot=snapshot,
        responses=document["responses"],
        shown=[teller.question(each) for each in found if only in ("", each["key"])],
        crossings=crossings,
        by=by if by in {each.key for each in crossings} else "",
    )


def crossings_of(version: Version, language: str) -> list[Crossing]:
    """All that results of a version can be split by, in words."""
    asked = version.questionnaire
    return [
        Crossing(key, _("Stakeholder class, as declared"))
        if key == BY_CLASS
        else Crossing(key, asked.say(asked.questions[key].text, language))
        for key in actions.splits_of(version)
    ]


def csv_rows(shown: Shown) -> Iterator[list[Any]]:
    """The tables of a question one after the other, each with its caption and head."""
    for grid in shown.grids:
        yield [grid.caption]
        yield grid.raw_head or grid.head
        yield from ([name, *raw] for (name, *_rest), raw in zip(grid.rows, grid.raw, strict=True))
        yield []
