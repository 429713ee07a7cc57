"""Which Keras a file is written for: the setting, the project's pins, then what the text itself shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keraslint.layers.generations import KERAS1, KERAS2, KERAS3, TF_KERAS, Keras, parse_keras
from keraslint.patterns import compile_lazily
from keraslint.source.evidence import Evidence

if TYPE_CHECKING:
    from keraslint.settings import Settings

_GATED = compile_lazily(r"\bGRU(?:Cell)?\b")
"""Layers whose count is another one in tf.keras than in the package keras up to 2.3."""

_CHANGED_INSIDE_TENSORFLOW = compile_lazily(r"\b(?:MobileNet|InceptionResNet)")
"""Models whose layers changed from one release of TensorFlow 2 to another."""


def candidates(evidence: Evidence, settings: Settings) -> tuple[Keras, ...]:
    """The Keras that may apply to a file, the likeliest first."""
    if settings.keras is not None:
        return (parse_keras(settings.keras),)
    shown = _shown(evidence)
    pinned = settings.pins.keras if evidence.standalone else settings.pins.tensorflow
    if not pinned:
        return shown
    wanted = {keras.generation for keras in shown}
    return tuple(keras for keras in pinned if keras.generation in wanted) or pinned


def fallbacks(evidence: Evidence, settings: Settings) -> tuple[Keras, ...]:
    """The Keras that come into question only if all candidates refuse the program.

    The package keras from 2.4 to 2.15 is tf.keras; few files show that they are written for it.
    """
    pinned = settings.keras is not None or settings.pins.keras or settings.pins.tensorflow
    if pinned or not evidence.standalone or evidence.before_tensorflow2 or evidence.keras3:
        return ()
    return (TF_KERAS,)


def is_stated(keras: Keras, settings: Settings) -> bool:
    """Whether the setting or the project's pins say that this Keras applies, rather than the text."""
    pins = (*(settings.pins.keras or ()), *(settings.pins.tensorflow or ()))
    return settings.keras is not None or keras in pins


def names_release(settings: Settings) -> bool:
    """Whether it is a release that they name (2.3.1), not a generation (keras2, 2)."""
    return settings.keras is None or "." in settings.keras.lower().replace("tf.keras", "tf")


def _shown(evidence: Evidence) -> tuple[Keras, ...]:
    """What the text shows by itself."""
    old = evidence.before_keras3
    if evidence.tensorflow:
        found = _releases(evidence)
        return found if old or evidence.tf_keras else (*found, KERAS3)
    if evidence.keras1 and (old or not evidence.keras3):
        return (KERAS1, KERAS2)
    if evidence.on_tensorflow2 and not evidence.keras3:
        return (TF_KERAS,)
    if old:
        gated = evidence.mentions(_GATED) and not evidence.before_tensorflow2
        return (KERAS2, TF_KERAS) if gated else (KERAS2,)
    if evidence.keras3:
        return (KERAS3,)
    return (KERAS2, KERAS3)


def _releases(evidence: Evidence) -> tuple[Keras, ...]:
    """tf.keras: the newest release, and before it the likeliest one where that makes a difference."""
    release = evidence.tensorflow_release
    if release is None or not evidence.mentions(_CHANGED_INSIDE_TENSORFLOW):
        return (TF_KERAS,)
    return (Keras("tf.keras", release), TF_KERAS)
