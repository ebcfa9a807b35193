"""Exporting a definition in Polis's format."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import OperationalError, connection

from deliberation import actions
from deliberation.exchange.polis import export_folder
from deliberation.exchange.polis.exporting import export_ids
from deliberation.exchange.polis.format import datetime_text
from deliberation.models import Definition
from tests.conftest import Moot


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def records(path: Path) -> list[dict[str, str]]:
    header, *rest = rows(path)
    return [dict(zip(header, row, strict=True)) for row in rest]


@pytest.fixture
def export(run, tmp_path) -> Callable[..., Path]:
    def export(slug: str = "open-source-ai") -> Path:
        run("export_polis", slug, tmp_path / "out")
        return tmp_path / "out"

    return export


def test_the_files_have_the_columns_of_polis(export, hall):
    out = export()
    assert sorted(path.name for path in out.iterdir()) == [
        "comments.csv", "participants-votes.csv", "summary.csv", "votes.csv",
    ]  # fmt: skip
    for name, header in {
        "votes.csv": "timestamp,datetime,comment-id,voter-id,vote",
        "comments.csv": "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,"
        "comment-body",
        "participants-votes.csv": "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1",
    }.items():
        assert (out / name).read_text().splitlines()[0] == header
    assert [row[0] for row in rows(out / "summary.csv")] == [
        "topic", "url", "views", "voters", "voters-in-conv", "commenters", "comments", "groups",
        "conversation-description",
    ]  # fmt: skip


def test_votes_are_written_in_the_order_of_the_log(export, hall):
    hall.vote(0, 0, 1)
    hall.vote(1, 1, 0)
    hall.vote(0, 0, -1)
    votes = records(export() / "votes.csv")
    assert [(vote["comment-id"], vote["voter-id"], vote["vote"]) for vote in votes] == [
        ("0", "0", "1"), ("1", "1", "0"), ("0", "0", "-1"),
    ]  # fmt: skip


def test_comments_have_a_recount_of_the_last_votes_and_their_texts_as_they_stand(export, hall):
    hall.vote(0, 0, 1)
    hall.vote(1, 0, 1)
    hall.vote(0, 0, -1)
    Moot(hall.definition).decide("reject", hall.proposals[1], note="Double.")
    first, second = records(export() / "comments.csv")
    assert (first["agrees"], first["disagrees"], first["moderated"]) == ("1", "1", "0")
    assert (first["author-id"], first["comment-body"]) == ("1", "=All data MUST be open.")
    assert (second["agrees"], second["author-id"], second["moderated"]) == ("0", "", "-1")
    assert second["comment-body"] == "Data MUST be described,\nat least."


def test_the_matrix_has_each_participant_and_the_last_votes(export, hall):
    hall.vote(0, 0, 1)
    hall.vote(0, 1, 0)
    hall.vote(0, 0, -1)
    assert rows(export() / "participants-votes.csv")[1:] == [
        ["0", "", "0", "2", "0", "1", "-1", "0"],
        ["1", "", "1", "0", "0", "0", "", ""],
    ]


def test_known_opinion_groups_are_written(hall, tmp_path):
    export_folder(hall.definition, tmp_path, groups={hall.people[1].pk: 1, hall.people[0].pk: 0})
    assert [row[1] for row in rows(tmp_path / "participants-votes.csv")[1:]] == ["0", "1"]
    assert ["groups", "2"] in rows(tmp_path / "summary.csv")


def test_the_command_writes_the_groups_that_the_last_aggregation_found(run, export, folder):
    folder.comments(*((comment, 0, 1, f"Statement {comment}") for comment in range(8)))
    folder.votes(
        *(
            (100 + voter, comment, voter, 1 if (voter < 20) == (comment < 4) else -1)
            for voter in range(40)
            for comment in range(8)
        )
    )
    run("import_polis", folder.path, definition="pets")
    actions.aggregate(definition_id=Definition.objects.get().pk)
    matrix = records(export("pets") / "participants-votes.csv")
    groups = [row["group-id"] for row in matrix]
    assert set(groups) == {"0", "1"}
    assert groups == [groups[0]] * 20 + [groups[-1]] * 20


def test_a_withdrawn_vote_leaves_the_counts_and_the_command_says_so(run, hall, tmp_path):
    hall.vote(0, 0, 1)
    hall.vote(0, 0, -1)
    actions.withdraw_vote(participant=hall.people[0], proposal=hall.proposals[0])
    hall.vote(1, 0, 1)
    out, _ = run("export_polis", "open-source-ai", tmp_path)
    assert "3 votes written" in out
    assert "Withdrawals could not be written, for Polis knows none: 1." in out
    assert [row[5:] for row in rows(tmp_path / "participants-votes.csv")[1:]] == [
        ["0", "", ""], ["0", "1", ""],
    ]  # fmt: skip
    assert records(tmp_path / "comments.csv")[0]["disagrees"] == "0"


def test_votes_on_an_earlier_wording_are_kept_but_do_not_count(run, hall, tmp_path):
    hall.vote(0, 0, 1)
    actions.revise_proposal(
        proposal=hall.proposals[0],
        level="MUST",
        requires="open",
        wording="Some data MUST be open.",
        is_substantive=True,
    )
    hall.vote(1, 0, -1)
    out, _ = run("export_polis", "open-source-ai", tmp_path)
    assert "Votes on earlier wordings: 1." in out
    assert len(records(tmp_path / "votes.csv")) == 2
    comment = records(tmp_path / "comments.csv")[0]
    assert (comment["agrees"], comment["disagrees"]) == ("0", "1")
    assert comment["comment-body"] == "Some data MUST be open."


def test_statements_and_voters_of_our_own_are_numbered_after_the_imported(
    run, export, hall, folder
):
    run("import_polis", folder.path, definition="open-source-ai")
    hall.vote(0, 1, 1)
    out = export()
    comments = records(out / "comments.csv")
    assert [(each["comment-id"], each["comment-body"][:4]) for each in comments] == [
        ("0", "Cats"), ("1", "Buy "), ("4", "Dogs"), ("5", "=All"), ("6", "Data"),
    ]  # fmt: skip
    assert records(out / "votes.csv")[-1]["voter-id"] == "10"


def test_export_ids_pass_over_what_is_no_polis_id():
    assert export_ids([(11, None), (12, "7"), (13, "x"), (14, "3")]) == {
        11: 8, 12: 7, 13: 9, 14: 3,
    }  # fmt: skip


def test_the_summary_gives_back_what_was_imported(run, export, folder):
    folder.summary(topic="Pets", url="https://pol.is/1", views=12, conversation_description="A\nB")
    run("import_polis", folder.path, definition="pets", title="Animals")
    assert rows(export("pets") / "summary.csv") == [
        ["topic", "Pets"],
        ["url", "https://pol.is/1"],
        ["views", "12"],
        ["voters", "2"],
        ["voters-in-conv", "2"],
        ["commenters", "2"],
        ["comments", "3"],
        ["groups", ""],
        ["conversation-description", "A\nB"],
    ]


def test_simulated_deliberations_are_labelled(export, hall):
    Definition.objects.update(is_simulated=True)
    assert rows(export() / "summary.csv")[0] == ["topic", "Open Source AI (simulated)"]


def test_a_bystander_is_not_exported(run, export, hall, folder):
    run("import_polis", folder.path, definition="pets")
    assert records(export() / "votes.csv") == []
    assert len(records(export() / "participants-votes.csv")) == 2


def test_times_are_in_english_and_utc():
    assert datetime_text(datetime(2014, 6, 8, 1, 16, 54, 196000, tzinfo=UTC)) == (
        "Sun Jun 08 01:16:54 UTC 2014"
    )


def test_exporting_again_replaces_the_files_and_leaves_no_others(export, hall):
    export()
    hall.vote(0, 0, 1)
    out = export()
    assert len(records(out / "votes.csv")) == 1
    assert len(list(out.iterdir())) == 4


def test_an_export_that_fails_leaves_the_files_of_the_last_one(export, hall, tmp_path):
    before = (export() / "votes.csv").read_bytes()
    hall.vote(0, 0, 1)

    def gone(execute, sql, *rest):
        if "deliberation_event" in sql and "participant_id" in sql:
            raise OperationalError("the connection is gone")
        return execute(sql, *rest)

    with connection.execute_wrapper(gone), pytest.raises(OperationalError):
        export()
    assert (tmp_path / "out" / "votes.csv").read_bytes() == before
    assert len(list((tmp_path / "out").iterdir())) == 4


def test_an_unknown_definition_is_one_clear_error(run, tmp_path):
    with pytest.raises(CommandError, match="There is no definition “nobody”"):
        run("export_polis", "nobody", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("place", ["file", "file/below", "folder"])
def test_a_place_that_cannot_be_written_is_one_clear_error(run, hall, tmp_path, place):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder" / "votes.csv").mkdir(parents=True)
    with pytest.raises(CommandError, match="cannot be written") as error:
        run("export_polis", "open-source-ai", tmp_path / place)
    assert "\n" not in str(error.value)
    assert (tmp_path / "file").read_text() == "mine"
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["votes.csv"]
