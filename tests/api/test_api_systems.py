"""AI systems and what is known of them: listing, bringing in, disputing, deciding."""

import pytest
from django.test import Client

from deliberation import actions
from deliberation.models import AISystem, Criterion, Evidence, ProposedEvidence

ROOT = "/api/v1"
CARD = "https://example.org/card"
RECORD = {
    "system": "heron",
    "criterion": "training-data",
    "level": "closed",
    "source_url": CARD,
    "seen": "2026-11",
}


@pytest.fixture
def heron(moot):
    AISystem.objects.create(slug="egret", name="Egret", developer="Marsh")
    return AISystem.objects.create(slug="heron", name="Heron", developer="Fen", kind="text")


def post(client, address, **body):
    return client.post(f"{ROOT}/{address}", body, content_type="application/json")


def recorded(moot, level="closed", slug="training-data", url=CARD):
    proposed = actions.propose_evidence(
        system=AISystem.objects.get(slug="heron"), criterion=Criterion.objects.get(slug=slug),
        by=moot.participant().user, level=level, source_url=url, seen="2026-11",
    )  # fmt: skip
    actions.accept_evidence(proposed=proposed, by=moot.moderator(), reason="Seen.")
    return Evidence.objects.current().get(system__slug="heron", criterion__slug=slug)


def slugs(query=""):
    return [each["slug"] for each in Client().get(f"{ROOT}/systems/{query}").json()["results"]]


def test_systems_are_listed_and_filtered(moot, heron):
    actions.set_licence(
        system=heron, component="weights", licence="Apache-2.0", by=moot.moderator()
    )
    actions.set_licence(system=heron, component="code", licence="Apache-2.0", by=moot.moderator())
    assert slugs() == ["egret", "heron"]
    for query in ("?q=HER", "?developer=Fen", "?kind=text", "?licence=Apache-2.0"):
        assert slugs(query) == ["heron"], query
    shown = Client().get(f"{ROOT}/systems/heron/").json()
    assert [(each["component"], each["spdx"]) for each in shown["licences"]] == [
        ("code", "Apache-2.0"), ("weights", "Apache-2.0"),
    ]  # fmt: skip


def test_many_systems_cost_no_more_queries_than_few(moot, heron, count_queries):
    few = count_queries(Client().get, f"{ROOT}/systems/")
    for number in range(20):
        AISystem.objects.create(slug=f"heron-{number}", name="Heron")
    assert count_queries(Client().get, f"{ROOT}/systems/") == few


def test_moderators_add_systems(moot, heron, signed_in):
    client = signed_in(moot.moderator())
    answer = post(client, "systems/", slug="ibis", name="Ibis", released="2026-02")
    assert (answer.status_code, answer["Location"]) == (201, answer.json()["url"])
    assert Client().get(answer["Location"]).json()["released"] == "2026-02"
    again = post(client, "systems/", slug="ibis", name="Ibis")
    assert (again.status_code, again.json()["code"]) == (409, "system-taken")
    bad = post(client, "systems/", slug="stork", name="Stork", released="2026-13")
    assert bad.json()["code"] == "bad-evidence"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "heron"])
def test_systems_link_to_pages_alone(moot, heron, signed_in, url):
    links = [{"title": "Home", "url": url}]
    answer = post(signed_in(moot.moderator()), "systems/", slug="ibis", name="Ibis", links=links)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-input")
    assert not AISystem.objects.filter(slug="ibis").exists()


def test_evidence_is_brought_in_accepted_and_counts(moot, heron, signed_in):
    ada = moot.participant()
    brought = post(signed_in(ada), "proposed-evidence/", **RECORD, licence="Apache-2.0")
    assert brought.status_code == 201
    shown = brought.json()
    assert (shown["state"], shown["proposed_by"]) == ("waiting", ada.pseudonym)
    assert shown["source"]["url"] == CARD
    assert Client().get(f"{ROOT}/evidence/").json()["results"] == []
    decision = f"proposed-evidence/{shown['number']}/decision/"
    mo = signed_in(moot.moderator())
    decided = post(mo, decision, decision="accept", reason="The card says so.").json()
    assert (decided["state"], decided["decision"]["reason"]) == ("accepted", "The card says so.")
    assert decided["decision"]["handle"]
    (record,) = Client().get(f"{ROOT}/evidence/?system=heron").json()["results"]
    assert (record["number"], record["counts_as"]) == (decided["evidence"], "closed")
    assert (record["recorded_by"], record["licence"]) == (ada.pseudonym, "Apache-2.0")
    assert ada.user.email not in str(record)
    late = post(mo, decision, decision="decline", reason="No.")
    assert (late.status_code, late.json()["code"]) == (409, "evidence-decided")


def test_what_contradicts_counts_as_unknown_until_a_moderator_rules(moot, heron, signed_in):
    first = recorded(moot)
    rival = post(signed_in(moot.participant()), "proposed-evidence/", **RECORD | {"level": "open"})
    mo = signed_in(moot.moderator())
    post(
        mo, f"proposed-evidence/{rival.json()['number']}/decision/",
        decision="accept", reason="May be.",
    )  # fmt: skip
    shown = Client().get(f"{ROOT}/evidence/{first.pk}/").json()
    assert (shown["is_contested"], shown["counts_as"]) == (True, "unknown")
    (dispute,) = Client().get(f"{ROOT}/disputes/?state=open&system=heron").json()["results"]
    ruled = post(mo, f"disputes/{dispute['number']}/ruling/", ruling="replaced", reason="It is.")
    assert ruled.json()["state"] == "replaced"
    (now,) = Client().get(f"{ROOT}/evidence/").json()["results"]
    assert (now["level"], now["counts_as"]) == ("open", "open")
    both = Client().get(f"{ROOT}/evidence/?which=all").json()["results"]
    assert [each["is_current"] for each in both] == [False, True]


def test_participants_object_and_withdraw(moot, heron, signed_in):
    evidence = recorded(moot)
    ada = signed_in(moot.participant())
    opened = post(ada, f"evidence/{evidence.pk}/disputes/", objection="Look again.")
    assert (opened.status_code, opened.json()["state"]) == (201, "open")
    again = post(ada, f"evidence/{evidence.pk}/disputes/", objection="Look again.")
    assert again.json()["code"] == "disputed-already"
    brought = post(ada, "proposed-evidence/", **RECORD | {"level": "open"}).json()
    assert ada.delete(f"{ROOT}/proposed-evidence/{brought['number']}/").status_code == 204
    assert ProposedEvidence.objects.filter(state="withdrawn").count() == 1
    assert ada.delete(f"{ROOT}/proposed-evidence/{brought['number']}/").status_code == 409


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"criterion": "weights"}, "no-such-criterion"),
        ({"system": "stork"}, "system-not-found"),
        ({"level": "ajar"}, "unknown-level"),
        ({"source_url": "javascript:alert(1)"}, "bad-evidence"),
        ({"source_url": "file:///etc/passwd"}, "bad-evidence"),
        ({"seen": "yesterday"}, "invalid-input"),
        ({"seen": "2026-13"}, "bad-evidence"),
        ({"licence": "Apache-3.0"}, "unknown-licence"),
        ({"licence": "MIT OR Apache-2.0"}, "unknown-licence"),
        ({"note": "a\0b"}, "invalid-input"),
        ({"note": "x" * 501}, "invalid-input"),
        ({"confidence": "certain"}, "invalid-input"),
        ({"state": "accepted"}, "invalid-input"),
    ],
)
def test_bad_evidence_is_refused_and_nothing_is_kept(moot, heron, signed_in, given, code):
    answer = post(signed_in(moot.participant()), "proposed-evidence/", **RECORD | given)
    assert answer.json()["code"] == code
    assert answer.status_code in (400, 404)
    assert not ProposedEvidence.objects.exists()


@pytest.mark.parametrize(
    "query", ["?state=great", "?system=a%00b", "?way=owl", "?cursor=abc", "?page_size=0"]
)
def test_bad_filters_are_named(moot, query):
    answer = Client().get(f"{ROOT}/proposed-evidence/{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-input")


@pytest.mark.parametrize("kind", ["evidence", "proposed-evidence", "disputes"])
@pytest.mark.parametrize("number", [0, 99, 2**31, 2**64])
def test_what_is_not_there_is_a_404(moot, kind, number):
    answer = Client().get(f"{ROOT}/{kind}/{number}/")
    assert answer.status_code == 404
    assert answer.json()["code"].endswith("-not-found")


def test_lists_of_evidence_cost_the_same_queries_whatever_their_length(moot, heron, count_queries):
    recorded(moot)
    addresses = [f"{ROOT}/evidence/", f"{ROOT}/proposed-evidence/"]
    few = [count_queries(Client().get, each) for each in addresses]
    recorded(moot, slug="no-scale-cap")
    for number in range(5):
        actions.propose_evidence(
            system=heron, criterion=Criterion.objects.get(slug="training-data"),
            by=moot.participant().user, level="open", source_url=f"{CARD}/{number}",
            seen="2026-11",
        )  # fmt: skip
    assert [count_queries(Client().get, each) for each in addresses] == few


def test_bringing_in_is_limited(moot, heron, signed_in, settings):
    settings.RATES = settings.RATES | {"evidence": "1/hour"}
    client = signed_in(moot.participant())
    post(client, "proposed-evidence/", **RECORD)
    assert post(client, "proposed-evidence/", **RECORD | {"level": "open"}).status_code == 429


TABLE = "system,criterion,level,source_url,seen\nheron,training-data,{level},{url},2026-11\n"


def bring(client, content, **more):
    return post(client, "proposed-evidence/import/", way="table", content=content, **more)


def test_a_file_is_looked_at_and_brought_in(moot, heron, signed_in):
    ada, content = signed_in(moot.participant()), TABLE.format(level="open", url=CARD)
    looked = bring(ada, content, only_look=True)
    assert looked.status_code == 200
    assert [each["level"] for each in looked.json()["records"]] == ["open"]
    assert not ProposedEvidence.objects.exists()
    assert bring(ada, content).status_code == 201
    assert ProposedEvidence.objects.get().way == "table"
    assert bring(ada, content).json()["left_out"][0]["place"] == "line 2"


def test_a_bad_row_keeps_a_file_out_and_every_one_is_told(moot, heron, signed_in):
    ada = signed_in(moot.participant())
    content = TABLE.format(level="ajar", url=CARD) + "heron,colour,open,javascript:x,2026-11\n"
    answer = bring(ada, content).json()
    assert answer["code"] == "rows-refused"
    assert [each["field"] for each in answer["errors"]] == ["line 2", "line 3"]
    assert "“ajar” is no level" in answer["errors"][0]["detail"]
    assert not ProposedEvidence.objects.exists()
    assert len(bring(ada, content, only_look=True).json()["bad"]) == 2


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"way": "mof", "content": "a: &a [*a]"}, "unreadable-evidence"),
        ({"way": "spdx", "content": "{}"}, "unreadable-evidence"),
        ({"way": "owl", "content": "x"}, "invalid-input"),
        ({"way": "table", "content": "x" * 2_000_001}, "invalid-input"),
        ({"way": "table", "content": ""}, "invalid-input"),
        ({"way": "table", "content": "a\0b"}, "invalid-input"),
    ],
)
def test_files_that_are_none_are_refused(moot, heron, signed_in, given, code):
    answer = post(signed_in(moot.participant()), "proposed-evidence/import/", **given)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
