"""Exports say what was answered, defused, without what is personal, and as pandas reads it."""

import io
import json

import pandas as pd
import pyreadstat
import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from surveys import actions
from surveys.exchange import responses, spss
from surveys.models import Response
from tests.surveys.questionnaire.builders import document, option, question, section
from tests.surveys.results.test_snapshot import people
from tests.surveys.web.test_result_pages import EVERY


def read(lines):
    return pd.read_csv(io.StringIO("".join(lines).removeprefix("\ufeff")), dtype=str)


@pytest.fixture
def exported(ask):
    asked = ask(EVERY)
    version, now = asked.survey.current, asked.survey.created_at
    classes = list(asked.moot.definition.stakeholder_classes.filter(is_guest=False))
    Response.objects.bulk_create(
        Response(survey=asked.survey, version=version, answers=answers, started_at=now,
                 saved_at=now, sent_at=now, stakeholder_class=classes[number % 2])
        for number, (_, answers) in enumerate(people(150))
    )  # fmt: skip
    return asked


def test_results_follow_from_the_exported_csv_by_pandas(exported):
    frame = read(responses.wide(exported.survey.current, "en"))
    results = actions.take_snapshot(survey=exported.survey).document
    told = {each["key"]: each for each in results["questions"]}
    wanted = frame["colour"].value_counts().to_dict()
    assert {o["value"]: o["count"] for o in told["colour"]["options"]} == wanted
    crossed = 0
    for key in ("colour", "size"):
        for by in told[key]["by"]:
            wanted = pd.crosstab(frame[key], frame[by["by"]])
            for value, row in zip("abc", by["counts"], strict=True):
                for count, group in zip(row, by["groups"], strict=True):
                    if count is not None and group in wanted:
                        assert count == wanted.loc[value, group]
                        crossed += 1
    assert crossed > 12
    years = frame["years"].astype(float)
    assert told["years"]["mean"] == pytest.approx(years.mean(), abs=years.sem() / 2)
    likes = {o["value"]: o["count"] for o in told["likes"]["options"]}
    assert likes == {v: int((frame[f"likes__{v}"] == "1").sum()) for v in "abc"}


def test_tidy_and_wide_say_the_same(exported):
    version = exported.survey.current
    frame = read(responses.wide(version, "en")).set_index("response")
    rows = read(responses.tidy(version, "en"))
    assert len(rows) > 1000
    for row in rows.sample(200, random_state=1).itertuples():
        assert frame.loc[row.response, row.variable] == row.value


def test_free_text_and_pseudonyms_come_only_when_asked_for(ask):
    asked = ask(document(section("s", question("t", "long-text"), question(
        "o", options=[option("a"), option("other", other=True)]))))  # fmt: skip
    person = asked.moot.participant()
    asked.answered({"t": "=cmd()", "o": {"choice": "other", "text": "@me"}}, person)
    version = asked.survey.current
    for write in (responses.wide, responses.tidy, responses.json_lines, responses.codebook):
        text = "".join(write(version, "en"))
        assert "cmd" not in text
        assert "@me" not in text
        assert person.pseudonym not in text
    frame = read(responses.wide(version, "en", personal=True))
    assert frame.loc[0, ["t", "o", "o__other__text", "pseudonym"]].tolist() == [
        "'=cmd()", "other", "'@me", person.pseudonym,
    ]  # fmt: skip
    line = json.loads("".join(responses.json_lines(version, "en")))
    assert line["answers"] == {"o": "other"}


def test_spss_reads_numbers_with_their_labels(exported):
    path = spss.write_spss(exported.survey.current, "en")
    frame, meta = pyreadstat.read_sav(path, apply_value_formats=True)
    path.unlink()
    assert len(frame) == 150
    assert set(frame["colour"].dropna()) <= {"A", "B", "C"}
    assert meta.column_names_to_labels["likes__a"] == "What of likes? [A]"
    assert "text" not in frame


def test_spss_is_put_together_of_parts(ask, monkeypatch):
    asked = ask(document(section("s", question("t", "long-text"), question("n", "number"))))
    texts = ["kurz", "ü" * 700, "日本" * 300, "x" * 255, "end"]
    for number, text in enumerate(texts):
        asked.answered({"t": text, "n": number} if text != "kurz" else {"t": text})
    monkeypatch.setattr(spss, "CHUNK", 2)
    path = spss.write_spss(asked.survey.current, "en", personal=True)
    frame, meta = pyreadstat.read_sav(path)
    assert meta.number_rows == len(frame) == len(texts)
    assert frame["t"].tolist() == texts
    assert frame["n"].fillna(-1).tolist() == [-1, 1, 2, 3, 4]
    assert [each.isascii() for each in frame["response"]] == [True] * len(texts)
    path.unlink()


def test_spss_of_nobody_is_a_file_without_cases(ask):
    path = spss.write_spss(ask(document(section("s", question("o")))).survey.current, "en")
    assert pyreadstat.read_sav(path)[0].empty
    path.unlink()


def test_exports_are_for_stewards_and_personal_ones_for_a_right_of_its_own(exported, moot):
    address = reverse("survey-export", args=["open-source-ai", "asked", "csv"])
    assert Client().get(address).status_code == 403
    steward, client = moot.steward(), Client()
    client.force_login(steward)
    answer = client.get(address)
    assert len(answer.getvalue().splitlines()) == 151
    assert client.get(f"{address}?personal=yes").status_code == 403
    steward.user_permissions.add(Permission.objects.get(codename="export_personal"))
    assert b"pseudonym" in client.get(f"{address}?personal=yes").getvalue().splitlines()[0]
    for name in ("tidy", "codebook", "jsonl", "sav"):
        one = reverse("survey-export", args=["open-source-ai", "asked", name])
        assert client.get(one).getvalue()
