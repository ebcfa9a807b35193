"""Writing to those whom moderation concerns: authors, who flagged or appealed, who voted."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from deliberation import mail
from deliberation.actions.moderation.names import name_of, told
from deliberation.models import Appeal, Asked, Decision, Definition, Flag, User
from deliberation.site import absolute

BATCH = 200


@dataclass(frozen=True)
class Letter:
    """One message. quoted: what somebody wrote."""

    definition: Definition
    subject: str
    paragraphs: list[str]
    link: str
    link_words: str
    quoted: list[str] = field(default_factory=list)


def write(user: User | None, compose: Callable[[], Letter]) -> None:
    """Store a letter to somebody in their language; nothing for those without an address."""
    if user is None or not user.is_active or not user.email:
        return
    language = mail.language_of(user)
    with translation.override(language):
        letter = compose()
    mail.send(
        kind="moderation",
        to=user.email,
        template="moderation",
        language=language,
        context={"letter": letter},
        user=user,
    )


def tell_author(decision: Decision) -> None:
    """What was decided about somebody's text, why, and what they can do about it."""
    author = decision.concerned
    if author is not None and author.user_id != decision.by_id:
        write(author.user, lambda: _to_author(decision))


def _to_author(decision: Decision) -> Letter:
    paragraphs = [told(decision), _reason(decision)]
    if decision.can_be_appealed and decision.kind in Decision.CHANGING:
        paragraphs.append(
            _("If you do not agree, you can object once; another moderator decides on it.")
        )
    elif decision.can_be_appealed:
        paragraphs.append(_("You can appeal once; another moderator decides on it."))
    return Letter(
        definition=decision.definition,
        subject=_("{name}: {decision}").format(
            name=name_of(decision.subject), decision=decision.get_kind_display()
        ),
        paragraphs=paragraphs,
        quoted=decision.note.splitlines(),
        link=absolute(decision.get_absolute_url()),
        link_words=_("Read the decision:"),
    )


def _reason(decision: Decision) -> str:
    return _("Decided by {handle} ({role}). Reason: {reason}.").format(
        handle=decision.handle, role=decision.role, reason=decision.get_reason_display()
    )


def confirm_flag(flag: Flag) -> None:
    """The receipt for whoever flagged."""
    write(
        flag.by.user,
        lambda: Letter(
            definition=flag.definition,
            subject=_("Your flag {number} was received").format(number=flag.number),
            paragraphs=[
                _("You flagged this: {name}. Kind: {kind}.").format(
                    name=name_of(flag.subject), kind=flag.get_kind_display()
                ),
                _("A moderator looks at it. You will hear what came of it."),
            ],
            quoted=flag.note.splitlines(),
            link=absolute(flag.get_absolute_url()),
            link_words=_("Your receipt:"),
        ),
    )


def tell_flagger(flag: Flag) -> None:
    """What came of a flag."""
    decision = flag.decision
    assert decision is not None
    write(
        flag.by.user,
        lambda: Letter(
            definition=flag.definition,
            subject=_("Your flag {number}: {outcome}").format(
                number=flag.number, outcome=flag.get_state_display()
            ),
            paragraphs=[told(decision), _reason(decision)],
            quoted=decision.note.splitlines(),
            link=absolute(flag.get_absolute_url()),
            link_words=_("Your receipt:"),
        ),
    )


def confirm_appeal(appeal: Appeal) -> None:
    """The receipt for whoever appealed."""
    write(
        appeal.by.user,
        lambda: Letter(
            definition=appeal.decision.definition,
            subject=_("Your appeal about decision {number} was received").format(
                number=appeal.decision.number
            ),
            paragraphs=[
                _("Another moderator than the first decides on it. You will hear what came of it.")
            ],
            quoted=appeal.statement.splitlines(),
            link=absolute(appeal.decision.get_absolute_url()),
            link_words=_("The decision and your appeal:"),
        ),
    )


def tell_appellant(appeal: Appeal) -> None:
    """What came of an appeal; one that was upheld has been told by what undid the decision."""
    outcome = appeal.outcome
    assert outcome is not None
    if outcome.kind == Decision.Kind.RESTORE:
        return
    write(appeal.by.user, lambda: _to_author(outcome))


def ask_again() -> int:
    """Write to those who voted on a merged proposal and are asked to vote on the survivor.

    Returns how many. Safe twice at once and halfway: a row is claimed with its letter.
    """
    done = 0
    while True:
        with transaction.atomic():
            waiting = Asked.objects.filter(told_at=None).select_related(
                "decision__definition", "decision__proposal", "decision__into", "participant__user"
            )
            batch = list(waiting.select_for_update(skip_locked=True, of=("self",))[:BATCH])
            for each in batch:
                _ask_one(each)
            Asked.objects.filter(pk__in=[each.pk for each in batch]).update(told_at=timezone.now())
        done += len(batch)
        if not batch:
            return done


def _ask_one(asked: Asked) -> None:
    decision, into = asked.decision, asked.decision.into
    assert into is not None
    definition = decision.definition
    address = reverse("proposal", args=[definition.slug, into.number])
    write(
        asked.participant.user,
        lambda: Letter(
            definition=definition,
            subject=_("Vote on proposal {into}, which stands for proposal {number} too").format(
                into=into.number, number=decision.proposal.number
            ),
            paragraphs=[
                _(
                    "You voted on proposal {number}. It was merged into proposal {into}, which"
                    " does not ask quite the same, so your vote did not move. Read it and vote"
                    " on it, if you like."
                ).format(number=decision.proposal.number, into=into.number)
            ],
            quoted=decision.note.splitlines(),
            link=absolute(address),
            link_words=_("Read and vote:"),
        ),
    )
