"""Results that are published again: what only few people changed stays as it was told before.

Whoever has the results of two dates can subtract them, and would know what the people answered
who came in between. So a question is told anew only if each of its counts moved by SMALLEST or
more, what is withheld together too, and what was withheld before is told only where nothing is
withheld any more and it is more than it can have been. Else its results stay, with the date that
they are of. Means need none of this, for they are rounded to more than few people can move; the
counts of a ballot are votes.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from surveys.results.columns import ONE_CHOICE
from surveys.results.suppression import SMALLEST

type Told = Mapping[str, Any]
type Counts = Mapping[Any, int | None]  # null where withheld
type Sizes = tuple[int | None, int | None]  # people, before and now
type Line = tuple[Counts, Counts, Sizes]  # counts before, counts now, what they add up to

TEXTS: Final = ("short-text", "long-text")


def told_anew(before: Told, now: Told, *, as_of: str) -> dict[str, Any]:
    """The document `now`, as it may be published after `before`, of the same questions.

    as_of: when `before` was counted, noted with what stays of it.
    """
    earlier = {each["key"]: each for each in before["questions"]}
    most = before["responses"] or SMALLEST - 1

    def chosen(question: Told) -> Told:
        old = earlier[question["key"]]
        if _may_tell(old, question, most):
            return _texts(old, question) if question["kind"] in TEXTS else question
        return {"as_of": as_of, **old}

    return {**now, "questions": [chosen(each) for each in now["questions"]]}


def _may_tell(before: Told, now: Told, most: int) -> bool:
    """most: people who had answered before, of a question that was not told of."""
    if now["kind"] == "ballot":
        return True
    if not before.get("is_withheld"):
        most = before["n"] or SMALLEST - 1
    if now["kind"] == "matrix":
        pairs = zip(before["rows"], now["rows"], strict=True)
        return all(_may_tell({"kind": "likert", **old}, {"kind": "likert", **new}, most)
                   for old, new in pairs)  # fmt: skip
    if now["n"] is None:
        return before["n"] is None
    if now["kind"] == "ranking" and not _pairs_moved(before["pairs"], now["pairs"], most):
        return False
    lines = list(_lines(before, now))
    return (
        not _opens_beside_hidden(lines)
        and all(_moved(*line, most) for line in lines)
        and all(_rest_moved(*line) for line in _rows(before, now))
    )


def _opens_beside_hidden(lines: Sequence[Line]) -> bool:
    """Whether a number is told that was not before, while others are withheld: who came between
    can only have added, so what is told now would bound what was withheld with it then."""
    opens = any(
        (of[0] is None and of[1] is not None)
        or any(count is not None and old.get(key) is None for key, count in new.items())
        for old, new, of in lines
    )
    return opens and any(None in new.values() for _old, new, _of in lines)


def _lines(before: Told, now: Told) -> Iterator[Line]:
    """All counts that add up to a number of people."""
    of = before["n"], now["n"]
    yield {}, {}, of
    if "spread" in now:
        yield _spans(before), _spans(now), of
    if now["kind"] in ONE_CHOICE or now["kind"] == "multiple":
        yield from _choices(before, now)
    else:
        means = zip([before, *before.get("options", ())], [now, *now.get("options", ())],
                    strict=False)  # fmt: skip
        for sizes in (each for old, new in means for each in _sizes(old, new)):
            yield {}, {}, sizes


def _choices(before: Told, now: Told) -> Iterator[Line]:
    lines = _alone if now["kind"] == "multiple" else _together
    old, new = ({each["value"]: each["count"] for each in told["options"]}
                for told in (before, now))  # fmt: skip
    yield from lines(old, new, (before["n"], now["n"]))
    splits = {each["by"]: each for each in before["by"]}
    for split in now["by"]:
        was = splits.get(split["by"]) or _blank(split)
        for group, sizes in enumerate(zip(was["n"], split["n"], strict=True)):
            earlier, present = (dict(zip(new, (row[group] for row in told["counts"]), strict=True))
                                for told in (was, split))  # fmt: skip
            yield from lines(earlier, present, sizes)


def _rows(before: Told, now: Told) -> Iterator[Line]:
    """Each option over the groups of a split, with how many chose it in all."""
    splits = {each["by"]: each for each in before.get("by", ())}
    for split in now.get("by", ()):
        if "counts" in split and split["by"] in splits:
            rows = zip(before["options"], now["options"], splits[split["by"]]["counts"],
                       split["counts"], strict=True)  # fmt: skip
            for old, new, row, row_now in rows:
                yield dict(enumerate(row)), dict(enumerate(row_now)), (old["count"], new["count"])


def _together(before: Counts, now: Counts, of: Sizes) -> Iterator[Line]:
    yield before, now, of


def _alone(before: Counts, now: Counts, of: Sizes) -> Iterator[Line]:
    """Each option of a multiple choice: who chose it and who did not."""
    for value in now:
        yes = before[value], now[value]
        no = [None if part is None or all_ is None else all_ - part
              for part, all_ in zip(yes, of, strict=True)]  # fmt: skip
        yield {"yes": yes[0], "no": no[0]}, {"yes": yes[1], "no": no[1]}, of


def _blank(split: Told) -> dict[str, Any]:
    """A split of which nothing was told."""
    hidden = [None] * len(split["n"])
    return {"n": hidden, "counts": [hidden] * len(split["counts"])}


def _sizes(before: Told, now: Told) -> Iterator[Sizes]:
    """Of how many people each mean in a split is."""
    for old, new in zip(before.get("by", ()), now.get("by", ()), strict=False):
        yield from ((one["n"], other["n"])
                    for one, other in zip(old["means"], new["means"], strict=True))  # fmt: skip


def _spans(told: Told) -> Counts:
    return {(each["from"], each["to"]): each["count"] for each in told["spread"]}


def _moved(before: Counts, now: Counts, of: Sizes, most: int) -> bool:
    """Whether counts that add up to `of` can be told again: none moved, or all by enough."""
    shown = {key: count for key, count in now.items() if count is not None}
    known = {key: count for key in shown if (count := before.get(key)) is not None}
    people, present = of
    if people is not None and present is not None and 0 < abs(present - people) < SMALLEST:
        return False
    if people is None and present is not None and present < most + SMALLEST:
        return False
    if people == present and known == shown:
        return True
    hidden = most if people is None else people
    if people is not None and set(before) <= set(now):
        hidden = people - sum(count for count in before.values() if count is not None)
    if any(
        abs(count - known[key]) < SMALLEST if key in known else count < hidden + SMALLEST
        for key, count in shown.items()
    ):
        return False
    return _rest_moved(before, now, of)


def _rest_moved(before: Counts, now: Counts, of: Sizes) -> bool:
    """Whether what is withheld now moved together by enough, or not at all, or nobody can tell
    because some of it was withheld before and is told now."""
    people, present = of
    shown = {key: count for key, count in now.items() if count is not None}
    known = [count for key in shown if (count := before.get(key)) is not None]
    if people is None or present is None or len(shown) == len(now) or len(known) < len(shown):
        return True
    rest = (present - sum(shown.values())) - (people - sum(known))
    return people == present if rest == 0 else abs(rest) >= SMALLEST


def _pairs_moved(
    before: Sequence[Sequence[int | None]], now: Sequence[Sequence[int | None]], most: int
) -> bool:
    """The same of how many prefer one option to another."""
    old = before or [[None] * len(now)] * len(now)
    cells = [
        (one, two) for rows in zip(old, now, strict=True) for one, two in zip(*rows, strict=True)
    ]
    if all(one == two for one, two in cells):
        return True
    return all(
        two is None or (two >= most + SMALLEST if one is None else abs(two - one) >= SMALLEST)
        for one, two in cells
    )


def _texts(before: Told, now: Told) -> dict[str, Any]:
    """Words and like answers one by one: a number that moved by few stays as it was."""
    alike = before["alike"]
    if {each["text"] for each in alike} <= {each["text"] for each in now["alike"]}:
        alike = _steady(before["alike"], now["alike"], "text")
    return {**now, "alike": alike, "words": _steady(before["words"], now["words"], "word")}


def _steady(before: Sequence[Told], now: Sequence[Told], name: str) -> list[Told]:
    earlier = {each[name]: each for each in before}
    told = [
        old if (old := earlier.get(each[name])) and abs(each["people"] - old["people"]) < SMALLEST
        else each
        for each in now
    ]  # fmt: skip
    return sorted(told, key=lambda each: (-each["people"], each[name]))
