"""Layers that look categories and words up in a vocabulary."""

from __future__ import annotations

from typing import Any

from keraslint.layers.definition import Built, layer, nothing_known, whole
from keraslint.layers.generations import Keras
from keraslint.layers.preprocessing import SPELLINGS, check_sparse, encoded, mode_of
from keraslint.refusals import BadArgument, WrongRank
from keraslint.shapes import Shape
from keraslint.sizes import Expression, Size, same
from keraslint.unknown import Unknown
from keraslint.weights import Weight


@layer("IntegerLookup", "StringLookup")
def index_lookup(
    x: Shape,
    *,
    max_tokens: Any = None,
    num_oov_indices: Any = 1,
    mask_token: Any = None,
    oov_token: Any = None,
    vocabulary: Any = None,
    idf_weights: Any = None,
    invert: Any = False,
    output_mode: str = "int",
    sparse: Any = False,
    pad_to_max_tokens: Any = False,
    vocabulary_size: Any = None,
    keras: Keras,
) -> Built:
    """Categories by their place in a vocabulary (keras.io/api/layers/preprocessing_layers/categorical/string_lookup)."""
    mode = mode_of(
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
    check_sparse(sparse, mode)
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
    return Built(encoded(x, depth, mode, keras), _documents(vocabulary, mode, keras))


@layer("TextVectorization")
def text_vectorization(
    x: Shape,
    *,
    max_tokens: Any = None,
    split: Any = "whitespace",
    ngrams: Any = None,
    output_mode: Any = "int",
    output_sequence_length: Any = None,
    pad_to_max_tokens: Any = False,
    vocabulary: Any = None,
    idf_weights: Any = None,
    sparse: Any = False,
    ragged: Any = False,
    keras: Keras,
) -> Built:
    """Strings as sequences of token numbers, or as one vector (keras.io/api/layers/preprocessing_layers/text)."""
    if isinstance(output_mode, Unknown) or output_mode is None or isinstance(split, Unknown):
        gap = next((value for value in (output_mode, split) if isinstance(value, Unknown)), None)
        return nothing_known(gap or Unknown("output_mode=None leaves the tokens as they are"))
    spelled = SPELLINGS.get(output_mode, output_mode)
    mode = mode_of(spelled, "int", "multi_hot", "count", "tf_idf", *["one_hot"] * keras.three)
    _check_text(mode, output_sequence_length, ngrams, split, ragged, keras)
    looked = index_lookup(
        _words(x, split, keras),
        max_tokens=max_tokens,
        mask_token="",
        oov_token="[UNK]",
        vocabulary=vocabulary,
        idf_weights=idf_weights,
        output_mode=mode,
        sparse=sparse,
        pad_to_max_tokens=pad_to_max_tokens,
        keras=keras,
    )
    if mode != "int":
        return looked
    return _numbered(x, split, ngrams, output_sequence_length, keras)


def _numbered(x: Shape, split: Any, ngrams: Any, length: Any, keras: Keras) -> Built:
    """A number for each token, cut or padded to a length if one is given."""
    steps = None if length is None else whole(length, "output_sequence_length")
    if keras.three or x.dims is None:
        return Built(Shape.of(x.axis(0), steps))
    if split is not None:
        return Built(Shape.of(None, *x.dims[1:-1], steps))
    if steps is None:
        return Built(x if ngrams is None else x.with_last(None))
    return nothing_known(Unknown("TensorFlow loses the shape of padded text that is not split"))


# --------------------------------------------------------------------------------- shapes and sizes


def _words(x: Shape, split: Any, keras: Keras) -> Shape:
    """The shape of the tokens that are looked up."""
    if keras.tf and split is not None and x.rank is not None and x.rank > 1:
        if same(x.last, 1) is not True:
            raise WrongRank(
                f"splits one string a row: needs an input (batch,) or (batch, 1), got {x}"
            )
    if x.dims is None or split is None and len(x.dims) > 1:
        return x
    if split is None:
        return x if keras.tf else Shape((*x.dims, 1))
    if keras.tf:
        return Shape((None, *x.dims[1:-1], None))
    return Shape((*x.dims, None))


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


# ---------------------------------------------------------------------------------------- arguments


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
