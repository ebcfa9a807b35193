"""What is told of one question: its charts, its tables, and sentences, each kind in its way."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.questionnaire import Question, Questionnaire
from surveys.web.charts import Chart, Value, bar_chart
from surveys.web.pages.figures import (
    count_in_words,
    interval_in_words,
    number_in_words,
    people_in_words,
    share_in_words,
    span_in_words,
)

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

    raw: the rows as numbers, None where withheld, without the name that begins them; raw_head:
    their columns where they are not those of the words.
    """

    caption: str
    head: list[str]
    rows: list[list[str]]
    raw: list[list[Any]]
    raw_head: list[str] = field(default_factory=list)


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


def _interval_head(first: str, number: str, *, people: bool) -> list[str]:
    """Columns of the CSV for a number with its interval."""
    return [first, *([_("People")] if people else []), number, _("From"), _("To")]


@dataclass(frozen=True)
class Teller:
    asked: Questionnaire
    language: str
    class_titles: Mapping[str, str]
    by: str

    def question(self, told: Mapping[str, Any]) -> Shown:
        question = self.asked.questions[told["key"]]
        n = told["n"]
        people = people_in_words(n, told)
        text = self.asked.say(question.text, self.language)
        is_text = question.kind in ("short-text", "long-text")
        if n is None:
            return Shown(question.key, text, people, [], is_text=is_text)
        more = _TELLERS[question.kind](self, question, told)
        notes = [*more.pop("notes", []), *_earlier(told)]
        return Shown(question.key, text, people, **more, notes=notes, is_text=is_text)

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
                    [title, *(count_in_words(number) for number in row)]
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
                    [
                        name,
                        count_in_words(m["n"]),
                        interval_in_words(m["mean"], m["low"], m["high"]),
                    ]
                    for name, m in zip(groups, each["means"], strict=True)
                ]
                head = [_("Group"), _("People"), _("Mean, interval")]
                raw_head = _interval_head(_("Group"), _("Mean"), people=True)
                return [Grid(_("By group"), head, rows, raw, raw_head)]
        return []

    def matrix(self, question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
        names, grids, charts = self.names(question), [], []
        for row in told["rows"]:
            grids.append(_shares(names[row["row"]], names, row["options"]))
            charts.append(_share_chart(names, row["options"], names[row["row"]]))
            values = [each["value"] for each in row["options"]]
            for grid in self.crossed(names, values, row["by"]):
                caption = _joined(names[row["row"]], grid.caption)
                grids.append(replace(grid, caption=caption))
        return {"grids": grids, "charts": charts}

    def number(self, question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
        unit = self.asked.say(question.unit, self.language)
        words = {name: number_in_words(told[name]) for name in ("mean", "low", "high")}
        words["mean"] = f"{words['mean']} {unit}".strip()
        mean = _("Mean %(mean)s, interval %(low)s to %(high)s.") % words
        if told["mean"] is None:
            mean = _("The mean is withheld: few people decide it.")
        spread = self.spread(told)
        return {**spread, "grids": [*spread["grids"], *self.means_by(told["by"])], "notes": [mean]}

    def spread(self, told: Mapping[str, Any]) -> dict[str, Any]:
        rows, raw, values = [], [], []
        n = told["n"]
        for each in told["spread"]:
            name = span_in_words(each["from"], each["to"])
            rows.append([name, count_in_words(each["count"])])
            raw.append([each["count"]])
            share = None if each["count"] is None else each["count"] / n
            values.append(Value(name, count_in_words(each["count"]), share))
        grid = Grid(_("How answers are spread"), [_("From, below"), _("People")], rows, raw)
        return {"grids": [grid], "charts": [bar_chart(_("How answers are spread"), values)]}

    def date(self, question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
        return self.spread(told)

    def allocation(self, question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
        names, by = self.names(question), []
        rows, raw, values = [], [], []
        for each in told["options"]:
            name = names[each["value"]]
            rows.append([name, interval_in_words(each["mean"], each["low"], each["high"])])
            raw.append([each["mean"], each["low"], each["high"]])
            values.append(
                Value(name, number_in_words(each["mean"]), each["mean"], each["low"], each["high"])
            )
            for grid in self.means_by(each["by"]):
                by.append(replace(grid, caption=_joined(name, grid.caption)))
        title = _("Mean points of %(total)s") % {"total": told["total"]}
        raw_head = _interval_head(_("Option"), _("Mean"), people=False)
        return {
            "grids": [Grid(title, [_("Option"), _("Mean, interval")], rows, raw, raw_head), *by],
            "charts": [bar_chart(title, values, most=float(told["total"]))],
        }

    def ranking(self, question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
        names = self.names(question)
        if not told["options"]:
            return {"grids": [], "notes": [_("A ranking is told from ten people on.")]}
        best = max(len(told["options"]) - 1, 1)
        place = {value: rank for rank, tied in enumerate(told["order"], 1) for value in tied}
        ordered = sorted(told["options"], key=lambda each: (place[each["value"]], -each["borda"]))
        rows = [
            [names[each["value"]], str(place[each["value"]]), number_in_words(each["borda"])]
            for each in ordered
        ]
        raw = [[place[each["value"]], each["borda"]] for each in ordered]
        head = [_("Option"), _("Rank by Schulze"), _("Mean points by Borda")]
        values = [
            Value(f"{place[each['value']]}. {names[each['value']]}", number_in_words(each["borda"]),
                  each["borda"])
            for each in ordered
        ]  # fmt: skip
        title = _("Mean points by Borda, in the order by Schulze")
        grids = [Grid(_("Ranking"), head, rows, raw)]
        if told["pairs"]:
            titles = [names[each["value"]] for each in told["options"]]
            pairs = [
                [title, *map(count_in_words, row)]
                for title, row in zip(titles, told["pairs"], strict=True)
            ]
            caption = _("How many prefer the row to the column")
            grids.append(Grid(caption, [_("Option"), *titles], pairs, told["pairs"]))
        return {"grids": grids, "charts": [bar_chart(title, values, most=float(best))]}

    def best_worst(self, question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
        names = self.names(question)
        ordered = sorted(told["options"], key=_by_score)
        rows = [
            [names[each["value"]], interval_in_words(each["score"], each["low"], each["high"])]
            for each in ordered
        ]
        raw = [[each["score"], each["low"], each["high"]] for each in ordered]
        values = [
            Value(names[each["value"]], number_in_words(each["score"]), each["score"], each["low"],
                  each["high"])
            for each in ordered
        ]  # fmt: skip
        title = _("Score from −1, always least important, to 1, always most important")
        raw_head = _interval_head(_("Option"), _("Score"), people=False)
        return {
            "grids": [Grid(title, [_("Option"), _("Score, interval")], rows, raw, raw_head)],
            "charts": [bar_chart(title, values, least=-1.0)],
        }

    def ballot(self, question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
        names, mean = self.names(question), told["mean"]
        freedoms = [names[each] for each in told["freedoms"]]
        rows, raw, values = [], [], []
        most = max((each["multiple"] for each in told["components"]), default=1.0)
        for each in told["components"]:
            arithmetic = (
                f"{each['total']} / {number_in_words(mean)} = {number_in_words(each['multiple'])}"
            )
            outcome = str(OUTCOMES.get(each["outcome"], each["outcome"]))
            rows.append([names[each["value"]], *map(str, each["votes"]), arithmetic, outcome])
            raw.append([*each["votes"], each["total"], each["multiple"], each["outcome"]])
            words = f"{number_in_words(each['multiple'])}, {outcome}"
            values.append(Value(names[each["value"]], words, each["multiple"]))
        head = [_("Component"), *freedoms, _("Votes / mean"), _("Outcome")]
        rule = "; ".join(
            _("%(outcome)s from %(votes)s votes (%(multiple)s × mean)")
            % {
                "outcome": OUTCOMES.get(each["outcome"], each["outcome"]),
                "votes": number_in_words(each["votes"]),
                "multiple": number_in_words(each["multiple"]),
            }
            for each in told["rubric"]
            if each["multiple"] is not None
        )
        notes = [
            _("The mean is %(total)s votes over %(number)s components: %(mean)s a component.")
            % {
                "total": number_in_words(told["total"]),
                "number": len(rows),
                "mean": number_in_words(mean),
            },
            _("The rubric: %(rule)s.") % {"rule": rule},
        ]
        chart = bar_chart(_("Votes as multiples of the mean"), values, most=max(most, 2.0))
        raw_head = [*head[:-2], _("Votes"), _("Votes / mean"), _("Outcome")]
        grid = Grid(_("Votes per component and freedom"), head, rows, raw, raw_head)
        return {"grids": [grid], "charts": [chart], "notes": notes}

    def text(self, question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
        rows = [[each["text"], count_in_words(each["people"])] for each in told["alike"]]
        raw = [[each["people"]] for each in told["alike"]]
        words = [(each["word"], each["people"]) for each in told["words"]]
        grids = [Grid(_("Answers that say nearly the same"), [_("Answer"), _("People")], rows, raw)]
        used = [[word, count_in_words(people)] for word, people in words]
        grids.append(
            Grid(_("Words"), [_("Word"), _("People")], used, [[people] for _w, people in words])
        )
        notes = [_("What fewer than five people wrote alike is not told here.")]
        return {"grids": [each for each in grids if each.rows], "notes": notes}


def _shares(caption: str, names: Mapping[str, str], options: Sequence[Mapping[str, Any]]) -> Grid:
    rows = [
        [names[each["value"]], count_in_words(each["count"]), share_in_words(each)]
        for each in options
    ]
    raw = [[each["count"], each["share"], each["low"], each["high"]] for each in options]
    raw_head = _interval_head(_("Answer"), _("Share"), people=True)
    return Grid(caption, [_("Answer"), _("People"), _("Share, interval")], rows, raw, raw_head)


def _joined(name: str, caption: str) -> str:
    """Rows of a matrix are often sentences."""
    return f"{name.rstrip('.')}: {caption}"


def _by_score(told: Mapping[str, Any]) -> tuple[bool, float]:
    """From the highest score down, what is withheld last."""
    return told["score"] is None, -(told["score"] or 0.0)


def _earlier(told: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for what stayed as it was in results before."""
    if "as_of" in told:
        when = localtime(datetime.fromisoformat(told["as_of"]))
        yield _(
            "As counted on %(when)s: since then some answer was given by so few people that the"
            " difference would tell of them."
        ) % {"when": date_format(when, "DATETIME_FORMAT")}


def _share_chart(
    names: Mapping[str, str], options: Sequence[Mapping[str, Any]], title: str
) -> Chart:
    values = [
        Value(names[each["value"]], share_in_words(each), each["share"], each["low"], each["high"])
        for each in options
    ]
    return bar_chart(title, values)


_TELLERS: Final[Mapping[str, Callable[[Teller, Question, Mapping[str, Any]], dict[str, Any]]]] = {
    "single": Teller.choice,
    "likert": Teller.choice,
    "multiple": Teller.choice,
    "matrix": Teller.matrix,
    "number": Teller.number,
    "date": Teller.date,
    "allocation": Teller.allocation,
    "ranking": Teller.ranking,
    "best-worst": Teller.best_worst,
    "ballot": Teller.ballot,
    "short-text": Teller.text,
    "long-text": Teller.text,
}
