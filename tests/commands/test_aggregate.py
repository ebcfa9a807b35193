"""The commands that aggregate and export."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from deliberation import drafting


def run(*arguments, **options):
    out = io.StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_aggregate_prints_one_json_object(moot):
    proposal = moot.proposal()
    moot.proposal("no-scale-cap", level="MUST NOT", wording="It MUST NOT be.")
    moot.votes(proposal, agree=40)
    report = json.loads(run("aggregate", "open-source-ai", "--json"))
    draft = moot.definition.drafts.get()
    seconds = report.pop("seconds")
    assert report == {
        "definition": "open-source-ai",
        "version": "0.1.0",
        "content_hash": draft.content_hash,
        "watermark": moot.definition.events.count(),
        "participants": 40,
        "votes": 40,
        "proposals": 2,
        "groups": [],
        "clauses": 1,
        "open_questions": 0,
    }
    assert {"reading", "counting", "drafting", "storing"} <= set(seconds)


def test_a_second_run_finds_nothing_to_do_and_says_the_same(moot):
    moot.votes(moot.proposal(), agree=40)
    assert run("aggregate", "open-source-ai", "--json") == run(
        "aggregate", "open-source-ai", "--json"
    )


def test_without_a_clause_there_is_no_draft_yet(moot):
    moot.votes(moot.proposal(), agree=3)
    assert "No draft yet" in run("aggregate", "open-source-ai")


def test_the_exported_json_is_what_was_hashed(moot):
    moot.votes(moot.proposal(), agree=40)
    draft = moot.draft()
    written = run("export_draft", "open-source-ai", "latest", "--format", "json")
    assert drafting.content_hash(written.encode()) == draft.content_hash
    assert run("export_draft", "open-source-ai", "0.1.0") == written
    assert run("export_draft", "open-source-ai", "latest", "--format", "md").startswith("# Open")
    assert run("export_draft", "open-source-ai", "latest", "--format", "csv").startswith(
        "proposal,"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("aggregate", "nonsense"),
        ("export_draft", "nonsense", "latest"),
        ("export_draft", "open-source-ai", "latest"),
        ("export_draft", "open-source-ai", "9.9.9"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(moot, arguments):
    with pytest.raises(CommandError, match=r"^(There is no|“Open Source AI” has no)") as raised:
        run(*arguments)
    assert "\n" not in str(raised.value)
