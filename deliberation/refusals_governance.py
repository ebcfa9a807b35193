"""What is refused about roles, phases, ratification, rulesets and whole definitions."""

from django.utils.translation import gettext_lazy as _

from deliberation.refusals import Refusal


class RoleNeeded(Refusal):
    code = "role-needed"
    status = 403
    sentence = _("{deed} is for {roles} of “{definition}”.")


class AdministratorNeeded(Refusal):
    code = "administrator-needed"
    status = 403
    sentence = _("Opening and importing definitions is for site administrators.")


class NotInThisPhase(Refusal):
    code = "not-in-this-phase"
    sentence = _("{deed} is not possible while “{definition}” is in the phase {phase}.")


class OwnCase(Refusal):
    code = "own-case"
    status = 403
    sentence = _("This is your own case; somebody else decides on it.")


class LastSteward(Refusal):
    code = "last-steward"
    sentence = _(
        "“{definition}” needs a steward, and this is the last one. Make somebody else a steward"
        " first."
    )


class RoleStands(Refusal):
    code = "role-stands"
    sentence = _("{name} has this role already.")


class RoleGone(Refusal):
    code = "role-gone"
    status = 404
    sentence = _("Nobody has this role any more.")


class UnknownAccount(Refusal):
    code = "unknown-account"
    status = 400
    sentence = _("Nobody here has the account or pseudonym “{name}”. They sign in once first.")


class ObserverTakesPart(Refusal):
    code = "observer-takes-part"
    sentence = _(
        "Observers see everything and change nothing, so nobody is one and takes part or has"
        " another role in “{definition}”."
    )


class ReasonNeeded(Refusal):
    code = "reason-needed"
    status = 400
    sentence = _("Give a reason that the public can read.")


class NothingToRatify(Refusal):
    code = "nothing-to-ratify"
    sentence = _("“{definition}” has no draft yet, so there is nothing to ratify.")


class NoRatificationOpen(Refusal):
    code = "no-ratification-open"
    sentence = _("No vote on ratification is open in “{definition}”, or another than you read.")


class NoBallot(Refusal):
    code = "no-ballot"
    status = 404
    sentence = _("You have not voted in this round, so there is nothing to take back.")


class PhaseStands(Refusal):
    code = "phase-stands"
    sentence = _("“{definition}” is in the phase {phase} already.")


class ScheduleInPast(Refusal):
    code = "schedule-in-past"
    status = 400
    sentence = _("Every phase must open in the future. Times are in UTC.")


class ScheduleOutOfOrder(Refusal):
    code = "schedule-out-of-order"
    status = 400
    sentence = _(
        "Plan phases that come after the present one, each to open later than the one before."
    )


class EndOfRatificationNeeded(Refusal):
    code = "end-of-ratification-needed"
    sentence = _(
        "Ratification ends by itself, so plan its end first: give a time for the phase Closed."
    )


class RulesetStands(Refusal):
    code = "ruleset-stands"
    sentence = _("Nothing differs from ruleset {number}, which is in force.")


class NothingCounted(Refusal):
    code = "nothing-counted"
    sentence = _(
        "No vote of “{definition}” has been counted yet, so there is nothing to preview. The"
        " numbers can be changed all the same."
    )


class SlugTaken(Refusal):
    code = "slug-taken"
    sentence = _("A definition with the address “{slug}” is here already; choose another.")


class UnknownTemplate(Refusal):
    code = "unknown-template"
    status = 404
    sentence = _("There is no template “{name}”; choose one of {names}.")
