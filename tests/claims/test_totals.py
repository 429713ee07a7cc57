"""Totals copied from a summary without its rows: one finding, whose change mends every line."""

from __future__ import annotations

import pytest

from claims.programs import HEAD, findings, fixed

MODEL = "model = Sequential([Input((10,)), Dense(20), BatchNormalization(), Dense(5)])\n"
COMMENTS = (
    "model.summary()\n# Total params: {} ({})\n# Trainable params: {}\n# Non-trainable params: {}\n"
)
STRING = COMMENTS.replace("# ", "").replace("()\n", "()\nmodel.compile()\n'''\n", 1) + "'''\n"
DOCSTRING = 'def build():\n    """A net.\n\n    Total params: {} ({})\n    Trainable params: {}\n    Non-trainable params: {}\n    """\n    return '
TRUE = ("405", "1.58 KB", "365", "40")


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        (TRUE, None),
        (
            ("505", "1.97 KB", "465", "40"),
            "505 parameters; model has 405 (trainable 365, not 465)",
        ),
        (
            ("1,505", "5.88 KB", "1,405", "100"),
            "1,505 parameters; model has 405 (trainable 365, not 1,405, non-trainable 40, not 100)",
        ),
        (
            ("405", "1.58 KB", "405", "0"),
            "405 trainable parameters; model has 365 trainable (non-trainable 40, not 0)",
        ),
        (("425", "1.66 KB", "365", "40"), "425 parameters; model has 405"),
    ],
)
@pytest.mark.parametrize(("form", "what"), [(COMMENTS, "comment"), (STRING, "string")])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_totals(
    stated: tuple[str, ...], message: str | None, form: str, what: str, end: str
) -> None:
    source = (HEAD + MODEL + form.format(*stated)).replace("\n", end)
    found = findings(source, head="")
    assert [f.message for f in found] == ([f"{what} says {message}"] if message else [])
    right = (HEAD + MODEL + form.format(*TRUE)).replace("\n", end)
    assert fixed(source, found) == right


def test_totals_in_a_docstring() -> None:
    source = DOCSTRING.format("505", "1.97 KB", "465", "40") + MODEL.partition("= ")[2]
    [found] = findings(source)
    assert found.text == "docstring says 505 parameters; build has 405 (trainable 365, not 465)"
    assert DOCSTRING.format(*TRUE) in fixed(HEAD + source, [found])


OTHER = "other = Sequential([Input((10,)), Dense(2)])\n"


@pytest.mark.parametrize(
    "program",
    [
        MODEL + "model.summary()\n" + OTHER + '"""\nTotal params: 505\n"""\n',  # of which?
        MODEL + "model.summary()\n'''\nTotal params: 505\n\nTotal params: 605\n'''\n",
        MODEL + OTHER + "model.summary()\n'''\nTotal params: 22\n'''\n",  # the other one's
        MODEL + "'''\nTotal params: 505\n'''\n",  # no summary
        MODEL + "# model.add(Dense(5))\nmodel.summary()\n'''\nTotal params: 505\n'''\n",
        MODEL + "model.summary()\n'''\nTotal params: 1,505,…\n'''\n",
        MODEL + "model.summary()\n'''\nTotal params: 0.5M\n'''\n",
        "def f(x):\n    model = Sequential([Input((x,)), Dense(20)])\n    model.summary()\n"
        "    '''\n    Total params: 505\n    '''\n",
    ],
)
def test_silence_on_totals_in_strings(program: str) -> None:
    assert findings(program) == []
