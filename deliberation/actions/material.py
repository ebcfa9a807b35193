"""From models and counts to what the drafting package takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from deliberation import aggregation, drafting
from deliberation.actions.log import Column, Log
from deliberation.actions.shards import Part
from deliberation.aggregation.weighting import class_weights
from deliberation.drafting import Candidate, Cell, CriterionMaterial, Material, Rules
from deliberation.models import CriterionUse, Draft, Ruleset


@dataclass(frozen=True, eq=False)
class People:
    """Those with a standing vote: primary keys, ascending, class, whose votes count, and whose
    class is verified. (N,)"""

    keys: npt.NDArray[np.int64]
    class_of: npt.NDArray[np.int8]
    counted: npt.NDArray[np.bool_]
    verified: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, parts: Iterable[Part]) -> Self:
        """Those of all shards."""
        return cls.in_shards([(part.participants, part.shard) for part in parts])

    @classmethod
    def in_shards(cls, parts: Iterable[tuple[npt.NDArray[np.int64], aggregation.Shard]]) -> Self:
        """The same, of shards and the keys of their participants."""
        each = [(keys, shard.class_of, shard.counted, _verified(shard)) for keys, shard in parts]
        return cls(*(np.concatenate(arrays) for arrays in zip(*each, strict=True)))


def _verified(shard: aggregation.Shard) -> npt.NDArray[np.bool_]:
    nobody = np.zeros(shard.votes.participants, dtype=np.bool_)
    return nobody if shard.verified is None else shard.verified


def material_of(
    log: Log,
    people: People,
    counted: aggregation.Aggregate,
    cells: Sequence[tuple[Cell, ...]],
    last_draft: Draft | None,
    *,
    standing: frozenset[tuple[int, int]] | None = None,
) -> Material:
    """Everything the next draft of a definition is composed from.

    cells: of `cells_of`. standing: see `drafting.Material`.
    """
    definition = log.definition
    rules = rules_of(log.ruleset)
    weights = _weights(log, people)
    known = people.class_of[people.class_of >= 0]
    per_class = np.bincount(known, minlength=len(log.classes))
    verified = np.bincount(people.class_of[people.verified], minlength=len(log.classes))
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
        participants=int(people.counted.sum()),
        votes=int(counted.overall[log.in_space].sum()),
        rules=rules,
        groups=[
            {"label": label, "size": size}
            for label, size in zip(counted.names, counted.sizes, strict=True)
        ],
        classes=[
            {"slug": slug, "title": title, "participants": int(number)}
            | ({"guests": True} if index == log.guests else {})
            | (
                {"verified": int(verified[index])}
                if verified.any() or rules.verified_quorum
                else {}
            )
            for index, ((slug, title), number) in enumerate(
                zip(log.classes, per_class, strict=True)
            )
        ],
        stability=counted.stability,
        parts=_parts(log, cells, counted, weights),
        weights=weights,
        previous=last_draft.content if last_draft else None,
        previous_hash=last_draft.content_hash if last_draft else None,
        standing=standing,
    )


def _weights(log: Log, people: People) -> dict[str, float]:
    """What a participant of each class weighs, by slug; empty where the ruleset weighs none."""
    shares = log.ruleset.target_shares
    if not shares:
        return {}
    targets = np.array([float(shares.get(slug, 0)) for slug, _ in log.classes])
    class_of = np.where(people.counted, people.class_of, -1).astype(np.int8)
    each = class_weights(class_of, targets).tolist()
    return {slug: weight for (slug, _), weight in zip(log.classes, each, strict=True)}


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
        target_shares=tuple(sorted(ruleset.target_shares.items())),
        verified_quorum=ruleset.verified_quorum,
    )


def cells_of(log: Log, counted: aggregation.Aggregate) -> list[tuple[Cell, ...]]:
    """Per column of the log: the cells of everybody, each group and each class."""
    groups = [("group", name, f"Group {name}") for name in counted.names]
    classes = [
        ("guests" if index == log.guests else "class", slug, title)
        for index, (slug, title) in enumerate(log.classes)
    ]
    heads: list[tuple[Any, str, str]] = [("all", "all", "All"), *groups, *classes]
    counts = np.concatenate([counted.overall[None], counted.by_group, counted.by_class])
    return [
        tuple(
            Cell(kind, key, title, int(row[0]), int(row[1]), int(row[2]), int(verified))
            for (kind, key, title), row, verified in zip(
                heads, counts[:, index], counted.verified[:, index], strict=True
            )
        )
        for index in range(len(log.columns))
    ]


def _parts(
    log: Log,
    cells: Sequence[tuple[Cell, ...]],
    counted: aggregation.Aggregate,
    weights: dict[str, float],
) -> tuple[drafting.Part, ...]:
    """The categories a definition uses, in order, with their criteria and candidates."""
    candidates: dict[int, list[Candidate]] = {}
    for column, of_column, opinions in zip(
        log.columns, cells, counted.opinions.T.tolist(), strict=True
    ):
        if not column.is_rejected:
            candidates.setdefault(column.proposal.criterion_id, []).append(
                _candidate(column, of_column, tuple(opinions), weights)
            )
    parts: dict[int, tuple[Any, list[CriterionMaterial]]] = {}
    uses = log.definition.criterion_uses.select_related("criterion__category").order_by(
        "criterion__category__position", "position"
    )
    for use in uses:
        category = use.criterion.category
        parts.setdefault(category.pk, (category, []))[1].append(
            _criterion(use, candidates.get(use.criterion_id, []))
        )
    return tuple(
        drafting.Part(category.slug, category.title, tuple(criteria))
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


def _candidate(
    column: Column,
    cells: tuple[Cell, ...],
    opinions: tuple[int, ...],
    weights: dict[str, float],
) -> Candidate:
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
        weights=weights,
        succeeded=column.is_succeeded,
        successors=column.parts,
    )
