"""InceptionResNetV2 (Szegedy et al., arxiv.org/abs/1602.07261)."""

from __future__ import annotations

from collections.abc import Sequence

from keraslint.applications.architecture import Architecture
from keraslint.applications.builder import Builder, Window
from keraslint.applications.ends import averaged_classes, end
from keraslint.graph.tensor import Tensor, connect
from keraslint.layers.definition import Built, layer
from keraslint.shapes import Shape

Step = tuple[int, Window] | tuple[int, Window, int]
"""(filters, kernel size) or (filters, kernel size, stride); a stride goes with padding='valid'."""

BLOCKS: dict[str, list[tuple[Step, ...]]] = {
    "block35": [((32, 1),), ((32, 1), (32, 3)), ((32, 1), (48, 3), (64, 3))],
    "block17": [((192, 1),), ((128, 1), (160, (1, 7)), (192, (7, 1)))],
    "block8": [((192, 1),), ((192, 1), (224, (1, 3)), (256, (3, 1)))],
}


def grow(net: Builder, x: Tensor) -> Tensor:
    x = _convolutions(net, x, (32, 3, 2), (32, 3, 1), (64, 3))
    x = net.max_pool(x, 3)
    x = _convolutions(net, x, (80, 1, 1), (192, 3, 1))
    x = net.max_pool(x, 3)
    ends = _branches(net, x, [((96, 1),), ((48, 1), (64, 5)), ((64, 1), (96, 3), (96, 3))])
    ends.append(_convolutions(net, net.average_pool(x, 3, 1, padding="same"), (64, 1)))
    x = net.concatenate(ends, "mixed_5b")
    for i in range(1, 11):
        x = _residual(net, x, "block35", i)
    ends = _branches(net, x, [((384, 3, 2),), ((256, 1), (256, 3), (384, 3, 2))])
    x = net.concatenate([*ends, net.max_pool(x, 3)], "mixed_6a")
    for i in range(1, 21):
        x = _residual(net, x, "block17", i)
    ends = _branches(
        net,
        x,
        [((256, 1), (384, 3, 2)), ((256, 1), (288, 3, 2)), ((256, 1), (288, 3), (320, 3, 2))],
    )
    x = net.concatenate([*ends, net.max_pool(x, 3)], "mixed_7a")
    for i in range(1, 11):
        x = _residual(net, x, "block8", i, activated=i < 10)
    return end(net, _convolution(net, x, 1536, 1, name="conv_7b"), averaged_classes)


def _convolution(
    net: Builder, x: Tensor, filters: int, kernel_size: Window, stride: int = 0, name: str = ""
) -> Tensor:
    x = net.convolution(
        x,
        filters,
        kernel_size,
        stride or 1,
        padding="valid" if stride else "same",
        use_bias=False,
        name=name,
    )
    x = net.batch_normalize(x, name and f"{name}_bn", scale=False)
    return net.activate(x, "relu", name and f"{name}_ac")


def _convolutions(net: Builder, x: Tensor, *steps: Step) -> Tensor:
    for step in steps:
        x = _convolution(net, x, *step)
    return x


def _branches(net: Builder, x: Tensor, branches: Sequence[tuple[Step, ...]]) -> list[Tensor]:
    return [_convolutions(net, x, *steps) for steps in branches]


def _residual(net: Builder, x: Tensor, block: str, i: int, *, activated: bool = True) -> Tensor:
    """Adds a fraction of what the branches find to the input."""
    name = f"{block}_{i}"
    mixed = net.concatenate(_branches(net, x, BLOCKS[block]), f"{name}_mixed")
    found = net.convolution(mixed, net.channels(x), padding="same", name=f"{name}_conv")
    if net.keras.two or net.keras.tf and net.keras.before(2, 12):
        scaled = net.layer("CustomScaleLayer", name)
        scaled.label = "Lambda"
        x = connect(scaled, [x, found], line=net.line)
    else:
        x = net.put("CustomScaleLayer", [x, found])
    return net.activate(x, "relu", f"{name}_ac") if activated else x


@layer("CustomScaleLayer")
def custom_scale_layer(inputs: Sequence[Shape]) -> Built:
    """first + scale · second (keras/src/applications/inception_resnet_v2.py)."""
    return Built(inputs[0])


ARCHITECTURES = (
    Architecture(
        "InceptionResNetV2",
        grow,
        "inception_resnet_v2",
        size=299,
        least=75,
        earlier=139,
        loose=True,
    ),
)
