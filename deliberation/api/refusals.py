"""What the API refuses by itself, beside the refusals of the actions."""

from django.utils.translation import gettext_lazy as _

from deliberation.refusals import NotTakingPart, Refusal


class InvalidInput(Refusal):
    code = "invalid-input"
    status = 400
    sentence = _("{what}")


class MalformedBody(Refusal):
    code = "malformed-body"
    status = 400
    sentence = _("The body cannot be read as JSON: {reason}")


class BadRequest(Refusal):
    code = "bad-request"
    status = 400
    sentence = _("The request cannot be read.")


class NotSignedIn(Refusal):
    code = "not-signed-in"
    status = 401
    sentence = _("Say who you are: send the header “Authorization: Token …”, or sign in.")


class BadCredentials(Refusal):
    code = "bad-credentials"
    status = 401
    sentence = _("These credentials are not accepted: {reason}")


class Forbidden(Refusal):
    code = "forbidden"
    status = 403
    sentence = "{reason}"


class AddressNotFound(Refusal):
    code = "address-not-found"
    status = 404
    sentence = _("Nothing is at this address; the schema lists all there are.")


class DefinitionNotFound(Refusal):
    code = "definition-not-found"
    status = 404
    sentence = _("There is no definition “{slug}” that you may see.")


class CriterionNotFound(Refusal):
    code = "criterion-not-found"
    status = 404
    sentence = _("“{definition}” does not use a criterion named “{criterion}”.")


class ProposalNotFound(Refusal):
    code = "proposal-not-found"
    status = 404
    sentence = _("“{definition}” has no proposal {number}.")


class ArgumentNotFound(Refusal):
    code = "argument-not-found"
    status = 404
    sentence = _("Proposal {number} has no argument {argument}.")


class DecisionNotFound(Refusal):
    code = "decision-not-found"
    status = 404
    sentence = _("“{definition}” has no decision {number}.")


class FlagNotFound(Refusal):
    code = "flag-not-found"
    status = 404
    sentence = _("There is no flag {number} that you may see.")


class DraftNotFound(Refusal):
    code = "draft-not-found"
    status = 404
    sentence = _("“{definition}” has no draft {version}.")


class NoDraftYet(Refusal):
    code = "no-draft-yet"
    status = 404
    sentence = _("“{definition}” has no draft yet; the first is cut once a proposal is adopted.")


class SystemNotFound(Refusal):
    code = "system-not-found"
    status = 404
    sentence = _("There is no AI system with the short name “{system}”.")


class NoSuchCriterion(Refusal):
    code = "no-such-criterion"
    status = 404
    sentence = _("No definition uses a criterion named “{criterion}”.")


class EvidenceNotFound(Refusal):
    code = "evidence-not-found"
    status = 404
    sentence = _("There is no evidence {number}.")


class DisputeNotFound(Refusal):
    code = "dispute-not-found"
    status = 404
    sentence = _("There is no dispute {number}.")


class ReferenceNotFound(Refusal):
    code = "reference-not-found"
    status = 404
    sentence = _("There is no reference definition with the short name “{reference}”.")


class ReportNotKept(Refusal):
    code = "report-not-kept"
    status = 404
    sentence = _(
        "Draft {version} was cut before reports were kept; its text and tallies are there."
    )


class NoParticipation(NotTakingPart):
    """The same fact, asked for and not in the way: 404 where others get 403."""

    status = 404


class MethodNotAllowed(Refusal):
    code = "method-not-allowed"
    status = 405
    sentence = _("This address takes no {method}; the header Allow says what it takes.")


class NotAcceptable(Refusal):
    code = "not-acceptable"
    status = 406
    sentence = _("This comes as {formats}; choose one by ?format= or the header Accept.")


class PreconditionFailed(Refusal):
    code = "precondition-failed"
    status = 412
    sentence = _("What is here now is not what your precondition names.")


class BodyTooLarge(Refusal):
    code = "body-too-large"
    status = 413
    sentence = _("The body is larger than the {limit:,} bytes that are read.")


class UnsupportedMediaType(Refusal):
    code = "unsupported-media-type"
    status = 415
    sentence = _("Send JSON, with the header “Content-Type: application/json”.")


class TooManyRequests(Refusal):
    code = "too-many-requests"
    status = 429
    sentence = _("That was too often; try again in {seconds} s.")


class OurFault(Refusal):
    code = "our-fault"
    status = 500
    sentence = _("Something went wrong on our side and was logged. You can try again.")
