"""What can be done: one verb, one function. Faces and tasks call these.

Every action that can alter a draft appends an event to the definition's log, in
the same transaction as the change. Locks are taken in one order: definition,
participant, the rest.
"""

from deliberation.actions.aggregation import (
    aggregate,
    begin_sharded,
    conclude_run,
    count_shard,
    find_space,
    place_shard,
)
from deliberation.actions.arguments import (
    Argued,
    argue,
    edit_argument,
    endorse,
    unendorse,
    withdraw_argument,
)
from deliberation.actions.definitions import change_phase, change_ruleset, open_definition
from deliberation.actions.digests import forget as forget_old_news
from deliberation.actions.digests import send_due as send_digests
from deliberation.actions.drafts import publish_draft, ratification_refused, ratify_draft
from deliberation.actions.effect import vote_effect
from deliberation.actions.following import change_digest, follow, unfollow
from deliberation.actions.guests import TakenOver, take_over_guest
from deliberation.actions.invitations import change_admission, invite, revoke_invitation
from deliberation.actions.news import spread as spread_news
from deliberation.actions.outlook import what_would_change
from deliberation.actions.people import (
    change_class,
    join,
    join_as_guest,
    register,
    require_member,
    suggested_pseudonym,
)
from deliberation.actions.places import Place, place_of
from deliberation.actions.proposals import moderate, open_proposal, revise_proposal
from deliberation.actions.reports import as_public
from deliberation.actions.requests import request_aggregation
from deliberation.actions.routing import next_proposals
from deliberation.actions.search import search, similar_proposals
from deliberation.actions.unfinished import discard_unfinished, keep_unfinished
from deliberation.actions.votes import Cast, cast_vote, undo_vote, withdraw_vote

__all__ = [
    "Argued",
    "Cast",
    "Place",
    "TakenOver",
    "aggregate",
    "argue",
    "as_public",
    "begin_sharded",
    "cast_vote",
    "change_admission",
    "change_class",
    "change_digest",
    "change_phase",
    "change_ruleset",
    "conclude_run",
    "count_shard",
    "discard_unfinished",
    "edit_argument",
    "endorse",
    "find_space",
    "follow",
    "forget_old_news",
    "invite",
    "join",
    "join_as_guest",
    "keep_unfinished",
    "moderate",
    "next_proposals",
    "open_definition",
    "open_proposal",
    "place_of",
    "place_shard",
    "publish_draft",
    "ratification_refused",
    "ratify_draft",
    "register",
    "request_aggregation",
    "require_member",
    "revise_proposal",
    "revoke_invitation",
    "search",
    "send_digests",
    "similar_proposals",
    "spread_news",
    "suggested_pseudonym",
    "take_over_guest",
    "undo_vote",
    "unendorse",
    "unfollow",
    "vote_effect",
    "what_would_change",
    "withdraw_argument",
    "withdraw_vote",
]
