"""Configuration as files: out, in, and what keeps a row from coming in."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from deliberation.models import Criterion, Definition, Event, Phase, StakeholderClass
from tests.admin.conftest import listing

HEAD = "definition,slug,title,description,position,target_share\n"


def sent(client: Client, model: str, text: str) -> Any:
    """What the page shows of a file before anything is done."""
    file = SimpleUploadedFile("rows.csv", text.encode(), "text/csv")
    return client.post(
        reverse(f"admin:deliberation_{model}_import"),
        {"import_file": file, "format": "0", "resource": "0"},
    )


def confirmed(client: Client, model: str, page: Any) -> Any:
    """Do what was shown."""
    form = page.context["confirm_form"]
    return client.post(
        reverse(f"admin:deliberation_{model}_process_import"),
        {name: form.initial[name] for name in form.fields if name in form.initial},
        follow=True,
    )


def exported(client: Client, model: str, fields: list[str]) -> str:
    answer = client.post(
        reverse(f"admin:deliberation_{model}_export"),
        {"format": "0", "resource": "0"}
        | dict.fromkeys([f"{model}resource_{field}" for field in fields], "on"),
    )
    return answer.content.decode()


def test_classes_come_in_are_shown_first_and_leave_a_history(moot: Any, steward: Client) -> None:
    page = sent(steward, "stakeholderclass", HEAD + "open-source-ai,law,Lawyers,They plead.,9,0.1")
    assert not StakeholderClass.objects.filter(slug="law").exists()
    confirmed(steward, "stakeholderclass", page)
    made = StakeholderClass.objects.get(slug="law")
    assert (made.definition, made.title) == (moot.definition, "Lawyers")
    last = made.history.first()
    assert (last.history_type, last.history_user.roles.exists()) == ("+", True)
    shown = reverse("admin:deliberation_stakeholderclass_history", args=[made.pk])
    assert steward.get(shown).status_code == 200


def test_the_public_log_tells_of_classes_that_a_file_or_a_form_changed(
    moot: Any, steward: Client
) -> None:
    row = "open-source-ai,law,Lawyers,They plead.,9,"
    for share in ("0.1", "0.2"):
        page = sent(steward, "stakeholderclass", HEAD + row + share)
        confirmed(steward, "stakeholderclass", page)
    law = StakeholderClass.objects.get(slug="law")
    steward.post(
        reverse("admin:deliberation_stakeholderclass_change", args=[law.pk]),
        {"description": "They judge.", "target_share": "0.2"},
    )
    settings = moot.definition.events.filter(kind=Event.Kind.SET).order_by("pk")
    told = [(each.payload["before"], each.payload["after"]) for each in settings]
    first = {"title": "Lawyers", "description": "They plead.", "target_share": 0.1}
    second, third = first | {"target_share": 0.2}, {"description": "They judge."}
    assert told == [(None, first), (first, second), (second, second | third)]


def test_bad_rows_are_listed_and_nothing_comes_in(moot: Any, steward: Client) -> None:
    page = sent(
        steward,
        "stakeholderclass",
        HEAD
        + "open-source-ai,law,Lawyers,,9,7\n"  # no share
        + "open-data,law,Lawyers,,9,\n"  # somebody else's definition
        + "open-source-ai,developers,Renamed,,1,\n"  # in use
        + "open-source-ai,public,Public,,8,\n",
    )
    html = page.content.decode()
    assert "You are a steward of no definition with this slug." in html
    assert "it stays as it is" in html
    assert "confirm_form" not in page.context
    assert not StakeholderClass.objects.filter(slug__in=["law", "public"]).exists()


def test_a_moderator_brings_nothing_in_but_takes_out(moot: Any, moderator: Client) -> None:
    assert sent(moderator, "stakeholderclass", HEAD).status_code == 403
    out = exported(moderator, "stakeholderclass", ["definition", "slug"])
    assert "open-source-ai,developers" in out
    assert "open-data" not in out


def test_formulas_go_out_defused_and_come_back_as_they_were(moot: Any, steward: Client) -> None:
    first = moot.definition.stakeholder_classes.get(slug="developers")
    first.description = '=HYPERLINK("http://evil.example")'
    first.save()
    out = exported(steward, "stakeholderclass", ["definition", "slug", "title", "description",
                                                 "position", "target_share"])  # fmt: skip
    assert "'=HYPERLINK" in out
    page = sent(steward, "stakeholderclass", out)
    confirmed(steward, "stakeholderclass", page)
    first.refresh_from_db()
    assert first.description.startswith("=HYPERLINK")


def test_a_criterion_comes_in_whole_and_its_scale_is_checked(moot: Any, chief: Client) -> None:
    scale = [{"level": each, "title": each, "meaning": each} for each in ("closed", "open")]
    head = "slug,category,title,question,description,scale,freedoms,references,position\n"

    def row(slug: str, scale: Any) -> str:
        quoted = json.dumps(scale).replace('"', '""')
        return f'{slug},data,Weights,Are they open?,,"{quoted}",[],[],7\n'

    page = sent(chief, "criterion", head + row("weights", scale) + row("other", ["closed"]))
    assert "A scale is a list of at least two steps" in page.content.decode()
    page = sent(chief, "criterion", head + row("weights", scale))
    confirmed(chief, "criterion", page)
    assert Criterion.objects.get(slug="weights").levels == ["closed", "open"]


def test_what_drafts_are_composed_from_is_fixed_once_the_process_has_begun(
    moot: Any, steward: Client
) -> None:
    page = reverse("admin:deliberation_definition_change", args=[moot.definition.pk])
    assert 'name="title"' not in steward.get(page).content.decode()
    Definition.objects.filter(pk=moot.definition.pk).update(phase=Phase.SETUP)
    assert 'name="title"' in steward.get(page).content.decode()
    assert steward.get(listing("definition")).status_code == 200


def test_parts_of_drafts_keep_their_titles_once_a_definition_has_begun(
    moot: Any, chief: Client
) -> None:
    part = moot.definition.criteria.first().category
    page = reverse("admin:deliberation_category_change", args=[part.pk])
    assert 'name="title"' not in chief.get(page).content.decode()
    assert 'name="description"' in chief.get(page).content.decode()
    Definition.objects.update(phase=Phase.SETUP)
    assert 'name="title"' in chief.get(page).content.decode()


def test_no_criterion_is_added_to_a_definition_that_has_begun(moot: Any, steward: Client) -> None:
    more = Criterion.objects.create(
        slug="weights", category=Criterion.objects.first().category, title="Weights",
        question="Are they open?", position=9,
        scale=[{"level": each, "title": each, "meaning": each} for each in ("closed", "open")],
    )  # fmt: skip
    page = reverse("admin:deliberation_criterionuse_add")
    sent = {"definition": moot.definition.pk, "criterion": more.pk, "position": 9}
    assert "Select a valid choice" in steward.post(page, sent).content.decode()
    assert not more.uses.exists()
    Definition.objects.filter(pk=moot.definition.pk).update(phase=Phase.SETUP)
    assert steward.post(page, sent).status_code == 302
    assert more.uses.get().definition == moot.definition
