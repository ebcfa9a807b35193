"""Writing a proposal, a variant or an amendment: the clause as it would stand, and its like."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.db.models import Subquery
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from deliberation.actions import pace
from deliberation.actions.search import Alike, similar_proposals
from deliberation.drafting.diff import words
from deliberation.models import (
    Category,
    Clause,
    Criterion,
    CriterionUse,
    Definition,
    Event,
    Level,
    Proposal,
    Ruleset,
    UnfinishedProposal,
)
from deliberation.web.access import Visit
from deliberation.web.forms.proposing import SUBSTANTIVE, AmendmentForm, ClauseForm

Kind = UnfinishedProposal.Kind
TYPED: Final = ("level", "requires", "wording", "rationale", "change")
KEPT: Final = "kept"
NOT_KEPT: Final = "not-kept"


@dataclass(frozen=True)
class Sheet:
    """What one form is about. proposal: the one that is varied or amended."""

    visit: Visit
    kind: Kind
    criterion: Criterion
    proposal: Proposal | None = None

    @property
    def address(self) -> str:
        slug = self.visit.slug
        if self.proposal is None:
            return reverse("propose", args=[slug, self.criterion.slug])
        name = "amend" if self.is_amendment else "variant"
        return reverse(name, args=[slug, self.proposal.number])

    @property
    def is_amendment(self) -> bool:
        return self.kind == Kind.AMENDMENT

    def form(self, *args: Any, **kwargs: Any) -> ClauseForm:
        return (AmendmentForm if self.is_amendment else ClauseForm)(self.criterion, *args, **kwargs)

    @cached_property
    def kept(self) -> UnfinishedProposal | None:
        """What the participant has written in this form before."""
        if self.visit.participant is None:
            return None
        return UnfinishedProposal.objects.of_form(
            participant=self.visit.participant,
            kind=self.kind,
            criterion=self.criterion,
            proposal=self.proposal,
        ).first()

    def start(self) -> dict[str, Any]:
        """What the form holds when it is opened: what was kept, else the text it starts from."""
        if self.kept is not None:
            named = (*TYPED, "revision", "idempotency_key")
            return {name: getattr(self.kept, name) for name in named}
        started: dict[str, Any] = {"idempotency_key": uuid4(), "level": Level.MUST}
        if self.proposal is not None:
            current = self.proposal.current
            assert current is not None
            started |= {
                "level": current.level,
                "requires": current.requires,
                "wording": current.wording,
                "rationale": current.rationale if self.is_amendment else "",
                "revision": current.number,
            }
        return started


@dataclass(frozen=True)
class Needs:
    """What a clause needs of votes, and which clause stands there now."""

    ruleset: Ruleset
    number: str
    standing: Clause | None


@dataclass(frozen=True)
class Preview:
    """The clause as typed.

    missing: what keeps it from being published. step: of the scale, the evidence it needs.
    runs: the difference from the wording it starts from. is_stale: that wording was amended
    since it was read.
    """

    typed: dict[str, Any]
    needs: Needs
    missing: list[str]
    similar: list[Alike]
    step: dict[str, str] | None
    runs: list[list[str]] | None
    is_stale: bool

    @property
    def level(self) -> str:
        """The level, if it is one."""
        return self.typed["level"] if self.typed.get("level") in Level.values else ""

    @property
    def is_substantive(self) -> bool:
        return self.typed.get("change") == SUBSTANTIVE

    @property
    def very_alike(self) -> list[Alike]:
        return [each for each in self.similar if each.is_very_alike]


@dataclass(frozen=True)
class WritingPage:
    """told: what stood beside the form already, as `tells` said it then."""

    sheet: Sheet
    preview: Preview
    kept: UnfinishedProposal | None
    not_kept: str
    left: int
    votes: int
    asked_again: bool
    told: str = ""

    @property
    def tells(self) -> str:
        """What stands beside the form, in short: whether it is kept, and what is similar."""
        similar = ",".join(str(each.proposal.number) for each in self.preview.similar)
        kept = NOT_KEPT if self.not_kept else KEPT if self.kept else ""
        return f"{kept}/{similar}"

    @property
    def said(self) -> str:
        """What of it is new since `told`, to be read out once and not with every letter."""
        kept, _slash, similar = self.tells.partition("/")
        kept_before, _slash, similar_before = self.told.partition("/")
        news = []
        if kept and kept != kept_before:
            news.append(self.not_kept or gettext("Kept. Nobody else sees it."))
        if similar != similar_before:
            news.append(self._similar_shown)
        return " ".join(news)

    @property
    def _similar_shown(self) -> str:
        number = len(self.preview.similar)
        return ngettext(
            "%(number)s similar proposal is shown.",
            "%(number)s similar proposals are shown.",
            number,
        ) % {"number": number}

    @property
    def most(self) -> int:
        return settings.PROPOSALS_A_DAY

    @property
    def pause(self) -> int:
        return settings.MINUTES_BETWEEN_NEW_VOTES


def preview(sheet: Sheet, typed: dict[str, Any], form: ClauseForm) -> Preview:
    """form: bound to what was typed; its errors say what is missing."""
    current = sheet.proposal.current if sheet.proposal else None
    wording = str(typed.get("wording") or "")
    return Preview(
        typed=typed,
        needs=_needs(sheet),
        missing=[str(error) for errors in form.errors.values() for error in errors],
        similar=similar_proposals(
            definition=sheet.visit.definition, wording=wording, but=sheet.proposal
        ),
        step=next(
            (each for each in sheet.criterion.scale if each["level"] == typed.get("requires")), None
        ),
        runs=words(current.wording, wording) if current and wording else None,
        is_stale=bool(
            sheet.is_amendment and current and str(typed.get("revision")) != str(current.number)
        ),
    )


def _needs(sheet: Sheet) -> Needs:
    definition = sheet.visit.definition
    ruleset = definition.rulesets.order_by("number").last()
    assert ruleset is not None
    uses = definition.criterion_uses.select_related("criterion").order_by(
        "criterion__category__position", "position"
    )
    latest = definition.drafts.latest_first().values("pk")[:1]
    clauses = Clause.objects.filter(draft=Subquery(latest)).select_related("proposal", "draft")
    number, standing = place(list(uses), list(clauses.defer("draft__canonical")), sheet.criterion)
    return Needs(ruleset, number, standing)


def place(
    uses: Sequence[CriterionUse], clauses: Sequence[Clause], criterion: Criterion
) -> tuple[str, Clause | None]:
    """The number that a clause for the criterion would have in the next draft, and the clause
    whose place it would take. uses: in the order of the text."""
    parts = list(dict.fromkeys(use.criterion.category_id for use in uses))
    order = {use.criterion_id: index for index, use in enumerate(uses)}
    competing = {use.criterion_id: use.competing for use in uses}
    own = [clause for clause in clauses if clause.criterion_id == criterion.pk]
    if own and competing[criterion.pk]:
        return own[0].number, own[0]
    part = parts.index(criterion.category_id) + 1
    before = [
        clause
        for clause in clauses
        if clause.number.startswith(f"{part}.")
        and order.get(clause.criterion_id, -1) <= order[criterion.pk]
    ]
    return f"{part}.{len(before) + 1}", None


def writing_page(
    sheet: Sheet,
    shown: Preview,
    *,
    kept: UnfinishedProposal | None,
    not_kept: str = "",
    asked_again: bool = False,
    told: str = "",
) -> WritingPage:
    participant = sheet.visit.participant
    counts = participant is not None and not sheet.is_amendment
    return WritingPage(
        sheet=sheet,
        preview=shown,
        kept=kept,
        not_kept=not_kept,
        left=pace.proposals_left(participant) if counts and participant else 0,
        votes=Event.objects.last_on(sheet.proposal.voted).count()
        if sheet.is_amendment and sheet.proposal
        else 0,
        asked_again=asked_again,
        told=told,
    )


def uses_by_category(definition: Definition) -> list[tuple[Category, list[Criterion]]]:
    """The criteria that one can propose for, in the order of the text."""
    uses = definition.criterion_uses.select_related("criterion__category").order_by(
        "criterion__category__position", "position"
    )
    parts: dict[int, tuple[Category, list[Criterion]]] = {}
    for use in uses:
        category = use.criterion.category
        parts.setdefault(category.pk, (category, []))[1].append(use.criterion)
    return list(parts.values())


def unfinished_page(visit: Visit) -> list[UnfinishedProposal]:
    """What the participant is writing, the latest first."""
    texts = UnfinishedProposal.objects.filter(participant=visit.participant)
    return list(
        texts.select_related("criterion", "proposal", "participant__definition").order_by(
            "-updated_at"
        )
    )
