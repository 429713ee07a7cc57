"""A comment's text made plain, with the way back to the original characters.

Full-width digits and signs become ASCII (NFKC), accents fall off Latin letters, the many signs for times,
arrows and minus become one each, and the marks of comments, boxes and Markdown become blanks.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from keraslint.patterns import compile_lazily

LONGEST = 2_000
"""Longer lines hold data, not claims."""

SIGNS = {
    **dict.fromkeys("·⋅∙∗＊", "*"),
    **dict.fromkeys("→⇒⟶⟹➜➔➡⮕➝➞↦►▶", "->"),
    **dict.fromkeys("−–—‒﹣－", "-"),
    **dict.fromkeys("≈≃≅∼〜～", "~"),
    **dict.fromkeys("│┃║¦╎┆|`\u200b\ufeff\u00ad", " "),
    **dict.fromkeys("⁄∕÷", "/"),
    **dict.fromkeys("≤⩽", "<="),
    **dict.fromkeys("≥⩾", ">="),
    **dict.fromkeys("。．", ". "),
    **dict.fromkeys("，、､﹐", ", "),
    **dict.fromkeys("×✕✖⨯", "x"),
    "：": ":",
    "²": "^2",
    "³": "^3",
    "\t": " ",
    "\f": " ",
}

_FULL_WIDTH_DIGITS = tuple("０１２３４５６７８９")
_ENUMERATION = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮½¼¾¹⁰⁴⁵⁶⁷⁸⁹"


@dataclass(frozen=True, slots=True)
class Plain:
    """The plain text, and for each of its characters (and its end) the offset in the original."""

    text: str
    offsets: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the plain text stands in the original."""
        return self.offsets[start], self.offsets[end]


def plain(comment: str) -> Plain:
    """The plain form of one comment or one line of a string; empty if it is too long to be a claim."""
    if len(comment) > LONGEST:
        return Plain("", (0,))
    if comment.isascii():
        text = comment.translate(_ASCII_BLANKS)
        return _without_marks(text, tuple(range(len(comment) + 1)))
    characters: list[str] = []
    offsets: list[int] = []
    for start, cluster in _clusters(comment):
        inside_number = cluster == "，" and comment[start - 1 : start] in _FULL_WIDTH_DIGITS
        for character in "," if inside_number else _plain_cluster(cluster):
            characters.append(character)
            offsets.append(start)
    return _without_marks("".join(characters), (*offsets, len(comment)))


_ASCII_BLANKS = str.maketrans({"|": " ", "`": " ", "\t": " ", "\f": " "})


def _clusters(text: str) -> list[tuple[int, str]]:
    """Each base character with the marks that belong to it."""
    clusters: list[tuple[int, str]] = []
    for i, character in enumerate(text):
        joins = unicodedata.combining(character) or "\u1160" <= character <= "\u11ff"
        if joins and clusters:
            clusters[-1] = (clusters[-1][0], clusters[-1][1] + character)
        else:
            clusters.append((i, character))
    return clusters


def _plain_cluster(cluster: str) -> str:
    if cluster in SIGNS:
        return SIGNS[cluster]
    if cluster in _ENUMERATION:
        return "•"
    if cluster.isascii():
        return cluster
    composed = unicodedata.normalize("NFKC", cluster)
    letters = "".join(
        c for c in unicodedata.normalize("NFKD", composed) if not unicodedata.combining(c)
    )
    return letters if letters.isascii() and letters else SIGNS.get(composed, composed)


_BULLET = compile_lazily(r"[\s#*!:;=•]*(?:[>+.-]+(?![>+.-]|\s*[\d.])[\s#*]*|-\s+)?")
_EMPHASIS = compile_lazily(r"\*\*(?=\s*[^\s\d(])|(?<![\d)\s])\*\*|(?<=\s)\*\*(?=\S)|(?<=\S)\*\*$")
_BORDER = compile_lazily(r"(?:\s|[*#=_]|(?<=\s)[+-])*$")


def _without_marks(text: str, offsets: tuple[int, ...]) -> Plain:
    """Blanks in place of comment signs, bullets, boxes and emphasis; every character stays where it was."""
    front = _BULLET.match(text)
    end = front.end() if front else 0
    text = " " * end + text[end:]
    border = _BORDER.search(text)
    if border and border.start() > end:
        text = text[: border.start()] + " " * (len(text) - border.start())
    return Plain(_EMPHASIS.sub("  ", text), offsets)
