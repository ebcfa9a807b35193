"""What waits in a definition, as the queue shows it: a fixed number of queries, any length."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import process

from deliberation.actions import moderation
from deliberation.actions.moderation.duplicates import Pair, suspected_duplicates
from deliberation.actions.moderation.names import name_of
from deliberation.actions.search import ALIKE, likeness
from deliberation.admin.queue.choices import Choice, choices_of
from deliberation.admin.queue.evidence import open_disputes, waiting_evidence
from deliberation.drafting.diff import words
from deliberation.models import (
    AISystem,
    Appeal,
    Argument,
    Definition,
    Flag,
    Proposal,
    User,
)
from deliberation.models.evidence import Record

KINDS: Final = {
    "proposal": gettext_lazy("new proposals"),
    "amendment": gettext_lazy("amendments"),
    "held": gettext_lazy("amendments that wait"),
    "flag": gettext_lazy("flags"),
    "appeal": gettext_lazy("appeals"),
    "verification": gettext_lazy("verification requests"),
    "duplicate": gettext_lazy("suspected duplicates"),
    "votes": gettext_lazy("suspected votes"),
    "evidence": gettext_lazy("proposed evidence"),
    "dispute": gettext_lazy("disputes about evidence"),
}
ONE_OF: Final = {
    "proposal": gettext_lazy("new proposal"),
    "amendment": gettext_lazy("amended proposal"),
    "held": gettext_lazy("amendment that waits"),
    "flag": gettext_lazy("flag"),
    "appeal": gettext_lazy("appeal"),
    "verification": gettext_lazy("verification request"),
    "duplicate": gettext_lazy("suspected duplicate"),
    "votes": gettext_lazy("suspected votes"),
    "evidence": gettext_lazy("proposed evidence"),
    "dispute": gettext_lazy("dispute about evidence"),
}


@dataclass(frozen=True)
class Beside:
    """A similar proposal, and how this wording differs from it, word by word."""

    proposal: Proposal
    likeness: int
    words: list[list[str]]


@dataclass
class Case:
    """One case. quoted: the text it is about. said: what somebody said about it.
    is_own: whether whoever looks may not decide on it."""

    kind: str
    key: str
    since: datetime
    title: str
    about: Any
    quoted: str = ""
    said: str = ""
    facts: str = ""
    link: str = ""
    is_own: bool = False
    is_urgent: bool = False
    choices: tuple[Choice, ...] = ()
    proposal: Proposal | None = None
    beside: list[Beside] = field(default_factory=list)

    @property
    def kind_display(self) -> str:
        return str(ONE_OF[self.kind])


@dataclass(frozen=True)
class Desk:
    """A definition as a moderator looks at it. me: primary key of their participant here."""

    definition: Definition
    user: User
    me: int | None
    proposals: dict[int, Proposal]

    @classmethod
    def of(cls, definition: Definition, user: User) -> "Desk":
        own = definition.participant_of(user)
        proposals = definition.proposals.with_text()
        return cls(definition, user, own.pk if own else None, {each.pk: each for each in proposals})

    @property
    def standing(self) -> list[Proposal]:
        return [each for each in self.proposals.values() if each.is_standing]

    def cases(self) -> list[Case]:
        """All of them, the oldest first."""
        found = list(
            chain(
                self._written(),
                self._verifications(),
                self._duplicates(),
                self._votes(),
                self._evidence(),
                self._disputes(),
            )
        )
        for case in found:
            case.choices = () if case.is_own else choices_of(case.kind, case.about)
        return sorted(found, key=lambda case: case.since)

    def _written(self) -> Iterator[Case]:
        for item in moderation.waiting(self.definition):
            case = self._about(item.about)
            case.kind, case.key, case.since = item.kind, item.key, item.since
            case.title, case.is_urgent = item.name, item.is_urgent
            if item.held is not None:
                case.quoted, case.said = item.held.wording, item.held.rationale
            yield case

    def _about(self, about: Proposal | Flag | Appeal) -> Case:
        match about:
            case Proposal():
                return self._proposal(about)
            case Flag():
                return self._flag(about)
            case Appeal():
                return self._appeal(about)

    def _proposal(self, proposal: Proposal) -> Case:
        assert proposal.current is not None
        return Case(
            "", "", proposal.created_at, "", proposal,
            quoted=proposal.current.wording, said=proposal.current.rationale,
            facts=f"{proposal.criterion.title}, {proposal.current.level}",
            link=proposal.get_absolute_url(), proposal=proposal,
            is_own=proposal.author_id is not None and proposal.author_id == self.me,
        )  # fmt: skip

    def _flag(self, flag: Flag) -> Case:
        return Case(
            "", "", flag.at, "", flag,
            quoted=self._words_of(flag.proposal_id, flag.argument), said=flag.note,
            facts=str(flag.get_kind_display()), link=flag.get_absolute_url(),
            is_own=self._author_of(flag.proposal_id, flag.argument) == self.me is not None,
        )  # fmt: skip

    def _appeal(self, appeal: Appeal) -> Case:
        decision = appeal.decision
        by = f"{decision.get_kind_display()}, {decision.get_reason_display()}: {decision.note}"
        mine = self.user.pk in (appeal.first_by_id, appeal.by_user_id)
        return Case(
            "", "", appeal.at, "", appeal,
            quoted=self._words_of(decision.proposal_id, decision.argument),
            said=appeal.statement, facts=by, link=decision.get_absolute_url(), is_own=mine,
        )  # fmt: skip

    def _verifications(self) -> Iterator[Case]:
        waiting = self.definition.verifications.waiting()
        for each in waiting.select_related("participant", "stakeholder_class"):
            each.definition = self.definition
            yield Case(
                "verification", f"verification-{each.pk}", each.asked_at,
                _("{name} as {title}").format(
                    name=each.participant.pseudonym, title=each.stakeholder_class.title
                ),
                each, quoted=each.statement, facts=each.link,
                is_own=each.participant_id == self.me,
            )  # fmt: skip

    def _duplicates(self) -> Iterator[Case]:
        for pair in suspected_duplicates(self.definition, self.standing):
            newer, older = pair.newer, pair.older
            newer.definition = older.definition = self.definition
            yield Case(
                "duplicate", f"duplicate-{older.pk}-{newer.pk}", newer.created_at,
                _("{newer} is like {older}").format(
                    newer=name_of(newer), older=name_of(older).lower()
                ),
                pair, quoted=newer.current.wording if newer.current else "",
                facts=f"{newer.criterion.title}", link=newer.get_absolute_url(), proposal=newer,
                beside=[_beside(newer, older, pair.likeness)],
                is_own=self.me is not None and self.me in (newer.author_id, older.author_id),
            )  # fmt: skip

    def _votes(self) -> Iterator[Case]:
        for each in self.definition.suspicions.waiting():
            each.definition = self.definition
            yield Case(
                "votes", f"votes-{each.pk}", each.found_at,
                _("{size} accounts whose votes look like one hand’s").format(size=each.size),
                each, link=reverse("suspicion", args=[self.definition.slug, each.pk]),
            )  # fmt: skip

    def _evidence(self) -> Iterator[Case]:
        """Shared with the other definitions that use the criterion: whoever is first decides."""
        for each in waiting_evidence(self.definition):
            proposed, current = each.proposed, each.current
            said = _("Recorded now: {record}").format(record=_record(current)) if current else ""
            yield Case(
                "evidence", f"evidence-{proposed.pk}", proposed.proposed_at,
                f"{proposed.system.name}, {proposed.criterion.title}: {proposed.level}",
                each, quoted=proposed.note, said=said,
                facts=f"{_record(proposed)} ({proposed.get_way_display()})",
                link=_page(self.definition, proposed.system), is_own=each.is_of(self.user),
            )  # fmt: skip

    def _disputes(self) -> Iterator[Case]:
        for dispute in open_disputes(self.definition):
            record, rival = dispute.evidence, dispute.rival
            against = _("Against it: {record}").format(record=_record(rival)) if rival else ""
            brought = {dispute.opened_by_id, rival.proposed_by_id if rival else None}
            yield Case(
                "dispute", f"dispute-{dispute.pk}", dispute.opened_at,
                f"{record.system.name}, {record.criterion.title}: {record.level}",
                dispute, quoted=dispute.objection, said=against, facts=_record(record),
                link=_page(self.definition, record.system), is_own=self.user.pk in brought,
            )  # fmt: skip

    def _words_of(self, proposal: int, argument: Argument | None) -> str:
        found = argument or self.proposals[proposal]
        if found.current is None:
            return ""
        return found.current.text if isinstance(found, Argument) else found.current.wording

    def _author_of(self, proposal: int, argument: Argument | None) -> int | None:
        return (argument or self.proposals[proposal]).author_id

    def put_beside(self, cases: Iterable[Case]) -> None:
        """Show each new or amended proposal beside the two it is likest to."""
        standing = self.standing
        for case in cases:
            if case.proposal is None or case.kind == "duplicate" or not case.quoted:
                continue
            rivals = [
                each for each in standing
                if each.criterion_id == case.proposal.criterion_id and each.pk != case.proposal.pk
            ]  # fmt: skip
            case.beside = _likest(case.proposal, rivals)


def _likest(proposal: Proposal, rivals: Sequence[Proposal], most: int = 2) -> list[Beside]:
    assert proposal.current is not None
    texts = [each.current.wording if each.current else "" for each in rivals]
    found = process.extract(
        proposal.current.wording, texts, scorer=likeness, score_cutoff=ALIKE, limit=most,
        processor=None,
    )  # fmt: skip
    return [_beside(proposal, rivals[index], round(score)) for _text, score, index in found]


def _beside(proposal: Proposal, other: Proposal, alike: int) -> Beside:
    assert proposal.current is not None
    assert other.current is not None
    return Beside(other, alike, words(other.current.wording, proposal.current.wording))


def _record(record: Record) -> str:
    parts = (record.level, record.source_url or record.source_title, record.seen)
    return ", ".join(part for part in parts if part)


def _page(definition: Definition, system: AISystem) -> str:
    return reverse("system", args=[definition.slug, system.slug])


def older_than(cases: Iterable[Case], days: int, now: datetime) -> list[Case]:
    return [case for case in cases if now - case.since >= timedelta(days=days)]


__all__ = ["KINDS", "Beside", "Case", "Desk", "Pair", "older_than"]
