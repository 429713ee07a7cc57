"""How the patterns of `match` are built."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.source.building import nodes

if TYPE_CHECKING:
    from keraslint.source.building import Builder


def _optional_name(name: str | None) -> Any:
    return None if name is None else nodes.Name(name)


def _build_sequence(builder: Builder, node: ast.MatchSequence) -> Any:
    return nodes.MatchList(
        [
            builder.pattern(part)
            if type(part) is ast.MatchStar
            else nodes.MatchSequenceElement(builder.pattern(part))
            for part in node.patterns
        ]
    )


def _build_mapping(builder: Builder, node: ast.MatchMapping) -> Any:
    elements = [
        nodes.MatchMappingElement(builder.expression(key), builder.pattern(pattern))
        for key, pattern in zip(node.keys, node.patterns, strict=True)
    ]
    return nodes.MatchMapping(elements, _optional_name(node.rest))


def _build_class_pattern(builder: Builder, node: ast.MatchClass) -> Any:
    return nodes.MatchClass(
        builder.expression(node.cls),
        [nodes.MatchSequenceElement(builder.pattern(part)) for part in node.patterns],
        [
            nodes.MatchKeywordElement(nodes.Name(name), builder.pattern(part))
            for name, part in zip(node.kwd_attrs, node.kwd_patterns, strict=True)
        ],
    )


PATTERNS: dict[type, Callable[[Builder, Any], Any]] = {
    ast.MatchValue: lambda builder, node: nodes.MatchValue(builder.expression(node.value)),
    ast.MatchSingleton: lambda builder, node: nodes.MatchSingleton(nodes.Name(str(node.value))),
    ast.MatchSequence: _build_sequence,
    ast.MatchMapping: _build_mapping,
    ast.MatchClass: _build_class_pattern,
    ast.MatchStar: lambda builder, node: nodes.MatchStar(_optional_name(node.name)),
    ast.MatchAs: lambda builder, node: nodes.MatchAs(
        None if node.pattern is None else builder.pattern(node.pattern), _optional_name(node.name)
    ),
    ast.MatchOr: lambda builder, node: nodes.MatchOr(
        [nodes.MatchOrElement(builder.pattern(part)) for part in node.patterns]
    ),
}
