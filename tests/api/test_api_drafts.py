"""Drafts over the API: formats, validators, caches, publication and differences."""

import csv
import gzip
import hashlib
import io

import pytest
from django.test import Client

from deliberation import actions, drafting
from deliberation.exchange import drafts as exports
from deliberation.models import Definition, Draft, Phase

DRAFTS = "/api/v1/definitions/open-source-ai/drafts"
FORMATS = {
    "json": "application/json",
    "md": "text/markdown",
    "csv": "text/csv",
    "bib": "application/x-bibtex",
    "cff": "application/yaml",
}
FOR_EVER = "public, max-age=31536000, immutable"


@pytest.fixture
def draft(drafted):
    return drafted.definition.drafts.get()


@pytest.fixture
def get(client, drafted):
    """Anonymous reading: (path after …/drafts/, headers)."""
    return lambda path, **headers: client.get(f"{DRAFTS}/{path}", headers=headers)


def varies_by(answer):
    return set(answer["Vary"].split(", "))


def test_json_is_the_text_of_record_byte_for_byte(get, draft):
    answer = get("0.1.0/")
    assert answer.content == draft.canonical.encode()
    assert answer["ETag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
    assert answer["Content-Type"] == "application/json"


def test_a_file_is_in_the_language_of_its_text_whoever_reads_it(get, draft):
    Definition.objects.update(language="fr")
    for name in FORMATS:
        answer = get(f"0.1.0/?format={name}", **{"Accept-Language": "de"})
        assert answer["Content-Language"] == "fr"


def test_markdown_is_what_drafting_renders(get, draft):
    answer = get("0.1.0/", Accept="text/markdown")
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.content.decode() == drafting.render.markdown(draft.content, draft.content_hash)
    assert answer["Content-Disposition"] == 'inline; filename="open-source-ai-0.1.0.md"'


def test_csv_is_the_tally_and_says_whether_it_is_simulated(get, draft):
    answer = get("0.1.0/?format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert (rows[0]["proposal"], rows[0]["cell"], rows[0]["agrees"]) == ("1", "all", "1")
    assert {row["simulated"] for row in rows} == {"false"}


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_has_an_etag_of_its_own_and_answers_304(get, draft, name):
    tag = exports.etag(draft, name)
    assert (tag == f'"{draft.content_hash}"') == (name == "json")
    first = get("0.1.0/", Accept=FORMATS[name])
    assert (first.status_code, first["ETag"]) == (200, tag)
    assert varies_by(first) >= {"Accept", "Accept-Encoding"}
    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = get("0.1.0/", Accept=FORMATS[name], If_None_Match=sent)
        assert (again.status_code, again.content) == (304, b"")
        assert (again["ETag"], varies_by(again)) == (tag, varies_by(first))
        assert again["Cache-Control"] == first["Cache-Control"]


def test_the_etag_of_one_format_does_not_fit_another(get, draft):
    tag = get("0.1.0/")["ETag"]
    assert get("0.1.0/?format=md", If_None_Match=tag).status_code == 200
    assert get("0.1.0/", If_None_Match=tag).status_code == 304


def test_a_304_reads_no_text(get, draft, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert get("latest/", If_None_Match=f'"{draft.content_hash}"').status_code == 304


def test_a_precondition_that_fails_is_a_problem(get, draft):
    answer = get("0.1.0/", If_Match='"another"')
    assert (answer.status_code, answer.json()["code"]) == (412, "precondition-failed")


@pytest.mark.parametrize(
    ("query", "accept", "name"),
    [
        ("", "*/*", "json"),
        ("", "text/*", "md"),
        ("", "text/csv", "csv"),
        ("", "text/markdown, application/json;q=0.5", "md"),
        ("", "text/html, application/xhtml+xml, */*;q=0.8", "json"),
        ("", "text/markdown;q=0, text/*", "csv"),
        ("?format=md", "application/json", "md"),
        ("?format=json", "text/csv", "json"),
    ],
)
def test_the_format_is_the_one_asked_for(get, query, accept, name):
    answer = get(f"0.1.0/{query}", Accept=accept)
    assert answer["Content-Type"].split(";")[0] == FORMATS[name]


def test_the_latest_says_which_it_is(easy, get, draft):
    easy.votes(easy.proposal("no-scale-cap"), agree=1)
    second = easy.draft()
    assert second.version == "0.2.0"
    answer = get("latest/")
    assert answer.content == second.canonical.encode()
    assert answer["Content-Location"] == f"{DRAFTS}/0.2.0/"
    assert answer["Cache-Control"] == "no-cache"
    assert get("latest/?format=md")["Content-Location"] == f"{DRAFTS}/0.2.0/?format=md"
    assert "Content-Location" not in get("0.1.0/")


def test_a_published_draft_may_be_kept_for_ever(get, draft):
    assert get("0.1.0/")["Cache-Control"] == "no-cache"
    actions.publish_draft(draft=draft)
    for name in FORMATS:
        assert get(f"0.1.0/?format={name}")["Cache-Control"] == FOR_EVER
    assert get("latest/")["Cache-Control"] == "no-cache"
    assert get("0.1.0/status/")["Cache-Control"] == "private, no-cache"


def test_what_not_everybody_may_see_is_kept_by_no_shared_cache(drafted, draft, signed_in):
    steward = signed_in(drafted.steward())
    actions.publish_draft(draft=draft)
    actions.change_phase(definition=drafted.definition, phase=Phase.SETUP)
    answer = steward.get(f"{DRAFTS}/0.1.0/")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache")
    hidden = Client().get(f"{DRAFTS}/0.1.0/")
    assert (hidden.status_code, hidden["Cache-Control"]) == (404, "no-store")


def test_answers_vary_by_cookie_only_where_one_came(drafted, draft):
    client = Client()
    assert "Cookie" not in varies_by(client.get(f"{DRAFTS}/0.1.0/"))
    client.force_login(drafted.user())
    assert "Cookie" in varies_by(client.get(f"{DRAFTS}/0.1.0/"))


def test_the_list_is_newest_first_and_tells_what_texts_do_not(easy, get, draft):
    easy.votes(easy.proposal("no-scale-cap"), agree=1)
    easy.draft()
    actions.publish_draft(draft=draft)
    new, old = get("").json()["results"]
    assert (new["version"], new["status"], new["previous"]) == ("0.2.0", "working", "0.1.0")
    assert new["published_at"] is None
    assert (old["version"], old["status"], old["previous"]) == ("0.1.0", "published", None)
    assert old["content_hash"] == draft.content_hash
    assert (old["definition"], old["ruleset"]) == ("open-source-ai", 2)
    assert old["watermark"] == draft.watermark
    assert get("0.1.0/status/").json() == old
    assert get("latest/status/").json() == new


def test_the_addresses_of_the_formats_lead_to_them(client, get, draft):
    formats = get("0.1.0/status/").json()["formats"]
    assert set(formats) == set(exports.FORMATS)
    for name, media_type in FORMATS.items():
        assert client.get(formats[name])["Content-Type"].split(";")[0] == media_type


def test_a_steward_publishes_and_nobody_twice(drafted, draft, signed_in):
    steward = signed_in(drafted.steward())
    answer = steward.post(f"{DRAFTS}/0.1.0/publish/")
    assert (answer.status_code, answer.json()["status"]) == (200, "published")
    assert answer.json()["published_at"]
    again = steward.post(f"{DRAFTS}/0.1.0/publish/")
    assert (again.status_code, again.json()["code"]) == (409, "already-published")
    draft.refresh_from_db()
    assert draft.status == Draft.Status.PUBLISHED


def test_a_steward_publishes_what_they_name_and_not_whatever_is_latest(drafted, signed_in):
    answer = signed_in(drafted.steward()).post(f"{DRAFTS}/latest/publish/")
    assert (answer.status_code, answer.json()["code"]) == (404, "draft-not-found")
    assert not Draft.objects.exclude(status=Draft.Status.WORKING).exists()


def test_two_drafts_are_compared_as_drafting_does(easy, get, draft):
    easy.votes(easy.proposal("no-scale-cap"), agree=1)
    second = easy.draft()
    changes = get("0.1.0/diff/latest/").json()
    assert changes == drafting.compare(draft.content, second.content)
    assert (changes["from"], changes["to"]) == ("0.1.0", "0.2.0")
    assert [change["kind"] for change in changes["changes"]] == ["added"]
    back = get("latest/diff/0.1.0").json()
    assert [change["kind"] for change in back["changes"]] == ["removed"]
    assert get("0.1.0/diff/0.1.0/").json()["changes"] == []


def test_a_draft_of_another_definition_is_not_here(drafted, client):
    answer = client.get("/api/v1/definitions/open-data/drafts/0.1.0/")
    assert (answer.status_code, answer.json()["code"]) == (404, "draft-not-found")


def test_head_tells_the_same_without_the_text(client, draft):
    answer = client.head(f"{DRAFTS}/0.1.0/")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["ETag"] == f'"{draft.content_hash}"'


def test_exports_are_compressed_for_whoever_takes_that(get, draft):
    packed = get("0.1.0/", Accept_Encoding="gzip")
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == draft.canonical.encode()
    # Other bytes than those that were hashed, so the tag is a weak one; it still fits.
    assert packed["ETag"] == f'W/"{draft.content_hash}"'
    assert get("0.1.0/", If_None_Match=packed["ETag"]).status_code == 304
