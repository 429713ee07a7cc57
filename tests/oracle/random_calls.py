"""Random calls of every layer class of Keras 3: arguments that fit, and some that nearly do.

The parameters of a class are those of keraslint's own signatures, so that a wrong name, order or
default there shows as a difference, too. What a parameter may be given depends on its name: a table
of usual and odd values. Some classes need arguments that belong together (an equation and a shape, a
layer inside another); these have a function of their own below.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from keraslint.layers import signatures
from keraslint.layers.generations import KERAS3
from keraslint.layers.signatures import Signature

Dims = tuple[int | None, ...]

NOT_CALLED = {
    "FlaxLayer": "needs a Flax module",
    "InputLayer": "is called by Input",
    "JaxLayer": "needs a JAX function",
    "Lambda": "is whatever its function is",
    "Layer": "is a base class",
    "MaxNumBoundingBoxes": "takes bounding boxes, no images",
    "TFSMLayer": "needs a SavedModel",
    "TorchModuleWrapper": "needs a PyTorch module",
    "Wrapper": "is a base class",
}
"""Public classes that cannot be called at random, and why."""

NAMES = signatures.names(KERAS3)
CLASSES = sorted(
    name
    for name in NAMES
    if (found := signatures.find(name, KERAS3)) and not found.function and name not in NOT_CALLED
)


@dataclass(frozen=True)
class Call:
    """One call: the text of the constructor's call, and the shapes that the layer is called on.

    style  args: layer(a, b); list: layer([a, b])
    """

    layer: str
    text: str
    shapes: tuple[Dims, ...]
    style: str = "args"
    dtype: str | None = None


def calls(seed: int, count: int) -> list[Call]:
    """So many calls, every class as often as any other; the same for the same seed."""
    source = Source(random.Random(seed))
    order = [CLASSES[i % len(CLASSES)] for i in range(count)]
    return [source.call(name) for name in order]


BOOLS = ("True", "False")
ACTIVATIONS = ("None", "'relu'", "'tanh'", "'softmax'", "'gelu'", "'linear'")
ODD_ACTIVATIONS = ("'rleu'", "5", "'swish'", "False", "PReLU()", "Dense(3)")
INITIALIZERS = ("'zeros'", "'ones'", "'he_normal'", "'orthogonal'", "'identity'")
REGULARIZERS = ("None", "'l1'", "'l2'")
CONSTRAINTS = ("None", "'max_norm'", "'non_neg'")
FACTORS = ("0.1", "0.5", "(0.1, 0.3)", "0.0", "1.0")
ODD_FACTORS = ("-0.5", "1.5", "(0.1,)", "None", "'a'", "(0.3, 0.1)", "(-0.2, 0.3)", "2")
RATES = ("0.1", "0.5", "0", "1", "0.0", "1.0")
ODD_RATES = ("1.5", "-0.1", "None", "'a'", "2")
FORMATS = ("None", "'channels_last'", "'channels_first'")
AXES = ("-1", "1", "-1", "2")
ODD_AXES = ("0", "-2", "7", "[1, 2]", "(1,)", "None", "'a'", "1.0", "[1, 1]", "()")
SMALL = ("1", "2", "3", "4", "8")
ODD_SMALL = ("0", "-1", "2.5", "None", "'a'", "(3,)")
OUTPUT_MODES = ("'int'", "'one_hot'", "'multi_hot'", "'count'")

VALUES: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "activation": (ACTIVATIONS, ODD_ACTIVATIONS),
    "addition_factor": (FACTORS, ODD_FACTORS),
    "all_ops": (BOOLS, ()),
    "alpha": (("0.2", "1.0", "0.5"), ("-1", "0", "None")),
    "alpha_initializer": (INITIALIZERS, ("'zero'", "'nope'")),
    "antialias": (BOOLS, ()),
    "attention_axes": (("None", "1", "(1,)"), ("2", "-2", "(0,)", "(1, 2)", "7")),
    "axis": (AXES, ODD_AXES),
    "bin_boundaries": (("[0.0, 1.0]", "[0.5]", "[-1.0, 0.0, 1.0]"), ("None",)),
    "bins": (("256", "64"), ("-1", "'a'")),
    "bounding_box_format": (("None", "'xyxy'"), ()),
    "center": (BOOLS, ("None",)),
    "chain_depth": (("[1, 3]", "2"), ()),
    "clip_limit": (("4.0", "2.0"), ("-1.0",)),
    "crop_to_aspect_ratio": (BOOLS, ()),
    "cropping": (("1", "0"), ("-1", "5", "(1, 2)", "None", "2.0")),
    "data_format": (FORMATS, ("'channel_last'", "'Channels_First'", "3")),
    "depth_multiplier": (("1", "2", "3"), ("0", "-1", "None")),
    "dropout": (("0.0", "0.2", "1.0"), ("1.5", "-0.1", "None", "'a'")),
    "epsilon": (("1e-6", "0.001"), ()),
    "expand_dims": (BOOLS, ()),
    "factor": (FACTORS, ODD_FACTORS),
    "fft_length": (("256", "128"), ("100", "0")),
    "fill_mode": (("'reflect'", "'wrap'", "'constant'", "'nearest'"), ("'x'",)),
    "filters": (SMALL, ODD_SMALL),
    "flash_attention": (("None", "False"), ()),
    "frame_length": (("64", "100"), ("1", "0", "300")),
    "frame_step": (("16", "32"), ("0", "500")),
    "go_backwards": (BOOLS, ()),
    "groups": (("1", "2", "4", "-1"), ("3", "0", "-2", "None")),
    "head_dim": (("2", "4", "8"), ODD_SMALL),
    "height": (("4", "8", "12"), ODD_SMALL),
    "idf_weights": (("None",), ()),
    "input_dim": (("10", "50"), ODD_SMALL),
    "interpolation": (("'nearest'", "'bilinear'"), ("'x'", "'bicubic'", "'lanczos3'")),
    "invert": (BOOLS, ()),
    "keepdims": (BOOLS, ()),
    "key_dim": (("2", "4", "8"), ODD_SMALL),
    "lora_rank": (("None", "1", "2"), ("0", "-1")),
    "mask_value": (("0.0", "None", "-1"), ()),
    "mask_zero": (BOOLS, ()),
    "max_tokens": (("10", "20", "None"), ("1", "-1")),
    "max_value": (("None", "6.0"), ("-1", "'a'")),
    "mode": (("'log'", "'magnitude'", "'real'", "'horizontal'", "'vertical'"), ("'x'",)),
    "n": (SMALL, ODD_SMALL),
    "negative_slope": (("0.1", "0.0", "0.3"), ("-0.1", "None")),
    "noise_shape": (("None", "(None, 1)", "(1, 1, 1)"), ()),
    "normalize": (BOOLS, ()),
    "num_bins": (("3", "10"), ("0", "-1", "None")),
    "num_chains": (("3", "1"), ()),
    "num_heads": (("1", "2", "4"), ODD_SMALL),
    "num_key_value_heads": (("1", "2", "4"), ("3", "0", "-1")),
    "num_mel_bins": (("40", "80"), ()),
    "num_oov_indices": (("1", "2", "0"), ("-1",)),
    "num_ops": (("2", "3"), ()),
    "num_query_heads": (("4", "8"), ("3", "0", "-1")),
    "num_tokens": (("5", "10"), ("0", "-1", "None")),
    "offset": (("0.0", "-1", "0.5"), ("[0.0]",)),
    "output_dim": (SMALL, ODD_SMALL),
    "output_mode": (OUTPUT_MODES, ("'binary'", "'x'", "'tf_idf'")),
    "output_padding": (("None", "0", "1"), ("-1", "2", "(1, 1)")),
    "output_sequence_length": (("None", "4"), ("0", "-1")),
    "output_shape": (("None", "5", "(6,)", "(2, 3)"), ("0", "-1", "'a'")),
    "pad_to_aspect_ratio": (BOOLS, ()),
    "pad_to_max_tokens": (BOOLS, ()),
    "padding": (("'valid'", "'same'"), ("'causal'", "'full'", "'vaild'", "None", "'SAME'")),
    "periodic": (BOOLS, ()),
    "power_iterations": (("1", "2"), ("0", "-1")),
    "rate": (RATES, ODD_RATES),
    "recurrent_activation": (("'sigmoid'", "'hard_sigmoid'"), ODD_ACTIVATIONS),
    "recurrent_dropout": (("0.0", "0.2"), ("1.5",)),
    "renorm": (BOOLS, ()),
    "reset_after": (BOOLS, ()),
    "return_sequences": (BOOLS, ()),
    "return_state": (BOOLS, ()),
    "salt": (("None", "1", "[1, 2]"), ("'a'", "[1]")),
    "scale": (BOOLS, ("None",)),
    "scaling": (("'density'", "'spectrum'", "None"), ("'x'",)),
    "score_mode": (("'dot'", "'concat'"), ("'x'",)),
    "seed": (("1", "None"), ()),
    "sequence_length": (("512", "1000"), ()),
    "sequence_stride": (("128", "256"), ()),
    "shared_axes": (("None", "[1]", "[1, 2]", "1"), ("[0]", "[-1]", "[5]", "'a'", "[]")),
    "sigma": (FACTORS, ODD_FACTORS),
    "sliding_window": (("None", "2"), ("0", "-1", "2.0")),
    "split": (("'whitespace'", "'character'", "None"), ("'x'",)),
    "stateful": (("False", "False", "True"), ()),
    "stddev": (RATES, ODD_RATES),
    "synchronized": (("False",), ()),
    "threshold": (("0.0", "1.0"), ("-1", "None")),
    "threshold_factor": (FACTORS, ODD_FACTORS),
    "tie_weights": (BOOLS, ()),
    "tile_grid_size": (("(8, 8)", "(4, 4)"), ("3",)),
    "trainable": (BOOLS, ()),
    "unit_forget_bias": (BOOLS, ()),
    "units": (SMALL, ODD_SMALL),
    "unroll": (("False", "False", "True"), ()),
    "use_bias": (BOOLS, ("None", "0")),
    "use_gate": (BOOLS, ()),
    "use_scale": (BOOLS, ()),
    "value_dim": (("None", "2", "4"), ("0", "-1")),
    "value_range": (("(0, 255)", "(0, 1)", "[0, 255]"), ("3", "(0, 1, 2)", "None")),
    "vocabulary": (("[1, 2, 3]", "[10, 20]"), ("[1, 1]", "[]")),
    "width": (("4", "8", "12"), ODD_SMALL),
    "zero_output_for_mask": (BOOLS, ()),
}
"""Parameter -> values that are usual and values that are odd. A parameter without a row keeps its default."""

OWN_VALUES: dict[str, dict[str, tuple[Sequence[str], Sequence[str]]]] = {
    "Activation": {"activation": (ACTIVATIONS[1:], ODD_ACTIVATIONS)},
    "Concatenate": {"axis": (("-1", "1", "2"), ("0", "-2", "9", "None", "'a'"))},
    "RandomPosterization": {"factor": (("1", "4", "8"), ("0", "9", "0.5"))},
    "Rescaling": {"scale": (("2", "0.5", "1 / 255"), ("[1.0]",))},
    "RandomElasticTransform": {"scale": (("0.5", "(0.1, 0.2)"), ("-1.0",))},
    "RandomErasing": {"scale": (("0.5", "(0.1, 0.2)"), ("-1.0",))},
    "RandomPerspective": {"scale": (("0.5", "1.0"), ("-1.0",))},
    "RandomGaussianBlur": {"kernel_size": (("3", "(3, 5)"), ("4", "(2, 3)"))},
    "Normalization": {"mean": (("0.5", "1"), ()), "variance": (("2.0", "1"), ())},
    "TextVectorization": {"vocabulary": (("['a', 'b']",), ())},
    "StringLookup": {"vocabulary": (("['a', 'b']",), ("['a', 'a']",))},
}
"""Parameters that mean something else in these classes."""

PER_AXIS = {
    "dilation_rate": (("1", "1", "2"), ("0", "-1", "None")),
    "kernel_size": (("1", "2", "3"), ("0", "-1", "None", "2.5", "9")),
    "output_size": (("1", "2", "4"), ("0", "-1", "None")),
    "pool_size": (("1", "2", "3"), ("0", "-1", "None")),
    "size": (("1", "2", "3"), ("0", "None")),
    "strides": (("1", "1", "2", "3"), ("0", "-1", "None", "'a'")),
}
"""Parameters that are one number or one for each spatial axis."""

INNER = (
    "Dense(4)",
    "Dense(3, use_bias=False)",
    "Dense(4, trainable=False)",
    "Conv1D(2, 2)",
    "Conv2D(4, 3)",
    "Conv2D(4, 3, padding='same', groups=2)",
    "Conv2DTranspose(3, 2, strides=2)",
    "DepthwiseConv2D(3)",
    "SeparableConv2D(4, 2)",
    "BatchNormalization()",
    "LayerNormalization()",
    "EinsumDense('abc,cd->abd', (None, 4))",
    "Embedding(10, 3)",
    "Flatten()",
    "LSTM(4)",
    "GRU(2, return_sequences=True)",
    "MaxPooling2D(2)",
    "Dropout(0.5)",
    "Reshape((-1, 1))",
    "TimeDistributed(Dense(3))",
    "Bidirectional(LSTM(2))",
    "PReLU()",
)
CELLS = ("LSTMCell(4)", "GRUCell(3)", "SimpleRNNCell(2)", "GRUCell(3, reset_after=False)")
LETTERS = "bcdefg"


@dataclass
class Source:
    """Where the choices come from."""

    random: random.Random
    oddness: float = 0.04

    def call(self, name: str) -> Call:
        """A call of one class."""
        signature = signatures.find(name, KERAS3)
        assert signature is not None
        own = SPECIAL.get(signature.kind)
        if own is not None:
            return own(self, name)
        spatial = _spatial_axes(name)
        return Call(name, self.text(name, signature, spatial), *self.inputs(name, spatial))

    # ------------------------------------------------------------------------------- arguments

    def text(
        self, name: str, signature: Signature, spatial: int, given: dict[str, str] | None = None
    ) -> str:
        """The constructor's call: some arguments by position, some by name, now and then a wrong one."""
        given = given or {}
        values = {
            p.name: given.get(p.name) or self.value(signature.kind, p.name, spatial)
            for p in signature.parameters
        }
        positional = list(signature.positional)
        required = [n for n in signature.required if n in positional]
        front = self.random.choice([0, len(required), len(required), len(required) + 1])
        if self.random.random() < 0.1:
            front = self.random.randint(0, len(positional))
        parts: list[str] = []
        for parameter in positional[:front]:
            if (value := values[parameter]) is None:
                break
            parts.append(value)
        placed = set(positional[: len(parts)])
        named = {}
        for parameter in values:
            value = values[parameter]
            if parameter in placed or value is None:
                continue
            wanted = parameter in required or parameter in given
            if wanted or self.random.random() < 3.0 / max(len(values), 6):
                named[parameter] = value
        if self.random.random() < 0.05 and "trainable" in signature.keywords:
            named["trainable"] = self.random.choice(BOOLS)
        self.spoil(named, parts)
        order = list(named)
        self.random.shuffle(order)
        return f"{name}({', '.join([*parts, *(f'{key}={named[key]}' for key in order)])})"

    def spoil(self, named: dict[str, str], parts: list[str]) -> None:
        """Now and then forgets an argument, gives one too many, or misspells one."""
        if self.random.random() > self.oddness:
            return
        way = self.random.randrange(3)
        if way == 0 and named:
            named.pop(self.random.choice(list(named)))
        elif way == 1:
            named[self.random.choice(["unit", "kernel", "border_mode", "input_length"])] = "3"
        elif parts:
            parts.append(parts[-1])

    def value(self, kind: str, parameter: str, spatial: int) -> str | None:
        """The text of a value; None for a parameter that keeps its default."""
        own = OWN_VALUES.get(kind, {})
        if parameter in own:
            return self.pick(*own[parameter])
        if parameter in PER_AXIS:
            usual, odd = PER_AXIS[parameter]
            return self.per_axis(usual, odd, max(spatial, 1))
        if parameter in ("padding", "cropping") and kind.startswith(("ZeroPadding", "Cropping")):
            return self.margins(max(spatial, 1))
        if parameter in VALUES:
            return self.pick(*VALUES[parameter])
        ending = parameter.rpartition("_")[2]
        if ending == "initializer":
            return self.pick(INITIALIZERS, ("'zero'", "'nope'", "None", "5"))
        if ending == "regularizer":
            return self.pick(REGULARIZERS, ("'nope'", "0.01"))
        if ending == "constraint":
            return self.pick(CONSTRAINTS, ("'nope'", "1"))
        return None

    def pick(self, usual: Sequence[str], odd: Sequence[str]) -> str:
        return self.random.choice(odd if odd and self.random.random() < self.oddness else usual)

    def per_axis(self, usual: Sequence[str], odd: Sequence[str], axes: int) -> str:
        if self.random.random() < 0.5:
            return self.pick(usual, odd)
        if self.random.random() < self.oddness:
            axes += self.random.choice([-1, 1])
        sides = [self.pick(usual, odd) for _ in range(axes)]
        return (
            f"({', '.join(sides)}{',' * (axes == 1)})"
            if self.random.random() < 0.8
            else str(sides).replace('"', "").replace("'", "")
        )

    def margins(self, axes: int) -> str:
        one = lambda: self.pick(("0", "1", "2"), ("-1", "7", "None"))  # noqa: E731
        way = self.random.randrange(3)
        if way == 0:
            return one()
        if axes == 1:
            return f"({one()}, {one()})"
        if way == 1:
            return f"({', '.join(one() for _ in range(axes))})"
        return f"({', '.join(f'({one()}, {one()})' for _ in range(axes))})"

    # ---------------------------------------------------------------------------------- inputs

    def inputs(self, name: str, spatial: int) -> tuple[tuple[Dims, ...], str, str | None]:
        """Shapes that mostly have the rank that the class takes, the style of the call, the data type."""
        dtype = "int32" if "Embedding" in name or "Lookup" in name else None
        if name in MERGING:
            return self.alike(), "list", dtype
        ranks = RANKS.get(name) or ((spatial + 2,) if spatial else (2, 3, 4))
        if name.startswith("ConvLSTM"):
            ranks = (spatial + 3,)
        if self.random.random() < self.oddness:
            ranks = (1, 2, 3, 4, 5)
        sizes = SIZES.get(name, (1, 2, 3, 4, 5, 6, 8, 12))
        free = 0.0 if name == "STFTSpectrogram" else 0.08  # there it depends on the backend
        return (self.shape(self.random.choice(ranks), sizes, free),), "args", dtype

    def shape(
        self, rank: int, sizes: Sequence[int] = (1, 2, 3, 4, 5, 6, 8, 12), free: float = 0.08
    ) -> Dims:
        batch = None if self.random.random() < 0.9 else self.random.choice([1, 2, 4])
        return (
            batch,
            *(
                None if self.random.random() < free else self.random.choice(sizes)
                for _ in range(rank - 1)
            ),
        )

    def alike(self) -> tuple[Dims, ...]:
        """Two or three shapes that mostly fit together."""
        base = self.shape(self.random.choice([2, 3, 4]))
        count = self.random.choice([2, 2, 2, 3, 1] if self.random.random() < 0.2 else [2, 2, 3])
        shapes = []
        for _ in range(count):
            dims = list(base)
            for i in range(1, len(dims)):
                if self.random.random() < 0.08:
                    dims[i] = self.random.choice([1, None, 3])
            if self.random.random() < self.oddness:
                dims = dims[:-1] if len(dims) > 2 else [*dims, 2]
            shapes.append(tuple(dims))
        return tuple(shapes)


MERGING = ("Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Subtract")
IMAGES = (3, 4, 4, 4)
RANKS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional"), (3,)),
    **dict.fromkeys(("LSTMCell", "GRUCell", "SimpleRNNCell"), (2,)),
    **dict.fromkeys(("CategoryEncoding", "Hashing", "HashedCrossing"), (1, 2, 2, 3)),
    "RepeatVector": (2,),
    "MelSpectrogram": (2,),
    "STFTSpectrogram": (3,),
    "TimeDistributed": (3, 4, 5),
    "Masking": (3,),
    **dict.fromkeys(
        [
            name
            for name in CLASSES
            if name.startswith("Random")
            or name in ("AugMix", "AutoContrast", "CenterCrop", "CutMix", "Equalization", "MixUp")
            or name in ("RandAugment", "Resizing", "Solarization")
            or name == "ContrastLimitedAdaptiveHistogramEqualization"
        ],
        IMAGES,
    ),
}
"""The ranks that a class takes, where its name does not say it."""

SIZES = {
    "STFTSpectrogram": (1, 2, 500, 1000),
    "MelSpectrogram": (4000, 8000),
    **dict.fromkeys((name for name in CLASSES if RANKS.get(name) == IMAGES), (1, 3, 3, 8, 12, 16)),
}


def _spatial_axes(name: str) -> int:
    """1 for Conv1D, 2 for MaxPooling2D …; 0 where the name has no such ending."""
    for axes in (1, 2, 3):
        if f"{axes}D" in name:
            return axes
    return 0


# ------------------------------------------------------------ classes whose arguments belong together


def _signature(name: str) -> Signature:
    found = signatures.find(name, KERAS3)
    assert found is not None
    return found


def einsum_dense(source: Source, name: str) -> Call:
    """An equation, and an output shape that has as many axes as it says."""
    r = source.random
    letters = list(LETTERS[: r.choice([1, 2, 2, 3])])
    kept = [letter for letter in letters[:-1] if r.random() < 0.7]
    new = list("xyz"[: r.choice([1, 1, 2])])
    summed = [letter for letter in letters if letter not in kept]
    kernel = summed + [letter for letter in kept if r.random() < 0.15] + new
    ellipsis = r.random() < 0.3
    front = "..." if ellipsis else "a"
    equation = f"{front}{''.join(letters)},{''.join(kernel)}->{front}{''.join(kept + new)}"
    extra = r.choice([0, 1, 2]) if ellipsis else 0
    shape = source.shape(1 + extra + len(letters), free=0.04)
    axes = [str(r.choice([2, 3, 4])) for _ in new]
    middle = [
        str(shape[1 + extra + letters.index(letter)]) if r.random() < 0.5 else "None"
        for letter in kept
    ]
    sides = ["None"] * extra + middle + axes
    output = f"({', '.join(sides)},)" if len(sides) > 1 or r.random() < 0.5 else sides[0]
    more = ""
    if r.random() < 0.5:
        more = f", bias_axes={r.choice([*new, ''.join(kept[-1:] + new)])!r}"
    return Call(name, f"{name}({equation!r}, {output}{more})", (shape,))


def dot(source: Source, name: str) -> Call:
    r = source.random
    ranks = r.choice([(2, 2), (3, 3), (3, 3), (3, 2), (4, 3), (2, 3)])
    a, b = source.shape(ranks[0], free=0.04), source.shape(ranks[1], free=0.04)
    i, j = r.randrange(1, ranks[0]), r.randrange(1, ranks[1])
    if r.random() < 0.9:
        b = (*b[:j], a[i], *b[j + 1 :])
    axes = r.choice([f"({i}, {j})", f"[{i}, {j}]", f"({i - ranks[0]}, {j - ranks[1]})", str(i)])
    axes = source.pick((axes,), ("None", "0", "'a'", "(1, 2, 3)", "9"))
    normalize = r.choice(["", ", normalize=True", ", normalize=False"])
    return Call(name, f"{name}({axes}{normalize})", (a, b), "list")


def reshape(source: Source, name: str) -> Call:
    r = source.random
    shape = source.shape(r.choice([1, 2, 3, 4]), free=0.06)
    rest = math.prod(d or 1 for d in shape[1:])
    target: list[str] = []
    while rest > 1 and len(target) < 3:
        factor = r.choice([k for k in range(1, rest + 1) if rest % k == 0])
        target.append(str(factor))
        rest //= factor
    target.append(str(rest))
    r.shuffle(target)
    if r.random() < 0.3:
        target[r.randrange(len(target))] = "-1"
    if r.random() < source.oddness:
        target[r.randrange(len(target))] = r.choice(["7", "-2", "0", "None"])
    return Call(name, f"{name}(({', '.join(target)},))", (shape,))


def permute(source: Source, name: str) -> Call:
    r = source.random
    rank = r.choice([2, 3, 4, 5])
    dims = list(range(1, rank))
    r.shuffle(dims)
    text = source.pick((str(tuple(dims)), str(dims)), ("(0, 1)", "(1, 1)", "(2, 3)", "(1, -1)"))
    return Call(name, f"{name}({text})", (source.shape(rank),))


def wrapper(source: Source, name: str) -> Call:
    """Another layer inside, on an input that fits it as a rule."""
    r = source.random
    inner = r.choice(("LSTM(4)", "GRU(3)") if name == "Bidirectional" else INNER)
    if name == "Bidirectional":
        kind = r.choice(["LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM1D"])
        if kind == "RNN":
            inner = f"RNN({r.choice(CELLS)}, return_sequences={r.choice(BOOLS)})"
        elif kind == "ConvLSTM1D":
            inner = "ConvLSTM1D(2, 2, padding='same')"
        else:
            inner = source.text(kind, _signature(kind), 0)
        inner = source.pick((inner,), ("Dense(3)", "None", "'a'"))
    signature = _signature(name)
    given = {"layer": inner}
    if name == "Bidirectional":
        given["merge_mode"] = source.pick(("'concat'", "'sum'", "'mul'", "'ave'", "None"), ("'x'",))
    rank = 4 if "2D" in inner else 3
    if name == "TimeDistributed":
        rank = 5 if "2D" in inner else r.choice([3, 4])
    elif "ConvLSTM1D" in inner:
        rank = 4
    elif "Dense(" in inner or "Norm" in inner or "PReLU" in inner:
        rank = 3 if name == "Bidirectional" or "Einsum" in inner else r.choice([2, 3, 4])
    elif "Embedding" in inner:
        rank = 2
    dtype = "int32" if "Embedding" in inner else None
    shape = source.shape(rank, (3, 4, 6, 8), free=0.04)
    return Call(name, source.text(name, signature, 0, given), (shape,), "args", dtype)


def rnn(source: Source, name: str) -> Call:
    r = source.random
    cells = [r.choice(CELLS) for _ in range(r.choice([1, 1, 2, 3]))]
    cell = cells[0] if len(cells) == 1 else f"[{', '.join(cells)}]"
    if len(cells) > 1 and r.random() < 0.5:
        cell = f"StackedRNNCells({cell})"
    cell = source.pick((cell,), ("None", "Dense(3)", "'a'"))
    return Call(name, source.text(name, _signature(name), 0, {"cell": cell}), (source.shape(3),))


def attention(source: Source, name: str) -> Call:
    """A query and a value (and a key) that mostly fit."""
    r = source.random
    features = r.choice([4, 8])
    steps = r.choice([None, 3, 5])
    query = (None, r.choice([None, 3, 4]), features)
    value = (None, steps, features)
    shapes = [query, value]
    if r.random() < 0.4:
        shapes.append((None, steps, features if r.random() < 0.8 else 6))
    if r.random() < source.oddness * 2:
        at = r.randrange(len(shapes))
        shapes[at] = source.shape(r.choice([2, 3, 4]))
    style = "list" if name in ("Attention", "AdditiveAttention") else "args"
    return Call(name, source.text(name, _signature(name), 0), tuple(shapes), style)


def stacked(source: Source, name: str) -> Call:
    """Cells on one step; they are what RNN wraps, so one is enough here."""
    cells = ", ".join(source.random.choice(CELLS) for _ in range(source.random.choice([1, 2])))
    return Call(name, f"RNN({name}([{cells}]))", (source.shape(3),))


def cell(source: Source, name: str) -> Call:
    """A cell within RNN: alone it wants states."""
    inner = source.text(name, _signature(name), 0)
    return Call(name, f"RNN({inner})", (source.shape(3),))


def pipeline(source: Source, name: str) -> Call:
    inner = source.random.sample(
        ("Rescaling(2)", "Dense(3)", "Dropout(0.1)", "CenterCrop(4, 4)"), 2
    )
    return Call(name, f"{name}([{', '.join(inner)}])", (source.shape(4, (4, 6, 8)),))


def crossing(source: Source, name: str) -> Call:
    r = source.random
    shape = source.shape(r.choice([1, 2]))
    return Call(name, source.text(name, _signature(name), 0), (shape, shape), "list", "int32")


SPECIAL: dict[str, Callable[[Source, str], Call]] = {
    "AdditiveAttention": attention,
    "Attention": attention,
    "Bidirectional": wrapper,
    "Dot": dot,
    "EinsumDense": einsum_dense,
    "GRUCell": cell,
    "GroupQueryAttention": attention,
    "HashedCrossing": crossing,
    "LSTMCell": cell,
    "MultiHeadAttention": attention,
    "Permute": permute,
    "Pipeline": pipeline,
    "RNN": rnn,
    "Reshape": reshape,
    "SimpleRNNCell": cell,
    "SpectralNormalization": wrapper,
    "StackedRNNCells": stacked,
    "TimeDistributed": wrapper,
}
