"""Finding by words and by likeness: the same on SQLite and on PostgreSQL."""

import pytest
from django.db import connection

from deliberation import actions
from deliberation.actions.search import likeness
from deliberation.models import AISystem, Definition, Revision

SHARED = "The training data MUST be published with its sources, so that anyone can study it."


@pytest.fixture(params=[False, pytest.param(True, marks=pytest.mark.services)], ids=["", "pg"])
def either(request, moot):
    """Run on the database at hand; marked `services` as well, where that is PostgreSQL."""
    if request.param and connection.vendor != "postgresql":
        pytest.skip("the other database is at hand")
    return moot


def found(moot, query, **more):
    results = actions.search(
        definitions=Definition.objects.filter(pk=moot.definition.pk), query=query, **more
    )
    return {kind: each.rows for kind, each in results.items() if each.rows}


def test_what_says_the_same_in_other_words_or_order_is_similar(either):
    same = either.proposal(wording=SHARED)
    either.proposal(wording="The licence MUST be free of caps on users or revenue.")
    alike = actions.similar_proposals(
        definition=either.definition,
        wording="So that anyone can study it, the training data MUST be published with sources.",
    )
    assert [each.proposal for each in alike] == [same]
    assert alike[0].is_very_alike


def test_a_wording_that_is_only_begun_finds_its_like(either):
    same = either.proposal(wording=SHARED)
    begun = actions.similar_proposals(
        definition=either.definition, wording="Training data MUST be published"
    )
    assert [each.proposal for each in begun] == [same]
    for nothing in ("", "The MUST be", "training", "?" * 2000):
        assert actions.similar_proposals(definition=either.definition, wording=nothing) == []


def test_rejected_proposals_other_definitions_and_the_one_amended_are_not_similar(either):
    rejected, own = either.proposal(wording=SHARED), either.proposal(wording=SHARED)
    either.decide("reject", rejected, note="For the test.")
    assert actions.similar_proposals(definition=either.definition, wording=SHARED, but=own) == []
    other = Definition.objects.get(slug="open-data")
    for each in actions.similar_proposals(definition=other, wording=SHARED):
        assert each.proposal.definition == other


def test_each_word_of_a_query_begins_a_word_of_what_is_found(either):
    proposal = either.proposal(wording=SHARED, rationale="Else nobody can check it.")
    either.proposal("no-scale-cap", wording="The licence MUST set no cap.")
    assert found(either, "publ SOURCES")["proposals"] == [proposal]
    assert found(either, "nobody che")["proposals"] == [proposal]
    assert "proposals" not in found(either, "qzx")
    assert [use.criterion.slug for use in found(either, "scale")["criteria"]] == ["no-scale-cap"]


def test_clauses_are_those_of_the_latest_draft(either):
    proposal = either.proposal(wording=SHARED)
    either.votes(proposal, agree=40)
    draft = either.draft()
    assert [clause.draft for clause in found(either, "study")["clauses"]] == [draft]
    either.decide("reject", proposal, note="For the test.")
    either.draft()
    assert found(either, "study") == {}


def test_arguments_are_found_while_they_and_their_proposal_stand(either):
    proposal = either.proposal(wording=SHARED)
    author = either.participant()
    actions.argue(
        participant=author, proposal=proposal, side="for", text="Reproduction needs the corpus."
    )
    (argument,) = found(either, "corpus")["arguments"]
    assert argument.proposal == proposal
    either.decide("reject", proposal, note="For the test.")
    assert found(either, "corpus") == {}


def test_systems_are_found_by_all_their_names_together(either):
    heron = AISystem.objects.create(
        slug="heron-2", name="Heron 2", version="70B", developer="Marsh Lab", family="heron"
    )
    AISystem.objects.create(slug="bittern", name="Bittern")
    (told,) = found(either, "marsh heron 70b")["systems"]
    assert (told, told.definition) == (heron, either.definition)
    assert found(either, "herron")["systems"] == [heron]
    nobodys = actions.search(definitions=Definition.objects.none(), query="heron")
    assert nobodys["systems"].rows == []


def test_what_is_misspelt_finds_what_is_spelt_alike(either):
    results = actions.search(
        definitions=Definition.objects.filter(pk=either.definition.pk), query="traning"
    )
    assert results["criteria"].is_inexact
    assert [use.criterion.slug for use in results["criteria"].rows] == ["training-data"]
    assert found(either, "zzzzzz") == {}


@pytest.mark.parametrize("query", ["", " ", "!", "' | :*", "a & !b", "\\", "%", "x" * 5000, "²"])
def test_odd_queries_find_nothing_and_break_nothing(either, query):
    either.proposal(wording="It MUST.")
    assert "proposals" not in found(either, query)


def test_likeness_passes_over_the_words_of_every_clause():
    assert likeness("It MUST be open.", "It MUST NOT be closed.") < 60
    assert likeness(SHARED, SHARED.upper()) == 100
    assert likeness(SHARED, "Weights MUST be downloadable without registration by anyone.") < 60


@pytest.mark.services
def test_postgresql_finds_words_and_spelling_by_index(moot):
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL's own")
    from django.contrib.postgres.search import SearchQuery, SearchVector

    words = Revision.objects.annotate(text=SearchVector("wording", config="simple")).filter(
        text=SearchQuery("data", config="simple", search_type="raw")
    )
    spelling = Revision.objects.filter(wording__trigram_word_similar="traning")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "revision_wording_words" in words.order_by().explain()
    assert "revision_wording_spelling" in spelling.order_by().explain()
