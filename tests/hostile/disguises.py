"""The same attacks where they are looked for less: in class bodies, decorators, patterns, types, claims and settings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

from program import Content, Program
from texts import KERAS, NET, mebibytes
from values import HEAD, USE

WORDS = {
    "Chinese": "参数", "Japanese": "パラメータ", "Korean": "파라미터", "Russian": "параметров", "German": "Parameter",
    "French": "paramètres", "Spanish": "parámetros", "Portuguese": "parâmetros", "Arabic": "معلمة", "Turkish": "parametre",
}  # fmt: skip
"""What comments in ten languages call parameters."""

CODE: dict[str, str] = {
    # class bodies
    "powers in a class body": "class A:\n    x = 9**9**9\n    y = [0] * 10**10\n    z = 'a' * 10**12\nx = A.x",
    "an endless loop in a class body": "class A(Model):\n    while True:\n        d = Dense(3)\nx = A()",
    "layers without end in a class body": "class A:\n    layers = [Dense(3) for i in range(10**9)]\nx = A.layers",
    "a class in a class body 60 times": "".join(" " * i + f"class A{i}(Layer):\n" for i in range(60)) + " " * 60 + "x = 1\n",
    "fields that hold their class": "class A:\n    pass\nA.a = A\nA.b = [A, A]\nfor i in range(10**5): A.b = [A.b, A.b]\nx = A.b",
    # decorators
    "a decorator that calls itself": "def d(f): return d(d(f))\n@d\ndef f(): return 3\nx = f()",
    "a decorator that doubles": "def d(f): return lambda: f() + f()\n" + "@d\n" * 40 + "def f(): return 1\nx = f()",
    "a decorator of 400 comprehensions": "@[[f for f in range(10**9)] for g in range(10**9)][0]\ndef f(): pass\nx = f()",
    "a decorator that builds": "def d(f):\n    for i in range(10**9): model.add(Dense(i + 1))\n    return f\n@d\n@d\nclass A(Layer): pass\nx = A()",
    "a cached function without end": "@functools.lru_cache(None)\ndef f(n): return f(n + 1) + f(n + 2)\nx = f(0)",
    # formatted texts
    "formatted texts that double": "x = 'a'\nfor i in range(60): x = f'{x}{x}'",
    "formats of a width of 10**9": "x = f'{1:1000000000}'\nx = f'{1:>{10**9}}'\nx = f'{3.0:.{10**9}f}'\nx = format(1, '1000000000')",
    "formatted texts of powers": "x = f'{9**9**9}'\nx = f'{[0] * 10**10}'\nx = f'{2**100000!r:>10}'",
    "names of layers from formatted texts": "for i in range(10**6): model.add(Dense(3, name=f'{i:0{i}d}'))",
    # match
    "a match in itself 60 times": "".join(" " * 2 * i + f"match unknown:\n{' ' * (2 * i + 1)}case {i}:\n" for i in range(45)) + " " * 90 + "model.add(Dense(3))",
    "a match over a long list": "match [0] * 20000:\n    case [1, *a]: x = a\n    case [0, *a]:\n        x = a\n",
    "a match in turns": "x = 0\nwhile True:\n    match x:\n        case int(a) if a < 10**9: x = a + 1\n        case _: model.add(Dense(x))",
    "a match with guards without end": "def f(a): return f(a)\nmatch x0:\n" + "".join(f"    case {i} if f({i}): model.add(Dense(3))\n" for i in range(200)),
    "a match of dicts in themselves": "d = {}\nd['d'] = d\nmatch d:\n    case {'d': {'d': {'d': a}}}: x = a\n    case {**rest}: x = rest",
    # type hints
    "powers in type hints": "def f(a: 9**9**9, *b: [0] * 10**10) -> 'a' * 10**12: return a\nx: 9**9**9 = f(3)",
    "type hints that call": "def f(a): return f(a)\nx: f(1) = 3\ndef g(a: f(2) = f(3)) -> f(4): return f(5)\nx = g()",
    "types of types": "from typing import Union, List\nT = int\nfor i in range(200): T = Union[T, List[T]]\nx: T = 3",
    "a type that is its own": "class Tree:\n    left: 'Tree'\n    right: 'Tree'\nTree.left = Tree.right = Tree\nx = Tree().left.right.left",
    # signals
    "exceptions without end": "def f():\n    try: raise E\n    except Exception as e: return f()\n    finally: f()\nx = f()",
    "with in with without end": "class C:\n    def __enter__(self): return C().__enter__()\n    def __exit__(self, *a): return C().__exit__(*a)\nwith C() as a, C() as b: x = a",
    "generators of generators": "def g(n):\n    yield n\n    yield from g(n + 1)\n    yield from g(n + 2)\nx = list(g(0))\nfor a in g(0): model.add(Dense(a + 1))",
    "generators that send to themselves": "def g():\n    x = yield\n    while True: x = yield from g()\nx = g()\nnext(x)\nx.send(x)",
    "coroutines": "import asyncio\nasync def f():\n    async for a in f(): await f()\n    async with f() as b: return await f()\nx = asyncio.run(f())",
    "closures that grow": "fs = []\nfor i in range(10**5):\n    fs.append(lambda f=list(fs): f)\nx = fs",
    "globals that call": "def f():\n    global f, g\n    g = f\n    f = lambda: g() or f()\n    return f()\nx = f()",
    "exec and eval": "exec('x = ' * 10**5)\nx = eval('9**9**9')\nexec(\"while True: pass\")\nx = compile('(' * 10**5, '', 'eval')\nx = __import__('os').system('touch /tmp/no')",
    "setattr of 10**6 names": "class A: pass\nx = A()\nfor i in range(10**6): setattr(x, f'a{i}', [x] * i)",
    "walrus in comprehensions": "x = 0\ny = [x := x + i for i in range(10**9)]\nz = [(a := b, [a := c for c in range(10**9)]) for b in range(10**9)]",
    # sizes
    "sums of 10**5 unknown sizes": "x = 0\nfor i in range(10**5): x = x + len(unknown[i])\nmodel.add(Dense(x))",
    "products of 10**5 unknown sizes": "x = 1\nfor i in range(10**5): x = x * len(unknown[i])\nmodel.add(Dense(x))",
    "squares of unknown sizes": "x = len(a) + len(b) + len(c)\nfor i in range(10**4): x = x * x + 1\nmodel.add(Dense(x))",
    "quotients of unknown sizes": "x = len(a)\nfor i in range(10**4): x = (x + len(b)) // (x + 1) % (x + 2) - x\nmodel.add(Dense(x))\nReshape((x, -1))(Input((x, x)))",
    "layers of refused sizes": "for i in range(10**4):\n    model.add(Dense([]))\n    model.add(Dense(5))",
    "least and most of unknown sizes": "x = len(a)\nfor i in range(10**4): x = max(min(x, len(b)), x // 2, len(c))\nmodel.add(Dense(x))",
    "concatenated unknown axes": "xs = [Input((len(a[i]),)) for i in range(2000)]\ny = concatenate(xs)\nfor i in range(200): y = concatenate([y, Dense(len(b[i]))(y)])\nModel(xs, y).summary()",
    "shapes of unknown lengths": "x = Input(tuple(unknown))\nfor i in range(3000): x = Conv2D(len(a), 3, strides=len(b))(x)\nModel(x, x).summary()",
    # arrays and shapes
    "reshapes in turns": "x = np.zeros((2,) * 30)\nfor i in range(10**5): x = x.reshape(-1, 2).T[..., None]\ny = x.shape",
    "axes without end": "x = np.zeros(3)\nfor i in range(10**5): x = np.expand_dims(x, 0)\ny = Input(x.shape)",
    "axes of a tensor without end": "x = Input((3,))\nfor i in range(10**5): x = K.expand_dims(x, 1)\nModel(x, x)",
    "slices of slices": "x = Input((10**9, 3))\nfor i in range(10**5): x = x[:, ::2][:, 1:][..., :-1]",
    "stacks in turns": "x = Input((3,))\nfor i in range(100): x = tf.stack([x, x], axis=1)\nx = Flatten()(x)\nDense(10**9)(x)",
    "einsum": "x = tf.einsum(','.join(['ab'] * 10**4) + '->ab', *[Input((3,))] * 10**4)\nx = np.einsum('a' * 10**6, np.zeros((1,) * 20000))",
    # graphs
    "a model of 5,000 outputs": "i = Input((3,))\nxs = [Dense(3)(i) for k in range(5000)]\nm = Model(i, xs)\nfor k in range(100): m = Model(i, m.outputs + m(i))\nm.summary()",
    "a ladder of shared layers": "i = x = Input((4,))\nd = Dense(4)\nfor k in range(10**5): x = d(x) + x\nModel(i, x).summary()",
    "submodels of one graph": "i = x = Input((4,))\nms = []\nfor k in range(1000):\n    x = Dense(4)(x)\n    ms.append(Model(i, x))\n[m.summary() for m in ms]",
    "base.output in turns": "m = Sequential([Dense(4, input_shape=(4,))])\nfor k in range(10**4): m = Model(m.input, Dense(4)(m.output))\nm.summary()",
    "pops and adds": "while True:\n    model.add(Dense(3))\n    model.pop()\n    model.build((None, 4))\n    model.summary()",
    "models in a recursion": "def unet(n):\n    i = Input((None, None, 3))\n    return Model(i, unet(n - 1)(i)) if n else unet(10**9)\nx = unet(10)",
    "a grid of models": "for a in range(100):\n    for b in range(100):\n        for c in range(100):\n            m = Sequential([Dense(a + 1, input_shape=(b + 1,)), Dense(c + 1)])\n            m.compile('adam', 'mse')\n            m.fit(np.zeros((9, b + 1)), np.zeros((9, c + 1)))",
    "clones of clones": "m = model\nfor i in range(10**5):\n    m = keras.models.clone_model(Sequential([m, m]))\n    m.trainable = not m.trainable",
    "call that loops": "class A(Model):\n    def call(self, x):\n        while True: x = Dense(3)(x)\n        return x\nA()(Input((3,)))",
    "call that calls its model": "class A(Model):\n    def __init__(self):\n        super().__init__()\n        self.ds = [Dense(3) for i in range(10**6)]\n    def call(self, x):\n        for d in self.ds: x = d(x) + self(x)\n        return x\nA()(Input((3,)))",
    "build that builds": "class A(Layer):\n    def build(self, s):\n        for i in range(10**9): self.add_weight(shape=(i, 10**9))\n        self.build(s)\n    def call(self, x): return self.compute_output_shape(x)\n    def compute_output_shape(self, s): return self.compute_output_shape(s)\nA()(Input((3,)))",
    "summaries of a model that grows": "m = Sequential()\nfor i in range(10**5):\n    m.add(MaxPooling2D(3))\n    m.add(Conv2D(4, 3))\n    m.summary()\n    m.compile('adam', 'mse')",
    "tables that differ": "for i in range(449): model.add(Dense(3))\nmodel.summary()\n" + ("# Layer (type)     Output Shape     Param #\n" + "# dense_0 (Dense)     (None, 3)     13\n" * 450 + "\nx = 1\n") * 60,
    "tables of many models": "for i in range(1000):\n    m = keras.applications.VGG16(weights=None)\n    m.summary()\n" + "# Layer (type)     Output Shape     Param #\n" + "# conv_0 (Conv2D)     (None, 3, 3, 3)     13\n" * 90,
    "get_config without end": "class A(Layer):\n    def get_config(self): return {**self.get_config(), 'a': self}\n    @classmethod\n    def from_config(cls, c): return cls.from_config(c)\nx = A.from_config(A().get_config())",
}  # fmt: skip

COMMENTS: dict[str, Callable[[str], str]] = {
    "digits": lambda word: "1" * 50_000 + word,
    "words": lambda word: f"{word} " * 30_000 + "15",
    "claims": lambda word: f"15 {word}, " * 20_000,
    "brackets": lambda word: f"({word} " * 20_000 + "15" + ")" * 20_000,
    "products": lambda word: "(3*3*3+1)*64 = " * 5_000 + f"1,792 {word}",
    "colons": lambda word: f"{word}: " * 20_000 + "15",
    "marks": lambda word: f"15\u0301\u0323{word}\u0301" * 20_000,
}

SETTINGS: dict[str, dict[str, Content]] = {
    "deep brackets": {"pyproject.toml": "[tool.keraslint]\nmax-params = " + "[" * 100_000},
    "dotted keys": {"pyproject.toml": "[tool.keraslint]\n" + "a." * 100_000 + "b = 1\n"},
    "huge numbers": {"pyproject.toml": "[tool.keraslint]\nmax-params = " + "9" * 1_000_000 + "\n"},
    "wrong kinds": {"pyproject.toml": "[tool.keraslint]\nmax-params = {a = []}\nkeras = 3\nlayers = {}\nignore = [[1]]\nexclude = 5\n"},
    "a table twice": {"pyproject.toml": "[tool.keraslint]\n[tool.keraslint]\n"},
    "not UTF-8": {"pyproject.toml": b"[tool.keraslint]\nkeras = '\xff\xfe'\n"},
    "NUL": {"pyproject.toml": b"\0" * 1_000_000},
    "layers of this file": {"pyproject.toml": "[tool.keraslint]\nlayers = ['hostile:A', '../../../etc/passwd:x', '/dev/zero:x', 'a b:c', ':', '']\n"},
    "excludes that backtrack": {"pyproject.toml": "[tool.keraslint]\nexclude = ['" + "**/" * 5_000 + "a', '" + "*a" * 5_000 + "b']\n"},
    "a flake8 section": {"setup.cfg": "[flake8]\nmax-params = " + "9" * 100_000 + "\n" + "a = b\n" * 100_000, "tox.ini": "[flake8\n" * 100_000},
    "pins that backtrack": {"requirements.txt": "keras" + " " * 100_000 + "==\n" + "tensorflow" + ">=2," * 100_000 + "\n"},
    "a lock of 3 MB": {"poetry.lock": mebibytes(3, "[[package]]\nname = 'keras'\n"), "Pipfile.lock": "[" * 100_000},
    "conda": {"environment.yml": "dependencies:\n" + "  - keras=*.*.*\n" * 100_000 + "&a [*a, *a, *a]\n" * 1_000},
}  # fmt: skip

PACKAGES: dict[str, tuple[str, dict[str, Content]]] = {
    "a circle of packages": ("from p.a import x", {"p/__init__.py": "import keras\nfrom .a import *\n", "p/a.py": "from p.b import x\nfrom . import b\n", "p/b.py": "from p.a import x\nfrom p import *\n"}),
    "a circle of two packages": ("from p import x", {"p/__init__.py": "import keras\nfrom q import *\nx = y\n", "q/__init__.py": "import keras\nfrom p import *\ny = x\n"}),
    "classes whose bases are in a circle": ("from p import A\nx = A()(Input((3,)))", {"p/__init__.py": "import keras\nfrom .q import B\nclass A(B): pass\n", "p/q.py": "import keras\nfrom . import A\nclass B(A): pass\n"}),
    "a module that builds without end": ("from p import model", {"p/__init__.py": "import keras\nmodel = keras.Sequential()\nwhile True: model.add(keras.layers.Dense(3))\n"}),
    "a module of deep brackets": ("from p import *", {"p/__init__.py": "import keras\nx = " + "[" * 100_000}),
    "300 modules that call each other": ("from m0 import f\nx = f(3)", {f"m{i}.py": f"import keras\ndef f(n):\n    from m{(i + 1) % 300} import f\n    return f(n) + f(n - 1)\n" for i in range(300)}),
    "a package of its own name": ("import hostile.hostile\nfrom hostile import hostile as x", {"hostile/__init__.py": "from hostile import hostile\n", "hostile/hostile.py": "import hostile.hostile.hostile\n"}),
}  # fmt: skip


def book(cells: Iterable[object], more: str = "") -> str:
    """A notebook of these cells; `more` is put at the end of its JSON."""
    return json.dumps({"metadata": {}, "nbformat": 4, "cells": [*cells]})[:-1] + more + "}"


def cell(source: object, **more: object) -> dict[str, object]:
    return {"cell_type": "code", "source": source, "outputs": [], **more}


START = cell(KERAS + NET)
BOOKS: dict[str, Callable[[], str]] = {
    "a cell of 5 MB": lambda: book([cell(KERAS + NET + "x = 1\n" * 800_000)]),
    "20,000 cells": lambda: book([START] + [cell("model.add(Dense(3))")] * 20_000),
    "100,000 empty cells": lambda: book([cell("")] * 100_000 + [START]),
    "an output of 20 MB": lambda: book([cell(KERAS + NET, outputs=[{"text": "15 params\n" * 2_000_000}])]),
    "outputs in lines": lambda: book([cell(KERAS + NET, outputs=[{"text": ["Total params: 15\n"] * 200_000}])]),
    "magics without end": lambda: book([cell(KERAS + NET + "%time " * 100_000), cell("%%time\n" * 10_000)]),
    "cells of the wrong kind": lambda: book([cell(3), cell([3, None, {}]), cell(None), 5, None, [], START]),
    "a cell of deep brackets": lambda: book([cell("x = " + "(" * 200_000), START]),
    "cells that do not parse": lambda: book([cell("x = = 1\n" * 20)] * 3_000 + [START]),
    "deep JSON": lambda: '{"cells": ' + "[" * 200_000,
    "deep metadata": lambda: book([START], ', "metadata": ' + '{"a":' * 500 + "1" + "}" * 500),
    "huge numbers in JSON": lambda: book([START], ', "nbformat": ' + "9" * 10_000),
    "markdown of 10 MB": lambda: book([{"cell_type": "markdown", "source": "15 params " * 10**6}, START]),
}  # fmt: skip


def programs() -> Iterator[Program]:
    for name, code in CODE.items():
        yield Program(name, lambda code=code: f"{HEAD}{code}\n{USE}")
    for language, word in WORDS.items():
        for name, make in COMMENTS.items():
            yield Program(
                f"comment in {language}: {name}",
                lambda make=make, word=word: (
                    f"{KERAS}{NET.rstrip()}  # {make(word)}\n# {make(word)}\n"
                ),
            )
    for name, beside in SETTINGS.items():
        yield Program(f"settings: {name}", lambda: f"{HEAD}{NET}", beside)
    for name, (code, files) in PACKAGES.items():
        yield Program(name, lambda code=code: f"{HEAD}{code}\n{USE}", files)
    for name, write in BOOKS.items():
        yield Program(f"notebook: {name}", write, file="hostile.ipynb")


PROGRAMS = (*programs(),)
