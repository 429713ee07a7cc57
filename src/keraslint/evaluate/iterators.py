"""itertools, functools.reduce and progress bars, on lists that are known."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import builtin_functions, operations
from keraslint.evaluate.values import Value

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

Handler = Callable[["Run", "Arguments"], Value]
MOST = 4_096  # items that an iterator gives
MOST_REPEATED = 16  # product(…, repeat=…)
ENDLESS = 32  # items of an endless one that are listed


def _iterator(function: Callable[..., Iterable[Any]]) -> Handler:
    """A function of itertools on known lists."""

    def handler(run: Run, arguments: Arguments) -> Value:
        values: list[Any] = []
        if any(isinstance(v, int) and v > MOST_REPEATED for v in arguments.keywords.values()):
            return run.list((), run.unknown("a very long iterator"))
        for value in arguments.positional:
            if isinstance(value, (int, type(None))):
                values.append(value)
                continue
            items = builtin_functions.items_of(run, value)
            if items.open is not None:
                return run.list((), items.open)
            values.append(list(items))
        found = list(itertools.islice(function(*values, **arguments.keywords), MOST + 1))
        run.step(len(found) // 4)
        if len(found) > MOST:
            return run.list((), run.unknown("a very long iterator"))
        return run.list(found)

    return handler


def _chain(run: Run, arguments: Arguments) -> Value:
    """itertools.chain(*lists)"""
    result = run.list()
    for value in arguments.positional:
        items = builtin_functions.items_of(run, value)
        if len(result) + len(items) > operations.MOST_ITEMS:
            result.open = run.unknown("a list of many items")
            break
        result.extend(items)
        if items.open is not None:
            result.open = items.open
            break
    return result


def _chain_all(run: Run, arguments: Arguments) -> Value:
    """itertools.chain.from_iterable(lists)"""
    items = builtin_functions.items_of(run, arguments.get(0, "iterable"))
    result = _chain(run, type(arguments)(list(items)))
    result.open = result.open or items.open
    return result


def _count(run: Run, arguments: Arguments) -> Value:
    """itertools.count(start, step): endless"""
    start, step = arguments.get(0, "start", 0), arguments.get(1, "step", 1)
    if not isinstance(start, int) or not isinstance(step, int):
        return run.list((), run.unknown("an endless iterator"))
    return run.list((start + i * step for i in range(ENDLESS)), run.unknown("an endless iterator"))


def _cycle(run: Run, arguments: Arguments) -> Value:
    items = builtin_functions.items_of(run, arguments.get(0, "iterable"))
    if items.open is not None or not items:
        return run.list((), items.open or run.unknown("an endless iterator"))
    return run.list(
        itertools.islice(itertools.cycle(items), ENDLESS), run.unknown("an endless iterator")
    )


def _repeat(run: Run, arguments: Arguments) -> Value:
    """itertools.repeat(object, times)"""
    value, times = arguments.get(0, "object"), arguments.get(1, "times")
    if times is None:
        return run.list([value] * ENDLESS, run.unknown("an endless iterator"))
    if isinstance(times, int) and times <= MOST:
        return run.list([value] * max(times, 0))
    return run.list((), run.unknown("a repetition of unknown length"))


def _accumulate(run: Run, arguments: Arguments) -> Value:
    items, function = (
        builtin_functions.items_of(run, arguments.get(0, "iterable")),
        arguments.get(1, "func"),
    )
    found, total = run.list((), items.open), arguments.keywords.get("initial")
    if total is not None:
        found.append(total)
    for item in items:
        total = item if not found else _applied(run, function, total, item)
        found.append(total)
    return found


def _applied(run: Run, function: Value, left: Value, right: Value) -> Value:
    from keraslint.evaluate import calls

    if function is None:
        return operations.binary(run, "Add", left, right)
    return calls.call(run, function, calls.Arguments([left, right]))


def _reduce(run: Run, arguments: Arguments) -> Value:
    """functools.reduce(function, items, initial)"""
    function, items = (
        arguments.get(0, "function"),
        builtin_functions.items_of(run, arguments.get(1, "iterable")),
    )
    values = list(items)
    if len(arguments.positional) > 2:
        values.insert(0, arguments.positional[2])
    if items.open is not None or not values:
        gap = items.open or run.unknown("a reduction of nothing")
        return gap.called("reduce()")
    result = values[0]
    for value in values[1:]:
        run.step()
        result = _applied(run, function, result, value)
    return result


def _star_map(run: Run, arguments: Arguments) -> Value:
    from keraslint.evaluate import calls

    items = builtin_functions.items_of(run, arguments.get(1, "iterable"))
    rows = [builtin_functions.items_of(run, item) for item in items]
    return run.list(
        (
            calls.call(run, arguments.positional[0], calls.Arguments(list(row), open=row.open))
            for row in rows
        ),
        items.open,
    )


def _shown(run: Run, arguments: Arguments) -> Value:
    """tqdm.tqdm(iterable): the same items"""
    return arguments.get(0, "iterable")


def _range_shown(run: Run, arguments: Arguments) -> Value:
    """tqdm.trange(n)"""
    return builtin_functions.HANDLERS["range"](run, type(arguments)(arguments.positional))


NAMES = (
    "product permutations combinations combinations_with_replacement zip_longest islice pairwise"
)
BARS = ("tqdm", "tqdm.auto", "tqdm.notebook", "tqdm.std")
FUNCTIONS: dict[str, Handler] = {
    **{f"itertools.{name}": _iterator(getattr(itertools, name)) for name in NAMES.split()},
    **dict.fromkeys((f"{room}.tqdm" for room in BARS), _shown),
    **dict.fromkeys((f"{room}.trange" for room in BARS), _range_shown),
    "itertools.chain": _chain, "itertools.chain.from_iterable": _chain_all, "itertools.count": _count,
    "itertools.cycle": _cycle, "itertools.repeat": _repeat, "itertools.accumulate": _accumulate,
    "itertools.starmap": _star_map, "itertools.izip": builtin_functions.HANDLERS["zip"],
    "itertools.imap": builtin_functions.HANDLERS["map"], "itertools.izip_longest": _iterator(itertools.zip_longest),
    "functools.reduce": _reduce, "builtins.reduce": _reduce, "six.moves.reduce": _reduce, "tqdm.tqdm_notebook": _shown,
}  # fmt: skip
