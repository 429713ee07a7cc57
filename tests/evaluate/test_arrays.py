"""Arrays: what numpy would give, by shape; numbers where the source holds the content."""

from __future__ import annotations

import pytest

from evaluate.values import value_of
from keraslint import analyze

HEAD = """
import numpy as np
import pandas as pd
from data import unknown, n
a = np.zeros((6, 4, 3))
b = np.array([[1, 2, 3], [4, 5, 6]])
v = np.arange(5)
u = np.zeros((n, 4))
"""
# The expression, and what it is: a tuple is a shape, "least…most" a size between bounds, "?" unknown.
SHAPES = [
    ("np.zeros(3)", (3,)),
    ("np.ones((2, 3), dtype=bool)", (2, 3)),
    ("np.full((2, 2), 7)", (2, 2)),
    ("np.empty([4, 5])", (4, 5)),
    ("np.zeros((n, 28))", ("0…", 28)),
    ("np.zeros(unknown)", "…"),
    ("np.arange(2, 11, 3)", (3,)),
    ("np.arange(0, 1, 0.1)", (10,)),
    ("np.linspace(0, 1)", (50,)),
    ("np.eye(3)", (3, 3)),
    ("np.zeros_like(a)", (6, 4, 3)),
    ("np.random.rand(2, 5)", (2, 5)),
    ("np.random.randint(0, 9, size=(3, 2))", (3, 2)),
    ("np.random.normal(0, 1, (7, 100))", (7, 100)),
    ("np.random.random((4, 2))", (4, 2)),
    ("np.random.RandomState(1).randn(3)", (3,)),
    ("np.random.choice(10, 4)", (4,)),
    ("np.random.permutation(8)", (8,)),
    ("np.asarray([a, a])", (2, 6, 4, 3)),
    ("np.array([[1, 2], [3]], dtype=object)", (2,)),
    ("np.array([unknown, unknown])", "…"),
    ("np.array([n, 3])", (2,)),
    ("np.array(range(9))", (9,)),
    # reshaping
    ("a.reshape(-1)", (72,)),
    ("a.reshape(6, -1)", (6, 12)),
    ("a.reshape((-1, 2, 2))", (18, 2, 2)),
    ("a.reshape(len(a), -1, 1)", (6, 12, 1)),
    ("a.reshape(5, -1)", (5, "0…")),  # numpy refuses it
    ("a.reshape(7, 7)", "?"),
    ("u.reshape(u.shape[0], 2, 2)", ("0…", 2, 2)),
    ("u.reshape(-1, 2, 2)", ("0…", 2, 2)),
    ("unknown.reshape(3, 4)", (3, 4)),
    ("np.reshape(unknown, (5, -1, 2))", (5, "0…", 2)),
    ("a.T", (3, 4, 6)),
    ("a.transpose(1, 0, 2)", (4, 6, 3)),
    ("np.transpose(a, (2, 0, 1))", (3, 6, 4)),
    ("np.swapaxes(a, 0, 2)", (3, 4, 6)),
    ("np.moveaxis(a, -1, 0)", (3, 6, 4)),
    ("np.rollaxis(a, 2)", (3, 6, 4)),
    ("np.array(5)[None]", (1,)),
    ("np.expand_dims(a, -1)", (6, 4, 3, 1)),
    ("np.expand_dims(a, axis=0)", (1, 6, 4, 3)),
    ("np.squeeze(np.zeros((1, 3, 1)))", (3,)),
    ("a.flatten()", (72,)),
    ("a.astype('float32')", (6, 4, 3)),
    # parts
    ("a[0]", (4, 3)),
    ("a[1:3]", (2, 4, 3)),
    ("a[:, -1]", (6, 3)),
    ("a[..., 0]", (6, 4)),
    ("a[:, np.newaxis]", (6, 1, 4, 3)),
    ("a[::2, :2]", (3, 2, 3)),
    ("a[[0, 2, 4]]", (3, 4, 3)),
    ("a[a[:, 0, 0] > 0]", ("0…6", 4, 3)),
    ("a[a > 0]", ("0…72",)),
    ("a[9]", "?"),
    ("a[unknown]", "…"),
    ("a[:n]", ("0…6", 4, 3)),
    ("u[:, 1:]", ("0…", 3)),
    ("u[2:-1]", ("0…", 4)),
    ("b[1, 2]", 6),
    ("b[:, 1].tolist()", [2, 5]),
    # joining and splitting
    ("np.concatenate([a, a])", (12, 4, 3)),
    ("np.concatenate((a, a), axis=-1)", (6, 4, 6)),
    ("np.concatenate([a, b])", "?"),
    ("np.vstack([v, v])", (2, 5)),
    ("np.hstack([v, v])", (10,)),
    ("np.column_stack([v, v])", (5, 2)),
    ("np.dstack([b, b])", (2, 3, 2)),
    ("np.stack([a, a], axis=1)", (6, 2, 4, 3)),
    ("np.append(v, [1, 2])", (7,)),
    ("np.c_[b, b]", (2, 6)),
    ("np.r_[v, v]", (10,)),
    ("np.tile(v, (3, 1))", (3, 5)),
    ("np.repeat(a, 2, axis=1)", (6, 8, 3)),
    ("np.pad(b, ((1, 1), (0, 2)))", (4, 5)),
    ("np.split(a, 3)", [(2, 4, 3)] * 3),
    ("np.array_split(v, 2)", [(3,), (2,)]),
    ("np.delete(a, 0, axis=0)", (5, 4, 3)),
    # arithmetic
    ("a / 255.0", (6, 4, 3)),
    ("a - a.mean(axis=0)", (6, 4, 3)),
    ("(a - np.mean(a)) / (np.std(a) + 1e-7)", (6, 4, 3)),
    ("a * unknown", "…"),
    ("v[:, None] * v", (5, 5)),
    ("b + v", "?"),
    ("b == 1", (2, 3)),
    ("b @ b.T", (2, 2)),
    ("np.dot(a, np.zeros((3, 8)))", (6, 4, 8)),
    ("np.where(b > 2, b, 0)", (2, 3)),
    ("np.maximum(b, 3)", (2, 3)),
    ("a.sum(axis=(0, 1))", (3,)),
    ("a.max(axis=1, keepdims=True)", (6, 1, 3)),
    ("np.argmax(a, axis=-1)", (6, 4)),
    ("a.max()", "?"),
    # numbers
    ("len(a)", 6),
    ("a.shape", (6, 4, 3)),
    ("a.size", 72),
    ("a.ndim", 3),
    ("b.sum()", 21),
    ("b.max() + 1", 7),
    ("int(b.mean() * 2)", 7),
    ("np.prod(a.shape[1:])", 12),
    ("np.prod((2, n))", "2…"),
    ("int(np.ceil(7 / 2))", 4),
    ("int(np.log2(256))", 8),
    ("np.sqrt(49)", 7.0),
    ("(v * 2)[3]", 6),
    ("(-v)[1]", -1),
    ("v.astype(float)[2]", 2.0),
    ("np.array([300]).astype('uint8')[0]", "?"),
    ("len(np.unique([3, 1, 3]))", 2),
    ("[row.shape for row in a]", [(4, 3)] * 6),
    ("[i for i in v]", [0, 1, 2, 3, 4]),
    ("dict(zip('ab', b))['b'].shape", (3,)),
    # data frames
    ("pd.DataFrame(b).shape", (2, 3)),
    ("pd.DataFrame({'p': [1, 2], 'q': [3, 4]}).drop('p', axis=1)", (2, 1)),
    ("pd.DataFrame(b, columns=list('pqr'))[['p', 'q']].values", (2, 2)),
    ("pd.DataFrame(b).iloc[:, :-1]", (2, 2)),
    ("pd.DataFrame(b, columns=list('pqr')).loc[:, 'p':'q']", (2, 2)),
    ("pd.read_csv('f.csv').values[:, 1:].reshape(-1, 28, 28)", ("0…", 28, 28)),
    ("pd.read_csv('f.csv', usecols=[1]).values", ("0…", 1)),
    ("pd.read_csv('f.csv', names=['p', 'q']).shape[1]", 2),
    ("pd.get_dummies(['p', 'q', 'p']).shape", (3, 2)),
]


@pytest.mark.parametrize(("expression", "expected"), SHAPES, ids=[e for e, _ in SHAPES])
def test_an_expression(expression: str, expected: object) -> None:
    assert value_of(f"{HEAD}x = {expression}\n") == expected


# What changes an array in place, and what is known afterwards.
CHANGES = [
    ("c = np.array([1, 2])\nc[0] = 9\nx = c[0]", "?"),
    ("c = np.array([1, 2])\nd = c[:]\nd[0] = 9\nx = c[0]", "?"),
    ("c = np.array([1, 2])\nd = c.copy()\nd[0] = 9\nx = c[0]", 1),
    ("c = np.array([1, 2])\nd = c\nc += 1\nx = d[0]", "?"),
    ("c = np.array([1, 2])\nc += 1\nx = c[0]", 2),
    ("c = np.array([1, 2])\nnp.random.shuffle(c)\nx = c[0]", "?"),
    ("c = np.array([1, 2])\nunknown(c)\nx = c[0]", "?"),
    ("c = np.array([1, 2])\nif n:\n    c[0] = 9\nx = c[0]", "?"),
    ("c = np.zeros((2, 3))\nc.shape = (3, 2)\nx = c", (3, 2)),
    ("c = np.zeros((2, 3))\nif n:\n    c.shape = (3, 2)\nx = c", ("2…3", "2…3")),
    ("c = np.zeros((4, 3))\nc /= unknown\nx = c", (4, 3)),
    ("f = pd.DataFrame({'p': [1]})\nf['q'] = 2\nx = f.shape", (1, 2)),
    ("f = pd.DataFrame({'p': [1]})\nf['p'] = 2\nx = f.shape", (1, 1)),
    ("f = pd.DataFrame({'p': [1], 'q': [2]})\ndel f['p']\nx = f.shape", (1, 1)),
    (
        "f = pd.DataFrame({'p': [1], 'q': [2]})\nf.drop('q', axis=1, inplace=True)\nx = f.shape",
        (1, 1),
    ),
    (
        "f = pd.DataFrame({'p': [1], 'q': [2]})\ny = f.pop('p')\nx = f.shape, y.shape",
        ((1, 1), (1,)),
    ),
    ("f = pd.DataFrame({'p': [1]})\nfor c in unknown:\n    f[c] = 0\nx = f", "…"),
]


@pytest.mark.parametrize(("program", "expected"), CHANGES, ids=[p for p, _ in CHANGES])
def test_a_change(program: str, expected: object) -> None:
    assert value_of(f"{HEAD}{program}\n") == expected


MISUSES = [
    "pd.get_dummies(np.float32(1))",
    "pd.DataFrame(np.zeros(()))['x']",
    "np.zeros(())[0]",
    "keras.datasets.reuters.load_data(test_split=1e307)",
    "keras.datasets.reuters.load_data(test_split=-1.0)",
]


@pytest.mark.parametrize("misuse", MISUSES)
def test_what_a_library_refuses_ends_nothing(misuse: str) -> None:
    source = f"import keras, numpy as np, pandas as pd\nfrom keras import Sequential\nfrom keras.layers import Dense\nx = {misuse}\nSequential([Dense(2, input_shape=(3,))])\n"
    report = analyze(source)
    assert not report.failed
    assert [model.params for model in report.models] == [8]
