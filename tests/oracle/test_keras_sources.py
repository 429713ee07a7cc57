"""Keras's own sources as programs: each constructor of keras.applications at its defaults, by its own name.

The totals are those that Keras's documentation and `count_params()` state; the sources are read from the
installed keras package where there is one.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

import keraslint

TOTALS = {
    "convnext": {"ConvNeXtTiny": 28_589_128, "ConvNeXtSmall": 50_223_688, "ConvNeXtBase": 88_591_464},
    "densenet": {"DenseNet121": 8_062_504, "DenseNet169": 14_307_880, "DenseNet201": 20_242_984},
    "efficientnet": {"EfficientNetB0": 5_330_571, "EfficientNetB4": 19_466_823, "EfficientNetB7": 66_658_687},
    "efficientnet_v2": {"EfficientNetV2B0": 7_200_312, "EfficientNetV2S": 21_612_360, "EfficientNetV2L": 119_027_848},
    "inception_resnet_v2": {"InceptionResNetV2": 55_873_736},
    "inception_v3": {"InceptionV3": 23_851_784},
    "mobilenet": {"MobileNet": 4_253_864},
    "mobilenet_v2": {"MobileNetV2": 3_538_984},
    "mobilenet_v3": {"MobileNetV3Small": 2_554_968, "MobileNetV3Large": 5_507_432},
    "nasnet": {"NASNetMobile": 5_326_716, "NASNetLarge": 88_949_818},
    "resnet": {"ResNet50": 25_636_712, "ResNet101": 44_707_176, "ResNet152": 60_419_944},
    "resnet_v2": {"ResNet50V2": 25_613_800, "ResNet101V2": 44_675_560, "ResNet152V2": 60_380_648},
    "vgg16": {"VGG16": 138_357_544},
    "vgg19": {"VGG19": 143_667_240},
    "xception": {"Xception": 22_910_480},
}  # fmt: skip


def _folder() -> Path | None:
    """The sources of the installed keras.applications."""
    found = importlib.util.find_spec("keras")
    places = found.submodule_search_locations if found is not None else None
    folder = Path(places[0]) / "src" / "applications" if places else None
    return folder if folder is not None and folder.is_dir() else None


FOLDER = _folder()


@pytest.mark.skipif(FOLDER is None, reason="reads the sources of an installed Keras 3")
@pytest.mark.parametrize("name", TOTALS)
def test_every_constructor(name: str) -> None:
    assert FOLDER is not None
    path = FOLDER / f"{name}.py"
    report = keraslint.analyze(path.read_text(), str(path))
    found = {model.name: model.params for model in report.models}
    assert {constructor: found.get(constructor) for constructor in TOTALS[name]} == TOTALS[name]
    assert not report.findings
