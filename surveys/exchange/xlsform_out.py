"""XLSForm out. What it cannot say is listed with sheet, row and reason, as on the way in."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook

from deliberation.spreadsheets import defused
from surveys.exchange import xpath
from surveys.exchange.xlsform_in import NotTaken
from surveys.questionnaire import Condition, Option, Question, Questionnaire, Section

NAMES: Final = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español"}
SIMPLE: Final = {
    "single": "select_one", "likert": "select_one", "multiple": "select_multiple",
    "ranking": "rank", "short-text": "text", "long-text": "text", "date": "date",
}  # fmt: skip
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Written:
    content: bytes
    missed: list[NotTaken]


@dataclass
class _Sheets:
    asked: Questionnaire
    multiple: set[str]
    survey: list[dict[str, Any]] = field(default_factory=list)
    choices: list[dict[str, Any]] = field(default_factory=list)
    missed: list[NotTaken] = field(default_factory=list)

    def miss(self, reason: str) -> None:
        """About the row that was written last."""
        self.missed.append(NotTaken("survey", len(self.survey) + 1, reason))

    def texts(self, column: str, texts: Any) -> dict[str, str]:
        return {
            _column(column, language): texts[language]
            for language in self.asked.languages
            if texts.get(language)
        }

    def relevant(self, row: dict[str, Any], condition: Condition | None) -> None:
        if condition is not None:
            try:
                row["relevant"] = xpath.write(condition, self.multiple)
            except xpath.NotUnderstood as error:
                self.miss(f"Its condition cannot be said in XLSForm: {error}.")


def write_xlsform(asked: Questionnaire) -> Written:
    """The workbook of a questionnaire; a sheet of its own lists what XLSForm cannot say."""
    multiple = {key for key, each in asked.questions.items() if each.kind == "multiple"}
    sheets = _Sheets(asked, multiple)
    for section in asked.sections:
        _section(sheets, section)
    book = Workbook()
    languages = asked.languages
    labels = [_column("label", language) for language in languages]
    hints = [_column("hint", language) for language in languages]
    more = ["required", "relevant", "constraint", "appearance", "parameters"]
    _sheet(book.active, "survey", ["type", "name", *labels, *hints, *more], sheets.survey)
    _sheet(book.create_sheet(), "choices", ["list_name", "name", *labels], sheets.choices)
    settings = [{"form_title": asked.title.get(asked.language, ""),
                 "default_language": f"{NAMES.get(asked.language, asked.language)}"
                                     f" ({asked.language})"}]  # fmt: skip
    _sheet(book.create_sheet(), "settings", ["form_title", "default_language"], settings)
    if sheets.missed:
        left = [{"sheet": each.sheet, "row": each.row, "reason": each.reason}
                for each in sheets.missed]  # fmt: skip
        _sheet(book.create_sheet(), "left out", ["sheet", "row", "reason"], left)
    file = BytesIO()
    book.save(file)
    return Written(file.getvalue(), sheets.missed)


def _column(name: str, language: str) -> str:
    return f"{name}::{NAMES.get(language, language)} ({language})"


def _sheet(sheet: Any, title: str, head: list[str], rows: list[dict[str, Any]]) -> None:
    sheet.title = title
    sheet.append(head)
    for row in rows:
        sheet.append([defused(row.get(name)) for name in head])


def _section(sheets: _Sheets, section: Section) -> None:
    row = {"type": "begin_group", "name": section.key, **sheets.texts("label", section.title),
           "appearance": "field-list"}  # fmt: skip
    sheets.survey.append(row)
    sheets.relevant(row, section.show_if)
    for question in section.questions:
        _question(sheets, question)
    sheets.survey.append({"type": "end_group", "name": section.key})


def _question(sheets: _Sheets, question: Question) -> None:
    row: dict[str, Any] = {
        "name": question.key,
        **sheets.texts("label", question.text),
        **sheets.texts("hint", question.help),
        "required": "yes" if question.is_required else "",
    }
    sheets.relevant(row, question.show_if)
    if question.kind == "matrix":
        _matrix(sheets, question, row)
    elif question.kind == "allocation":
        _allocation(sheets, question, row)
    elif question.kind in ("best-worst", "ballot"):
        sheets.survey.append({"type": "note", **row, "required": ""})
        sheets.miss(f"XLSForm has no question of the kind “{question.kind}”; a note stands for it.")
    else:
        _simple(sheets, question, row)


def _simple(sheets: _Sheets, question: Question, row: dict[str, Any]) -> None:
    if question.kind == "number":
        kind = "integer" if question.is_whole else "decimal"
        bounds = [(">=", question.least), ("<=", question.most)]
        said = [f". {op} {bound:g}" for op, bound in bounds if bound is not None]
        row["constraint"] = " and ".join(said)
    else:
        kind = SIMPLE[question.kind]
    if question.options:
        kind = f"{kind} {question.key}"
        _list(sheets, question.key, question.options)
    if question.kind == "long-text":
        row["appearance"] = "multiline"
    if question.is_random:
        row["parameters"] = "randomize=true"
    sheets.survey.append({"type": kind, **row})


def _list(sheets: _Sheets, name: str, options: tuple[Option, ...]) -> None:
    for each in options:
        texts = sheets.texts("label", each.text)
        sheets.choices.append({"list_name": name, "name": each.value, **texts})


def _matrix(sheets: _Sheets, question: Question, row: dict[str, Any]) -> None:
    _list(sheets, question.key, question.options)
    group = {**row, "type": "begin_group", "required": "", "appearance": "table-list"}
    sheets.survey.append(group)
    for each in question.rows:
        sheets.survey.append(
            {"type": f"select_one {question.key}", "name": f"{question.key}__{each.value}",
             **sheets.texts("label", each.text), "required": row["required"]}
        )  # fmt: skip
    sheets.survey.append({"type": "end_group", "name": question.key})
    sheets.miss("A matrix becomes a group of questions, one for each row.")


def _allocation(sheets: _Sheets, question: Question, row: dict[str, Any]) -> None:
    sheets.survey.append({**row, "type": "begin_group", "required": ""})
    for each in question.options:
        sheets.survey.append(
            {"type": "integer", "name": f"{question.key}__{each.value}".replace("-", "_"),
             **sheets.texts("label", each.text), "required": row["required"],
             "constraint": f". >= 0 and . <= {question.total}"}
        )  # fmt: skip
    sheets.survey.append({"type": "end_group", "name": question.key})
    sheets.miss(f"That the points add up to {question.total} is not asked in XLSForm.")
