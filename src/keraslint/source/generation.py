"""Which Keras a file is written for: the setting, the project's pins, then what the text itself shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from keraslint.layers.generations import KERAS1, KERAS2, KERAS3, TF_KERAS, Keras, parse_keras

if TYPE_CHECKING:
    from keraslint.settings import Settings

_TENSORFLOW = re.compile(
    r"tensorflow(?:\.\w+)*\.keras|\btf(?:\.compat\.v[12])?\.keras\b|from\s+tensorflow(?:\.\w+)*\s+import\s.{0,200}\bkeras\b"
    r"|tf_keras"
)
_STANDALONE = re.compile(
    r"^[ \t]*(?:from[ \t]+keras\b|import[ \t]+(?:[\w.]+[ \t]*,[ \t]*)*+keras\b)", re.MULTILINE
)
_KERAS3 = re.compile(
    r"\bKERAS_BACKEND\b|\bkeras\.ops\b|from\s+keras\s+import\s(?:.{0,200}\b)?(?:ops|random|saving)\b|\bkeras\.(?:random|saving)\b"
    r"|\bkeras_core\b|\bkeras_hub\b|\bkeras\.src\b|\.keras['\"]"
)
_KERAS1 = re.compile(
    r"\b(?:nb_filters?|border_mode|nb_epoch|dim_ordering|nb_row|nb_col|W_regularizer|b_regularizer"
    r"|W_constraint|inner_init|samples_per_epoch|nb_val_samples|filter_length|pool_length|subsample_length|nb_classes_out)\s*="
    r"|\b(?:Dense|LSTM|GRU|SimpleRNN)\([^)\n]{0,200}\boutput_dim\s*=|\bsubsample\s*=\s*\("
    r"|\bModel\(\s*input\s*=|\bmerge\(.{0,200}\bmode\s*=|\b(?:MaxoutDense|Highway|TimeDistributedDense|AtrousConvolution\dD)\b"
    r"|\bConvolution[23]D\(\s*[\w.]+\s*,\s*\w+\s*,\s*\w+"
    r"|\binit\s*=\s*['\"](?:uniform|lecun|normal|identity|orthogonal|zero|one|glorot|he)|\bbias\s*=\s*(?:True|False)\b|\bMerge\(\s*\["
)
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
)


def candidates(text: str, settings: Settings, python2: bool = False) -> tuple[Keras, ...]:
    """The Keras that may apply to a file, the likeliest first."""
    if settings.keras is not None:
        return (parse_keras(settings.keras),)
    shown = _shown(text, python2)
    standalone = _STANDALONE.search(text) is not None
    pinned = settings.pins.keras if standalone else settings.pins.tensorflow
    if not pinned:
        return shown
    wanted = {keras.generation for keras in shown}
    return tuple(keras for keras in pinned if keras.generation in wanted) or pinned


def _shown(text: str, python2: bool) -> tuple[Keras, ...]:
    """What the text shows by itself."""
    old = python2 or _BEFORE_KERAS3.search(text) is not None
    if _TENSORFLOW.search(text):
        if "tf_keras" in text:
            return (TF_KERAS,)
        return (TF_KERAS,) if old else (TF_KERAS, KERAS3)
    if _KERAS1.search(text):
        return (KERAS1, KERAS2)
    if old:
        return (KERAS2,)
    if _KERAS3.search(text):
        return (KERAS3,)
    return (KERAS2, KERAS3)
