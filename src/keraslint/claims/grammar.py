"""What one comment claims.

    claim   = count | total | shape | row | arithmetic
    count   = number PARAMETERS | PARAMETERS separator (number | formula ["=" number]) | formula "=" number
    total   = ("total" | "trainable" | "non-trainable") PARAMETERS [separator] number
    shape   = [OUTPUT] [dims arrow] dims
    row     = [name "(" type ")"] dims number        a line of a summary, its name optional

Nothing is claimed beside words of history or wish, in questions, in commented-out code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from keraslint.claims import exclusions
from keraslint.claims import vocabulary as words
from keraslint.claims.arithmetic import Chain, chains
from keraslint.claims.counts import CountClaim, count_claims
from keraslint.claims.dimensions import ShapeClaim, shape_claim, shape_stretches
from keraslint.claims.numbers import number_at
from keraslint.claims.plain import LONGEST, Plain, plain
from keraslint.patterns import compile_lazily


@dataclass(frozen=True, slots=True)
class Reading:
    """What a comment claims.

    counts      the parameter counts
    shape       the output shape
    arithmetic  the chains of equals signs, for their own sake
    layers      the kinds of layers that the comment names, as in `family`
    networks    the well-known networks that it names, in small letters: "vgg", "mobilenetv2"
    conditions  what it presupposes before the claim: ("units", 64), ("image", 224)
    about_parameters  whether a word for parameters stands anywhere in it
    """

    plain: Plain
    counts: tuple[CountClaim, ...] = ()
    shape: ShapeClaim | None = None
    arithmetic: tuple[Chain, ...] = ()
    layers: frozenset[str] = frozenset()
    networks: frozenset[str] = frozenset()
    conditions: tuple[tuple[str, int], ...] = ()
    about_parameters: bool = False

    @property
    def claims_something(self) -> bool:
        return bool(self.counts or self.shape)


_PRAGMA = compile_lazily(
    r"#?\s*(?:noqa|type:\s*ignore|pylint:|pragma:|fmt:|keraslint:|nosec|mypy:|pyright:|ruff:|isort:|yapf:|flake8:).*$",
    re.IGNORECASE,
)
_QUESTION = compile_lazily(r"[?？](?!\s*[,)\]])")
_DIGIT = compile_lazily(r"\d")
_ROW = compile_lazily(r"(?:\s*[\w./-]+ \([A-Za-z]\w*\)?\s+)?\s*$")
_ROW_COUNT = compile_lazily(r"\]?\s*\s(\d[\d,]*)\s*(?:$|\s{2}|[A-Za-z_]\w*\[\d)")
_PARAMETERS = compile_lazily(words.PARAMETERS, re.IGNORECASE)
_NETWORK = compile_lazily(
    r"(?<![A-Za-z])(alexnet|vgg|(?:inception[-_ ]?)?resnet|inception|xception|mobilenet|densenet|efficientnet|nasnet|convnext|bert|gpt|lenet|squeezenet|shufflenet|googlenet"
    r"|u-?net|yolo|gemma|llama|mistral|segnet|transformer|vit|whisper|t5|clip|stable diffusion|darknet|ssd|r-?cnn|wavenet|electra|albert|distilbert)"
    r"(?P<release>[-_ ]?[vb]?\d{1,3}(?![\d.,]|\s?[kmb%]))?(?![a-z])",
    re.IGNORECASE,
)


def read(comment: str) -> Reading:
    """What one comment, or one line of a string, claims."""
    if len(comment) > LONGEST or not _DIGIT.search(comment):
        return Reading(Plain("", (0,)))
    return _read(comment)


@lru_cache(maxsize=512)
def _read(comment: str) -> Reading:
    """The same for a comment with a number; files say the same many times."""
    simple = plain(comment)
    text = _PRAGMA.sub(lambda match: " " * len(match[0]), simple.text)
    empty = Reading(simple)
    if not _DIGIT.search(text) or _QUESTION.search(text):
        return empty
    if (
        exclusions.CODE.search(text)
        or exclusions.HISTORY_OR_WISH.search(text)
        or _of_a_version(text)
    ):
        return empty
    counts: list[CountClaim] = []
    shape: ShapeClaim | None = None
    arithmetic: list[Chain] = []
    shapes = 0
    for start, end in _segments(text):
        segment = " " * start + text[start:end]
        found = shape_claim(segment)
        row = _row_count(segment)
        if found is not None:
            shapes, shape = shapes + 1, found
        rest = _without(segment, shape_stretches(segment))
        counts.extend([row] if row else count_claims(rest))
        arithmetic.extend(
            chain
            for chain in chains(rest)
            if len(chain.members) > 1 and chain.is_formula and not chain.doubtful
        )
    if not (counts or shape or arithmetic):
        return Reading(simple)
    other = bool(
        exclusions.OTHER_PARAMETERS.search(text) or exclusions.OTHER_PARAMETERS.search(comment)
    )
    first = min((claim.start for claim in counts), default=len(text))
    return Reading(
        simple,
        () if other else _consistent(counts),
        shape if shapes == 1 else None,
        tuple(arithmetic),
        frozenset(name for name, pattern in FAMILIES if pattern.search(text)),
        frozenset(re.sub(r"[-_ ]", "", match[0].lower()) for match in _NETWORK.finditer(text)),
        _conditions(text, first),
        bool(_PARAMETERS.search(text)) and not other,
    )


def _of_a_version(text: str) -> bool:
    """Whether it speaks of one version (v2: 896 params), other than by a network's name (MobileNet v2)."""
    without_networks = _NETWORK.sub(lambda match: "." * len(match[0]), text)
    return exclusions.VERSION.search(without_networks) is not None


def _segments(text: str) -> list[tuple[int, int]]:
    """The parts of a comment between number signs that begin another comment."""
    cuts = [
        match.start()
        for match in re.finditer(
            r"(?<=\s)#(?!\s*:|\s*\d+\s*$)|(?<=\s)#(?=\s*\d)|#(?=[^\s:)\d])", text
        )
    ]
    cuts = [cut for cut in cuts if not re.search(r"param\w*\s*$", text[:cut], re.IGNORECASE)]
    starts = [0, *(cut + 1 for cut in cuts)]
    ends = [*cuts, len(text)]
    return list(zip(starts, ends, strict=True))


def _without(text: str, stretches: list[tuple[int, int]]) -> str:
    for start, end in stretches:
        text = text[:start] + ";" * (end - start) + text[end:]
    return text


def _consistent(counts: list[CountClaim]) -> tuple[CountClaim, ...]:
    """Without counts of one quantity that contradict each other."""
    values: dict[str, set[Fraction]] = {}
    for claim in counts:
        values.setdefault(claim.quantity, set()).add(claim.value)
    kept: dict[str, CountClaim] = {}
    for claim in counts:
        if len(values[claim.quantity]) == 1:
            best = kept.get(claim.quantity)
            kept[claim.quantity] = claim if best is None or claim.named > best.named else best
    if any(claim.named for claim in kept.values()):
        return tuple(claim for claim in kept.values() if claim.named)
    return tuple(kept.values())


def _row_count(segment: str) -> CountClaim | None:
    """The count of a summary's row: a shape, blanks, a number."""
    stretches = shape_stretches(segment)
    if not stretches or not _ROW.fullmatch(segment[: stretches[0][0]].rstrip("[")):
        return None
    end = stretches[0][1]
    match = _ROW_COUNT.match(segment, end)
    if not match or match.start(1) - end < 2 and not segment[: stretches[0][0]].strip():
        return None
    number = number_at(segment, match.start(1))
    if number is None or number.end != match.end(1):
        return None
    number = replace(number, unit=1)
    chain = chains(" " * match.start(1) + match[1])
    return (
        CountClaim(
            "params", number, Fraction(number.value), chain[0], True, match.start(1), match.end(1)
        )
        if chain
        else None
    )


FAMILIES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, compile_lazily(pattern, re.IGNORECASE))
    for name, pattern in (
        ("lstm", r"lstm"),
        ("gru", r"(?<![a-z])gru(?![a-z])"),
        ("rnn", r"simple_?rnn|(?<![a-z])(?:vanilla )?rnn(?![a-z])|\[simple\]"),
        ("bidirectional", r"bidirectional|(?<![a-z])bi-?(?=lstm|gru|rnn)"),
        ("dense", r"(?<![a-z])dense(?![a-z])|fully[- ]connected|(?<![a-z])fc\d?(?![a-z])"),
        ("separable", r"separable|(?<![a-z])sep_?conv"),
        ("depthwise", r"depth-?wise"),
        ("transpose", r"transpose|deconv"),
        ("conv", r"conv\w*"),
        ("pooling", r"pool"),
        ("flatten", r"flatten"),
        ("normalization", r"batch_?\s?norm\w*|layer_?\s?norm\w*|(?<![a-z])bn(?![a-z])"),
        ("embedding", r"embedding"),
        ("reshape", r"reshap"),
        ("upsampling", r"up-?_?sampling"),
        ("concatenate", r"concat"),
        ("dropout", r"dropout"),
        ("attention", r"attention"),
    )
)
"""Kinds of layers as comments name them."""


def family(kind: str) -> frozenset[str]:
    """The kinds, as in FAMILIES, to which a layer's class belongs."""
    return frozenset(name for name, pattern in FAMILIES if pattern.search(kind))


def named_first(text: str) -> frozenset[str]:
    """The kinds of layers with whose name a comment begins, if it is not a network's: `conv net, 500 params`."""
    start = re.match(
        r"[\W\d_]*(?:the )?([A-Za-z]\w*)\b(?![ -]?(?:nets?|networks?|models?|based)(?![a-z]))",
        text,
        re.IGNORECASE,
    )
    word = start[1] if start else ""
    return frozenset(name for name, pattern in FAMILIES if pattern.fullmatch(word))


_CONDITION = compile_lazily(
    r"(?P<noun>units?|filters?|channels?|neurons?|features?|inputs?|input_dim|nodes?)\s*(?:=|:|is|of)\s*(?P<number>\d+)(?![\d.x])"
    r"|(?P<before>\d+)\s+(?P<after>units?|filters?|channels?|neurons?|features?|inputs?|nodes?)(?![a-z])"
    r"|(?P<image>\d+)\s*[xX*]\s*\d+(?:\s*[xX*]\s*\d+)?\s*(?:inputs?|images?|pixels?|rgb)",
    re.IGNORECASE,
)


def _conditions(text: str, first: int) -> tuple[tuple[str, int], ...]:
    """What is presupposed before a colon or an arrow in front of the first count: the claim holds for that only."""
    cut = max(text.rfind(sign, 0, first) for sign in (":", "->", "=>"))
    found = []
    for match in _CONDITION.finditer(text[: max(cut, 0)]):
        if match["image"]:
            found.append(("image", int(match["image"])))
        else:
            noun = (match["noun"] or match["after"]).lower()
            kind = "inputs" if noun.startswith(("input", "feature", "channel")) else "units"
            found.append((kind, int(match["number"] or match["before"])))
    return (*found, *_colours(text))


_COLOURS = compile_lazily(
    r"(?<![a-z])(?:for|with|on|if|given|bei|fur|falls|pour|avec|para|com|con|si es|si|se for|se|als|met|voor)\s+"
    r"(?:an?\s+|the\s+|einem?\s+|une?\s+|un\s+|een\s+|its?\s+|it's\s+)?"
    r"(?:(?P<three>rgb|colou?r(?:ed)?|cor|couleur|farb\w*|kleur\w*)|(?P<one>gr[ae]y(?:scale)?|monochrome)"
    r"|(?P<number>\d+)[ -](?:input |in |colou?r )?(?:channels?|kanale|canaux|canales|canais))(?![a-z])",
    re.IGNORECASE,
)


def _colours(text: str) -> Iterator[tuple[str, int]]:
    """How many channels the claim is about, wherever that stands: 896 params for RGB images."""
    for match in _COLOURS.finditer(text):
        yield "channels", 3 if match["three"] else 1 if match["one"] else int(match["number"])
