"""Opening, varying and amending proposals: who may, how often, and what sent twice does."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from deliberation import actions
from deliberation.models import Phase, Proposal, UnfinishedProposal
from deliberation.refusals import (
    AmendedTooSoon,
    AmendingClosed,
    NotEditorial,
    NothingChanged,
    NotYourProposal,
    ProposingClosed,
    RevisedMeanwhile,
    TooLongToKeep,
    TooManyProposals,
    VariantElsewhere,
)

LONG = "All training data, with its sources, MUST be published before the system is."


@pytest.fixture
def author(moot):
    return moot.participant()


@pytest.fixture
def proposal(moot, author):
    return moot.proposal(wording=LONG, author=author, origin=Proposal.Origin.PARTICIPANT)


def amend(proposal, author, **changes):
    given = {
        "level": "MUST", "requires": "open", "wording": f"{LONG} At once.", "is_substantive": False,
    }  # fmt: skip
    return actions.revise_proposal(proposal=proposal, author=author, **given | changes)


def test_a_form_sent_twice_opens_one_proposal_and_adds_one_revision(moot, author):
    key = uuid4()
    given = {"author": author, "origin": "participant", "idempotency_key": key}
    assert moot.proposal(**given) == moot.proposal(**given)
    assert moot.definition.proposals.count() == 1
    mate = moot.proposal(**given | {"author": moot.participant()})
    assert mate.number == 2, "somebody else's key is their own"
    again = {"read": 1, "idempotency_key": uuid4(), "wording": "It MUST be open, all of it.",
             "is_substantive": True}  # fmt: skip
    own = moot.definition.proposals.get(number=1)
    assert amend(own, author, **again) == amend(own, author, **again)
    assert own.revisions.count() == 2


def test_the_author_amends_editorially_and_the_votes_stay(proposal, author):
    revision = amend(proposal, author, read=1)
    proposal.refresh_from_db()
    assert (proposal.current, proposal.voted.number) == (revision, 1)


def test_nobody_else_amends_but_stewards(moot, proposal):
    with pytest.raises(NotYourProposal):
        amend(proposal, moot.participant())
    steward = moot.participant()
    moot.definition.roles.create(user=steward.user, name="steward")
    assert amend(proposal, steward).number == 2


def test_amending_ends_with_the_phase_and_with_the_proposal(moot, proposal, author):
    moot.decide("lock", proposal, note="Settled elsewhere.")
    with pytest.raises(AmendingClosed):
        amend(proposal, author)
    actions.change_phase(definition=moot.definition, phase=Phase.CONVERGENCE)
    with pytest.raises(ProposingClosed):
        amend(proposal, author)


def test_an_amendment_of_a_wording_that_is_no_longer_current_is_refused(proposal, author):
    amend(proposal, author, read=1)
    with pytest.raises(RevisedMeanwhile, match="revision 2 is the wording now"):
        amend(proposal, author, read=1, wording=f"{LONG} Soon.")


def test_a_variant_is_about_the_same_criterion(moot, proposal):
    variant = moot.proposal(variant_of=proposal, wording="It MUST be described.")
    assert list(proposal.variants.all()) == [variant]
    with pytest.raises(VariantElsewhere):
        moot.proposal("no-scale-cap", variant_of=proposal)


def test_an_amendment_that_changes_nothing_is_refused(proposal, author):
    with pytest.raises(NothingChanged):
        amend(proposal, author, wording=f" {LONG} ", rationale="")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"level": "SHOULD", "wording": LONG.replace("MUST", "SHOULD")}, "the level differs"),
        ({"requires": "partial"}, "the evidence needed differs"),
        ({"wording": "Weights MUST be there for all."}, "most of the wording is new"),
    ],
)
def test_an_amendment_is_editorial_only_where_votes_can_be_carried(proposal, author, changes, what):
    with pytest.raises(NotEditorial, match=what):
        amend(proposal, author, **changes)


def test_votes_start_anew_at_most_once_an_hour(proposal, author, settings):
    first = amend(proposal, author, is_substantive=True)
    with pytest.raises(AmendedTooSoon, match="60 minutes"):
        amend(proposal, author, is_substantive=True, wording=f"{LONG} Soon.")
    amend(proposal, author, wording=f"{LONG} Soon.")
    settings.MINUTES_BETWEEN_NEW_VOTES = 0
    assert amend(proposal, author, is_substantive=True, wording=LONG).number == first.number + 2


def test_a_participant_opens_so_many_proposals_a_day_and_no_more(moot, author, settings):
    settings.PROPOSALS_A_DAY = 2
    given = {"author": author, "origin": "participant"}
    moot.proposal(**given, at=timezone.now() - timedelta(hours=25))
    moot.proposal(**given)
    moot.proposal(**given)
    with pytest.raises(TooManyProposals, match="You opened 2 proposals within a day"):
        moot.proposal(**given)
    moot.proposal(author=moot.participant(), origin="participant")


def test_what_is_being_written_is_kept_once_a_form_and_ends_with_its_text(moot, author, proposal):
    criterion, key = proposal.criterion, uuid4()
    form = {"participant": author, "kind": "proposal", "criterion": criterion}
    for wording in ("It M", "It MUST be"):
        actions.keep_unfinished(**form, idempotency_key=key, wording=wording)
    actions.keep_unfinished(
        **form | {"kind": "variant"}, proposal=proposal, idempotency_key=uuid4(), wording="x"
    )
    assert [kept.wording for kept in author.unfinished.order_by("pk")] == ["It MUST be", "x"]
    with pytest.raises(TooLongToKeep):
        actions.keep_unfinished(**form, idempotency_key=key, wording="x" * 20_001)
    assert actions.keep_unfinished(**form, idempotency_key=key, wording="", rationale="") is None
    assert author.unfinished.get().kind == "variant"


def test_what_was_published_is_not_kept_by_a_request_that_comes_late(moot, author):
    key = uuid4()
    moot.proposal(author=author, origin="participant", idempotency_key=key)
    form = {
        "participant": author,
        "kind": "proposal",
        "criterion": moot.definition.criteria.first(),
    }
    assert actions.keep_unfinished(**form, idempotency_key=key, wording="It MUST") is None
    assert not UnfinishedProposal.objects.exists()


def test_nobody_discards_what_somebody_else_writes(moot, author):
    kept = actions.keep_unfinished(
        participant=author, kind="proposal", criterion=moot.definition.criteria.first(),
        idempotency_key=uuid4(), wording="It MUST",
    )  # fmt: skip
    assert not actions.discard_unfinished(participant=moot.participant(), pk=kept.pk)
    assert actions.discard_unfinished(participant=author, pk=kept.pk)
