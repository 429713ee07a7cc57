"""Numbers as people write them: separators, K/M/B, number words, and the hedges around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from keraslint.patterns import compile_lazily


@dataclass(frozen=True, slots=True)
class Number:
    """A written count.

    value      what it says
    unit       one unit of its last digit: 100,000 for 1.2M, 1 for 1664
    hedge      "", "about", "over" (a little more), "under" (a little less), "below", "least" or "most"
    start, end where its digits stand in the plain text, with suffix or number word
    scale      what the suffix or number word stands for; 1 without
    decimals   how many digits follow the point
    separator  what groups its digits, "" if nothing
    suffix     the suffix as written, with the blank before it
    """

    value: int
    unit: int
    start: int
    end: int
    hedge: str = ""
    scale: int = 1
    decimals: int = 0
    separator: str = ""
    suffix: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether it is a whole number written out."""
        return self.scale == 1


SCALES: tuple[tuple[str, int], ...] = (
    (
        r"mil millones|billions?|bn|milliard(?:s|en)?|миллиард[а-я]*|млрд\.?|mrd\.?|miljard(?:en)?|bilh(?:ao|oes)|十億|十亿|십억",
        10**9,
    ),
    (r"億|亿|억", 10**8),
    (r"千[万萬]|천만", 10**7),
    (
        r"millions?|millionen|millon(?:es)?|milhao|milhoes|mio\.?|миллион[а-я]*|млн\.?|miljoen(?:en)?|百[万萬]|백만",
        10**6,
    ),
    (r"十[万萬]|십만", 10**5),
    (r"万|萬|만", 10**4),
    (r"thousands?|mil|mille|milliers|tausend|duizend|тысяч[а-я]*|тыс\.?|千|천", 10**3),
    (r"e9", 10**9),
    (r"e6", 10**6),
    (r"e3", 10**3),
    (r"[Kk]", 10**3),
    (r"[Mm]", 10**6),
    (r"[Bb]", 10**9),
)
_DIGITS = (
    r"(?P<grouped>\d{1,3}(?:(?P<mark>[,_' ])\d{3})(?:(?P=mark)\d{3})*(?!\d)"
    r"|\d{1,3}(?:\.\d{3}){2,}(?!\d))"
    r"|(?P<decimal>\d*[.,]\d+)|(?P<whole>\d+(?:_\d+)*)"
)
_SUFFIX = "|".join(f"(?P<s{i}>{pattern})" for i, (pattern, _) in enumerate(SCALES))
_NUMBER = compile_lazily(
    rf"(?:{_DIGITS})(?P<plus>\+(?= ?[A-Za-z万億百]))?"
    rf"(?P<suffix>[ -]?(?:{_SUFFIX})(?![A-Za-z_/])(?:(?<=[億亿억万萬만])|(?!\d)))?(?P<more>\+)?",
    re.IGNORECASE,
)

_HEDGES: tuple[tuple[str, str], ...] = (
    (
        "least",
        r"at least|>=|no less than|minimum|au moins|al menos|pelo menos|mindestens|minstens|не менее|至少|최소|少なくとも",
    ),
    (
        "most",
        r"at most|up to|<=|no more than|max(?:imum)?\.?|a lo sumo|hasta|jusqu'a|hochstens|bis zu|не более|至多|最多|최대|最大",
    ),
    (
        "under",
        r"(?:just |slightly |well |a little |a bit )?under|nearly|almost|casi|quase|presque|fast|knapp|beinahe|bijna|почти|将近|近|거의",
    ),
    (
        "below",
        r"less than|fewer than|below|<|menos de|moins de|weniger als|minder dan|менее|меньше|不到|少于",
    ),
    (
        "over",
        r"(?:just |slightly |well |a little |a bit )?over|more than|above|>|mas de|mais de|plus de|mehr als|uber|meer dan|ruim"
        r"|более|больше|свыше|超过|超過|多于",
    ),
    (
        "about",
        r"~=?|about|around|roughly|approx(?:imately|\.)?|circa|ca\.?|c\.|some|ungefahr|etwa|rund|zirka|environ|env\.?|a peu pres"
        r"|alrededor de|aproximadamente|aprox\.?|unos|cerca de|por volta de|uns|ongeveer|zo'n|около|примерно|приблизительно|порядка"
        r"|약|대략|대충|约|約|大约|大約|大概|およそ|だいたい|ほぼ|roughly speaking",
    ),
)
_BEFORE = compile_lazily(
    "(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _HEDGES)
    + r")(?:\s+(?:a|the|of|un|une|ein|de|an))?\s*$",
    re.IGNORECASE,
)
_AFTER = compile_lazily(
    r"\s*(?:개|個|个)?\s*(?:(?P<about>정도|쯤|가량|左右|上下|程度|ぐらい|くらい|前後|or so(?![a-z])|-ish)|(?P<least>이상|以上)|(?P<below>미만|未満)|(?P<most>이하|以下)"
    r"|(?P<over>多|余|餘|여(?= |개)))",
)


_MYRIAD = r"[億亿억千천百백十십]?[万萬만]|[億亿억]"
_MYRIADS = compile_lazily(_MYRIAD)
_WORDS = compile_lazily(rf"{_MYRIAD}|[千천]")
_NEXT = compile_lazily(r" ?(?=\d)")


def number_at(text: str, position: int) -> Number | None:
    """The number that starts here, without its hedge; None if there is none or it can be read in two ways."""
    number = _part_at(text, position)
    while number is not None and not number.decimals and _MYRIADS.fullmatch(number.suffix.strip()):
        following = _NEXT.match(text, number.end)
        part = _part_at(text, following.end()) if following else None
        if part is None:
            break
        if following and following[0] and part.scale == 1:
            break  # 3만 20: what follows counts something else
        readable = part.scale == 1 or _WORDS.fullmatch(part.suffix.strip())
        if not readable or part.decimals or part.value >= number.scale:
            return None  # 3万 5万: two numbers?
        number = replace(part, value=number.value + part.value, start=position)
    return number


def _part_at(text: str, position: int) -> Number | None:
    """The digits that start here, with their suffix or number word."""
    match = _NUMBER.match(text, position)
    if not match:
        return None
    group = match["suffix"]
    scale = 1
    if group:
        scale = next(SCALES[i][1] for i in range(len(SCALES)) if match[f"s{i}"])
    plus = bool(match["plus"]) and (bool(group) or text[match.end("plus")] == " ")
    if match["plus"] and not group:
        match = _NUMBER.match(text[: match.start("plus")], position) or match
    end = match.start("more") if match["more"] else match.end()
    found = _value(match, scale)
    if found is None:
        return None
    value, unit, decimals, separator = found
    more = match["more"] and not text[match.end() : match.end() + 1].strip().isdigit()
    hedge = "over" if more or plus else ""
    return Number(value, unit, position, end, hedge, scale, decimals, separator, group or "")


def _value(match: re.Match[str], scale: int) -> tuple[int, int, int, str] | None:
    """(value, unit of the last digit, decimals, separator)."""
    if match["grouped"]:
        text = match["grouped"]
        mark = match["mark"] or "."
        groups = text.count(mark)
        decimal = scale > 1 and mark == "," and not _MYRIADS.fullmatch(match["suffix"].strip())
        if groups == 1 and (decimal or mark == " "):
            return None  # 1,234 million: a decimal comma? 1 234: two numbers?
        whole = int(text.replace(mark, ""))
        return whole * scale, scale * _last_unit(whole), 0, mark
    if match["decimal"]:
        text = match["decimal"].replace(",", ".")
        decimals = len(text.partition(".")[2])
        if len(text) > 18:
            return None
        value = Fraction("0" + text) * scale
        if value.denominator != 1:
            return None
        if scale == 1:  # Keras 2.0 printed totals such as 12.0
            return (int(value), 1, decimals, "") if decimals == 1 and text.endswith(".0") else None
        return int(value), max(scale // 10**decimals, 1), decimals, ""
    text = match["whole"].replace("_", "")
    if len(text) > 18:
        return None
    return (
        int(text) * scale,
        scale * _last_unit(int(text)) if scale == 1 else scale,
        0,
        "_" if "_" in match["whole"] else "",
    )


def _last_unit(whole: int) -> int:
    """1, or the unit of the last digit that is not 0 where at least three zeros follow it."""
    if whole == 0 or whole % 1000:
        return 1
    unit = 1
    while whole % (unit * 10) == 0:
        unit *= 10
    return unit


def hedged(number: Number, text: str) -> Number:
    """The number with the hedge that stands before or behind it."""
    if number.hedge:
        return number
    before = _BEFORE.search(text[max(0, number.start - 30) : number.start])
    if before and _stands_alone(text, max(0, number.start - 30) + before.start()):
        return replace(number, hedge=str(before.lastgroup))
    after = _AFTER.match(text, number.end)
    if after:
        return replace(number, hedge=str(after.lastgroup))
    return number


def _stands_alone(text: str, start: int) -> bool:
    """Whether a Latin word starts here, not the end of a longer one."""
    return not (
        start
        and text[start].isascii()
        and text[start].isalpha()
        and text[start - 1].isascii()
        and text[start - 1].isalpha()
    )
