"""Texts applied to systems: over the API, in every format, for whoever has it already."""

import csv
import io
import json

import pytest
from django.test import Client

from deliberation import actions
from deliberation.drafting import canonical, content_hash
from deliberation.exchange import parquet
from deliberation.models import AISystem, Criterion, Evidence, Phase, ReferenceDefinition

ROOT = "/api/v1"
DRAFT = f"{ROOT}/definitions/open-source-ai/drafts/0.1.0"
HOSTILE = "=cmd|' /C calc'!A0 <script>[x](javascript:1)</script>"


def record(moot, system, slug, level, note=""):
    proposed = actions.propose_evidence(
        system=system, criterion=Criterion.objects.get(slug=slug), by=moot.participant().user,
        level=level, source_url="https://example.org/card", seen="2026-11", note=note,
    )  # fmt: skip
    actions.accept_evidence(proposed=proposed, by=moot.moderator(), reason="Seen.")


@pytest.fixture
def systems(drafted):
    """One that meets draft 0.1.0, one that does not, and one of which nothing is known."""
    made = [
        AISystem.objects.create(slug=slug, name=name, developer=maker)
        for slug, name, maker in (
            ("heron", "Heron", "Fen"), ("egret", HOSTILE, HOSTILE), ("ibis", "Ibis", "Fen")
        )
    ]  # fmt: skip
    record(drafted, made[0], "training-data", "open", note="It is <b>there</b>.\n# Not a title")
    record(drafted, made[1], "training-data", "closed")
    actions.assess_stale()
    return made


@pytest.fixture
def published(drafted, systems):
    reference = ReferenceDefinition.objects.create(slug="strict", title="Strict", position=1)
    reference.clauses.create(
        number=1, criterion=Criterion.objects.get(slug="no-scale-cap"), level="MUST NOT",
        requires="open", wording="It MUST NOT cap.", section="2.1", basis="text",
    )  # fmt: skip
    actions.assess_stale()
    return reference


def get(address, **query):
    return Client().get(f"{DRAFT}/{address}", query)


def test_every_system_has_its_verdict_under_a_draft(systems):
    shown = get("assessments/").json()["results"]
    assert [(each["system"], each["verdict"], each["results"]) for each in shown] == [
        ("heron", "meets", ["pass"]),
        ("egret", "does not meet", ["fail"]),
        ("ibis", "cannot be told", ["unknown"]),
    ]
    assert all(each["up_to_date"] for each in shown)
    assert Client().get(shown[0]["url"]).json()["verdict"] == "meets"
    only = get("assessments/", verdict="does not meet").json()["results"]
    assert [each["system"] for each in only] == ["egret"]
    latest = DRAFT.replace("0.1.0", "latest")
    assert Client().get(f"{latest}/assessments/").json()["results"][0]["verdict"] == "meets"


def test_what_is_out_of_date_says_so(drafted, systems):
    AISystem.objects.filter(slug="heron").touch()
    shown = get("assessments/").json()["results"]
    assert [each["up_to_date"] for each in shown] == [False, True, True]


def test_an_assessment_tells_each_clause_with_its_evidence_and_what_it_would_take(systems):
    told = get("assessments/egret/").json()
    assert told["format"] == "openmoot-assessment/1"
    assert (told["text"]["version"], told["text"]["status"]) == ("0.1.0", "working")
    (clause,) = told["clauses"]
    assert (clause["criterion"], clause["result"]) == ("training-data", "fail")
    assert clause["evidence"]["source"]["url"] == "https://example.org/card"
    assert clause["reason"]["text"] == "“closed” is recorded; “open” is needed."
    (change,) = told["distance"]["components"]
    assert (change["level"], change["needed"]) == ("closed", "open")
    assert {"MIT", "CC-BY-4.0"} <= {each["licence"] for each in told["attribution"]}


def test_what_follows_from_a_licence_names_it(drafted, systems, published):
    actions.set_licence(
        system=systems[0], component="weights", licence="Apache-2.0", by=drafted.moderator()
    )
    licence = systems[0].component_licences.get().licence
    licence.openness, licence.is_read = "open", True
    licence.save()
    told = Client().get(f"{ROOT}/references/strict/assessments/heron/").json()
    assert (told["verdict"], told["clauses"][0]["evidence"]) == ("meets", None)
    assert told["clauses"][0]["licence"]["spdx"] == "Apache-2.0"


def test_markdown_carries_nobodys_markup(systems):
    answer = get("assessments/egret/", format="md")
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    text = answer.content.decode()
    assert "working draft 0.1.0" in text
    assert "**It does not meet the text: it fails 1 of 1 binding clauses.**" in text
    assert "<script>" not in text
    assert "[x](javascript" not in text
    heron = get("assessments/heron/", format="md").content.decode()
    assert [line for line in heron.splitlines() if line.startswith("# ")] == [
        "# Heron under Open Source AI, working draft 0.1.0"
    ]


def test_the_attestation_is_an_in_toto_statement_whose_digest_anyone_can_reckon(systems):
    answer = get("assessments/heron/", format="intoto")
    assert answer["Content-Type"] == "application/vnd.in-toto+json"
    told = json.loads(answer.content)
    assert told["_type"] == "https://in-toto.io/Statement/v1"
    assert told["predicateType"].startswith("tag:")
    assert told["predicateType"].endswith(":formats/openmoot-assessment/1")
    (subject,) = told["subject"]
    assert subject["name"] == "heron"
    record = told["predicate"]["record"]
    assert subject["digest"] == {"sha256": content_hash(canonical(record))}
    assert record["known"]["training-data"]["evidence"]["level"] == "open"
    assert answer.content == canonical(told)
    assert told["predicate"]["verdict"] == "meets"


def test_the_matrix_is_the_same_in_json_and_csv(systems):
    told = get("matrix/").json()
    assert [each["criterion"] for each in told["clauses"]] == ["training-data"]
    rows = list(csv.DictReader(io.StringIO(get("matrix/", format="csv").content.decode())))
    assert [row["slug"] for row in rows] == [each["slug"] for each in told["systems"]]
    column = "1.1 training-data MUST open"
    assert [row[column] for row in rows] == [each["results"][0] for each in told["systems"]]
    assert [row["verdict"] for row in rows] == [each["verdict"] for each in told["systems"]]
    assert told["attribution"]


def test_no_spreadsheet_runs_a_cell_of_the_matrix(systems):
    rows = list(csv.reader(io.StringIO(get("matrix/", format="csv").content.decode())))
    cells = [cell for row in rows for cell in row]
    assert f"'{HOSTILE}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_the_matrix_is_filtered_and_ordered(systems):
    def slugs(**query):
        return [each["slug"] for each in get("matrix/", **query).json()["systems"]]

    assert slugs(developer="Fen") == ["heron", "ibis"]
    assert slugs(criterion="training-data", result="fail") == ["egret"]
    assert slugs(order="-verdict")[0] == "egret"
    assert get("matrix/", result="maybe").json()["code"] == "invalid-input"


@pytest.mark.skipif(parquet.is_available(), reason="pyarrow is installed")
def test_without_its_library_parquet_is_refused_and_says_what_is_there(systems):
    answer = get("matrix/", format="parquet")
    assert (answer.status_code, answer.json()["code"]) == (501, "parquet-unavailable")


@pytest.mark.skipif(not parquet.is_available(), reason="pyarrow is not installed")
def test_parquet_has_the_columns_of_the_csv_typed(systems):
    from pyarrow import parquet as reading

    table = reading.read_table(io.BytesIO(get("matrix/", format="parquet").content))
    rows = list(csv.reader(io.StringIO(get("matrix/", format="csv").content.decode())))
    assert table.column_names == rows[0]
    assert table.column("changes").to_pylist() == [int(row[rows[0].index("changes")])
                                                   for row in rows[1:]]  # fmt: skip
    assert json.loads(table.schema.metadata[b"openmoot"])["format"] == "openmoot-matrix/1"


@pytest.mark.parametrize("address", ["assessments/heron/", "matrix/"])
def test_who_has_it_already_is_told_so_until_evidence_changes(drafted, systems, address):
    first = get(address)
    assert first["Cache-Control"] == "no-cache"
    known = {"If-None-Match": first["ETag"]}
    again = Client().get(f"{DRAFT}/{address}", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    record(drafted, systems[2], "training-data", "open")
    actions.accept_evidence(
        proposed=actions.propose_evidence(
            system=systems[0], criterion=Criterion.objects.get(slug="training-data"),
            by=drafted.participant().user, level="partial", source_url="https://example.org/new",
            seen="2026-11",
        ),
        by=drafted.moderator(), reason="It is less now.", replaces=True,
    )  # fmt: skip
    actions.assess_stale()
    assert Client().get(f"{DRAFT}/{address}", headers=known).status_code == 200


def test_published_definitions_are_listed_with_clauses_and_applied(published):
    (listed,) = Client().get(f"{ROOT}/references/").json()["results"]
    assert listed["slug"] == "strict"
    told = Client().get(listed["url"]).json()
    assert told["clauses"][0]["section"] == "2.1"
    matrix = Client().get(f"{ROOT}/references/strict/matrix/").json()
    assert matrix["text"]["kind"] == "reference"
    listed = Client().get(f"{ROOT}/references/strict/assessments/").json()["results"]
    assert {each["verdict"] for each in listed} == {"cannot be told"}


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (f"{DRAFT}/assessments/stork/", "system-not-found"),
        (f"{DRAFT}/matrix/?format=xml", "not-acceptable"),
        (f"{ROOT}/references/lax/matrix/", "reference-not-found"),
        (f"{ROOT}/definitions/open-source-ai/drafts/9.9.9/matrix/", "draft-not-found"),
    ],
)
def test_what_is_not_there_is_said(systems, address, code):
    assert Client().get(address).json()["code"] == code


def test_what_a_draft_in_setup_says_is_for_its_team(drafted, systems, signed_in):
    actions.change_phase(definition=drafted.definition, phase=Phase.SETUP)
    assert get("matrix/").status_code == 404
    answer = signed_in(drafted.steward()).get(f"{DRAFT}/matrix/")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache")


def test_systems_cost_no_queries_more(drafted, systems, count_queries):
    addresses = [f"{DRAFT}/assessments/", f"{DRAFT}/matrix/", f"{DRAFT}/assessments/heron/"]
    few = [count_queries(Client().get, each) for each in addresses]
    for number in range(12):
        AISystem.objects.create(slug=f"stork-{number}", name="Stork")
    actions.assess_stale()
    assert Evidence.objects.count() == 2
    assert [count_queries(Client().get, each) for each in addresses] == few
    assert max(few) <= 14
