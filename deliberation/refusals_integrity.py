"""Refusals about excluded votes, verification, invitations and accounts."""

from django.utils.translation import gettext_lazy as _

from deliberation.refusals import Refusal


class NobodyToExclude(Refusal):
    code = "nobody-to-exclude"
    status = 400
    sentence = _("Name at least one participant whose votes count now.")


class UnknownParticipants(Refusal):
    code = "unknown-participants"
    status = 400
    sentence = _("Nobody here has the pseudonym {names}.")


class AlreadyReversed(Refusal):
    code = "already-reversed"
    sentence = _("Exclusion {number} was reversed already. The votes count again.")


class DecidedAlready(Refusal):
    code = "decided-already"
    sentence = _("Somebody decided on this already. This is how it stands.")


class NoClassToVerify(Refusal):
    code = "no-class-to-verify"
    sentence = _("There is no stakeholder class of yours here that could be verified.")


class VerifiedAlready(Refusal):
    code = "verified-already"
    sentence = _("You are verified as {title} already.")


class AskedAlready(Refusal):
    code = "asked-already"
    sentence = _("Your request waits for a moderator. Withdraw it to write another.")


class StatementNeeded(Refusal):
    code = "statement-needed"
    status = 400
    sentence = _("Say how one can see that you belong to this class, or link to where it is seen.")


class NotVerified(Refusal):
    code = "not-verified"
    sentence = _("{pseudonym} is not verified.")


class NoDomain(Refusal):
    code = "no-domain"
    status = 400
    sentence = _("“{domain}” is no domain of e-mail addresses, such as example.org.")


class DomainOfMany(Refusal):
    code = "domain-of-many"
    status = 400
    sentence = _(
        "Anybody can have an address at {domain}, so it tells nothing about a stakeholder class."
    )


class UnreadableList(Refusal):
    code = "unreadable-list"
    status = 400
    sentence = _("This is no list of e-mail addresses: {why}")


class NotSendable(Refusal):
    code = "not-sendable"
    sentence = _("Only an invitation to an address that can still be used is sent again.")


class NotConfirmed(Refusal):
    code = "not-confirmed"
    status = 400
    sentence = _("Type your e-mail address as it stands here, to confirm.")
