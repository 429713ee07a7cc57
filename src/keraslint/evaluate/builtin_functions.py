"""Python's own functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import bounds, introspection, operations
from keraslint.evaluate.values import (
    Array,
    Bundle,
    Dict,
    Instance,
    List,
    Method,
    Set,
    Value,
    is_known,
)
from keraslint.sizes import Expression
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

MOST = bounds.MOST_ITEMS
WRITTEN: frozenset[Callable[..., Any]] = frozenset({repr, str})
"""What makes a text of a value."""


def call(run: Run, name: str, arguments: Arguments) -> Value:
    """name(…)"""
    handler = HANDLERS.get(name)
    if handler is not None and arguments.open is None:
        return handler(run, arguments)
    plain = PLAIN.get(name)
    if plain is not None and arguments.open is None:
        return _plain(run, plain, arguments)
    gap = next((v for v in arguments.values if isinstance(v, Unknown)), None)
    return (
        gap.called(f"{name}({gap.name})")
        if gap
        else run.unknown(f"{name}() is not followed", f"{name}()")
    )


def _plain(run: Run, function: Callable[..., Any], arguments: Arguments) -> Value:
    """A function of constants."""
    if not all(map(is_known, arguments.values)):
        gap = next((v for v in arguments.values if isinstance(v, Unknown)), None)
        return gap.called(gap.name) if gap else run.unknown("a function of something unknown")
    if function in WRITTEN and bounds.letters_of(arguments.positional) > bounds.MOST_LETTERS:
        return run.unknown("a very long text")
    try:
        return wrap(run, function(*arguments.positional, **arguments.keywords))
    except operations.FAILURES:
        return run.unknown("a call that fails")


def wrap(run: Run, value: Any) -> Value:
    """A Python value with the evaluator's own containers."""
    run.step(bounds.price(value))
    if type(value) is list:
        return run.list(wrap(run, item) for item in value)
    if type(value) is tuple:
        return tuple(wrap(run, item) for item in value)
    if type(value) is dict:
        return run.dict({key: wrap(run, item) for key, item in value.items()})
    return value


def items_of(run: Run, value: Value) -> List:
    """The items as a list, `open` if there may be more."""
    turns = operations.iterate(run, value)
    if isinstance(turns, Unknown):
        return run.list((), turns)
    if isinstance(turns, range) and len(turns) > MOST:
        return run.list((), run.unknown("a very long range"))
    run.step(len(turns) // 8)
    return run.list(turns, getattr(turns, "open", None))


def _len(run: Run, arguments: Arguments) -> Value:
    value = arguments.get(0, "obj")
    if isinstance(value, Array):
        size = value.length if value.shape.dims != () else None
        return size if size is not None else run.unknown("the length of an array", "len()")
    if isinstance(value, (List, Dict, Set)) and value.open is not None:
        return Expression.unknown(value.open.called("len()"), least=len(value))
    if isinstance(value, (str, bytes, tuple, List, Dict, Set, range)):
        return len(value)
    if isinstance(value, Unknown):
        return Expression.unknown(operations.part(run, value, "len()"), least=0)
    if isinstance(value, Instance) and (found := value.cls.find("__len__")):
        from keraslint.evaluate import calls

        return calls.call(run, Method(value, found[0]), calls.Arguments())
    return run.unknown("the length of something that is not known", "len()")


def _range(run: Run, arguments: Arguments) -> Value:
    values = [
        int(v) if isinstance(v, float) and v.is_integer() else v for v in arguments.positional
    ]
    if values and all(isinstance(v, int) for v in values):
        try:
            turns = range(*values)
            len(turns)
            return turns
        except operations.FAILURES:
            return run.unknown("a range that fails")
    gap = next((v for v in values if isinstance(v, Unknown)), None)
    if gap is None:
        symbol = next((v for v in values if isinstance(v, Expression)), None)
        gap = symbol.symbols[0].origin if symbol is not None else None
    return gap.called(gap.name) if gap else run.unknown("a range of unknown length")


def _enumerate(run: Run, arguments: Arguments) -> Value:
    items = items_of(run, arguments.get(0, "iterable"))
    start = arguments.get(1, "start", 0)
    if not isinstance(start, int):
        return run.unknown("enumerate from an unknown start")
    return run.list(((i, item) for i, item in enumerate(items, start)), items.open)


def _zip(run: Run, arguments: Arguments) -> Value:
    rows = [items_of(run, value) for value in arguments.positional]
    closed = [len(row) for row in rows if row.open is None]
    shortest = min(map(len, rows), default=0)
    more = next((row.open for row in rows if row.open is not None), None)
    if closed and shortest == min(closed):
        more = None
    return run.list(zip(*rows, strict=False), more)


def _sorted(run: Run, arguments: Arguments) -> Value:
    from keraslint.evaluate import calls

    items = items_of(run, arguments.get(0, "iterable"))
    key, backwards = (
        arguments.keywords.get("key"),
        operations.truth(arguments.keywords.get("reverse", False)),
    )
    keys = (
        [calls.call(run, key, calls.Arguments([item])) for item in items]
        if key is not None
        else list(items)
    )
    if items.open is not None or backwards is None or not all(map(is_known, keys)):
        return run.list((), items.open or run.unknown("an order that is not known"))
    try:
        order = sorted(range(len(items)), key=lambda i: keys[i], reverse=backwards)
    except operations.FAILURES:
        return run.list((), run.unknown("an order that is not known"))
    return run.list(items[i] for i in order)


def _reversed(run: Run, arguments: Arguments) -> Value:
    items = items_of(run, arguments.get(0, "sequence"))
    return run.list((), items.open) if items.open is not None else run.list(reversed(items))


def _list(run: Run, arguments: Arguments) -> Value:
    return items_of(run, arguments.positional[0]) if arguments.positional else run.list()


def _tuple(run: Run, arguments: Arguments) -> Value:
    if not arguments.positional:
        return ()
    value = arguments.positional[0]
    if isinstance(value, Unknown):
        return value
    items = items_of(run, value)
    return tuple(items) if items.open is None else items.open


def _set(run: Run, arguments: Arguments) -> Value:
    from keraslint.evaluate import literals

    if arguments.positional and isinstance(arguments.positional[0], Array):
        labels = arguments.positional[0].classes
        if labels is not None and arguments.positional[0].shape.rank == 1:
            return Set(range(labels.classes), run.clock)
    return literals.make_set(
        run, items_of(run, arguments.positional[0]) if arguments.positional else run.list()
    )


def _dict(run: Run, arguments: Arguments) -> Value:
    result = run.dict(arguments.keywords)
    if arguments.positional:
        value = arguments.positional[0]
        if isinstance(value, Dict):
            return run.dict({**value, **arguments.keywords}, value.open)
        items = items_of(run, value)
        pairs: list[Any] = [
            item
            for item in items
            if isinstance(item, (tuple, List)) and len(item) == 2 and operations.hashable(item[0])
        ]
        result = run.dict({**dict(pairs), **arguments.keywords}, items.open)
        if len(pairs) < len(items):
            result.open = run.unknown("a dict of something unknown")
    return result


def _sum(run: Run, arguments: Arguments) -> Value:
    value = arguments.get(0, "iterable")
    if isinstance(value, Array) and value.items is None:
        return run.unknown("the sum of an array")
    items = items_of(run, value)
    if items.open is not None:
        return items.open
    result = arguments.get(1, "start", 0)
    for item in items:
        result = operations.binary(run, "Add", result, item)
    return result


def _extreme(name: str) -> Callable[[Run, Arguments], Value]:
    def handler(run: Run, arguments: Arguments) -> Value:
        from keraslint.evaluate import calls

        values = (
            items_of(run, arguments.positional[0])
            if len(arguments.positional) == 1
            else run.list(arguments.positional)
        )
        key = arguments.keywords.get("key")
        keys = (
            [calls.call(run, key, calls.Arguments([item])) for item in values]
            if key is not None
            else list(values)
        )
        if values.open is None and values and all(map(is_known, keys)):
            try:
                pick = (min if name == "min" else max)(range(len(values)), key=lambda i: keys[i])
                return values[pick]
            except operations.FAILURES:
                pass
        sizes = [v for v in values if isinstance(v, (int, Expression)) and not isinstance(v, bool)]
        if key is None and values.open is None and sizes and len(sizes) == len(values):
            from keraslint.sizes import derived, least

            lows = [least(v) for v in sizes]
            tops = [v.most if isinstance(v, Expression) else v for v in sizes]
            closed = [t for t in tops if t is not None]
            if name == "max" and len(closed) == len(tops) and max(lows) == max(closed):
                return max(lows)
            if name == "min":
                return derived(
                    f"min({', '.join(map(str, sizes))})",
                    ("min", *sizes),
                    min(lows),
                    min(closed) if closed else None,
                )
            return derived(
                f"max({', '.join(map(str, sizes))})",
                ("max", *sizes),
                max(lows),
                max(closed) if len(closed) == len(tops) else None,
            )
        gap = next((v for v in values if isinstance(v, Unknown)), values.open)
        return (
            gap.called(f"{name}({gap.name})")
            if gap
            else run.unknown(f"the {name} of something unknown")
        )

    return handler


def _number(function: Callable[..., Any]) -> Callable[[Run, Arguments], Value]:
    def handler(run: Run, arguments: Arguments) -> Value:
        value = arguments.positional[0] if arguments.positional else 0
        if isinstance(value, Expression):
            return value if function is int else Unknown("a size that is not known", run.line)
        if (
            isinstance(value, Array)
            and is_known(value.items)
            and isinstance(value.items, (int, float))
        ):
            value = value.items
        if isinstance(value, Unknown):
            return value.called(value.name)
        if isinstance(value, str) and len(value) > 400:
            return run.unknown("a very long number")
        return _plain(
            run, function, type(arguments)([value, *arguments.positional[1:]], arguments.keywords)
        )

    return handler


def _map(run: Run, arguments: Arguments) -> Value:
    from keraslint.evaluate import calls

    rows = [items_of(run, value) for value in arguments.positional[1:]]
    more = next((row.open for row in rows if row.open is not None), None)
    function = arguments.positional[0]
    found = [
        calls.call(run, function, calls.Arguments(list(row))) for row in zip(*rows, strict=False)
    ]
    if more is not None:  # it is called with what is not known, too
        calls.call_any_times(run, function, more, len(rows))
    return run.list(found, more)


def _filter(run: Run, arguments: Arguments) -> Value:
    from keraslint.evaluate import calls

    test, items = arguments.positional[0], items_of(run, arguments.positional[1])
    results = [
        operations.truth(item if test is None else calls.call(run, test, calls.Arguments([item])))
        for item in items
    ]
    if items.open is not None and test is not None:
        calls.call_any_times(run, test, items.open)
    if None in results:
        return run.list((), run.unknown("a filter that is not decided"))
    return run.list((item for item, keep in zip(items, results, strict=True) if keep), items.open)


def _all_any(wanted: bool) -> Callable[[Run, Arguments], Value]:
    def handler(run: Run, arguments: Arguments) -> Value:
        items = items_of(run, arguments.get(0, "iterable"))
        results = [operations.truth(item) for item in items]
        if wanted in results:
            return wanted
        return (
            run.unknown("any() or all() of something unknown")
            if None in results or items.open
            else not wanted
        )

    return handler


def _next(run: Run, arguments: Arguments) -> Value:
    value = arguments.get(0, "iterator")
    if isinstance(value, List) and value and value.open is None:
        run.touch(value)
        return value.pop(0)
    if isinstance(value, Bundle) and "next" in value.members:
        return value.members["next"]
    return (
        value.called(value.name)
        if isinstance(value, Unknown)
        else run.unknown("the next of an iterator")
    )


def _iter(run: Run, arguments: Arguments) -> Value:
    value = arguments.get(0, "iterable")
    if isinstance(value, Bundle) and "next" in value.members:
        return value
    return items_of(run, arguments.get(0, "iterable"))


def _round(run: Run, arguments: Arguments) -> Value:
    return _plain(run, round, arguments)


def _print(run: Run, arguments: Arguments) -> Value:
    return None


PLAIN: dict[str, Callable[..., Any]] = {
    "abs": abs, "divmod": divmod, "bin": bin, "hex": hex, "oct": oct, "chr": chr, "ord": ord, "repr": repr,
    "str": str, "bool": bool, "slice": slice, "hash": hash,
}  # fmt: skip
HANDLERS: dict[str, Callable[[Run, Arguments], Value]] = {
    "len": _len, "range": _range, "xrange": _range, "enumerate": _enumerate, "zip": _zip, "sorted": _sorted,
    "reversed": _reversed, "list": _list, "tuple": _tuple, "set": _set, "frozenset": _set, "dict": _dict, "sum": _sum,
    "min": _extreme("min"), "max": _extreme("max"), "int": _number(int), "float": _number(float), "long": _number(int),
    "map": _map, "filter": _filter, "all": _all_any(False), "any": _all_any(True), "next": _next,
    "iter": _iter, "round": _round, "print": _print, **introspection.HANDLERS,
}  # fmt: skip
