"""XLSForm in and out; what is not supported is listed with its place."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from surveys.exchange import xpath
from surveys.exchange.xlsform_in import NoXlsForm, read_xlsform
from surveys.exchange.xlsform_out import write_xlsform
from surveys.questionnaire import check_questionnaire, holds, read
from tests.surveys.questionnaire.builders import document, option, question, section


def workbook(survey, choices=(), settings=()):
    book = Workbook()
    book.active.title = "survey"
    for sheet, rows in (
        (book.active, survey), (book.create_sheet("choices"), choices),
        (book.create_sheet("settings"), settings),
    ):  # fmt: skip
        for row in rows:
            sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


FORM = workbook(
    [
        ["type", "name", "label::English (en)", "label::Deutsch (de)", "relevant", "required",
         "constraint", "appearance"],
        ["start", "start"],
        ["begin group", "about", "About you", "Über Sie"],
        ["select_one roles", "Role", "Your role?", "Ihre Rolle?", None, "yes"],
        ["integer", "years", "How many years?", "Wie viele Jahre?",
         "${Role} = 'dev' or ${Role} = 'law'", None, ". >= 0 and . <= 60"],
        ["end group"],
        ["select_multiple roles or_other", "who", "Who else?"],
        ["text", "why", "Why?", None, "selected(${who}, 'dev') and not(${years} < 3)", None, None,
         "multiline"],
        ["geopoint", "where", "Where?"],
        ["calculate", "total"],
        ["text", "odd", "Odd?", None, "regex(${Role}, 'a')"],
        ["begin repeat", "children"], ["text", "child", "Name?"], ["end repeat"],
        ["select_one gone", "lost", "Lost?"],
    ],
    [["list_name", "name", "label::English (en)", "label::Deutsch (de)"],
     ["roles", "dev", "Developer", "Entwicklerin"], ["roles", "law", "Lawyer", "Juristin"],
     ["roles", "dev", "Twice"]],
    [["form_title", "default_language"], ["A form", "English (en)"]],
)  # fmt: skip


def test_a_form_comes_in_with_its_branches_and_languages():
    made, missed = read_xlsform(FORM)
    asked = read(made)
    assert check_questionnaire(asked) == []
    assert set(asked.languages) == {"en", "de"}
    assert list(asked.questions) == ["role", "years", "who", "why", "odd"]
    assert asked.questions["role"].is_required
    assert asked.questions["role"].text["de"] == "Ihre Rolle?"
    assert (asked.questions["years"].least, asked.questions["years"].most) == (0, 60)
    assert asked.questions["years"].show_if == {
        "any": [{"question": "role", "is": "dev"}, {"question": "role", "is": "law"}]
    }
    assert asked.questions["why"].kind == "long-text"
    assert asked.questions["who"].options[-1].is_other
    assert [(each.sheet, each.row) for each in missed] == [
        ("choices", 4), ("survey", 9), ("survey", 10), ("survey", 11), ("survey", 12),
        ("survey", 15),
    ]  # fmt: skip
    assert "geopoint" in missed[1].reason


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"PK no", "no Excel"), (b"", "no Excel"), (workbook([["type", "name"]]), "no sheet")],
)
def test_what_is_no_form_is_refused(content, said):
    with pytest.raises(NoXlsForm, match=said):
        read_xlsform(content)


def test_what_goes_out_comes_in_the_same():
    asked = read({**document(
        section("s", question("role", required=True, options=[
            {**option("a"), "text": {"en": "A", "de": "Ah"}}, option("b")]),
            question("years", "number", whole=True, least=0, most=9,
                     show_if={"question": "role", "one_of": ["a", "b"]})),
        section("t", question("many", "multiple"), question("order", "ranking"),
                question("long", "long-text", show_if={"question": "many", "is": "a"}),
                question("day", "date", show_if={"question": "years", "answered": True})),
    ), "languages": ["en", "de"]})  # fmt: skip
    written = write_xlsform(asked)
    assert written.missed == []
    back, missed = read_xlsform(written.content)
    assert missed == []
    again = read(back)
    assert list(again.questions) == list(asked.questions)
    assert [q.kind for q in again.questions.values()] == [q.kind for q in asked.questions.values()]
    answers = {"role": "a", "years": 3, "many": ["a"]}
    for key, each in asked.questions.items():
        assert holds(again.questions[key].show_if, answers) == holds(each.show_if, answers)
    assert again.questions["role"].option("a").text["de"] == "Ah"


def test_what_cannot_be_said_out_there_is_listed():
    asked = read(document(section(
        "s", question("bw", "best-worst"), question("g", "matrix"), question("p", "allocation"),
        question("n", show_if={"question": "p", "row": "a", "more": 3}),
    )))  # fmt: skip
    written = write_xlsform(asked)
    assert [each.row for each in written.missed] == [3, 7, 12, 12]
    book = load_workbook(BytesIO(written.content))
    left_out = list(book["left out"].iter_rows(values_only=True))
    assert left_out[1:] == [(each.sheet, each.row, each.reason) for each in written.missed]
    rows = book["survey"]
    assert [row[0] for row in rows.iter_rows(values_only=True)][:4] == [
        "type", "begin_group", "note", "begin_group",
    ]  # fmt: skip


def test_texts_run_as_no_formula_in_the_workbook():
    asked = read(document(section("s", {**question("a"), "text": {"en": "=1+1"}})))
    sheet = load_workbook(BytesIO(write_xlsform(asked).content))["survey"]
    assert sheet["C3"].value == "'=1+1"


@given(st.text(max_size=40))
def test_any_expression_is_read_or_refused(text):
    try:
        condition = xpath.parse(text, {"a": "a"})
    except xpath.NotUnderstood:
        return
    assert holds(condition, {}) in (True, False)
