"""What can be done: one verb, one function. Faces and tasks call these.

Every action that can alter a draft appends an event to the definition's log, in
the same transaction as the change. Locks are taken in one order: definition,
participant, the rest.
"""

from deliberation.actions import moderation
from deliberation.actions.aggregation import (
    aggregate,
    begin_sharded,
    conclude_run,
    count_shard,
    find_space,
    place_shard,
)
from deliberation.actions.announcements import announce, recipients, spread_announcements
from deliberation.actions.arguments import (
    Argued,
    argue,
    edit_argument,
    endorse,
    unendorse,
    withdraw_argument,
)
from deliberation.actions.assessing import (
    Progress,
    assess_stale,
    is_behind,
    request_assessment,
    scales_changed,
)
from deliberation.actions.assessing import progress as assessment_progress
from deliberation.actions.cloning import clone_definition
from deliberation.actions.definitions import change_phase, change_ruleset, open_definition
from deliberation.actions.digests import forget as forget_old_news
from deliberation.actions.digests import send_due as send_digests
from deliberation.actions.drafts import publish_draft
from deliberation.actions.effect import vote_effect
from deliberation.actions.evidence import (
    accept_evidence,
    check_evidence,
    decide_dispute,
    decline_evidence,
    dispute,
    propose_evidence,
    record_evidence,
    withdraw_evidence,
)
from deliberation.actions.exclusions import (
    dismiss_suspicion,
    exclude,
    excluded_now,
    participants_named,
    reverse_exclusion,
)
from deliberation.actions.following import change_digest, follow, unfollow
from deliberation.actions.guests import TakenOver, take_over_guest
from deliberation.actions.impact import sensitive, weigh
from deliberation.actions.invitations import (
    change_admission,
    invite,
    invite_list,
    resend_invitation,
    revoke_invitation,
    revoke_list,
    send_invitation,
    send_lists,
)
from deliberation.actions.known import explain, explain_under, standing
from deliberation.actions.matrix import Matrix, Wanted, matrix, text_named
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
from deliberation.actions.priorities import set_priorities
from deliberation.actions.proposals import open_proposal, revise_proposal
from deliberation.actions.ratification import cast_ballot, withdraw_ballot
from deliberation.actions.reports import as_public
from deliberation.actions.requests import request_aggregation
from deliberation.actions.roles import give_role, take_role
from deliberation.actions.routing import next_proposals
from deliberation.actions.rulesets import decide_ruleset, preview_ruleset
from deliberation.actions.schedule import carry_out as carry_out_schedule
from deliberation.actions.schedule import move_phase, plan_phases, tell_of_ends
from deliberation.actions.search import search, similar_proposals
from deliberation.actions.settings import change_settings, decide_admission, save_class
from deliberation.actions.suspecting import examine, examine_what_is_new, forget_origins
from deliberation.actions.systems import add_system, licence_changed, set_licence
from deliberation.actions.unfinished import discard_unfinished, keep_unfinished
from deliberation.actions.verification import (
    add_domain_rule,
    ask_for_verification,
    decline,
    remove_domain_rule,
    revoke_verification,
    rule_for,
    verify,
    withdraw_verification,
)
from deliberation.actions.votes import Cast, cast_vote, undo_vote, withdraw_vote

__all__ = [
    "Argued",
    "Cast",
    "Matrix",
    "Place",
    "Progress",
    "TakenOver",
    "Wanted",
    "accept_evidence",
    "add_domain_rule",
    "add_system",
    "aggregate",
    "announce",
    "argue",
    "as_public",
    "ask_for_verification",
    "assess_stale",
    "assessment_progress",
    "begin_sharded",
    "carry_out_schedule",
    "cast_ballot",
    "cast_vote",
    "change_admission",
    "change_class",
    "change_digest",
    "change_phase",
    "change_ruleset",
    "change_settings",
    "check_evidence",
    "clone_definition",
    "conclude_run",
    "count_shard",
    "decide_admission",
    "decide_dispute",
    "decide_ruleset",
    "decline",
    "decline_evidence",
    "discard_unfinished",
    "dismiss_suspicion",
    "dispute",
    "edit_argument",
    "endorse",
    "examine",
    "examine_what_is_new",
    "exclude",
    "excluded_now",
    "explain",
    "explain_under",
    "find_space",
    "follow",
    "forget_old_news",
    "forget_origins",
    "give_role",
    "invite",
    "invite_list",
    "is_behind",
    "join",
    "join_as_guest",
    "keep_unfinished",
    "licence_changed",
    "matrix",
    "moderation",
    "move_phase",
    "next_proposals",
    "open_definition",
    "open_proposal",
    "participants_named",
    "place_of",
    "place_shard",
    "plan_phases",
    "preview_ruleset",
    "propose_evidence",
    "publish_draft",
    "recipients",
    "record_evidence",
    "register",
    "remove_domain_rule",
    "request_aggregation",
    "request_assessment",
    "require_member",
    "resend_invitation",
    "reverse_exclusion",
    "revise_proposal",
    "revoke_invitation",
    "revoke_list",
    "revoke_verification",
    "rule_for",
    "save_class",
    "scales_changed",
    "search",
    "send_digests",
    "send_invitation",
    "send_lists",
    "sensitive",
    "set_licence",
    "set_priorities",
    "similar_proposals",
    "spread_announcements",
    "spread_news",
    "standing",
    "suggested_pseudonym",
    "take_over_guest",
    "take_role",
    "tell_of_ends",
    "text_named",
    "undo_vote",
    "unendorse",
    "unfollow",
    "verify",
    "vote_effect",
    "weigh",
    "what_would_change",
    "withdraw_argument",
    "withdraw_ballot",
    "withdraw_evidence",
    "withdraw_verification",
    "withdraw_vote",
]
