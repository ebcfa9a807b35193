"""Evidence from a file, in the browser: look first, then bring it in."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deliberation.models import AISystem, Criterion, ProposedEvidence

pytestmark = pytest.mark.django_db
HERE = "/d/open-source-ai/evidence/import/"
HEAD = "system,criterion,level,note,source_url,seen\n"
ROW = "heron,training-data,open,<b>There</b>,https://example.org/data,2026-11\n"


@pytest.fixture(autouse=True)
def heron(moot: Any) -> AISystem:
    return AISystem.objects.create(slug="heron", name="Heron")


def send(client: Client, content: str | bytes, **fields: str) -> Any:
    content = content if isinstance(content, bytes) else content.encode()
    file = SimpleUploadedFile("evidence.csv", content)
    given = {"way": "table", "seen": "2026-11", "system": "", "source_url": ""} | fields
    return client.post(HERE, given | {"file": file})


def test_a_file_is_looked_at_first_and_then_waits_for_a_moderator(
    as_insider: Client, text_of: Any
) -> None:
    assert "Bring evidence from a file" in text_of(as_insider.get(HERE))
    page = send(as_insider, HEAD + ROW)
    assert page.status_code == 200
    assert "&lt;b&gt;There&lt;/b&gt;" in page.content.decode()
    assert not ProposedEvidence.objects.exists()
    kept = page.context["kept"]
    done = as_insider.post(HERE, {"kept": kept}, follow=True)
    assert "1 record waits for a moderator now." in text_of(done)
    assert ProposedEvidence.objects.get().way == "table"
    again = as_insider.post(HERE, {"kept": kept}, follow=True)
    assert "not kept any more" in text_of(again)
    assert ProposedEvidence.objects.count() == 1


def test_a_bad_row_is_named_and_nothing_can_be_brought_in(as_insider: Client, text_of: Any) -> None:
    page = send(as_insider, HEAD + ROW + "heron,colour,open,,https://example.org,2026-11\n")
    assert page.status_code == 422
    words = text_of(page)
    assert "1 row cannot come in, so nothing would." in words
    assert "line 3 There is no criterion “colour”." in words
    assert page.context["kept"] == ""


def test_a_model_card_needs_its_system_and_page(
    moot: Any, as_insider: Client, text_of: Any
) -> None:
    category = Criterion.objects.get(slug="training-data").category
    listed = Criterion.objects.create(
        slug="data-provenance", category=category, title="Sources", question="Which?", position=9,
        scale=[
            {"level": each, "title": each, "meaning": each} for each in ("closed", "partial")
        ],
    )  # fmt: skip
    moot.definition.criterion_uses.create(criterion=listed, position=9)
    card = "---\nlicense: mit\ndatasets: [fen/reeds]\n---\n" + "It wades. " * 30
    page = send(as_insider, card, way="model-card")
    assert page.status_code == 422
    assert {"system", "source_url"} <= set(page.context["form"].errors)
    page = send(
        as_insider, card, way="model-card", system="heron", source_url="https://example.org/heron"
    )
    assert page.status_code == 200
    assert "fen/reeds" in text_of(page)
    assert "nobody has said here how open it is" in text_of(page)
    assert "There is no criterion “model-card”." in text_of(page)
    assert page.context["kept"]


@pytest.mark.parametrize(
    ("content", "fields", "said"),
    [
        (b"x" * 3_000_000, {}, "larger than 2 MB"),
        ("a: &a [*a]", {"way": "mof", "system": "heron", "source_url": "https://example.org"},
         "anchors or aliases"),
        ("", {}, "is empty"),
        (HEAD, {"system": "stork"}, "Select a valid choice"),
        (HEAD, {"source_url": "javascript:alert(1)"}, "valid URL"),
        (HEAD, {"seen": "soon"}, "Write a month"),
        (HEAD, {"way": "owl"}, "Select a valid choice"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_beside_the_field(
    as_insider: Client, text_of: Any, content: Any, fields: dict[str, str], said: str
) -> None:
    page = send(as_insider, content, **fields)
    assert page.status_code == 422
    assert said in text_of(page)


def test_files_are_for_those_who_may_bring_evidence(as_outsider: Client, moot: Any) -> None:
    assert as_outsider.get(HERE).status_code == 403
    assert Client().get(HERE).status_code in (302, 403)
    assert send(as_outsider, HEAD + ROW).status_code == 403


def test_nobody_brings_in_what_somebody_else_looked_at(as_insider: Client, moot: Any) -> None:
    kept = send(as_insider, HEAD + ROW).context["kept"]
    other = Client()
    other.force_login(moot.participant().user)
    other.post(HERE, {"kept": kept})
    assert not ProposedEvidence.objects.exists()
