"""What a long draft weighs on its way to a reader who comes for the first time."""

import gzip
import random
import re
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from deliberation import drafting
from deliberation.drafting import Candidate, Cell, CriterionMaterial, Material, Part, Rules

LIMIT = 100_000  # bytes, compressed, everything included
CLAUSES = 200
CLASSES = ("AI developers", "Deployers and businesses", "Researchers", "Legal and policy",
           "Civil society", "Affected public")  # fmt: skip


def sentences() -> list[str]:
    """Real prose, each sentence once: made-up words would weigh less or more."""
    files = [*sorted(Path(settings.BASE_DIR, "docs").glob("*.md")), settings.BASE_DIR / "LICENSE"]
    text = " ".join(re.sub(r"[|`*#<>]", "", path.read_text()) for path in files)
    found = re.split(r"(?<=[.;:])\s+", " ".join(text.split()))
    return [each for each in dict.fromkeys(found) if 80 < len(each) < 260]


def long_draft(definition: Any) -> Any:
    chance = random.Random(4)
    counted = [("group", letter, f"Group {letter}") for letter in "ABC"]
    counted += [("class", f"k{i}", title) for i, title in enumerate(CLASSES)]

    def cells() -> tuple[Cell, ...]:
        made = []
        for kind, key, title in counted:
            votes = chance.randint(60, 400)
            agrees = int(votes * chance.uniform(0.6, 0.95))
            passes = chance.randint(0, votes - agrees)
            made.append(Cell(kind, key, title, agrees, votes - agrees - passes, passes))  # type: ignore[arg-type]
        whole = [sum(getattr(cell, name) for cell in made[:3]) for name in
                 ("agrees", "disagrees", "passes")]  # fmt: skip
        return (Cell("all", "all", "All", *whole), *made)

    criteria = []
    for number, sentence in enumerate(islice(cycle(sentences()), CLAUSES), start=1):
        slug, title = f"criterion-{number}", " ".join(sentence.split()[:3])
        candidate = Candidate(
            number, 1, 1, slug, "MUST", "open", f"The publisher MUST {sentence}", cells()
        )
        criteria.append(
            CriterionMaterial(slug, title, title, ("closed", "open"), True, (candidate,))
        )
    content, _ = drafting.compose(
        Material(
            definition={"slug": definition.slug, "title": "Long", "question": "", "preamble": "",
                        "language": "en"},
            simulated=True, engine="1", watermark=1, log_ends=None, participants=900,
            votes=99_999, rules=Rules(broad_support=0.5, bridging=0.5),
            groups=[{"label": letter, "size": 300} for letter in "ABC"],
            classes=[{"slug": key, "title": title, "participants": 150}
                     for kind, key, title in counted if kind == "class"],
            parts=(Part("data", "Data", tuple(criteria)),),
        )
    )  # fmt: skip
    written = drafting.canonical(content)
    return definition.drafts.create(
        major=0, minor=1, patch=0, version="0.1.0", canonical=written.decode(),
        content_hash=drafting.content_hash(written), watermark=1,
        ruleset=definition.rulesets.last(), created_at=timezone.now(),
    )  # fmt: skip


def test_a_draft_of_two_hundred_clauses_weighs_at_most_100_kilobytes(
    client: Client, moot: Any
) -> None:
    draft = long_draft(moot.definition)
    page = client.get(draft.get_absolute_url(), headers={"Accept-Encoding": "gzip"})
    html = gzip.decompress(page.content).decode()
    assert html.count('<article class="clause"') == CLAUSES
    linked = re.findall(r'(?:href|src)="/static/([^"#]+\.(?:css|js|svg))', html)
    weight = len(page.content)
    for name in set(linked):
        path = finders.find(name)
        assert isinstance(path, str)
        weight += len(gzip.compress(Path(path).read_bytes()))
    assert weight <= LIMIT
