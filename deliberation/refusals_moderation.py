"""What is refused about moderation: decisions, flags, appeals, merges."""

from django.utils.translation import gettext_lazy as _

from deliberation.refusals import Refusal


class NoteNeeded(Refusal):
    code = "note-needed"
    status = 400
    sentence = _("Write a note that the public can read; every decision carries one.")


class UnknownReason(Refusal):
    code = "unknown-reason"
    status = 400
    sentence = _("“{reason}” is no reason of moderation; choose one of {reasons}.")


class DecidedAlready(Refusal):
    code = "decided-already"
    sentence = _("{name} is {state} already.")


class NoAmendmentWaits(Refusal):
    code = "no-amendment-waits"
    sentence = _("No amendment of {name} waits for a decision.")


class CannotDecideNow(Refusal):
    code = "cannot-decide-now"
    sentence = _("{name} is {state}, so this cannot be done. Restore it first.")


class NotReversible(Refusal):
    code = "not-reversible"
    sentence = _("Decision {number} cannot be undone.")


class UndoneAlready(Refusal):
    code = "undone-already"
    sentence = _("Decision {number} was undone already, by decision {later}.")


class DecidedSince(Refusal):
    code = "decided-since"
    sentence = _("Something else was decided since decision {number}; undo that first.")


class NothingToRestore(Refusal):
    code = "nothing-to-restore"
    sentence = _("Nothing that was decided on {name} can be undone.")


class OwnText(Refusal):
    code = "own-text"
    status = 403
    sentence = _("{name} is yours. Amend or withdraw it instead of flagging it.")


class NotFlaggable(Refusal):
    code = "not-flaggable"
    sentence = _("{name} was set aside by moderation already; there is nothing to flag.")


class FlagDecided(Refusal):
    code = "flag-decided"
    sentence = _("Flag {number} was decided on already.")


class UnknownDeed(Refusal):
    code = "unknown-deed"
    status = 400
    sentence = _("“{deed}” is nothing that can be done here; choose one of {deeds}.")


class NotAppealable(Refusal):
    code = "not-appealable"
    sentence = _("Decision {number} cannot be appealed against.")


class AppealedAlready(Refusal):
    code = "appealed-already"
    sentence = _("Decision {number} was appealed against already; that is possible once.")


class NotYourCase(Refusal):
    code = "not-your-case"
    status = 403
    sentence = _("Only the author of what decision {number} is about can appeal against it.")


class AppealDecided(Refusal):
    code = "appeal-decided"
    sentence = _("The appeal against decision {number} was decided on already.")


class AnotherModeratorDecides(Refusal):
    code = "another-moderator-decides"
    status = 403
    sentence = _(
        "You took decision {number} yourself. Another moderator decides on the appeal against it."
    )


class ArgumentHidden(Refusal):
    code = "argument-hidden"
    sentence = _("Argument {argument} was hidden by moderation.")


class PartElsewhere(Refusal):
    code = "part-elsewhere"
    status = 400
    sentence = _("At least one part stays with the criterion of proposal {number}, “{criterion}”.")


class MergeWithItself(Refusal):
    code = "merge-with-itself"
    status = 400
    sentence = _("A proposal cannot be merged into itself.")


class MergeDiffers(Refusal):
    code = "merge-differs"
    sentence = _(
        "Proposals {number} and {into} do not ask the same: {what}. Votes on one are no votes on"
        " the other. Merge them without moving votes: those who voted are asked to vote again."
    )


class ProposalSetAside(Refusal):
    code = "proposal-set-aside"
    sentence = _("Proposal {number} is {state} and takes no votes.")


class ProposalMerged(Refusal):
    code = "proposal-merged"
    sentence = _("Proposal {number} was merged into proposal {into}; vote there.")
