"""Four real deliberations, in and out and in again."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import transaction

from deliberation.exchange.polis import ImportReport, export_folder, import_folder
from deliberation.exchange.polis.format import milliseconds
from deliberation.models import Definition, Event

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "polis"
NAMES = (
    "15-per-hour-seattle",
    "canadian-electoral-reform",
    "scoop-hivemind.biodiversity",
    "vtaiwan.uberx",
)
Vote = tuple[int, int, int, int]

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the Polis data is not in {DATA}")


@dataclass
class Deliberation:
    folder: Path
    slug: str
    report: ImportReport
    out: Path


@pytest.fixture(scope="module", params=NAMES)
def real(request, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Deliberation]:
    """One deliberation, imported and exported once for all tests of this module."""
    folder = DATA / request.param
    slug = request.param.replace(".", "-")
    out = tmp_path_factory.mktemp(slug)
    with django_db_blocker.unblock(), transaction.atomic():
        report = import_folder(folder, slug=slug)
        export_folder(Definition.objects.get(slug=slug), out)
        yield Deliberation(folder, slug, report, out)
        transaction.set_rollback(True)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def votes_in_file(path: Path) -> list[Vote]:
    """Time, voter, comment and value of each row."""
    names = ("timestamp", "voter-id", "comment-id", "vote")
    return [tuple(int(row[name]) for name in names) for row in read(path)]  # type: ignore[misc]


def votes_in_log(slug: str) -> list[Vote]:
    events = Event.objects.filter(definition__slug=slug, kind=Event.Kind.VOTE).order_by("pk")
    return [
        (milliseconds(at), int(voter), int(comment), value)
        for at, voter, comment, value in events.values_list(
            "at", "participant__external_id", "revision__proposal__external_id", "value"
        )
    ]


def recount(votes: list[Vote]) -> Counter[tuple[int, int]]:
    """How many last votes of each value each comment has; a later row wins a tie of time."""
    last = {(voter, comment): value for _, voter, comment, value in sorted_by_time(votes)}
    return Counter((comment, value) for (_, comment), value in last.items())


def sorted_by_time(votes: list[Vote]) -> list[Vote]:
    return sorted(votes, key=lambda vote: vote[0])


def test_every_row_is_imported(real):
    assert real.report.left_out.count == 0
    assert real.report.votes == len(read(real.folder / "votes.csv"))
    assert real.report.proposals == len(read(real.folder / "comments.csv"))
    assert real.report.participants == len(read(real.folder / "participants-votes.csv"))


def test_the_votes_that_stand_are_those_of_a_recount_of_the_file(real):
    standing = Event.objects.filter(definition__slug=real.slug).standing()
    counted = Counter(
        (int(comment), value)
        for comment, value in standing.values_list("revision__proposal__external_id", "value")
    )
    assert counted == recount(votes_in_file(real.folder / "votes.csv"))


def test_the_log_is_in_order_of_time(real):
    votes = votes_in_log(real.slug)
    assert votes == sorted_by_time(votes_in_file(real.folder / "votes.csv"))


def test_texts_and_moderation_are_those_of_the_file(real):
    proposals = Definition.objects.get(slug=real.slug).proposals
    stored = {
        int(number): (wording, {"accepted": "1", "unmoderated": "0", "rejected": "-1"}[moderation])
        for number, wording, moderation in proposals.values_list(
            "external_id", "current__wording", "moderation"
        )
    }
    assert stored == {
        int(row["comment-id"]): (row["comment-body"], row["moderated"])
        for row in read(real.folder / "comments.csv")
    }


def test_a_second_run_adds_nothing(real):
    report = import_folder(real.folder, slug=real.slug)
    assert not report.changed
    assert report.votes_present == real.report.votes


def test_what_is_exported_has_every_vote_and_its_counts(real):
    original = votes_in_file(real.folder / "votes.csv")
    assert votes_in_file(real.out / "votes.csv") == sorted_by_time(original)
    counts = recount(original)
    for row in read(real.out / "comments.csv"):
        number = int(row["comment-id"])
        assert int(row["agrees"]) == counts[number, 1]
        assert int(row["disagrees"]) == counts[number, -1]


def test_the_exported_matrix_is_the_one_that_polis_exported(real):
    ours = {row["participant"]: row for row in read(real.out / "participants-votes.csv")}
    for row in read(real.folder / "participants-votes.csv"):
        del row["group-id"]
        assert {name: ours[row["participant"]][name] for name in row} == row


def test_the_exported_summary_keeps_topic_address_and_description(real):
    def facts(folder: Path) -> dict[str, str]:
        with (folder / "summary.csv").open(encoding="utf-8", newline="") as file:
            found = {row[0]: row[1].strip() for row in csv.reader(file)}
        return {name: found[name] for name in ("topic", "url", "views", "conversation-description")}

    assert facts(real.out) == facts(real.folder)


def test_nothing_is_lost_on_the_way_out_and_in_again(real):
    report = import_folder(real.out, slug="again")
    assert report.left_out.count == 0
    assert Counter(votes_in_log("again")) == Counter(votes_in_file(real.folder / "votes.csv"))


def test_the_matrix_alone_gives_the_last_votes(real, tmp_path):
    for name in ("comments.csv", "participants-votes.csv"):
        (tmp_path / name).symlink_to(real.out / name)
    report = import_folder(tmp_path, slug=real.slug)
    # What the single votes brought is there: the matrix agrees with it everywhere.
    assert not report.changed
    assert report.votes_present == sum(recount(votes_in_file(real.out / "votes.csv")).values())
