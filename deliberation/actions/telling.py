"""What news say, in sentences of the language that is active."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from django.core.cache import cache
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from deliberation import drafting
from deliberation.actions.moderation import names
from deliberation.models import Definition, Draft, News, Phase, Proposal, Side, Tally, User
from deliberation.site import absolute

MOST_LINES: Final = 40
MOST_DETAILS: Final = 6
QUOTED: Final = 200
KEPT_SECONDS: Final = 24 * 3600

STANDINGS: Final = {
    Tally.Status.ADOPTED: pgettext_lazy("standing", "adopted"),
    Tally.Status.OUTSCORED: pgettext_lazy("standing", "outscored"),
    Tally.Status.OPEN_QUESTION: pgettext_lazy("standing", "open question"),
    Tally.Status.UNDECIDED: pgettext_lazy("standing", "undecided"),
    Tally.Status.DECLINED: pgettext_lazy("standing", "declined"),
    Tally.Status.REJECTED: pgettext_lazy("standing", "set aside by moderation"),
}
PHASES: Final = {
    Phase.SETUP: gettext_lazy("It is in setup."),
    Phase.GATHERING: gettext_lazy("Proposals are being gathered and voted on."),
    Phase.DELIBERATION: gettext_lazy("Deliberation has begun: propose, vote, amend."),
    Phase.CONVERGENCE: gettext_lazy(
        "Convergence has begun: no new proposals; votes settle what is open."
    ),
    Phase.RATIFICATION: gettext_lazy("The text is put up for ratification."),
    Phase.CLOSED: gettext_lazy("It is closed; the text stands."),
}


@dataclass(frozen=True)
class Line:
    """One piece of news: a sentence, where to read on, and what else to say."""

    text: str
    url: str
    details: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """The news of one definition. left_out: how many more there are."""

    definition: Definition
    url: str
    lines: list[Line]
    left_out: int


def sections(news: Sequence[int], user: User) -> list[Section]:
    """What these news (primary keys) say to a user, definition by definition.

    Several changes of one thing are told as one, from where it was to where it is; what
    is back where it was is not told.
    """
    visible = Definition.objects.visible_to(user)
    told = _with_subjects(News.objects.filter(pk__in=news, definition__in=visible))
    found = []
    for definition, group in groupby(told.order_by("definition", "pk"), lambda n: n.definition):
        lines = list(_lines(definition, list(group)))
        if lines:
            address = absolute(definition.get_absolute_url())
            left_out = max(len(lines) - MOST_LINES, 0)
            found.append(Section(definition, address, lines[:MOST_LINES], left_out))
    return found


def _with_subjects(news: QuerySet[News]) -> QuerySet[News]:
    return news.select_related(
        "definition",
        "proposal__criterion",
        "proposal__definition",
        "draft__previous",
        "revision",
        "argument__current",
        "standing__draft",
        "decision__definition",
        "decision__proposal",
        "decision__argument",
        "decision__into",
        "decision__undoes",
    ).defer("draft__canonical", "draft__previous__canonical", "standing__draft__canonical")


def _lines(definition: Definition, news: Sequence[Any]) -> Iterator[Line]:
    of_kind = {kind: [each for each in news if each.kind == kind] for kind in News.Kind}
    if of_kind[News.Kind.PHASE]:
        last = of_kind[News.Kind.PHASE][-1]
        yield Line(str(PHASES[Phase(last.phase)]), absolute(definition.get_absolute_url()))
    if of_kind[News.Kind.ENDING]:
        yield _ending(definition, of_kind[News.Kind.ENDING][-1])
    for each in of_kind[News.Kind.RETURNED]:
        yield _returned(definition, each)
    for each in of_kind[News.Kind.PUBLISHED]:
        yield _published(definition, each.draft)
    if of_kind[News.Kind.DRAFT]:
        yield _drafts(definition, [each.draft for each in of_kind[News.Kind.DRAFT]])
    for each in of_kind[News.Kind.PROPOSAL]:
        yield from _opened(each)
    for each in of_kind[News.Kind.REVISION]:
        yield from _revised(each)
    for each in of_kind[News.Kind.ARGUMENT]:
        yield from _argued(each)
    for each in of_kind[News.Kind.DECISION]:
        yield _decided(each)
    for _pk, changes in groupby(
        sorted(of_kind[News.Kind.STANDING], key=lambda n: (n.proposal.number, n.pk)),
        lambda n: n.proposal.pk,
    ):
        yield from _stands(list(changes))


def _ending(definition: Definition, news: News) -> Line:
    """The last one counts: what was announced before may have been planned anew."""
    assert news.due_at is not None
    text = _("The next phase, {phase}, opens on {when} UTC.").format(
        phase=Phase(news.phase).label, when=date_format(news.due_at, "DATETIME_FORMAT")
    )
    return Line(text, absolute(reverse("phases", args=[definition.slug])))


def _returned(definition: Definition, news: News) -> Line:
    assert news.draft is not None
    text = _("Draft {version} was not ratified; convergence goes on.")
    return Line(
        text.format(version=news.draft.version),
        absolute(reverse("ratification", args=[definition.slug])),
    )


def _address_of(proposal: Proposal) -> str:
    return absolute(proposal.get_absolute_url())


def _name(proposal: Proposal) -> str:
    return _("proposal {number} on {criterion}").format(
        number=proposal.number, criterion=proposal.criterion.title
    )


def _published(definition: Definition, draft: Draft) -> Line:
    text = (
        _("Draft {version} is ratified.")
        if draft.status == Draft.Status.RATIFIED
        else _("Draft {version} is published; its text stays as it is.")
    )
    return Line(
        text.format(version=draft.version),
        absolute(reverse("draft", args=[definition.slug, draft.version])),
    )


def _drafts(definition: Definition, drafts: Sequence[Draft]) -> Line:
    """Several drafts are told as the last of them, against the one before the first."""
    before, after = drafts[0].previous, drafts[-1]
    if before is None:
        address = reverse("draft", args=[definition.slug, after.version])
        return Line(_("Draft {version} is cut.").format(version=after.version), absolute(address))
    address = reverse("diff", args=[definition.slug, before.version, after.version])
    changed = _difference(before, after)
    text = _("Draft {version}: {changes}.").format(
        version=after.version, changes=_counts(changed["counts"]) or _("open questions changed")
    )
    return Line(text, absolute(address), list(_titles(changed["changes"])))


def _difference(before: Draft, after: Draft) -> dict[str, Any]:
    """What a digest says of the difference; drafts never change, so it is kept a while."""

    def compared() -> dict[str, Any]:
        found = drafting.compare(before.content, after.content)
        changes = [(each["kind"], each["number"], each["title"]) for each in found["changes"]]
        return {"counts": found["counts"], "changes": changes}

    key = f"digest-difference-{before.bytes_hash}-{after.bytes_hash}"
    found: Any = cache.get_or_set(key, compared, timeout=KEPT_SECONDS)
    return dict(found)


def _counts(counts: dict[str, int]) -> str:
    added, removed = counts["added"], counts["removed"]
    reworded, levelled = counts["reworded"], counts["level-changed"]
    words = [
        (added, ngettext("%d clause added", "%d clauses added", added)),
        (removed, ngettext("%d clause removed", "%d clauses removed", removed)),
        (reworded, ngettext("%d clause reworded", "%d clauses reworded", reworded)),
        (levelled, ngettext("%d clause at a new level", "%d clauses at a new level", levelled)),
    ]
    return ", ".join(text % number for number, text in words if number)


def _titles(changes: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    done = {
        "added": _("{clause}: added"),
        "removed": _("{clause}: removed"),
        "reworded": _("{clause}: reworded"),
        "level-changed": _("{clause}: new level"),
    }
    for kind, number, title in changes[:MOST_DETAILS]:
        yield done[kind].format(clause=f"{number} {title}")
    rest = len(changes) - MOST_DETAILS
    if rest > 0:
        yield ngettext("and %d more", "and %d more", rest) % rest


def _opened(news: News) -> Iterator[Line]:
    proposal = news.proposal
    assert proposal is not None
    assert news.revision is not None
    if proposal.is_standing:
        yield Line(
            _("New: {proposal}.").format(proposal=_name(proposal)),
            _address_of(proposal),
            [Truncator(news.revision.wording).chars(QUOTED)],
        )


def _revised(news: News) -> Iterator[Line]:
    proposal = news.proposal
    assert proposal is not None
    assert news.revision is not None
    if proposal.is_standing:
        text = (
            _("Reworded: {proposal}. Votes start anew on revision {revision}.")
            if news.revision.is_substantive
            else _("Edited: {proposal}. The votes on it stay.")
        )
        yield Line(
            text.format(proposal=_name(proposal), revision=news.revision.number),
            _address_of(proposal),
            [Truncator(news.revision.wording).chars(QUOTED)],
        )


def _argued(news: News) -> Iterator[Line]:
    """In the words that stand now; a withdrawn argument is not quoted."""
    proposal, argument = news.proposal, news.argument
    assert proposal is not None
    assert argument is not None
    if proposal.is_standing and not argument.is_withdrawn and not argument.is_hidden:
        assert argument.current is not None
        text = (
            _("An argument for {proposal}.")
            if argument.side == Side.FOR
            else _("An argument against {proposal}.")
        )
        yield Line(
            text.format(proposal=_name(proposal)),
            _address_of(proposal),
            [Truncator(argument.current.text).chars(QUOTED)],
        )


def _decided(news: News) -> Line:
    assert news.decision is not None
    return Line(
        names.told(news.decision),
        absolute(news.decision.get_absolute_url()),
        [Truncator(news.decision.note).chars(QUOTED)],
    )


def _stands(news: Sequence[News]) -> Iterator[Line]:
    """From where the proposal stood before the first change to where it stands now."""
    proposal, first, last = news[0].proposal, news[0].standing, news[-1].standing
    assert proposal is not None
    assert first is not None
    assert last is not None
    if first.before == last.after:
        return
    text = (
        _("Adopted in draft {version}: {proposal}. It was {before}.")
        if last.after == Tally.Status.ADOPTED and last.draft
        else _("Now {after}: {proposal}. It was {before}.")
    )
    yield Line(
        text.format(
            after=STANDINGS[Tally.Status(last.after)],
            before=STANDINGS[Tally.Status(first.before)],
            proposal=_name(proposal),
            version=last.draft.version if last.draft else "",
        ),
        _address_of(proposal),
    )
