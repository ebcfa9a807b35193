"""Tallies, proposals and a ruleset in, a draft out. Pure: no Django.

`standings` decides, `compose` writes the draft's content, `number_version` says what
it is called, `canonical` and `content_hash` fix its bytes, `compare` tells two drafts
apart, `render` shows one, and `report` tells people what the votes say.
docs/formats.md describes the content.
"""

from deliberation.drafting.adoption import Standing, standings
from deliberation.drafting.canonical import canonical, content_hash
from deliberation.drafting.compose import (
    clauses,
    compose,
    incumbents,
    same_text,
    support,
    too_small_groups,
)
from deliberation.drafting.diff import compare, differing
from deliberation.drafting.material import (
    Candidate,
    Cell,
    CriterionMaterial,
    Material,
    Part,
    Rules,
)
from deliberation.drafting.outlook import outlook_of
from deliberation.drafting.reporting import report
from deliberation.drafting.versions import number_version

__all__ = [
    "Candidate",
    "Cell",
    "CriterionMaterial",
    "Material",
    "Part",
    "Rules",
    "Standing",
    "canonical",
    "clauses",
    "compare",
    "compose",
    "content_hash",
    "differing",
    "incumbents",
    "number_version",
    "outlook_of",
    "report",
    "same_text",
    "standings",
    "support",
    "too_small_groups",
]
