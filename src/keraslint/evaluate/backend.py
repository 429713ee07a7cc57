"""keras.backend's settings: the order of the axes, and what it says of itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

from keraslint.evaluate.values import Value
from keraslint.graph.tensor import Tensor
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run


def _set_data_format(run: Run, arguments: Arguments) -> Value:
    wanted = {"th": "channels_first", "tf": "channels_last"}.get(
        str(arguments.get(0, "data_format")), arguments.get(0, "data_format")
    )
    if wanted in ("channels_first", "channels_last"):
        run.keras = dataclasses.replace(run.keras, data_format=wanted)
    return None


def _data_format(run: Run, arguments: Arguments) -> Value:
    return run.keras.data_format


def _dim_ordering(run: Run, arguments: Arguments) -> Value:
    return "th" if run.keras.data_format == "channels_first" else "tf"


def _backend(run: Run, arguments: Arguments) -> Value:
    return "tensorflow"


def _is_keras_tensor(run: Run, arguments: Arguments) -> Value:
    value = arguments.positional[0] if arguments.positional else None
    return (
        run.unknown("whether something is a tensor")
        if isinstance(value, Unknown)
        else isinstance(value, Tensor)
    )


CONFIGURATION: dict[str, Callable[[Run, Arguments], Value]] = {
    "set_image_data_format": _set_data_format,
    "set_image_dim_ordering": _set_data_format,
    "image_data_format": _data_format,
    "image_dim_ordering": _dim_ordering,
    "backend": _backend,
    "is_keras_tensor": _is_keras_tensor,
}
