"""What the API refuses of surveys by itself."""

from django.utils.translation import gettext_lazy as _

from deliberation.refusals import Refusal


class SurveyNotFound(Refusal):
    code = "survey-not-found"
    status = 404
    sentence = _("There is no survey “{slug}” that you may see.")


class VersionNotFound(Refusal):
    code = "survey-version-not-found"
    status = 404
    sentence = _("This survey has no version {number} that you may see.")


class NothingBuilt(Refusal):
    code = "survey-nothing-built"
    status = 404
    sentence = _("No version of this survey is being built. Begin one first.")


class NoXlsFormSent(Refusal):
    code = "no-xlsform"
    status = 400
    sentence = _("This file cannot be read: {why} Nothing was changed.")
