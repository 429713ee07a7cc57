"""Layers that turn categories and text into numbers."""

from __future__ import annotations

from typing import Any

from keraslint.layers.definition import Built, Output, layer, nothing_known, whole
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Layer
from keraslint.shapes import BadArgument, Dim, Expression, Mismatch, Shape, Size, WrongRank, same
from keraslint.unknown import Unknown
from keraslint.weights import Weight

SPELLINGS = {"binary": "multi_hot", "tf-idf": "tf_idf"}


@layer("CategoryEncoding")
def category_encoding(
    x: Shape,
    count_weights: Any = None,
    *,
    num_tokens: Any = None,
    output_mode: str = "multi_hot",
    keras: Keras,
) -> Built:
    """Whole numbers as indicator vectors (keras.io/api/layers/preprocessing_layers/categorical/category_encoding)."""
    mode = _mode(SPELLINGS.get(output_mode, output_mode), "multi_hot", "one_hot", "count")
    if num_tokens is None:
        raise BadArgument("needs num_tokens")
    tokens = whole(num_tokens, "num_tokens")
    if isinstance(tokens, int) and tokens < 1:
        raise BadArgument(f"takes num_tokens of at least 1, not {tokens}")
    if keras.tf and isinstance(count_weights, Shape) and mode != "count":
        raise BadArgument(f"uses count_weights only in output_mode count, not {mode}")
    return Built(_encoded(x, tokens, mode, keras))


@layer("Discretization")
def discretization(
    x: Shape,
    *,
    bin_boundaries: Any = None,
    num_bins: Any = None,
    output_mode: str = "int",
    sparse: Any = False,
    keras: Keras,
) -> Built:
    """Numbers by the bin they fall into (keras.io/api/layers/preprocessing_layers/numerical/discretization)."""
    mode = _mode(output_mode, "int", "one_hot", "multi_hot", "count")
    _check_sparse(sparse, mode)
    if isinstance(num_bins, int) and num_bins < 0:
        raise BadArgument(f"takes num_bins of at least 0, not {num_bins}")
    if all(
        value is not None and not isinstance(value, Unknown) for value in (bin_boundaries, num_bins)
    ):
        raise BadArgument("takes num_bins or bin_boundaries, not both")
    if keras.three and bin_boundaries is None and num_bins is None:
        raise BadArgument("needs num_bins or bin_boundaries")
    if mode == "int" or keras.three and keras.before(3, 14):
        return Built(x)
    bins = _bins(bin_boundaries, num_bins, keras)
    if keras.three and mode != "one_hot" and x.dims is not None:
        return Built(Shape((*x.dims[:1], *x.dims[2:], bins) if len(x.dims) > 1 else (bins,)))
    return Built(_encoded(x, bins, mode, keras))


@layer("Hashing")
def hashing(
    x: Shape,
    *,
    num_bins: Any,
    output_mode: str = "int",
    salt: Any = None,
    sparse: Any = False,
    keras: Keras,
) -> Built:
    """Categories by their hash (keras.io/api/layers/preprocessing_layers/categorical/hashing)."""
    bins = _positive(num_bins, "num_bins")
    mode = _mode(output_mode, "int", "one_hot", "multi_hot", "count")
    _check_sparse(sparse, mode)
    pair = isinstance(salt, (list, tuple)) and len(salt) == 2
    if not pair and not isinstance(salt, (int, Unknown, Expression, type(None))):
        raise BadArgument(f"takes salt as one or two whole numbers, not {salt!r}")
    if mode == "int":
        return Built(x)
    return Built(x.with_last(bins) if keras.three else _encoded(x, bins, mode, keras))


@layer("HashedCrossing")
def hashed_crossing(inputs: Any, *, num_bins: Any, output_mode: str = "int", keras: Keras) -> Built:
    """Pairs of categories by their hash (keras.io/api/layers/preprocessing_layers/categorical/hashed_crossing)."""
    mode = _mode(output_mode, "int", "one_hot")
    bins = whole(num_bins, "num_bins")
    if isinstance(inputs, Shape) or len(inputs) < 2 or keras.three and len(inputs) > 2:
        raise BadArgument("is called on a list of two inputs")
    first, other = inputs[:2]
    if _differ(first.last, other.last) or keras.tf and _ranks_differ(first, other):
        raise Mismatch(f"needs inputs of one shape, got {first} and {other}")
    crossed = first
    if keras.tf and first.dims is not None:
        if len(first.dims) > 2 or len(first.dims) == 2 and _differ(first.last, 1):
            raise WrongRank(f"needs inputs of shape (batch,) or (batch, 1), got {first}")
        crossed = Shape((None, *first.dims[1:]))
    return Built(crossed if mode == "int" else _encoded(crossed, bins, mode, keras))


@layer("IntegerLookup", "StringLookup")
def index_lookup(
    x: Shape, *, max_tokens: Any = None, num_oov_indices: Any = 1, mask_token: Any = None, oov_token: Any = None,
    vocabulary: Any = None, idf_weights: Any = None, invert: Any = False, output_mode: str = "int", sparse: Any = False,
    pad_to_max_tokens: Any = False, vocabulary_size: Any = None, keras: Keras,
) -> Built:  # fmt: skip
    """Categories by their place in a vocabulary (keras.io/api/layers/preprocessing_layers/categorical/string_lookup)."""
    mode = _mode(
        SPELLINGS.get(output_mode, output_mode), "int", "one_hot", "multi_hot", "count", "tf_idf"
    )
    _check_lookup(
        max_tokens,
        num_oov_indices,
        idf_weights,
        vocabulary,
        mode,
        invert is True,
        pad_to_max_tokens is True,
    )
    _check_sparse(sparse, mode)
    mask = [mask_token] * (mask_token is not None)
    front = mask * (mode == "int")
    front += (
        [oov_token] * num_oov_indices if isinstance(num_oov_indices, int) else [num_oov_indices]
    )
    reserved = mask + [oov_token] * (invert is True and oov_token is not None)
    tokens = _tokens(vocabulary, front, reserved, max_tokens)
    if mode == "int":
        return Built(x)
    if isinstance(pad_to_max_tokens, Unknown):
        return nothing_known(pad_to_max_tokens)
    known = vocabulary_size if vocabulary_size is not None and vocabulary is None else tokens
    depth = whole(max_tokens if pad_to_max_tokens else known, "max_tokens")
    return Built(_encoded(x, depth, mode, keras), _documents(vocabulary, mode, keras))


@layer("TextVectorization")
def text_vectorization(
    x: Shape, *, max_tokens: Any = None, split: Any = "whitespace", ngrams: Any = None, output_mode: Any = "int",
    output_sequence_length: Any = None, pad_to_max_tokens: Any = False, vocabulary: Any = None, idf_weights: Any = None,
    sparse: Any = False, ragged: Any = False, keras: Keras,
) -> Built:  # fmt: skip
    """Strings as sequences of token numbers, or as one vector (keras.io/api/layers/preprocessing_layers/text)."""
    if isinstance(output_mode, Unknown) or output_mode is None or isinstance(split, Unknown):
        gap = next((value for value in (output_mode, split) if isinstance(value, Unknown)), None)
        return nothing_known(gap or Unknown("output_mode=None leaves the tokens as they are"))
    spelled = SPELLINGS.get(output_mode, output_mode)
    mode = _mode(spelled, "int", "multi_hot", "count", "tf_idf", *["one_hot"] * keras.three)
    _check_text(mode, output_sequence_length, ngrams, split, ragged, keras)
    if (
        keras.tf
        and split is not None
        and x.rank is not None
        and x.rank > 1
        and same(x.last, 1) is not True
    ):
        raise WrongRank(f"splits one string a row: needs an input (batch,) or (batch, 1), got {x}")
    looked = index_lookup(
        _words(x, split, keras), max_tokens=max_tokens, mask_token="", oov_token="[UNK]", vocabulary=vocabulary,
        idf_weights=idf_weights, output_mode=mode, sparse=sparse, pad_to_max_tokens=pad_to_max_tokens, keras=keras,
    )  # fmt: skip
    if mode != "int":
        return looked
    length = output_sequence_length
    steps = None if length is None else whole(length, "output_sequence_length")
    if keras.three or x.dims is None:
        return Built(Shape.of(x.axis(0), steps))
    if split is not None:
        return Built(Shape.of(None, *x.dims[1:-1], steps))
    if steps is None:
        return Built(x)
    return nothing_known(Unknown("TensorFlow loses the shape of padded text that is not split"))


@layer("Pipeline")
def pipeline(x: Shape, *, layers: Any) -> Built:
    """Layers one after the other (keras.io/api/layers/preprocessing_layers)."""
    if isinstance(layers, Unknown):
        return nothing_known(layers)
    output: Output = x
    weights: list[Weight] = []
    for part in layers:
        if not isinstance(part, Layer):
            return nothing_known(
                part if isinstance(part, Unknown) else Unknown("not every part of it is a layer")
            )
        output = part.apply(output)
        weights.extend(part.weights)
    gap = next((part.unknown for part in layers if part.unknown), None)
    return Built(output, tuple(dict.fromkeys(weights)), gap)


# ------------------------------------------------------------------------------------------- shapes


def _encoded(x: Shape, depth: Dim, mode: str, keras: Keras) -> Shape:
    """The shape of indicator vectors: one_hot makes one of each number, the others one of each row."""
    if mode != "one_hot" and keras.three:
        return x.with_last(depth)
    if x.dims is None:
        return Shape.unknown(x.origin or Unknown("unknown rank"), depth)
    last = x.dims[-1]
    grows = mode == "one_hot" and same(last, 1) is not True
    if grows and isinstance(last, Expression) and last.least < 2:
        if keras.three or len(x.dims) == 1:
            return Shape.unknown(Unknown("one_hot adds an axis unless the last one is 1"), depth)
        grows = False
    if keras.three:
        return Shape((*x.dims, depth)) if grows or len(x.dims) == 1 else x.with_last(depth)
    rank = len(x.dims) + grows
    if rank > 2:
        raise WrongRank(f"gives at most 2 axes in output_mode {mode}, got {x}")
    return Shape.of(depth) if rank == 1 else Shape.of(x.dims[0], depth)


def _words(x: Shape, split: Any, keras: Keras) -> Shape:
    """The shape of the tokens that are looked up."""
    if x.dims is None or split is None and len(x.dims) > 1:
        return x
    if split is None:
        return x if keras.tf else Shape((*x.dims, 1))
    if keras.tf:
        return Shape((None, *x.dims[1:-1], None))
    return Shape((*x.dims, None))


def _bins(boundaries: Any, num_bins: Any, keras: Keras) -> Size:
    """One bin more than there are boundaries; `adapt` finds boundaries for num_bins."""
    if isinstance(boundaries, (list, tuple)):
        return len(boundaries) + 1
    if keras.three and boundaries is None:
        return whole(num_bins, "num_bins")
    return Expression.unknown(Unknown("the boundaries are not known before adapt()", name="bins"))


def _tokens(vocabulary: Any, front: list[Any], reserved: list[Any], max_tokens: Any) -> Size:
    """The size of a vocabulary with the special tokens in front, which it may list itself."""
    given = list(vocabulary) if isinstance(vocabulary, (list, tuple)) else [Unknown("not a list")]
    if any(isinstance(token, (Unknown, Expression)) for token in given + front):
        return Expression.unknown(Unknown("the vocabulary is not known", name="tokens"))
    if not given:
        raise BadArgument("takes no empty vocabulary")
    tokens = given[len(front) :] if given[: len(front)] == front else given
    if len(set(map(repr, tokens))) < len(tokens):
        raise BadArgument("has a token twice in its vocabulary")
    for token in reserved:
        if token in tokens:
            raise BadArgument(f"has the special token {token!r} among the others of its vocabulary")
    total = len(front) + len(tokens)
    if isinstance(max_tokens, int) and total > max_tokens:
        raise BadArgument(f"has {total} tokens, more than max_tokens={max_tokens}")
    return total


def _documents(vocabulary: Any, mode: str, keras: Keras) -> tuple[Weight, ...]:
    """tf.keras counts documents in a variable where it has yet to learn the vocabulary."""
    learns = keras.tf and mode == "tf_idf" and vocabulary is None
    return (Weight("num_documents", (), trainable=False),) if learns else ()


def _differ(a: Dim, b: Dim) -> bool:
    """Whether two dimensions are certainly not the same; a free one is not a size."""
    return a != b and not isinstance(a, Expression) and not isinstance(b, Expression)


def _ranks_differ(a: Shape, b: Shape) -> bool:
    return a.rank is not None and b.rank is not None and a.rank != b.rank


# ---------------------------------------------------------------------------------------- arguments


def _mode(output_mode: Any, *allowed: str) -> str:
    if output_mode not in allowed:
        raise BadArgument(f"takes output_mode {', '.join(allowed)}, not {output_mode!r}")
    return str(output_mode)


def _positive(value: Any, name: str) -> Size:
    if value is None or isinstance(value, int) and value <= 0:
        raise BadArgument(f"takes {name} as a positive number, not {value}")
    return whole(value, name)


def _check_sparse(sparse: Any, mode: str) -> None:
    if sparse is True and mode == "int":
        raise BadArgument("has no sparse=True in output_mode int")


def _check_lookup(
    max_tokens: Any,
    num_oov_indices: Any,
    idf_weights: Any,
    vocabulary: Any,
    mode: str,
    invert: bool,
    pads: bool,
) -> None:
    if isinstance(max_tokens, int) and max_tokens <= 1:
        raise BadArgument(f"takes max_tokens above 1, not {max_tokens}")
    if isinstance(num_oov_indices, int) and num_oov_indices < 0:
        raise BadArgument(f"takes num_oov_indices of at least 0, not {num_oov_indices}")
    if pads and max_tokens is None:
        raise BadArgument("needs max_tokens with pad_to_max_tokens=True")
    if invert and mode != "int":
        raise BadArgument(f"has no invert=True in output_mode {mode}")
    if idf_weights is not None and not isinstance(idf_weights, Unknown) and mode != "tf_idf":
        raise BadArgument(f"uses idf_weights only in output_mode tf_idf, not {mode}")
    if (
        mode == "tf_idf"
        and vocabulary is not None
        and idf_weights is None
        and not isinstance(vocabulary, Unknown)
    ):
        raise BadArgument("needs idf_weights with a vocabulary in output_mode tf_idf")


def _check_text(mode: str, length: Any, ngrams: Any, split: Any, ragged: Any, keras: Keras) -> None:
    if mode != "int" and length is not None and not isinstance(length, Unknown):
        raise BadArgument("takes output_sequence_length only in output_mode int")
    if ragged is True and mode != "int":
        raise BadArgument(f"has no ragged=True in output_mode {mode}")
    if keras.tf and ragged is True and length is not None and not isinstance(length, Unknown):
        raise BadArgument("has no output_sequence_length with ragged=True")
    if isinstance(split, str) and split not in ("whitespace", "character"):
        raise BadArgument(f"takes split whitespace, character, None or a function, not {split!r}")
    if isinstance(ngrams, (str, float, list)):
        raise BadArgument(f"takes ngrams as a whole number or a tuple of them, not {ngrams!r}")
