"""Components of the pages: `{% load openmoot %}`."""

from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from django import template
from django.forms import BoundField, CheckboxInput
from django.templatetags.static import static
from django.utils.formats import date_format, number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from deliberation.models import Invitation, Mail
from deliberation.web import charts
from deliberation.web.anchors import clause_anchor
from deliberation.web.pages.people import state_of, state_of_invitation
from deliberation.web.pages.trace import told
from deliberation.web.text import emphasise, marked, marked_inline, unmarked

register = template.Library()
register.filter("clause_anchor", clause_anchor)
register.filter("told", told)
register.filter("cell_title", charts.title_of)
register.filter("marked", marked)
register.filter("marked_inline", marked_inline)
register.filter("unmarked", unmarked)

register.filter("left_out_with", lambda each: each["with"])  # a word of the template language

SOLID = {"agree", "disagree"}
MARKS = {"+": "ins", "-": "del"}
CHIPS = {
    "adopted": ("adopted", "tick", _("adopted")),
    "outscored": ("undecided", "dots", _("outscored")),
    "open-question": ("open", "split", _("open question")),
    "undecided": ("undecided", "dots", _("undecided")),
    "declined": ("declined", "x", _("declined")),
    "rejected": ("declined", "x", _("rejected by moderation")),
    "pending": ("undecided", "lock", _("waiting for moderation")),
    "hidden": ("declined", "x", _("hidden by moderation")),
    "removed": ("declined", "x", _("text erased by moderation")),
    "split": ("declined", "split", _("split by moderation")),
    "merged": ("declined", "next", _("merged by moderation")),
    "": ("undecided", "dots", _("not counted yet")),
}
VOTES = {
    "agree": pgettext_lazy("a vote", "agree"),
    "pass": pgettext_lazy("a vote", "pass"),
    "disagree": pgettext_lazy("a vote", "disagree"),
}
ROLES = {
    "moderator": _("moderator"),
    "steward": _("steward"),
    "administrator": _("site administrator"),
    "observer": _("observer"),
}
DRAFT_STATUSES = {
    "working": _("working"),
    "published": _("published"),
    "ratified": _("ratified"),
}
NOTICES = {"success": "ok", "error": "error", "warning": "warn"}
NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip


@register.simple_tag
@cache
def icon(name: str, extra: str = "") -> SafeString:
    """An icon of the sprite; it says nothing to assistive technology."""
    solid = " icon--solid" if name in SOLID else ""
    return format_html(
        '<svg class="icon{}{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        solid,
        f" {extra}" if extra else "",
        static("deliberation/icons.svg"),
        name,
    )


@register.simple_tag
def styled(field: BoundField) -> SafeString:
    """A form field of a library's form, in our dress. Its label says what goes there, and
    stays when something is typed; a placeholder would say it twice."""
    field.field.widget.attrs.pop("placeholder", None)
    kind = "" if isinstance(field.field.widget, CheckboxInput) else "input"
    return field.as_widget(attrs={"class": kind} if kind else {})


@register.simple_tag
def chip(status: str) -> SafeString:
    """The state of a proposal, as word, shape and colour."""
    kind, symbol, words = CHIPS[status]
    return format_html('<span class="chip chip--{}">{}{}</span>', kind, icon(symbol), words)


@register.simple_tag
def level(word: str) -> SafeString:
    """The badge of a level."""
    return format_html(
        '<span class="level level--{}">{}</span>', word.lower().replace(" ", ""), word
    )


MAIL_STATES = {
    "sent": _("sent"),
    "failed": _("failed"),
    "delayed": _("tried again later"),
    "waiting": _("on its way"),
    "used": _("came in"),
    "revoked": _("revoked"),
}


@register.simple_tag
def mail_state(mail: Mail) -> str:
    """What became of an e-mail, in words."""
    return str(MAIL_STATES[state_of(mail)])


@register.simple_tag
def invitation_state(invitation: Invitation) -> str:
    """What became of an invitation by e-mail, in words."""
    return str(MAIL_STATES[state_of_invitation(invitation)])


@register.inclusion_tag("deliberation/components/group_marker.html")
def group_marker(letter: str) -> dict[str, Any]:
    """“Group A” with the mark of its shape and colour."""
    return {"letter": letter, "marker": letter.lower()}


@register.inclusion_tag("deliberation/components/support.html")
def support(
    cells: list[dict[str, Any]], kinds: str = "all group", wide: bool = False, plain: bool = False
) -> dict[str, Any]:
    """Share and interval per cell. kinds: which of "all", "group" and "class" to show.
    plain: without bars, where a page has very many."""
    shown = [charts.bar(cell) for cell in cells if cell["kind"] in kinds.split()]
    return {"bars": shown, "by_class": kinds == "class", "wide": wide, "plain": plain}


ROW: Final = 10  # height of a cell's row in the picture of a margin on paper


@register.inclusion_tag("deliberation/components/support_printed.html")
def support_printed(cells: list[dict[str, Any]]) -> dict[str, Any]:
    """The same on paper, overall and per opinion group: one picture, and text beside it."""
    shown = [cell for cell in cells if cell["kind"] != "class"]
    rows = [asdict(charts.bar(cell)) | {"y": i * ROW} for i, cell in enumerate(shown)]
    return {"bars": rows, "height": len(rows) * ROW}


@register.filter
def cells_named(question: dict[str, Any], side: str) -> str:
    """Titles of the cells that stand on one side of an open question."""
    titles = {cell["key"]: charts.title_of(cell) for cell in question["support"]}
    return ", ".join(titles[key] for key in question[side])


@register.inclusion_tag("deliberation/components/tally.html")
def tally(agrees: int, passes: int, disagrees: int) -> dict[str, Any]:
    """Counts of agree, pass and disagree, with their bar."""
    return {"bar": charts.tally_bar(agrees, passes, disagrees)}


@register.inclusion_tag("deliberation/components/seal.html")
def seal(
    content_hash: str, version: str, status: str = "published", size: str = ""
) -> dict[str, Any]:
    """The seal of a draft, drawn from its content hash. size: "" or "m"."""
    major, minor, patch = version.split(".")
    return {
        "rays": charts.seal(content_hash),
        "version": version,
        "label": f"{major}.{minor}" if patch == "0" else version,
        "is_working": status == "working",
        "size": size,
    }


@register.filter
def vote_name(word: str) -> str:
    """“agree”, “pass” or “disagree”, in the reader's language."""
    return str(VOTES.get(word, word))


@register.simple_tag
def vote_word(word: str) -> SafeString:
    """“agree”, “pass” or “disagree” with its shape and colour."""
    return format_html(
        '<span class="vote-word is-{}">{}{}</span>', word, icon(word), VOTES.get(word, word)
    )


@register.simple_tag
def share(cell: dict[str, Any], word: str = "") -> SafeString:
    """The share who agree in one cell; it never stands without its interval."""
    shown = percent(cell["share"] * 100)
    if word:
        shown = gettext("%(share)s agree") % {"share": shown}
    low, high = round(cell["low"] * 100), round(cell["high"] * 100)
    interval = gettext("interval %(low)s to %(high)s") % {"low": low, "high": high}
    return format_html('{}, <span class="nowrap">{}</span>', shown, interval)


@register.simple_tag
def share_short(cell: dict[str, Any]) -> SafeString:
    """The same for cells of a table."""
    return format_html(
        '<b>{}</b> <span class="fine nowrap"><span class="vh">{} </span>{}–{}</span>',
        percent(cell["share"] * 100),
        gettext("interval"),
        round(cell["low"] * 100),
        round(cell["high"] * 100),
    )


@register.simple_tag
def moment(at: datetime | None) -> SafeString | str:
    """A point in time in UTC; a script, where one runs, says it in the reader's own zone."""
    if at is None:
        return ""
    at = at.astimezone(UTC)
    return format_html(
        '<time datetime="{}" data-local>{} UTC</time>',
        at.isoformat(timespec="seconds"),
        date_format(at, "DATETIME_FORMAT"),
    )


@register.filter
def percent(number: float) -> str:
    """66 as “66%”, or as the reader's language writes it."""
    return gettext("%(number)s%%") % {"number": round(number)}


@register.filter
def word_diff(runs: list[list[str]]) -> SafeString:
    """[sign, text] runs of `drafting.compare`: kept, removed and added words, escaped.

    The space before a changed word stands outside its mark.
    """
    html = []
    for sign, text in runs:
        bare = text.lstrip()
        space = text[: len(text) - len(bare)]
        words = emphasise(escape(bare))
        if sign in MARKS and bare:
            words = f"<{MARKS[sign]}>{words}</{MARKS[sign]}>"
        html.append(escape(space) + words)
    return mark_safe("".join(html))  # noqa: S308


@register.simple_tag
def rule_met(rule: str) -> str:
    """That a vote met a need of adoption."""
    return {
        "quorum": gettext("Quorum is met."),
        "broad-support": gettext("Broad support is met."),
        "bridging": gettext("Every group and class is at one half or above."),
    }.get(rule, "")


@register.simple_tag
def rule_unmet(rule: str) -> str:
    """That a vote unmet one."""
    return {
        "quorum": gettext("Quorum is no longer met."),
        "broad-support": gettext("Broad support is no longer met."),
        "bridging": gettext("A group or class is below one half."),
    }.get(rule, "")


@register.filter
def has_classes(cells: list[dict[str, Any]]) -> bool:
    """Whether stakeholder classes are among the cells of this support."""
    return any(cell["kind"] == "class" for cell in cells)


@register.filter
def withheld(cell: dict[str, Any]) -> bool:
    """Whether a cell has too few votes to be shown."""
    return charts.is_withheld(cell)


@register.filter
def share_percent(share: float) -> str:
    """A share, 0 … 1, as a whole per cent."""
    return percent(share * 100)


@register.filter
def in_words(number: int) -> str:
    """In English numbers up to twenty as people write them, others in figures.

    Elsewhere the words would have to agree with what is counted.
    """
    in_english = (get_language() or "en").startswith("en")
    if in_english and 0 <= number < len(NUMBERS):
        return NUMBERS[number]
    return str(number_format(number))


@register.simple_tag
def decider(role: str) -> str:
    """The word for the role in which somebody decided."""
    return str(ROLES.get(role, role))


@register.filter
def draft_status(status: str) -> str:
    """The word for a draft's status."""
    return str(DRAFT_STATUSES[status])


@register.filter
def notice_kind(level_tag: str) -> str:
    """The kind of notice that a message of this level is."""
    return NOTICES.get(level_tag, "plain")


@register.filter
def in_blocks(content_hash: str) -> str:
    """A hash in blocks of eight, as people read it."""
    return " ".join(content_hash[i : i + 8] for i in range(0, len(content_hash), 8))


@register.filter
def status_words(status: str) -> str:
    """The words of a proposal's status."""
    return str(CHIPS[status][2])
