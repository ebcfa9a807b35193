"""XLSForm in: what is understood becomes a questionnaire, the rest is listed with its place."""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from surveys.exchange import xpath
from surveys.questionnaire import FORMAT

LARGEST: Final = 5_000_000  # bytes of a file
MOST_ROWS: Final = 5000
COLUMN: Final = re.compile(r"(label|hint)(?:::?\s*(.*))?\Z", re.IGNORECASE)
LANGUAGE: Final = re.compile(r"\(([a-z]{2,3})(?:-[A-Za-z0-9]+)?\)")
PLAIN: Final = {
    "text": "short-text", "integer": "number", "decimal": "number", "date": "date",
    "select_one": "single", "select_multiple": "multiple", "rank": "ranking",
}  # fmt: skip
IGNORED: Final = {"start", "end", "today", "deviceid", "username", "audit", "note"}
# Columns that change what is asked; any other is of no consequence here.
TOLD: Final = ("calculation", "choice_filter", "repeat_count", "trigger")
BOUND: Final = re.compile(r"\.\s*(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)\Z")


@dataclass(frozen=True)
class NotTaken:
    """A row that was left out, or a part of it, and why."""

    sheet: str
    row: int
    reason: str


class NoXlsForm(ValueError):
    """The file is none, or has no sheet “survey”."""


@dataclass
class _Form:
    """What has been read so far."""

    language: str
    choices: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    sections: list[dict[str, Any]] = field(default_factory=list)
    missed: list[NotTaken] = field(default_factory=list)
    depth: int = 0
    in_group: bool = False
    is_loose: bool = False  # the last section is one that we began for questions in no group
    skipping: int = 0

    def miss(self, row: int, reason: str, sheet: str = "survey") -> None:
        self.missed.append(NotTaken(sheet, row, reason))


def read_xlsform(content: bytes) -> tuple[dict[str, Any], list[NotTaken]]:
    """A document of our own, and what could not be taken over. Raises NoXlsForm."""
    sheets = _sheets(content)
    settings = sheets.get("settings", [])
    told: Mapping[str, Any] = settings[0][1] if settings else {}
    form = _Form(_language(str(told.get("default_language") or "")) or "en")
    form.choices = _choices(sheets.get("choices", []), form)
    for number, row in sheets["survey"]:
        _row(form, number, row)
    texts = {text for section in form.sections for text in section["title"]}
    languages = sorted({form.language, *texts, *_languages(form.sections)})
    sections = [each for each in form.sections if each["questions"]]
    title = str(told.get("form_title") or "").strip() or "Survey"
    return {
        "format": FORMAT,
        "language": form.language,
        "languages": languages,
        "title": {form.language: title},
        "sections": sections,
    }, form.missed


def _sheets(content: bytes) -> dict[str, list[tuple[int, dict[str, Any]]]]:
    """Rows by column name, with their numbers, of each sheet."""
    if len(content) > LARGEST:
        raise NoXlsForm("The file is larger than 5 MB.")
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise NoXlsForm("This is no Excel workbook (.xlsx).") from error
    sheets: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for sheet in book.worksheets:
        rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS)
        head = [str(each or "").strip() for each in next(rows, ())]
        sheets[sheet.title.strip().lower()] = [
            (number, {name: value for name, value in zip(head, row, strict=False) if name})
            for number, row in enumerate(rows, start=2)
            if any(value not in (None, "") for value in row)
        ]
    if not sheets.get("survey"):
        raise NoXlsForm("The workbook has no sheet “survey” with rows.")
    return sheets


def _texts(row: Mapping[str, Any], wanted: str, default: str) -> dict[str, str]:
    """label, label::English (en), label::Deutsch (de) … by language."""
    found: dict[str, str] = {}
    for name, value in row.items():
        match = COLUMN.match(name)
        if match and match[1].lower() == wanted and value not in (None, ""):
            language = _language(match[2] or "") or default
            found[language] = str(value).strip()
    if found and default not in found:
        found[default] = next(iter(found.values()))
    return found


def _language(name: str) -> str:
    match = LANGUAGE.search(name)
    if match:
        return match[1]
    return name if re.fullmatch(r"[a-z]{2,3}", name) else ""


def _choices(
    rows: list[tuple[int, dict[str, Any]]], form: _Form
) -> dict[str, list[dict[str, Any]]]:
    lists: dict[str, list[dict[str, Any]]] = {}
    for number, row in rows:
        own = str(row.get("list_name") or row.get("list name") or "").strip()
        name, texts = str(row.get("name") or "").strip(), _texts(row, "label", form.language)
        if not own or not name:
            form.miss(number, "It has no list_name or no name.", "choices")
            continue
        option: dict[str, Any] = {"value": _value(name), "text": texts or {form.language: name}}
        if any(option["value"] == each["value"] for each in lists.get(own, [])):
            form.miss(number, f"The list “{own}” has “{name}” already.", "choices")
            continue
        if name == "other":
            option["other"] = True
        lists.setdefault(own, []).append(option)
    return lists


def _value(name: str) -> str:
    clean = re.sub(r"[^a-z0-9_-]+", "-", name.lower()).strip("-_")[:60]
    return clean or "option"


def _key(form: _Form, name: str) -> str:
    """A key of ours for a name of theirs, one alone."""
    clean = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")
    clean = clean if clean[:1].isalpha() else f"q_{clean}"
    key, number = clean[:36], 1
    while key in form.names.values():
        number += 1
        key = f"{clean[:33]}_{number}"
    form.names[name] = key
    return key


def _row(form: _Form, number: int, row: Mapping[str, Any]) -> None:
    kind, _, rest = str(row.get("type") or "").strip().partition(" ")
    kind = kind.replace("-", "_")
    if kind in ("begin", "end"):
        kind, rest = f"{kind}_{rest.split(' ')[0]}", ""
    if form.skipping:
        form.skipping += {"begin_repeat": 1, "end_repeat": -1}.get(kind, 0)
    elif kind == "begin_repeat":
        form.skipping = 1
        form.miss(number, "Repeated groups are not supported; it is left out with all in it.")
    elif kind == "begin_group":
        _begin(form, number, row)
    elif kind == "end_group":
        form.depth -= 1
        form.in_group = form.depth > 0
    elif kind in IGNORED:
        if kind == "note":
            form.miss(number, "Notes are not supported; put the text into a section or a help.")
    elif kind in PLAIN:
        _question(form, number, row, kind, rest)
    else:
        form.miss(number, f"The type “{row.get('type')}” is not supported.")


def _begin(form: _Form, number: int, row: Mapping[str, Any]) -> None:
    form.depth += 1
    if form.depth > 1:
        form.miss(number, "Groups within groups are not supported; its questions are kept.")
        return
    form.in_group, form.is_loose = True, False
    name = str(row.get("name") or f"section_{len(form.sections) + 1}")
    title = _texts(row, "label", form.language) or {form.language: name}
    _add_section(form, number, name, title, row.get("relevant"))


def _add_section(form: _Form, number: int, name: str, title: dict[str, str], relevant: Any) -> None:
    key = _key(form, f"{name} (group)").removesuffix("_group")
    taken = {each["key"] for each in form.sections}
    key = key if key not in taken else f"{key}_{len(taken) + 1}"
    section: dict[str, Any] = {"key": key, "title": title, "questions": []}
    _relevant(form, number, relevant, section)
    form.sections.append(section)


def _question(form: _Form, number: int, row: Mapping[str, Any], kind: str, rest: str) -> None:
    name = str(row.get("name") or "").strip()
    if not name:
        form.miss(number, "The question has no name.")
        return
    asked: dict[str, Any] = {
        "kind": PLAIN[kind],
        "text": _texts(row, "label", form.language) or {form.language: name},
    }
    if kind in ("select_one", "select_multiple", "rank"):
        own, *more = rest.split() if rest else [""]
        if own not in form.choices:
            form.miss(number, f"The sheet “choices” has no list “{own}”.")
            return
        asked["options"] = [dict(each) for each in form.choices[own]]
        if kind == "rank":
            for each in asked["options"]:
                each.pop("other", None)
        elif "or_other" in more:
            asked["options"].append(
                {"value": "other", "text": {form.language: "Other"}, "other": True}
            )
    _details(form, number, row, kind, asked)
    if not form.in_group and not form.is_loose:
        _add_section(form, number, f"part {len(form.sections) + 1}",
                     {form.language: f"Part {len(form.sections) + 1}"}, None)  # fmt: skip
        form.is_loose = True
    asked["key"] = _key(form, name)
    form.sections[-1]["questions"].append(asked)


def _details(
    form: _Form, number: int, row: Mapping[str, Any], kind: str, asked: dict[str, Any]
) -> None:
    if help := _texts(row, "hint", form.language):
        asked["help"] = help
    if str(row.get("required") or "").strip().lower() in ("yes", "true", "true()", "1"):
        asked["required"] = True
    if kind == "integer":
        asked["whole"] = True
    if kind == "text" and "multiline" in str(row.get("appearance") or ""):
        asked["kind"] = "long-text"
    if "randomize=true" in str(row.get("parameters") or "").replace(" ", "").lower():
        asked["random"] = True
    _relevant(form, number, row.get("relevant"), asked)
    _constraint(form, number, row.get("constraint"), asked)
    for column in TOLD:
        if row.get(column) not in (None, ""):
            form.miss(number, f"“{column}” is not supported; the question is kept without it.")


def _relevant(form: _Form, number: int, expression: Any, target: dict[str, Any]) -> None:
    if expression in (None, ""):
        return
    try:
        target["show_if"] = xpath.parse(str(expression), form.names)
    except xpath.NotUnderstood as error:
        form.miss(number, f"“relevant” is not supported: {error}. It is shown always.")


def _constraint(form: _Form, number: int, expression: Any, asked: dict[str, Any]) -> None:
    """Bounds of a number, such as `. >= 0 and . <= 100`."""
    if expression in (None, ""):
        return
    for part in re.split(r"\s+and\s+", str(expression).strip()):
        match = BOUND.match(part.strip().strip("()"))
        if match is None or asked["kind"] != "number" or match[1] in "<>":
            form.miss(number, f"“constraint” is not supported: {part[:60]}.")
        else:
            asked["least" if match[1] == ">=" else "most"] = float(match[2])


def _languages(sections: list[dict[str, Any]]) -> set[str]:
    return {
        language
        for section in sections
        for question in section["questions"]
        for texts in (question["text"], *(o["text"] for o in question.get("options", ())))
        for language in texts
    }
