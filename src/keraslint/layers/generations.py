"""Which Keras: the four generations and the releases inside them."""

from __future__ import annotations

import re
from dataclasses import dataclass

GENERATIONS = ("keras1", "keras2", "tf.keras", "keras3")


@dataclass(frozen=True, slots=True)
class Keras:
    """One Keras whose rules apply.

    generation  keras1 (1.x), keras2 (standalone 2.x), tf.keras (TensorFlow 2.0–2.15, tf_keras) or keras3
    version     the release as far as it is stated, such as (1, 1, 1)
    data_format what a layer without `data_format` takes: channels_last unless configured otherwise
    dtype_policy what a layer without `dtype` takes, such as mixed_float16; "" if it is not known
    """

    generation: str
    version: tuple[int, ...]
    data_format: str = "channels_last"
    dtype_policy: str = "float32"

    @property
    def one(self) -> bool:
        return self.generation == "keras1"

    @property
    def two(self) -> bool:
        """Standalone Keras 2."""
        return self.generation == "keras2"

    @property
    def tf(self) -> bool:
        return self.generation == "tf.keras"

    @property
    def three(self) -> bool:
        return self.generation == "keras3"

    def before(self, *version: int) -> bool:
        """Whether this release of the same generation is older than the one named."""
        return self.version < version

    def __str__(self) -> str:
        return f"{self.generation} {self.release}"

    @property
    def release(self) -> str:
        """Its version as people write it: 2.3.1."""
        return ".".join(map(str, self.version))

    @property
    def title(self) -> str:
        """As people call it: Keras 2.3.1, tf.keras 2.15."""
        return f"{'tf.keras' if self.tf else 'Keras'} {self.release}"


KERAS1 = Keras("keras1", (1, 2, 2))
KERAS2 = Keras("keras2", (2, 3, 1))
TF_KERAS = Keras("tf.keras", (2, 15))
KERAS3 = Keras("keras3", (3, 15, 1))
NEWEST = {keras.generation: keras for keras in (KERAS1, KERAS2, TF_KERAS, KERAS3)}


def parse_keras(text: str) -> Keras:
    """The Keras that a setting names: a generation, or a version such as "1.1.1", "2.3.1", "tf 2.4", "3.15".

    Raises ValueError with the allowed forms.
    """
    plain = text.strip().lower()
    if plain in NEWEST:
        return NEWEST[plain]
    match = re.fullmatch(r"(tf|tf\.keras|tf_keras|tensorflow|keras)?[ =]*(\d+(?:\.\d+)*)", plain)
    if not match:
        raise ValueError(
            f"keras = {text!r} is not known; say keras1, keras2, tf.keras, keras3 or a version such as 1.1.1, 2.3.1, tf 2.4, 3.15"
        )
    version = tuple(map(int, match[2].split(".")))
    if len(version) == 1 and 1 <= version[0] <= 3:  # the newest that there is
        if match[1] and match[1].startswith("t"):
            return TF_KERAS
        return (KERAS1, KERAS2, KERAS3)[version[0] - 1]
    if match[1] and match[1].startswith("t"):
        return Keras("tf.keras", version) if version < (2, 16) or match[1] == "tf_keras" else KERAS3
    if version[0] == 1:
        return Keras("keras1", version)
    if version[0] == 2:
        return Keras("keras2", version) if version < (2, 4) else Keras("tf.keras", version)
    return Keras("keras3", version)
