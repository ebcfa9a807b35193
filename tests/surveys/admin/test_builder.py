"""A steward builds a survey with a branch in the admin, and publishes it."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from surveys import actions
from surveys.models import Question, Survey
from tests.surveys.conftest import BRANCHED
from tests.surveys.exchange.test_xlsform import FORM, workbook
from tests.surveys.questionnaire.builders import document, question, section


@pytest.fixture
def admin_client(moot):
    client = Client()
    client.force_login(moot.steward())
    return client


@pytest.fixture
def survey(moot):
    return actions.create_survey(definition=moot.definition, slug="asked")


def at(survey, query=""):
    return reverse("admin:surveys_survey_build", args=[survey.pk]) + query


def test_a_survey_with_a_branch_is_built_and_published(admin_client, survey):
    def save(query, **fields):
        answer = admin_client.post(at(survey, query), {"deed": "save", **fields})
        assert answer.status_code == 302, answer.content.decode()

    save("?texts", title_en="About you", all_languages="en")
    save("?section=new", key="you", title_en="You")
    section = survey.draft().sections.get()
    save(f"?add={section.pk}", key="role", kind="single", text_en="Who are you?", required="on",
         options="dev | Developer\nlaw | Lawyer\nother | Else #other")  # fmt: skip
    save(f"?add={section.pk}", key="years", kind="number", text_en="How long?",
         asks_1="role", how_1="one_of", what_1="dev, law")  # fmt: skip
    assert Question.objects.get(key="years").body["show_if"] == {
        "question": "role", "one_of": ["dev", "law"],
    }  # fmt: skip
    page = admin_client.get(at(survey)).content.decode()
    assert "Who are you?" in page
    assert "on a condition" in page
    years = Question.objects.get(key="years")
    admin_client.post(at(survey), {"deed": f"up-question-{years.pk}"})
    page = admin_client.get(at(survey)).content.decode()
    assert "comes later" in page
    admin_client.post(at(survey), {"deed": "publish"})
    assert Survey.objects.get(pk=survey.pk).current is None
    admin_client.post(at(survey), {"deed": f"down-question-{years.pk}"})
    admin_client.post(at(survey), {"deed": "publish"})
    assert Survey.objects.get(pk=survey.pk).current.number == 1


def test_a_question_opens_in_the_form_as_it_was_saved(admin_client, survey):
    actions.replace_document(survey=survey, document=BRANCHED)
    before = survey.draft().built()
    for each in survey.draft().questions.all():
        page = admin_client.get(at(survey, f"?question={each.pk}"))
        fields = {
            k: v
            for k, v in page.context["form"].initial.items()
            if v is not False and v is not None
        }
        answer = admin_client.post(at(survey, f"?question={each.pk}"),
                                   {"deed": "save", **fields})  # fmt: skip
        assert answer.status_code == 302
    assert survey.draft().built() == before


def test_the_rubric_of_a_ballot_is_typed_as_data(admin_client, survey):
    ballot = document(section("s", question("parts", "ballot", rubric={"required": 1.5})))
    actions.replace_document(survey=survey, document=ballot)
    address = at(survey, f"?question={Question.objects.get().pk}")
    initial = admin_client.get(address).context["form"].initial
    assert initial["rubric"] == "required=1.5"
    typed = {"deed": "save", **{k: v for k, v in initial.items() if v not in (False, None)}}
    wrong = admin_client.post(address, {**typed, "rubric": "needed=2"})
    assert "required=2" in str(wrong.context["form"].errors["rubric"])
    admin_client.post(address, {**typed, "rubric": "required=3, maybe-required=0.75"})
    assert Question.objects.get().body["rubric"] == {"required": 3, "maybe-required": 0.75}


def test_looking_at_published_questions_begins_no_version(admin_client, survey):
    actions.replace_document(survey=survey, document=BRANCHED)
    actions.publish_version(version=survey.draft(), by=None)
    page = admin_client.get(at(survey)).content.decode()
    assert "Begin a new version" in page
    assert survey.draft() is None
    stale = admin_client.post(at(survey), {"deed": "publish"}, follow=True)
    assert "published meanwhile" in stale.content.decode()
    assert survey.draft() is None
    admin_client.post(at(survey), {"deed": "begin"})
    assert survey.draft().number == 2


def test_what_is_typed_shows_as_it_will_look_and_is_not_stored(admin_client, survey):
    actions.replace_document(survey=survey, document=BRANCHED)
    section = survey.draft().sections.first()
    typed = {"deed": "preview", "key": "new", "kind": "multiple", "text_en": "Which?",
             "options": "one | One\ntwo | Two"}  # fmt: skip
    page = admin_client.post(at(survey, f"?add={section.pk}"), typed).content.decode()
    assert 'type="checkbox"' in page
    assert "<html" not in page
    assert not Question.objects.filter(key="new").exists()


def test_a_file_comes_in_and_what_is_left_out_is_told(admin_client, survey):
    file = BytesIO(FORM)
    file.name = "form.xlsx"
    page = admin_client.post(at(survey), {"deed": "import", "file": file}, follow=True)
    text = page.content.decode()
    assert "Your role?" in text
    assert "Left out at survey, 9" in text
    built = survey.draft().built()
    for name, content in (("form.json", b"{"), ("form.xlsx", b"PK no")):
        bad = BytesIO(content)
        bad.name = name
        page = admin_client.post(at(survey), {"deed": "import", "file": bad}, follow=True)
        assert "cannot be read" in page.content.decode()
        assert survey.draft().built() == built


def test_all_that_is_left_out_of_a_long_file_is_told(admin_client, survey):
    head = [["type", "name", "label"], ["text", "why", "Why?"]]
    file = BytesIO(workbook(head + [["geopoint", f"place{n}", "Where?"] for n in range(70)]))
    file.name = "form.xlsx"
    page = admin_client.post(at(survey), {"deed": "import", "file": file}, follow=True)
    text = page.content.decode()
    assert [n for n in range(3, 73) if f"survey, {n};" not in text] == [72]
    assert "survey, 72:" in text


def test_the_builder_is_for_those_who_run_the_definition(moot, survey):
    client = Client()
    client.force_login(moot.participant().user)
    assert client.get(at(survey)).status_code in (302, 403)


def test_what_the_form_does_not_show_of_a_question_stays(admin_client, survey):
    """Help of options and choice sets come in by files."""
    helped = {"value": "a", "text": {"en": "A"}, "help": {"en": "The first."}}
    asked = question("bw", "best-worst", set_size=2, sets=[["a", "b"]],
                     options=[helped, {"value": "b", "text": {"en": "B"}}])  # fmt: skip
    actions.replace_document(survey=survey, document=document(section("s", asked)))
    row = Question.objects.get(key="bw")
    form = admin_client.get(at(survey, f"?question={row.pk}")).context["form"]
    fields = {name: value for name, value in form.initial.items() if value is not None}
    admin_client.post(at(survey, f"?question={row.pk}"),
                      {**fields, "text_en": "Which?", "deed": "save"})  # fmt: skip
    built = Question.objects.get(key="bw").built()
    assert built["text"] == {"en": "Which?"}
    assert built["options"][0]["help"] == {"en": "The first."}
    assert built["sets"] == [["a", "b"]]


def test_a_question_that_is_opened_shows_alone_as_it_will_look(admin_client, survey):
    asked = document(section("s", question("a"), question("b", "number", least=3)))
    actions.replace_document(survey=survey, document=asked)
    row = Question.objects.get(key="b")
    answer = admin_client.get(at(survey, f"?question={row.pk}"))
    [part] = answer.context["preview"]
    assert [each.question.key for each in part.fields] == ["b"]
    folded = {str(each.title): each.is_open for each in answer.context["form"].groups()}
    assert folded == {"": True, "Help texts": False, "Bounds, units, points, sets": True,
                      "When it is shown": False}  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"quotas": '{"developres": 5}'}, "these are none: developres."),
        ({"quotas": "5"}, "Give numbers by slug"),
        ({"opens_at_0": "2026-05-02", "closes_at_0": "2026-05-01"}, "closes after it opens"),
    ],
)
def test_settings_that_cannot_be_are_told_in_the_admin(admin_client, survey, fields, said):
    times = {"opens_at_0": "", "closes_at_0": "", "opens_at_1": "10:00", "closes_at_1": "10:00"}
    if "opens_at_0" not in fields:
        times |= {"opens_at_1": "", "closes_at_1": ""}
    address = reverse("admin:surveys_survey_change", args=[survey.pk])
    page = admin_client.post(address, {"quotas": "{}", "may_edit": "on", **times, **fields})
    assert page.status_code == 200
    assert said in page.content.decode()
