"""The shapes of well-known data sets: keras.datasets, sklearn.datasets, OpenML, TensorFlow's first tutorials.

Sizes and classes are those that the functions' own documentation states
(https://keras.io/api/datasets, https://scikit-learn.org/stable/datasets).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import array_values
from keraslint.evaluate.values import MISUSES, Array, Bundle, Labels, List, Value
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

Handler = Callable[["Run", "Arguments"], Value]


def labels(
    run: Run,
    rows: Dim,
    classes: int,
    rarest: int,
    *more: int,
    dtype: str = "uint8",
    mixed: bool = True,
) -> Array:
    """A vector of class labels."""
    known = Labels(classes, rarest, mixed)
    return Array(Shape((rows, *more)), None, dtype, known, memory=run.list(), born=run.clock)


# -- keras.datasets -------------------------------------------------------------------------------------


def call(run: Run, tail: str, arguments: Arguments) -> Value:
    """keras.datasets.name.load_data(…); `tail` is the path below Keras's root."""
    parts = tail.split(".")
    if parts[-1] == "get_word_index":
        return run.dict((), run.unknown("the words of a data set", "word_index"))
    loader = LOADERS.get(parts[-2]) if len(parts) > 1 and parts[-1] == "load_data" else None
    if loader is None or arguments.open is not None:
        return run.unknown(f"{tail}() is not followed", "load_data()")
    try:
        return loader(run, arguments)
    except MISUSES:
        return run.unknown(f"{tail}() is called in a way that is not followed", "load_data()")


def _digits(run: Run, arguments: Arguments) -> Value:
    """MNIST and Fashion-MNIST: 28 × 28 grey pixels"""
    return tuple(
        (array_values.sized(run, rows, 28, 28, dtype="uint8"), labels(run, rows, 10, rarest))
        for rows, rarest in ((60_000, 5_421), (10_000, 892))
    )


def _colours(classes: int) -> Handler:
    """CIFAR: 32 × 32 pixels of three colours, the labels in a column"""

    def load(run: Run, arguments: Arguments) -> Value:
        mode = arguments.get(0, "label_mode", "fine") if classes == 100 else "fine"
        count: int | None = (
            {"fine": classes, "coarse": 20}.get(mode) if isinstance(mode, str) else None
        )
        axes = (3, 32, 32) if run.keras.data_format == "channels_first" else (32, 32, 3)
        found = []
        for rows in (50_000, 10_000):
            pixels = array_values.sized(run, rows, *axes, dtype="uint8")
            kinds = (
                labels(run, rows, count, rows // count, 1)
                if count
                else array_values.sized(run, rows, 1)
            )
            found.append((pixels, kinds))
        return tuple(found)

    return load


def _texts(train: int, test: int, classes: int, rarest: int) -> Handler:
    """IMDB and Reuters: lists of word numbers, each of its own length"""

    def load(run: Run, arguments: Arguments) -> Value:
        sizes: list[Dim] = [train, test]
        if arguments.get(3, "maxlen") is not None:  # leaves long texts out
            gap = run.unknown("how many texts are short enough", "rows")
            sizes = [
                Expression.unknown(gap, part, 0, most)
                for part, most in (("train", train), ("test", test))
            ]
        share = arguments.get(4, "test_split", 0.2)
        if classes == 46 and sizes == [train, test] and share != 0.2:
            if not isinstance(share, float) or not 0 <= share <= 1:
                return run.unknown("a data set split in an unknown way")
            first = int((train + test) * (1 - share))
            sizes = [first, train + test - first]
        known = sizes[0] == train
        found = []
        for rows in sizes:
            kinds = labels(
                run, rows, classes, rarest if known else 1, dtype="int64", mixed=classes == 2
            )
            if not known:
                kinds.labels = None
            found.append((Array(Shape((rows,)), None, "object", born=run.clock), kinds))
        return tuple(found)

    return load


def _houses(rows: int, features: int) -> Handler:
    """Prices: numbers in, one number out"""

    def load(run: Run, arguments: Arguments) -> Value:
        share, whole = arguments.get(1 if rows == 506 else 2, "test_split", 0.2), rows
        if rows != 506 and (version := arguments.get(0, "version", "large")) != "large":
            if version != "small":
                return run.unknown("a data set of unknown version")
            whole = 600
        if not isinstance(share, float) or not 0 <= share <= 1:
            return run.unknown("a data set split in an unknown way")
        first = int(whole * (1 - share))
        return tuple(
            (
                array_values.sized(run, n, features, dtype="float64"),
                array_values.sized(run, n, dtype="float64"),
            )
            for n in (first, whole - first)
        )

    return load


LOADERS: dict[str, Handler] = {
    "mnist": _digits, "fashion_mnist": _digits, "cifar10": _colours(10), "cifar100": _colours(100),
    "imdb": _texts(25_000, 25_000, 2, 12_500), "reuters": _texts(8_982, 2_246, 46, 1),
    "boston_housing": _houses(506, 13), "california_housing": _houses(20_640, 8),
}  # fmt: skip


# -- sklearn.datasets -----------------------------------------------------------------------------------

IRIS = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")


def bunch(
    run: Run, name: str, data: Array, target: Array, classes: int = 0, **more: Value
) -> Bundle:
    """What a loader of sklearn returns; its frame has the target as a last column."""
    width = data.shape.axis(1)
    names = (
        IRIS
        if name == "iris"
        else [run.unknown("the name of a feature")]
        * (width if isinstance(width, int) and width <= 512 else 0)
    )
    members: dict[str, Value] = {
        "data": data,
        "target": target,
        "feature_names": run.list(names),
        "DESCR": run.unknown("a description"),
        **more,
    }
    if classes:
        known = ("setosa", "versicolor", "virginica") if name == "iris" else None
        members["target_names"] = array_values.make(run, Shape((classes,)), known, "str")
    return Bundle(f"the data set {name}", members)


def _table(name: str, rows: int, features: int, classes: int = 0, rarest: int = 0) -> Handler:
    """load_iris() and its like"""

    def load(run: Run, arguments: Arguments) -> Value:
        keywords = arguments.keywords
        data = array_values.sized(run, rows, features, dtype="float64")
        target = (
            labels(run, rows, classes, rarest, dtype="int64", mixed=False)
            if classes
            else array_values.sized(run, rows, dtype="float64")
        )
        if name == "digits" and (count := arguments.get(0, "n_class", 10)) != 10:
            data = array_values.sized(
                run, Expression.unknown(run.unknown("rows of some classes", "rows")), features
            )
            target = array_values.sized(run, data.shape.axis(0))
            if isinstance(count, int):
                target.labels, target.memory = Labels(count, 1), run.list()
        if keywords.get("as_frame") is True:
            data.columns = IRIS if name == "iris" else ...
            target.columns = "target"
        if (
            keywords.get("return_X_y") is True
            or arguments.positional == [True]
            and name != "digits"
        ):
            return data, target
        more: dict[str, Value] = {}
        if keywords.get("as_frame") is True:
            columns = (*IRIS, "target") if name == "iris" else ...
            more["frame"] = Array(
                Shape((data.shape.axis(0), features + 1)), columns=columns, born=run.clock
            )
        if name == "digits":
            more["images"] = array_values.sized(run, data.shape.axis(0), 8, 8, dtype="float64")
        if name == "faces":
            more["images"] = array_values.sized(run, 400, 64, 64, dtype="float32")
        return bunch(run, name, data, target, classes, **more)

    return load


def _forests(run: Run, arguments: Arguments) -> Value:
    """fetch_covtype: the classes are 1 to 7"""
    data, target = (
        array_values.sized(run, 581_012, 54, dtype="float64"),
        array_values.sized(run, 581_012, dtype="int32"),
    )
    if arguments.keywords.get("as_frame") is True:
        data.columns, target.columns = ..., "Cover_Type"
    return (
        (data, target)
        if arguments.keywords.get("return_X_y") is True
        else bunch(run, "covtype", data, target)
    )


def _made(features: int, classes: int = 0, outputs: int = 0, at: int = 1) -> Handler:
    """make_moons() and its like; `at` is the place of n_features, 0 where their number is fixed"""

    def load(run: Run, arguments: Arguments) -> Value:
        keywords = arguments.keywords
        rows: Any = arguments.get(0, "n_samples", 100)
        if isinstance(rows, (tuple, List)):
            rows = sum(rows) if all(isinstance(n, int) for n in rows) else Ellipsis
        rows = array_values.dim_of(rows)
        width = array_values.dim_of(arguments.get(at, "n_features", features)) if at else features
        if rows is Ellipsis or width is Ellipsis or rows is None or width is None:
            return run.unknown("a data set of unknown size")
        data = array_values.sized(run, rows, width, dtype="float64")
        kinds = keywords.get("n_classes", keywords.get("centers", classes))
        kinds = (
            3
            if kinds is None
            else len(kinds)
            if isinstance(kinds, List) and kinds.open is None
            else kinds
        )
        if (
            classes
            and isinstance(kinds, int)
            and isinstance(rows, int)
            and not keywords.keys() & {"weights", "flip_y"}
            and rows >= 2 * kinds > 0
        ):
            return data, labels(run, rows, kinds, rows // kinds, dtype="int64")
        targets = (
            keywords.get("n_classes" if outputs == 5 else "n_targets", outputs) if outputs else 0
        )
        wide = targets not in (0, 1)
        last = array_values.dim_of(targets)
        if last is Ellipsis:
            return run.unknown("a data set of unknown size")
        return data, array_values.sized(run, rows, *((last,) if wide else ()), dtype="float64")

    return load


OPEN_ML = {
    "mnist_784": (70_000, 784, 10, 6_313), "mnist784": (70_000, 784, 10, 6_313), "mnist original": (70_000, 784, 10, 6_313),
    "fashion-mnist": (70_000, 784, 10, 7_000), "cifar_10": (60_000, 3_072, 10, 6_000), "iris": (150, 4, 3, 50),
}  # fmt: skip


def _open_ml(run: Run, arguments: Arguments) -> Value:
    """fetch_openml("mnist_784"): the labels are texts"""
    name = arguments.get(0, "name", arguments.keywords.get("dataname"))
    known = OPEN_ML.get(name.lower()) if isinstance(name, str) else None
    if known is None:
        return run.unknown("a data set that is fetched", "data")
    rows, features, classes, rarest = known
    data, target = (
        array_values.sized(run, rows, features),
        labels(run, rows, classes, rarest, dtype="str", mixed=False),
    )
    if arguments.keywords.get("as_frame", "auto") is True:
        data.columns, target.columns = ..., "class"
    return (
        (data, target)
        if arguments.keywords.get("return_X_y") is True
        else bunch(run, name, data, target, classes)
    )


# -- TensorFlow's first tutorials -----------------------------------------------------------------------


def _tutorial(run: Run, arguments: Arguments) -> Value:
    """tensorflow.examples.tutorials.mnist.input_data.read_data_sets(path, one_hot, reshape)"""
    keywords = arguments.keywords
    hot, flat, held = (
        keywords.get("one_hot", False),
        keywords.get("reshape", True),
        keywords.get("validation_size", 5_000),
    )
    if (
        not isinstance(hot, bool)
        or not isinstance(flat, bool)
        or not isinstance(held, int)
        or len(arguments.positional) > 1
    ):
        return run.unknown("a data set read in an unknown way")
    axes = (784,) if flat else (28, 28, 1)
    parts = {}
    for name, rows in (("train", 60_000 - held), ("validation", held), ("test", 10_000)):
        kinds = (
            array_values.sized(run, rows, 10, dtype="float64")
            if hot
            else labels(run, rows, 10, rows // 20)
        )
        members = {
            "images": array_values.sized(run, rows, *axes, dtype="float32"),
            "labels": kinds,
            "num_examples": rows,
        }
        parts[name] = Bundle(f"the {name} images", members, kind="images")
    return Bundle("MNIST", parts)


def _next_batch(run: Run, arguments: Arguments) -> Value:
    """mnist.train.next_batch(size)"""
    size = array_values.dim_of(arguments.get(1, "batch_size"))
    members = arguments.positional[0].members
    if size is Ellipsis:
        return run.unknown("a batch of unknown size")
    images, kinds = (members[name].shape.dims[1:] for name in ("images", "labels"))
    return array_values.sized(run, size, *images), array_values.sized(run, size, *kinds)


OBJECTS: dict[str, dict[str, Handler]] = {"images": {"next_batch": _next_batch}}
FUNCTIONS: dict[str, Handler] = {
    "sklearn.load_iris": _table("iris", 150, 4, 3, 50), "sklearn.load_digits": _table("digits", 1_797, 64, 10, 174),
    "sklearn.load_wine": _table("wine", 178, 13, 3, 48), "sklearn.load_breast_cancer": _table("breast cancer", 569, 30, 2, 212),
    "sklearn.load_diabetes": _table("diabetes", 442, 10), "sklearn.load_boston": _table("boston", 506, 13),
    "sklearn.fetch_california_housing": _table("california housing", 20_640, 8),
    "sklearn.fetch_olivetti_faces": _table("faces", 400, 4_096, 40, 10), "sklearn.fetch_covtype": _forests,
    "sklearn.fetch_openml": _open_ml, "sklearn.fetch_mldata": _open_ml, "sklearn.make_moons": _made(2, 2, at=0),
    "sklearn.make_circles": _made(2, 2, at=0), "sklearn.make_blobs": _made(2, 3), "sklearn.make_classification": _made(20, 2),
    "sklearn.make_regression": _made(100, 0, 1), "sklearn.make_multilabel_classification": _made(20, 0, 5),
    "sklearn.make_swiss_roll": _made(3, at=0), "sklearn.make_s_curve": _made(3, at=0),
    "tensorflow.examples.tutorials.mnist.input_data.read_data_sets": _tutorial,
    "tensorflow.contrib.learn.datasets.mnist.read_data_sets": _tutorial,
}  # fmt: skip
