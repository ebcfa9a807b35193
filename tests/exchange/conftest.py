"""Folders in Polis's format, and a definition of our own to write into one."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from deliberation import actions
from deliberation.models import Category, Criterion, Definition, Participant, Proposal, User

COMMENTS = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body"
VOTES = "timestamp,datetime,comment-id,voter-id,vote"
MATRIX = "participant,group-id,n-comments,n-votes,n-agree,n-disagree"
SCALE = [
    {"level": level, "title": level.capitalize(), "meaning": f"It is {level}."}
    for level in ("closed", "partial", "open")
]


@dataclass
class PolisFolder:
    """A Polis export in the making. Times are in milliseconds from 2016 on."""

    path: Path

    def write(self, name: str, header: str, rows: Iterable[Iterable[Any]]) -> None:
        file = StringIO()
        csv.writer(file, lineterminator="\n").writerows(rows)
        self.text(name, f"{header}\n{file.getvalue()}")

    def text(self, name: str, text: str | bytes) -> None:
        self.path.mkdir(exist_ok=True)
        (self.path / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def comments(self, *rows: tuple[int, int, int, str]) -> None:
        """rows: id, author, moderation, text. A comment's time is its id."""
        self.write(
            "comments.csv",
            COMMENTS,
            [(at(key), "?", key, author, 0, 0, state, text) for key, author, state, text in rows],
        )

    def votes(self, *rows: tuple[int, int, int, int]) -> None:
        """rows: time, comment, voter, value."""
        self.write("votes.csv", VOTES, [(at(time), "?", *vote) for time, *vote in rows])

    def matrix(self, *rows: tuple[int, dict[int, int | str]], comments: Iterable[int]) -> None:
        """rows: participant, vote by comment."""
        comments = list(comments)
        self.write(
            "participants-votes.csv",
            ",".join([MATRIX, *map(str, comments)]),
            [
                (who, "", 0, 0, 0, 0, *(votes.get(comment, "") for comment in comments))
                for who, votes in rows
            ],
        )

    def summary(self, **facts: object) -> None:
        file = StringIO()
        rows = ((name.replace("_", "-"), fact) for name, fact in facts.items())
        csv.writer(file, lineterminator="\n").writerows(rows)
        self.text("summary.csv", file.getvalue())


def at(number: int) -> int:
    return 1_451_606_400_000 + number


@pytest.fixture
def folder(tmp_path: Path) -> PolisFolder:
    """Three comments, of which one is rejected and one unmoderated, and four votes."""
    folder = PolisFolder(tmp_path / "polis")
    folder.comments(
        (0, 7, 1, "Cats are better."), (1, 8, -1, "Buy now!"), (4, 7, 0, "Dogs are\nbetter.")
    )
    folder.votes((30, 0, 7, 1), (10, 0, 9, -1), (20, 4, 9, 0), (40, 0, 9, 1))
    return folder


@pytest.fixture
def run(db: None) -> Callable[..., tuple[str, str]]:
    """Run a command; what it wrote to standard output and to standard error."""

    def run(name: str, *arguments: object, **options: object) -> tuple[str, str]:
        out, err = StringIO(), StringIO()
        call_command(name, *map(str, arguments), **options, stdout=out, stderr=err, no_color=True)
        return out.getvalue(), err.getvalue()

    return run


@pytest.fixture
def rows_stored(db: None) -> Callable[[], dict[str, list[dict[str, Any]]]]:
    """Everything that the app has stored, to be compared with a later look."""

    def rows_stored() -> dict[str, list[dict[str, Any]]]:
        return {
            model.__name__: list(model._default_manager.order_by("pk").values())
            for model in apps.get_app_config("deliberation").get_models()
        }

    return rows_stored


@dataclass
class Hall:
    """A definition that was not imported: two proposals, two participants."""

    definition: Definition
    proposals: list[Proposal]
    people: list[Participant]

    def vote(self, who: int, what: int, value: int) -> None:
        actions.cast_vote(participant=self.people[who], proposal=self.proposals[what], value=value)


@pytest.fixture
def hall(db: None) -> Hall:
    category = Category.objects.create(slug="data", title="Data", position=1)
    criterion = Criterion.objects.create(
        slug="training-data", category=category, title="Data", question="?", scale=SCALE, position=1
    )
    definition = actions.open_definition(
        slug="open-source-ai",
        title="Open Source AI",
        question="What must be open?",
        criteria=[criterion],
        classes=[("makers", "Makers", "")],
    )
    people = [
        actions.join(
            definition=definition,
            user=User.objects.create_user(f"{name}@example.org"),
            pseudonym=name,
            class_slug="makers",
        )
        for name in ("ada", "ben")
    ]
    proposals = [
        actions.open_proposal(
            definition=definition,
            criterion_slug="training-data",
            level="MUST",
            requires="open",
            wording=wording,
            author=author,
        )
        for wording, author in [
            ("=All data MUST be open.", people[1]),
            ("Data MUST be described,\nat least.", None),
        ]
    ]
    return Hall(definition, proposals, people)
