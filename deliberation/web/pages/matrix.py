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
from deliberation.web.forms.systems import MatrixForm
from deliberation.web.pages import verdicts
from deliberation.web.pages.verdicts import TextNamed, named

MOST_NAMED: Final = 3  # clauses beside a verdict
DECIDING: Final = {"does not meet": "f", "cannot be told": "u"}


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
class MatrixPage:
    """groups: categories with the number of their columns. lines: the rows of the table.
    counts: verdicts of the rows shown. behind: of how many systems the text is still being
    assessed. files: the same rows to take along, by title and address."""

    under: TextNamed | None
    form: MatrixForm
    groups: list[tuple[str, int]]
    columns: list[Column]
    lines: list[SafeString]
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
        lines=list(_lines(found, under, places, cells)),
        heads={name: _head(name, query) for name in ("name", "verdict")},
        counts=Counter(row.told.verdict for row in found.rows),
        systems=progress.assessed,
        behind=progress.systems - progress.done,
        files=_files(visit, under, form),
    )


def _found(
    text: AnyText, texts: Sequence[TextNamed], query: QueryDict
) -> tuple[Matrix, MatrixForm]:
    clauses = clauses_of(text)
    criteria = {each.criterion.slug: each.criterion for each in clauses}
    given = query.copy()
    given["under"] = named(text).name
    form = MatrixForm(given, texts=texts, criteria=criteria.values())
    return actions.matrix(text, form.wanted, clauses=clauses), form


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


def _lines(
    found: Matrix, under: TextNamed, places: Sequence[int], cells: Sequence[Mapping[str, str]]
) -> Iterator[SafeString]:
    """A row for each system. Thousands of cells take a template five times as long."""
    words = {verdict: str(told) for verdict, told in verdicts.WORDS.items()}
    for row in found.rows:
        system, told = row.system, row.told
        results = "".join([cells[i][row.results[place]] for i, place in enumerate(places)])
        yield format_html(
            '<tr><th scope="row"><a href="{}/?under={}"><bdi>{}</bdi></a><small>{}</small></th>'
            '<td class="verdict-col r-word r-word--{}"><b>{}</b><small class="fine">{}</small>'
            "</td>{}</tr>",
            system.slug,
            under.name,
            system.name,
            ", ".join(
                each for each in (system.version, system.developer, system.released[:4]) if each
            ),
            verdicts.SHAPES[told.verdict],
            words[told.verdict],
            _beside(row, found.clauses),
            mark_safe(results),  # noqa: S308
        )


def _beside(row: Row, clauses: Sequence[AnyClause]) -> str:
    """The clauses that decide the verdict, and the score."""
    letter: Any = DECIDING.get(row.told.verdict)
    numbers = [str(each.number) for each in row.binding(clauses, letter)] if letter else []
    told = ", ".join(numbers[:MOST_NAMED]) + ", …" * (len(numbers) > MOST_NAMED)
    if not row.told.should_clauses:
        return told
    score = f"SHOULD {row.told.should_passed}/{row.told.should_clauses}"
    return " · ".join(each for each in (told, score) if each)
