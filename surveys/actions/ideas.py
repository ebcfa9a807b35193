"""Open answers that become proposals, under the pseudonym of who wrote them."""

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from deliberation import actions as deliberation
from deliberation import mail
from deliberation.models import Proposal, User
from deliberation.site import absolute
from surveys.models import Idea, Response, Survey
from surveys.questionnaire import Question
from surveys.refusals import IdeaTaken, NoSuchIdea


def open_questions(survey: Survey, *, every: bool = False) -> list[Question]:
    """The open questions whose answers may become proposals; every: and then the others."""
    asked = survey.current.questionnaire.questions.values() if survey.current else ()
    texts = [each for each in asked if each.kind in ("short-text", "long-text")]
    ideas = [each for each in texts if each.use == "ideas"]
    return ideas + [each for each in texts if each.use != "ideas"] if every else ideas


def open_answers(survey: Survey, question: str, words: str = "") -> QuerySet[Response]:
    """Sent responses with an answer to this open question, the newest first.

    words: each of them has to stand in the answer, or begin a word of it.
    """
    answered = survey.responses.sent().filter(**{f"answers__{question}__isnull": False})
    for word in words.replace("\x00", " ").split()[:8]:
        begins = rf"(^|\W){re.escape(word)}"
        answered = answered.filter(Q(**{f"answers__{question}__iregex": begins}))
    return answered.select_related("participant", "version").order_by("-pk")


@transaction.atomic
def propose_idea(
    *,
    response: Response,
    question: str,
    criterion_slug: str,
    level: str,
    requires: str,
    wording: str,
    rationale: str = "",
    by: User,
) -> Idea:
    """Open a proposal from an open answer, authored by its writer, who is told by e-mail.

    An anonymous answer has no author. Raises NoSuchIdea, IdeaTaken, and what opening a
    proposal raises.
    """
    response = (
        Response.objects.select_for_update(of=("self",))
        .select_related("survey__definition", "version", "participant__user")
        .get(pk=response.pk)
    )
    asked = response.version.questionnaire.questions.get(question)
    if asked is None or asked.use != "ideas" or not (response.answers or {}).get(question):
        raise NoSuchIdea()
    taken = response.ideas.filter(question=question).select_related("proposal").first()
    if taken is not None:
        raise IdeaTaken(number=taken.proposal.number)
    author = response.participant
    proposal = deliberation.open_proposal(
        definition=response.survey.definition,
        criterion_slug=criterion_slug,
        level=level,
        requires=requires,
        wording=wording,
        rationale=rationale,
        author=author,
        origin=Proposal.Origin.PARTICIPANT if author else Proposal.Origin.SEEDED,
    )
    try:
        with transaction.atomic():
            idea = Idea.objects.create(
                response=response, question=question, proposal=proposal, made_by=by,
                made_at=timezone.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise IdeaTaken(number=proposal.number) from error
    _tell(response, proposal)
    return idea


def _tell(response: Response, proposal: Proposal) -> None:
    """Write to whoever had the idea, if they have an address here."""
    user = response.participant.user if response.participant else None
    if user is None or not user.is_active:
        return
    context: dict[str, Any] = {
        "definition": response.survey.definition,
        "proposal": proposal,
        "pseudonym": response.participant.pseudonym if response.participant else "",
        "link": absolute(proposal.get_absolute_url()),
    }
    mail.send(
        kind="idea", to=user.email, user=user, template="idea",
        language=mail.language_of(user), context=context,
    )  # fmt: skip
