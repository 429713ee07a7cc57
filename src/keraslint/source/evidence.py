"""What a text itself shows of the Keras that it is written for: names that only some releases have.

Comments and prose in strings are no evidence; a string of one word may be an argument and stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

_PROSE = re.compile(
    r"#[^\n]*"
    r'|"""(?:[^\\]|\\.)*?(?:"""|\Z)|\'\'\'(?:[^\\]|\\.)*?(?:\'\'\'|\Z)'
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'',
    re.DOTALL,
)
_WORD = re.compile(r"""(['"])[\w.{}%/-]*\1""")

_TENSORFLOW = re.compile(
    r"tensorflow(?:\.\w+)*\.keras|\btf(?:\.compat\.v[12])?\.keras\b|from\s+tensorflow(?:\.\w+)*\s+import\s.{0,200}\bkeras\b"
    r"|tf_keras"
)
_STANDALONE = re.compile(
    r"^[ \t]*(?:from[ \t]+keras\b|import[ \t]+(?:[\w.]+[ \t]*,[ \t]*)*+keras\b)", re.MULTILINE
)
_KERAS3 = re.compile(
    r"\bkeras\.ops\b|from\s+keras\s+import\s(?:.{0,200}\b)?(?:ops|random|saving)\b|\bkeras\.(?:random|saving)\b"
    r"|\bkeras_core\b|\bkeras_hub\b|\bkeras\.src\b|\.keras['\"]|\bKERAS_BACKEND\W{1,9}(?:jax|torch|numpy|openvino)\b"
)
_KERAS1 = re.compile(
    r"\b(?:nb_filters?|border_mode|nb_epoch|dim_ordering|nb_row|nb_col|W_regularizer|b_regularizer"
    r"|W_constraint|inner_init|samples_per_epoch|nb_val_samples|filter_length|pool_length|subsample_length|nb_classes_out)\s*="
    r"|\b(?:Dense|LSTM|GRU|SimpleRNN)\([^)\n]{0,200}\boutput_dim\s*=|\bsubsample\s*=\s*\("
    r"|\bModel\(\s*input\s*=|\bmerge\(.{0,200}\bmode\s*=|\b(?:MaxoutDense|Highway|TimeDistributedDense|AtrousConvolution\dD)\b"
    r"|\bConvolution[23]D\(\s*[\w.]+\s*,\s*\w+\s*,\s*\w+"
    r"|\binit\s*=\s*['\"](?:uniform|lecun|normal|identity|orthogonal|zero|one|glorot|he)|\bbias\s*=\s*(?:True|False)\b|\bMerge\(\s*\["
)
_KERAS0 = re.compile(
    r"\b(?:show_accuracy|theano_mode|truncate_gradient|poolsize|nb_input)\s*=|\bJZS[123]\b"
    r"|\bkeras\.layers(?:\.core)?\s+import\s.{0,200}\b(?:AutoEncoder|containers)\b|\bkeras\.layers\.containers\b"
    r"|\bkeras\.models\s+import\s.{0,80}\bGraph\b|\btime_distributed_softmax\b"
)
_KERAS3_ONLY = re.compile(r"\bkeras\.src\b|\bkeras_core\b|\bfrom\s+keras\s+import\s+ops\b")
_BEFORE_KERAS3 = re.compile(
    r"\bkeras\.(?:layers\.(?:core|convolutional|pooling|recurrent|embeddings|normalization|advanced_activations|merge"
    r"|wrappers|noise|local|convolutional_recurrent)\b|utils\.(?:np_utils|vis_utils|visualize_util|generic_utils|data_utils"
    r"|layer_utils|training_utils)|engine\b|legacy\b|wrappers\b|preprocessing\.text\b|objectives\b|callbacks\.callbacks"
    r"|backend\.tensorflow_backend|applications\.imagenet_utils|layers\.experimental)"
    r"|\bnp_utils\b|\b(?:fit_generator|predict_generator|evaluate_generator|predict_classes|predict_proba|multi_gpu_model)\("
    r"|\b(?:Adam|SGD|RMSprop|Adagrad|Adadelta|Nadam|Adamax|adam|sgd|rmsprop)\([^)\n]{0,200}\b(?:lr|decay)\s*="
    r"|\bCuDNN(?:LSTM|GRU)\b|\bimage_dim_ordering\b|\b(?:input_length|batch_input_shape|nb_words)\s*="
    r"|\bhistory\[['\"](?:val_)?acc['\"]\]|\btf\.(?:Session|placeholder|contrib|ConfigProto|get_default_graph|global_variables_initializer)\b"
    r"|\btensorflow\.(?:contrib|python)\b|compat\.v1|from\s+keras\.layers\s+import\s.{0,200}\b(?:merge|Merge)\b|\bK\.(?:set_session|get_session)\b"
    r"|\bKERAS_BACKEND\W{1,9}(?:theano|cntk)\b|\bkeras\.preprocessing\.image\s+import\s.{0,200}\bImageDataGenerator\b"
)
_BEFORE_TENSORFLOW2 = re.compile(
    r"\bCuDNN(?:LSTM|GRU)\b|\bmulti_gpu_model\(|\bkeras\.(?:objectives\b|legacy\b|backend\.tensorflow_backend)"
    r"|\btf\.(?:Session|placeholder|contrib|get_default_graph|global_variables_initializer)\b|\btensorflow\.contrib\b"
    r"|\bimage_dim_ordering\b|\bK\.(?:set_session|get_session)\b|\bKERAS_BACKEND\W{1,9}(?:theano|cntk)\b"
    r"|^\s*import\s+theano\b|from\s+keras\.layers\s+import\s.{0,200}\b(?:merge|Merge)\b",
    re.MULTILINE,
)
_RELEASES = (  # the last release of TensorFlow before the name was replaced
    ((2, 3), re.compile(r"\bdata\.experimental\.AUTOTUNE\b")),
    ((2, 5), re.compile(r"\blayers\.experimental\.preprocessing\b")),
    ((2, 9), re.compile(r"\bImageDataGenerator\b")),
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
        return _TENSORFLOW.search(self.code) is not None

    @cached_property
    def tf_keras(self) -> bool:
        """Whether it imports the package of Keras 2 for a TensorFlow that comes with Keras 3."""
        return "tf_keras" in self.code

    @cached_property
    def standalone(self) -> bool:
        """Whether it imports the package keras."""
        return _STANDALONE.search(self.code) is not None

    @cached_property
    def keras0(self) -> bool:
        """Whether it uses what only Keras before 1.0 had: its calls meant something else."""
        return not self.tensorflow and _KERAS0.search(self.code) is not None

    @cached_property
    def keras1(self) -> bool:
        return _KERAS1.search(self.code) is not None

    @cached_property
    def keras3(self) -> bool:
        return _KERAS3.search(self.code) is not None

    @cached_property
    def before_keras3(self) -> bool:
        old = self.python2 or _BEFORE_KERAS3.search(self.code) is not None
        return old and not _KERAS3_ONLY.search(self.code)

    @cached_property
    def before_tensorflow2(self) -> bool:
        """Whether the package keras cannot be one that stands on TensorFlow 2 (2.4 and later)."""
        return self.python2 or _BEFORE_TENSORFLOW2.search(self.code) is not None

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
