"""Following and unfollowing, and how often to hear of it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from deliberation.models import (
    CriterionUse,
    Definition,
    Follow,
    Frequency,
    Notice,
    Proposal,
    User,
)
from deliberation.refusals import NoAddress

type Target = Definition | CriterionUse | Proposal


def named(target: Target) -> dict[str, Target]:
    """The field of a follow that holds this target."""
    names = {Definition: "definition", CriterionUse: "use", Proposal: "proposal"}
    return {names[type(target)]: target}


@dataclass(frozen=True)
class Following:
    follow: Follow
    is_new: bool


def follow(
    *, user: User, target: Target, frequency: str | None = None, language: str = ""
) -> Following:
    """Follow something; whoever follows it already goes on, at the frequency given.

    frequency: empty for what the user has chosen for all; None leaves it as it is.
    language: the one to tell it in from now on, if it is known.
    Raises NoAddress for a user without an e-mail address.
    """
    if not user.email:
        raise NoAddress
    with transaction.atomic():
        found, is_new = Follow.objects.get_or_create(
            user=user,
            **named(target),
            defaults={"frequency": frequency or "", "created_at": timezone.now()},
        )
        if frequency is not None and frequency != found.frequency:
            found.frequency = frequency
            found.save(update_fields=["frequency"])
        if language:
            User.objects.filter(pk=user.pk).update(language=language)
        _forget_what_is_off(user)
    return Following(found, is_new)


def unfollow(*, user: User, target: Target) -> bool:
    """Stop following; what waited to be told for this reason is dropped. Was it followed?"""
    return bool(user.follows.filter(**named(target)).delete()[0])


@transaction.atomic
def change_digest(*, user: User, frequency: str, language: str = "") -> str:
    """Choose how often, and in which language, a user hears of all that has no frequency of
    its own.

    Off is for everything, whatever single follows say; they keep what they say for when
    it is switched on again. Returns the frequency before.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    before = user.digest
    user.digest, user.language = frequency, language or user.language
    user.save(update_fields=["digest", "language"])
    _forget_what_is_off(user)
    return before


def _forget_what_is_off(user: User) -> None:
    """Switching on again must not bring up what happened meanwhile."""
    off = user.follows.at_frequency(Frequency.OFF)
    Notice.objects.waiting().filter(follow__in=off.values("pk")).delete()
