"""How large values may become, and what making a large one costs: the one place that says so.

A program of three lines can ask for more than any machine holds. A value above these bounds is an Unknown; below
them, whatever is made is paid for in steps by its size, so that many values of moderate size end a run, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keraslint.patterns import compile_lazily
from keraslint.shapes import Shape
from keraslint.sizes import Expression
from keraslint.structures import HOLDERS, TooLarge, leaves, parts_of

MOST_BITS = 2_000  # of a whole number
MOST_ITEMS = 20_000  # of a list, tuple, set or dict
MOST_LETTERS = 1_000_000  # of a text
MOST_FORMATTED = 1_000  # letters of a format

ITEMS_PER_STEP = 16
ENTRIES_PER_STEP = 8  # of sets and dicts
LETTERS_PER_STEP = 512
TERMS_PER_STEP = 16  # of unknown sizes
PARTS_PER_STEP = 32  # of nested lists that are gone through
STEPS_OF_BRANCH = 4
"""What it costs to remember and join what one branch changes, besides the branch itself."""
STEPS_OF_TRIAL = 8
"""What it costs to begin with something that nobody calls, and to undo it."""
MANY_TRIALS = 1_000
STEPS_OF_ONE_OF_MANY_TRIALS = 60
"""What each costs after so many: the longest tests of Keras itself have some hundreds."""
STEPS_OF_ROW = 4  # in the table of a model as it stands somewhere
LAYERS_PER_STEP = 8  # of a model that is only looked through
WEIGHTS_PER_STEP = 2  # of a list of them
STEPS_OF_ASSERTION = 10  # its code is written out
MOST_ANCESTORS = 200  # of a class
STEPS_OF_LAYER = 3
"""A layer with its shapes, weights and rows costs more than a step; so few that all of keras.applications is followed."""
MANY_LAYERS = 2_000
STEPS_OF_ONE_OF_MANY = 28
"""What each layer or model costs after so many: no program that is used builds as many, a loop without end does."""
MOST_LAYERS = 3_200
STEPS_OF_ONE_TOO_MANY = 300
"""What each costs after so many: test runs over whole families of networks build 3,000 layers before they are cut short."""
STEPS_OF_UNKNOWN_SIZE = 10  # in the shape of what one of many makes
STEPS_OF_READY_LAYER = (
    12  # of a model of keras.applications: it is built without an expression of the program
)
MANY_READY_MODELS = 100
STEPS_OF_LAYER_OF_MANY = 60  # of one of more models than keras.applications has
STEPS_OF_STATEMENT = 8
LAYERS_OF_STATEMENT = 1
"""What a statement of the analysed module itself may take for nothing: a long text may take long, a short one may not."""
MANY_FAULTS = 100
MANY_IN_A_ROW = 500  # layers of one model
MANY_IMPORTS = 1_000
STEPS_OF_ONE_OF_MANY_IMPORTS = 8
"""What an import costs after so many, run again and again by a function that imports for itself."""

_WIDE = compile_lazily(r"\d{4}|\*")
_NESTED = compile_lazily(r"\{[^{}]*\{")


def letters_of(value: Any) -> int:
    """An upper bound of the letters in the text that stands for a value that is known (str or repr)."""
    total = 0
    try:
        for leaf in leaves(value):
            if isinstance(leaf, (dict, set, frozenset)):
                return MOST_LETTERS + 1
            total += 8 + 10 * len(leaf) if isinstance(leaf, (str, bytes)) else 8 + _digits_of(leaf)
    except TooLarge:
        return MOST_LETTERS + 1
    keys = (
        sum(10 * len(key) for key in value if isinstance(key, str))
        if isinstance(value, dict)
        else 0
    )
    return total + keys


def _digits_of(value: Any) -> int:
    return value.bit_length() if isinstance(value, int) else 400


def can_format(text: str | bytes, values: Any) -> bool:
    """Whether a format (% or str.format) of these values stays below the bounds."""
    if len(text) > MOST_FORMATTED:
        return False
    plain = text if isinstance(text, str) else text.decode("latin-1")
    if _WIDE.search(plain) or _NESTED.search(plain.replace("{{", "")):
        return False
    fields = plain.count("%") + plain.count("{")
    return fields * (999 + letters_of(values)) <= MOST_LETTERS


def price_of_layer(number: int) -> int:
    """The steps that the layer or model of this number costs."""
    if number <= MANY_LAYERS:
        return STEPS_OF_LAYER
    return STEPS_OF_ONE_OF_MANY if number <= MOST_LAYERS else STEPS_OF_ONE_TOO_MANY


def price_of_walk(values: Iterable[Any]) -> int:
    """The steps that it costs to look at all that these values hold."""
    steps = 0
    for value in values:
        if value and isinstance(value, HOLDERS):
            steps += parts_of(value) // PARTS_PER_STEP
    return steps


def price_of_output(shapes: Iterable[Shape]) -> int:
    """The steps that unknown sizes in what a layer makes cost."""
    sizes = (size for shape in shapes for size in shape.dims or ())
    return STEPS_OF_UNKNOWN_SIZE * sum(isinstance(size, Expression) for size in sizes)


def price(value: Any) -> int:
    """The steps that a new value costs by its size."""
    if isinstance(value, (str, bytes)):
        return len(value) // LETTERS_PER_STEP
    if isinstance(value, (list, tuple)):
        return len(value) // ITEMS_PER_STEP
    if isinstance(value, (dict, set)):
        return len(value) // ENTRIES_PER_STEP
    if isinstance(value, Expression):
        return len(value.terms) // TERMS_PER_STEP
    return 0
