"""The schema is clean, and its pages come from local files."""

import io

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

SCHEMA = "/api/v1/schema/"


def test_the_schema_is_valid_and_made_without_a_warning(db):
    out = io.StringIO()
    call_command("spectacular", "--fail-on-warn", "--validate", stdout=out)
    served = Client().get(SCHEMA)
    assert served["Content-Type"] == "application/vnd.oai.openapi; charset=utf-8"
    assert yaml.safe_load(served.content) == yaml.safe_load(out.getvalue())
    assert Client().get(SCHEMA, {"format": "json"}).json() == yaml.safe_load(out.getvalue())


def test_the_schema_lists_each_address_once_with_its_last_slash_save_the_vote(db):
    paths = Client().get(SCHEMA, {"format": "json"}).json()["paths"]
    without = [path for path in paths if not path.endswith("/")]
    assert without == ["/api/v1/definitions/{slug}/proposals/{number}/vote"]
    assert set(paths[without[0]]) == {"get", "put", "delete"}


@pytest.mark.parametrize("query", ["?lang=%00", "?lang=xx", "?version=a%0Ab", "?version=%00"])
def test_the_schema_is_the_same_whatever_the_query(db, query):
    assert Client().get(SCHEMA + query).status_code == 200


def test_the_docs_take_scripts_and_styles_from_here_alone(db):
    page = Client().get("/api/v1/docs/")
    assert page.status_code == 200
    assert b"https://" not in page.content
    assert b'src="/static/drf_spectacular_sidecar/' in page.content
    policy = page["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self' 'unsafe-inline';" in policy
    script = Client().get("/api/v1/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert b"SwaggerUIBundle(" in script.content
    elsewhere = Client().get(SCHEMA)["Content-Security-Policy"]
    assert "unsafe-inline" not in elsewhere
