"""Shapes in comments: (None, 26, 26, 32), 26x26x32, 26,26,32, and arrows from one to the next."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from keraslint.claims.labels import BATCH, LABEL
from keraslint.claims.vocabulary import PARAMETERS
from keraslint.patterns import compile_lazily


@dataclass(frozen=True, slots=True)
class Size:
    """One axis as written.

    value  the number, or the product of several; None if it is free or named
    name   a symbol ("maxlen"), "" for a number or a free axis; `factor` times it
    opaque whether it is an expression that is not read
    """

    start: int
    end: int
    value: int | None = None
    name: str = ""
    factor: int = 1
    opaque: bool = False

    @property
    def is_free(self) -> bool:
        return self.value is None and not self.name and not self.opaque


@dataclass(frozen=True, slots=True)
class ShapeClaim:
    """A shape as written.

    form    bracket, cross (26x26x32), bare (26,26,32), pair (18496 -> 64), single (26), maps (32 images of 30x30)
    label   output where a word says so, else shape or ""
    source  the shape on the left of the arrow
    alone   whether nothing but the shape (and words about shapes) stands in the comment
    product what the comment says the axes multiply to
    square  whether it stands in square brackets, as lists of values do
    names   the layers that the comment names before the colon: ("mixed", (0, 1, 2))
    """

    sizes: tuple[Size, ...]
    start: int
    end: int
    form: str
    label: str = ""
    source: tuple[Size, ...] | None = None
    alone: bool = False
    product: int | None = None
    square: bool = False
    names: tuple[str, tuple[int, ...]] | None = None

    @property
    def has_batch(self) -> bool:
        """Whether its first axis is written as the batch."""
        return self.form == "bracket" and self.sizes[0].is_free

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(size.value for size in self.sizes if size.value is not None)


@dataclass(frozen=True, slots=True)
class _Candidate:
    sizes: tuple[Size, ...]
    start: int
    end: int
    form: str
    product: int | None = None
    square: bool = False


_BRACKET = compile_lazily(r"[(\[]([^()\[\]]{1,120})[)\]]")
_CROSS = compile_lazily(
    r"(?<![A-Za-z0-9_.,*/+^=-])(?<![*/+^-] )(?:(?:None|batch_size|batch|bs|N|B|\?)\s*[xX*]\s*)?(\d+(?:\s*[xX*]\s*\d+){1,4})(?:\s*=\s*\(?(\d[\d,]*)\)?)?(?!\s*[*/+^%]|\s*-\s*\d|\.?\d|[A-Za-z_])"
)
_FACTOR = compile_lazily(r"\d+")
_MAPS = compile_lazily(
    r"(?<![A-Za-z0-9_.])(\d+)\s*(?:@|images?|(?:feature[ -]?)?maps?|channels?|cartes?|canaux|channels? of)\s*(?:of|de|von|d[ei]|,|:|@|a)?\s*\(?\s*(\d+)\s*[xX*]\s*(\d+)\s*\)?",
    re.IGNORECASE,
)
_FLATTENED = compile_lazily(r"\s*[-=]+>\s*(\d+)(?!\s*[\w.,*/+-])")
_BARE = compile_lazily(r"\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*$")
_PAIR = compile_lazily(r"\s*(\d+)\s*[-=]+>\s*(\d+)\s*$")
_SINGLE = compile_lazily(r"\s*(\d+)\s*$")
_ARROW = compile_lazily(r"<?[-=]+>")
_NAMES = compile_lazily(r"\s*([A-Za-z_]+?)[ _]?(\d+(?:\s*(?:,|and|&)\s*\d+)*)\s*:")
_FROM = compile_lazily(r"(?<![A-Za-z])from(?![A-Za-z])", re.IGNORECASE)
_AFTER_INPUT = compile_lazily(
    r"\s*(?:-?\s*(?:pixels?|rgb|images?|inputs?|grayscale|gr[ae]y|kernels?|filters?|conv\w*|windows?|strides?|patch\w*|pool\w*|max\w*|branch\w*|stem"
    r"|matri\w+|blocks?|cells?|grid|convs|입력|커널|필터|이미지|输入|卷积|核|入力|画像|커널사이즈|의 ?커널|크기의 ?(?:커널|필터)))(?![a-z])",
    re.IGNORECASE,
)
_WORD = compile_lazily(r"[^\W\d_]{2,}")
_NEUTRAL = compile_lazily(
    r"(?<![A-Za-z])(?:the|a|an|of|is|are|now|so|this|at|point|here|we|get|have|has|batch|batch_size|none|shapes?|sizes?|dims?|dimensions?|outputs?|out"
    r"|tensors?|layer|then|to|from|into|conv\d?d?|dense|pool\w*|flatten|feature|maps?|i\.e\.?|=)(?![A-Za-z])",
    re.IGNORECASE,
)


def shape_claim(text: str) -> ShapeClaim | None:
    """The output shape that one segment of a comment states; None if there is none, or several."""
    claims = _shape_claims(text)
    if len({tuple((size.value, size.name) for size in claim.sizes) for claim in claims}) != 1:
        return None
    sizes = claims[0].sizes
    says_something = (
        claims[0].numbers or any(s.name for s in sizes) and not any(s.opaque for s in sizes)
    )
    return claims[0] if says_something else None


def shape_stretches(text: str) -> list[tuple[int, int]]:
    """Where a segment holds brackets with commas: no arithmetic is to be read there."""
    return [(c.start, c.end) for c in _candidates(text) if c.form == "bracket"]


def _shape_claims(text: str) -> list[ShapeClaim]:
    whole = _whole(text)
    if whole is not None:
        return [whole]
    candidates = _candidates(text)
    claims = []
    for i, candidate in enumerate(candidates):
        before = candidates[i - 1] if i else None
        gap = text[before.end if before else 0 : candidate.start]
        label = _label(gap)
        arrow = before is not None and _is_arrow(gap, text, before)
        if arrow and label in ("", "shape", "output"):
            label = "output"
        claim = ShapeClaim(
            candidate.sizes,
            candidate.start,
            candidate.end,
            candidate.form,
            label,
            before.sizes if before and arrow else None,
            product=candidate.product,
            square=candidate.square,
        )
        if _AFTER_INPUT.match(text, candidate.end) and not arrow:
            claim = replace(claim, label="kernel")
        if _ARROW.match(text[candidate.end :].lstrip()):
            claim = replace(claim, label="source")
        claims.append(claim)
    names = _named_layers(text) if len(candidates) == 1 else None
    alone = bool(names) or _is_alone(text, candidates)
    wanted = [
        c for c in claims if c.label not in ("input", "kernel", "source") and _is_wanted(c, alone)
    ]
    outputs = [c for c in wanted if c.label == "output"]
    batched = [c for c in wanted if c.has_batch]
    chosen = (
        outputs[-1:] if outputs and outputs[-1].source is not None else outputs or batched or wanted
    )
    return [replace(c, alone=alone, names=names) for c in chosen]


def _whole(text: str) -> ShapeClaim | None:
    """Forms that are a shape only where nothing else stands in the comment."""
    match = _BARE.match(text)
    if match:
        sizes = tuple(Size(match.start(i), match.end(i), int(match[i])) for i in (1, 2, 3))
        return ShapeClaim(sizes, match.start(1), match.end(3), "bare", alone=True)
    match = _PAIR.match(text)
    if match:
        source, target = (Size(match.start(i), match.end(i), int(match[i])) for i in (1, 2))
        return ShapeClaim(
            (target,), target.start, target.end, "pair", "output", (source,), alone=True
        )
    match = _SINGLE.match(text)
    if match:
        return ShapeClaim(
            (Size(match.start(1), match.end(1), int(match[1])),),
            match.start(1),
            match.end(1),
            "single",
            alone=True,
        )
    return None


def _candidates(text: str) -> list[_Candidate]:
    """Whatever could be a shape, from left to right."""
    found: list[_Candidate] = []
    for match in _MAPS.finditer(text):
        sizes = tuple(Size(match.start(i), match.end(i), int(match[i])) for i in (2, 3, 1))
        found.append(_Candidate(sizes, match.start(), match.end(), "maps"))
    for match in _BRACKET.finditer(text):
        bracket = _bracket(match, text)
        if bracket is not None:
            found.append(bracket)
    for match in _CROSS.finditer(text):
        if any(c.start <= match.start() < c.end for c in found):
            continue
        sizes = tuple(
            Size(match.start(1) + f.start(), match.start(1) + f.end(), int(f[0]))
            for f in _FACTOR.finditer(match[1])
        )
        product = int(match[2].replace(",", "")) if match[2] else None
        start, end = match.span()
        if text[start - 1 : start] == "(" and text[end : end + 1] == ")":
            following = re.compile(r"\)\s*=\s*\(?(\d[\d,]*)\)?").match(text, end)
            if following:
                product, end = int(following[1].replace(",", "")), following.end()
        found.append(_Candidate(sizes, start, end, "cross", product))
    for match in _FLATTENED.finditer(text):
        if any(c.end == match.start() and len(c.sizes) > 2 for c in found):
            size = Size(match.start(1), match.end(1), int(match[1]))
            found.append(_Candidate((size,), match.start(1), match.end(1), "lone"))
    return sorted(found, key=lambda c: c.start)


def _bracket(match: re.Match[str], text: str) -> _Candidate | None:
    before = text[: match.start()]
    called = re.search(r"[A-Za-z_]\w*$", before)
    if called and not LABEL.fullmatch(called[0]):
        return None  # Dense(10, 20), x[0, 1]
    if _THOUSANDS.match(match[1]) and _PARAMETERS.search(text):
        return None  # (1,664 params)
    parts = match[1].split(",")
    if _is_interval([part.strip() for part in parts]):
        return None
    comma = len(parts) > 1
    if parts[-1].strip() == "":
        parts.pop()
    sizes: list[Size] = []
    at = match.start(1)
    for i, part in enumerate(parts):
        size = _size(part, at, first=i == 0)
        if size is None:
            return None
        sizes.append(size)
        at += len(part) + 1
    if (
        not sizes
        or len(sizes) > 6
        or not comma
        and (sizes[0].value is None or not re.fullmatch(r"\s*\d+\s*", parts[0]))
    ):
        return None
    form = "bracket" if comma else "lone"
    return _Candidate(tuple(sizes), match.start(), match.end(), form, square=match[0][0] == "[")


def _is_interval(parts: list[str]) -> bool:
    """Whether these are values rather than sizes: [0, 1], [-1, 1], (-0.5, 0.5)."""
    return parts == ["-1", "1"] or any(map(_NO_SIZE.fullmatch, parts))


_NO_SIZE = compile_lazily(r"[+-]?0+|-(?!1$)\d+|\+\d+|[+-]?(?:\d*\.\d+|\d+\.)")
_THOUSANDS = compile_lazily(r"\s*\d{1,3}(?:,\d{3})+(?!\d)")
_PARAMETERS = compile_lazily(PARAMETERS, re.IGNORECASE)
_PRODUCT = compile_lazily(r"(?:\d+|[A-Za-z_]\w*)(?:\s*[*xX]\s*(?:\d+|[A-Za-z_]\w*))*")
_COEFFICIENT = compile_lazily(r"(\d+)([A-Za-z_]\w*)")
_EXPRESSION = compile_lazily(r"[\w\s*/+().-]+")


def _size(part: str, at: int, first: bool) -> Size | None:
    """One axis; None if this can be none."""
    text = part.strip()
    start = at + len(part) - len(part.lstrip())
    end = start + len(text)
    if text.lower() in BATCH and (first or text in ("None", "?", "-1", "none")):
        return Size(start, end)
    if re.fullmatch(r"\d+", text):
        return Size(start, end, int(text)) if len(text) < 12 else None
    spread = _COEFFICIENT.fullmatch(text)
    if spread:
        return Size(start, end, name=spread[2], factor=int(spread[1]))
    if _PRODUCT.fullmatch(text):
        factor, names = 1, []
        for piece in re.split(r"\s*[*]\s*|\s+[xX]\s+|(?<=\d)[xX](?=\d)", text):
            if piece.isdigit():
                factor = factor * int(piece) if factor < 10**9 else factor
            else:
                names.append(piece)
        if not names:
            return Size(start, end, factor)
        return (
            Size(start, end, name=names[0], factor=factor)
            if len(names) == 1
            else Size(start, end, opaque=True)
        )
    words = len(_WORD.findall(text))
    return (
        Size(start, end, opaque=True)
        if text and _EXPRESSION.fullmatch(text) and words <= 3 and not text.isspace()
        else None
    )


def _label(gap: str) -> str:
    """Whose shape the words before it say that it is."""
    current, at = "", -100
    for match in LABEL.finditer(gap):
        kind = str(match.lastgroup)
        if kind == "shape" and current and match.start() - at < 40:
            at = match.end()
            continue
        current, at = kind, match.end()
    return current


def _is_arrow(gap: str, text: str, before: _Candidate) -> bool:
    """Whether the gap leads from the shape before to the next one."""
    if _ARROW.search(gap):
        return True
    return bool(
        re.fullmatch(r"\s*to\s*", gap, re.IGNORECASE) and _FROM.search(text[: before.start])
    )


def _named_layers(text: str) -> tuple[str, tuple[int, ...]] | None:
    match = _NAMES.match(text)
    if not match:
        return None
    return match[1], tuple(int(n) for n in re.findall(r"\d+", match[2])[:20])


def _is_alone(text: str, candidates: list[_Candidate]) -> bool:
    """Whether the comment holds only shapes and words about shapes."""
    rest = list(text)
    for candidate in candidates:
        rest[candidate.start : candidate.end] = " " * (candidate.end - candidate.start)
    left = _NEUTRAL.sub(" ", "".join(rest))
    left = LABEL.sub(lambda m: " " if m.lastgroup in ("shape", "output") else m[0], left)
    return not re.search(r"\w", left)


def _is_wanted(claim: ShapeClaim, alone: bool) -> bool:
    """Whether the form is read as an output shape with these words around it."""
    if claim.form in ("bracket", "bare"):
        if (
            claim.form == "bracket"
            and not claim.numbers
            and not any(size.name for size in claim.sizes[1:])
        ):
            return False
        return (
            claim.has_batch
            or alone
            or claim.label == "output"
            or claim.label == "shape"
            and len(claim.sizes) > 1
        )
    if claim.form in ("lone", "maps"):
        return claim.label == "output" or claim.form == "lone" and claim.label == "shape"
    return alone or claim.label in ("output", "shape")
