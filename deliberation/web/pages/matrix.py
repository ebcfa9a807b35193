"""The matrix: all systems under a text, clause by clause."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from deliberation import actions
from deliberation.actions.known import AnyText
from deliberation.actions.matrix import AnyClause, Matrix, Row, clauses_of
from deliberation.assessment.texts import BINDING
from deliberation.exchange import parquet
from deliberation.models import ReferenceDefinition
from deliberation.web.access import Visit
from deliberation.web.forms_systems import MatrixForm
from deliberation.web.pages import verdicts
from deliberation.web.pages.verdicts import TextNamed, named

MOST_NAMED: Final = 3  # clauses beside a verdict


@dataclass(frozen=True)
class Column:
    """A clause as the head of a column. starts: whether its category begins here."""

    place: int
    clause: AnyClause
    starts: bool
    passing: int
    address: str
    sorted: str

    @property
    def is_deciding(self) -> bool:
        return self.clause.level in BINDING


@dataclass(frozen=True)
class Head:
    """A column that is no clause: what it sorts by, and whether it does."""

    words: str
    address: str
    sorted: str


@dataclass(frozen=True)
class Line:
    """A system as a row. named: the clauses that decide, as far as they are shown; more: how
    many others there are. cells: one a column, as HTML."""

    row: Row
    named: Sequence[AnyClause]
    more: int
    cells: SafeString

    @property
    def year(self) -> str:
        return self.row.system.released[:4]


@dataclass(frozen=True)
class MatrixPage:
    """groups: categories with the number of their columns. counts: verdicts of the rows shown,
    behind: of how many systems the text is still being assessed. files: the same rows to take
    along, by title and address."""

    under: TextNamed | None
    form: MatrixForm
    groups: list[tuple[str, int]]
    columns: list[Column]
    lines: list[Line]
    heads: Mapping[str, Head]
    counts: Mapping[str, int]
    systems: int
    behind: int
    files: list[tuple[str, str]]

    @property
    def told(self) -> list[tuple[str, int]]:
        return [(verdict, self.counts.get(verdict, 0)) for verdict in verdicts.WORDS]


def texts_of(visit: Visit) -> list[TextNamed]:
    """What systems can be looked at under: the definition's drafts, the latest first, and the
    definitions that others published. Two queries."""
    texts: list[AnyText] = list(visit.definition.drafts.latest_first().without_text())
    texts += ReferenceDefinition.objects.all()
    return [named(each) for each in texts]


def matrix_page(visit: Visit, query: QueryDict) -> MatrixPage:
    """query: of the address; `under` chooses the text, by default the latest draft."""
    texts = texts_of(visit)
    under = next((each for each in texts if each.name == query.get("under")), None)
    under = under or (texts[0] if texts else None)
    if under is None:
        form = MatrixForm(query, texts=[], criteria=[])
        return MatrixPage(None, form, [], [], [], {}, {}, 0, 0, [])
    found, form = _found(under.text, texts, query)
    progress = actions.assessment_progress(under.text)
    places = _places(found, form.cleaned_data)
    columns = list(_columns(found, places, query))
    cells = [_cells(column) for column in columns]
    return MatrixPage(
        under=under,
        form=form,
        groups=[
            (title, len(list(same)))
            for title, same in groupby(each.clause.criterion.category.title for each in columns)
        ],
        columns=columns,
        lines=[_line(row, found.clauses, places, cells) for row in found.rows],
        heads={name: _head(name, query) for name in ("name", "verdict")},
        counts=Counter(row.told.verdict for row in found.rows),
        systems=found.systems,
        behind=progress.systems - progress.done,
        files=_files(visit, under, form),
    )


def _found(
    text: AnyText, texts: Sequence[TextNamed], query: QueryDict
) -> tuple[Matrix, MatrixForm]:
    criteria = {each.criterion.slug: each.criterion for each in clauses_of(text)}
    given = query.copy()
    given["under"] = named(text).name
    form = MatrixForm(given, texts=texts, criteria=criteria.values())
    return actions.matrix(text, form.wanted), form


def _files(visit: Visit, under: TextNamed, form: MatrixForm) -> list[tuple[str, str]]:
    """The same rows as files, by title and address."""
    address = (
        reverse("api:draft-matrix", args=[visit.slug, under.name])
        if under.is_draft
        else reverse("api:reference-matrix", args=[under.name])
    )
    given = {name: value for name, value in form.narrowing.items() if value}
    formats = [("csv", "CSV"), ("json", "JSON")]
    formats += [("parquet", "Parquet")] * parquet.is_available()
    return [(title, f"{address}?{urlencode(given | {'format': name})}") for name, title in formats]


def _places(found: Matrix, given: Mapping[str, Any]) -> list[int]:
    """The clauses that have a column."""
    wanted = found.places.get(given.get("criterion", ""))
    places = range(len(found.clauses)) if wanted is None else wanted
    if not given.get("deciding"):
        return list(places)
    return [each for each in places if found.clauses[each].level in BINDING]


def _columns(found: Matrix, places: Sequence[int], query: QueryDict) -> Iterator[Column]:
    before = None
    for place in places:
        clause = found.clauses[place]
        category = clause.criterion.category_id
        head = _head(clause.criterion.slug, query)
        yield Column(
            place=place,
            clause=clause,
            starts=category != before,
            passing=sum(row.results[place] == "p" for row in found.rows),
            address=head.address,
            sorted=head.sorted,
        )
        before = category


def _head(order: str, query: QueryDict) -> Head:
    """The address that sorts by something, or the other way round where it does already."""
    here = query.get("order") or "name"
    given = query.copy()
    given["order"] = f"-{order}" if here == order else order
    sorted_ = {order: "ascending", f"-{order}": "descending"}.get(here, "")
    return Head(order, "?" + given.urlencode(), sorted_)


def _cells(column: Column) -> Mapping[str, str]:
    """The cell of a column for each result. They are few, and rows are put together of them."""
    more = " sec" * column.starts + " is-should" * (not column.is_deciding)
    return {
        letter: format_html(
            '<td class="r-{}{}"><i class="vh">{}</i></td>', kind, more, verdicts.RESULTS[kind]
        )
        for letter, kind in verdicts.OF_LETTER.items()
    }


def _line(
    row: Row,
    clauses: Sequence[AnyClause],
    places: Sequence[int],
    cells: Sequence[Mapping[str, str]],
) -> Line:
    letter: Any = {"does not meet": "f", "cannot be told": "u"}.get(row.told.verdict, "")
    deciding = row.binding(clauses, letter) if letter else []
    html = "".join([cells[i][row.results[place]] for i, place in enumerate(places)])
    return Line(
        row,
        deciding[:MOST_NAMED],
        len(deciding[MOST_NAMED:]),
        mark_safe(html),  # noqa: S308
    )
