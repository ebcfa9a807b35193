"""What an action may answer instead of doing its deed.

A refusal is expected and explained: every face shows its sentence, the API adds
its code and status. Anything else that goes wrong is an error of ours.
"""

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Refusal(Exception):
    """Base of all refusals. `sentence` is filled in with the keywords given."""

    code: ClassVar[str]
    status: ClassVar[int] = 409
    sentence: "ClassVar[str | StrPromise]"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(str(self.sentence).format(**facts))

    def for_people(self) -> str:
        return str(self)

    @property
    def retry_after(self) -> int | None:
        """Seconds after which the same may be asked again, where that is known."""
        seconds = self.facts.get("seconds")
        return int(str(seconds)) if seconds is not None else None


class VotingClosed(Refusal):
    code = "voting-closed"
    sentence = _(
        "“{definition}” takes no votes while it is in the phase {phase}. Your earlier votes count."
    )


class WordingChanged(Refusal):
    code = "wording-changed"
    sentence = _(
        "The wording of proposal {number} changed while you read: revision {revision} starts a"
        " new vote. Your vote was not recorded on it; read it, then vote."
    )


class ProposalClosed(Refusal):
    code = "proposal-closed"
    sentence = _("Proposal {number} is closed and takes no more votes. Votes already cast count.")


class ProposalRejected(Refusal):
    code = "proposal-rejected"
    sentence = _("Proposal {number} was rejected by moderation and takes no votes.")


class ProposingClosed(Refusal):
    code = "proposing-closed"
    sentence = _("“{definition}” takes no new proposals while it is in the phase {phase}.")


class UnknownCriterion(Refusal):
    code = "unknown-criterion"
    status = 400
    sentence = _("“{definition}” does not use a criterion named “{criterion}”.")


class UnknownEvidence(Refusal):
    code = "unknown-evidence"
    status = 400
    sentence = _("“{requires}” is no evidence level of this criterion; choose one of {levels}.")


class LevelNotInWording(Refusal):
    code = "level-not-in-wording"
    status = 400
    sentence = _("You chose {level}; write it into the sentence, in capitals.")


class UnknownClass(Refusal):
    code = "unknown-class"
    status = 400
    sentence = _("“{definition}” has no stakeholder class named “{name}”; choose one of {names}.")


class UnknownTargets(Refusal):
    code = "unknown-targets"
    status = 400
    sentence = _(
        "Target shares go to stakeholder classes, each from 0 to 1 and not all of them 0. The"
        " classes are {names}."
    )


class PseudonymTaken(Refusal):
    code = "pseudonym-taken"
    sentence = _("The pseudonym “{pseudonym}” is taken here; choose another.")


class AlreadyTakingPart(Refusal):
    code = "already-taking-part"
    sentence = _("You already take part in “{definition}”, as {pseudonym}.")


class SecondFactorNeeded(Refusal):
    code = "second-factor-needed"
    status = 403
    sentence = _(
        "Whoever decides for others needs a second factor. Set up an authenticator app or a"
        " passkey in your settings, under Signing in; then decide."
    )


class AccountNeeded(Refusal):
    code = "account-needed"
    status = 403
    sentence = _("“{definition}” is not open to guests. Sign in, then join it.")


class GuestsVoteOnly(Refusal):
    code = "guests-vote-only"
    status = 403
    sentence = _(
        "Guests of “{definition}” vote and read. Sign in for everything else; your votes stay"
        " yours."
    )


class InvitationNeeded(Refusal):
    code = "invitation-needed"
    status = 403
    sentence = _(
        "“{definition}” is open to those who are invited. Use the link of your invitation; if it"
        " is spent or revoked, ask a steward for another."
    )


class NotTakingPart(Refusal):
    code = "not-taking-part"
    status = 403
    sentence = _("Join “{definition}” first: choose a pseudonym and a stakeholder class.")


class VoteMovedOn(Refusal):
    code = "vote-moved-on"
    sentence = _(
        "Nothing was undone: your vote on proposal {number} changed since. This is how it stands."
    )


class NoAddress(Refusal):
    code = "no-address"
    sentence = _("You have no e-mail address here to hear at; add one to your account first.")


class NothingToWithdraw(Refusal):
    code = "nothing-to-withdraw"
    status = 404
    sentence = _("You have no vote on proposal {number} to withdraw.")


class ArguingClosed(Refusal):
    code = "arguing-closed"
    sentence = _(
        "“{definition}” takes no arguments while it is in the phase {phase}. Those that stand"
        " can be read."
    )


class ProposalNotArgued(Refusal):
    code = "proposal-not-argued"
    sentence = _("Proposal {number} takes no more arguments: it is {state}.")


class ProposalReworded(Refusal):
    code = "proposal-reworded"
    sentence = _(
        "The wording of proposal {number} changed while you wrote: revision {revision} stands now."
        " Read it; if your argument still holds, publish it again."
    )


class TooManyArguments(Refusal):
    code = "too-many-arguments"
    sentence = _(
        "You already have {most} arguments {side} proposal {number}, which is the most. Withdraw"
        " one, or endorse what others wrote."
    )


class ArguedJustNow(Refusal):
    code = "argued-just-now"
    status = 429
    sentence = _(
        "You published an argument a moment ago. You can publish this one in {seconds} s; it is"
        " kept here."
    )


class ArguedAlready(Refusal):
    code = "argued-already"
    sentence = _(
        "{pseudonym} already said this, in argument {argument}. Endorse it, or say what it"
        " leaves out."
    )


class ArgumentFixed(Refusal):
    code = "argument-fixed"
    sentence = _(
        "Argument {argument} can no longer be edited: that is possible for {minutes} minutes and"
        " until somebody endorses it. You can withdraw it and write it anew."
    )


class ArgumentWithdrawn(Refusal):
    code = "argument-withdrawn"
    sentence = _("Argument {argument} was withdrawn by its author. Its words stay readable.")


class ArgumentChanged(Refusal):
    code = "argument-changed"
    sentence = _(
        "The wording of argument {argument} changed while you read. It was not endorsed; read it"
        " again, then decide."
    )


class OwnArgument(Refusal):
    code = "own-argument"
    sentence = _("Argument {argument} is yours; endorsements come from others.")


class NotTheAuthor(Refusal):
    code = "not-the-author"
    status = 403
    sentence = _("Argument {argument} is somebody else's; only its author can change it.")


class AlreadyPublished(Refusal):
    code = "already-published"
    sentence = _("Draft {version} is published already and stays as it is.")


class AlreadyRatified(Refusal):
    code = "already-ratified"
    sentence = _("“{definition}” is ratified already, as {version}.")


class AggregationRunning(Refusal):
    code = "aggregation-running"
    sentence = _("“{definition}” is being aggregated right now; its result will be there shortly.")


class NotYourProposal(Refusal):
    code = "not-your-proposal"
    status = 403
    sentence = _(
        "Only its author and the stewards amend proposal {number}. Propose a variant of it instead."
    )


class AmendingClosed(Refusal):
    code = "amending-closed"
    sentence = _(
        "Proposal {number} is closed or was rejected by moderation, so it is not amended any more."
    )


class RevisedMeanwhile(Refusal):
    code = "revised-meanwhile"
    sentence = _(
        "Proposal {number} was amended while you wrote: revision {revision} is the wording now."
        " Nothing was published and your text is kept. Compare it with that wording, then publish."
    )


class NothingChanged(Refusal):
    code = "nothing-changed"
    sentence = _("Nothing differs from revision {revision} of proposal {number} yet.")


class NotEditorial(Refusal):
    code = "not-editorial"
    sentence = _(
        "This is more than an editorial amendment: {what}. Call it substantive, and a new vote"
        " starts."
    )


class VariantElsewhere(Refusal):
    code = "variant-elsewhere"
    status = 400
    sentence = _("A variant of proposal {number} is about the same criterion, “{criterion}”.")


class TooManyProposals(Refusal):
    code = "too-many-proposals"
    status = 429
    sentence = _(
        "You opened {number} proposals within a day, which is the most. The next one can follow"
        " from {when}. Your text is kept."
    )


class AmendedTooSoon(Refusal):
    code = "amended-too-soon"
    status = 429
    sentence = _(
        "A new vote on proposal {number} began less than {minutes} minutes ago. The next"
        " substantive amendment can follow from {when}. Your text is kept."
    )


class TooLongToKeep(Refusal):
    code = "too-long-to-keep"
    status = 400
    sentence = _("Texts of more than {limit} characters are not kept here. Shorten it to keep it.")


class PdfUnavailable(Refusal):
    code = "pdf-unavailable"
    status = 501
    sentence = _(
        "This installation makes no PDF: {missing} is not installed. Whoever runs it can add it"
        " with “{remedy}”. The other formats are there, and the page prints well."
    )


class PdfBeingMade(Refusal):
    code = "pdf-being-made"
    status = 503
    retry_after = 3
    sentence = _("The PDF of draft {version} is being made. Ask again in a few seconds.")


class PdfNotMade(Refusal):
    code = "pdf-not-made"
    status = 500
    sentence = _(
        "The PDF of draft {version} could not be made, and that was logged. The other formats are"
        " there, and the page prints well."
    )
