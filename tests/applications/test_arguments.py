"""keras.applications: what it refuses, and what is certain where an argument is not known."""

from __future__ import annotations

from typing import Any

import pytest
from application_facts import call, names, told

import keraslint.layers.families
from keraslint import applications
from keraslint.graph.network import Functional
from keraslint.graph.tensor import Tensor, input_tensor
from keraslint.layers.generations import KERAS1 as K1
from keraslint.layers.generations import KERAS2 as K2
from keraslint.layers.generations import KERAS3 as K3
from keraslint.layers.generations import TF_KERAS as TF
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Layer
from keraslint.refusals import BadArgument, EmptyDimension, Mismatch, NeedsSize, Refusal
from keraslint.shapes import Shape
from keraslint.sizes import Expression
from keraslint.unknown import Unknown

REFUSED = [
    (K3, "VGG16(classes=10)", BadArgument, "classes must be 1000, not 10"),
    (K3, "VGG16(input_shape=(200, 200, 3))", BadArgument, "must be (224, 224, 3)"),
    (K3, "VGG16(input_shape=[224, 224, 3])", BadArgument, "must be (224, 224, 3)"),
    (K3, "VGG16(include_top=False, input_shape=(31, 40, 3))", EmptyDimension, "at least 32×32"),
    (K3, "Xception(include_top=False, input_shape=(70, 70, 3))", EmptyDimension, "71×71"),
    (K3, "VGG16(include_top=False, input_shape=(64, 64, 4))", BadArgument, "3 channels, not 4"),
    (K3, "VGG16(weights=None, input_shape=(64, 64))", BadArgument, "three sizes"),
    (K3, "VGG16(weights=None, input_shape=(None, None, 3))", NeedsSize, "one size"),
    (K3, "VGG16(weights=None, clases=3)", BadArgument, "did you mean classes?"),
    (K3, "VGG16(True, include_top=False)", BadArgument, "twice"),
    (K3, "EfficientNetB0(drop_connect_rate=0.4)", BadArgument, "no argument drop_connect_rate"),
    (K3, "ResNet50(classifier_activation='sigmoid')", BadArgument, "'softmax' or None"),
    (K3, "MobileNet(alpha=0.6)", BadArgument, "not for 0.6"),
    (K3, "MobileNet(depth_multiplier=2)", BadArgument, "depth_multiplier 1"),
    (K3, "MobileNetV3Small(alpha=0.75, minimalistic=True)", BadArgument, "alpha 1.0"),
    (K3, "MobileNetV3Small(input_shape=(20, 20, 3))", EmptyDimension, "at least 32×32"),
    (K3, "NASNetLarge(include_top=False, input_shape=(None, None, 3))", BadArgument, "one size"),
    (K3, "MobileNetV2((224, None, 3), weights=None, include_top=False)", NeedsSize, "block_1_pad"),
    (K1, "VGG16(pooling='avg')", BadArgument, "no argument pooling"),
    (K1, "VGG16(weights=None, input_shape=(100, 100, 3))", BadArgument, "must be (224, 224, 3)"),
    (K1, "VGG16(weights='my.h5')", BadArgument, "in Keras 1"),
    (Keras("keras1", (1, 1, 1)), "VGG16(input_shape=(48, 48, 3))", BadArgument, "no argument"),
    (Keras("keras2", (2, 1, 6)), "VGG16(include_top=False, input_shape=(40, 40, 3))", EmptyDimension, "48×48"),
    (K2, "VGG16(classifier_activation=None)", BadArgument, "no argument classifier_activation"),
]  # fmt: skip

ACCEPTED = [
    (K3, "VGG16(weights='my.h5', classes=10)", (None, 10)),
    (K3, "VGG16(weights=None, input_shape=(48, 48, 1), classes=7)", (None, 7)),
    (K3, "ResNet50(classifier_activation=None)", (None, 1000)),
    (K3, "MobileNet(weights=None, alpha=0.6)", (None, 1000)),
    (K3, "MobileNetV3Large(weights=None)", (None, 1000)),
    (Keras("keras2", (2, 1, 6)), "InceptionV3(weights=None)", (None, 1000)),
    (TF, "ResNet50(True, None, None, (65, 65, 3), classes=3)", (None, 3)),
    (TF, "MobileNet(weights=None, input_shape=(160, 128, 3))", (None, 1000)),
]


def gap(name: str) -> Unknown:
    return Unknown(f"`{name}` is a parameter", 3, name)


def size(name: str) -> Expression:
    return Expression.unknown(gap(name))


def made(name: str, keras: Keras = K3, **arguments: Any) -> Functional:
    architecture = applications.find(name)
    assert architecture is not None
    return applications.build(architecture, (), {"weights": None, **arguments}, keras, names(keras))


def image(*dims: Any) -> Tensor:
    shape = Shape((None, *dims))
    return input_tensor(shape, Layer("InputLayer", {"batch_shape": shape}, K3, name="image"))


@pytest.mark.parametrize(("keras", "text", "refusal", "words"), REFUSED)
def test_refused(keras: Keras, text: str, refusal: type[Refusal], words: str) -> None:
    with pytest.raises(refusal) as error:
        call(text, keras)
    assert words in str(error.value)


@pytest.mark.parametrize(("keras", "text", "output"), ACCEPTED)
def test_accepted(keras: Keras, text: str, output: tuple[Any, ...]) -> None:
    assert call(text, keras).output_shape.dims == output


def test_paths() -> None:
    for path in ("VGG16", "vgg16.VGG16", "keras.applications.vgg16.VGG16", "applications.VGG16"):
        found = applications.find(path)
        assert found is not None and found.name == "VGG16"
    assert applications.find("vgg16.preprocess_input") is None
    assert applications.find("VGG17") is None


def test_unknown_include_top_leaves_the_layers_below() -> None:
    model = made("VGG16", include_top=gap("top"))
    assert told(model, K3)["params"] == 14_714_688
    assert model.unknown is not None and "`top`" in model.unknown.reason


def test_unknown_pooling_leaves_all_weights() -> None:
    model = made("ResNet50", include_top=False, pooling=gap("pooling"))
    assert told(model, K3)["params"] == 23_587_712 and model.doubts == []
    assert model.output_shape.dims is None and model.output_shape.last == 2048


def test_unknown_classes_are_a_symbol() -> None:
    model = made("MobileNet", classes=gap("classes"))
    assert str(told(model, K3)["params"]) == "1,025·classes + 3,228,864"
    assert str(model.output_shape) == "(None, classes)"


@pytest.mark.parametrize(
    "name", ["VGG16", "ResNet50", "NASNetMobile", "MobileNetV3Small", "EfficientNetB0", "Xception"]
)
def test_unknown_image_sizes_change_no_count(name: str) -> None:
    known = told(made(name, include_top=False), K3)
    unknown = told(made(name, include_top=False, input_shape=(size("h"), size("w"), 3)), K3)
    assert unknown["params"] == known["params"] and unknown["n_layers"] == known["n_layers"]


def test_unknown_channels_are_a_symbol() -> None:
    model = made("VGG16", include_top=False, input_shape=(96, 96, size("channels")))
    assert str(told(model, K3)["params"]) == "576·channels + 14,712,960"


@pytest.mark.parametrize("name", ["MobileNet", "MobileNetV2", "MobileNetV3Small"])
def test_an_unknown_width_is_no_number(name: str) -> None:
    params = told(made(name, alpha=gap("alpha")), K3)["params"]
    assert isinstance(params, Expression) and params.least > 1_000


def test_weights_that_are_not_known_refuse_nothing() -> None:
    model = made("VGG16", weights=gap("weights"), classes=10, input_shape=(64, 64, 4))
    assert model.output_shape.dims == (None, 10)


def test_an_input_tensor_keeps_its_own_input() -> None:
    x = image(160, 160, 1)
    model = made("VGG16", include_top=False, input_tensor=x)
    assert model.input_shape.dims == (None, 160, 160, 1)
    assert told(model, K3)["params"] == 14_713_536
    with pytest.raises(EmptyDimension, match="its layer block5_pool"):
        made("VGG16", include_top=False, input_tensor=image(16, 16, 3))


def test_mobile_nets_compare_input_shape_and_input_tensor() -> None:
    with pytest.raises(Mismatch, match="beside an input_tensor"):
        made(
            "MobileNetV2", include_top=False, input_shape=(96, 96, 3), input_tensor=image(64, 64, 3)
        )


def test_channels_first() -> None:
    first = Keras("keras3", (3, 15, 1), "channels_first")
    model = made("ResNet50", first)
    assert model.input_shape.dims == (None, 3, 224, 224)
    assert told(model, first)["params"] == 25_636_712
    with pytest.raises(BadArgument, match="channels_first"):
        made("DenseNet121", first)


def test_arguments_that_are_not_known_leave_what_holds_all_the_same() -> None:
    source = "import sys\nfrom keras.applications import VGG16\n"
    pooled = "model = VGG16(weights=None, include_top=False, pooling=sys.argv[1])\n"
    topped = "model = VGG16(weights=None, include_top=len(sys.argv) > 2)\n"
    settings = keraslint.Settings(keras="keras3")
    (model,) = keraslint.analyze(source + pooled, settings=settings).models
    assert model.params == 14_714_688  # no pooling has weights
    (model,) = keraslint.analyze(source + topped, settings=settings).models
    assert (model.params, model.at_least) == (None, 14_714_688)
