"""The reasons of results in words: one sentence for each code, with places for its facts.

The English stands in exports. Whoever speaks another language says the same from the code and
the facts.
"""

from collections.abc import Mapping
from typing import Any, Final


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the catalogues of translations; nothing is looked up here."""
    return sentence


SENTENCES: Final = {
    "reaches": gettext_noop("“{level}” is recorded, and “{needed}” is needed."),
    "falls-short": gettext_noop("“{level}” is recorded; “{needed}” is needed."),
    "licence-reaches": gettext_noop(
        "The licence {licence} comes to “{level}” on this, and “{needed}” is needed."
    ),
    "licence-falls-short": gettext_noop(
        "The licence {licence} comes to “{level}” on this; “{needed}” is needed."
    ),
    "nothing-recorded": gettext_noop("Nothing is recorded on this; “{needed}” is needed."),
    "recorded-unknown": gettext_noop("Somebody looked and could not tell; “{needed}” is needed."),
    "contested": gettext_noop(
        "Records contradict each other, so this counts as unknown until it is decided;"
        " “{needed}” is needed."
    ),
    "off-scale": gettext_noop(
        "“{level}” or “{needed}” is not on the scale of this criterion, so nothing follows."
    ),
    "verdict-meets": gettext_noop("It meets the text: every binding clause passes."),
    "verdict-fails": gettext_noop(
        "It does not meet the text: it fails {failing} of {binding} binding clauses."
    ),
    "verdict-fails-terms": gettext_noop(
        "It does not meet the text, and would under other terms: it fails {failing} of {binding}"
        " binding clauses, all of them on terms."
    ),
    "verdict-unknown": gettext_noop(
        "It cannot be told: {unknown} of {binding} binding clauses are unknown, and none fails."
    ),
    "verdict-nothing-asked": gettext_noop("It cannot be told: the text has no binding clause yet."),
    "change-component": gettext_noop("{criterion}: from “{level}” to “{needed}”"),
    "change-terms": gettext_noop("Other terms: {criteria}"),
    "establish": gettext_noop("{criterion}: “{needed}” would have to be shown"),
}


def say(code: str, facts: Mapping[str, Any]) -> str:
    """The sentence in English."""
    return SENTENCES[code].format(**facts)
