"""Voting."""

from typing import Final

from django import forms

from deliberation.web.ballots import VALUES

WITHDRAW: Final = "withdraw"


class VoteForm(forms.Form):
    """revision: of the wording that was read; back: the page to return to; skip: numbers
    of the proposals that were left for later; filter: of “My votes”, to come back to."""

    vote = forms.ChoiceField(choices=[(word, word) for word in (*VALUES, WITHDRAW)])
    revision = forms.IntegerField(required=False)
    back = forms.ChoiceField(
        choices=[(page, page) for page in ("vote", "criterion", "proposal", "account", "votes")],
        required=False,
    )
    skip = forms.CharField(required=False)
    filter = forms.CharField(required=False)


class UndoForm(forms.Form):
    """event: primary key of one's own vote that is to be undone."""

    event = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    skip = forms.CharField(required=False)
