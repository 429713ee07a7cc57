"""Random layers under random claims: a true one is never reported, a false one always is, and its fix makes it true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import keraslint
from claims.programs import HEAD, findings, fixed
from keraslint.claims.facts import interval
from keraslint.claims.grammar import read
from keraslint.model import Row

SIZE = st.integers(1, 70)
SMALL = st.integers(1, 3)


@dataclass(frozen=True)
class Case:
    """A layer on an input shape, and its row."""

    shape: str
    layer: str

    def program(self, comment: str, place: str = "behind") -> str:
        """A model of this layer, with the comment behind, above or below it."""
        if place == "behind":
            return f"model = Sequential([Input({self.shape}),\n    {self.layer},{comment}\n])\n"
        head = f"model = Sequential()\nmodel.add(Input({self.shape}))\n\n"
        layer, comment = f"model.add({self.layer})", comment.strip()
        first, second = (comment, layer) if place == "above" else (layer, comment)
        return f"{head}{first}\n{second}\n\nmodel.add(Flatten())\n"

    @property
    def row(self) -> Row:
        return keraslint.analyze(HEAD + self.program("")).models[0].layers[-1]


def _case(shape: str, layer: str) -> st.SearchStrategy[Case]:
    return st.builds(
        lambda a, b, c, k: Case(shape.format(a=a, b=b, c=c, k=k), layer.format(a=a, b=b, c=c, k=k)),
        SIZE,
        SIZE,
        SIZE,
        SMALL,
    )


CASES = st.one_of(
    _case("(28, 30, {a})", "Conv2D({b}, {k})"),
    _case("(28, 30, {a})", "Conv2D({b}, ({k}, 3), strides=2, padding='same')"),
    _case("(40, {a})", "Conv1D({b}, {k}, use_bias=False)"),
    _case("({a},)", "Dense({b})"),
    _case("(7, {a})", "TimeDistributed(Dense({b}))"),
    _case("(7, {a})", "LSTM({b})"),
    _case("(7, {a})", "GRU({b}, return_sequences=True)"),
    _case("(7, {a})", "Bidirectional(SimpleRNN({b}))"),
    _case("(9, 9, {a})", "SeparableConv2D({b}, {k})"),
    _case("(9, 9, {a})", "Conv2DTranspose({b}, {k}, strides=2)"),
    _case("(9, 9, {a})", "BatchNormalization()"),
    _case("({k}, {a})", "LayerNormalization()"),
    _case("({k},)", "Embedding({a}, {b})"),
)


@dataclass(frozen=True)
class Style:
    """How a number is written in a comment."""

    name: str
    write: Callable[[int], str]


FULL_WIDTH = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}


def _rounded(value: int) -> str:
    return f"{value / 1000:.1f}K"


ROW = Style("row", lambda n: f"  # params {n:>12,}")
STYLES = st.sampled_from(
    [
        ROW,
        Style("plain", lambda n: f"  # {n} params"),
        Style("commas", lambda n: f"  # {n:,} parameters"),
        Style("underscores", lambda n: f"  # params: {n:_}"),
        Style("words before", lambda n: f"  # number of parameters is {n}"),
        Style("glued", lambda n: f"#params={n}"),
        Style("with more", lambda n: f"  # a layer ({n:,} params), see above"),
        Style("thousands", lambda n: f"  # {_rounded(n)} params"),
        Style("about", lambda n: f"  # ~{n} params"),
        Style("korean", lambda n: f"  # 파라미터 수는 {n:,}개"),
        Style("chinese", lambda n: f"  # 参数量：{n}"),
        Style("japanese", lambda n: f"  # パラメータ数：{n:,}"),
        Style("russian", lambda n: f"  # {n} параметров"),
        Style("spanish", lambda n: f"  # parámetros: {n}"),
        Style("french", lambda n: f"  # {n} paramètres"),
        Style("german", lambda n: f"  # Parameter: {n}"),
        Style("apostrophes", lambda n: f"  # {n:,} params".replace(",", "'")),
        Style("small letter", lambda n: f"  # {n / 1000:.2f}k params"),
        Style("arrow", lambda n: f"  # -> {n} parameters"),
        Style("korean count", lambda n: f"  # 파라미터 {n}개"),
        Style("korean before", lambda n: f"  # {n:,}개의 매개변수"),
        Style("chinese count", lambda n: f"  # 共{n}个参数"),
        Style("traditional", lambda n: f"  # 參數：{n}"),
        Style("full width", lambda n: f"  # 参数量＝{n}".translate(FULL_WIDTH)),
        Style("japanese before", lambda n: f"  # {n:,}個のパラメータ"),
        Style("russian before", lambda n: f"  # Число параметров: {n}"),
        Style("spanish before", lambda n: f"  # número de parámetros: {n:,}"),
        Style("portuguese", lambda n: f"  # {n} parâmetros"),
        Style("french count", lambda n: f"  # nombre de paramètres : {n}"),
        Style("german compound", lambda n: f"  # Parameteranzahl: {n}"),
        Style("dutch", lambda n: f"  # aantal parameters: {n}"),
    ]
)
PLACES = st.sampled_from(["behind", "above", "below"])


@settings(max_examples=150, deadline=None)
@given(CASES, STYLES, PLACES)
def test_a_true_count_is_never_reported(case: Case, style: Style, place: str) -> None:
    params = case.row.params
    assert params is not None
    assert findings(case.program(style.write(params), place)) == []


@settings(max_examples=150, deadline=None)
@given(CASES, STYLES, PLACES, st.integers(0, 3_000_000), st.sampled_from([1, -1, 7, 100, 0]))
@example(Case("(1,)", "Dense(1)"), ROW, "behind", 3, 0)  # one digit, in a column
def test_a_false_count_is_always_reported_and_mended(
    case: Case, style: Style, place: str, number: int, near: int
) -> None:
    row = case.row
    assert row.params is not None
    stated = abs(row.params + near) if near else number
    comment = style.write(stated)
    claim = read(comment.strip()).counts[0]
    right = row.params in interval(claim) or row.trainable in interval(claim)
    if right or place != "behind" and 0 in interval(claim):  # Flatten and Input have none
        assert findings(case.program(comment, place)) == []
        return
    source = case.program(comment, place)
    [finding] = findings(source)
    assert (finding.code, finding.expected) == ("KER201", row.params)
    assert finding.fix is not None
    mended = fixed(HEAD + source, [finding])
    assert findings(mended, head="") == []
    _assert_only_digits_changed(HEAD + source, mended)


def _assert_only_digits_changed(old: str, new: str) -> None:
    for before, after in zip(old.splitlines(), new.splitlines(), strict=True):
        if before != after:
            assert "".join(c for c in before if c.isalpha() and c not in "KMk") == "".join(
                c for c in after if c.isalpha() and c not in "KMk"
            )


@settings(max_examples=60, deadline=None)
@given(
    CASES,
    st.sampled_from(
        ["# {formula} = {n} params", "# params: {formula} = {n}", "# params: {formula}"]
    ),
    st.integers(1, 99),
)
def test_formulas(case: Case, form: str, off: int) -> None:
    row = case.row
    assert row.params is not None
    assume((row.params + off) % 1_000)  # three zeros at the end mean a rounded number
    formula = " + ".join("*".join(map(str, weight.shape)) for weight in row.weights)
    assert findings(case.program("  " + form.format(formula=formula, n=row.params))) == []
    wrong = case.program("  " + form.format(formula=f"{formula} + {off}", n=row.params + off))
    found = findings(wrong)
    assert [finding.code for finding in found] == ["KER201"] or row.trainable == row.params + off
    if found and found[0].fix is not None:
        assert findings(fixed(HEAD + wrong, found), head="") == []


SHAPES = st.sampled_from(
    [
        lambda axes: f"  # output ({', '.join(['None', *map(str, axes)])}{',' * (not axes)})",
        lambda axes: f"  # output shape: ({', '.join(['N', *map(str, axes)])})",
        lambda axes: f"  # output [{', '.join(['batch_size', *map(str, axes)])}]",
        lambda axes: f"#output({','.join(map(str, axes))},)",
        lambda axes: (
            f"  # Output: {'x'.join(map(str, axes))}"
            if len(axes) > 2
            else f"  # output ({', '.join(['?', *map(str, axes)])})"
        ),
        lambda axes: f"  # 출력 ({', '.join(['None', *map(str, axes)])})",
    ]
)


@settings(max_examples=120, deadline=None)
@given(CASES, SHAPES, st.integers(0, 2), st.integers(1, 40))
def test_shapes(case: Case, write: Callable[[tuple[object, ...]], str], at: int, off: int) -> None:
    output = case.row.output_shape
    assert output is not None
    axes = output[1:]
    assert findings(case.program(write(axes))) == []
    at %= len(axes)
    axis = axes[at]
    assert isinstance(axis, int)
    wrong = (*axes[:at], axis + off, *axes[at + 1 :])
    if sorted(map(str, wrong)) == sorted(map(str, axes)):
        return
    source = case.program(write(wrong))
    [finding] = findings(source)
    assert finding.code == "KER203"
    assert finding.fix is not None
    assert findings(fixed(HEAD + source, [finding]), head="") == []


LAYERS = st.lists(
    st.builds("Dense({}, use_bias={})".format, SIZE, st.booleans())
    | st.just("BatchNormalization()")
    | st.just("Dropout(0.5)"),
    min_size=1,
    max_size=5,
)
TOTALS = st.sampled_from(
    [
        lambda n: f"model.summary()  # Total params: {n:,}",
        lambda n: f"model.summary()  # {n} params",
        lambda n: f"# total number of parameters: {n}\nmodel.summary()",
        lambda n: f"model.compile('adam', 'mse')  # {n:,} parameters in total",
    ]
)


@settings(max_examples=80, deadline=None)
@given(LAYERS, TOTALS, st.integers(1, 10_000))
def test_totals(layers: list[str], write: Callable[[int], str], off: int) -> None:
    program = f"model = Sequential([Input((12,)), {', '.join(layers)}])\n"
    model = keraslint.analyze(HEAD + program).models[0]
    assert model.params is not None
    assert findings(program + write(model.params) + "\n") == []
    stated = model.params + off
    source = program + write(stated) + "\n"
    comment = next(line[line.index("#") :] for line in source.splitlines() if "#" in line)
    limits = interval(read(comment).counts[0])
    with_adam = model.params + 2 * (model.trainable or 0) + 2
    found = findings(source)
    if any(count in limits for count in (model.params, model.trainable or 0, with_adam)):
        return
    assert [finding.code for finding in found] == ["KER202"]
    assert findings(fixed(HEAD + source, found), head="") == []
