"""How drafts are cited, and what their tally looks like to a spreadsheet."""

import csv
import io
import re
from datetime import date
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from deliberation.drafting import cite, render
from deliberation.drafting.compose import support_of

HASH = "ab" * 32
ADDRESS = "https://moot.example/d/open-source-ai/0.4.0/"
titles = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1)
# What the schema of the Citation File Format 1.2.0 says of the keys that we write.
TYPES = {"software", "dataset"}
IDENTIFIERS = {"doi", "url", "swh", "other"}
REQUIRED = {"authors", "cff-version", "message", "title"}
KNOWN = REQUIRED | {
    "abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license",
    "license-url", "preferred-citation", "references", "repository", "repository-artifact",
    "repository-code", "type", "url", "version",
}  # fmt: skip


def content(title: str = "Open Source AI", question: str = "") -> dict[str, Any]:
    return {
        "definition": {"slug": "open-source-ai", "title": title, "question": question},
        "version": "0.4.0",
        "simulated": False,
    }


@given(title=titles, question=titles)
def test_a_citation_file_keeps_to_its_schema_whatever_the_title(title: str, question: str) -> None:
    written = cite.cff(content(title, question), HASH, address=ADDRESS, on=date(2026, 5, 18))
    read = yaml.safe_load(written)
    assert REQUIRED <= set(read) <= KNOWN
    assert read["cff-version"] == "1.2.0"
    assert read["type"] in TYPES
    assert read["title"] == f"{title}, draft definition 0.4.0"
    assert read["abstract"] == question
    assert read["authors"] == [{"name": "Openmoot participants"}]
    assert isinstance(read["version"], str)
    assert read["date-released"] == date(2026, 5, 18)
    assert re.fullmatch(r"https?://.+", read["url"])
    assert [each["type"] for each in read["identifiers"]] == ["other"]
    assert {each["type"] for each in read["identifiers"]} <= IDENTIFIERS
    assert HASH in read["identifiers"][0]["value"]


@given(title=titles)
def test_no_title_breaks_out_of_its_field_in_bibtex(title: str) -> None:
    written = cite.bibtex(content(title), HASH, address=ADDRESS, on=date(2026, 5, 18))
    assert len(written.splitlines()) == 8
    line = next(line for line in written.splitlines() if line.startswith("  title"))
    bare = re.sub(r"\\text\w+\{\}|\\[&%$#_{}]", "", line.removeprefix("  title  = "))
    assert bare.startswith("{{")
    assert bare.endswith("}},")
    assert not re.search(r"[\\{}&%$#_~^]", bare.removeprefix("{{").removesuffix("}},"))


def test_a_bibtex_entry_names_version_day_address_and_hash() -> None:
    written = cite.bibtex(content("R&D 100%"), HASH, address=ADDRESS, on=date(2026, 5, 18))
    assert written.startswith("@misc{openmoot-open-source-ai-0.4.0,\n")
    assert r"title  = {{R\&D 100\%, draft definition 0.4.0}}," in written
    assert "month  = may," in written
    assert f"url    = {{{ADDRESS}}}," in written
    assert HASH in written


def test_a_tally_reads_back_to_its_counts_and_runs_no_formula() -> None:
    tallied = {
        "simulated": True,
        "ruleset": {"number": 1},
        "cells": [
            {"kind": "all", "key": "all", "title": "All"},
            {"kind": "class", "key": "-x", "title": '=HYPERLINK("evil"), "quoted"'},
        ],
        "proposals": [
            {
                "proposal": 7, "revision": 1, "vote_revision": 1, "criterion": "+data",
                "status": "adopted", "score": 0.5, "counts": [[9, 1, 2], [3, 0, 1]],
            }
        ],
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(render.tally_csv(tallied))))
    counts = [[int(row[key]) for key in ("agrees", "disagrees", "passes")] for row in rows]
    assert counts == tallied["proposals"][0]["counts"]
    shares = [f"{cell['share']:.6f}" for cell in support_of(tallied["proposals"][0], tallied)]
    assert [row["share"] for row in rows] == shares
    assert rows[1]["cell_title"] == '\'=HYPERLINK("evil"), "quoted"'
    cells = [text for row in rows for text in row.values()]
    assert not [text for text in cells if text.startswith(("=", "+", "-", "@", "\t", "\r"))]
