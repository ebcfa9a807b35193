"""What moderators decide, and what participants can do about it.

Every decision leaves a public record (models.Decision) and, where it can alter a draft, an
event in the log, in one transaction. Nobody decides on what is their own.
"""

from deliberation.actions.moderation.amending import accept_amendment, reject_amendment
from deliberation.actions.moderation.appeals import appeal, decide_appeal
from deliberation.actions.moderation.content import accept, hide, lock, reject
from deliberation.actions.moderation.deeds import decide
from deliberation.actions.moderation.flags import DEEDS, Flagged, decide_flag, flag
from deliberation.actions.moderation.merging import difference, merge, sources
from deliberation.actions.moderation.names import name_of, told
from deliberation.actions.moderation.policy import change_moderation, change_policy
from deliberation.actions.moderation.public_log import Logged, entries_of, in_parts, load
from deliberation.actions.moderation.rearranging import Part, reword, split
from deliberation.actions.moderation.removing import remove_text
from deliberation.actions.moderation.restoring import check_undoable, restore, undo
from deliberation.actions.moderation.telling import ask_again
from deliberation.actions.moderation.waiting import KINDS, Waiting, remind, waiting

__all__ = [
    "DEEDS",
    "KINDS",
    "Flagged",
    "Logged",
    "Part",
    "Waiting",
    "accept",
    "accept_amendment",
    "appeal",
    "ask_again",
    "change_moderation",
    "change_policy",
    "check_undoable",
    "decide",
    "decide_appeal",
    "decide_flag",
    "difference",
    "entries_of",
    "flag",
    "hide",
    "in_parts",
    "load",
    "lock",
    "merge",
    "name_of",
    "reject",
    "reject_amendment",
    "remind",
    "remove_text",
    "restore",
    "reword",
    "sources",
    "split",
    "told",
    "undo",
    "waiting",
]
