"""Texts that are hard to read: nested, long, broken or strangely encoded."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from program import Program

KERAS = "from keras.models import Sequential, Model\nfrom keras.layers import *\n"
NET = "model = Sequential([Dense(3, input_shape=(4,))])\n"
DEEP, DEEPER = 3_000, 200_000


def around(opening: str, middle: str, closing: str) -> Callable[[int], str]:
    return lambda n: f"x = {opening * n}{middle}{closing * n}\n"


def before(part: str, end: str = "1") -> Callable[[int], str]:
    return lambda n: f"x = {part * n}{end}\n"


def after(start: str, part: str) -> Callable[[int], str]:
    return lambda n: f"x = {start}{part * n}\n"


def blocks(head: str, most: int = 2_000) -> Callable[[int], str]:
    """Statements inside each other, one more space each; so long a text stays below 3 MB."""

    def make(n: int) -> str:
        depth = min(n, most)
        lines = [" " * i + head.format(i) + "\n" for i in range(depth)]
        return "".join(lines) + " " * depth + "pass\n"

    return make


NESTS: dict[str, Callable[[int], str]] = {
    "round brackets": around("(", "1", ")"),
    "square brackets": around("[", "", "]"),
    "braces": around("{", "", "}"),
    "dicts": around("{1: ", "1", "}"),
    "brackets that never close": before("(", ""),
    "brackets that never open": before(")", ""),
    "mixed brackets that never close": before("([{", ""),
    "one call in another": around("f(", "1", ")"),
    "one layer in another": around("Dense(3)(", "Input((4,))", ")"),
    "indices": around("a[", "0", "]"),
    "minus signs": before("-"),
    "tildes": before("~"),
    "not": before("not "),
    "await": before("await "),
    "lambdas": before("lambda: "),
    "lambdas as defaults": around("lambda x=(", "1", "): x"),
    "attributes": after("a", ".b"),
    "calls of calls": after("f", "()"),
    "indices of indices": after("a", "[0]"),
    "sums": before("1 + "),
    "powers": before("2 ** "),
    "comparisons": before("1 < "),
    "and": before("a and "),
    "or": before("a or "),
    "conditional expressions": before("1 if a else "),
    "conditional expressions as tests": around("(1 if ", "a", " else 2)"),
    "assignment expressions": around("(a := ", "1", ")"),
    "texts side by side": before("'a' ", "'b'"),
    "stars": before("*", "a"),
    "targets": before("x = "),
    "fields of formatted texts": around("f'{", "1", "}'"),
    "formatted texts in formatted texts": around('f"{', "1", '}"'),
    "braces of formatted texts": lambda n: "x = f'" + "{" * n + "1" + "}" * n + "'\n",
    "formats of formatted texts": lambda n: "x = f'" + "{1:" * n + "1" + "}" * n + "'\n",
    "lambdas in formatted texts": lambda n: "x = f'{(" + "lambda: " * n + "1)}'\n",
    "comprehensions": around("[a for a in ", "b", "]"),
    "clauses of a comprehension": lambda n: f"x = [1 {'for a in b ' * n}]\n",
    "tests of a comprehension": lambda n: f"x = [1 for a in b {'if a ' * n}]\n",
    "dots of an import": lambda n: f"from {'.' * n} import a\n",
    "parts of an import": lambda n: f"import a{'.a' * n}\n",
    "imported names": lambda n: f"from a import {'a, ' * n}b\n",
    "decorators": lambda n: "@a\n" * n + "def f(): pass\n",
    "parameters": lambda n: f"def f({', '.join(f'a{i}' for i in range(n))}): pass\nf()\n",
    "arguments": lambda n: f"x = f({'1, ' * n})\n",
    "items of with": lambda n: f"with {'a, ' * n}b: pass\n",
    "deleted names": lambda n: f"del {'a, ' * n}b\n",
    "slices": around("a[", "1", ":2]"),
    "annotations": around("1\ny: List[", "int", "]"),
    "patterns": lambda n: f"match a:\n case {'[' * n}{']' * n}: pass\n",
    "alternatives of a pattern": lambda n: f"match a:\n case {'1 | ' * n}2: pass\n",
    "cases": lambda n: "match a:\n" + " case 1: pass\n" * n,
    "elif": lambda n: "if a: pass\n" + "elif a: pass\n" * n,
    "except": lambda n: "try: pass\n" + "except A: pass\n" * n,
    "else of loops": lambda n: "for a in b: pass\nelse: pass\n" * n,
    "if": blocks("if a{}:"),
    "if on one line": lambda n: "if a: " * n + "pass\n",
    "for": blocks("for a in b:"),
    "known for": blocks("for a in range(2):"),
    "while": blocks("while a:"),
    "with": blocks("with a:"),
    "try": lambda n: blocks("try:", 1_000)(n) + "".join(
        " " * i + "except: pass\n" for i in reversed(range(min(n, 1_000)))),
    "functions": blocks("def f{}():"),
    "classes": blocks("class A{}:"),
    "lines that go on": lambda n: "x = 1" + "\\\n" * n + "\n",
    "statements on one line": lambda n: "x = 1; " * n + "\n",
    "Python 2 backticks": around("`", "1", "`"),
    "Python 2 prints": lambda n: "print 1\n" * n,
    "shell commands": lambda n: "!ls\n%time\n" * n,
    "global names": lambda n: f"def f():\n global {'a, ' * n}b\n",
}  # fmt: skip


def mebibytes(size: int, text: str) -> str:
    return text * (size * 2**20 // len(text))


LONG: dict[str, Callable[[], str | bytes]] = {
    "a line of 10 MB": lambda: "x = '" + mebibytes(10, "a") + "'\n",
    "a line of 4 MB": lambda: "x = '" + mebibytes(4, "a") + "'\n",
    "a sum of 4 MB": lambda: "x = " + mebibytes(4, "1+") + "1\n",
    "a list of 4 MB": lambda: "x = [" + mebibytes(4, "1,") + "]\n",
    "a dict of 2 MB": lambda: "x = {" + mebibytes(2, "1:1,") + "}\n",
    "a call of 2 MB": lambda: "x = f(" + mebibytes(2, "1,") + ")\n",
    "a docstring of 4 MB": lambda: f'"""{mebibytes(4, "1,000 parameters (None, 3) ")}"""\n',
    "a million comments": lambda: "# a\n" * 10**6,
    "300,000 claims": lambda: "# 15 params\n" * 300_000,
    "a comment of 4 MB": lambda: "# " + mebibytes(4, "a") + "\n",
    "a million empty lines": lambda: "\n" * 10**6,
    "a million spaces": lambda: " " * 10**6 + "\n",
    "a million lines of spaces": lambda: "  \n" * 10**6,
    "a name of a million letters": lambda: "a" * 10**6 + " = 1\n",
    "a million semicolons": lambda: ";" * 10**6,
    "100,000 statements": lambda: "x = 1\n" * 100_000,
    "500,000 statements": lambda: "x = 1\n" * 500_000,
    "50,000 functions": lambda: "def f(): pass\n" * 50_000,
    "19,000 functions": lambda: "def f(): pass\n" * 19_000,
    "20,000 classes": lambda: "class A(Layer): pass\n" * 20_000,
    "16,000 statements and a mistake": lambda: "x = f(1, 2)\n" * 16_000 + "x = = 3\n",
    "7,000 statements and a mistake": lambda: "x = f(1, 2)\n" * 7_000 + "%time print 3\npip install x\nx = = 3\n",
    "16,000 statements and a print of Python 2": lambda: "x = f(1, 2)\n" * 16_000 + "print 3\n",
    "11,000 statements and a print of Python 2": lambda: "x = f(1, 2)\n" * 11_000 + "print 3\n",
    "16,000 statements and a command": lambda: "x = f(1, 2)\n" * 16_000 + "%time x\n",
    "16,000 statements that this Python does not know": lambda: "x = f(1, 2)\n" * 16_000 + "type X[T=int] = int\n",
    "2,000 statements that this Python does not know": lambda: "x = f(1, 2)\n" * 2_300 + "type X[T=int] = int\n",
    "20,000 imports": lambda: "from keras.layers import Dense\n" * 20_000,
    "a million digits": lambda: f"x = {'9' * 10**6}\n",
    "a million hexadecimal digits": lambda: f"x = 0x{'9' * 10**6}\n",
    "digits and underscores": lambda: f"x = 1{'_1' * 10**5}\n",
    "a float of a million digits": lambda: f"x = 1.{'9' * 10**6}\n",
    "a float that is infinite": lambda: f"x = 1e{'9' * 30}\nmodel.add(Dense(x))\nmodel.add(Dense(int(x)))\n",
    "an imaginary number": lambda: f"x = {'9' * 10**4}j\n",
}  # fmt: skip

BROKEN: dict[str, Callable[[], str | bytes]] = {
    "NUL": lambda: "x = 1\0\n",
    "only NUL": lambda: "\0" * 10**6,
    "NUL in a comment": lambda: "# \0\n",
    "lone surrogates": lambda: "x = '\ud800\udfff'  # \udc80\n",
    "line ends of old Macs": lambda: (KERAS + NET + "model.add(Dense(5))  # 21 params\n").replace("\n", "\r"),
    "line ends of Windows": lambda: (KERAS + NET + "model.add(Dense(5))  # 21 params\n").replace("\n", "\r\n"),
    "line ends of all kinds": lambda: "x = 1\ry = 1\r\nz = 1\n\rw = 1\r\r\n",
    "form feeds": lambda: "\f" * 10**5 + "\nx = 1\n\f\f  \f\ny = 2\f\n",
    "vertical tabs and separators": lambda: "x = 1\v\ny = 1\x1c\x1d\x1e\x85\u2028\u2029\nz = '\x85\u2028'\n# \x85 15 params\n",
    "tabs": lambda: "if x:\n\ty = 1\n        z = 1\n\tif y:\n\t\t\tw = 1\n",
    "tabs and spaces that disagree": lambda: "if x:\n        y = 1\n\tz = 1\n    w = 1\n",
    "byte order marks": lambda: "\ufeff\ufeff\nx = 1\ufeff\n",
    "words from right to left": lambda: "# \u202e\u2066 15 params \u2069\nx = '\u202e'\n",
    "letters outside the plane": lambda: "𝐱 = '😀' * 3  # 😀 15 params\nmodel.add(Dense(𝐱))\n",
    "names that are equal in NFKC": lambda: "ﬁ = 3\nfi = 4\nmodel.add(Dense(ﬁ))\n",
    "digits of other scripts": lambda: "# ١٢٣ params ²³ params ①② params\nx = '١٢٣'\nmodel.add(Dense(int(x)))\nmodel.add(Dense('²'.isdigit()))\n",
    "an end without a line end": lambda: "model.add(Dense(3",
    "a text that does not end": lambda: "x = '''" + "a\n" * 10**5,
    "a text that ends too soon": lambda: "x = 'a\ny = 'b\n",
    "quotes": lambda: "'" * 100_001,
    "three quotes": lambda: '"""' * 33_333,
    "backslashes": lambda: "\\" * 10**5 + "\n",
    "an escape that does not end": lambda: "x = '\\x4'\ny = '\\N{no such}'\nz = '\\u12'\n",
    "a dedent to nowhere": lambda: "if a:\n    if b:\n        c\n      d\n",
    "an indent from nowhere": lambda: "x = 1\n    y = 2\n",
    "all bytes": lambda: bytes(range(256)) * 100,
    "UTF-16": lambda: (KERAS + NET).encode("utf-16"),
    "UTF-32": lambda: (KERAS + NET).encode("utf-32"),
    "Latin-1 without a cookie": lambda: f"{KERAS}{NET}# café\n".encode("latin-1"),
    "Latin-1 with a cookie": lambda: f"# coding: latin-1\n{KERAS}{NET}# café\n".encode("latin-1"),
    "UTF-8 cut in two": lambda: f"{KERAS}{NET}# é".encode()[:-1],
    "overlong UTF-8": lambda: KERAS.encode() + b"# \xc0\x80\xed\xa0\x80\xf4\x90\x80\x80\n",
    **{f"cookie {name}": (lambda name=name: f"# coding: {name}\n{KERAS}{NET}".encode())
       for name in ("no-such", "rot13", "undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape",
                    "utf-7", "hex", "zlib", "bz2", "uu", "base64", "mbcs", "utf-8-sig", "a" * 10_000)},
}  # fmt: skip

LETTERS = 100_000
TRAPS: dict[str, str] = {
    "digits": "1" * LETTERS,
    "digits and commas": "1," * LETTERS,
    "thousands": "1,000" * LETTERS,
    "products": "3 x " * LETTERS,
    "products in brackets": "(3*3*3+1)*64 + " * (LETTERS // 10),
    "sums that do not end": "1 + " * LETTERS + "=",
    "equations": "1 + 1 = " * (LETTERS // 5),
    "nested brackets": "(" * LETTERS + ")" * LETTERS,
    "brackets with commas": "(None, " * LETTERS,
    "shapes": "(None, 3) -> " * (LETTERS // 10),
    "one long shape": "(" + "3, " * LETTERS + ")",
    "spaces": " " * LETTERS + "x",
    "spaces and tabs": " \t" * LETTERS + "15",
    "points": "1." * LETTERS,
    "units": "15 params " * (LETTERS // 10),
    "K and M": "1.5M" * LETTERS,
    "powers": "2^" * LETTERS + "2",
    "exponents": "1e" * LETTERS,
    "huge exponent": "1e999999999 params, 10^999999999 params, 9**9**9**9 = 5",
    "huge product": "9" * 4_000 + " * " + "9" * 4_000 + " = 5",
    "huge number": "9" * 10_000 + " params",
    "letters": "a" * LETTERS,
    "words": "aa " * LETTERS,
    "dashes": "-" * LETTERS,
    "arrows": "-> " * LETTERS,
    "equal signs": "=" * LETTERS,
    "colons": "shape:" * (LETTERS // 5),
    "noqa": "noqa: " + "KER201," * LETTERS,
    "noqa and spaces": "noqa:" + " " * LETTERS + ";",
    "pragma": "keraslint: " + "max-params=1 " * (LETTERS // 10),
    "pragma of digits": "keraslint: max-params=" + "9" * LETTERS,
    "pragma that is open": "keraslint: keras=" + "[" * LETTERS,
    "type": "type: " + "List[" * LETTERS,
    "cookie": "coding: " + "a" * LETTERS,
    "backslashes": "\\" * LETTERS,
    "quotes": "'\"" * LETTERS,
    "table": "dense_1 (Dense)   (None, 3)   15 \n# " * (LETTERS // 50),
    "table of one line": "_______ Layer (type) Output Shape Param # ====== " * (LETTERS // 50),
    "totals": "Total params: 15 Trainable params: 15 " * (LETTERS // 50),
    "MiB": "(60.00 B) (1.2 KiB) " * (LETTERS // 20),
    "times signs": "×·*" * LETTERS,
}  # fmt: skip


def nests() -> Iterator[Program]:
    for name, make in NESTS.items():
        for count in (DEEP, DEEPER):
            yield Program(f"{count:,} {name}", lambda make=make, n=count: KERAS + NET + make(n))


def long_texts() -> Iterator[Program]:
    for name, make in LONG.items():
        yield Program(name, lambda make=make: KERAS + NET + str(make()))


def broken_texts() -> Iterator[Program]:
    for name, make in BROKEN.items():
        yield Program(name, lambda make=make: _with_keras(make()))


def _with_keras(text: str | bytes) -> str | bytes:
    if isinstance(text, bytes):
        return text if b"k\0e" in text or b"keras" in text else (KERAS + NET).encode() + text
    return text if "keras" in text else KERAS + NET + text


def traps() -> Iterator[Program]:
    for name, text in TRAPS.items():
        yield Program(
            f"comment: {name}", lambda text=text: f"{KERAS}{NET.rstrip()}  # {text}\n# {text}\n"
        )
        yield Program(f"docstring: {name}", lambda text=text: f"{KERAS}{NET}'''{text}'''\n")


PROGRAMS = (*nests(), *long_texts(), *broken_texts(), *traps())
