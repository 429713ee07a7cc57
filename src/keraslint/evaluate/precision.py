"""The dtype policy that a program sets for the layers made after it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

from keraslint.evaluate.values import Value

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run


def set_policy(run: Run, arguments: Arguments) -> Value:
    """set_global_policy("mixed_float16") and its like; in an undecided branch the policy is then not known."""
    given = next(iter(arguments.values), None)
    name = given if isinstance(given, str) else ""
    if run.journals and name != run.keras.dtype_policy:
        name = ""
    run.keras = dataclasses.replace(run.keras, dtype_policy=name)
    return None


def set_floatx(run: Run, arguments: Arguments) -> Value:
    """Sets the policy of what is made from now on; Keras 3 asks for it only once."""
    if run.keras.three and run.layer_positions:
        run.keras = dataclasses.replace(run.keras, dtype_policy="")
        return None
    return set_policy(run, arguments)


def policy(run: Run, arguments: Arguments) -> Value:
    """Policy("mixed_float16"): its name stands for it."""
    given = next(iter(arguments.values), None)
    return given if isinstance(given, str) else run.unknown("a dtype policy that is not known")


FUNCTIONS: dict[str, Callable[[Run, Arguments], Value]] = {
    "set_global_policy": set_policy,
    "set_policy": set_policy,
    "set_dtype_policy": set_policy,
    "Policy": policy,
    "DTypePolicy": policy,
}
