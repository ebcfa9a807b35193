"""Choice sets for best–worst scaling: balanced incomplete block designs, or nearly so."""

from itertools import combinations
from typing import Final

ROUNDS: Final = 60  # of exchanges; the sizes that surveys use settle within a dozen


def choice_sets(items: tuple[str, ...], size: int, number: int = 0) -> tuple[tuple[str, ...], ...]:
    """Sets of `size` items in which every item, and nearly every pair, stands equally often.

    number: of sets; 0 for as many as show every item about three times. Deterministic.
    An item stands in ⌊number·size/items⌋ sets or in one more. Raises ValueError where no set
    of that size can be made.
    """
    if not 2 <= size <= len(items):
        raise ValueError(f"Sets of {size} cannot be made of {len(items)} items.")
    number = number or -(-3 * len(items) // size)
    blocks = _first(len(items), size, number)
    for _ in range(ROUNDS):
        if not _improve(blocks, len(items)):
            break
    return tuple(tuple(items[index] for index in sorted(block)) for block in blocks)


def _first(items: int, size: int, number: int) -> list[set[int]]:
    """Greedy: each set takes the items that stood least, and least beside those it has."""
    stood, beside = [0] * items, [[0] * items for _ in range(items)]
    blocks = []
    for _ in range(number):
        block: set[int] = set()
        while len(block) < size:
            chosen = min(
                (index for index in range(items) if index not in block),
                key=lambda index: (stood[index], sum(beside[index][o] for o in block), index),
            )
            for other in block:
                beside[chosen][other] += 1
                beside[other][chosen] += 1
            block.add(chosen)
            stood[chosen] += 1
        blocks.append(block)
    return blocks


def _improve(blocks: list[set[int]], items: int) -> bool:
    """Exchange two items between two sets where that makes pairs more even."""
    counts = _pairs(blocks, items)
    for first, second in combinations(range(len(blocks)), 2):
        for one in sorted(blocks[first] - blocks[second]):
            for other in sorted(blocks[second] - blocks[first]):
                if _gain(counts, blocks[first], blocks[second], one, other) > 0:
                    blocks[first] = (blocks[first] - {one}) | {other}
                    blocks[second] = (blocks[second] - {other}) | {one}
                    return True
    return False


def _pairs(blocks: list[set[int]], items: int) -> list[list[int]]:
    counts = [[0] * items for _ in range(items)]
    for block in blocks:
        for one, other in combinations(block, 2):
            counts[one][other] += 1
            counts[other][one] += 1
    return counts


def _gain(counts: list[list[int]], first: set[int], second: set[int], one: int, other: int) -> int:
    """By how much the sum of squared pair counts falls if `one` and `other` change places."""
    change: dict[tuple[int, int], int] = {}
    for block, leaves, comes in ((first, one, other), (second, other, one)):
        for stays in block - {leaves}:
            for item, step in ((leaves, -1), (comes, 1)):
                pair = (min(item, stays), max(item, stays))
                change[pair] = change.get(pair, 0) + step
    return sum(counts[a][b] ** 2 - (counts[a][b] + step) ** 2 for (a, b), step in change.items())
