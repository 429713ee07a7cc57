"""Preparing data: keras.utils, and sklearn's splitting, scaling and encoding."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import array_indexing, array_values
from keraslint.evaluate.values import Array, Labels, List, Value, is_known
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression, derived
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

Handler = Callable[["Run", "Arguments"], Value]


# -- labels ---------------------------------------------------------------------------------------------


def to_categorical(run: Run, arguments: Arguments) -> Value:
    """to_categorical(y, num_classes): a last axis for the classes; one axis of size 1 is dropped before."""
    labels = arguments.get(0, "y", arguments.keywords.get("x"))
    stated = arguments.get(1, "num_classes", arguments.keywords.get("nb_classes"))
    found = array_values.of(run, labels)
    if found is None:
        return run.unknown("to_categorical of something that is no array")
    classes: Any = array_values.dim_of(stated) if stated is not None else _classes_of(run, found)
    if classes is Ellipsis:
        classes = Expression.unknown(run.unknown("the number of classes", "classes"))
    if found.shape.dims is None:
        gap = found.shape.origin or run.unknown("labels of unknown shape")
        return Array(Shape.unknown(gap, classes), born=run.clock)
    dims = found.shape.dims
    if run.keras.one:  # Keras 1 flattens the labels
        flat = len(dims) == 1 or dims[1:] == (1,)
        count = dims[0] if flat else derived("labels", ("flat", dims), 0)
        return array_values.sized(run, count, classes, dtype="float64")
    if len(dims) > 1 and dims[-1] == 1:
        dims = dims[:-1]
    if len(dims) > 1 and not isinstance(dims[-1], int) and dims[-1] is not None:
        return array_values.without_shape(run, run.unknown("labels of unknown shape"))
    return array_values.sized(run, *dims, classes, dtype="float32")


def _classes_of(run: Run, labels: Array) -> Dim:
    """The largest label and one."""
    if labels.classes is not None:
        return labels.classes.classes
    content = array_values.content_of(labels)
    try:
        leaves = [int(leaf) for leaf in array_values.leaves(content)]
        if leaves:
            return max(leaves) + 1
    except (ValueError, OverflowError):
        pass
    return Expression.unknown(run.unknown("the number of classes in the data", "classes"))


def pad_sequences(run: Run, arguments: Arguments) -> Value:
    """pad_sequences(sequences, maxlen): every sequence as long as maxlen, or as the longest"""
    from keraslint.evaluate import operations

    sequences, longest = arguments.get(0, "sequences"), arguments.get(1, "maxlen")
    length = array_values.dim_of(longest) if longest is not None else _longest(run, sequences)
    rows, inner = _rows_of_sequences(run, sequences)
    if length is Ellipsis:
        length = Expression.unknown(run.unknown("the length of padded sequences", "maxlen"))
    if inner is None:
        gap = run.unknown("sequences of something that is not known", "padded")
        run.unnamed[id(operations.part(run, gap, "shape")), "padded.shape[1]"] = length
        return array_values.without_shape(run, gap)
    return array_values.sized(run, rows, length, *inner, dtype="int32")


def _rows_of_sequences(run: Run, sequences: Value) -> tuple[Dim, tuple[Dim, ...] | None]:
    """How many sequences there are, and the shape of one item of a sequence (None if that is not known)."""
    if isinstance(sequences, Array):
        dims = sequences.shape.dims
        if not dims:
            return None, None
        return dims[0], () if sequences.dtype in ("sequences", "object") or len(
            dims
        ) == 2 else dims[2:] or None
    if isinstance(sequences, List) and sequences.open is None and sequences:
        found: set[tuple[Dim, ...]] = set()
        for item in sequences[:256]:
            array = array_values.of(run, item)
            if array is None or not array.shape.dims:
                return len(sequences), None
            found.add(array.shape.dims[1:])
        return len(sequences), found.pop() if len(found) == 1 else None
    return None, None


def _longest(run: Run, sequences: Value) -> Any:
    if isinstance(sequences, Array) and sequences.shape.dims and len(sequences.shape.dims) > 1:
        return sequences.shape.dims[1]
    if isinstance(sequences, List) and sequences.open is None:
        lengths = [
            len(item)
            if isinstance(item, (List, tuple)) and not getattr(item, "open", None)
            else None
            for item in sequences
        ]
        if lengths and None not in lengths:
            return max(length for length in lengths if length is not None)
    return Ellipsis


def normalize(run: Run, arguments: Arguments) -> Value:
    """A function that keeps its array's shape."""
    found = array_values.of(
        run, arguments.positional[0] if arguments.positional else arguments.get(0, "x")
    )
    return array_values.like(run, found, dtype="") if found is not None else run.unknown("an array")


# -- splitting ------------------------------------------------------------------------------------------


def train_test_split(run: Run, arguments: Arguments) -> Value:
    """train_test_split(*arrays, test_size, train_size): sizes as sklearn rounds them"""
    keywords = arguments.keywords
    wanted = keywords.get("test_size"), keywords.get("train_size")
    found = run.list()
    for value in arguments.positional:
        whole = _rows_of(run, value)
        sizes = _split_sizes(whole, *wanted) if isinstance(whole, int) else None
        for part in range(2):
            size: Dim = (
                sizes[part]
                if sizes
                else derived(
                    "split", ("split", part, wanted[0] if is_known(wanted[0]) else None, whole), 0
                )
            )
            found.append(_sampled(run, value, size, keywords))
    return found


def _rows_of(run: Run, value: Value) -> Any:
    if isinstance(value, Array):
        return value.shape.dims[0] if value.shape.dims else value
    if isinstance(value, (List, tuple, range)) and getattr(value, "open", None) is None:
        return len(value)
    return value if isinstance(value, Unknown) else object()


def _split_sizes(whole: int, test: Value, train: Value) -> tuple[int, int] | None:
    """How many rows go into the training and into the test set."""
    if test is None and train is None:
        test = 0.25
    sizes: list[int | None] = []
    for part, rounded in ((test, math.ceil), (train, math.floor)):
        if isinstance(part, bool) or not isinstance(part, (int, float, type(None))):
            return None
        sizes.append(rounded(part * whole) if isinstance(part, float) else part)
    tested, trained = sizes
    if tested is None and trained is not None:
        tested = whole - trained
    if trained is None and tested is not None:
        trained = whole - tested
    if tested is None or trained is None or min(tested, trained) < 0 or tested + trained > whole:
        return None
    return trained, tested


def _sampled(run: Run, value: Value, size: Dim, keywords: dict[str, Value]) -> Value:
    """Some rows of an array, chosen at random."""
    if isinstance(value, Unknown):
        return value if type(value) is Unknown else run.unknown("a sample of something")
    if isinstance(value, (List, tuple, range)):
        why = run.unknown("an item of a random sample")
        kept = [why] * size if isinstance(size, int) and size <= 256 else []
        return run.list(kept, None if kept else why)
    found = array_values.of(run, value)
    if found is None or not found.shape.dims:
        return run.unknown("a sample of something")
    result = _of_rows(run, found, size)
    if keywords.get("shuffle", True) is True:
        result.labels = array_indexing.labels_of_sample(
            found, size, keywords.get("stratify") is not None
        )
    return result


def shuffle(run: Run, arguments: Arguments) -> Value:
    """sklearn.utils.shuffle(*arrays, n_samples)"""
    count = arguments.keywords.get("n_samples")
    found = [_shuffled(run, value, count) for value in arguments.positional]
    return found[0] if len(found) == 1 else run.list(found)


def _of_rows(run: Run, array: Array, size: Dim) -> Array:
    """So many of its rows, in an order that is not known."""
    return Array(
        Shape((size, *(array.shape.dims or ())[1:])),
        dtype=array.dtype,
        columns=array.columns,
        memory=run.list(),
        born=run.clock,
    )


def _shuffled(run: Run, value: Value, count: Value) -> Value:
    if not isinstance(value, Array) or not value.shape.dims:
        return value if isinstance(value, Unknown) else run.unknown("something that is shuffled")
    size = array_values.dim_of(count) if count is not None else value.shape.dims[0]
    result = _of_rows(run, value, size)
    if value.classes is not None and count is None:
        result.labels = Labels(value.classes.classes, value.classes.rarest, mixed=True)
    return result


FUNCTIONS: dict[str, Handler] = {
    "keras.to_categorical": to_categorical, "keras.pad_sequences": pad_sequences, "keras.normalize": normalize,
    "sklearn.train_test_split": train_test_split, "sklearn.shuffle": shuffle, "sklearn.scale": normalize,
    "sklearn.normalize": normalize, "sklearn.minmax_scale": normalize,
}  # fmt: skip
