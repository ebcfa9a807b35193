"""Forms about following: a choice of how often."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.models import Frequency


class DigestForm(forms.Form):
    """How often for all that has no frequency of its own."""

    digest = forms.ChoiceField(label=_("E-mails about what you follow"), choices=Frequency.choices)


class FollowForm(forms.Form):
    """do: "follow", "unfollow" or "save" the frequency; back: the page to return to."""

    do = forms.ChoiceField(choices=[(word, word) for word in ("follow", "unfollow", "save")])
    frequency = forms.ChoiceField(
        choices=[("", _("as for all")), *Frequency.choices], required=False
    )
    back = forms.ChoiceField(choices=[("follows", "follows")], required=False)
