"""Drafts as files, by the command line and as PDF."""

import subprocess
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from deliberation import actions
from deliberation.drafting import clauses
from deliberation.exchange import pdf
from deliberation.exchange.drafts import FORMATS
from deliberation.models import Draft

EASY = {"quorum_votes": 2, "quorum_cell_votes": 1, "broad_support": "0.1", "bridging": "0.1"}


@pytest.fixture
def draft(moot: Any) -> Draft:
    """With a clause, an open question and a title that markup could take for its own."""
    moot.definition.title = "Open <b>AI</b> & \u201cco\u201d"
    moot.definition.save()
    actions.change_ruleset(definition=moot.definition, reason="", required_classes=[], **EASY)
    moot.definition.criterion_uses.update(competing=False)
    for level in ("MUST", "SHOULD", "MAY"):
        moot.votes(moot.proposal("training-data", level=level), agree=6)
    moot.votes(moot.proposal("no-scale-cap"), agree=6)
    return moot.draft()


def words_of(made: bytes) -> str:
    read = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(read, input=made, capture_output=True, check=True).stdout.decode()


@pytest.mark.skipif(pdf.why_unavailable() is not None, reason="WeasyPrint or Pango is missing")
def test_a_pdf_tells_every_clause_by_number_and_ends_with_the_hash(draft: Draft) -> None:
    made = pdf.make_pdf(draft)
    assert made.startswith(b"%PDF-")
    words = words_of(made)
    assert draft.definition.title in words
    for clause in clauses(draft.content):
        assert clause["number"] in words
        assert f"Proposal {clause['proposal']}, revision 1" in " ".join(words.split())
    last = words.rstrip("\f\n").split("\f")[-1]
    assert draft.content_hash[:8] in last
    assert pdf.pdf_of(draft) == made


@pytest.mark.parametrize("name", ["json", "md", "csv", "bib", "cff"])
def test_the_command_writes_what_the_formats_write(
    draft: Draft, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("export_draft", "open-source-ai", "latest", "--format", name)
    written = FORMATS[name].write(draft)
    assert capsys.readouterr().out == (written.decode() if isinstance(written, bytes) else written)


def test_a_citation_names_the_day_of_publication(draft: Draft) -> None:
    published = actions.publish_draft(draft=draft)
    assert published.published_at is not None
    read = yaml.safe_load(str(FORMATS["cff"].write(published)))
    assert read["date-released"] == published.published_at.date()
    assert read["url"].endswith("/d/open-source-ai/0.1.0/")
