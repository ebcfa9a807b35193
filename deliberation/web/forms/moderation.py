"""Flags, appeals and decisions: are they well-formed?"""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.actions.moderation.public_log import KINDS as LOGGED_KINDS
from deliberation.models import Criterion, Definition, Flag, Level, Proposal, Reason
from deliberation.models.appeals import STATEMENT_LIMIT
from deliberation.models.moderation import NOTE_LIMIT
from deliberation.models.policies import POLICY_LIMIT
from deliberation.models.proposals import RATIONALE_LIMIT, WORDING_LIMIT
from deliberation.web.forms.base import TOO_LONG, TextField
from deliberation.web.forms.governing import reason_field as public_reason

ON_PROPOSALS: Final = [
    ("accept", pgettext_lazy("deed", "Accept: it is in order")),
    (
        "reject",
        pgettext_lazy("deed", "Reject: it counts nowhere; its words stay"),
    ),
    ("hide", pgettext_lazy("deed", "Hide: its words go out of sight, and it counts nowhere")),
    ("lock", pgettext_lazy("deed", "Lock: no more votes and amendments; its votes count")),
    ("restore", pgettext_lazy("deed", "Restore: undo the last decision on it")),
    ("remove", pgettext_lazy("deed", "Erase its text for ever, because the law asks for it")),
]
ON_AMENDMENTS: Final = [
    ("accept-amendment", pgettext_lazy("deed", "Publish the amendment")),
    ("reject-amendment", pgettext_lazy("deed", "Reject the amendment: the wording stays as it is")),
]
ON_ARGUMENTS: Final = [
    ("hide", pgettext_lazy("deed", "Hide: its words go out of sight")),
    ("restore", pgettext_lazy("deed", "Restore: it is seen again")),
    ("remove", pgettext_lazy("deed", "Erase its text for ever, because the law asks for it")),
]
DISMISS: Final = ("dismiss", pgettext_lazy("deed", "Dismiss the flag: nothing is done"))


def note_field(**more: Any) -> TextField:
    given: dict[str, Any] = {
        "label": _("Public note"),
        "max_length": NOTE_LIMIT,
        "help_text": _("What everybody reads beside the decision. Name no private person."),
        "widget": forms.Textarea(attrs={"class": "textarea", "rows": 3}),
        "error_messages": {
            "required": _("Write a note; every decision carries one."),
            "max_length": TOO_LONG,
        },
    }
    return TextField(**given | more)


def reason_field(reasons: Any = Reason.choices, **more: Any) -> forms.ChoiceField:
    given: dict[str, Any] = {
        "label": _("Reason"),
        "choices": [("", _("Choose one")), *reasons],
        "error_messages": {"required": _("Choose a reason.")},
        "widget": forms.Select(attrs={"class": "select"}),
    }
    return forms.ChoiceField(**given | more)


class FlagForm(forms.Form):
    use_required_attribute = False

    kind = reason_field(
        [(each.value, each.label) for each in Flag.KINDS],
        label=_("What is wrong with it"),
        error_messages={"required": _("Choose what is wrong with it.")},
    )
    duplicate_of = forms.IntegerField(
        label=_("Number of the proposal that says the same"),
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        help_text=_("Only where it is a duplicate."),
        widget=forms.NumberInput(attrs={"class": "input input--short"}),
    )
    note = note_field(
        label=_("For the moderators"),
        required=False,
        help_text=_("What they should look at. Only you and they read it."),
    )

    def __init__(self, *args: Any, definition: Definition, is_argument: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.definition = definition
        if is_argument:
            del self.fields["duplicate_of"]

    def clean_duplicate_of(self) -> Proposal | None:
        number = self.cleaned_data["duplicate_of"]
        if number is None:
            return None
        found = self.definition.proposals.standing().filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no such proposal."))
        return found


class DecisionForm(forms.Form):
    """One deed on a proposal, an argument or a flag. expects: what the moderator read."""

    use_required_attribute = False

    deed = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is decided.")},
    )
    reason = reason_field()
    note = note_field()

    def __init__(self, *args: Any, deeds: list[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["deed"].choices = deeds  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """Undoing a decision."""

    use_required_attribute = False

    note = note_field()


class AppealForm(forms.Form):
    use_required_attribute = False

    statement = TextField(
        label=_("Why the decision is wrong"),
        max_length=STATEMENT_LIMIT,
        help_text=_("Public, under your pseudonym. You can appeal once."),
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 5}),
        error_messages={"required": _("Write why it is wrong."), "max_length": TOO_LONG},
    )


class AppealDecisionForm(forms.Form):
    use_required_attribute = False

    upheld = forms.ChoiceField(
        label=_("Outcome"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", pgettext_lazy("appeal", "Uphold it: the first decision is undone")),
            ("no", pgettext_lazy("appeal", "Dismiss it: the first decision stands")),
        ],
        error_messages={"required": _("Choose an outcome.")},
    )
    note = note_field()


class WordingForm(forms.Form):
    """One wording as a clause; where it is part of a split, with its criterion."""

    use_required_attribute = False

    criterion = forms.ChoiceField(
        label=_("Criterion"), widget=forms.Select(attrs={"class": "select"})
    )
    level = forms.ChoiceField(
        label=_("Level"), choices=Level.choices, widget=forms.Select(attrs={"class": "select"})
    )
    requires = forms.ChoiceField(
        label=_("Evidence needed"), widget=forms.Select(attrs={"class": "select"})
    )
    wording = TextField(
        label=_("Wording"),
        max_length=WORDING_LIMIT,
        error_messages={"required": _("Write the wording."), "max_length": TOO_LONG},
    )
    rationale = TextField(
        label=_("Rationale"),
        max_length=RATIONALE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(
        self, *args: Any, criteria: list[Criterion], has_criterion: bool = True, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        levels = dict.fromkeys(level for each in criteria for level in each.levels)
        self.fields["requires"].choices = [(each, each) for each in levels]  # type: ignore[attr-defined]
        if has_criterion:
            self.fields["criterion"].choices = [  # type: ignore[attr-defined]
                (each.slug, each.title) for each in criteria
            ]
        else:
            del self.fields["criterion"]


class RewordForm(WordingForm):
    """read: number of the revision that the moderator started from."""

    change = forms.ChoiceField(
        label=_("Kind of change"),
        widget=forms.RadioSelect,
        choices=[
            ("editorial", _("Editorial: it says the same, and keeps its votes")),
            ("substantive", _("Substantive: it says something else, and a new vote starts")),
        ],
        error_messages={"required": _("Choose a kind of change.")},
    )
    reason = reason_field(initial=Reason.UNCLEAR)
    note = note_field()
    read = forms.IntegerField(widget=forms.HiddenInput)


class MergeForm(forms.Form):
    use_required_attribute = False

    into = forms.IntegerField(
        label=_("Number of the proposal that survives"),
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.NumberInput(attrs={"class": "input input--short"}),
        error_messages={"required": _("Give the number of the proposal that survives.")},
    )
    asks_again = forms.BooleanField(
        label=_("Move no votes; ask those who voted to vote on the survivor"),
        required=False,
        help_text=_("Needed where level, evidence or criterion differ."),
    )
    note = note_field()

    def __init__(self, *args: Any, proposal: Proposal, **more: Any) -> None:
        super().__init__(*args, **more)
        self.proposal = proposal

    def clean_into(self) -> Proposal:
        numbered = self.proposal.definition.proposals.standing().with_text()
        found = numbered.filter(number=self.cleaned_data["into"]).first()
        if found is None:
            raise forms.ValidationError(_("There is no such proposal that takes votes."))
        return found


class LogFilterForm(forms.Form):
    """What the public log is narrowed to. Anything else is left out."""

    kind = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=[("", _("any")), *LOGGED_KINDS],
        widget=forms.Select(attrs={"class": "select"}),
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        required=False,
        choices=[("", _("any")), *Reason.choices],
        widget=forms.Select(attrs={"class": "select"}),
    )
    proposal = forms.IntegerField(
        label=_("Proposal"),
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.NumberInput(attrs={"class": "input input--short"}),
    )


class PolicyForm(forms.Form):
    use_required_attribute = False

    text = TextField(
        label=_("Policy"),
        max_length=POLICY_LIMIT,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 16}),
        help_text=_("Blank lines part paragraphs; “-” begins an item of a list."),
        error_messages={"required": _("Write the policy."), "max_length": TOO_LONG},
    )
    reason = public_reason()


class WhenForm(forms.Form):
    use_required_attribute = False

    when = forms.ChoiceField(
        label=_("When proposals are looked at"),
        widget=forms.RadioSelect,
        choices=[
            ("after", _("After they appear: they can be voted on at once")),
            ("before", _("Before they appear: only their author and moderators see them")),
        ],
    )
    reason = public_reason()
