"""What a text itself shows of the Keras that it is written for: names that only some releases have.

Comments and prose in strings are no evidence; a string of one word may be an argument and stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from keraslint.patterns import compile_lazily

_PROSE = compile_lazily(
    r"#[^\n]*"
    r'|"""(?:[^\\]|\\.)*?(?:"""|\Z)|\'\'\'(?:[^\\]|\\.)*?(?:\'\'\'|\Z)'
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'',
    re.DOTALL,
)
_WORD = compile_lazily(r"""(['"])[\w.{}%/-]*\1""")


class Signs:
    """Names by which a text shows something: any of these patterns.

    Each stands behind the words of which every text that it fits holds one: to look for a word takes a tiny part
    of the time that a pattern takes.
    """

    def __init__(self, *signs: tuple[str, str]) -> None:
        self._signs = [(words.split(), compile_lazily(sign, re.MULTILINE)) for words, sign in signs]

    def stand_in(self, code: str) -> bool:
        return any(
            any(word in code for word in words) and sign.search(code) is not None
            for words, sign in self._signs
        )


_TENSORFLOW = Signs(
    (".keras", r"tensorflow(?:\.\w+)*\.keras|\btf(?:\.compat\.v[12])?\.keras\b"),
    ("tensorflow", r"from\s+tensorflow(?:\.\w+)*\s+import\s.{0,200}\bkeras\b"),
    ("tf_keras", r"tf_keras"),
)
_STANDALONE = Signs(
    ("keras", r"^[ \t]*(?:from[ \t]+keras\b|import[ \t]+(?:[\w.]+[ \t]*,[ \t]*)*+keras\b)"),
)
_KERAS3 = Signs(
    ("keras.ops", r"\bkeras\.ops\b"),
    ("ops random saving", r"from\s+keras\s+import\s(?:.{0,200}\b)?(?:ops|random|saving)\b"),
    ("keras.random keras.saving", r"\bkeras\.(?:random|saving)\b"),
    ("keras_core keras_hub", r"\bkeras_core\b|\bkeras_hub\b"),
    ("keras.src", r"\bkeras\.src\b"),
    (".keras' .keras\"", r"\.keras['\"]"),
    ("KERAS_BACKEND", r"\bKERAS_BACKEND\W{1,9}(?:jax|torch|numpy|openvino)\b"),
)
_KERAS1 = Signs(
    (
        "nb_filter border_mode nb_epoch dim_ordering nb_row nb_col _regularizer W_constraint inner_init"
        " samples_per_epoch nb_val_samples filter_length pool_length subsample_length nb_classes_out",
        r"\b(?:nb_filters?|border_mode|nb_epoch|dim_ordering|nb_row|nb_col|W_regularizer|b_regularizer"
        r"|W_constraint|inner_init|samples_per_epoch|nb_val_samples|filter_length|pool_length|subsample_length|nb_classes_out)\s*=",
    ),
    ("output_dim", r"\b(?:Dense|LSTM|GRU|SimpleRNN)\([^)\n]{0,200}\boutput_dim\s*="),
    ("subsample", r"\bsubsample\s*=\s*\("),
    ("Model(", r"\bModel\(\s*input\s*="),
    ("merge( Merge(", r"\bmerge\(.{0,200}\bmode\s*=|\bMerge\(\s*\["),
    (
        "MaxoutDense Highway TimeDistributedDense AtrousConvolution",
        r"\b(?:MaxoutDense|Highway|TimeDistributedDense|AtrousConvolution\dD)\b",
    ),
    ("Convolution", r"\bConvolution[23]D\(\s*[\w.]+\s*,\s*\w+\s*,\s*\w+"),
    (
        "init",
        r"\binit\s*=\s*['\"](?:uniform|lecun|normal|identity|orthogonal|zero|one|glorot|he)",
    ),
    ("bias", r"\bbias\s*=\s*(?:True|False)\b"),
)
_KERAS0 = Signs(
    (
        "show_accuracy theano_mode truncate_gradient poolsize nb_input",
        r"\b(?:show_accuracy|theano_mode|truncate_gradient|poolsize|nb_input)\s*=",
    ),
    ("JZS", r"\bJZS[123]\b"),
    ("dims", r"\bReshape\([^)\n]{0,80}\bdims\s*="),
    (
        "AutoEncoder containers",
        r"\bkeras\.layers(?:\.core)?\s+import\s.{0,200}\b(?:AutoEncoder|containers)\b"
        r"|\bkeras\.layers\.containers\b",
    ),
    ("Graph", r"\bkeras\.models\s+import\s.{0,80}\bGraph\b"),
    ("time_distributed_softmax", r"\btime_distributed_softmax\b"),
)
_KERAS3_ONLY = Signs(
    ("keras.src keras_core ops", r"\bkeras\.src\b|\bkeras_core\b|\bfrom\s+keras\s+import\s+ops\b"),
)
_BACKENDS = ("KERAS_BACKEND", r"\bKERAS_BACKEND\W{1,9}(?:theano|cntk)\b")
_SESSIONS = ("set_session get_session", r"\bK\.(?:set_session|get_session)\b")
_ORDERING = ("image_dim_ordering", r"\bimage_dim_ordering\b")
_MERGE = ("merge Merge", r"from\s+keras\.layers\s+import\s.{0,200}\b(?:merge|Merge)\b")
_CUDNN = ("CuDNN", r"\bCuDNN(?:LSTM|GRU)\b")
_BEFORE_KERAS3 = Signs(
    (
        "keras.",
        r"\bkeras\.(?:layers\.(?:core|convolutional|pooling|recurrent|embeddings|normalization|advanced_activations|merge"
        r"|wrappers|noise|local|convolutional_recurrent)\b|utils\.(?:np_utils|vis_utils|visualize_util|generic_utils|data_utils"
        r"|layer_utils|training_utils)|engine\b|legacy\b|wrappers\b|preprocessing\.text\b|objectives\b|callbacks\.callbacks"
        r"|backend\.tensorflow_backend|applications\.imagenet_utils|layers\.experimental)",
    ),
    ("np_utils", r"\bnp_utils\b"),
    (
        "_generator( predict_classes( predict_proba( multi_gpu_model(",
        r"\b(?:fit_generator|predict_generator|evaluate_generator|predict_classes|predict_proba|multi_gpu_model)\(",
    ),
    (
        "Adam( SGD( RMSprop( Adagrad( Adadelta( Nadam( Adamax( adam( sgd( rmsprop(",
        r"\b(?:Adam|SGD|RMSprop|Adagrad|Adadelta|Nadam|Adamax|adam|sgd|rmsprop)\([^)\n]{0,200}\b(?:lr|decay)\s*=",
    ),
    (
        "input_length batch_input_shape nb_words",
        r"\b(?:input_length|batch_input_shape|nb_words)\s*=",
    ),
    ("acc", r"\bhistory\[['\"](?:val_)?acc['\"]\]"),
    (
        "tf.",
        r"\btf\.(?:Session|placeholder|contrib|ConfigProto|get_default_graph|global_variables_initializer)\b",
    ),
    ("tensorflow.", r"\btensorflow\.(?:contrib|python)\b"),
    ("compat.v1", r"compat\.v1"),
    (
        "ImageDataGenerator",
        r"\bkeras\.preprocessing\.image\s+import\s.{0,200}\bImageDataGenerator\b",
    ),
    *(_CUDNN, _ORDERING, _MERGE, _SESSIONS, _BACKENDS),
)
_BEFORE_TENSORFLOW2 = Signs(
    ("multi_gpu_model(", r"\bmulti_gpu_model\("),
    (
        "keras.objectives keras.legacy tensorflow_backend",
        r"\bkeras\.(?:objectives\b|legacy\b|backend\.tensorflow_backend)",
    ),
    (
        "tf.",
        r"\btf\.(?:Session|placeholder|contrib|get_default_graph|global_variables_initializer)\b",
    ),
    ("tensorflow.contrib", r"\btensorflow\.contrib\b"),
    ("theano", r"^[ \t]*import\s+theano\b"),
    *(_CUDNN, _ORDERING, _MERGE, _SESSIONS, _BACKENDS),
)
_RELEASES = (  # the last release of TensorFlow before the name was replaced
    ((2, 3), compile_lazily(r"\bdata\.experimental\.AUTOTUNE\b")),
    ((2, 5), compile_lazily(r"\blayers\.experimental\.preprocessing\b")),
    ((2, 9), compile_lazily(r"\bImageDataGenerator\b")),
)


@dataclass(frozen=True)
class Evidence:
    """What the code of a text shows."""

    text: str
    python2: bool = False

    @cached_property
    def code(self) -> str:
        """The text without its prose."""
        return _PROSE.sub(_without_prose, self.text)

    @cached_property
    def tensorflow(self) -> bool:
        """Whether it imports Keras from TensorFlow."""
        return _TENSORFLOW.stand_in(self.code)

    @cached_property
    def tf_keras(self) -> bool:
        """Whether it imports the package of Keras 2 for a TensorFlow that comes with Keras 3."""
        return "tf_keras" in self.code

    @cached_property
    def standalone(self) -> bool:
        """Whether it imports the package keras."""
        return _STANDALONE.stand_in(self.code)

    @cached_property
    def keras0(self) -> bool:
        """Whether it uses what only Keras before 1.0 had: its calls meant something else."""
        return not self.tensorflow and _KERAS0.stand_in(self.code)

    @cached_property
    def keras1(self) -> bool:
        return _KERAS1.stand_in(self.code)

    @cached_property
    def keras3(self) -> bool:
        return _KERAS3.stand_in(self.code)

    @cached_property
    def before_keras3(self) -> bool:
        old = self.python2 or _BEFORE_KERAS3.stand_in(self.code)
        return old and not _KERAS3_ONLY.stand_in(self.code)

    @cached_property
    def before_tensorflow2(self) -> bool:
        """Whether the package keras cannot be one that stands on TensorFlow 2 (2.4 and later)."""
        return self.python2 or _BEFORE_TENSORFLOW2.stand_in(self.code)

    @cached_property
    def tensorflow_release(self) -> tuple[int, int] | None:
        """The likeliest release of TensorFlow 2, from names that later ones replaced."""
        return next((release for release, name in _RELEASES if name.search(self.code)), None)

    @cached_property
    def on_tensorflow2(self) -> bool:
        """Whether the package keras is one that stands on TensorFlow 2 (2.4 to 2.15): its own sources say so."""
        return "tensorflow.compat.v2" in self.code

    def mentions(self, pattern: re.Pattern[str]) -> bool:
        return pattern.search(self.code) is not None


def _without_prose(match: re.Match[str]) -> str:
    found = match[0]
    return found if _WORD.fullmatch(found) else found[:1] if found[0] == "#" else found[0] * 2
