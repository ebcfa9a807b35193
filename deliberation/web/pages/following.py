"""Following: the button on a page, and the page of all that somebody follows."""

from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from deliberation.actions.following import Target
from deliberation.models import CriterionUse, Definition, Follow, Frequency, Mail, Proposal, User
from deliberation.web.access import Visit


@dataclass(frozen=True)
class Feed:
    title: str
    address: str


@dataclass(frozen=True)
class FollowButton:
    """Whether the visitor follows what a page shows. feeds: its Atom feeds.

    address: where the form is sent; digest: how often the visitor hears of it.
    """

    address: str
    feeds: list[Feed]
    is_followed: bool
    digest: str


def follow_button(
    visit: Visit, *, use: CriterionUse | None = None, proposal: Proposal | None = None
) -> FollowButton:
    """Of the definition itself, of a criterion in it, or of a proposal, as `access` gives them:
    with `own_frequency`, so that no page asks once more.

    Hand it to the page as `follow`, for `components/follow.html` and `components/feeds.html`.
    """
    target = proposal or use or visit.definition
    own: str | None = getattr(target, "own_frequency", None)
    return FollowButton(
        address=address_of(visit.definition, target),
        feeds=feeds_of(visit.definition, use),
        is_followed=own is not None,
        digest="" if own is None else _in_force(visit.user, own),
    )


def address_of(definition: Definition, target: Target) -> str:
    """Where following and unfollowing is asked for."""
    if isinstance(target, Proposal):
        return reverse("follow-proposal", args=[definition.slug, target.number])
    if isinstance(target, CriterionUse):
        return reverse("follow-criterion", args=[definition.slug, target.criterion.slug])
    return reverse("follow", args=[definition.slug])


def feeds_of(definition: Definition, use: CriterionUse | None = None) -> list[Feed]:
    """Those that a reader of this page may want. A definition in setup has none."""
    if definition.phase == "setup":
        return []
    if use is not None:
        title = _("Proposals on {criterion}").format(criterion=use.criterion.title)
        address = reverse("criterion-feed", args=[definition.slug, use.criterion.slug])
        return [Feed(title, address)]
    title = definition.title
    return [
        Feed(
            _("Drafts of {definition}").format(definition=title),
            reverse("drafts-feed", args=[definition.slug]),
        ),
        Feed(
            _("Proposals of {definition}").format(definition=title),
            reverse("proposals-feed", args=[definition.slug]),
        ),
    ]


def _in_force(user: User, own: str) -> str:
    """The frequency in force, in words."""
    return str(Frequency(user.digest if user.digest == Frequency.OFF else own or user.digest).label)


@dataclass(frozen=True)
class Followed:
    """A follow as it stands on the page. title, page: of what is followed."""

    follow: Follow
    kind: str
    title: str
    page: str
    address: str


@dataclass(frozen=True)
class FollowsPage:
    """groups: what is followed, by definition. hour: of daily digests, in UTC. last: the
    last of them, sent or not."""

    groups: list[tuple[Definition, list[Followed]]]
    hour: int
    last: Mail | None


def follows_page(user: User) -> FollowsPage:
    visible = Definition.objects.visible_to(user).values("pk")
    rows = list(user.follows.with_targets().inside(visible))
    rows.sort(key=lambda each: (each.within.title, each.within.pk, _rank(each), each.pk))
    return FollowsPage(
        groups=[
            (definition, [_followed(each) for each in group])
            for definition, group in groupby(rows, key=lambda each: each.within)
        ],
        hour=settings.DIGEST_HOUR,
        last=user.mails.filter(kind="digest").first(),
    )


def _rank(follow: Follow) -> int:
    """The definition itself first, then criteria, then proposals."""
    return [bool(follow.definition_id), bool(follow.use_id), bool(follow.proposal_id)].index(True)


def _followed(follow: Follow) -> Followed:
    definition, target = follow.within, follow.target
    kind, title, page = _("Definition"), definition.title, definition.get_absolute_url()
    if isinstance(target, CriterionUse):
        kind, title = _("Criterion"), target.criterion.title
        page = reverse("criterion", args=[definition.slug, target.criterion.slug])
    elif isinstance(target, Proposal):
        kind = _("Proposal {number}").format(number=target.number)
        title, page = target.criterion.title, target.get_absolute_url()
    return Followed(follow, kind, title, page, address_of(definition, target))
