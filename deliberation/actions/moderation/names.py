"""What moderation is about, and what it decided, in words of the language that is active."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.models import Argument, Decision, Proposal

Kind = Decision.Kind

# What a decision did, as the rest of a sentence that its subject begins.
DONE: Final[dict[str, str | Promise]] = {
    Kind.ACCEPT: gettext_lazy("{name} was accepted."),
    Kind.REJECT: gettext_lazy("{name} was rejected: it takes no votes and counts nowhere."),
    Kind.HIDE: gettext_lazy("{name} was hidden: its words are for its author and moderators."),
    Kind.LOCK: gettext_lazy("{name} was locked: it takes no more votes, and its votes count."),
    Kind.REMOVE: gettext_lazy("The text of {name} was erased; hashes stand for it."),
    Kind.SPLIT: gettext_lazy("{name} was split into two, which begin without votes."),
    Kind.REWORD: gettext_lazy("{name} was reworded."),
    Kind.MERGE: gettext_lazy("{name} was merged into proposal {into}."),
    Kind.AMEND: gettext_lazy("{name} was amended, as its author proposed."),
    Kind.KEEP_WORDING: gettext_lazy("An amendment of {name} was rejected; its wording stays."),
    Kind.RESTORE: gettext_lazy("Decision {undoes} on {name} was undone."),
    Kind.DISMISS_FLAG: gettext_lazy("A flag of {name} was dismissed."),
    Kind.DISMISS_APPEAL: gettext_lazy("An appeal about {name} was dismissed; the decision stands."),
    Kind.FIND_WRONG: gettext_lazy(
        "A decision on {name} was found to be wrong on appeal, and can no longer be undone."
    ),
}


def name_of(subject: Proposal | Argument) -> str:
    """As refusals, pages and mails name it."""
    if isinstance(subject, Argument):
        return _("Argument {argument} about proposal {number}").format(
            argument=subject.number, number=subject.proposal.number
        )
    return _("Proposal {number}").format(number=subject.number)


def told(decision: Decision) -> str:
    """A sentence that says what was decided."""
    return str(DONE[decision.kind]).format(
        name=name_of(decision.subject),
        into=decision.into.number if decision.into else "",
        undoes=decision.undoes.number if decision.undoes else "",
    )
