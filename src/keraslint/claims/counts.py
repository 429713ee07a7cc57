"""Parameter counts in comments: `1664 params`, `Total params: 154,798`, `(5*5*32 + 1) * 64 = 51,264`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from keraslint.claims import exclusions
from keraslint.claims import vocabulary as words
from keraslint.claims.arithmetic import Chain, Member, chains
from keraslint.claims.numbers import Number, hedged
from keraslint.patterns import compile_lazily


@dataclass(frozen=True, slots=True)
class CountClaim:
    """A count as written.

    quantity  params (of a layer or a model), total, trainable, non_trainable, optimizer or weights
    number    the written result; None for a formula without one
    value     what it says
    chain     the arithmetic it stands in
    named     whether a word for parameters belongs to it
    start     where it begins in the plain text, arithmetic and word included
    """

    quantity: str
    number: Number | None
    value: Fraction
    chain: Chain
    named: bool
    start: int
    end: int


_QUANTITIES = (
    ("non_trainable", compile_lazily(words.FROZEN, re.IGNORECASE)),
    ("trainable", compile_lazily(words.TRAINABLE, re.IGNORECASE)),
    ("optimizer", compile_lazily(words.OPTIMIZER, re.IGNORECASE)),
    ("total", compile_lazily(words.TOTAL, re.IGNORECASE)),
)
_KIND = rf"(?:{words.FROZEN}|{words.TRAINABLE}|{words.OPTIMIZER}|{words.TOTAL})"
_BETWEEN = rf"(?:[\s/]*(?:{_KIND}|{words.FILLER}))" + "{0,4}"
_BEHIND = compile_lazily(rf"\+?\s*(?:{_BETWEEN})\s*(?P<noun>{words.PARAMETERS})", re.IGNORECASE)
_WEIGHTS_BEHIND = compile_lazily(
    rf"\+?\s*(?:{_BETWEEN})\s*(?P<noun>{words.WEIGHTS})", re.IGNORECASE
)
_LINK = rf"(?:\s*(?:{_KIND}|{words.COUNT}|{words.FILLER}|{words.SEPARATOR}|[>~<]=?))"
_HEDGE_WORD = r"(?:\s*(?:about|around|roughly|approx(?:imately|\.)?|circa|ca\.|over|nearly|almost|超过|超過|多于|大于|不到|少于|接近|达到?|達到?|넘는|just|under|more than|less than|etwa|env\.|environ|약|대략|约|約|около))?"
_FRONT = compile_lazily(
    rf"(?P<kind>(?:(?:{_KIND}|{words.COUNT}|{words.FILLER})[\s_]*){{0,5}})(?P<noun>{words.PARAMETERS})(?P<link>{_LINK}{{0,6}}){_HEDGE_WORD}\s*$",
    re.IGNORECASE,
)
_SEPARATED = compile_lazily(rf"{words.SEPARATOR}|{words.COUNT}|{words.TOTAL}", re.IGNORECASE)
_NOUN_FOLLOWS = compile_lazily(
    r"\s*(?!(?:in total|total|overall|altogether|params?|and|or|\(|trainable|non)(?![a-z])|[개個个](?!월|月)|です|입니다|이다)[A-Za-z가-힣一-鿿ぁ-んァ-ヶа-я]",
    re.IGNORECASE,
)
_ANOTHER_NOUN = compile_lazily(
    r"\s*(?:filters?|units?|neurons?|kernels?|channels?|class(?:es)?|nodes?|layers?|inputs?|outputs?|features?|epochs?|heads?"
    r"|filtres?|filtros?|neurone?s?|neuronas?|neuronios?|capas?|camadas?|couches|schichten|neuronen|einheiten|kanale|lagen"
    r"|필터|노드|채널|유닛|뉴런|卷积核|通道|神经元|フィルタ|ユニット|фильтр|нейрон|сло)",
    re.IGNORECASE,
)
_ORDINAL = compile_lazily(r"parameter\s+$", re.IGNORECASE)
_MODELS_OF_THAT_SIZE = compile_lazily(
    r"\s+(?:models?|networks?|nets?|llms?|transformers?)(?![a-z])", re.IGNORECASE
)
_ELLIPSIS = compile_lazily(
    rf"\s*(?P<kind>{words.FROZEN}|{words.TRAINABLE})(?=\s*(?:[,.;:)/+&]|$|and(?![a-z])))",
    re.IGNORECASE,
)
FEW = 10
"""Smaller numbers of parameters may be arguments: `takes 2 parameters`, `3 params: filters, kernel, activation`."""
_TAKES = compile_lazily(
    r"(?:(?:takes?|needs?|requires?|accepts?|expects?|uses?|sets?|tunes?|pass(?:es)?|args?:?|arguments?:?|tak\w+ in)\s+|param\w*\s)$",
    re.IGNORECASE,
)
"""A verb, or the word itself with one blank: `param 2` is the second argument; a wider gap is a column's."""
_GIVEN = compile_lazily(
    r"\s*[a-z]+\s+(?:(?:are|is|were|to be|can be|must be)\s+)?(?:passed|given|needed|required|set|tuned|expected|accepted|used|taken)(?![a-z])",
    re.IGNORECASE,
)
_SHARE = compile_lazily(
    r"(?<![a-z])of (?:the|these|those|its|all|our|them)(?![a-z])", re.IGNORECASE
)
_LISTED = compile_lazily(r"\s*\w+\s*(?::|\(|-)\s*[A-Za-z]|\s*(?:and|&|,)\s*\d\b", re.IGNORECASE)
_PARAMETERS = compile_lazily(words.PARAMETERS, re.IGNORECASE)
_WHOLE = compile_lazily(r"model|network", re.IGNORECASE)
_OF_THE_WHOLE = compile_lazily(
    r"\s*(?:(?:in|of|for) (?:the|this|our|whole|entire|full)? ?(?:\w+ )?)?(?:model|network|net|cnn|checkpoint|modele|modelo|모델|模型|モデル|модел)",
    re.IGNORECASE,
)
_TAIL_KIND = compile_lazily(
    rf"\s*(?:\(|,|-)?\s*(?:all |are |is |in )?(?P<kind>{_KIND})", re.IGNORECASE
)
_NOT_A_COUNT = compile_lazily(
    r"\s*(?:%|[a-z]?/s\b|x(?![a-z\d])|times\b|배|倍|bytes?\b|[kmg]i?b\b)", re.IGNORECASE
)
_TENSORS = compile_lazily(r"tensors?|kernel|bias|len\(|arrays?|matri", re.IGNORECASE)
_LEADING_GROUP = compile_lazily(r"(?<![\d.,])\d{1,3} $")
_GROUP = compile_lazily(r"\d{3}(?!\d)")
_LEADING_WORD = compile_lazily(r"\d ?[億亿억万萬만千천] ?$")
REACH = 60
"""How far before a number its words are looked for."""


def count_claims(text: str) -> list[CountClaim]:
    """The counts that a segment of a comment states, brackets with shapes blanked; none of two that compete."""
    found = [
        claim for chain in chains(text) for claim in [_claim(text, chain)] if claim is not None
    ]
    named = [claim for claim in found if claim.named]
    if not named:
        return found if len({claim.value for claim in found}) == 1 else []
    kept = []
    for quantity in dict.fromkeys(claim.quantity for claim in named):
        same = [claim for claim in named if claim.quantity == quantity]
        if len({claim.value for claim in same}) == 1:
            kept.append(
                max(same, key=lambda claim: (claim.number is not None, claim.chain.is_formula))
            )
    return kept


def _claim(text: str, chain: Chain) -> CountClaim | None:
    """The claim that a chain makes, if a word for parameters or its arithmetic makes it one."""
    last = chain.members[-1]
    number = hedged(last.number, text) if last.number else None
    if number and chain.signs and chain.signs[-1] == "~" and not number.hedge:
        number = replace(number, hedge="about")
    if _NOT_A_COUNT.match(text, chain.end) or _in_a_range(text, chain) or _is_a_group(text, chain):
        return None
    if last.value.denominator != 1 or last.value < 0:
        return None
    if not chain.is_formula and 0 < last.value < FEW and _counts_arguments(text, chain):
        return None
    quantity, start, end = _named(text, chain, last)
    if quantity is None:
        is_result = (
            len(chain.members) > 1 and chain.is_formula and number is not None and number.is_plain
        )
        if not is_result or chain.doubtful or exclusions.OTHER_UNITS.search(text):
            return None
        return CountClaim("params", number, last.value, chain, False, chain.start, chain.end)
    if chain.doubtful and (len(chain.members) > 1 or chain.is_formula):
        return None
    return CountClaim(quantity, number, last.value, chain, True, start, end)


def _named(text: str, chain: Chain, last: Member) -> tuple[str | None, int, int]:
    """(quantity, start, end) of the claim with its words; quantity None without any."""
    front = _FRONT.search(text, max(0, chain.start - REACH), chain.start)
    if front and (
        _SEPARATED.search(front["link"])
        or front["link"].strip(" #") == ""
        and not _NOUN_FOLLOWS.match(text, chain.end)
    ):
        if not words.PER.match(text, front.end("noun")) and not _is_another_number(text, chain):
            start = front.end("kind") - len(front["kind"].lstrip(" ()"))
            return _quantity(text, front["kind"] + front["link"], chain.end), start, chain.end
    behind = _BEHIND.match(text, chain.end)
    if behind and behind["noun"].lower() == "parameter":
        behind = None if _MODELS_OF_THAT_SIZE.match(text, behind.end()) else behind
    if behind and not words.PER.match(text, behind.end()) and not _signed(text, chain):
        between = text[chain.end : behind.start("noun")]
        if _SHARE.search(between) and _quantity(text, between, len(text)) == "params":
            return None, 0, 0  # 40 of the params are kernel weights
        return _quantity(text, between, behind.end()), chain.start, behind.end()
    weights = _WEIGHTS_BEHIND.match(text, chain.end)
    if weights and not words.PER.match(text, weights.end()) and not _TENSORS.search(text):
        if chain.is_formula or last.value > 100:
            return "weights", chain.start, weights.end()
    ellipsis = _ELLIPSIS.match(text, chain.end)
    if ellipsis and not chain.is_formula and _PARAMETERS.search(text, 0, chain.start):
        return _quantity(text, ellipsis["kind"], ellipsis.end()), chain.start, ellipsis.end()
    return None, 0, 0


def _counts_arguments(text: str, chain: Chain) -> bool:
    """Whether so small a number is of arguments, which a verb takes or a list names."""
    return bool(
        _TAKES.search(text, 0, chain.start)
        or _LISTED.match(text, chain.end)
        or _GIVEN.match(text, chain.end)
    )


def _is_another_number(text: str, chain: Chain) -> bool:
    """`parameters: 32 filters` counts filters, `parameter 32 = filters` names an argument."""
    if chain.is_formula:
        return False
    if _ANOTHER_NOUN.match(text, chain.end):
        return True
    named = re.compile(r"\s*(?:=|:|is|are)\s*[A-Za-z]").match(text, chain.end)
    return bool(named and _ORDINAL.search(text, 0, chain.start))


def _quantity(text: str, kinds: str, end: int) -> str:
    """Which count the words around a number mean."""
    tail = _TAIL_KIND.match(text, end)
    for name, pattern in _QUANTITIES:
        if pattern.search(kinds):
            return name
    if _WHOLE.search(kinds) or _OF_THE_WHOLE.match(text, end):
        return "total"
    for name, pattern in _QUANTITIES:
        if tail and pattern.search(tail["kind"]) and name != "total":
            return "params"  # "1.1M params, all trainable": either may be meant
    return "params"


def _signed(text: str, chain: Chain) -> bool:
    """`+1,024 params` is a difference."""
    return text[: chain.start].rstrip().endswith("+")


def _is_a_group(text: str, chain: Chain) -> bool:
    """`1 234 params`: one number, or two? `1억 3천 8백만` is one that is not read."""
    if _LEADING_WORD.search(text, 0, chain.start):
        return True
    return bool(_LEADING_GROUP.search(text, 0, chain.start) and _GROUP.match(text, chain.start))


def _in_a_range(text: str, chain: Chain) -> bool:
    before, after = text[: chain.start].rstrip(), text[chain.end :].lstrip()
    lower = re.search(r"\d[kKmMbB]?\s*(?:~|-|to|\.\.+)$", before)
    upper = re.match(r"(?:~|-|to|\.\.+)\s*\d", after)
    return bool(lower or upper)
