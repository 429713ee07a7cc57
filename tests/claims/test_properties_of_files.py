"""Random files with random false claims: `--fix` gives, byte for byte, the file in which they were true.

Each file is written twice in the same style, once with wrong numbers and once with the true ones.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import keraslint
from keraslint.commands.changes import fixed
from keraslint.files import Source, read_source
from keraslint.model import Report


@dataclass(frozen=True)
class Language:
    """How a language states a count and a total, and the encodings that can write it."""

    count: str
    total: str
    encodings: tuple[str, ...]


ENGLISH = Language("{} params", "Total params: {}", ("utf-8", "utf-8-sig", "ascii", "latin-1"))
LANGUAGES = st.sampled_from(
    [
        ENGLISH,
        Language("파라미터 {}개", "총 파라미터 수: {}", ("utf-8", "utf-8-sig", "cp949")),
        Language("参数量：{}", "总参数: {}", ("utf-8", "utf-8-sig", "gbk")),
        Language("パラメータ数は{}", "総パラメータ数: {}", ("utf-8", "euc_jp", "shift_jis")),
        Language("{} параметров", "Всего параметров: {}", ("utf-8", "cp1251", "koi8-r")),
        Language("{} parámetros", "Total de parámetros: {}", ("utf-8", "latin-1")),
        Language("{} parâmetros", "Total de parâmetros: {}", ("utf-8", "cp1252")),
        Language("{} paramètres", "Nombre total de paramètres : {}", ("utf-8", "iso-8859-15")),
        Language("Parameter: {}", "Gesamtzahl der Parameter: {}", ("utf-8-sig", "latin-1")),
        Language("{} parameters", "Totaal aantal parameters: {}", ("utf-8", "ascii")),
    ]
)
SEPARATORS: dict[str, Callable[[int], str]] = {
    "none": str,
    "commas": lambda n: f"{n:,}",
    "underscores": lambda n: f"{n:_}",
    "apostrophes": lambda n: f"{n:,}".replace(",", "'"),
}
LAYERS = st.sampled_from([("Conv2D({}, 3)", "(9, 11, 4)"), ("Dense({})", "(12,)"), ("LSTM({})", "(7, 5)")])  # fmt: skip


@dataclass(frozen=True)
class Numbers:
    """What a file states: the layer's count and shape, the total, and the row of a summary."""

    count: int
    axes: tuple[int, ...]
    total: int

    @property
    def shape(self) -> str:
        return f"(None, {', '.join(map(str, self.axes))})"


@dataclass(frozen=True)
class Model:
    layer: str
    shape: str

    @property
    def code(self) -> str:
        return f"model = Sequential([\n    Input({self.shape}),\n    {self.layer},{{behind}}\n    BatchNormalization(),\n])\n"

    @property
    def true(self) -> Numbers:
        [model] = keraslint.analyze(IMPORTS + self.code.format(behind="")).models
        row = model.layers[0]
        assert row.params is not None and model.params is not None and row.output_shape
        return Numbers(row.params, tuple(a for a in row.output_shape if type(a) is int), model.params)  # fmt: skip


MODELS = st.builds(
    lambda pair, size: Model(pair[0].format(size), pair[1]), LAYERS, st.integers(60, 90)
)
IMPORTS = (
    "from keras.models import Sequential\nfrom keras.layers import *\nfrom keras import Input\n"
)


def _layout(form: str, model: Model, language: Language, numbers: Numbers, write: Callable[[int], str]) -> str:  # fmt: skip
    """The file's text in one form of claims."""
    count, total = language.count.format(write(numbers.count)), language.total.format(write(numbers.total))  # fmt: skip
    kind = model.layer.partition("(")[0]
    behind = {
        "count": f"  # {count}",
        "shape": f"  # output {numbers.shape}",
        "both": f"  # {numbers.shape}, {count}",
        "row": f"  # {numbers.shape}    {write(numbers.count)}",
    }.get(form, "")
    after = {
        "total": f"model.summary()  # {total}",
        "own line": f"# {total}\nmodel.summary()",
        "assert count": f"assert model.count_params() == {numbers.total}",
        "assert shape": f"assert model.layers[0].output_shape == {numbers.shape}",
        "table": f"model.summary()\n# layer ({kind})  {numbers.shape:<24}{write(numbers.count)}\n# other (BatchNormalization)  {numbers.shape:<24}{write(4 * numbers.axes[-1])}\n# Total params: {write(numbers.total)}",
    }.get(form, "")
    docstring = f'"""{total}"""\n' if form == "docstring" else ""
    return docstring + IMPORTS + model.code.format(behind=behind) + after


FORMS = st.sampled_from(
    ["count", "shape", "both", "row", "total", "own line", "assert count", "assert shape", "table", "docstring"]
)  # fmt: skip


def _stored(text: str, encoding: str, end: str, newline: bool) -> bytes:
    """The bytes of the file."""
    cookie = "" if encoding.startswith("utf-8") else f"# -*- coding: {encoding} -*-\n"
    whole = (cookie + text).rstrip("\n") + "\n" * newline
    return whole.replace("\n", end).encode(encoding)


def _mended(content: bytes) -> tuple[Report, bytes]:
    """What is found in a file of these bytes, and the bytes after `--fix`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "net.py")
        path.write_bytes(content)
        source = read_source(str(path), "")
    report = _read(source)
    return report, fixed(source, report, _read).after.data


def _read(source: Source) -> Report:
    return keraslint.analyze(source.text, source.name)


@settings(max_examples=250, deadline=None)
@given(
    FORMS, MODELS, LANGUAGES, st.sampled_from([*SEPARATORS]), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(),
    st.integers(1, 30), st.integers(0, 9),
)  # fmt: skip
@example(
    "own line", Model("Conv2D(60, 3)", "(9, 11, 4)"), ENGLISH, "apostrophes", "\n", False, 1, 0
)
@example(
    "own line", Model("Conv2D(60, 3)", "(9, 11, 4)"), ENGLISH, "underscores", "\n", False, 1, 0
)
def test_the_fixed_file_is_the_true_one(
    form: str, model: Model, language: Language, separator: str, end: str, newline: bool, off: int, choice: int
) -> None:  # fmt: skip
    if form in ("table", "row") and separator != "none":
        separator = "commas"  # as Keras prints its tables
    true, write = model.true, SEPARATORS[separator]
    encoding = language.encodings[choice % len(language.encodings)]
    if end == "\r" and not encoding.startswith("utf-8"):
        end = "\r\n"  # Python itself looks for the encoding's name in lines that end with \n
    wrong = Numbers(true.count + off, (*true.axes[:-1], true.axes[-1] + off), true.total + off)
    assume(wrong.count % 1_000 and wrong.total % 1_000)  # three zeros at the end: a rounded number
    right = _stored(_layout(form, model, language, true, write), encoding, end, newline)
    report, unchanged = _mended(right)
    assert (report.findings, unchanged) == ((), right)
    report, after = _mended(
        _stored(_layout(form, model, language, wrong, write), encoding, end, newline)
    )
    assert report.findings
    assert after == right
