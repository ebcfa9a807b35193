"""Atom feeds of drafts, proposals and verdicts (RFC 4287), for anyone and any cache."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed, SyndicationFeed
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import conditional_page, require_safe

from deliberation.actions import moderation
from deliberation.actions.turned import Turned, turned
from deliberation.models import CriterionUse, Definition, Draft, Revision
from deliberation.models.assessments import Verdict
from deliberation.site import absolute, tag
from deliberation.web.digest import digests
from deliberation.web.text import printable

NEWEST = 40
FRESH_SECONDS = 300


class _AtomFeed(Atom1Feed):
    """Has the time of what it is about while it has no entry, so that caches can compare."""

    def __init__(self, *args: Any, changed: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changed = changed

    def latest_post_date(self) -> datetime:
        times = [item["updateddate"] for item in self.items]
        return max(times, default=self.changed)


class _Feed(Feed):
    """What the feeds share. Reading asks for no account, so a definition in setup has none."""

    feed_type = _AtomFeed

    def get_object(self, request: HttpRequest, slug: str, **names: str) -> Any:
        return get_object_or_404(Definition.objects.visible_to(AnonymousUser()), slug=slug)

    def definition(self, about: Any) -> Definition:
        found: Definition = about
        return found

    def get_feed(self, obj: Any, request: HttpRequest) -> SyndicationFeed:
        """In the language of the definition, whoever reads: caches keep one for all."""
        with translation.override(self.definition(obj).language):
            return super().get_feed(obj, request)

    def author_name(self, obj: Any) -> str:
        return self.definition(obj).title

    def feed_url(self, obj: Any) -> str:
        raise NotImplementedError

    def feed_extra_kwargs(self, obj: Any) -> dict[str, Any]:
        return {"changed": self.definition(obj).created_at}


class DraftsFeed(_Feed):
    """All drafts, the latest first, each with what changed."""

    def title(self, obj: Definition) -> str:
        return _("Drafts of {definition}").format(definition=obj.title)

    def subtitle(self, obj: Definition) -> str:
        return obj.question

    def link(self, obj: Definition) -> str:
        return absolute(reverse("drafts", args=[obj.slug]))

    def feed_url(self, obj: Definition) -> str:
        return absolute(reverse("drafts-feed", args=[obj.slug]))

    def feed_guid(self, obj: Definition) -> str:
        return tag("definitions", obj.slug, "drafts")

    def items(self, obj: Definition) -> Iterable[Draft]:
        drafts = list(obj.drafts.latest_first().defer("canonical")[:NEWEST])
        told = digests(drafts)
        for draft in drafts:
            draft.definition = obj
            draft.told = told[draft.pk]  # type: ignore[attr-defined]
        return drafts

    def item_title(self, item: Draft) -> str:
        words = {
            Draft.Status.WORKING: _("Working draft {version}"),
            Draft.Status.PUBLISHED: _("Draft {version}, published"),
            Draft.Status.RATIFIED: _("Draft {version}, ratified"),
        }
        return words[Draft.Status(item.status)].format(version=item.version)

    def item_description(self, item: Any) -> str:
        changes = format_html_join("", "<li>{}</li>", ([each] for each in item.told.changes))
        return format_html("<ul>{}</ul>", changes)

    def item_link(self, item: Draft) -> str:
        return absolute(item.get_absolute_url())

    def item_guid(self, item: Draft) -> str:
        return tag("definitions", item.definition.slug, "drafts", item.version)

    def item_pubdate(self, item: Draft) -> datetime:
        return item.created_at

    def item_updateddate(self, item: Draft) -> datetime:
        return item.published_at or item.created_at


class ProposalsFeed(_Feed):
    """New and revised proposals, the latest first; those that moderation rejected are out."""

    def title(self, obj: Any) -> str:
        return _("Proposals of {definition}").format(definition=obj.title)

    def link(self, obj: Any) -> str:
        return absolute(reverse("criteria", args=[obj.slug]))

    def feed_url(self, obj: Any) -> str:
        return absolute(reverse("proposals-feed", args=[obj.slug]))

    def feed_guid(self, obj: Any) -> str:
        return tag("definitions", obj.slug, "proposals")

    def items(self, obj: Any) -> Iterable[Revision]:
        return _newest(obj)

    def item_title(self, item: Revision) -> str:
        if item.number == 1:
            text = _("New proposal {number} on {criterion}")
        elif item.is_substantive:
            text = _("Proposal {number} on {criterion}, revision {revision}: votes start anew")
        else:
            text = _("Proposal {number} on {criterion}, revision {revision}: votes stay")
        return text.format(
            number=item.proposal.number,
            criterion=item.proposal.criterion.title,
            revision=item.number,
        )

    def item_description(self, item: Revision) -> str:
        wording = format_html("<blockquote>{}</blockquote>", item.wording)
        return wording + format_html("<p>{}</p>", item.rationale) if item.rationale else wording

    def item_link(self, item: Revision) -> str:
        return absolute(item.proposal.get_absolute_url())

    def item_guid(self, item: Revision) -> str:
        slug, number = item.proposal.definition.slug, item.proposal.number
        return tag("definitions", slug, "proposals", number, "revisions", item.number)

    def item_author_name(self, item: Revision) -> str:
        if item.author is not None:
            return item.author.pseudonym
        return item.proposal.definition.title

    def item_pubdate(self, item: Revision) -> datetime:
        return item.created_at

    def item_updateddate(self, item: Revision) -> datetime:
        return item.created_at


class CriterionFeed(ProposalsFeed):
    """The same for one criterion."""

    def get_object(self, request: HttpRequest, slug: str, **names: str) -> CriterionUse:
        definition = super().get_object(request, slug)
        uses = definition.criterion_uses.select_related("criterion", "definition")
        return get_object_or_404(uses, criterion__slug=names["criterion"])

    def definition(self, about: CriterionUse) -> Definition:
        return about.definition

    def title(self, obj: CriterionUse) -> str:
        return _("{definition}: proposals on {criterion}").format(
            definition=obj.definition.title, criterion=obj.criterion.title
        )

    def link(self, obj: CriterionUse) -> str:
        return absolute(reverse("criterion", args=[obj.definition.slug, obj.criterion.slug]))

    def feed_url(self, obj: CriterionUse) -> str:
        return absolute(reverse("criterion-feed", args=[obj.definition.slug, obj.criterion.slug]))

    def feed_guid(self, obj: CriterionUse) -> str:
        return tag("definitions", obj.definition.slug, "criteria", obj.criterion.slug, "proposals")

    def items(self, obj: CriterionUse) -> Iterable[Revision]:
        return _newest(obj.definition, criterion=obj.criterion)


type Told = tuple[Definition, moderation.Logged]


class ModerationFeed(_Feed):
    """The public moderation log, the latest decisions first."""

    def title(self, obj: Any) -> str:
        return _("Moderation of {definition}").format(definition=obj.title)

    def link(self, obj: Any) -> str:
        return absolute(reverse("moderation", args=[obj.slug]))

    def feed_url(self, obj: Any) -> str:
        return absolute(reverse("moderation-feed", args=[obj.slug]))

    def feed_guid(self, obj: Any) -> str:
        return tag("definitions", obj.slug, "moderation")

    def items(self, obj: Definition) -> Iterable[Told]:
        entries = moderation.entries_of(obj)[:NEWEST]
        return [(obj, each) for each in moderation.load(obj, entries)]

    def item_title(self, item: Told) -> str:
        return item[1].told

    def item_description(self, item: Told) -> str:
        decision, note = item[1].decision, item[1].note
        if decision is None:
            return format_html("<p>{}</p>", note)
        reason = _("Reason: {reason}.").format(reason=decision.get_reason_display())
        return format_html("<p>{}</p><p>{}</p>", reason, note)

    def item_link(self, item: Told) -> str:
        return absolute(item[1].address)

    def item_guid(self, item: Told) -> str:
        return tag("definitions", item[0].slug, "moderation", item[1].key)

    def item_author_name(self, item: Told) -> str:
        return item[1].handle or item[1].role

    def item_pubdate(self, item: Told) -> datetime:
        return item[1].at

    def item_updateddate(self, item: Told) -> datetime:
        return item[1].at


class VerdictsFeed(_Feed):
    """Systems that have another verdict than before, the latest first."""

    def title(self, obj: Any) -> str:
        return _("{definition}: changed verdicts about AI systems").format(definition=obj.title)

    def link(self, obj: Any) -> str:
        return absolute(reverse("systems", args=[obj.slug]))

    def feed_url(self, obj: Any) -> str:
        return absolute(reverse("verdicts-feed", args=[obj.slug]))

    def feed_guid(self, obj: Any) -> str:
        return tag("definitions", obj.slug, "verdicts")

    def items(self, obj: Definition) -> Iterable[Turned]:
        found = turned(obj)[:NEWEST]
        for each in found:
            each.draft.definition = obj
        return found

    def item_title(self, item: Turned) -> str:
        count = len(item.turns)
        if item.previous is not None:
            text = ngettext(
                "Draft {version}: {count} system has another verdict than under {previous}",
                "Draft {version}: {count} systems have another verdict than under {previous}",
                count,
            )
            previous = item.previous.version
        else:
            text = ngettext(
                "Draft {version}: what is known of {count} system has changed its verdict",
                "Draft {version}: what is known of {count} systems has changed their verdicts",
                count,
            )
            previous = ""
        return text.format(version=item.draft.version, count=count, previous=previous)

    def item_description(self, item: Turned) -> str:
        told = (
            (printable(each.system.name), Verdict(each.before).label, Verdict(each.after).label)
            for each in item.turns
        )
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {} → {}</li>", told))

    def item_link(self, item: Turned) -> str:
        matrix = reverse("systems", args=[item.draft.definition.slug])
        return absolute(f"{matrix}?{urlencode({'under': item.draft.version})}")

    def item_guid(self, item: Turned) -> str:
        names = ["definitions", item.draft.definition.slug, "verdicts", item.draft.version]
        return tag(*names) if item.previous is not None else tag(*names, item.at.isoformat())

    def item_pubdate(self, item: Turned) -> datetime:
        return item.at

    def item_updateddate(self, item: Turned) -> datetime:
        return item.at


def _newest(definition: Definition, **which: Any) -> Iterable[Revision]:
    shown = Revision.objects.filter(proposal__in=definition.proposals.standing().filter(**which))
    subjects = shown.select_related("author", "proposal__criterion", "proposal__definition")
    return subjects.order_by("-created_at", "-pk")[:NEWEST]


def _public(feed: Feed) -> Any:
    """A view that any cache may keep a while, and that answers 304 to who has it already."""

    def view(request: HttpRequest, **names: str) -> HttpResponse:
        response = feed(request, **names)
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
        return response

    return require_safe(conditional_page(view))


drafts_feed, proposals_feed, criterion_feed, moderation_feed, verdicts_feed = map(
    _public, (DraftsFeed(), ProposalsFeed(), CriterionFeed(), ModerationFeed(), VerdictsFeed())
)
