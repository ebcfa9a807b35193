"""Responses for SPSS: numbers with value labels, written by pyreadstat.

Its writer takes a whole table at once. So that memory stays small, columns are gathered as
numbers; only free texts, which come to those who may see them alone, are kept as they are.
"""

import tempfile
from array import array
from pathlib import Path
from typing import Any, Final

import pandas
import pyreadstat

from surveys.exchange.responses import ABOUT, sent_responses
from surveys.exchange.variables import CODED, DAY, TEXT, Variable, flatten, variables_of
from surveys.models import Version

NAME, LABEL = 64, 250  # characters that SPSS takes
LONGEST_TEXT: Final = 2000
MISSING: Final = float("nan")


def write_spss(version: Version, language: str, *, personal: bool = False) -> Path:
    """A .sav file in a temporary place; whoever asked for it deletes it."""
    flats = flatten(version.questionnaire, language, personal=personal)
    variables = list(variables_of(flats))
    about: dict[str, list[Any]] = {
        name: [] for name in (*ABOUT, *(["pseudonym"] if personal else []))
    }
    columns: list[Any] = [[] if each.kind in (TEXT, DAY) else array("d") for each in variables]
    codes = [_codes(each) for each in variables]
    for sent in sent_responses(version, personal=personal):
        for name, value in zip(about, sent.about(personal=personal), strict=True):
            about[name].append(value)
        place = 0
        for flat in flats:
            answer = sent.answers.get(flat.key)
            for value in flat.blank if answer is None else flat.cells(answer):
                columns[place].append(_cell(variables[place], codes[place], value))
                place += 1
    names = _names(variables)
    data = pandas.DataFrame(about | dict(zip(names, columns, strict=True)))
    with tempfile.NamedTemporaryFile(suffix=".sav", delete=False) as file:
        path = Path(file.name)
    pyreadstat.write_sav(
        data,
        path,
        column_labels={
            name: each.label[:LABEL] for name, each in zip(names, variables, strict=True)
        },
        variable_value_labels={
            name: {number: each.codes[value][:120] for value, number in known.items()}
            for name, each, known in zip(names, variables, codes, strict=True)
            if known
        },
        row_compress=True,
    )
    return path


def _codes(variable: Variable) -> dict[str, int]:
    """The number that stands for each value: from 1 on, or 0 and 1 for no and yes."""
    if variable.kind == CODED:
        return {value: number for number, value in enumerate(variable.codes, start=1)}
    return {value: int(value) for value in variable.codes}


def _cell(variable: Variable, codes: dict[str, int], value: Any) -> Any:
    if variable.kind in (TEXT, DAY):
        return "" if value is None else str(value)[:LONGEST_TEXT]
    if value is None:
        return MISSING
    return float(codes[value]) if variable.kind == CODED else float(value)


def _names(variables: list[Variable]) -> list[str]:
    """Names that SPSS takes, each one different."""
    taken = set(ABOUT) | {"pseudonym"}
    names = []
    for each in variables:
        name, number = each.name[:NAME], 1
        while name in taken:
            number += 1
            name = f"{each.name[: NAME - 4]}_{number}"
        taken.add(name)
        names.append(name)
    return names
