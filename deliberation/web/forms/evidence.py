"""Evidence about AI systems, disputes and decisions: are they well-formed?"""

from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.models import Criterion, Dispute
from deliberation.models.evidence import REASON_LIMIT, Record
from deliberation.models.systems import UNKNOWN
from deliberation.refusals import Refusal
from deliberation.refusals_evidence import BadEvidence, SourceNeeded, UnknownLevel, UnknownLicence
from deliberation.web.forms.base import TOO_LONG, TextField

CONFIDENCE: Final = {
    "high": pgettext_lazy("confidence", "high"),
    "medium": pgettext_lazy("confidence", "medium"),
    "low": pgettext_lazy("confidence", "low"),
}
BASIS: Final = {
    Record.Basis.SOURCE_READ: _("I read the source itself"),
    Record.Basis.SECONDARY: _("I read what others say of it"),
    Record.Basis.GENERAL_KNOWLEDGE: _("General knowledge; no source was looked at"),
}
FIELD_OF: Final[dict[type[Refusal], str]] = {
    UnknownLevel: "level",
    SourceNeeded: "source_url",
    UnknownLicence: "licence",
}


def _line(label: Any, most: int, **more: Any) -> forms.CharField:
    kind = more.pop("type", "text")
    attrs = {"class": "input", "type": kind}
    return forms.CharField(
        label=label, max_length=most, widget=forms.TextInput(attrs=attrs), **more
    )


def _text(label: Any, most: int, **more: Any) -> TextField:
    errors = {"required": _("Write it first."), "max_length": TOO_LONG}
    widget = forms.Textarea(attrs={"class": "textarea", "rows": 3})
    return TextField(label=label, max_length=most, widget=widget, error_messages=errors, **more)


class EvidenceForm(forms.Form):
    """What a source says of a system for one criterion."""

    use_required_attribute = False

    level = forms.ChoiceField(
        label=_("What the source shows"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the source shows.")},
    )
    note = _text(
        _("In a sentence"), 500, required=False, help_text=_("What is there, or missing, in short.")
    )
    source_url = _line(
        _("Address of the source"),
        500,
        type="url",
        help_text=_("A page that anyone can open: the licence, the model card, the paper."),
        error_messages={"required": _("Link to the page on which one can see it.")},
    )
    source_title = _line(_("Its title"), 200, required=False)
    source_section = _line(_("Section"), 120, required=False)
    source_version = _line(_("Version or date of the source"), 40, required=False)
    seen = _line(
        _("Month in which you saw it"),
        7,
        type="month",
        help_text=_("As 2026-11."),
        error_messages={"required": _("Say in which month you saw it, as 2026-11.")},
    )
    licence = _line(
        _("Licence"),
        60,
        required=False,
        help_text=_("Where the source names one: an SPDX identifier such as Apache-2.0."),
    )
    confidence = forms.ChoiceField(
        label=_("How sure you are"),
        choices=list(CONFIDENCE.items()),
        initial="medium",
        widget=forms.Select(attrs={"class": "select"}),
    )
    basis = forms.ChoiceField(
        label=_("What you had before you"),
        choices=list(BASIS.items()),
        initial=Record.Basis.SOURCE_READ,
        widget=forms.Select(attrs={"class": "select"}),
    )

    def __init__(self, data: Any = None, *, criterion: Criterion) -> None:
        month = timezone.now().strftime("%Y-%m")
        super().__init__(data, auto_id="evidence-%s", initial={"seen": month})
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            *((step["level"], _named(step)) for step in criterion.scale),
            (UNKNOWN, _("unknown: I looked and could not tell")),
        ]

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal beside the field it speaks of."""
        field = FIELD_OF.get(type(refusal))
        if isinstance(refusal, BadEvidence):
            field = str(refusal.facts["field"])
            field = field if field in self.fields else None
        self.add_error(field, refusal.for_people())


def _named(step: dict[str, str]) -> str:
    """A level of a scale with what it means."""
    return f"{step['level']}: {step['meaning']}" if step.get("meaning") else step["level"]


class DisputeForm(forms.Form):
    use_required_attribute = False

    objection = _text(
        _("What is wrong with the record"),
        REASON_LIMIT,
        help_text=_("Everybody reads it. Say what the source shows instead, and where."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="dispute-%s")


def _reason() -> TextField:
    return _text(
        _("Public reason"), REASON_LIMIT, help_text=_("What everybody reads beside the decision.")
    )


class EvidenceDecisionForm(forms.Form):
    """On a record that waits. contradicts: whether it says otherwise than the current one."""

    use_required_attribute = False

    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is decided.")},
    )
    reason = _reason()

    def __init__(self, data: Any = None, *, contradicts: bool, prefix: str) -> None:
        super().__init__(data, auto_id=f"{prefix}-%s")
        accept = ("accept", pgettext_lazy("deed", "Accept: it counts from now on"))
        beside = [
            ("replace", pgettext_lazy("deed", "Accept: it takes the place of the current record")),
            (
                "accept",
                pgettext_lazy(
                    "deed", "Let it stand beside the current record: both count as unknown"
                ),
            ),
        ]
        decline = ("decline", pgettext_lazy("deed", "Decline: it does not count"))
        self.fields["decision"].choices = [  # type: ignore[attr-defined]
            *(beside if contradicts else [accept]),
            decline,
        ]


class RulingForm(forms.Form):
    """On a dispute. has_rival: whether another record stands against the disputed one."""

    use_required_attribute = False

    ruling = forms.ChoiceField(
        label=_("Ruling"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the dispute ends.")},
    )
    reason = _reason()

    def __init__(self, data: Any = None, *, has_rival: bool, prefix: str) -> None:
        super().__init__(data, auto_id=f"{prefix}-%s")
        self.fields["ruling"].choices = [  # type: ignore[attr-defined]
            (Dispute.State.UPHELD, pgettext_lazy("deed", "The record stays")),
            *(
                [(Dispute.State.REPLACED, pgettext_lazy("deed", "The other record holds"))]
                * has_rival
            ),
            (Dispute.State.STRUCK, pgettext_lazy("deed", "What is known counts as unknown")),
        ]
