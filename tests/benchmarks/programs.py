"""Programs of any size, written as people write Keras: the growth of time is measured on them."""

from __future__ import annotations

from collections.abc import Callable

HEAD = "from keras import Input, Model, Sequential\nfrom keras.layers import Add, Dense, LSTM, Conv2D, Flatten\n\n"


def lines(count: int) -> str:
    """Plain code, every twentieth line of it of a model."""
    blocks = count // 20
    return HEAD + "".join(_block(number) for number in range(blocks))


def _block(number: int) -> str:
    return (
        f"def prepare_{number}(rows, scale=1.0):\n"
        f'    """Scales the rows of part {number}."""\n'
        "    total = 0\n"
        "    for row in rows:\n"
        "        if row > scale:\n"
        "            total += row * scale\n"
        "        else:\n"
        "            total -= row\n"
        "    names = [f'{row:.2f}' for row in rows]\n"
        "    return total, names\n"
        "\n\n"
        f"limit_{number} = {number} * 2 + 1\n"
        f"names_{number} = ['a', 'b', str(limit_{number})]\n"
        f"sizes_{number} = {{'a': 1, 'b': limit_{number}}}\n"
        f"model_{number} = Sequential()\n"
        f"model_{number}.add(Dense({number % 50 + 1}, input_shape=(8,)))\n"
        f"model_{number}.add(Dense(2))\n"
        f"model_{number}.compile(loss='mse', optimizer='sgd')\n"
        "\n"
    )


def sequential_layers(count: int) -> str:
    """One stack of so many layers."""
    adds = "".join(f"model.add(Dense({i % 50 + 1}))\n" for i in range(count))
    return f"{HEAD}model = Sequential()\nmodel.add(Input((8,)))\n{adds}"


def functional_layers(count: int) -> str:
    """One graph of so many layers, every other one a residual sum."""
    calls = "".join("y = Dense(8)(x)\nx = Add()([x, y])\n" for _ in range(count // 2))
    return f"{HEAD}x = inputs = Input((8,))\n{calls}model = Model(inputs, x)\n"


def looped_layers(count: int) -> str:
    """One graph of so many layers, made by a loop."""
    return (
        f"{HEAD}x = inputs = Input((8,))\nfor i in range({count}):\n    x = Dense(8)(x)\n"
        "model = Model(inputs, x)\n"
    )


def models(count: int) -> str:
    """So many models, each of three layers."""
    return HEAD + "".join(
        f"model_{i} = Sequential([Input((8, 3)), LSTM({i % 50 + 1}), Dense(2)])\n"
        for i in range(count)
    )


def comments(count: int) -> str:
    """A model of ten layers, and so many comments that state its counts, all of them right."""
    adds = "".join(
        "model.add(Dense(8))  # 72 parameters\n" + "# a remark on (None, 8)\n" * (count // 10 - 1)
        for _ in range(10)
    )
    return f"{HEAD}model = Sequential()\nmodel.add(Input((8,)))\n{adds}"


GROWTH: dict[str, tuple[Callable[[int], str], int]] = {
    "lines (5,000 to 50,000)": (lines, 5000),
    "layers of one Sequential (100 to 1,000)": (sequential_layers, 100),
    "layers of one functional graph (100 to 1,000)": (functional_layers, 100),
    "layers made by a loop (100 to 1,000)": (looped_layers, 100),
    "models (100 to 1,000)": (models, 100),
    "comments (1,000 to 10,000)": (comments, 1000),
}
