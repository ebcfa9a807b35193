"""From models and counts to what the drafting package takes."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from deliberation import aggregation
from deliberation.actions.log import Column, Log
from deliberation.drafting import Candidate, Cell, CriterionMaterial, Material, Part, Rules
from deliberation.models import CriterionUse, Definition, Draft, Ruleset


def material_of(
    definition: Definition,
    log: Log,
    counted: aggregation.Aggregate,
    cells: Sequence[tuple[Cell, ...]],
    last_draft: Draft | None,
) -> Material:
    """Everything the next draft of a definition is composed from. cells: of `cells_of`."""
    rules = rules_of(log.ruleset)
    counted_columns = log.in_space
    votes_per_class = np.bincount(log.class_of[log.class_of >= 0], minlength=len(log.classes))
    return Material(
        definition={
            "slug": definition.slug,
            "title": definition.title,
            "question": definition.question,
            "preamble": definition.preamble,
            "language": definition.language,
        },
        simulated=definition.is_simulated,
        engine=aggregation.ENGINE,
        watermark=log.watermark,
        log_ends=log.ends_at,
        participants=len(log.participants),
        votes=int(counted.overall[counted_columns].sum()),
        rules=rules,
        groups=[
            {"label": label, "size": size}
            for label, size in zip(counted.names, counted.sizes, strict=True)
        ],
        classes=[
            {"slug": slug, "title": title, "participants": int(number)}
            for (slug, title), number in zip(log.classes, votes_per_class, strict=True)
        ],
        stability=counted.stability,
        parts=_parts(definition, log, cells, counted),
        previous=last_draft.content if last_draft else None,
        previous_hash=last_draft.content_hash if last_draft else None,
    )


def rules_of(ruleset: Ruleset) -> Rules:
    """A stored ruleset as the drafting package takes it."""
    return Rules(
        number=ruleset.number,
        quorum_votes=ruleset.quorum_votes,
        quorum_cell_votes=ruleset.quorum_cell_votes,
        broad_support=float(ruleset.broad_support),
        bridging=float(ruleset.bridging),
        broad_disagreement=float(ruleset.broad_disagreement),
        margin=float(ruleset.margin),
        z=float(ruleset.z),
        required_classes=tuple(ruleset.required_classes),
    )


def cells_of(log: Log, counted: aggregation.Aggregate) -> list[tuple[Cell, ...]]:
    """Per column of the log: the cells of everybody, each group and each class."""
    groups = [("group", name, f"Group {name}") for name in counted.names]
    classes = [("class", slug, title) for slug, title in log.classes]
    heads: list[tuple[Any, str, str]] = [("all", "all", "All"), *groups, *classes]
    counts = np.concatenate([counted.overall[None], counted.by_group, counted.by_class])
    return [
        tuple(
            Cell(kind, key, title, *(int(n) for n in row))
            for (kind, key, title), row in zip(heads, counts[:, index], strict=True)
        )
        for index in range(len(log.columns))
    ]


def _parts(
    definition: Definition,
    log: Log,
    cells: Sequence[tuple[Cell, ...]],
    counted: aggregation.Aggregate,
) -> tuple[Part, ...]:
    """The categories a definition uses, in order, with their criteria and candidates."""
    candidates: dict[int, list[Candidate]] = {}
    for column, of_column, opinions in zip(
        log.columns, cells, counted.opinions.T.tolist(), strict=True
    ):
        if not column.is_rejected:
            candidates.setdefault(column.proposal.criterion_id, []).append(
                _candidate(column, of_column, tuple(opinions))
            )
    parts: dict[int, tuple[Any, list[CriterionMaterial]]] = {}
    uses = definition.criterion_uses.select_related("criterion__category").order_by(
        "criterion__category__position", "position"
    )
    for use in uses:
        category = use.criterion.category
        parts.setdefault(category.pk, (category, []))[1].append(
            _criterion(use, candidates.get(use.criterion_id, []))
        )
    return tuple(
        Part(category.slug, category.title, tuple(criteria))
        for category, criteria in parts.values()
    )


def _criterion(use: CriterionUse, candidates: Sequence[Candidate]) -> CriterionMaterial:
    criterion = use.criterion
    return CriterionMaterial(
        slug=criterion.slug,
        title=criterion.title,
        question=criterion.question,
        scale=tuple(criterion.levels),
        competing=use.competing,
        candidates=tuple(candidates),
    )


def _candidate(column: Column, cells: tuple[Cell, ...], opinions: tuple[int, ...]) -> Candidate:
    return Candidate(
        number=column.proposal.number,
        revision=column.revision.number,
        shown=column.shown.number,
        criterion=column.proposal.criterion.slug,
        level=column.shown.level,
        requires=column.shown.requires,
        wording=column.shown.wording,
        cells=cells,
        opinions=opinions,
        succeeded=column.is_succeeded,
    )
