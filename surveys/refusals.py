"""What an action of surveys may answer instead of doing its deed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from deliberation.refusals import Refusal
from surveys.questionnaire import Finding, Problem, Question
from surveys.sentences import finding_in_words, problem_in_words


class SurveyNotPublished(Refusal):
    code = "survey-not-published"
    sentence = _("This survey is not published yet, so it cannot be answered.")


class SurveyNotOpen(Refusal):
    code = "survey-not-open"
    sentence = _("This survey opens on {when}.")


class SurveyClosed(Refusal):
    code = "survey-closed"
    sentence = _("This survey closed on {when}. What you sent before that counts.")


class OldVersion(Refusal):
    code = "old-survey-version"
    sentence = _(
        "Version {number} of this survey is answered no more; version {current} took its place."
        " Nothing was stored. Read the questions again and answer those."
    )


class QuotaFull(Refusal):
    code = "survey-quota-full"
    sentence = _(
        "The places of “{name}” in this survey are taken: {most} have answered, which is as many"
        " as it asks. What you wrote is kept, but does not count."
    )


class ConsentNeeded(Refusal):
    code = "consent-needed"
    status = 400
    sentence = _("Agree to how your answers are used first; without that none are stored.")


class ResponseSent(Refusal):
    code = "response-sent"
    sentence = _("Your answers to this survey are sent and can no longer be changed.")


class NoResponseYet(Refusal):
    code = "no-response-yet"
    status = 404
    sentence = _("You have not begun this survey.")


class UnknownSection(Refusal):
    code = "unknown-section"
    status = 404
    sentence = _("This survey shows you no section “{section}” with the answers so far.")


class UnknownAnswers(Refusal):
    code = "unknown-question"
    status = 400
    sentence = _("This survey shows you no questions {questions} with these answers.")


class TooLarge(Refusal):
    code = "response-too-large"
    status = 413
    sentence = _("These answers are too long to store: at most {most} characters in all.")


class LinkSpent(Refusal):
    code = "link-unknown"
    status = 404
    sentence = _("This link leads to no survey: it is unknown or was revoked.")


class LinkNeeded(Refusal):
    code = "link-needed"
    status = 403
    sentence = _("This survey is answered by one-time links. Use yours, or ask a steward for one.")


class AnswersNotTaken(Refusal):
    """problems: by key of the question."""

    code = "answers-not-taken"
    status = 400
    sentence = _("{number} answers cannot be taken as they are. Nothing was stored.")

    def __init__(self, *, problems: Mapping[str, Problem]) -> None:
        self.problems = problems
        super().__init__(number=len(problems))

    def for_people(self) -> str:
        number = len(self.problems)
        return ngettext(
            "%(number)s answer cannot be taken as it is.",
            "%(number)s answers cannot be taken as they are.",
            number,
        ) % {"number": number}

    @property
    def errors(self) -> list[dict[str, Any]]:
        """One for each question, as the API tells them."""
        return [
            {"field": key, "code": problem.code, "detail": problem_in_words(problem)}
            for key, problem in self.problems.items()
        ]


class WouldDrop(Refusal):
    """questions: answered ones that the change no longer shows."""

    code = "answers-would-go"
    sentence = _(
        "This change takes away questions that are answered: {keys}. Nothing was stored. Send it"
        " again and say that these answers may go."
    )

    def __init__(self, *, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        super().__init__(keys=", ".join(each.key for each in questions))

    @property
    def errors(self) -> list[dict[str, Any]]:
        return [
            {"field": each.key, "code": "would-go", "detail": str(_("This answer would go."))}
            for each in self.questions
        ]


class AnswersMissing(Refusal):
    """questions: shown and required, but not answered."""

    code = "answers-missing"
    status = 400
    sentence = _("Answer what is required first: {keys}. What you wrote is kept.")

    def __init__(self, *, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        super().__init__(keys=", ".join(each.key for each in questions))

    @property
    def errors(self) -> list[dict[str, Any]]:
        words = problem_in_words(Problem("required"))
        return [{"field": each.key, "code": "required", "detail": words} for each in self.questions]


class NotPublishable(Refusal):
    """findings: what has to be mended."""

    code = "survey-not-publishable"
    status = 400
    sentence = _("{number} things have to be mended before this survey can be published.")

    def __init__(self, *, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(number=len(findings))

    def for_people(self) -> str:
        number = len(self.findings)
        return ngettext(
            "%(number)s thing has to be mended before this survey can be published.",
            "%(number)s things have to be mended before this survey can be published.",
            number,
        ) % {"number": number}

    @property
    def errors(self) -> list[dict[str, Any]]:
        return [
            {"field": each.where or None, "code": each.code, "detail": finding_in_words(each)}
            for each in self.findings
        ]


class VersionFrozen(Refusal):
    code = "survey-version-frozen"
    sentence = _(
        "Version {number} is published and stays as it is, for answers were given to it. Begin a"
        " new version to change something."
    )


class QuestionnaireMalformed(Refusal):
    code = "questionnaire-malformed"
    status = 400
    sentence = _("This is no questionnaire that can be read. At “{where}”: {reason}")


class ClosesTooEarly(Refusal):
    code = "closes-too-early"
    status = 400
    sentence = _("A survey closes after it opens. Give a later time of closing, or none.")


class QuotaOfNoClass(Refusal):
    code = "quota-of-no-class"
    status = 400
    sentence = _(
        "Quotas are for stakeholder classes of the definition; these are none: {names}. It has:"
        " {known}."
    )


class KeyTaken(Refusal):
    code = "survey-key-taken"
    sentence = _("“{key}” is taken already; choose another.")


class NoResults(Refusal):
    code = "no-results-yet"
    status = 404
    sentence = _("No results of this survey are published yet.")


class TooSoonToPublish(Refusal):
    code = "too-few-new-responses"
    sentence = _(
        "Only {new} responses came or went since the results that are published. From {least} on"
        " they can be published anew; fewer people could be told apart by the difference."
    )


class UnknownSplit(Refusal):
    code = "unknown-split"
    status = 400
    sentence = _(
        "Results cannot be split by “{split}”: take the class or a question of one choice."
    )


class SplitFixed(Refusal):
    code = "split-fixed"
    sentence = _(
        "Results of these questions were published split by “{split}”. With another split, both"
        " together could give away what each withholds. A new version of the questions can be"
        " split otherwise."
    )


class NothingToDraw(Refusal):
    code = "nothing-to-draw"
    sentence = _("The results of question “{question}” give no {what}: too few have answered it.")


class IdeaTaken(Refusal):
    code = "idea-taken"
    sentence = _("This answer is a proposal already, with number {number}.")


class NoSuchIdea(Refusal):
    code = "no-such-idea"
    status = 404
    sentence = _("There is no such open answer that could become a proposal.")
