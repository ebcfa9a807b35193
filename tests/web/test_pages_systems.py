"""The pages of AI systems: the scorecard of a text, and one system with its sources."""

from typing import Any

import pytest
from django.test import Client

from deliberation import actions
from deliberation.models import AISystem, Criterion, Licence, ReferenceDefinition, SystemLicence

CARD = "https://example.org/card"


@pytest.fixture
def published(moot: Any) -> ReferenceDefinition:
    """A definition that others published: training data and no cap on users."""
    made = ReferenceDefinition.objects.create(slug="osaid-1-0", title="As published", position=1)
    for number, (criterion, level) in enumerate(
        [("training-data", "MUST"), ("no-scale-cap", "MUST NOT")], 1
    ):
        made.clauses.create(
            number=number, criterion=Criterion.objects.get(slug=criterion), level=level,
            requires="open", wording="It MUST be so.", section="Section 7", basis="text",
        )  # fmt: skip
    return made


@pytest.fixture
def record(moot: Any) -> Any:
    def record(system: AISystem, criterion: str, level: str, **more: Any) -> Any:
        given = {"source_title": "Its card", "source_section": "2", "note": "None is named."}
        return actions.record_evidence(
            system=system, criterion=Criterion.objects.get(slug=criterion), by=moot.moderator(),
            reason="Seen.", level=level, source_url=CARD, seen="2026-11", **given | more,
        )  # fmt: skip

    return record


@pytest.fixture
def heron(drafted: Any, published: ReferenceDefinition, record: Any) -> AISystem:
    """Withholds its training data and caps users by its licence."""
    system = AISystem.objects.create(
        slug="heron", name="Heron", version="7B", developer="Marsh", family="heron",
        released="2024-07", claim="yes", claim_wording="calls it open", claim_url=CARD,
    )  # fmt: skip
    AISystem.objects.create(slug="heron-2", name="Heron 2", family="heron", released="2025-01")
    capped = Licence.objects.create(
        key="Capped", name="Capped Licence", openness="restricted", is_read=True, url=CARD
    )
    capped.restrictions.create(kind="scale-cap", section="9", note="Above a million users.")
    SystemLicence.objects.create(system=system, component="weights", licence=capped)
    record(system, "training-data", "closed")
    actions.assess_stale()
    return system


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_system_is_told_clause_by_clause_with_its_sources(client, moot, heron):
    shown = text(client.get(f"/d/{moot.definition.slug}/systems/heron/"))
    assert "No. It does not meet the text." in shown
    assert "None is named." in shown
    assert f'<a href="{CARD}" rel="noreferrer nofollow ugc">Its card</a>, section 2' in shown
    assert "seen in November 2026" in shown
    assert "Above a million users." in shown
    assert "Capped Licence</a>, section 9" in shown
    assert "It would meet the text if" in shown
    assert "working draft" in shown


def test_its_verdicts_over_the_drafts_and_elsewhere_stand_beside(client, moot, heron):
    shown = text(client.get(f"/d/{moot.definition.slug}/systems/heron/"))
    for draft in moot.definition.drafts.all():
        assert f'href="?under={draft.version}"' in shown
    assert 'href="?under=osaid-1-0"' in shown
    assert "/systems/heron-2/" in shown


def test_a_system_is_looked_at_under_another_text(client, moot, heron):
    address = f"/d/{moot.definition.slug}/systems/heron/"
    shown = text(client.get(address, {"under": "osaid-1-0"}))
    assert "Does Heron (7B) meet “As published”?" in shown
    assert "Working draft 0.2.0" in shown.split("What people argue about")[1]
    assert "Section 7" in shown
    assert client.get(address, {"under": "9.9.9"}).status_code == 404
    assert client.get(f"/d/{moot.definition.slug}/systems/no-such/").status_code == 404


def test_records_that_contradict_each_other_are_shown_as_such(client, moot, heron):
    proposed = actions.propose_evidence(
        system=heron, criterion=Criterion.objects.get(slug="training-data"),
        by=moot.participant().user, level="open", source_url=f"{CARD}/2", seen="2026-11",
    )  # fmt: skip
    actions.accept_evidence(proposed=proposed, by=moot.moderator(), reason="Worth a look.")
    shown = text(client.get(f"/d/{moot.definition.slug}/systems/heron/"))
    assert "Another record says “open”" in shown
    assert "Both count as unknown" in shown


def test_the_scorecard_has_a_row_for_each_system(client, moot, heron):
    shown = text(client.get(f"/d/{moot.definition.slug}/systems/"))
    assert "2 of 2 AI systems." in shown
    assert '<th scope="row"><a href="heron/?under=' in shown
    assert '<td class="r-fail sec"><i class="vh">fail</i></td>' in shown


@pytest.mark.parametrize(
    ("query", "shown_not_hidden"),
    [
        ({"q": "heron 2"}, ("heron-2/", '"heron/')),
        ({"verdict": "does not meet"}, ('"heron/', "heron-2/")),
        ({"developer": "Marsh"}, ('"heron/', "heron-2/")),
        ({"licence": "restricted"}, ('"heron/', "heron-2/")),
        ({"criterion": "training-data", "result": "unknown"}, ("heron-2/", '"heron/')),
        ({"under": "osaid-1-0", "criterion": "no-scale-cap"}, ('data-anchor="e-2"', "e-1")),
    ],
)
def test_the_scorecard_is_filtered(client, moot, heron, query, shown_not_hidden):
    shown, hidden = shown_not_hidden
    page = text(client.get(f"/d/{moot.definition.slug}/systems/", query))
    assert shown in page
    assert hidden not in page


def test_what_a_filter_cannot_read_narrows_nothing(client, moot, heron):
    query = {"verdict": "splendid", "order": "-nonsense", "under": "9.9.9", "kind": "x" * 999}
    assert "2 of 2 AI systems." in text(client.get(f"/d/{moot.definition.slug}/systems/", query))


def test_heads_sort_and_say_how(client, moot, heron):
    page = f"/d/{moot.definition.slug}/systems/"
    shown = text(client.get(page, {"order": "training-data"}))
    assert 'aria-sort="ascending"' in shown
    assert "order=-training-data" in shown
    assert text(client.get(page, {"order": "-name"})).index("heron-2/") < shown.index('"heron/')


def test_htmx_gets_the_scorecard_alone(client, moot, heron):
    shown = client.get(f"/d/{moot.definition.slug}/systems/", headers={"HX-Request": "true"})
    assert text(shown).startswith('<div id="scorecard">')
    assert "HX-Request" in shown["Vary"]


def test_the_same_rows_can_be_taken_along_as_files(client, moot, heron):
    page = f"/d/{moot.definition.slug}/systems/"
    shown = text(client.get(page, {"developer": "Marsh", "order": "-name"}))
    for name in ("csv", "json"):
        address = next(part for part in shown.split('href="') if f"format={name}" in part)
        answer = client.get(address.split('"')[0].replace("&amp;", "&"))
        assert answer.status_code == 200
        assert b"heron" in answer.content
        assert b"heron-2" not in answer.content


def test_an_assessment_can_be_taken_along(client, moot, heron):
    shown = text(client.get(f"/d/{moot.definition.slug}/systems/heron/"))
    for name in ("json", "md", "intoto"):
        address = next(part for part in shown.split('href="') if f"format={name}" in part)
        assert client.get(address.split('"')[0]).status_code == 200
    assert '<img src="/d/open-source-ai/systems/heron/badge.svg?under=0.2.0"' in shown
    assert "[![Heron, working draft 0.2.0](http" in shown


def test_a_verdict_that_turned_with_what_is_known_is_told(client, moot, heron, record):
    actions.dispute(
        evidence=heron.evidence.get(), by=moot.participant().user, objection="Look again."
    )
    dispute = heron.evidence.get().disputes.get()
    actions.decide_dispute(dispute=dispute, by=moot.moderator(), ruling="struck", reason="So.")
    heron.component_licences.all().delete()
    actions.assess_stale()
    shown = text(client.get(f"/d/{moot.definition.slug}/systems/heron/"))
    assert "cannot be told instead of does not meet it" in shown


def test_names_from_outside_are_escaped(client, moot, heron):
    AISystem.objects.filter(pk=heron.pk).update(name="<b>Heron</b>")
    for path in ("", "heron/"):
        shown = text(client.get(f"/d/{moot.definition.slug}/systems/{path}"))
        assert "<b>Heron" not in shown


def test_whose_data_it_is_stands_below(client, moot, heron):
    for path in ("", "heron/"):
        shown = text(client.get(f"/d/{moot.definition.slug}/systems/{path}"))
        assert "Liesenfeld, Lopez and Dingemanse (CC-BY-4.0)" in shown


def test_a_definition_without_a_draft_says_so(client, moot):
    assert "There is no draft yet." in text(client.get(f"/d/{moot.definition.slug}/systems/"))
    AISystem.objects.create(slug="heron", name="Heron")
    shown = text(client.get(f"/d/{moot.definition.slug}/systems/heron/"))
    assert "There is no draft yet" in shown


def test_more_systems_cost_no_more_queries(client, moot, heron, record, count_queries):
    pages = [f"/d/{moot.definition.slug}/systems/{path}" for path in ("", "heron/")]
    few = [count_queries(client.get, page) for page in pages]
    for number in range(8):
        more = AISystem.objects.create(slug=f"w-{number}", name="W", family="heron")
        record(more, "training-data", "open")
    record(heron, "no-scale-cap", "partial")
    actions.assess_stale()
    for page, before in zip(pages, few, strict=True):
        assert count_queries(client.get, page) <= before


def test_a_definition_in_setup_hides_its_systems(moot, heron):
    moot.definition.phase = "setup"
    moot.definition.save()
    assert Client().get(f"/d/{moot.definition.slug}/systems/").status_code == 404


@pytest.fixture
def as_moderator(moot: Any) -> Client:
    client = Client()
    client.force_login(moot.moderator())
    return client


def test_a_moderator_adds_a_system_and_sets_its_licence(as_moderator, moot):
    Licence.objects.create(key="Apache-2.0", name="Apache", spdx="Apache-2.0", openness="open")
    home = f"/d/{moot.definition.slug}/"
    given = {"name": "Lark", "slug": "lark", "released": "2026-10", "url": CARD}
    answer = as_moderator.post(f"{home}add-system/", given)
    assert answer["Location"] == f"{home}systems/lark/"
    lark = AISystem.objects.get(slug="lark")
    assert lark.links == [{"title": "Lark", "url": CARD}]
    as_moderator.post(
        f"{home}systems/lark/licence/", {"component": "weights", "licence": "Apache-2.0"}
    )
    assert lark.component_licences.get().licence.key == "Apache-2.0"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"slug": "heron"}, "There is a system with the short name"),
        ({"released": "2026-13"}, "Write a month as 2026-11."),
        ({"url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"name": ""}, "Write its name."),
    ],
)
def test_a_system_that_cannot_be_added_says_why(as_moderator, moot, wrong, said):
    AISystem.objects.create(slug="heron", name="Heron")
    given = {"name": "Lark", "slug": "lark"} | wrong
    answer = as_moderator.post(f"/d/{moot.definition.slug}/add-system/", given)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not AISystem.objects.filter(slug="lark").exists()


def test_a_licence_that_nobody_has_is_refused(as_moderator, as_insider, moot):
    AISystem.objects.create(slug="heron", name="Heron")
    address = f"/d/{moot.definition.slug}/systems/heron/licence/"
    answer = as_moderator.post(address, {"component": "weights", "licence": "No-Such"})
    assert "nor an identifier of the SPDX list" in text(answer)
    assert as_insider.post(address, {"component": "weights", "licence": "MIT"}).status_code == 403
