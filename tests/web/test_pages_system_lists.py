"""Systems beside what makers and reviewers say of them, and two side by side."""

from typing import Any

import pytest

from deliberation import actions
from deliberation.exchange import catalogue, licences, reference_definitions, systems
from deliberation.exchange.systems_reading import REVIEWED
from deliberation.models import AISystem, Criterion, Evidence


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def shipped(moot: Any) -> str:
    """The reviewed systems and the definitions that ship; the address of the definition."""
    catalogue.load()
    licences.load()
    systems.load(REVIEWED)
    reference_definitions.load()
    return f"/d/{moot.definition.slug}/"


def test_ten_of_the_twelve_published_outcomes_agree(client, shipped):
    shown = text(client.get(f"{shipped}reviews/"))
    assert "how 12 systems fared" in shown
    assert "10 come out the same on public evidence" in shown
    assert "What is missing for StarCoder2 (15B)" in shown
    assert "What is missing for Falcon (180B)" in shown
    assert shown.count("What is missing for") == 2
    assert "Data processing code: “open” instead of “partial”" in shown


def test_a_record_that_changes_moves_the_outcome(client, shipped):
    Evidence.objects.filter(
        system__slug="pythia", criterion__slug="training-code", is_current=True
    ).update(is_current=False)
    shown = text(client.get(f"{shipped}reviews/"))
    assert "9 come out the same" in shown
    assert "What is missing for Pythia" in shown


def test_systems_that_are_called_open_source_stand_with_the_words_and_their_source(client, shipped):
    shown = text(client.get(f"{shipped}claims/", {"under": "osaid-1-0"}))
    assert "Meta promotes the Llama 3 series as open source" in shown
    assert "https://opensource.org/blog/metas-llama-license-is-still-not-open-source" in shown
    before, meeting = shown.split("Called so, and it meets the text")
    assert "Amber" in meeting
    assert "Amber" not in before
    assert "gpt-oss" not in shown


def test_the_same_system_under_other_names_stands_once(client, shipped):
    llama = AISystem.objects.get(slug="llama-3-1")
    llama.pk, llama.slug, llama.name, llama.released = None, "llama-again", "Llama again", ""
    llama.save()
    shown = text(client.get(f"{shipped}claims/", {"under": "osaid-1-0"}))
    assert shown.count("Meta promotes the Llama 3 series as open source") == 1
    assert "Also recorded as" in shown


def test_llama_is_answered_on_the_contested_points_with_the_section(client, shipped):
    shown = text(client.get(f"{shipped}systems/llama-3-1/", {"under": "osaid-1-0"}))
    points = shown.split("What people argue about")[1].split("What decides")[0]
    assert "more than 700 million monthly active users" in points
    assert "Llama 3.1 Community License Agreement</a>, section 2" in points
    assert "none of them named" in points
    assert "section 1.b.iv" in points


def test_two_systems_are_compared_clause_by_clause(client, shipped):
    address = f"{shipped}compare-systems/"
    both = {"one": "llama-3-1", "other": "pythia", "under": "osaid-1-0"}
    shown = text(client.get(address, both))
    assert "Llama 3.1 and Pythia" in shown
    assert "20 Training data" in shown
    fewer = text(client.get(address, both | {"differing": "1"}))
    assert fewer.count("<tr>") < shown.count("<tr>")
    assert "the same of both" in fewer


@pytest.mark.parametrize(
    "query", [{}, {"one": "llama-3-1"}, {"one": "no-such", "other": "\0"}, {"one": "x" * 999}]
)
def test_what_cannot_be_compared_asks_for_a_choice(client, shipped, query):
    assert "Choose two systems to see them" in text(client.get(f"{shipped}compare-systems/", query))


def test_an_address_that_no_text_has_is_not_found(client, shipped):
    for name in ("\0", "0.9.9", "no-such"):
        assert client.get(f"{shipped}claims/", {"under": name}).status_code == 404


def test_nothing_loaded_says_so(client, moot):
    home = f"/d/{moot.definition.slug}/"
    assert "are not loaded here" in text(client.get(f"{home}reviews/"))
    assert "Nothing is recorded" in text(client.get(f"{home}claims/"))


def test_more_systems_cost_no_more_queries(client, moot, shipped, count_queries):
    pages = [f"{shipped}{path}/?under=osaid-1-0" for path in ("reviews", "claims")]
    few = [count_queries(client.get, page) for page in pages]
    for number in range(6):
        system = AISystem.objects.create(
            slug=f"w-{number}", name="W", review="fail", claim="yes", claim_wording=f"open {number}"
        )
        actions.record_evidence(
            system=system, criterion=Criterion.objects.get(slug="training-data"),
            by=moot.moderator(), reason="Seen.", level="open",
            source_url="https://example.org/", seen="2026-11",
        )  # fmt: skip
    for page, before in zip(pages, few, strict=True):
        assert count_queries(client.get, page) <= before
