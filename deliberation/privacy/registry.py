"""The registry: one rule for each model that holds personal data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from deliberation.models import Participant, User

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Fate(Enum):
    """What becomes of the rows about somebody who deletes their account."""

    DELETED = "deleted"
    CLEARED = "cleared"  # the row stays, what it says of them goes
    PSEUDONYMOUS = "pseudonymous"  # published under a pseudonym that leads to nobody any more


@dataclass(frozen=True)
class Rule:
    """What holds for a model.

    model: its label. whose: lookups that lead to the user; own: those of them by which the
    rows are about the user, where others lead to what they decided about somebody; addresses:
    fields that hold an e-mail address. exported: fields of the download; without: why there
    are none. fate, and clears: field and what it becomes, where it is CLEARED. what: for the
    privacy page, in words. kept: the setting that says how many days it is kept, "" for as long
    as the account.
    """

    model: str
    what: "StrPromise"
    fate: Fate
    whose: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    exported: tuple[str, ...] = ()
    without: str = ""
    clears: Mapping[str, Any] = field(default_factory=dict)
    kept: str = ""

    @property
    def is_installed(self) -> bool:
        return self.model.partition(".")[0] in apps.app_configs

    @property
    def all_rows(self) -> QuerySet[Any]:
        return apps.get_model(self.model)._base_manager.all()

    def rows(self, user: User) -> QuerySet[Any]:
        """The rows that lead to somebody."""
        return self._leading(user, self.whose)

    def own_rows(self, user: User, known: list[str] | None = None) -> QuerySet[Any]:
        """The rows about somebody, which their download holds. known: the `addresses_of` them,
        where they have been read."""
        return self._leading(user, self.own or self.whose, known)

    def _leading(
        self, user: User, paths: tuple[str, ...], known: list[str] | None = None
    ) -> QuerySet[Any]:
        if known is None and self.addresses:
            known = addresses_of(user)
        about = Q(pk__in=[])
        for path in paths:
            about |= Q(**{path: user.pk})
        for name in self.addresses:
            about |= Q(**{f"{name}__in": known})
        return self.all_rows.filter(about).order_by("pk").distinct()


_rules: dict[str, Rule] = {}


def register(*added: Rule) -> None:
    """Add the rules of an app; once for each model."""
    for rule in added:
        if rule.model in _rules and _rules[rule.model] != rule:
            raise ValueError(f"{rule.model} has a rule already")
        if not rule.exported and not rule.without:
            raise ValueError(f"say which fields of {rule.model} are exported, or why none are")
        if (rule.fate is Fate.CLEARED) != bool(rule.clears):
            raise ValueError(f"say which fields of {rule.model} are cleared")
        _rules[rule.model] = rule


def rules() -> Iterator[Rule]:
    """Of all models of apps that are installed, in the order they were registered."""
    return (rule for rule in _rules.values() if rule.is_installed)


def rule_of(model: type[models.Model]) -> Rule | None:
    return _rules.get(model._meta.label)


def addresses_of(user: User) -> list[str]:
    """All e-mail addresses of an account, confirmed or not, in lower case."""
    of_account = apps.get_model("account.EmailAddress").objects.filter(user=user)
    return sorted({user.email, *(each.lower() for each in of_account.values_list("email", flat=1))})


NAMES: Final = frozenset({"email", "ip", "ip_address", "address", "username", "phone", "name_of"})


def personal_fields(model: type[models.Model]) -> list[str]:
    """Fields that make a model need a rule: that lead to a person, or hold an address."""
    return [each.name for each in model._meta.get_fields() if _is_personal(each)]


def _is_personal(each: Any) -> bool:
    if not getattr(each, "concrete", False):
        return False
    if each.is_relation:
        return each.related_model in (User, Participant)
    if isinstance(each, models.EmailField | models.GenericIPAddressField):
        return True
    return isinstance(each, models.CharField) and each.name in NAMES
