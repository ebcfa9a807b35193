"""Importing a Polis export: what becomes of it, and what happens to what is not one."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import OperationalError, connection

from deliberation import actions
from deliberation.locks import aggregation_lock
from deliberation.models import Criterion, Definition, Event, Participant, Phase, Proposal, User
from tests.conftest import Moot

START = datetime(2016, 1, 1, tzinfo=UTC)


def after(milliseconds: int) -> datetime:
    return START + timedelta(milliseconds=milliseconds)


def votes_of(slug: str) -> list[tuple[int, str, str, int]]:
    """Milliseconds, comment, voter and value of each vote, in the order of the log."""
    events = Event.objects.filter(definition__slug=slug, kind="vote").order_by("pk")
    return [
        ((at - START) // timedelta(milliseconds=1), comment, voter, value)
        for at, comment, voter, value in events.values_list(
            "at", "revision__proposal__external_id", "participant__external_id", "value"
        )
    ]


# --- What becomes of it ----------------------------------------------------------------


def test_the_report_counts_what_was_imported(run, folder):
    out, err = run("import_polis", folder.path, definition="pets")
    assert out == "pets: 3 proposals, 3 participants, 4 votes imported; 0 rows left out.\n"
    assert err == ""


def test_a_comment_becomes_a_proposal_under_the_general_criterion(run, folder):
    run("import_polis", folder.path, definition="pets")
    proposal = Proposal.objects.get(external_id="4")
    assert (proposal.number, proposal.origin) == (3, "imported")
    assert proposal.criterion.slug == "general"
    assert proposal.criterion.levels == ["closed", "partial", "open"]
    assert proposal.author == Participant.objects.get(external_id="7")
    assert proposal.created_at == after(4)
    assert proposal.current == proposal.voted
    revision = proposal.revisions.get()
    assert (revision.level, revision.requires) == ("SHOULD", "open")
    assert (revision.wording, revision.created_at) == ("Dogs are\nbetter.", after(4))


def test_statements_are_no_rivals(run, folder):
    run("import_polis", folder.path, definition="pets")
    assert Definition.objects.get().criterion_uses.get().competing is False


def test_moderation_is_kept_and_told_to_the_log(run, folder):
    run("import_polis", folder.path, definition="pets")
    states = Proposal.objects.order_by("number").values_list("moderation", flat=True)
    assert list(states) == ["accepted", "rejected", "unmoderated"]
    moderated = Event.objects.filter(kind="moderated").order_by("pk")
    assert [
        (event.revision.proposal.number, event.payload["moderation"]) for event in moderated
    ] == [(1, "accepted"), (2, "rejected")]


def test_voters_and_authors_become_participants_from_their_first_deed_on(run, folder):
    run("import_polis", folder.path, definition="pets")
    people = Participant.objects.order_by("pk")
    assert list(people.values_list("external_id", "pseudonym", "joined_at")) == [
        ("7", "voter-7", after(0)),
        ("8", "voter-8", after(1)),
        ("9", "voter-9", after(10)),
    ]
    assert {(person.user, person.stakeholder_class) for person in people} == {(None, None)}


def test_votes_enter_the_log_in_order_of_time_to_the_millisecond(run, folder):
    run("import_polis", folder.path, definition="pets")
    assert votes_of("pets") == [
        (10, "0", "9", -1), (20, "4", "9", 0), (30, "0", "7", 1), (40, "0", "9", 1),
    ]  # fmt: skip


def test_votes_of_one_millisecond_keep_the_order_of_the_file(run, folder):
    folder.votes((10, 0, 9, 1), (10, 0, 9, -1), (10, 0, 9, 0))
    run("import_polis", folder.path, definition="pets")
    assert [value for *_, value in votes_of("pets")] == [1, -1, 0]


def test_the_log_tells_all_else_before_the_votes_and_every_event_has_its_position(run, folder):
    run("import_polis", folder.path, definition="pets")
    events = Event.objects.order_by("pk")
    assert list(events.values_list("kind", flat=True)) == [
        "ruled", "phased", "joined", "joined", "joined",
        "revised", "moderated", "revised", "moderated", "revised",
        "vote", "vote", "vote", "vote",
    ]  # fmt: skip
    positions = list(events.values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1))
    assert Definition.objects.dirty().exists()


def test_votes_that_waited_come_before_those_of_a_later_import(run, folder):
    run("import_polis", folder.path, definition="pets")
    definition = Definition.objects.get()
    first = definition.events.votes().order_by("pk").first()
    waiting = Event.objects.create(
        definition=definition, kind="vote", participant=first.participant,
        revision=first.revision, value=0, at=first.at,
    )  # fmt: skip
    folder.votes((10, 0, 9, -1), (20, 4, 9, 0), (30, 0, 7, 1), (40, 0, 9, 1), (50, 4, 7, 1))
    run("import_polis", folder.path, definition="pets")
    waiting.refresh_from_db()
    last = definition.events.order_by("-pk").first()
    assert (waiting.position, last.position) == (15, 16)


def test_an_import_waits_for_the_run_of_its_definition(run, folder, monkeypatch):
    run("import_polis", folder.path, definition="pets")
    monkeypatch.setattr("deliberation.exchange.polis.importing.LOCK_WAIT_SECONDS", 0)
    with (
        aggregation_lock(Definition.objects.get().pk),
        pytest.raises(CommandError, match="being aggregated right now"),
    ):
        run("import_polis", folder.path, definition="pets")


def test_the_log_ends_with_the_deliberation_and_not_with_the_import(run, folder):
    run("import_polis", folder.path, definition="pets")
    assert Event.objects.order_by("-at")[0].at == after(40)
    assert Definition.objects.get().created_at == after(0)


def test_a_new_definition_is_closed_and_told_about_by_the_summary(run, folder):
    folder.summary(
        topic="Pets",
        url="https://pol.is/1abc",
        views=12,
        voters=3,
        conversation_description="Cats\nor dogs?",
    )
    run("import_polis", folder.path, definition="pets")
    definition = Definition.objects.get()
    assert (definition.title, definition.question) == ("Pets", "Cats\nor dogs?")
    assert definition.phase == Phase.CLOSED
    assert definition.source == {
        "polis": {
            "topic": "Pets",
            "url": "https://pol.is/1abc",
            "views": 12,
            "conversation-description": "Cats\nor dogs?",
        }
    }


def test_a_given_title_comes_before_the_topic(run, folder):
    folder.summary(topic="Pets")
    run("import_polis", folder.path, definition="pets", title="Animals")
    assert Definition.objects.get().title == "Animals"


def test_without_summary_and_title_the_slug_is_the_title(run, folder):
    run("import_polis", folder.path, definition="pets")
    assert Definition.objects.get().title == "pets"


@pytest.mark.parametrize(("text", "end"), [("word " * 400, " word…"), ("貓" * 2000, "貓…")])
def test_a_long_description_is_cut_between_words_where_there_are_any(run, folder, text, end):
    folder.summary(topic=text, conversation_description=text)
    run("import_polis", folder.path, definition="pets")
    definition = Definition.objects.get()
    definition.full_clean(exclude=["source"])
    assert definition.question.endswith(end)
    assert definition.title.endswith(end)


def test_a_summary_brings_no_link_that_is_not_of_the_web(run, folder):
    folder.summary(topic="Pets", url="javascript:alert(1)")
    run("import_polis", folder.path, definition="pets")
    assert "url" not in Definition.objects.get().source["polis"]


def test_texts_are_taken_as_they_stand(run, folder):
    texts = ["=1+1", "+1", "-1", "@me", " “quoted” ", 'a "b", c', "two\r\nlines", "\u202eabc", "貓"]
    folder.comments(*((number, 7, 1, text) for number, text in enumerate(texts)))
    folder.votes()
    run("import_polis", folder.path, definition="pets")
    stored = Proposal.objects.order_by("number").values_list("current__wording", flat=True)
    assert list(stored) == texts


def test_a_byte_order_mark_and_quoted_cells_are_understood(run, folder):
    folder.text(
        "votes.csv",
        '\ufeff"timestamp","datetime","comment-id","voter-id","vote"\r\n'
        '"1451606400010","Fri, 1 Jan","0","9","1"\r\n\r\n',
    )
    run("import_polis", folder.path, definition="pets")
    assert votes_of("pets") == [(10, "0", "9", 1)]


def test_columns_may_stand_in_another_order_with_others_between(run, folder):
    folder.text(
        "votes.csv",
        "vote,important,voter-id,comment-id,datetime,timestamp\n-1,0,9,4,?,1451606400010\n",
    )
    run("import_polis", folder.path, definition="pets")
    assert votes_of("pets") == [(10, "4", "9", -1)]


def test_timestamps_in_seconds_are_understood(run, folder):
    folder.text("votes.csv", "timestamp,datetime,comment-id,voter-id,vote\n1451606401,?,0,9,1\n")
    run("import_polis", folder.path, definition="pets")
    assert votes_of("pets") == [(1000, "0", "9", 1)]


def test_a_comment_may_have_no_known_author(run, folder):
    folder.text(
        "comments.csv",
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
        "1451606400000,?,0,,0,0,1,Cats.\n",
    )
    folder.votes()
    run("import_polis", folder.path, definition="pets")
    assert Proposal.objects.get().author is None
    assert not Participant.objects.exists()


def test_the_report_is_also_one_json_object(run, folder):
    folder.votes((10, 0, 9, 1), (20, 5, 9, 1))
    out, _ = run("import_polis", folder.path, definition="pets", json=True)
    report = json.loads(out)
    assert {name: report[name] for name in ("definition", "proposals", "votes", "left_out")} == {
        "definition": "pets", "proposals": 3, "votes": 1, "left_out": 1,
    }  # fmt: skip
    assert report["rows"][0]["file"] == "votes.csv"
    assert report["rows"][0]["line"] == 3


def test_the_number_of_queries_does_not_grow_with_the_rows(
    run, folder, django_assert_max_num_queries
):
    folder.comments(*((number, number % 9, 1, f"Statement {number}") for number in range(100)))
    folder.votes(*((number, number % 100, number % 50, 1) for number in range(2000)))
    with django_assert_max_num_queries(65):
        run("import_polis", folder.path, definition="pets")


# --- Into what is there ----------------------------------------------------------------


def test_a_second_run_changes_nothing_and_says_so(run, folder, rows_stored):
    folder.summary(topic="Pets", url="https://pol.is/1abc", views=12)
    run("import_polis", folder.path, definition="pets")
    before = rows_stored()
    out, _ = run("import_polis", folder.path, definition="pets")
    assert out == "pets: nothing new, 4 votes were there already; 0 rows left out.\n"
    assert rows_stored() == before


def test_a_vote_that_the_file_has_twice_is_kept_twice_and_not_more(run, folder):
    folder.votes((10, 0, 9, 1), (10, 0, 9, 1))
    for _ in range(2):
        run("import_polis", folder.path, definition="pets")
    assert votes_of("pets") == [(10, "0", "9", 1), (10, "0", "9", 1)]


def test_a_grown_export_adds_only_what_is_new(run, folder):
    run("import_polis", folder.path, definition="pets")
    folder.comments(
        (0, 7, 1, "Cats are better."), (1, 8, -1, "Buy now!"), (3, 11, 1, "Neither."),
        (4, 7, 0, "Dogs are\nbetter."),
    )  # fmt: skip
    folder.votes(
        (30, 0, 7, 1), (10, 0, 9, -1), (20, 4, 9, 0), (40, 0, 9, 1), (40, 0, 9, 1), (50, 3, 12, -1)
    )
    out, _ = run("import_polis", folder.path, definition="pets")
    assert out == "pets: 1 proposal, 2 participants, 2 votes imported; 0 rows left out.\n"
    assert votes_of("pets")[-2:] == [(40, "0", "9", 1), (50, "3", "12", -1)]
    assert Proposal.objects.get(external_id="3").number == 4


def test_moderation_that_the_file_has_changed_is_followed(run, folder):
    run("import_polis", folder.path, definition="pets")
    folder.comments(
        (0, 7, 0, "Cats are better."), (1, 8, -1, "Buy now!"), (4, 7, -1, "Dogs are\nbetter.")
    )
    out, _ = run("import_polis", folder.path, definition="pets")
    assert "moderation of 2 changed" in out
    states = Proposal.objects.order_by("number").values_list("moderation", flat=True)
    assert list(states) == ["unmoderated", "rejected", "rejected"]
    last = Event.objects.filter(kind="moderated").order_by("-pk")[0]
    assert last.revision.proposal.external_id == "4"
    out, _ = run("import_polis", folder.path, definition="pets")
    assert "nothing new" in out


def test_a_decision_made_here_outlives_a_second_run(run, folder):
    run("import_polis", folder.path, definition="pets")
    proposal = Proposal.objects.get(external_id="0")
    Moot(proposal.definition).decide("reject", proposal, note="Unkind.")
    run("import_polis", folder.path, definition="pets")
    assert Proposal.objects.get(external_id="0").moderation == "rejected"


def test_a_vote_older_than_what_is_there_does_not_undo_it(run, folder):
    folder.votes((20, 0, 9, 1))
    run("import_polis", folder.path, definition="pets")
    folder.votes((20, 0, 9, 1), (10, 0, 9, -1), (10, 4, 9, -1))
    _, err = run("import_polis", folder.path, definition="pets")
    assert "votes.csv, line 3: a later vote of this voter on this comment" in err
    assert votes_of("pets") == [(20, "0", "9", 1), (10, "4", "9", -1)]


def test_another_text_under_a_known_id_stays_out_with_its_votes(run, folder):
    run("import_polis", folder.path, definition="pets")
    folder.comments((0, 7, -1, "Cars are better."))
    folder.votes((60, 0, 9, 1))
    out, err = run("import_polis", folder.path, definition="pets")
    assert "2 rows left out" in out
    assert "comments.csv, line 2: comment-id 0 was imported before with another text" in err
    assert "votes.csv, line 2: comment-id 0 was imported before with another text" in err
    assert Proposal.objects.get(external_id="0").moderation == "accepted"


def test_another_conversation_is_refused_where_one_is(run, folder, rows_stored):
    folder.summary(topic="Pets", url="https://pol.is/1abc")
    run("import_polis", folder.path, definition="pets")
    folder.summary(topic="Cars", url="https://pol.is/2def")
    before = rows_stored()
    with pytest.raises(CommandError, match="Import it under another name"):
        run("import_polis", folder.path, definition="pets")
    assert rows_stored() == before


def test_an_existing_definition_keeps_its_own_and_gains_the_statements(run, folder, hall):
    hall.vote(0, 0, 1)
    run("import_polis", folder.path, definition="open-source-ai")
    definition = Definition.objects.get()
    assert (definition.title, definition.phase) == ("Open Source AI", Phase.DELIBERATION)
    uses = definition.criterion_uses.values_list("criterion__slug", "position", "competing")
    assert list(uses) == [("training-data", 1, True), ("general", 2, False)]
    numbers = definition.proposals.order_by("number").values_list("number", "external_id")
    assert list(numbers) == [(1, None), (2, None), (3, "0"), (4, "1"), (5, "4")]


def test_a_bystander_with_the_same_ids_is_left_alone(run, folder):
    run("import_polis", folder.path, definition="cats")
    run("import_polis", folder.path, definition="dogs")
    assert votes_of("cats") == votes_of("dogs")
    out, _ = run("import_polis", folder.path, definition="cats")
    assert "nothing new" in out


def test_a_pseudonym_that_somebody_chose_is_not_taken_from_them(run, folder, hall):
    actions.join(
        definition=hall.definition,
        user=User.objects.create_user("carl@example.org"),
        pseudonym="Voter-9",
        class_slug="makers",
    )
    run("import_polis", folder.path, definition="open-source-ai")
    assert Participant.objects.get(external_id="9").pseudonym == "voter-9-2"


# --- Bad rows --------------------------------------------------------------------------

GOOD_VOTE = "1451606400010,?,0,9,1"
GOOD_COMMENT = "1451606400000,?,0,7,0,0,1,Cats."


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1451606400010,?,99,9,1", "comment-id 99 is unknown"),
        ("1451606400010,?,0,9,2", "vote is '2'"),
        ("1451606400010,?,0,9,", "vote is ''"),
        ("1451606400010,?,0,9,1.0", "vote is '1.0'"),
        ("yesterday,?,0,9,1", "timestamp is 'yesterday'"),
        (",?,0,9,1", "timestamp is ''"),
        ("-5,?,0,9,1", "timestamp is '-5'"),
        ("999999999999999,?,0,9,1", "no time in milliseconds"),
        ("1451606400010,?,0,nine,1", "voter-id is 'nine'"),
        ("1451606400010,?,0,-9,1", "voter-id is '-9'"),
        ("1451606400010,?,0,9.5,1", "voter-id is '9.5'"),
        ("1451606400010,?,0,٣,1", "voter-id is '٣'"),
        (f"1451606400010,?,0,{'9' * 50},1", "voter-id is '9999"),
        ("1451606400010,?,0,\x1b[31m,1", r"voter-id is '\x1b[31m'"),
        ("1451606400010,?,zero,9,1", "comment-id is 'zero'"),
        ("1451606400010,?,0,9", "it has 4 cells where the header has 5"),
        ("1451606400010,?,0,9,1,1", "it has 6 cells where the header has 5"),
        ('1451606400010,"?,0,9,1', "a quotation mark is out of place"),
        ('1451606400010,"?"?,0,9,1', "a quotation mark is out of place"),
    ],
)
def test_a_bad_vote_is_listed_and_stops_nothing(run, folder, row, reason):
    folder.text(
        "votes.csv",
        f"timestamp,datetime,comment-id,voter-id,vote\n{row}\n{GOOD_VOTE}\n",
    )
    out, err = run("import_polis", folder.path, definition="pets")
    assert "1 vote imported; 1 row left out." in out
    assert err.startswith("votes.csv, line 2: ")
    assert reason in err
    assert votes_of("pets") == [(10, "0", "9", 1)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1451606400000,?,5,7,0,0,1,", "comment-body is empty"),
        ("1451606400000,?,5,7,0,0,1, \t ", "comment-body is empty"),
        (f"1451606400000,?,5,7,0,0,1,{'x' * 2001}", "2,001 characters; 2,000 are allowed"),
        (f"1451606400000,?,5,7,0,0,1,{'x' * 1_000_000}", "1,000,000 characters"),
        ("1451606400000,?,0,7,0,0,1,Cats again.", "comment-id 0 stands in the file twice"),
        ("1451606400000,?,five,7,0,0,1,Cats.", "comment-id is 'five'"),
        ("1451606400000,?,5,seven,0,0,1,Cats.", "author-id is 'seven'"),
        ("1451606400000,?,5,7,0,0,2,Cats.", "moderated is '2'"),
        ("then,?,5,7,0,0,1,Cats.", "timestamp is 'then'"),
        ("1451606400000,?,5,7,0,0,1", "it has 7 cells where the header has 8"),
        ("1451606400000,?,5,7,0,0,1,Cats, dogs", "it has 9 cells where the header has 8"),
        ('1451606400000,?,5,7,0,0,1,"Cats.', "a quotation mark is out of place"),
    ],
)
def test_a_bad_comment_is_listed_and_stops_nothing(run, folder, row, reason):
    folder.text(
        "comments.csv",
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
        f'1451606400000,?,0,7,0,0,1,"Cats,\nor so."\n{row}\n',
    )
    folder.votes((10, 0, 9, 1))
    out, err = run("import_polis", folder.path, definition="pets")
    assert "1 proposal, 2 participants, 1 vote imported; 1 row left out." in out
    assert err.startswith("comments.csv, line 4: ")
    assert reason in err


def test_a_stray_quotation_mark_costs_one_line_and_none_of_those_after_it(run, folder):
    folder.text(
        "comments.csv",
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
        '1451606400000,?,0,7,0,0,1,"Cats.\n'
        '1451606400000,?,1,7,0,0,1,"Dogs,\nor so."\n'
        "1451606400000,?,4,7,0,0,1,Birds.\n"
        '1451606400000,?,5,7,0,0,1,"Fish.\n'
        "1451606400000,?,6,7,0,0,1,Bees.\n",
    )
    folder.votes()
    _, err = run("import_polis", folder.path, definition="pets")
    numbers = Proposal.objects.order_by("number").values_list("external_id", flat=True)
    assert list(numbers) == ["1", "4", "6"]
    assert [line.partition(":")[0] for line in err.splitlines()] == [
        "comments.csv, line 2", "comments.csv, line 6",
    ]  # fmt: skip


def test_votes_on_a_comment_that_was_left_out_are_left_out(run, folder):
    folder.comments((0, 7, 1, ""), (4, 7, 1, "Cats."))
    out, err = run("import_polis", folder.path, definition="pets")
    assert "1 vote imported; 4 rows left out." in out
    assert "comment-id 0 is unknown" in err


def test_of_many_bad_rows_twenty_are_shown_and_all_are_counted(run, folder):
    folder.votes((10, 0, 9, 1), *((10, 99, 9, 1) for _ in range(25)))
    out, err = run("import_polis", folder.path, definition="pets")
    assert "25 rows left out." in out
    assert err.count("votes.csv, line") == 20
    assert err.endswith("… and 5 more\n")


# --- What is no Polis export -----------------------------------------------------------


def no_folder(folder: Any) -> None:
    folder.path = folder.path / "none"


def a_file_for_a_folder(folder: Any) -> None:
    folder.path = folder.path / "votes.csv"


def no_comments(folder: Any) -> None:
    (folder.path / "comments.csv").unlink()


def no_votes(folder: Any) -> None:
    (folder.path / "votes.csv").unlink()


def a_folder_for_a_file(folder: Any) -> None:
    no_votes(folder)
    (folder.path / "votes.csv").mkdir()


def replaced(name: str, content: str | bytes) -> Callable[[Any], None]:
    def replace(folder: Any) -> None:
        folder.text(name, content)

    replace.__name__ = f"{name} replaced by {content[:12]!r}"
    return replace


def tail(name: str, content: bytes) -> Callable[[Any], None]:
    """Good rows, and then what no text file has."""

    def append(folder: Any) -> None:
        path = folder.path / name
        path.write_bytes(path.read_bytes() + content)

    append.__name__ = f"{name} with {content!r}"
    return append


VOTE_HEADER = "timestamp,datetime,comment-id,voter-id,vote"


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (no_folder, "There is no folder"),
        (a_file_for_a_folder, "There is no folder"),
        (no_comments, "it has no comments.csv"),
        (no_votes, "neither votes.csv nor participants-votes.csv"),
        (a_folder_for_a_file, "votes.csv cannot be read"),
        (replaced("votes.csv", ""), "its header lacks timestamp"),
        (replaced("votes.csv", "a,b,c\n1,2,3\n"), "its header lacks timestamp"),
        (replaced("votes.csv", VOTE_HEADER.replace(",", ";")), "its header lacks timestamp"),
        (replaced("votes.csv", VOTE_HEADER.replace("voter-id,", "")), "header lacks voter-id"),
        (replaced("votes.csv", VOTE_HEADER + ",vote"), "names a column twice"),
        (replaced("votes.csv", '"' + VOTE_HEADER), "its header lacks"),
        (replaced("votes.csv", (VOTE_HEADER + "\n").encode("utf-16")), "not text in UTF-8"),
        (replaced("comments.csv", VOTE_HEADER), "its header lacks author-id"),
        (replaced("comments.csv", b"PK\x03\x04\xff\xfe\x00"), "not text in UTF-8"),
        (replaced("comments.csv", b"PK\x03\x04\x00\x00"), "not text in UTF-8"),
        (replaced("summary.csv", VOTE_HEADER), "no row “topic”"),
        (tail("votes.csv", b"1451606400010,?,0,9,\xe9\n"), "not text in UTF-8"),
        (tail("votes.csv", b"1451606400010,\0,0,9,1\n"), "not text in UTF-8"),
        (tail("comments.csv", b'1,?,9,9,0,0,1,"a\nb\0"\n'), "not text in UTF-8"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_no_polis_export_is_one_clear_error_and_stores_nothing(
    run, folder, rows_stored, spoil, problem
):
    before = rows_stored()
    spoil(folder)
    with pytest.raises(CommandError) as error:
        run("import_polis", folder.path, definition="pets")
    assert problem in str(error.value)
    assert "\n" not in str(error.value)
    assert rows_stored() == before


@pytest.mark.parametrize("slug", ["", "Pets and more", "pets/cats", "x" * 61, "../pets", "pets\n"])
def test_a_name_that_is_no_slug_is_one_clear_error(run, folder, rows_stored, slug):
    before = rows_stored()
    with pytest.raises(CommandError, match="cannot name a definition"):
        run("import_polis", folder.path, definition=slug)
    assert rows_stored() == before


def test_a_crash_among_the_votes_leaves_the_database_as_it_was(run, folder, rows_stored):
    folder.votes(*((number, 0, number % 9, 1) for number in range(2500)))
    before = rows_stored()
    inserts = 0

    def disk_full(execute: Any, sql: str, *rest: Any) -> Any:
        nonlocal inserts
        if sql.startswith('INSERT INTO "deliberation_event"'):
            inserts += 1
            # Ruleset, phase, participants, statements, votes, and votes again.
            if inserts == 6:
                raise OperationalError("database or disk is full")
        return execute(sql, *rest)

    with connection.execute_wrapper(disk_full), pytest.raises(OperationalError):
        run("import_polis", folder.path, definition="pets")
    assert rows_stored() == before
    assert not Criterion.objects.exists()


# --- Where the single votes are missing ------------------------------------------------


@pytest.fixture
def matrix(folder):
    no_votes(folder)
    folder.matrix((7, {0: 1, 4: 0}), (9, {0: -1}), (10, {}), comments=[0, 1, 4])
    return folder


def test_the_final_matrix_gives_votes_at_the_time_of_their_comments(run, matrix):
    out, _ = run("import_polis", matrix.path, definition="pets")
    assert "3 proposals, 3 participants, 3 votes imported; 0 rows left out." in out
    assert votes_of("pets") == [(0, "0", "7", 1), (0, "0", "9", -1), (4, "4", "7", 0)]


def test_a_matrix_imported_again_adds_only_votes_that_changed(run, matrix):
    run("import_polis", matrix.path, definition="pets")
    out, _ = run("import_polis", matrix.path, definition="pets")
    assert "nothing new, 3 votes were there already" in out
    matrix.matrix((7, {0: -1, 4: 0}), (9, {0: -1}), comments=[0, 1, 4])
    run("import_polis", matrix.path, definition="pets")
    matrix.matrix((7, {0: 1, 4: 0}), (9, {0: -1}), comments=[0, 1, 4])
    run("import_polis", matrix.path, definition="pets")
    assert votes_of("pets")[3:] == [(0, "0", "7", -1), (0, "0", "7", 1)]


def test_bad_cells_and_participants_of_a_matrix_are_listed(run, matrix):
    matrix.matrix((7, {0: 1, 4: 3}), (7, {0: -1}), (9, {0: -1, 6: 1}), comments=[0, 1, 4, 6])
    out, err = run("import_polis", matrix.path, definition="pets")
    assert "2 votes imported; 3 rows left out." in out
    assert "participants-votes.csv, line 2: vote is '3'; it must be 1, 0 or -1 (column 4)" in err
    assert "participants-votes.csv, line 3: participant 7 stands in the file twice" in err
    assert "participants-votes.csv, line 4: comment-id 6 is unknown" in err


def test_a_matrix_of_another_kind_is_one_clear_error(run, matrix):
    matrix.text("participants-votes.csv", "a,b\n1,2\n")
    with pytest.raises(CommandError, match=r"participants-votes\.csv is not a Polis file"):
        run("import_polis", matrix.path, definition="pets")
