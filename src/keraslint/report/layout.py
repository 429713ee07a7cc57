"""Places the boxes of a directed graph in ranks from top to bottom, with few crossings and straight long edges.

Sugiyama's method: rank by the longest path, give long edges a waypoint in every rank that they pass, order each rank
by where its neighbours stand, then draw neighbours above each other as far as the boxes leave room.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 24
SETTLING = 120
"""How often the ranks are gone through to settle their order, and their places."""

Edge = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Where things stand: x counts box centres, in units of one box; y counts ranks.

    nodes  each node's (x, rank)
    paths  each edge's points, its ends included
    """

    nodes: dict[int, tuple[float, int]]
    paths: dict[Edge, list[tuple[float, int]]]
    width: float
    ranks: int


def draw(count: int, edges: Sequence[Edge], waypoint: float = 0.25) -> Drawing:
    """Places `count` nodes. An edge that does not lead to a later node does not count for the ranks.

    waypoint  the room that a passing edge takes, in boxes
    """
    forwards = [(a, b) for a, b in dict.fromkeys(edges) if a < b]
    rank = _ranks(count, forwards)
    chains = _chains(count, forwards, rank)
    above: dict[int, list[int]] = defaultdict(list)
    below: dict[int, list[int]] = defaultdict(list)
    for chain in chains.values():
        for a, b in pairwise(chain):
            above[b].append(a)
            below[a].append(b)
    size = {node: 1.0 if node < count else waypoint for node in rank}
    order = _ordered(rank, above, below)
    x = _placed(order, above, below, size)
    left = min((x[node] - size[node] / 2 for node in x), default=0.0)
    right = max((x[node] + size[node] / 2 for node in x), default=0.0)
    points = {node: (x[node] - left, rank[node]) for node in rank}
    paths = {edge: [points[node] for node in chain] for edge, chain in chains.items()}
    return Drawing({n: points[n] for n in range(count)}, paths, right - left, len(order))


def _ranks(count: int, edges: Sequence[Edge]) -> dict[int, int]:
    """The longest path to each node; what nothing feeds stands just above what it feeds."""
    rank = dict.fromkeys(range(count), 0)
    followers: dict[int, list[int]] = defaultdict(list)
    fed = {b for _, b in edges}
    for a, b in sorted(edges, key=lambda edge: edge[1]):
        rank[b] = max(rank[b], rank[a] + 1)
        followers[a].append(b)
    for node in range(count):
        if node not in fed and followers[node]:
            rank[node] = min(rank[b] for b in followers[node]) - 1
    return rank


def _chains(count: int, edges: Sequence[Edge], rank: dict[int, int]) -> dict[Edge, list[int]]:
    """Each edge as its nodes and the waypoints between them, which `rank` then knows, too."""
    chains, fresh = {}, count
    for a, b in edges:
        between = list(range(fresh, fresh + max(rank[b] - rank[a] - 1, 0)))
        fresh += len(between)
        rank.update((node, rank[a] + 1 + i) for i, node in enumerate(between))
        chains[a, b] = [a, *between, b]
    return chains


def _ordered(
    rank: Mapping[int, int], above: Mapping[int, list[int]], below: Mapping[int, list[int]]
) -> list[list[int]]:
    """The nodes of each rank from left to right: by the mean place of their neighbours, down and up again."""
    order: list[list[int]] = [[] for _ in range(max(rank.values(), default=-1) + 1)]
    for node in sorted(rank):
        order[rank[node]].append(node)
    place = {node: i for nodes in order for i, node in enumerate(nodes)}
    for sweep in range(SWEEPS):
        neighbours = below if sweep % 2 else above
        for nodes in reversed(order) if sweep % 2 else order:
            wanted = {
                node: _mean([place[n] for n in neighbours.get(node, [node])]) for node in nodes
            }
            nodes.sort(key=wanted.__getitem__)
            place.update((node, i) for i, node in enumerate(nodes))
    return order


def _mean(places: Sequence[float]) -> float:
    return sum(places) / len(places)


def _placed(
    order: Sequence[Sequence[int]],
    above: Mapping[int, list[int]],
    below: Mapping[int, list[int]],
    size: Mapping[int, float],
) -> dict[int, float]:
    """The x of each node: as near to its neighbours' as the order and the sizes allow."""
    x: dict[int, float] = {}
    for nodes in order:
        row = _apart([(0.0, 1.0)] * len(nodes), nodes, size)
        x.update((node, place - _mean(row)) for node, place in zip(nodes, row, strict=True))
    for sweep in range(SETTLING):
        for nodes in reversed(order) if sweep % 2 else order:
            pulls = [
                _pull(node, [*above.get(node, ()), *below.get(node, ())], x, size) for node in nodes
            ]
            x.update(zip(nodes, _apart(pulls, nodes, size), strict=True))
    return x


def _pull(
    node: int, near: Sequence[int], x: Mapping[int, float], size: Mapping[int, float]
) -> tuple[float, float]:
    """Where its neighbours want a node, and how much: boxes above boxes, and passing edges straight."""
    if not near:
        return x[node], 0.1
    alike = 4.0 if size[node] == 1 else 8.0
    weights = [alike if size[other] == size[node] else 0.5 for other in near]
    total = sum(weights)
    return sum(x[n] * w for n, w in zip(near, weights, strict=True)) / total, total


def _apart(
    pulls: Sequence[tuple[float, float]], nodes: Sequence[int], size: Mapping[int, float]
) -> list[float]:
    """The places nearest to those wanted, in order and not overlapping: least squares by pooling neighbours."""
    offsets, total = [], 0.0
    for i, node in enumerate(nodes):
        total += (size[nodes[i - 1]] + size[node]) / 2 if i else 0.0
        offsets.append(total)
    blocks: list[tuple[float, float, int]] = []  # mean of wanted - offset, weight, how many
    for (want, weight), offset in zip(pulls, offsets, strict=True):
        mean, many = want - offset, 1
        while blocks and blocks[-1][0] > mean:
            before, heavy, number = blocks.pop()
            mean = (before * heavy + mean * weight) / (heavy + weight)
            weight, many = weight + heavy, many + number
        blocks.append((mean, weight, many))
    means = [mean for mean, _, many in blocks for _ in range(many)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]
