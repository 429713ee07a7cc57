"""tf.data: pipelines as what each of their elements is, and the pictures of keras.utils' folders."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from keraslint.evaluate import array_values
from keraslint.evaluate.values import Array, Bundle, Dict, List, Value
from keraslint.sizes import Dim, Expression
from keraslint.structures import convert
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

Handler = Callable[["Run", "Arguments"], Value]
CHANNELS = {"rgb": 3, "grayscale": 1, "rgba": 4}


def make(run: Run, element: Value, **more: Value) -> Bundle:
    """A pipeline whose elements are such."""
    return Bundle("a tf.data pipeline", {"next": element, **more}, kind="pipeline")


def _each(run: Run, element: Value, change: Callable[[Array], Value]) -> Value:
    """Every array of an element changed; a gap stays one."""

    def changed(leaf: Value) -> Value:
        found = leaf if isinstance(leaf, Unknown) else array_values.of(run, leaf)
        if not isinstance(found, Array):
            return leaf if isinstance(leaf, Unknown) else run.unknown("an element of a pipeline")
        if found.shape.dims is None:
            return array_values.without_shape(run, found.shape.origin or run.unknown("an element"))
        return change(found)

    if isinstance(element, List):  # tf.data takes a list for a tensor
        return changed(element)
    if isinstance(element, Dict):
        return run.dict(
            {key: _each(run, part, change) for key, part in element.items()}, element.open
        )
    if isinstance(element, tuple):
        return tuple(_each(run, part, change) for part in element)
    return changed(element)


def _slices(run: Run, arguments: Arguments) -> Value:
    """Dataset.from_tensor_slices(data): one row at a time"""

    def row(array: Array) -> Value:
        dims = array.shape.dims or ()
        return (
            array_values.sized(run, *dims[1:], dtype=array.dtype)
            if dims
            else run.unknown("a row of a number")
        )

    return make(run, _each(run, arguments.get(0, "tensors"), row))


def _whole(run: Run, arguments: Arguments) -> Value:
    return make(run, _each(run, arguments.get(0, "tensors"), lambda array: array))


def _numbers(run: Run, arguments: Arguments) -> Value:
    return make(run, array_values.sized(run, dtype="int64"))


def _zipped(run: Run, arguments: Arguments) -> Value:
    """Dataset.zip((a, b))"""
    given = (
        arguments.positional[0] if len(arguments.positional) == 1 else tuple(arguments.positional)
    )
    return make(
        run,
        convert(
            given,
            lambda leaf: leaf.members["next"] if _is_pipeline(leaf) else run.unknown("a pipeline"),
        ),
    )


def _is_pipeline(value: Value) -> bool:
    return isinstance(value, Bundle) and value.kind == "pipeline"


def _generated(run: Run, arguments: Arguments) -> Value:
    """Dataset.from_generator(function, output_signature=…)"""
    stated = arguments.keywords.get("output_signature")
    shapes = arguments.get(2, "output_shapes")
    if stated is not None:
        return make(run, _each(run, stated, lambda array: array))
    if (
        isinstance(shapes, tuple)
        and all(isinstance(shape, (tuple, List)) for shape in shapes)
        and shapes
    ):
        found = [array_values.dims_of(run, shape) for shape in shapes]
        return make(
            run,
            tuple(
                run.unknown("a tensor of unknown shape")
                if dims is None
                else array_values.sized(run, *dims)
                for dims in found
            ),
        )
    return make(run, run.unknown("what a generator gives"))


def specification(run: Run, arguments: Arguments) -> Value:
    """tf.TensorSpec(shape, dtype)"""
    dims = array_values.dims_of(run, arguments.get(0, "shape"))
    return (
        array_values.sized(run, *dims)
        if dims is not None
        else run.unknown("a tensor of unknown shape")
    )


def _batch(run: Run, arguments: Arguments) -> Value:
    """pipeline.batch(size): the last batch may be smaller"""
    pipeline, size = arguments.positional[0], array_values.dim_of(arguments.get(1, "batch_size"))
    whole = arguments.get(2, "drop_remainder", False) is True and size is not Ellipsis
    first: Dim = size if whole else None
    return make(
        run,
        _each(
            run,
            pipeline.members["next"],
            lambda array: array_values.sized(
                run, first, *(array.shape.dims or ()), dtype=array.dtype
            ),
        ),
    )


def _padded(run: Run, arguments: Arguments) -> Value:
    """pipeline.padded_batch(size): as long as the longest of the batch"""

    def change(array: Array) -> Value:
        return array_values.sized(
            run, None, *(None for _ in array.shape.dims or ()), dtype=array.dtype
        )

    return make(run, _each(run, arguments.positional[0].members["next"], change))


def _unbatched(run: Run, arguments: Arguments) -> Value:
    return _slices(run, type(arguments)([arguments.positional[0].members["next"]]))


def _same(run: Run, arguments: Arguments) -> Value:
    return arguments.positional[0]


def _mapped(run: Run, arguments: Arguments) -> Value:
    """pipeline.map(function)"""
    from keraslint.evaluate import calls

    pipeline, function = arguments.positional[0], arguments.get(1, "map_func")
    element = pipeline.members["next"]
    given = list(element) if isinstance(element, tuple) else [element]
    result = calls.call(run, function, calls.Arguments(given))
    if isinstance(result, List):
        result = tuple(result) if result.open is None else result.open
    return make(run, _each(run, result, lambda array: array))


def _unfollowed(run: Run, arguments: Arguments) -> Value:
    return make(run, run.unknown("an element of a pipeline"))


def from_folder(run: Run, arguments: Arguments) -> Value:
    """image_dataset_from_directory(folder, image_size=…)"""
    keywords = arguments.keywords
    size = array_values.dims_of(run, keywords.get("image_size", (256, 256)))
    channels = CHANNELS.get(keywords.get("color_mode", "rgb"))
    if size is None or len(size) != 2 or channels is None or len(arguments.positional) > 1:
        return run.unknown("pictures from a folder", "pictures")
    first = run.keras.data_format == "channels_first"
    front: tuple[Dim, ...] = (None,) if keywords.get("batch_size", 32) is not None else ()
    pictures = array_values.sized(
        run, *front, *((channels, *size) if first else (*size, channels)), dtype="float32"
    )
    gap = run.unknown("the classes in a folder", "classes")
    names = keywords.get("class_names")
    listed = array_values.of(run, names) if names is not None else None
    count = (
        listed.shape.axis(0)
        if listed is not None and listed.shape.dims
        else Expression.unknown(gap)
    )
    kinds: dict[Value, tuple[Dim, ...]] = {"int": (), "binary": (1,), "categorical": (count,)}
    mode = keywords.get("label_mode", "int")
    element: Value = pictures
    if mode is not None and keywords.get("labels", "inferred") is not None:
        axes = kinds.get(mode) if isinstance(mode, str) else None
        element = (pictures, array_values.sized(run, *front, *axes) if axes is not None else gap)
    found = make(
        run,
        element,
        class_names=names if names is not None else gap.called("class_names"),
    )
    return (found, found) if keywords.get("subset") == "both" else found


def rows(run: Run, value: Bundle) -> List:
    """What iterating gives: one element stands for all."""
    why = run.gap(value, "how many elements a pipeline has is not known")
    return run.list([value.members["next"]], why)


def first_of(value: Value) -> Value:
    """What a model gets of a pipeline's element: the inputs without the labels."""
    element = value.members["next"]
    return element[0] if isinstance(element, tuple) and len(element) in (2, 3) else element


DATASET = {
    "from_tensor_slices": _slices, "from_tensors": _whole, "range": _numbers, "zip": _zipped, "from_generator": _generated,
    "list_files": _unfollowed,
}  # fmt: skip
SAME = "shuffle repeat take skip prefetch cache filter with_options shard as_numpy_iterator concatenate unique".split()
OBJECTS: dict[str, dict[str, Handler]] = {
    "pipeline": {
        **dict.fromkeys(SAME, _same),
        **dict.fromkeys(("window", "flat_map", "interleave", "group_by_window", "scan", "enumerate"), _unfollowed),
        "batch": _batch, "padded_batch": _padded, "unbatch": _unbatched, "map": _mapped,
    }
}  # fmt: skip
FUNCTIONS: dict[str, Handler] = {
    **{f"tensorflow.data.Dataset.{name}": function for name, function in DATASET.items()},
    "tensorflow.TensorSpec": specification, "tensorflow.RaggedTensorSpec": specification,
    "keras.image_dataset_from_directory": from_folder,
}  # fmt: skip
