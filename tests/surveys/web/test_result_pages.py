"""Results are counted, looked at, published, and seen by whom they are for."""

import pytest
from django.test import Client
from django.urls import reverse

from deliberation import actions as deliberation
from surveys import actions, refusals, tasks
from surveys.models import Response, Snapshot
from tests.surveys.conftest import BRANCHED
from tests.surveys.questionnaire.builders import document, question, section
from tests.surveys.results.test_ballots import TRAINING_DATA
from tests.surveys.results.test_snapshot import people

EVERY = document(section(
    "s", question("colour"), question("size", "likert"), question("likes", "multiple"),
    question("years", "number", whole=True), question("grid", "matrix"),
    question("order", "ranking"), question("shares", "allocation"), question("day", "date"),
    question("bw", "best-worst", sets=[["a", "b"], ["b", "c"], ["a", "c"]]),
    question("ballot", "ballot"), question("text", "long-text"),
))  # fmt: skip


def at(name, *args):
    return reverse(name, args=["open-source-ai", "asked", *args])


@pytest.fixture
def counted(ask):
    """Forty sent responses to every kind of question."""
    asked = ask(EVERY)
    version, now = asked.survey.current, asked.survey.created_at
    Response.objects.bulk_create(
        Response(survey=asked.survey, version=version, answers=answers, started_at=now,
                 saved_at=now, sent_at=now)
        for _, answers in people(40)
    )  # fmt: skip
    return asked


@pytest.fixture
def steward(moot):
    client = Client()
    client.force_login(moot.steward())
    return client


def test_results_are_counted_looked_at_and_published(counted, steward):
    assert steward.get(at("survey-results")).status_code == 404
    assert [each.pk for each in actions.surveys_to_count()] == [counted.survey.pk]
    tasks.count_survey(counted.survey.pk)
    assert not actions.surveys_to_count().exists()
    visitor = Client()
    assert visitor.get(at("survey-results")).status_code == 404
    page = steward.get(at("survey-results") + "?by=colour").content.decode()
    assert "40 responses." in page
    assert "only stewards see this" in page
    [snapshot] = Snapshot.objects.all()
    steward.post(at("survey-publish", snapshot.number))
    page = visitor.get(at("survey-results")).content.decode()
    assert '<svg class="survey-chart"' in page
    steward.post(at("survey-hide"))
    assert visitor.get(at("survey-results")).status_code == 404


def test_each_question_comes_as_csv_whose_words_run_as_no_formula(counted, steward):
    actions.take_snapshot(survey=counted.survey)
    for key in ("colour", "likes", "years", "grid", "order", "shares", "day", "bw", "ballot",
                "text"):  # fmt: skip
        answer = steward.get(at("survey-question-csv", key) + "?by=size")
        lines = answer.getvalue().decode("utf-8-sig").splitlines()
        assert len(lines) > 2, key
        assert not any(line.startswith(("=", "+", "@")) for line in lines)
    assert steward.get(at("survey-question-csv", "none")).status_code == 404


def test_the_recounted_ballots_show_their_outcome_with_its_arithmetic(ask, steward):
    asked = ask(document(section("s", question("ballot", "ballot"))))
    freedoms = ("use", "study", "modify", "share")
    for group in TRAINING_DATA.values():
        for person in range(max(group)):
            marked = [f for f, votes in zip(freedoms, group, strict=True) if person < votes]
            asked.answered({"ballot": {"training-data": marked, "weights": []}})
    snapshot = actions.take_snapshot(survey=asked.survey)
    steward.post(at("survey-publish", snapshot.number))
    page = Client().get(at("survey-results"))
    [table] = page.context["page"].shown[0].grids
    assert table.rows[0] == ["Training-data", "6", "15", "6", "1", "28 / 14 = 2", "required"]
    assert "28 votes over 2 components: 14 a component" in page.content.decode()


def test_results_that_would_tell_of_single_people_wait(counted):
    first = actions.take_snapshot(survey=counted.survey)
    actions.publish_snapshot(snapshot=first)
    counted.answered({"colour": "a"})
    second = actions.take_snapshot(survey=counted.survey)
    with pytest.raises(refusals.TooSoonToPublish):
        actions.publish_snapshot(snapshot=second)
    for _ in range(4):
        counted.answered({"colour": "a"})
    third = actions.take_snapshot(survey=counted.survey)
    assert actions.publish_snapshot(snapshot=third).published_at
    assert list(Snapshot.objects.values_list("number", flat=True)) == [3, 1]


def test_what_few_people_changed_stays_as_it_was_published(counted):
    first = actions.take_snapshot(survey=counted.survey)
    actions.publish_snapshot(snapshot=first)
    actions.change_survey(survey=counted.survey, results_are_public=True)
    for _ in range(5):
        counted.answered({"colour": "a"})
    actions.publish_snapshot(snapshot=actions.take_snapshot(survey=counted.survey))
    visitor = Client().get(at("survey-results"))
    page = visitor.context["page"]
    assert page.responses == first.responses + 5
    colour = next(each for each in page.shown if each.key == "colour")
    assert "As counted on" in colour.notes[-1]
    before = next(each for each in first.public["questions"] if each["key"] == "colour")
    assert colour.grids[0].raw[0][0] == before["options"][0]["count"]
    api = Client().get("/api/v1/definitions/open-source-ai/surveys/asked/results/").json()
    told = next(each for each in api["results"]["questions"] if each["key"] == "colour")
    assert told == {"as_of": first.computed_at.isoformat(), **before}


def test_the_public_sees_one_split_which_stays(counted, steward):
    first = actions.take_snapshot(survey=counted.survey)
    asked_for = at("survey-publish", first.number)
    steward.post(asked_for, {"split": "years"})
    assert not Snapshot.objects.exclude(published_at=None).exists()
    steward.post(asked_for, {"split": "size"})
    visitor = Client()
    for by, answers in (("size", True), ("colour", False), ("class", False)):
        page = visitor.get(at("survey-results") + f"?by={by}").content.decode()
        assert ("By group, people" in page) == answers, by
        assert (
            "By group, people"
            in steward.get(
                at("survey-results") + f"?by={'size' if by == 'class' else by}"
            ).content.decode()
        )
    for _ in range(5):
        counted.answered({"colour": "a"})
    second = actions.take_snapshot(survey=counted.survey)
    with pytest.raises(refusals.SplitFixed):
        actions.publish_snapshot(snapshot=second, split="colour")
    assert actions.publish_snapshot(snapshot=second).split == "size"
    told = {each["key"]: each for each in second.public["questions"]}
    assert {by["by"] for each in told.values() for by in each.get("by", [])} == {"size"}
    assert {row["by"][0]["by"] for row in told["grid"]["rows"]} == {"size"}


def test_progress_is_for_stewards(ask, steward):
    asked = ask(BRANCHED, quotas={"developers": 7}, admission="participants")
    asked.answered({"role": "developer"})
    asked.started()
    page = steward.get(at("survey-progress")).content.decode()
    assert "AI developers" in page
    assert ">7<" in page
    assert Client().get(at("survey-progress")).status_code == 403
    fragment = steward.get(at("survey-progress"), headers={"HX-Request": "true"})
    assert b"<html" not in fragment.content


def test_progress_tells_verified_responses_from_declared_ones(moot, ask, steward):
    asked = ask(BRANCHED, admission="participants")
    people = [moot.participant() for _ in range(3)]
    for participant in people:
        asked.answered({"role": "developer"}, participant)
    moderator = moot.moderator()
    for participant in people[:2]:
        request = deliberation.ask_for_verification(participant=participant, statement="Look.")
        deliberation.verify(request=request, by=moderator)
    page = " ".join(steward.get(at("survey-progress")).content.decode().split())
    assert '<th scope="row">AI developers</th><td class="num">3</td><td class="num">2</td>' in page


def test_a_steward_makes_one_time_links(ask, steward):
    ask(BRANCHED, admission="links")
    page = steward.post(at("survey-links"), {"number": "3"}).content.decode()
    assert page.count("/surveys/asked/with/") == 3
    assert steward.post(at("survey-links"), {"number": "-1"}).status_code == 302
    page = steward.post(at("survey-revoke-links"), follow=True).content.decode()
    assert "3 unused links are revoked." in page
    assert "0 links were made" in page
