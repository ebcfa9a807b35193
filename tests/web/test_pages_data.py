"""Definitions as data, on pages."""

import json
from typing import Any

from django.test import Client

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
    administrator.force_login(moot.user(is_superuser=True))
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
