"""Layers that look categories and words up in a vocabulary."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from keraslint.layers.definition import Built, layer, nothing_known, whole
from keraslint.layers.generations import Keras
from keraslint.layers.preprocessing import SPELLINGS, check_sparse, encoded, mode_of
from keraslint.refusals import BadArgument, WrongRank
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression, Size, same
from keraslint.unknown import Unknown
from keraslint.weights import Weight


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a vocabulary holds and what comes of it, as the constructor was told.

    learned  why adapt() may have found a vocabulary by the time of the call; None if it has not
    """

    max_tokens: Any = None
    num_oov_indices: Any = 1
    mask_token: Any = None
    oov_token: Any = None
    vocabulary: Any = None
    vocabulary_size: Any = None
    idf_weights: Any = None
    invert: Any = False
    sparse: Any = False
    pad_to_max_tokens: Any = False
    salt: Any = None
    oov_method: Any = "floormod"
    vocabulary_dtype: Any = "string"
    learned: Any = None

    def special(self, mode: str) -> list[Any]:
        """The tokens in front of all others: the mask where numbers come out, and the unheard-of ones."""
        mask = [self.mask_token] * (self.mask_token is not None and mode == "int")
        count = self.num_oov_indices
        return mask + ([self.oov_token] * count if isinstance(count, int) else [count])

    def size(self, mode: str) -> Size:
        """How many tokens the constructor's vocabulary has, the special ones in front."""
        mask = [self.mask_token] * (self.mask_token is not None)
        unheard = [self.oov_token] * (self.invert is True and self.oov_token is not None)
        return _tokens(self.vocabulary, self.special(mode), mask + unheard, self.max_tokens)

    def depth(self, mode: str, keras: Keras) -> Dim:
        """How wide a vector over the vocabulary is. Keras 3 leaves it open before adapt()."""
        if self.pad_to_max_tokens:
            return whole(self.max_tokens, "max_tokens")
        if self.vocabulary is not None:
            return self.size(mode)
        if self.vocabulary_size is not None:
            return whole(self.vocabulary_size, "vocabulary_size")
        if self.learned is not None:
            return Expression.unknown(self.learned)
        if not keras.three:
            raise BadArgument(f"has no vocabulary before adapt(), which {mode} needs")
        return None


@layer("IntegerLookup", "StringLookup")
def index_lookup(x: Shape, *, lookup: Lookup, output_mode: str = "int", keras: Keras) -> Built:
    """Categories by their place in a vocabulary (keras.io/api/layers/preprocessing_layers/categorical/string_lookup)."""
    allowed = ("int", "one_hot", "multi_hot", "count", "tf_idf")
    mode = mode_of(SPELLINGS.get(output_mode, output_mode), *allowed)
    _check_lookup(lookup, mode)
    lookup.size(mode)
    if mode == "int":
        return Built(x)
    if isinstance(lookup.pad_to_max_tokens, Unknown):
        return nothing_known(lookup.pad_to_max_tokens)
    depth = lookup.depth(mode, keras)
    return Built(encoded(x, depth, mode, keras), _documents(lookup.vocabulary, mode, keras))


@dataclass(frozen=True, slots=True)
class Text:
    """How a text becomes tokens, as the constructor was told."""

    split: Any = "whitespace"
    ngrams: Any = None
    output_sequence_length: Any = None
    ragged: Any = False


@layer("TextVectorization")
def text_vectorization(
    x: Shape, *, text: Text, lookup: Lookup, output_mode: Any = "int", keras: Keras
) -> Built:
    """Strings as sequences of token numbers, or as one vector (keras.io/api/layers/preprocessing_layers/text)."""
    gap = next((value for value in (output_mode, text.split) if isinstance(value, Unknown)), None)
    if gap or output_mode is None:
        return nothing_known(gap or Unknown("output_mode=None leaves the tokens as they are"))
    allowed = ("int", "multi_hot", "count", "tf_idf", *["one_hot"] * keras.three)
    mode = mode_of(SPELLINGS.get(output_mode, output_mode), *allowed)
    _check_text(mode, text, keras)
    words, tokens = _words(x, text.split, keras), replace(lookup, mask_token="", oov_token="[UNK]")
    looked = index_lookup(words, lookup=tokens, output_mode=mode, keras=keras)
    return _numbered(x, text, keras) if mode == "int" else looked


def _numbered(x: Shape, text: Text, keras: Keras) -> Built:
    """A number for each token, cut or padded to a length if one is given."""
    length, split, ngrams = text.output_sequence_length, text.split, text.ngrams
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


def _check_lookup(lookup: Lookup, mode: str) -> None:
    max_tokens, count, idf = lookup.max_tokens, lookup.num_oov_indices, lookup.idf_weights
    if isinstance(max_tokens, int) and max_tokens <= 1:
        raise BadArgument(f"takes max_tokens above 1, not {max_tokens}")
    if count is None or isinstance(count, int) and count < 0:
        raise BadArgument(f"takes num_oov_indices of at least 0, not {count}")
    if lookup.pad_to_max_tokens is True and max_tokens is None:
        raise BadArgument("needs max_tokens with pad_to_max_tokens=True")
    if lookup.invert is True and mode != "int":
        raise BadArgument(f"has no invert=True in output_mode {mode}")
    if idf is not None and not isinstance(idf, Unknown) and mode != "tf_idf":
        raise BadArgument(f"uses idf_weights only in output_mode tf_idf, not {mode}")
    if mode == "tf_idf" and idf is None and lookup.vocabulary is not None:
        if not isinstance(lookup.vocabulary, Unknown):
            raise BadArgument("needs idf_weights with a vocabulary in output_mode tf_idf")
    check_sparse(lookup.sparse, mode)
    _check_salt(lookup)


def _check_salt(lookup: Lookup) -> None:
    """Salt goes into a hash of texts; numbers are only hashed with farmhash."""
    salt = lookup.salt
    if salt is None or isinstance(salt, Unknown):
        return
    if lookup.vocabulary_dtype in ("int32", "int64") and lookup.oov_method == "floormod":
        raise BadArgument("takes salt only with oov_method='farmhash'")
    if isinstance(salt, (str, float)) or isinstance(salt, (list, tuple)) and len(salt) != 2:
        raise BadArgument(f"takes salt as a whole number or two of them, not {salt!r}")


def _check_text(mode: str, text: Text, keras: Keras) -> None:
    length, split, ngrams, ragged = (
        getattr(text, name) for name in ("output_sequence_length", "split", "ngrams", "ragged")
    )
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
