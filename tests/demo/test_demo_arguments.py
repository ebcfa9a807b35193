"""The arguments of the simulated crowd."""

import pytest

from deliberation.demo.arguments import SAID, bring_arguments
from deliberation.demo.seed import bring_crowd, open_demo
from deliberation.exchange import catalogue
from deliberation.models import Argument


@pytest.mark.django_db
def test_the_crowd_argues_once_on_both_sides_of_ten_proposals_and_endorses():
    catalogue.load()
    definition = open_demo()
    bring_crowd(definition, wave=0)
    said = sum(len(texts) for _, _, *sides in SAID for texts in sides)
    assert [bring_arguments(definition) for _ in range(2)] == [said, said]
    arguments = Argument.objects.select_related("author", "proposal")
    assert {(each.proposal.number, each.side) for each in arguments} >= {
        (each.proposal.number, side) for each in arguments for side in ("for", "against")
    }
    assert len({each.proposal.number for each in arguments}) == len(SAID) >= 10
    assert all(each.author.is_simulated for each in arguments)
    assert sum(each.endorsed for each in arguments) > 5 * said
