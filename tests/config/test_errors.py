"""What answers when no view does: a page to people, a problem to programs."""

import pytest
from django.test import Client

from deliberation.models import Definition


@pytest.mark.parametrize(
    ("path", "kind"), [("/nope/", "text/html"), ("/api/nope/", "application/problem+json")]
)
def test_an_unknown_address(db, client, path, kind):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith(kind)


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "text/html"), ("/api/v1/definitions/", "application/problem+json")],
)
def test_a_fault_of_ours_shows_no_trace(db, monkeypatch, path, kind):
    def broken(*args, **options):
        raise ZeroDivisionError("a secret detail")

    monkeypatch.setattr(type(Definition.objects.all()), "visible_to", broken)
    answer = Client(raise_request_exception=False).get(path)
    assert answer.status_code == 500
    assert answer["Content-Type"].startswith(kind)
    assert b"secret" not in answer.content
    assert b"Traceback" not in answer.content
