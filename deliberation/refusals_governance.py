"""What is refused about roles, phases, ratification, rulesets and whole definitions."""

from django.utils.translation import gettext_lazy as _

from deliberation.refusals import Refusal


class RoleNeeded(Refusal):
    code = "role-needed"
    status = 403
    sentence = _("{deed} is for {roles} of “{definition}”.")


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
