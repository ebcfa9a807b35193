"""The badge of a system, and the feed of verdicts that turned."""

import xml.etree.ElementTree as ET
from typing import Any

import pytest
from django.test import Client

from deliberation import actions
from deliberation.models import AISystem, Criterion, ReferenceDefinition

pytestmark = pytest.mark.django_db
SVG, ATOM = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/2005/Atom}"
ONE = "/d/open-source-ai/"
HOSTILE = "</text><script>alert(1)</script>\x01\u202e&\"'"


def record(moot: Any, system: AISystem, level: str, criterion: str = "training-data") -> None:
    proposed = actions.propose_evidence(
        system=system, criterion=Criterion.objects.get(slug=criterion),
        by=moot.participant().user, level=level, source_url=f"https://example.org/{level}",
        seen="2026-11",
    )  # fmt: skip
    actions.accept_evidence(proposed=proposed, by=moot.moderator(), reason="Seen.", replaces=True)
    actions.assess_stale()


@pytest.fixture
def heron(drafted: Any) -> AISystem:
    system = AISystem.objects.create(slug="heron", name="Heron", version="7B")
    record(drafted, system, "open")
    record(drafted, system, "open", "no-scale-cap")
    return system


def badge(query: str = "", system: str = "heron") -> ET.Element:
    answer = Client().get(f"{ONE}systems/{system}/badge.svg{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/svg+xml"
    return ET.fromstring(answer.content)


def words(found: ET.Element) -> list[str]:
    return ["".join(each.itertext()) for each in found.iter(f"{SVG}text")]


def versions(moot: Any) -> list[str]:
    return [each.version for each in moot.definition.drafts.latest_first()]


def test_a_badge_says_the_verdict_under_the_latest_draft_and_that_it_is_a_working_one(
    drafted: Any, heron: AISystem
) -> None:
    latest = versions(drafted)[0]
    found = badge()
    assert words(found)[0] == f"Heron · Open Source AI, working draft {latest}"
    verdict = words(found)[1]
    title = found.findtext(f"{SVG}title")
    assert title == f"Heron 7B under Open Source AI, working draft {latest}: {verdict}"
    assert found.get("role") == "img"
    assert found.get("aria-labelledby") == found.find(f"{SVG}title").get("id")
    link = found.find(f"{SVG}a").get("href")
    assert link.endswith(f"{ONE}systems/heron/?under={latest}")
    assert link.startswith("http")


def test_a_badge_follows_what_is_known(drafted: Any, heron: AISystem) -> None:
    first = versions(drafted)[-1]
    assert words(badge(f"?under={first}"))[1] == "cannot be told", "it binds nothing"
    assert words(badge())[1] == "meets"
    record(drafted, heron, "closed")
    assert words(badge())[1] == "does not meet"


@pytest.mark.parametrize(
    ("status", "said"),
    [("working", "working draft"), ("published", "draft"), ("ratified", "version")],
)
def test_a_badge_says_no_more_than_the_status_allows(
    drafted: Any, heron: AISystem, status: str, said: str
) -> None:
    latest = drafted.definition.drafts.latest_first()[0]
    if status != "working":
        actions.publish_draft(draft=latest)
    type(latest).objects.filter(pk=latest.pk).update(status=status)
    assert words(badge())[0] == f"Heron · Open Source AI, {said} {latest.version}"


def test_a_badge_under_a_definition_that_others_published_bears_its_title(
    heron: AISystem,
) -> None:
    ReferenceDefinition.objects.create(slug="strict", title="Strict <1>", position=1)
    found = badge("?under=strict")
    assert words(found) == ["Heron · Strict <1>", "cannot be told"]


def test_no_name_gets_out_of_its_place_in_a_badge(drafted: Any, heron: AISystem) -> None:
    AISystem.objects.create(slug="odd", name=HOSTILE, version=HOSTILE)
    drafted.definition.title = HOSTILE
    drafted.definition.save()
    found = badge(system="odd")
    assert not list(found.iter(f"{SVG}script"))
    assert words(found)[0].startswith("</text><script>alert(1)</script> &\"' · </text>")
    AISystem.objects.create(slug="long", name="é" * 120)
    assert len(words(badge(system="long"))[0]) < 120


def test_a_badge_may_be_kept_and_is_not_sent_twice(heron: AISystem, moot: Any) -> None:
    address = f"{ONE}systems/heron/badge.svg"
    first = Client().get(address)
    assert "public" in first["Cache-Control"]
    assert "Cookie" not in first.get("Vary", "")
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    german = Client().get(address, headers={"Accept-Language": "de"})
    assert german.content == first.content


@pytest.mark.parametrize(
    "address",
    ["systems/stork/badge.svg", "systems/heron/badge.svg?under=9.9.9",
     "systems/heron/badge.svg?under=%00"],
)  # fmt: skip
def test_there_is_no_badge_for_what_is_not_there(heron: AISystem, address: str) -> None:
    assert Client().get(ONE + address).status_code == 404


def test_a_definition_in_setup_has_neither_badge_nor_feed(moot: Any, heron: AISystem) -> None:
    actions.change_phase(definition=moot.definition, phase="setup")
    for address in ("systems/heron/badge.svg", "verdicts.atom"):
        assert Client().get(ONE + address).status_code == 404


def entries() -> list[tuple[str, str]]:
    answer = Client().get(f"{ONE}verdicts.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    found = ET.fromstring(answer.content).findall(f"{ATOM}entry")
    ids = [each.findtext(f"{ATOM}id") for each in found]
    assert len(set(ids)) == len(ids)
    return [
        (each.findtext(f"{ATOM}title", ""), each.findtext(f"{ATOM}summary", "")) for each in found
    ]


def test_the_feed_tells_verdicts_that_evidence_turned(drafted: Any, heron: AISystem) -> None:
    before = len(entries())
    record(drafted, heron, "closed")
    title, told = entries()[0]
    latest = versions(drafted)[0]
    assert len(entries()) == before + 1, "older drafts are not told of"
    assert title == f"Draft {latest}: what is known of 1 system has changed its verdict"
    assert "Heron:" in told
    assert told.endswith("does not meet</li></ul>")


def test_the_feed_tells_verdicts_that_a_new_draft_turned(drafted: Any, heron: AISystem) -> None:
    latest, previous = versions(drafted)[:2]

    def told_of_text() -> list[tuple[str, str]]:
        return [each for each in entries() if each[0].endswith(f"than under {previous}")]

    ((title, told),) = told_of_text()
    assert title.startswith(f"Draft {latest}: 1 system")
    assert "<li>Heron: cannot be told → meets</li>" in told
    egret = AISystem.objects.create(slug="egret", name="<i>Egret</i>\x01")
    assert told_of_text() == [], "not assessed yet"
    record(drafted, egret, "closed")
    ((title, told),) = told_of_text()
    assert title.startswith(f"Draft {latest}: 2 systems")
    assert "<li>&lt;i&gt;Egret&lt;/i&gt;: cannot be told → does not meet</li>" in told


def test_more_systems_cost_the_feed_no_more_queries(
    drafted: Any, heron: AISystem, count_queries: Any
) -> None:
    few = count_queries(Client().get, f"{ONE}verdicts.atom")
    for number in range(8):
        system = AISystem.objects.create(slug=f"egret-{number}", name="Egret")
        record(drafted, system, "open")
        record(drafted, system, "closed")
    assert count_queries(Client().get, f"{ONE}verdicts.atom") <= few
