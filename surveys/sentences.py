"""Codes of the pure package in words, in the reader's language."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from surveys.questionnaire import Finding, Problem

PROBLEMS: Final = {
    "required": _("Answer this question; it is required."),
    "not-a-text": _("Give a text that can be read."),
    "not-an-option": _("“{given}” is none of the options."),
    "wrong-shape": _("This answer has a shape that the question does not take."),
    "say-what-else": _("Say in a few words what else."),
    "too-long": _("These are {length} characters; {most} is the most. Shorten it."),
    "too-short": _("These are {length} characters; write at least {least}."),
    "stands-alone": _("One of the options you chose stands alone: choose it or the others."),
    "too-few": _("You chose {number}; choose at least {least}."),
    "too-many": _("You chose {number}; choose at most {most}."),
    "rows-missing": _("{number} rows are not answered yet."),
    "sets-missing": _("{number} sets are not answered yet."),
    "ranked-twice": _("Two options have the same rank, or one has two. Give each rank once."),
    "rank-gap": _("Ranks begin with 1 and leave none out."),
    "not-a-number": _("Give a number."),
    "not-whole": _("Give a whole number."),
    "too-small": _("Give a number of at least {least}."),
    "too-large": _("Give a number of at most {most}."),
    "not-a-date": _("Give a day that exists, as year-month-day, such as 2026-03-31."),
    "too-early": _("Give a day from {earliest} on."),
    "too-late": _("Give a day until {latest}."),
    "not-points": _("Give whole points from 0 to {total}."),
    "not-the-total": _("You gave out {given} of {total} points; {left} are left."),
    "required-and-not": _(
        "Component {number} is marked as not required and for something, too. Choose one."
    ),
    "both-of-a-set": _("In set {number}, choose one as most and one as least important."),
    "best-is-worst": _("In set {number}, the same is most and least important. Choose two."),
}

FINDINGS: Final = {
    "no-questions": _("There is no question yet."),
    "key-twice": _("Two questions or sections have this key."),
    "empty-section": _("This section has no question."),
    "no-title": _("The survey has no title in its language, {language}."),
    "no-text": _("A text is missing in the survey's language, {language}."),
    "too-few-options": _("This kind of question needs at least {number} options."),
    "option-twice": _("Two options have the same value."),
    "takes-no-options": _("This kind of question takes no options."),
    "takes-no-other": _("Only single and multiple choice can ask for a text of one's own."),
    "bounds-crossed": _("The lower bound is above the upper one."),
    "sets-impossible": _("Choice sets of this size cannot be made of so few options."),
    "sets-of-unknown": _("A choice set names an option that does not exist."),
    "rubric-rises": _("Its rubric asks as many votes of a weaker outcome as of a stronger one."),
    "use-of-other-kind": _("A question of this kind cannot be used for {use}."),
    "use-without-links": _("To be used for {use}, every option has to name what it stands for."),
    "classes-unknown": _("Its options name classes that this definition does not have: {names}."),
    "asks-unknown-question": _("Its condition asks about “{question}”, which does not exist."),
    "asks-later-question": _("Its condition asks about “{question}”, which comes later."),
    "asks-unknown-option": _(
        "Its condition asks whether “{question}” is “{option}”, which is none of its options."
    ),
    "asks-unknown-row": _("Its condition asks about row “{row}” of “{question}”: no such row."),
    "asks-no-number": _("Its condition compares the number “{question}” with something else."),
    "circle": _("Whether it is shown hangs on itself: {questions}."),
    "never-shown": _("No answers lead to this question: its conditions can never hold."),
}


def problem_in_words(problem: Problem) -> str:
    """What keeps an answer from being taken."""
    return str(PROBLEMS[problem.code]).format(**problem.facts)


def finding_in_words(finding: Finding) -> str:
    """What keeps a questionnaire from being published."""
    return str(FINDINGS[finding.code]).format(**finding.facts)
