"""Keras 1 calls in standalone Keras 2 (2.0 to 2.3), as its `keras/legacy/interfaces.py` takes them.

Most calls written for Keras 1 still work in those releases: each constructor is wrapped by an
interface that renames arguments, refuses further positional ones, and first runs a preprocessor of
its own. The tables are data (`data/keras2.json`), the preprocessors are here. Values may be unknown
to the analyser: where Keras asks whether one is a whole number, an unknown one is taken to be what
makes the call valid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from keraslint.refusals import BadArgument

Arguments: TypeAlias = tuple[list[object], dict[str, object]]
"""The positional and the keyword arguments of a call. Preprocessors may change them in place."""


def modernize(
    interface: Mapping[str, Any], args: Sequence[object], kwargs: Mapping[str, object]
) -> Arguments:
    """The same call in the words of Keras 2.

    Raises BadArgument where the interface refuses it.
    """
    positional, named = list(args), dict(kwargs)
    if "preprocessor" in interface:
        positional, named = PREPROCESSORS[interface["preprocessor"]](positional, named)
    allowed = interface.get("positional")
    if allowed is not None and len(positional) > len(allowed):
        raise BadArgument(too_many(allowed, len(positional)) + "; give the others by name")
    for name, translation in interface.get("values", {}).items():
        value = named.get(name)
        if isinstance(value, str) and value in translation:
            named[name] = translation[value]
    for old, new in interface.get("conversions", {}).items():
        if old in named:
            if new in named:
                raise BadArgument(f"gets {new} twice, as {old} and as {new}")
            named[new] = named.pop(old)
    return positional, named


def too_many(names: Sequence[str], given: int) -> str:
    """The clause on more positional arguments than there may be."""
    if not names:
        return f"takes no positional arguments, got {given}"
    what = "positional argument" if len(names) == 1 else "positional arguments"
    listed = f" ({', '.join(names)})" if len(names) <= 4 else ""
    return f"takes at most {len(names)} {what}{listed}, got {given}"


def _may_be_whole(*values: object) -> bool:
    return not any(
        value is None or isinstance(value, (str, float, tuple, list, dict)) for value in values
    )


def _sequence(args: list[object], kwargs: dict[str, object]) -> Arguments:
    """input_length and input_dim are the two axes of input_shape."""
    if "input_dim" in kwargs:
        kwargs["input_shape"] = (kwargs.pop("input_length", None), kwargs.pop("input_dim"))
    return args, kwargs


def _conv2d(args: list[object], kwargs: dict[str, object]) -> Arguments:
    return _kernel(args, kwargs, ("nb_row", "nb_col"))


def _conv3d(args: list[object], kwargs: dict[str, object]) -> Arguments:
    return _kernel(args, kwargs, ("kernel_dim1", "kernel_dim2", "kernel_dim3"))


def _kernel(args: list[object], kwargs: dict[str, object], sides: tuple[str, ...]) -> Arguments:
    """The sides of the kernel, by position or by name, become its kernel_size."""
    if len(args) > len(sides) + 1:
        raise BadArgument(too_many(["filters", *sides], len(args)))
    if len(args) == 3 and _may_be_whole(*args[1:]):
        for name in ("padding", "strides", "data_format"):
            if name in kwargs:
                raise BadArgument(
                    f"takes no strides by position beside {name}; give kernel_size by name"
                )
    placed, rest = args[1:], sides[max(len(args) - 1, 0) :]
    if not _may_be_whole(*placed) or any(side not in kwargs for side in rest):
        return args, kwargs
    kernel_size = (*placed, *(kwargs.pop(side) for side in rest))
    if args:
        return [args[0], kernel_size], kwargs
    kwargs["kernel_size"] = kernel_size
    return args, kwargs


def _separable(args: list[object], kwargs: dict[str, object]) -> Arguments:
    if "init" in kwargs:
        kwargs["depthwise_initializer"] = kwargs["pointwise_initializer"] = kwargs.pop("init")
    return _conv2d(args, kwargs)


def _transposed(args: list[object], kwargs: dict[str, object]) -> Arguments:
    """Keras 1 had to be told the output_shape, Keras 2 works it out."""
    if len(args) == 4 and (
        isinstance(args[3], tuple) or (_may_be_whole(args[3]) and not isinstance(args[3], int))
    ):
        args = args[:3]
    kwargs.pop("output_shape", None)
    return _conv2d(args, kwargs)


def _forget_bias(kwargs: dict[str, object]) -> None:
    if "forget_bias_init" in kwargs and kwargs.pop("forget_bias_init") == "one":
        kwargs["unit_forget_bias"] = True


def _recurrent(args: list[object], kwargs: dict[str, object]) -> Arguments:
    _forget_bias(kwargs)
    return _sequence(args, kwargs)


def _convlstm2d(args: list[object], kwargs: dict[str, object]) -> Arguments:
    _forget_bias(kwargs)
    return _conv2d(args, kwargs)


def _batch_normalization(args: list[object], kwargs: dict[str, object]) -> Arguments:
    if args:
        raise BadArgument(too_many([], len(args)))
    mode = kwargs.pop("mode", 0)
    if mode is None or (isinstance(mode, (str, float, int)) and mode != 0):
        raise BadArgument(f"has no mode={mode!r} since Keras 2, which always does what mode=0 did")
    return args, kwargs


def _embedding(args: list[object], kwargs: dict[str, object]) -> Arguments:
    kwargs.pop("dropout", None)
    return args, kwargs


def _zero_padding2d(args: list[object], kwargs: dict[str, object]) -> Arguments:
    """A dict of four paddings becomes two pairs."""
    by_name = "padding" in kwargs
    padding = kwargs["padding"] if by_name else args[0] if len(args) == 1 else None
    if not isinstance(padding, dict) or not set(padding) <= {
        "top_pad",
        "bottom_pad",
        "left_pad",
        "right_pad",
    }:
        return args, kwargs
    pairs = tuple(
        tuple(padding.get(f"{side}_pad", 0) for side in axis)
        for axis in (("top", "bottom"), ("left", "right"))
    )
    if by_name:
        kwargs["padding"] = pairs
        return args, kwargs
    return [pairs], kwargs


PREPROCESSORS: dict[str, Callable[[list[object], dict[str, object]], Arguments]] = {
    "batchnorm_args_preprocessor": _batch_normalization,
    "conv1d_args_preprocessor": _sequence,
    "conv2d_args_preprocessor": _conv2d,
    "conv3d_args_preprocessor": _conv3d,
    "convlstm2d_args_preprocessor": _convlstm2d,
    "deconv2d_args_preprocessor": _transposed,
    "embedding_kwargs_preprocessor": _embedding,
    "recurrent_args_preprocessor": _recurrent,
    "separable_conv2d_args_preprocessor": _separable,
    "zeropadding2d_args_preprocessor": _zero_padding2d,
}
