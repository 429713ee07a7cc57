"""Keras's Tokenizer on text that the source holds, and on text that it does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import array_values
from keraslint.evaluate.values import Array, Bundle, List, Value, is_known
from keraslint.shapes import Shape
from keraslint.sizes import Expression
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

Handler = Callable[["Run", "Arguments"], Value]
FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
MOST_LETTERS = 200_000


def make(run: Run, arguments: Arguments) -> Value:
    """Tokenizer(num_words, filters, lower, split, char_level, oov_token)"""
    keywords = arguments.keywords
    count = arguments.get(0, "num_words", keywords.get("nb_words"))
    members = {"num_words": count, "nb_words": count, "oov_token": keywords.get("oov_token")}
    members |= {
        name: keywords.get(name, default)
        for name, default in (
            ("filters", FILTERS),
            ("lower", True),
            ("split", " "),
            ("char_level", False),
        )
    }
    if len(arguments.positional) > 1:
        members["filters"] = run.unknown("the filters of a Tokenizer")
    return Bundle("a Tokenizer", members, kind="tokenizer", state=run.dict())


def words(text: str, filters: str, lower: bool, split: str) -> list[str]:
    """text_to_word_sequence"""
    text = text.lower() if lower else text
    text = text.translate({ord(letter): split for letter in filters})
    return [word for word in text.split(split) if word]


def _texts(value: Value) -> list[Any] | None:
    """The texts, if the source states them all."""
    if isinstance(value, Array) and isinstance(value.items, tuple):
        value = value.items
    if not isinstance(value, (List, tuple)) or not is_known(value):
        return None
    texts = list(value)
    letters = sum(len(text) for text in texts if isinstance(text, (str, List)))
    fits = all(isinstance(text, (str, List, tuple)) for text in texts)
    return texts if fits and letters <= MOST_LETTERS else None


def _tokens(thing: Bundle, texts: list[Any]) -> list[list[str]] | None:
    """The words (or letters) of each text."""
    members = thing.members
    filters, lower, split = members["filters"], members["lower"], members["split"]
    if (
        not isinstance(filters, str)
        or not isinstance(lower, bool)
        or not isinstance(split, str)
        or not split
    ):
        return None
    found = []
    for text in texts:
        if members["char_level"] is True or not isinstance(text, str):
            found.append(
                [part.lower() if lower and isinstance(part, str) else part for part in text]
            )
        else:
            found.append(words(text, filters, lower, split))
    return found if all(isinstance(token, str) for row in found for token in row) else None


def _fit(run: Run, arguments: Arguments) -> Value:
    """fit_on_texts(texts)"""
    thing = arguments.positional[0]
    texts = _texts(arguments.get(1, "texts"))
    run.touch(thing.state)
    rows = _tokens(thing, texts) if texts is not None else None
    known = thing.state.get("documents", 0)
    if rows is None or thing.state.get("unknown") or _is_undecided(thing):
        thing.state.clear()
        thing.state["unknown"] = run.unknown("the texts that a Tokenizer is fitted on", "tokenizer")
        return None
    run.step(sum(map(len, rows)) // 8)
    counts: dict[str, int] = dict(thing.state.get("counts", ()))
    for token in (token for row in rows for token in row):
        counts[token] = counts.get(token, 0) + 1
    thing.state["counts"] = tuple(counts.items())
    thing.state["documents"] = known + len(rows)
    return None


def _is_undecided(thing: Bundle) -> bool:
    """Whether it was fitted on different texts in branches that may both be taken."""
    counts, documents = thing.state.get("counts", ()), thing.state.get("documents", 0)
    return not isinstance(counts, tuple) or not all(
        isinstance(number, int) for number in (documents, *(pair[1] for pair in counts))
    )


def _index(run: Run, thing: Bundle) -> dict[str, int] | None:
    """word_index: the most frequent word is 1 (after the token for unknown words)."""
    if "counts" not in thing.state or _is_undecided(thing):
        return None
    run.step(len(thing.state["counts"]) // 8)
    order = sorted(thing.state["counts"], key=lambda pair: pair[1], reverse=True)
    names = [name for name, _ in order]
    unknown = thing.members["oov_token"]
    if unknown is not None:
        if not isinstance(unknown, str):
            return None
        names.insert(0, unknown)
    return {name: i + 1 for i, name in enumerate(names)}


def attribute(run: Run, thing: Bundle, name: str) -> Value:
    """tokenizer.word_index and its like"""
    index = _index(run, thing)
    if name in ("word_index", "index_word", "word_counts", "word_docs"):
        if index is None:
            why = thing.state.get("unknown") or run.gap(thing, "the words of a Tokenizer")
            return run.dict((), why.called("word_index"))
        if name == "word_index":
            return run.dict(index)
        if name == "index_word":
            return run.dict({number: word for word, number in index.items()})
        return run.dict(
            thing.state["counts"]
            if name == "word_counts"
            else ((word, why_many(run)) for word, _ in thing.state["counts"])
        )
    return run.unknown(f"`.{name}` of a Tokenizer is not followed", name)


def why_many(run: Run) -> Unknown:
    return run.unknown("how many texts hold a word")


def _to_sequences(run: Run, arguments: Arguments) -> Value:
    """texts_to_sequences(texts)"""
    thing, value = arguments.positional[0], arguments.get(1, "texts")
    texts, index, most = _texts(value), _index(run, thing), thing.members["num_words"]
    rows = _tokens(thing, texts) if texts is not None else None
    run.step(sum(map(len, rows or ())) // 8)
    if rows is None or index is None or not isinstance(most, (int, type(None))):
        return sequences(run, value)
    unknown = (
        index.get(thing.members["oov_token"]) if thing.members["oov_token"] is not None else None
    )

    def number(word: str) -> int | None:
        found = index.get(word)
        return unknown if found is None or most and found >= most else found

    numbered = [[number(word) for word in row] for row in rows]
    return run.list(run.list(n for n in row if n is not None) for row in numbered)


def sequences(run: Run, texts: Value) -> Value:
    """As many lists of numbers as there are texts."""
    found = array_values.of(run, texts)
    rows = found.shape.dims[0] if found is not None and found.shape.dims else None
    if rows is None:
        rows = Expression.unknown(
            texts if isinstance(texts, Unknown) else run.unknown("the number of texts", "texts"),
            "len()",
            0,
        )
    return Array(Shape((rows,)), dtype="sequences", born=run.clock)


def _to_matrix(run: Run, arguments: Arguments) -> Value:
    """texts_to_matrix(texts), sequences_to_matrix(sequences): a column for each word"""
    thing, value = (
        arguments.positional[0],
        arguments.get(1, "texts", arguments.keywords.get("sequences")),
    )
    rows = sequences(run, value).shape.axis(0)
    count, index = thing.members["num_words"], _index(run, thing)
    if count is None and index is not None:
        count = len(index) + 1
    if count is None:
        count = run.unknown("the words of a Tokenizer", "words")
    width = array_values.dim_of(count)
    return (
        array_values.sized(run, rows, width, dtype="float64")
        if width is not Ellipsis
        else run.unknown("a matrix of words")
    )


def word_sequence(run: Run, arguments: Arguments) -> Value:
    """text_to_word_sequence(text)"""
    text, keywords = arguments.get(0, "text"), arguments.keywords
    filters, lower, split = (
        keywords.get("filters", FILTERS),
        keywords.get("lower", True),
        keywords.get("split", " "),
    )
    plain = (
        isinstance(text, str)
        and isinstance(filters, str)
        and isinstance(lower, bool)
        and isinstance(split, str)
    )
    if not plain or not split or len(arguments.positional) > 1 or len(text) > MOST_LETTERS:
        return run.list((), run.unknown("the words of a text"))
    return run.list(words(text, filters, lower, split))


def hashed(run: Run, arguments: Arguments) -> Value:
    """one_hot(text, n), hashing_trick(text, n): a number for each word"""
    found = word_sequence(
        run,
        type(arguments)(
            [arguments.get(0, "text")],
            {
                k: v
                for k, v in arguments.keywords.items()
                if k not in ("n", "text", "hash_function")
            },
        ),
    )
    why = array_values.number(run, "the hash of a word")
    return run.list([why] * len(found), found.open)


FUNCTIONS: dict[str, Handler] = {
    "keras.Tokenizer": make, "keras.text_to_word_sequence": word_sequence, "keras.one_hot": hashed,
    "keras.hashing_trick": hashed,
}  # fmt: skip
OBJECTS: dict[str, dict[str, Handler]] = {
    "tokenizer": {
        "fit_on_texts": _fit, "texts_to_sequences": _to_sequences, "texts_to_matrix": _to_matrix,
        "sequences_to_matrix": _to_matrix,
    }
}  # fmt: skip
