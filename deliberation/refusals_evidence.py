"""What is refused about AI systems, their licences and evidence."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from deliberation.refusals import Refusal


class EvidenceRoleNeeded(Refusal):
    code = "evidence-role-needed"
    status = 403
    sentence = _("{deed} is for {roles} of a definition that uses the criterion “{criterion}”.")


class BadEvidence(Refusal):
    code = "bad-evidence"
    status = 400
    sentence = _("{field}: {problem}")


class UnknownLevel(Refusal):
    code = "unknown-level"
    status = 400
    sentence = _("“{level}” is no level of “{criterion}”; choose one of {levels}.")


class SourceNeeded(Refusal):
    code = "source-needed"
    status = 400
    sentence = _("Link to the page on which one can see it, and say when you saw it.")


class UnknownLicence(Refusal):
    code = "unknown-licence"
    status = 400
    sentence = _(
        "“{licence}” is neither a licence that we have nor an identifier of the SPDX list, such as"
        " Apache-2.0."
    )


class SaysTheSame(Refusal):
    code = "says-the-same"
    sentence = _("This is what is recorded already, from the same source.")


class EvidenceDecided(Refusal):
    code = "evidence-decided"
    sentence = _("This evidence does not wait for a decision any more.")


class NotCurrent(Refusal):
    code = "not-current"
    sentence = _("Another record has taken the place of this one. Look at that one first.")


class DisputedAlready(Refusal):
    code = "disputed-already"
    sentence = _("A dispute about this record is open. Bring your evidence for it instead.")


class DisputeDecided(Refusal):
    code = "dispute-decided"
    sentence = _("This dispute is decided.")


class NoRival(Refusal):
    code = "no-rival"
    status = 400
    sentence = _("No other record stands against this one, so none can take its place.")


class SystemTaken(Refusal):
    code = "system-taken"
    sentence = _("There is a system with the short name “{slug}” already.")


class ParquetUnavailable(Refusal):
    code = "parquet-unavailable"
    status = 501
    sentence = _(
        "This installation writes no Parquet: pyarrow is not installed. Whoever runs it can add"
        " it. CSV and JSON are there."
    )


class UnreadableEvidence(Refusal):
    code = "unreadable-evidence"
    status = 400
    sentence = _("The file cannot be read: {why} Nothing was brought in.")


class RowsRefused(Refusal):
    """errors: of every row, with its place in the file, as the API tells errors of fields."""

    code = "rows-refused"
    status = 400
    sentence = _("Nothing was brought in: {count} rows cannot be. The first is {place}: {reason}")

    def __init__(self, *, rows: Sequence[tuple[str, str]]) -> None:
        place, reason = rows[0]
        super().__init__(count=len(rows), place=place, reason=reason)
        self.errors = [
            {"field": place, "code": "bad-row", "detail": reason} for place, reason in rows
        ]
