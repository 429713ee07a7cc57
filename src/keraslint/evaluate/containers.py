"""collections, and dicts whose items are attributes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import builtin_functions, records
from keraslint.evaluate.values import AttributeDict, DefaultDict, Dict, External, Value, is_known

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

Handler = Callable[["Run", "Arguments"], Value]
ATTRIBUTE_DICTS = (
    "easydict.EasyDict", "addict.Dict", "ml_collections.ConfigDict", "ml_collections.config_dict.ConfigDict", "box.Box",
    "munch.Munch", "attrdict.AttrDict", "dotmap.DotMap",
)  # fmt: skip
NAMESPACES = (
    "types.SimpleNamespace", "argparse.Namespace", "tensorflow.contrib.training.HParams", "tensor2tensor.utils.hparam.HParams",
)  # fmt: skip


def _ordered(run: Run, arguments: Arguments) -> Value:
    return builtin_functions.HANDLERS["dict"](run, arguments)


def _default_dict(run: Run, arguments: Arguments) -> Value:
    """collections.defaultdict(factory, items)"""
    factory = arguments.get(0, "default_factory")
    plain = builtin_functions.HANDLERS["dict"](
        run, type(arguments)(arguments.positional[1:], arguments.keywords)
    )
    result = DefaultDict(plain, run.clock, factory)
    result.open = plain.open
    return result


def _counter(run: Run, arguments: Arguments) -> Value:
    """collections.Counter(items)"""
    if not arguments.positional:
        return DefaultDict(arguments.keywords, run.clock, External("builtins.int"))
    value = arguments.positional[0]
    if isinstance(value, Dict):
        result = DefaultDict(value, run.clock, External("builtins.int"))
        result.open = value.open
        return result
    items = builtin_functions.items_of(run, value)
    counts: dict[Any, int] = {}
    if items.open is None and all(map(is_known, items)):
        for item in items:
            counts[item] = counts.get(item, 0) + 1
        return DefaultDict(counts, run.clock, External("builtins.int"))
    result = DefaultDict((), run.clock, External("builtins.int"))
    result.open = items.open or run.unknown("a count of something unknown")
    return result


def most_common(run: Run, target: Dict, count: Value) -> Value:
    """counter.most_common(n)"""
    if (
        target.open is not None
        or not all(isinstance(n, int) for n in target.values())
        or not isinstance(count, (int, type(None)))
    ):
        return run.list((), target.open or run.unknown("the most common of something unknown"))
    order = sorted(target.items(), key=lambda pair: pair[1], reverse=True)
    return run.list(order if count is None else order[: max(count, 0)])


def _deque(run: Run, arguments: Arguments) -> Value:
    """collections.deque(items, maxlen)"""
    items = (
        builtin_functions.items_of(run, arguments.positional[0])
        if arguments.positional
        else run.list()
    )
    if arguments.get(1, "maxlen") is not None:
        return run.list((), run.unknown("a queue that drops items"))
    return items


def _attribute_dict(run: Run, arguments: Arguments) -> Value:
    """EasyDict(…): the dicts inside are such dicts, too"""
    plain = builtin_functions.HANDLERS["dict"](run, arguments)
    return as_attributes(run, plain)


def as_attributes(run: Run, value: Value, depth: int = 0) -> Value:
    """A dict, and all that it holds, with attributes."""
    if isinstance(value, Dict) and depth < records.MOST_NESTED:
        return AttributeDict(
            {key: as_attributes(run, item, depth + 1) for key, item in value.items()},
            run.clock,
            value.open,
        )
    return value


def _namespace(run: Run, arguments: Arguments) -> Value:
    """types.SimpleNamespace(…)"""
    from keraslint.evaluate import library_objects

    return library_objects.namespace(run, dict(arguments.keywords))


FUNCTIONS: dict[str, Handler] = {
    **dict.fromkeys(ATTRIBUTE_DICTS, _attribute_dict), **dict.fromkeys(NAMESPACES, _namespace),
    "collections.OrderedDict": _ordered, "typing.OrderedDict": _ordered, "collections.defaultdict": _default_dict,
    "collections.Counter": _counter, "collections.deque": _deque, "collections.namedtuple": records.named_tuple,
    "typing.NamedTuple": records.typed_tuple,
}  # fmt: skip
