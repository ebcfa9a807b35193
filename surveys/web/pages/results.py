"""The page of results: each question with a chart, a table and its CSV."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from surveys import actions
from surveys.models import Snapshot, Version
from surveys.questionnaire import Question, Questionnaire
from surveys.results import BY_CLASS
from surveys.web.charts import Chart, Value, bar_chart

OUTCOMES: Final[Mapping[str, str | Promise]] = {
    "required": gettext_lazy("required"),
    "likely-required": gettext_lazy("likely required"),
    "maybe-required": gettext_lazy("maybe required"),
    "likely-not-required": gettext_lazy("likely not required"),
    "not-required": gettext_lazy("not required"),
}


@dataclass(frozen=True)
class Grid:
    """A table of results: captions and words for people, the same numbers for the CSV.

    raw: the rows as numbers, None where withheld.
    """

    caption: str
    head: list[str]
    rows: list[list[str]]
    raw: list[list[Any]]


@dataclass(frozen=True)
class Shown:
    """One question's results. notes: sentences; n: how many answered, in words."""

    key: str
    text: str
    n: str
    grids: list[Grid]
    charts: list[Chart] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_text: bool = False


@dataclass(frozen=True)
class Crossing:
    """A way to split all results."""

    key: str
    text: str


@dataclass(frozen=True)
class ResultsPage:
    snapshot: Snapshot
    responses: int | None
    shown: list[Shown]
    crossings: list[Crossing]
    by: str


def results_page(
    snapshot: Snapshot,
    language: str,
    class_titles: Mapping[str, str],
    *,
    whole: bool,
    by: str = "",
    only: str = "",
) -> ResultsPage:
    """whole: with all ways to split, as stewards see them; by: the one that is asked for;
    only: the key of the one question to show."""
    asked = snapshot.version.questionnaire
    teller = _Teller(asked, language, class_titles, by)
    document = snapshot.document if whole else snapshot.public
    found = document["questions"]
    crossings = [
        each
        for each in crossings_of(snapshot.version, language)
        if whole or each.key == snapshot.split
    ]
    return ResultsPage(
        snapshot=snapshot,
        responses=document["responses"],
        shown=[teller.question(each) for each in found if only in ("", each["key"])],
        crossings=crossings,
        by=by if by in {each.key for each in crossings} else "",
    )


def crossings_of(version: Version, language: str) -> list[Crossing]:
    """All that results of a version can be split by, in words."""
    asked = version.questionnaire
    return [
        Crossing(key, _("Stakeholder class"))
        if key == BY_CLASS
        else Crossing(key, asked.say(asked.questions[key].text, language))
        for key in actions.splits_of(version)
    ]


def csv_rows(shown: Shown) -> Iterator[list[Any]]:
    """The tables of a question one after the other, each with its caption and head."""
    for grid in shown.grids:
        yield [grid.caption]
        yield grid.head
        yield from ([name, *raw] for (name, *_rest), raw in zip(grid.rows, grid.raw, strict=True))
        yield []


@dataclass(frozen=True)
class _Teller:
    asked: Questionnaire
    language: str
    class_titles: Mapping[str, str]
    by: str

    def question(self, told: Mapping[str, Any]) -> Shown:
        question = self.asked.questions[told["key"]]
        n = told["n"]
        people = _people(n, told)
        text = self.asked.say(question.text, self.language)
        is_text = question.kind in ("short-text", "long-text")
        if n is None:
            return Shown(question.key, text, people, [], is_text=is_text)
        more = _TELLERS[question.kind](self, question, told)
        return Shown(question.key, text, people, **more, is_text=is_text)

    def names(self, question: Question) -> dict[str, str]:
        return {
            each.value: self.asked.say(each.text, self.language)
            for each in (*question.rows, *question.options)
        }

    def choice(self, question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
        names = self.names(question)
        grids = [_shares(_("All"), names, told["options"])]
        grids += self.crossed(names, [each["value"] for each in told["options"]], told["by"])
        return {"grids": grids, "charts": [_share_chart(names, told["options"], _("All"))]}

    def crossed(
        self, names: Mapping[str, str], values: Sequence[str], by: Sequence[Mapping[str, Any]]
    ) -> list[Grid]:
        """The table of counts by the groups that are asked for."""
        for each in by:
            if each["by"] == self.by:
                somebody = [index for index, size in enumerate(each["n"]) if size != 0]
                names_of = self.group_names(each)
                groups = [names_of[index] for index in somebody]
                raw = [[row[i] for i in somebody] for row in (each["n"], *each["counts"])]
                if not any(row_cell for row in raw[1:] for row_cell in row):
                    return []  # withheld throughout
                titles = [_("People"), *(names[value] for value in values)]
                rows = [
                    [title, *(_count(number) for number in row)]
                    for title, row in zip(titles, raw, strict=True)
                ]
                return [Grid(_("By group, people"), [_("Answer"), *groups], rows, raw)]
        return []

    def group_names(self, each: Mapping[str, Any]) -> list[str]:
        if each["by"] == "class":
            names: Mapping[str, str] = self.class_titles
        else:
            names = self.names(self.asked.questions[each["by"]])
        return [_("none") if slug is None else names.get(slug, slug) for slug in each["groups"]]

    def means_by(self, by: Sequence[Mapping[str, Any]]) -> list[Grid]:
        for each in by:
            if each["by"] == self.by:
                groups = self.group_names(each)
                raw = [[m["n"], m["mean"], m["low"], m["high"]] for m in each["means"]]
                rows = [
                    [name, _count(m["n"]), _interval(m["mean"], m["low"], m["high"])]
                    for name, m in zip(groups, each["means"], strict=True)
                ]
                head = [_("Group"), _("People"), _("Mean, interval")]
                return [Grid(_("By group"), head, rows, raw)]
        return []

    def matrix(self, question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
        names, grids, charts = self.names(question), [], []
        for row in told["rows"]:
            grids.append(_shares(names[row["row"]], names, row["options"]))
            charts.append(_share_chart(names, row["options"], names[row["row"]]))
            values = [each["value"] for each in row["options"]]
            for grid in self.crossed(names, values, row["by"]):
                caption = f"{names[row['row']]}: {grid.caption}"
                grids.append(Grid(caption, grid.head, grid.rows, grid.raw))
        return {"grids": grids, "charts": charts}

    def number(self, question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
        unit = self.asked.say(question.unit, self.language)
        mean = _("Mean %(mean)s %(unit)s, interval %(low)s to %(high)s.") % {
            "mean": _number(told["mean"]), "unit": unit, "low": _number(told["low"]),
            "high": _number(told["high"]),
        }  # fmt: skip
        spread = self.spread(told)
        return {**spread, "grids": [*spread["grids"], *self.means_by(told["by"])], "notes": [mean]}

    def spread(self, told: Mapping[str, Any]) -> dict[str, Any]:
        rows, raw, values = [], [], []
        n = told["n"]
        for each in told["spread"]:
            name = _span(each["from"], each["to"])
            rows.append([name, _count(each["count"])])
            raw.append([each["count"]])
            share = None if each["count"] is None else each["count"] / n
            values.append(Value(name, _count(each["count"]), share))
        grid = Grid(_("How answers are spread"), [_("From, below"), _("People")], rows, raw)
        return {"grids": [grid], "charts": [bar_chart(_("How answers are spread"), values)]}

    def date(self, question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
        return self.spread(told)

    def allocation(self, question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
        names, by = self.names(question), []
        rows, raw, values = [], [], []
        for each in told["options"]:
            name = names[each["value"]]
            rows.append([name, _interval(each["mean"], each["low"], each["high"])])
            raw.append([each["mean"], each["low"], each["high"]])
            values.append(
                Value(name, _number(each["mean"]), each["mean"], each["low"], each["high"])
            )
            for grid in self.means_by(each["by"]):
                by.append(Grid(f"{name}: {grid.caption}", grid.head, grid.rows, grid.raw))
        title = _("Mean points of %(total)s") % {"total": told["total"]}
        return {
            "grids": [Grid(title, [_("Option"), _("Mean, interval")], rows, raw), *by],
            "charts": [bar_chart(title, values, most=float(told["total"]))],
        }

    def ranking(self, question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
        names = self.names(question)
        best = max(len(told["options"]) - 1, 1)
        place = {value: rank for rank, tied in enumerate(told["order"], 1) for value in tied}
        ordered = sorted(told["options"], key=lambda each: (place[each["value"]], -each["borda"]))
        rows = [
            [names[each["value"]], str(place[each["value"]]), _number(each["borda"])]
            for each in ordered
        ]
        raw = [[place[each["value"]], each["borda"]] for each in ordered]
        head = [_("Option"), _("Rank by Schulze"), _("Mean points by Borda")]
        values = [
            Value(f"{place[each['value']]}. {names[each['value']]}", _number(each["borda"]),
                  each["borda"])
            for each in ordered
        ]  # fmt: skip
        title = _("Mean points by Borda, in the order by Schulze")
        grids = [Grid(_("Ranking"), head, rows, raw)]
        if told["pairs"]:
            titles = [names[each["value"]] for each in told["options"]]
            pairs = [
                [title, *map(_count, row)] for title, row in zip(titles, told["pairs"], strict=True)
            ]
            caption = _("How many prefer the row to the column")
            grids.append(Grid(caption, [_("Option"), *titles], pairs, told["pairs"]))
        return {"grids": grids, "charts": [bar_chart(title, values, most=float(best))]}

    def best_worst(self, question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
        names = self.names(question)
        ordered = sorted(told["options"], key=lambda each: -(each["score"] or -2))
        rows = [
            [names[each["value"]], _interval(each["score"], each["low"], each["high"])]
            for each in ordered
        ]
        raw = [[each["score"], each["low"], each["high"]] for each in ordered]
        values = [
            Value(names[each["value"]], _number(each["score"]), each["score"], each["low"],
                  each["high"])
            for each in ordered
        ]  # fmt: skip
        title = _("Score from −1, always least important, to 1, always most important")
        return {
            "grids": [Grid(title, [_("Option"), _("Score, interval")], rows, raw)],
            "charts": [bar_chart(title, values, least=-1.0)],
        }

    def ballot(self, question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
        names, mean = self.names(question), told["mean"]
        freedoms = [names[each] for each in told["freedoms"]]
        rows, raw, values = [], [], []
        most = max((each["multiple"] for each in told["components"]), default=1.0)
        for each in told["components"]:
            arithmetic = f"{each['total']} / {_number(mean)} = {_number(each['multiple'])}"
            outcome = str(OUTCOMES.get(each["outcome"], each["outcome"]))
            rows.append([names[each["value"]], *map(str, each["votes"]), arithmetic, outcome])
            raw.append([*each["votes"], each["total"], each["multiple"], each["outcome"]])
            words = f"{_number(each['multiple'])}, {outcome}"
            values.append(Value(names[each["value"]], words, each["multiple"]))
        head = [_("Component"), *freedoms, _("Votes / mean"), _("Outcome")]
        rule = "; ".join(
            _("%(outcome)s from %(votes)s votes (%(multiple)s × mean)") % {
                "outcome": OUTCOMES.get(each["outcome"], each["outcome"]),
                "votes": _number(each["votes"]), "multiple": _number(each["multiple"]),
            }
            for each in told["rubric"] if each["multiple"] is not None
        )  # fmt: skip
        notes = [
            _("The mean is %(total)s votes over %(number)s components: %(mean)s a component.")
            % {"total": told["total"], "number": len(rows), "mean": _number(mean)},
            _("The rubric: %(rule)s.") % {"rule": rule},
        ]
        chart = bar_chart(_("Votes as multiples of the mean"), values, most=max(most, 2.0))
        grid = Grid(_("Votes per component and freedom"), head, rows, raw)
        return {"grids": [grid], "charts": [chart], "notes": notes}

    def text(self, question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
        rows = [[each["text"], _count(each["people"])] for each in told["alike"]]
        raw = [[each["people"]] for each in told["alike"]]
        words = [(each["word"], each["people"]) for each in told["words"]]
        grids = [Grid(_("Answers that say nearly the same"), [_("Answer"), _("People")], rows, raw)]
        used = [[word, _count(people)] for word, people in words]
        grids.append(
            Grid(_("Words"), [_("Word"), _("People")], used, [[people] for _w, people in words])
        )
        notes = [_("What fewer than five people wrote alike is not told here.")]
        return {"grids": [each for each in grids if each.rows], "notes": notes}


def _people(n: int | None, told: Mapping[str, Any]) -> str:
    """How many have answered, or why that is not told."""
    if told.get("is_withheld"):
        return _("withheld, since it would give away answers to the question that it hangs on")
    if n is None:
        return _("fewer than five people have answered")
    words = ngettext("%(number)s person has answered", "%(number)s people have answered", n)
    return words % {"number": number_format(n, force_grouping=True)}


def _shares(caption: str, names: Mapping[str, str], options: Sequence[Mapping[str, Any]]) -> Grid:
    rows = [[names[each["value"]], _count(each["count"]), _share(each)] for each in options]
    raw = [[each["count"], each["share"], each["low"], each["high"]] for each in options]
    return Grid(caption, [_("Answer"), _("People"), _("Share, interval")], rows, raw)


def _share_chart(
    names: Mapping[str, str], options: Sequence[Mapping[str, Any]], title: str
) -> Chart:
    values = [
        Value(names[each["value"]], _share(each), each["share"], each["low"], each["high"])
        for each in options
    ]
    return bar_chart(title, values)


def _count(number: int | None) -> str:
    return _("withheld") if number is None else number_format(number, force_grouping=True)


def _number(number: float | None) -> str:
    if number is None:
        return _("withheld")
    shown = round(number, 2)
    return number_format(int(shown) if shown == int(shown) else shown, force_grouping=True)


def _share(each: Mapping[str, Any]) -> str:
    if each["share"] is None:
        return _("withheld")
    return _("%(share)s%%, %(low)s to %(high)s") % {
        name: round(each[name] * 100) for name in ("share", "low", "high")
    }


def _interval(mean: float | None, low: float | None, high: float | None) -> str:
    if mean is None:
        return _("withheld")
    return _("%(mean)s, %(low)s to %(high)s") % {
        "mean": _number(mean), "low": _number(low), "high": _number(high)
    }  # fmt: skip


def _span(low: Any, high: Any) -> str:
    if low == high:
        return str(low)
    if low is None:
        return _("below %(high)s") % {"high": _number(high)}
    if high is None:
        return _("%(low)s and more") % {"low": _number(low)}
    return f"{_number(low)} – {_number(high)}"


_TELLERS: Final[Mapping[str, Callable[[_Teller, Question, Mapping[str, Any]], dict[str, Any]]]] = {
    "single": _Teller.choice,
    "likert": _Teller.choice,
    "multiple": _Teller.choice,
    "matrix": _Teller.matrix,
    "number": _Teller.number,
    "date": _Teller.date,
    "allocation": _Teller.allocation,
    "ranking": _Teller.ranking,
    "best-worst": _Teller.best_worst,
    "ballot": _Teller.ballot,
    "short-text": _Teller.text,
    "long-text": _Teller.text,
}
