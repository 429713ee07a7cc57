"""The calls of layers between some inputs and outputs: in Keras's order, and which layers surely take part."""

from __future__ import annotations

from typing import Any

from keraslint.graph.tensor import Node, Tensor, tensors
from keraslint.graph.uncertain import Either
from keraslint.layers.layer import Layer


def sorted_nodes(inputs: list[Tensor], outputs: list[Tensor]) -> list[Node]:
    """The nodes between inputs and outputs in the order of Keras's summary: by depth, then by first visit."""
    stops = {id(tensor) for tensor in inputs}
    order: list[Node] = []  # each node after the nodes that it reads
    first_visit: dict[Layer, int] = {}
    done: set[Node] = set()
    for output in outputs:
        stack: list[tuple[Node, bool]] = [(output.node, False)] if output.node else []
        while stack:
            node, finished = stack.pop()
            if finished:
                order.append(node)
                continue
            if node in done:
                continue
            done.add(node)
            first_visit.setdefault(node.layer, len(first_visit))
            stack.append((node, True))
            if not any(id(tensor) in stops for tensor in tensors(node.output)):
                before = [tensor.node for tensor in node.sources if tensor.node]
                stack.extend((source, False) for source in reversed(before) if source not in done)
    depth: dict[Node, int] = {}
    layer_depth: dict[Layer, int] = {}
    for node in reversed(order):
        own = max(depth.get(node, 0), layer_depth.get(node.layer, 0))
        layer_depth[node.layer] = depth[node] = own
        if any(id(tensor) in stops for tensor in tensors(node.output)):
            continue
        for tensor in node.sources:
            if tensor.node is not None:
                depth[tensor.node] = max(depth.get(tensor.node, 0), own + 1)
    position = {node: i for i, node in enumerate(order)}
    return sorted(
        order, key=lambda node: (-layer_depth[node.layer], first_visit[node.layer], position[node])
    )


def certain_layers(nodes: list[Node], outputs: Any) -> set[Layer]:
    """The layers that the outputs need whichever branch was taken."""
    needed: dict[Node, frozenset[Layer]] = {}

    def of(tensor: Tensor) -> frozenset[Layer]:
        return needed.get(tensor.node, frozenset()) if tensor.node else frozenset()

    for node in nodes:  # sorted by depth: the deepest, which read nothing, come first
        sources = [of(tensor) for tensor in node.sources]
        if isinstance(node.layer, Either):
            needed[node] = frozenset.intersection(*sources) if sources else frozenset()
        else:
            needed[node] = frozenset([node.layer]).union(*sources)
    return set().union(*(of(tensor) for tensor in tensors(outputs)))
