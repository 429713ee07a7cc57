"""What the source shows at a place: the layers and models that a comment there may speak of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from keraslint.findings import Place
    from keraslint.model import Model, Row
    from keraslint.sizes import SizeKey


@dataclass(frozen=True, slots=True)
class OpenCount:
    """A layer's count over one size that the source does not give: 800·channels + 32.

    keys          which size that is, in each Keras that may apply
    name          what the source calls it
    least, most   its bounds
    coefficients  (power, factor) pairs: ((1, 800), (0, 32))
    is_input      whether it is the number of channels or features that the layer is given
    """

    keys: tuple[SizeKey, ...]
    name: str
    least: int
    most: int | None
    coefficients: tuple[tuple[int, int], ...]
    is_input: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """Something of Keras's at a place in the source.

    role       "layer" (the call that makes a layer), "call" (a layer called on a tensor), "shape" (what shows the shape
               of its output, such as `print(x.shape)`), "model" (the call or
               statement that makes a model), "summary" (`.summary()`, `.count_params()`, `.compile()`, `.fit()`) or
               "assert" (an assertion on a shape or count)
    place      of the call
    name       the variable that holds it, if any
    rows       for a layer: every row that this call produced, one for each time it ran; empty if none was built
    inputs     the input shapes of these rows, as in `Model.input_shape`
    arguments  for a layer: its constructor arguments under Keras 3's names, as far as they are plain values
    model      for a model: the model as it stood at this place
    scope      name of the enclosing function or class, "" at module level; `scope_line` its line
    open_count for a layer: its count, where one size is all that is missing to it
    statement  first line of the whole statement, and its last (a comment after the closing bracket belongs to it)
    """

    role: str
    place: Place
    name: str = ""
    rows: tuple[Row, ...] = ()
    inputs: tuple[Any, ...] = ()
    arguments: dict[str, Any] = field(default_factory=dict)
    model: Model | None = None
    scope: str = ""
    scope_line: int = 0
    statement: tuple[int, int] = (0, 0)
    open_count: OpenCount | None = None
    details: dict[str, Any] = field(default_factory=dict)
