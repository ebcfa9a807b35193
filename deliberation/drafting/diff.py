"""What changed between two drafts."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from deliberation.drafting.compose import clauses, open_questions, support_of
from deliberation.drafting.sentences import say
from deliberation.drafting.versions import BINDING

# Share of words in common (difflib's ratio) from which two wordings are shown woven together.
ALIKE = 0.5


def compare(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The structured difference of two drafts' contents, with reasons in votes.

    A clause is the same clause while its criterion has one clause in both drafts;
    where a criterion has several, while its proposal is the same. docs/formats.md
    describes what is returned.
    """
    pairs = _pair(list(clauses(before)), list(clauses(after)))
    changes, unchanged = [], []
    for old, new in pairs:
        kind = _kind(old, new)
        if kind is None:
            unchanged.append({"number": new["number"], "title": new["title"]})  # type: ignore[index]
        else:
            changes.append(_change(kind, old, new, after))
    return {
        "from": before["version"],
        "to": after["version"],
        "votes_between": after["votes"] - before["votes"],
        "counts": {
            kind: sum(change["kind"] == kind for change in changes)
            for kind in ("added", "removed", "reworded", "level-changed")
        },
        "changes": changes,
        "unchanged": unchanged,
        "open_questions": _questions(before, after),
    }


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[dict[str, Any]]:
    """The clauses that two drafts' contents do not share, each as it stands in either.

    kind is that of `compare`, from one to the other; a side without the clause is None.
    """
    pairs = [(_kind(old, new), old, new) for old, new in _pair(*map(_listed, (one, other)))]
    return [
        {
            "kind": kind,
            "criterion": (old or new or {})["criterion"],
            "title": (old or new or {})["title"],
            "one": _said(old),
            "other": _said(new),
        }
        for kind, old, new in pairs
        if kind is not None
    ]


def _listed(content: dict[str, Any]) -> list[dict[str, Any]]:
    return list(clauses(content))


def _said(clause: dict[str, Any] | None) -> dict[str, Any] | None:
    kept = ("proposal", "revision", "level", "wording")
    return None if clause is None else {name: clause[name] for name in kept}


def words(before: str, after: str) -> list[list[str]]:
    """Word-level difference: [sign, text] runs, sign one of "=", "-", "+".

    Joining the texts of "=" and "-" gives `before`, of "=" and "+" gives `after`. Texts that
    have little in common stand one after the other: what they share by chance, a "the" here
    and there, would only make both unreadable.
    """
    old, new = (re.findall(r"\s*\S+|\s+$", text) for text in (before, after))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return [[sign, text] for sign, text in (("-", before), ("+", after)) if text]
    runs: list[list[str]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            runs.append(["=", "".join(old[i1:i2])])
        else:
            runs += [
                [sign, "".join(text)]
                for sign, text in (("-", old[i1:i2]), ("+", new[j1:j2]))
                if text
            ]
    return runs


type Clause = dict[str, Any]


def _pair(
    before: Sequence[Clause], after: Sequence[Clause]
) -> list[tuple[Clause | None, Clause | None]]:
    """Clauses of both drafts side by side, in the order of the later one, lost ones last."""
    several = {
        criterion
        for drawn in (before, after)
        for criterion in _repeated(clause["criterion"] for clause in drawn)
    }

    def identity(clause: Clause) -> tuple[str, int]:
        criterion = clause["criterion"]
        return criterion, clause["proposal"] if criterion in several else 0

    old = {identity(clause): clause for clause in before}
    new = {identity(clause): clause for clause in after}
    pairs: list[tuple[Clause | None, Clause | None]] = [
        (old.get(key), clause) for key, clause in new.items()
    ]
    return pairs + [(clause, None) for key, clause in old.items() if key not in new]


def _repeated(criteria: Any) -> set[str]:
    seen: set[str] = set()
    return {criterion for criterion in criteria if criterion in seen or seen.add(criterion)}  # type: ignore[func-returns-value]


def _kind(old: Clause | None, new: Clause | None) -> str | None:
    if old is None:
        return "added"
    if new is None:
        return "removed"
    if old["level"] != new["level"]:
        return "level-changed"
    if (old["wording"], old["requires"]) != (new["wording"], new["requires"]):
        return "reworded"
    return None


def _change(
    kind: str, old: Clause | None, new: Clause | None, after: dict[str, Any]
) -> dict[str, Any]:
    shown = new or old
    assert shown is not None
    because = _because(old, new, after)
    return {
        "kind": kind,
        "number": shown["number"],
        "criterion": shown["criterion"],
        "title": shown["title"],
        "before": old and _brief(old),
        "after": new and _brief(new),
        "words": words(old["wording"] if old else "", new["wording"] if new else ""),
        "reason": [each["text"] for each in because],
        "because": because,
        "alters_verdicts": _rule(old) != _rule(new),
        "support": _support_now(shown, after),
    }


def _brief(clause: Clause) -> dict[str, Any]:
    kept = ("number", "proposal", "revision", "level", "requires", "wording", "score")
    return {key: clause[key] for key in kept}


def _rule(clause: Clause | None) -> tuple[str, str] | None:
    if clause is None or clause["level"] not in BINDING:
        return None
    return clause["level"], clause["requires"]


def _support_now(clause: Clause, after: dict[str, Any]) -> list[dict[str, Any]]:
    """The support of a clause's proposal as the later draft counts it."""
    now = _tally(clause["proposal"], after)
    if now is None:
        kept: list[dict[str, Any]] = clause["support"]
        return kept
    return support_of(now, after)


def _tally(proposal: int, content: dict[str, Any]) -> dict[str, Any] | None:
    found = [each for each in content["proposals"] if each["proposal"] == proposal]
    return found[-1] if found else None


type Step = dict[str, Any]


def _step(code: str, **facts: Any) -> Step:
    """Like a step of a trace: code, facts, and the English of both."""
    return {"met": None, "code": code, "text": say(code, facts), "facts": facts}


def _because(old: Clause | None, new: Clause | None, after: dict[str, Any]) -> list[Step]:
    """Steps that say why: of the trace of the clause that came, or on the one that went."""
    if new is None:
        assert old is not None
        now = _tally(old["proposal"], after)
        if now is None:
            return [_step("gone", proposal=old["proposal"])]
        return [_step(f"now-{now['status']}", proposal=old["proposal"]), *_unmet(now, after)]
    if old is not None and old["proposal"] == new["proposal"]:
        if old["vote_revision"] == new["vote_revision"]:
            return [_step("editorial")]
        return [_step("substantive", revision=new["revision"]), *new["trace"]]
    if old is None:
        return list(new["trace"])
    came = _step("took-the-place", proposal=new["proposal"], before=old["proposal"])
    return [came, *new["trace"]]


def _unmet(tally: dict[str, Any], after: dict[str, Any]) -> list[Step]:
    """Which needs a proposal that fell out of the draft does not meet."""
    needed = after["ruleset"]
    everybody, *cells = support_of(tally, after)
    found = []
    if everybody["low"] < needed["broad_support"]:
        found.append(_step("low-overall", low=everybody["low"], needed=needed["broad_support"]))
    counted = [cell for cell in cells if cell["votes"] >= needed["quorum_cell_votes"]]
    if counted:
        lowest = min(counted, key=lambda cell: cell["share"])
        if lowest["share"] < needed["bridging"]:
            named = {key: lowest[key] for key in ("kind", "key", "title")}
            found.append(
                _step(
                    "low-in-cell",
                    share=lowest["share"],
                    cell=lowest["key"],
                    needed=needed["bridging"],
                    cells=[named],
                )
            )
    return found


def _questions(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    old = {(each["criterion"], each["proposal"]): each for each in open_questions(before)}
    new = {(each["criterion"], each["proposal"]): each for each in open_questions(after)}
    kept = ("criterion", "title", "question", "proposal", "in_favour", "against")

    def brief(each: dict[str, Any]) -> dict[str, Any]:
        return {key: each[key] for key in kept}

    return {
        "new": [brief(each) for key, each in new.items() if key not in old],
        "settled": [brief(each) for key, each in old.items() if key not in new],
        "unchanged": [brief(each) for key, each in new.items() if key in old],
    }
