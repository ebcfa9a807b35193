"""Drafts on their pages: kept, compressed, taken along, published."""

import gzip
import re
from typing import Any

import pytest
from django.test import Client

from deliberation import actions
from deliberation.exchange import pdf
from deliberation.models import Draft, StakeholderClass
from deliberation.refusals import PdfUnavailable
from deliberation.web.kept import kept

HOME = "/d/open-source-ai/"


def test_a_draft_read_before_is_not_sent_again(client: Client, drafted: Any) -> None:
    client.get(f"{HOME}0.2.0/")  # which also brings the cookie for forms
    tag = client.get(f"{HOME}0.2.0/")["ETag"]
    again = client.get(f"{HOME}0.2.0/", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    drafted.votes(drafted.proposal("no-scale-cap", level="MAY"), agree=20)
    drafted.draft()
    later = client.get(f"{HOME}0.2.0/", headers={"If-None-Match": tag})
    assert later.status_code == 200
    assert b"There is a later draft" in later.content


def test_the_page_of_one_person_is_not_the_same_for_another(
    client: Client, as_insider: Client, insider: Any, drafted: Any
) -> None:
    client.get(f"{HOME}0.2.0/")
    tag = client.get(f"{HOME}0.2.0/")["ETag"]
    mine = as_insider.get(f"{HOME}0.2.0/", headers={"If-None-Match": tag})
    assert mine.status_code == 200
    assert insider.pseudonym in mine.content.decode()
    assert insider.pseudonym not in client.get(f"{HOME}0.2.0/").content.decode()
    assert "private" in mine["Cache-Control"]


def test_the_text_of_a_draft_is_made_once(
    client: Client, drafted: Any, django_assert_max_num_queries: Any
) -> None:
    first = client.get(f"{HOME}0.2.0/").content
    Draft.objects.update(canonical="no longer read")
    assert b"The training data <strong" in client.get(f"{HOME}0.2.0/").content
    assert len(first) == len(client.get(f"{HOME}0.2.0/").content)


def test_what_is_kept_is_kept_for_each_language(settings: Any) -> None:
    from django.utils import translation

    for language in ("de", "fr"):
        with translation.override(language):
            assert kept("piece", lambda: language) == language  # noqa: B023
    with translation.override("de"):
        assert kept("piece", lambda: "made again") == "de"


def test_links_to_a_clause_survive_another_number(client: Client, drafted: Any) -> None:
    html = client.get(f"{HOME}0.2.0/").content.decode()
    assert '<article class="clause" id="c-no-scale-cap"' in html
    assert '<a class="clause__no" id="c-2-1" href="#c-no-scale-cap"' in html
    assert '<h3 id="c-no-scale-cap-3"' in html


def test_several_clauses_for_a_criterion_have_a_link_each(client: Client, easy: Any) -> None:
    for each in (easy.proposal(), easy.proposal()):
        easy.votes(each, agree=3)
    html = client.get(easy.draft().get_absolute_url()).content.decode()
    assert re.findall(r'class="clause__no" id="(.*?)" href="(.*?)"', html) == [
        ("c-1-1", "#c-training-data-1"),
        ("c-1-2", "#c-training-data-2"),
    ]


def test_a_reader_hears_of_a_newer_draft_and_only_of_that(client: Client, drafted: Any) -> None:
    html = client.get(f"{HOME}0.2.0/").content.decode()
    poll = re.search(r'hx-get="([^"]*/news/[^"]*)" hx-trigger="every 60s"', html)
    assert poll is not None
    assert client.get(poll[1]).status_code == 204
    drafted.votes(drafted.proposal("no-scale-cap", level="MAY"), agree=20)
    newer = drafted.draft().version
    told = client.get(poll[1], headers={"HX-Request": "true"}).content.decode()
    assert f"{HOME}{newer}/" in told
    assert f'<span hx-swap-oob="innerHTML:#said">There is a later draft: {newer}.' in told
    assert "<main" not in told


@pytest.mark.parametrize("name", ["json", "md", "csv", "bib", "cff"])
def test_a_draft_can_be_taken_along_in_every_format(
    client: Client, drafted: Any, name: str
) -> None:
    draft = drafted.definition.drafts.get(version="0.2.0")
    there = client.get(f"{HOME}0.2.0.{name}")
    assert (there.status_code, there["Cache-Control"]) == (200, "no-cache")
    over_api = client.get(f"/api/v1/definitions/open-source-ai/drafts/0.2.0/?format={name}")
    assert there.content == over_api.content
    assert there["ETag"] == over_api["ETag"]
    tag = {"If-None-Match": there["ETag"]}
    assert client.get(f"{HOME}0.2.0.{name}", headers=tag).status_code == 304
    actions.publish_draft(draft=draft)
    assert "immutable" in client.get(f"{HOME}0.2.0.{name}")["Cache-Control"]
    assert client.get(f"{HOME}9.9.9.{name}").status_code == 404


def test_there_is_no_format_that_is_not_there(client: Client, drafted: Any) -> None:
    assert client.get(f"{HOME}0.2.0.docx").status_code == 404


def test_a_pdf_is_asked_of_a_worker_and_then_there(
    client: Client, drafted: Any, text_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(pdf.current_app, "send_task", lambda *task: asked.append(task))
    draft = drafted.definition.drafts.get(version="0.2.0")
    for _ in range(2):
        waiting = client.get(f"{HOME}0.2.0.pdf")
        assert (waiting.status_code, waiting["Retry-After"]) == (503, "3")
        assert "The PDF of draft 0.2.0 is being made." in text_of(waiting)
    assert asked == [("deliberation.tasks.make_pdf", (draft.pk,))]
    assert client.get(f"{HOME}0.2.0.pdf", headers={"HX-Request": "true"}).status_code == 204
    made = pdf.make_pdf(draft)
    there = client.get(f"{HOME}0.2.0.pdf")
    assert (there["Content-Type"], there.content) == ("application/pdf", made)
    moved = client.get(f"{HOME}0.2.0.pdf", headers={"HX-Request": "true"})
    assert moved["HX-Redirect"] == f"{HOME}0.2.0.pdf"


def test_without_its_library_the_page_says_why_there_is_no_pdf(
    client: Client, drafted: Any, text_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = PdfUnavailable(missing="WeasyPrint", remedy="uv sync --extra pdf")
    monkeypatch.setattr(pdf, "why_unavailable", lambda: missing)
    page = client.get(f"{HOME}0.2.0/")
    assert "makes no PDF: WeasyPrint is not installed" in text_of(page)
    assert b'0.2.0.pdf"' not in page.content
    answer = client.get(f"{HOME}0.2.0.pdf")
    assert answer.status_code == 501
    assert "uv sync --extra pdf" in text_of(answer)
    over_api = client.get("/api/v1/definitions/open-source-ai/drafts/0.2.0/?format=pdf")
    assert (over_api.status_code, over_api.json()["code"]) == (501, "pdf-unavailable")


def test_pages_are_compressed(client: Client, drafted: Any) -> None:
    plain = client.get(f"{HOME}0.2.0/")
    packed = client.get(f"{HOME}0.2.0/", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 2
    assert gzip.decompress(packed.content).startswith(b"<!doctype html>")


def test_before_publishing_a_steward_reads_what_it_means(
    as_steward: Client, drafted: Any, text_of: Any
) -> None:
    actions.publish_draft(draft=drafted.definition.drafts.get(version="0.1.0"))
    StakeholderClass.objects.filter(slug="researchers").update(target_share="0.9")
    drafted.proposal()  # an event that is not counted
    words = text_of(as_steward.get(f"{HOME}0.2.0/publish/"))
    assert "frozen for ever at its address" in words
    assert "What changed since 0.1.0, published before" in words
    assert "1.1 Training data has a new level. 2.1 No scale cap added." in words
    assert "This is the newest draft." in words
    assert "1 event of the log is not counted yet" in words
    assert "Researchers: 41% of the participants; the target is 90%." in words


def test_what_a_steward_reads_costs_few_queries_whatever_the_number_of_proposals(
    as_steward: Client, many: Any, easy: Any, count_queries: Any
) -> None:
    for number in (3, 27):
        many(number)
        address = easy.definition.drafts.latest_first()[0].get_absolute_url()
        assert count_queries(as_steward.get, f"{address}publish/") <= 12
        actions.publish_draft(draft=easy.definition.drafts.latest_first()[0])
