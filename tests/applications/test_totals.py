"""keras.applications: public totals, output shapes, and the layers that programs ask for by name."""

from __future__ import annotations

from typing import Any

import pytest
from application_facts import call, told

from keraslint.layers.generations import KERAS1 as K1
from keraslint.layers.generations import KERAS2 as K2
from keraslint.layers.generations import KERAS3 as K3
from keraslint.layers.generations import TF_KERAS as TF
from keraslint.layers.generations import Keras
from keraslint.weights import total

N = None

WHOLE = [  # keras.io/api/applications; params with the top
    ("VGG16", 138_357_544),
    ("VGG19", 143_667_240),
    ("ResNet50", 25_636_712),
    ("ResNet101", 44_707_176),
    ("ResNet152", 60_419_944),
    ("ResNet50V2", 25_613_800),
    ("ResNet101V2", 44_675_560),
    ("ResNet152V2", 60_380_648),
    ("InceptionV3", 23_851_784),
    ("InceptionResNetV2", 55_873_736),
    ("Xception", 22_910_480),
    ("MobileNet", 4_253_864),
    ("MobileNetV2", 3_538_984),
    ("MobileNetV3Small", 2_554_968),
    ("MobileNetV3Large", 5_507_432),
    ("DenseNet121", 8_062_504),
    ("DenseNet169", 14_307_880),
    ("DenseNet201", 20_242_984),
    ("NASNetMobile", 5_326_716),
    ("NASNetLarge", 88_949_818),
    ("EfficientNetB0", 5_330_571),
    ("EfficientNetB1", 7_856_239),
    ("EfficientNetB2", 9_177_569),
    ("EfficientNetB3", 12_320_535),
    ("EfficientNetB4", 19_466_823),
    ("EfficientNetB5", 30_562_527),
    ("EfficientNetB6", 43_265_143),
    ("EfficientNetB7", 66_658_687),
    ("EfficientNetV2B0", 7_200_312),
    ("EfficientNetV2B1", 8_212_124),
    ("EfficientNetV2B2", 10_178_374),
    ("EfficientNetV2B3", 14_467_622),
    ("EfficientNetV2S", 21_612_360),
    ("EfficientNetV2M", 54_431_388),
    ("EfficientNetV2L", 119_027_848),
    ("ConvNeXtTiny", 28_589_128),
    ("ConvNeXtSmall", 50_223_688),
    ("ConvNeXtBase", 88_591_464),
    ("ConvNeXtLarge", 197_767_336),
    ("ConvNeXtXLarge", 350_196_968),
    ("ResNeXt50", 25_097_128),
    ("ResNeXt101", 44_315_560),
    ("RegNetX002", 2_705_640),
    ("RegNetY320", 145_205_058),
    ("ResNetRS50", 35_745_288),
]

WITHOUT_TOP = [
    (K3, "VGG16(include_top=False)", 14_714_688, (N, N, N, 512)),
    (K3, "ResNet50(include_top=False, input_shape=(64, 64, 3))", 23_587_712, (N, 2, 2, 2048)),
    (K3, "ResNet50(include_top=False, pooling='avg')", 23_587_712, (N, 2048)),
    (K3, "MobileNetV2((96, 96, 3), 0.35, False, pooling='max')", 410_208, (N, 1280)),
    (K3, "NASNetMobile(include_top=False)", 4_269_716, (N, 7, 7, 1056)),
    (K3, "ConvNeXtTiny(include_top=False, pooling='avg')", 27_820_128, (N, 768)),
    (TF, "EfficientNetB0(include_top=False, drop_connect_rate=0.4)", 4_049_571, (N, N, N, 1280)),
    (K2, "InceptionV3(include_top=False)", 21_802_784, (N, N, N, 2048)),
    (K1, "InceptionV3(include_top=False)", 21_611_968, (N, N, N, 2048)),
    (K1, "ResNet50(include_top=False, input_shape=(224, 224, 3))", 23_587_712, (N, 1, 1, 2048)),
    (K2, "ResNet50(include_top=False, input_shape=(224, 224, 3))", 23_587_712, (N, 7, 7, 2048)),
]

BY_NAME = [
    (K3, "VGG16()", "block4_pool", (N, 14, 14, 512)),
    (K3, "ResNet50()", "conv4_block6_out", (N, 14, 14, 1024)),
    (K2, "ResNet50()", "res4f_branch2c", (N, 14, 14, 1024)),
    (K2, "ResNet50()", "activation_49", (N, 7, 7, 2048)),
    (K2, "resnet.ResNet50()", "conv4_block6_out", (N, 14, 14, 1024)),
    (K3, "InceptionV3()", "mixed7", (N, 17, 17, 768)),
    (K3, "InceptionV3()", "mixed10", (N, 8, 8, 2048)),
    (K3, "MobileNet()", "conv_pw_13_relu", (N, 7, 7, 1024)),
    (K3, "MobileNetV2()", "block_13_expand_relu", (N, 14, 14, 576)),
    (K3, "MobileNetV2()", "out_relu", (N, 7, 7, 1280)),
    (TF, "MobileNetV3Small()", "expanded_conv_1/expand/BatchNorm", (N, N, N, 72)),
    (K3, "MobileNetV3Small()", "expanded_conv_1_expand_bn", (N, N, N, 72)),
    (K3, "EfficientNetB0()", "top_activation", (N, 7, 7, 1280)),
    (TF, "DenseNet121()", "conv1/relu", (N, 112, 112, 64)),
    (K3, "DenseNet121()", "conv1_relu", (N, 112, 112, 64)),
    (K3, "Xception()", "block14_sepconv2_act", (N, 10, 10, 2048)),
]


@pytest.mark.parametrize(("name", "params"), WHOLE)
def test_public_totals(name: str, params: int) -> None:
    model = call(f"{name}()", TF if name.startswith(("RegNet", "ResNetRS")) else K3)
    assert told(model, K3)["params"] == params
    assert model.output_shape.dims == (None, 1000)


@pytest.mark.parametrize(("keras", "text", "params", "output"), WITHOUT_TOP)
def test_without_the_top(keras: Keras, text: str, params: int, output: tuple[Any, ...]) -> None:
    model = call(text, keras)
    assert told(model, keras)["params"] == params
    assert model.output_shape.dims == output


@pytest.mark.parametrize(("keras", "text", "name", "output"), BY_NAME)
def test_layers_by_name(keras: Keras, text: str, name: str, output: tuple[Any, ...]) -> None:
    model = call(text, keras)
    layer = model.get_layer(name)
    assert layer is not None
    first = next(node for node in model.calls if node.layer is layer)
    assert first.output.shape.dims == output


def test_frozen_below_a_layer() -> None:
    model = call("ResNet50(include_top=False, pooling='avg')", TF)
    for part in model.layers[:-10]:
        part.set_trainable(False)
    assert told(model, TF)["trainable"] == 3_416_576


def test_frozen_as_a_whole() -> None:
    model = call("MobileNetV2(include_top=False)", K3)
    model.set_trainable(False)
    assert told(model, K3)["trainable"] == 0


def test_two_models_share_nothing() -> None:
    first, second = call("VGG16()", K3), call("VGG16()", K3)
    assert total([*first.weights, *second.weights]) == 2 * 138_357_544


def test_operators_are_layers_in_tensorflow_only() -> None:
    assert len(call("ConvNeXtTiny()", K3).layers) == 135
    assert len(call("ConvNeXtTiny()", TF).layers) == 153
