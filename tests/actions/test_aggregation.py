"""From votes to drafts, on the real database."""

import json

from deliberation import drafting
from deliberation.models import Definition, Draft


def test_enough_agreement_makes_a_proposal_a_clause(moot):
    proposal = moot.proposal()
    moot.votes(proposal, agree=36)
    draft = moot.draft()
    assert draft.version == "0.1.0"
    assert [clause.proposal for clause in draft.clauses.all()] == [proposal]
    content = json.loads(draft.canonical)
    assert content["parts"][0]["clauses"][0]["support"][0]["agrees"] == 36
    assert draft.content_hash == drafting.content_hash(drafting.canonical(content))


def test_a_clean_definition_is_left_alone(moot):
    moot.votes(moot.proposal(), agree=36)
    first = moot.aggregate()
    assert moot.aggregate() == first
    assert Draft.objects.count() == 1
    assert not Definition.objects.dirty().filter(pk=moot.definition.pk).exists()
