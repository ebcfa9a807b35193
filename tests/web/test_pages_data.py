"""Definitions as data, on pages."""

import hashlib
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deliberation.exchange import whole
from deliberation.models import Definition, Role

PAGE = "/d/open-source-ai/data/"


def test_a_steward_takes_the_whole_along(moot: Any, as_steward: Client, text_of: Any) -> None:
    moot.votes(moot.proposal(), agree=3)
    assert "Download the whole definition" in text_of(as_steward.get(PAGE))
    answer = as_steward.get(f"{PAGE}export/")
    assert answer.streaming
    assert answer["Content-Disposition"] == 'attachment; filename="open-source-ai.jsonl"'
    lines = [json.loads(line) for line in b"".join(answer).splitlines()]
    assert (lines[0]["format"], lines[-1]["line"]) == ("openmoot-definition/1", "end")
    assert len(lines) == lines[-1]["lines"] + 1


def test_an_observer_may_and_clones_nothing(moot: Any, text_of: Any) -> None:
    observer, client = moot.user(), Client()
    Role.objects.create(definition=moot.definition, user=observer, name=Role.Name.OBSERVER)
    client.force_login(observer)
    assert "Clone it" not in text_of(client.get(PAGE))
    assert client.get(f"{PAGE}export/").status_code == 200
    assert client.post(PAGE, {"title": "Mine", "slug": "mine"}).status_code == 403


def test_nobody_else_does(moot: Any, client: Client, as_insider: Client) -> None:
    moderator = Client()
    moderator.force_login(moot.moderator())
    for each in (client, as_insider, moderator):
        assert each.get(PAGE).status_code == 403
        assert each.get(f"{PAGE}export/").status_code == 403


def test_a_steward_clones(moot: Any, as_steward: Client, text_of: Any) -> None:
    moot.proposal()
    sent = {"title": "Second try", "slug": "second", "with_proposals": "on"}
    assert as_steward.post(PAGE, sent)["Location"] == "/d/second/"
    assert "Second try" in text_of(as_steward.get("/d/second/"))
    assert Client().get("/d/second/").status_code == 404
    again = as_steward.post(PAGE, sent)
    assert again.status_code == 422
    assert "“second” is here already" in text_of(again)


def test_administrators_open_from_a_template(moot: Any, as_steward: Client, text_of: Any) -> None:
    administrator = Client()
    administrator.force_login(moot.with_second_factor(moot.user(is_superuser=True)))
    address = "/definitions/new/"
    assert Client().get(address).status_code == 403
    assert as_steward.get(address).status_code == 403
    assert "Sustainable AI" in text_of(administrator.get(address))
    assert administrator.post(address, {}).status_code == 422
    assert not Definition.objects.filter(slug="sustainable-ai").exists()
    opened = administrator.post(address, {"template": "sustainable-ai"})
    assert opened["Location"] == "/d/sustainable-ai/"
    taken = administrator.post(address, {"template": "sustainable-ai"})
    assert taken.status_code == 422


def file_of(moot: Any, slug: str = "brought", **changes: Any) -> SimpleUploadedFile:
    """The whole definition under another address, as another installation would send it."""
    first, *others, _end = whole.lines(moot.definition)
    begun = json.dumps(json.loads(first) | {"slug": slug} | changes).encode() + b"\n"
    body = b"".join([begun, *others])
    end = {"line": "end", "sha256": hashlib.sha256(body).hexdigest()}
    return SimpleUploadedFile("brought.jsonl", body + json.dumps(end).encode() + b"\n")


@pytest.fixture
def administrator(moot: Any) -> Client:
    client = Client()
    client.force_login(moot.with_second_factor(moot.user(is_superuser=True)))
    return client


IMPORT = "/definitions/import/"


def test_a_file_is_looked_at_first_and_then_brought_in(
    moot: Any, administrator: Client, text_of: Any
) -> None:
    moot.votes(moot.proposal(), agree=40)
    draft = moot.draft()
    page = administrator.post(IMPORT, {"file": file_of(moot)})
    assert page.status_code == 200
    assert "/d/brought/" in text_of(page)
    assert draft.content_hash[:16] in text_of(page)
    assert not Definition.objects.filter(slug="brought").exists(), "nothing is stored yet"
    kept = page.context["kept"]
    assert administrator.post(IMPORT, {"kept": kept})["Location"] == "/d/brought/"
    brought = Definition.objects.get(slug="brought")
    assert brought.drafts.get().content_hash == draft.content_hash
    assert brought.roles.get().name == Role.Name.STEWARD
    again = administrator.post(IMPORT, {"kept": kept}, follow=True)
    assert "not kept any more" in text_of(again)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"slug": "open-source-ai"}, "“open-source-ai” is here already"),
        ({"format": "other/9"}, "does not begin with “openmoot-definition/1”"),
        ({"phase": "x" * 99}, "Line 1 is not of a usable export"),
        ({"title": None}, "title"),
        ({"title": ["a"] * 200}, "Line 1 is not of a usable export"),
    ],
)
def test_what_cannot_be_brought_in_says_why_and_stores_nothing(
    moot: Any, administrator: Client, text_of: Any, changes: Any, said: str
) -> None:
    before = Definition.objects.count()
    page = administrator.post(IMPORT, {"file": file_of(moot, **changes)})
    assert page.status_code == 422
    assert said in text_of(page)
    assert Definition.objects.count() == before


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a file."),
        ({"file": SimpleUploadedFile("x.jsonl", b"\xff\x00\n")}, "no JSON object"),
        ({"file": SimpleUploadedFile("x.jsonl", b"[" * 100_000)}, "no JSON object"),
        ({"kept": "../../etc"}, "not kept any more"),
    ],
)
def test_files_that_are_none_get_one_clear_error(
    moot: Any, administrator: Client, text_of: Any, sent: Any, said: str
) -> None:
    assert said in text_of(administrator.post(IMPORT, sent, follow=True))


def test_files_too_large_for_the_page_are_for_the_command(
    moot: Any, administrator: Client, text_of: Any, settings: Any
) -> None:
    settings.IMPORT_MEGABYTES = 0
    assert "larger than 0 MB" in text_of(administrator.post(IMPORT, {"file": file_of(moot)}))


def test_importing_is_for_administrators_with_a_second_factor(
    moot: Any, as_steward: Client, administrator: Client
) -> None:
    kept = administrator.post(IMPORT, {"file": file_of(moot)}).context["kept"]
    bare = Client()
    bare.force_login(moot.user(is_superuser=True))
    assert bare.get(IMPORT)["Location"].startswith("/account/second-factor/")
    for client in (Client(), as_steward):
        assert client.get(IMPORT).status_code == 403
        assert client.post(IMPORT, {"kept": kept}).status_code == 403
    other = Client()
    other.force_login(moot.with_second_factor(moot.user(is_superuser=True)))
    other.post(IMPORT, {"kept": kept})
    assert not Definition.objects.filter(slug="brought").exists(), "it is another one's file"


def test_the_api_looks_and_brings_in_too(moot: Any, administrator: Client) -> None:
    address, kind = "/api/v1/definitions/import/", "application/x-ndjson"
    file = file_of(moot).read()
    looked = administrator.post(f"{address}?preview=true", file, content_type=kind)
    assert looked.status_code == 200
    assert looked.json()["slug"] == "brought"
    assert not Definition.objects.filter(slug="brought").exists()
    assert administrator.post(address, file, content_type=kind).status_code == 201
    again = administrator.post(address, file, content_type=kind)
    assert (again.status_code, again.json()["code"]) == (400, "bad-export")
