"""Pictures that are read from files: their size is what the call asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from keraslint.evaluate import array_values
from keraslint.evaluate.values import Array, Bundle, External, Value
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

Handler = Callable[["Run", "Arguments"], Value]
CHANNELS = {"rgb": 3, "grayscale": 1, "rgba": 4}
MODES = {"L": 0, "RGB": 3, "RGBA": 4, "1": 0, "CMYK": 4, "YCbCr": 3}


def picture(run: Run, height: Dim, width: Dim, channels: int | None) -> Bundle:
    """A PIL image; a grey one (0 channels) has no axis for its channels."""
    dims: tuple[Dim, ...] = (height, width, *((channels,) if channels else ()))
    shape = Shape(dims) if channels is not None else Shape.unknown(run.unknown("a picture"))
    members = {"array": Array(shape, dtype="uint8", born=run.clock), "size": (width, height)}
    return Bundle("a picture", members | {"width": width, "height": height}, kind="picture")


def load(run: Run, arguments: Arguments) -> Value:
    """load_img(path, color_mode=…, target_size=…): the places of the arguments changed over time"""
    keywords = arguments.keywords
    if len(arguments.positional) > 1:
        return run.unknown("a picture that is read", "picture")
    size = array_values.dims_of(run, keywords.get("target_size"))
    mode = keywords.get("color_mode", "grayscale" if keywords.get("grayscale") is True else "rgb")
    gap = run.unknown("a picture that is read", "picture")
    height, width = (Expression.unknown(gap, part, 1) for part in ("height", "width"))
    if size is not None and len(size) == 2 and None not in size:
        height, width = size  # type: ignore[assignment]
    channels = {"rgb": 3, "grayscale": 0, "rgba": 4}.get(mode) if isinstance(mode, str) else None
    return picture(run, height, width, channels)


def to_array(run: Run, arguments: Arguments) -> Value:
    """img_to_array(picture): with an axis for the channels"""
    value, order = arguments.get(0, "img"), arguments.get(1, "data_format")
    found = array_values.of(run, value)
    if found is None or found.shape.dims is None or len(found.shape.dims) not in (2, 3):
        return array_values.without_shape(
            run, value if isinstance(value, Unknown) else run.unknown("a picture")
        )
    height, width, *rest = found.shape.dims
    channels = rest[0] if rest else 1
    order = {"default": None, "tf": "channels_last", "th": "channels_first"}.get(
        str(order), order
    ) or run.keras.data_format
    if isinstance(value, Array):  # an array keeps its axes
        return array_values.sized(run, *found.shape.dims, *(() if rest else (1,)), dtype="float32")
    if order == "channels_first":
        return array_values.sized(run, channels, height, width, dtype="float32")
    return array_values.sized(run, height, width, channels, dtype="float32")


def open_file(run: Run, arguments: Arguments) -> Value:
    """PIL.Image.open(path)"""
    gap = run.unknown("a picture that is read", "picture")
    return picture(run, Expression.unknown(gap, "height"), Expression.unknown(gap, "width"), None)


def read(run: Run, arguments: Arguments) -> Value:
    """cv2.imread(path, flag)"""
    flag = arguments.get(1, "flags")
    gap = run.unknown("a picture that is read", "picture")
    size = (Expression.unknown(gap, "height"), Expression.unknown(gap, "width"))
    name = flag.name if isinstance(flag, External) else flag
    if name in (None, 1, "IMREAD_COLOR"):
        return array_values.sized(run, *size, 3, dtype="uint8")
    if name in (0, "IMREAD_GRAYSCALE"):
        return array_values.sized(run, *size, dtype="uint8")
    return array_values.without_shape(run, gap)


def resize(run: Run, arguments: Arguments) -> Value:
    """cv2.resize(picture, (width, height)): an only channel loses its axis"""
    found, size = (
        array_values.of(run, arguments.get(0, "src")),
        array_values.dims_of(run, arguments.get(1, "dsize")),
    )
    if found is None or found.shape.dims is None or size is None or len(size) != 2 or None in size:
        return array_values.without_shape(run, run.unknown("a picture of unknown size"))
    rest = [d for d in found.shape.dims[2:3] if d != 1]
    return array_values.sized(run, size[1], size[0], *rest, dtype=found.dtype)


def recolour(run: Run, arguments: Arguments) -> Value:
    """cv2.cvtColor(picture, code)"""
    found, code = array_values.of(run, arguments.get(0, "src")), arguments.get(1, "code")
    dims = found.shape.dims if found is not None else None
    if not isinstance(code, External) or dims is None or len(dims) < 2 or "2" not in code.name:
        return array_values.without_shape(run, run.unknown("a picture in other colours"))
    target = code.name.rpartition("2")[2]
    if target == "GRAY":
        return array_values.sized(run, *dims[:2], dtype="uint8")
    if target in ("RGB", "BGR", "HSV", "LAB", "Lab", "YUV", "HLS", "YCrCb", "Luv", "LUV", "XYZ"):
        return array_values.sized(run, *dims[:2], 3, dtype="uint8")
    return array_values.without_shape(run, run.unknown("a picture in other colours"))


def rescale(run: Run, arguments: Arguments) -> Value:
    """skimage.transform.resize(picture, output_shape): channels that are not named stay"""
    found, wanted = (
        array_values.of(run, arguments.get(0, "image")),
        arguments.get(1, "output_shape"),
    )
    size = array_values.dims_of(run, wanted)
    if size is None or None in size or len(size) < 2:
        return array_values.without_shape(run, run.unknown("a picture of unknown size"))
    dims = found.shape.dims if found is not None else None
    if dims is None and len(size) < 3:
        return array_values.without_shape(run, run.unknown("a picture with unknown channels"))
    return array_values.sized(run, *size, *(dims or ())[len(size) :], dtype="float64")


def resize_picture(run: Run, arguments: Arguments) -> Value:
    """picture.resize((width, height))"""
    value, size = arguments.positional[0], array_values.dims_of(run, arguments.get(1, "size"))
    dims = value.members["array"].shape.dims
    if size is None or len(size) != 2:
        return run.unknown("a picture of unknown size")
    return picture(
        run, size[1], size[0], None if dims is None else dims[2] if len(dims) == 3 else 0
    )


def convert_picture(run: Run, arguments: Arguments) -> Value:
    """picture.convert(mode)"""
    value, mode = arguments.positional[0], arguments.get(1, "mode")
    width, height = value.members["size"]
    return picture(run, height, width, MODES.get(mode) if isinstance(mode, str) else None)


def flow_from_files(run: Run, arguments: Arguments) -> Value:
    """ImageDataGenerator().flow_from_directory(…): pictures of target_size"""
    keywords = arguments.keywords
    size = array_values.dims_of(run, keywords.get("target_size", (256, 256)))
    channels = CHANNELS.get(keywords.get("color_mode", "rgb"))
    members: dict[str, Value] = {"target_size": size} if size is not None else {}
    batch = keywords.get("batch_size", 32)
    members["batch_size"] = batch
    names = keywords.get("classes")
    listed = array_values.of(run, names) if names is not None else None
    count = listed.shape.axis(0) if listed is not None and listed.shape.dims else None
    if isinstance(count, int):
        members["num_classes"] = members["nb_class"] = count
    if size is not None and len(size) == 2 and channels is not None:
        first = run.keras.data_format == "channels_first"
        members["image_shape"] = (channels, *size) if first else (*size, channels)
        if keywords.get("class_mode", "categorical") == "categorical":
            labels: Dim = (
                count
                if isinstance(count, int)
                else Expression.unknown(run.unknown("the classes in a folder", "classes"))
            )
            rows = Expression.unknown(
                run.unknown("the pictures of a batch", "rows"),
                "",
                1,
                batch if isinstance(batch, int) else None,
            )
            pictures = array_values.sized(run, rows, *members["image_shape"])
            members["next"] = (pictures, array_values.sized(run, rows, labels))
    return Bundle("pictures from a folder", members, kind="batches")


def generator(run: Run, arguments: Arguments) -> Value:
    """ImageDataGenerator(…)"""
    return Bundle("an ImageDataGenerator", kind="pictures")


def preprocess(run: Run, arguments: Arguments, module: str) -> Value:
    """preprocess_input(x) of a module of keras.applications; on symbolic tensors its steps are layers"""
    from keraslint.evaluate import operations, operators
    from keraslint.graph.tensor import Tensor

    value = arguments.get(0, "x")
    mode = (
        arguments.keywords.get("mode", "caffe")
        if module == "imagenet_utils"
        else MODES_OF.get(module)
    )
    if mode == "none":
        return value
    if not isinstance(value, Tensor):
        found = array_values.of(run, value)
        return (
            array_values.like(run, found, dtype="")
            if found is not None
            else run.unknown("pictures")
        )
    shift = array_values.sized(run, 3)
    order = arguments.get(1, "data_format") or run.keras.data_format
    if order != "channels_last" or mode not in ("tf", "torch", "caffe"):
        return run.unknown("preprocess_input of a tensor", "preprocess_input()", symbolic=True)
    if mode == "caffe":
        turned = operators.subscript(run, value, (..., slice(None, None, -1)))
        return operations.binary(run, "Add", turned, shift)
    if mode == "torch":
        moved = operations.binary(run, "Add", operations.binary(run, "Divide", value, 255.0), shift)
        return operations.binary(run, "Divide", moved, shift)
    return operations.binary(run, "Subtract", operations.binary(run, "Divide", value, 127.5), 1.0)


MODES_OF = {
    **dict.fromkeys("vgg16 vgg19 resnet resnet50".split(), "caffe"),
    **dict.fromkeys("densenet".split(), "torch"),
    **dict.fromkeys(
        "inception_v3 xception mobilenet mobilenet_v2 inception_resnet_v2 nasnet resnet_v2".split(),
        "tf",
    ),
    **dict.fromkeys(
        "efficientnet efficientnet_v2 convnext mobilenet_v3 regnet resnet_rs".split(), "none"
    ),
}
FUNCTIONS: dict[str, Handler] = {
    "keras.load_img": load, "keras.img_to_array": to_array, "keras.ImageDataGenerator": generator, "PIL.Image.open": open_file,
    "cv2.imread": read, "cv2.resize": resize, "cv2.cvtColor": recolour, "skimage.transform.resize": rescale,
    "scipy.misc.imresize": rescale,
}  # fmt: skip
OBJECTS: dict[str, dict[str, Handler]] = {
    "picture": {"resize": resize_picture, "convert": convert_picture},
    "pictures": {"flow_from_directory": flow_from_files, "flow_from_dataframe": flow_from_files},
}
