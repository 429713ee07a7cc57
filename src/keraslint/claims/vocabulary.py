"""The words of claims in ten languages, as patterns over plain text (no accents on Latin letters, any case).

English, Korean, Chinese, Japanese, Russian, Spanish, Portuguese, French, German, Dutch.
"""

from __future__ import annotations

import re

from keraslint.patterns import compile_lazily


def any_of(*patterns: str) -> str:
    return "(?:" + "|".join(patterns) + ")"


def latin(*patterns: str) -> str:
    """Words that must stand alone among Latin letters."""
    return rf"(?<![A-Za-z_]){any_of(*patterns)}(?![A-Za-z_])"


PARAMETERS = any_of(
    r"(?<![A-Za-z_.@<-])(?<!:(?=p))(?:n_?|num_?|nb_?|total_?|trainable_?)?"
    r"(?:gesamt)?param(?:s|eter|eters|ters|etr|etre|etres|etro|etros|etern)?(?:(?:an)?zahl|aantal)?\.?(?![A-Za-z_<({])(?: ?#)?",
    "파라[미메]터",
    "매개 ?변수",
    "参数",
    "參數",
    "参數",
    "パラメータ[ー]?",
    "параметр[а-я]*",
)
"""Parameters, so called."""

WEIGHTS = latin(
    "weights",
    "connections",
    "poids",
    "connexions",
    "pesos",
    "conexiones",
    "conexoes",
    "gewichte",
    "gewichten",
) + ("|가중치|权重|權重|重み|весов|связей")
"""Words that mean parameters only where nothing else fits."""

TRAINABLE = any_of(
    latin(
        "trainable",
        "learnable",
        "entrenables?",
        "treinave(?:l|is)",
        "entrainables?",
        "trainierbaren?",
        "trainbaren?",
    ),
    "(?:훈련|학습) ?가능(?:한)?",
    "可(?:训练|訓練|学习|學習)(?:的)?",
    "学習可能(?:な)?",
    "обучаем[а-я]+",
)
FROZEN = any_of(
    latin(
        "non[- _]?trainable",
        "untrainable",
        "not trainable",
        "frozen",
        "no entrenables?",
        "nao[- ]treinave(?:l|is)",
        "non entrainables?",
        "nicht trainierbaren?",
        "eingefrorenen?",
        "niet trainbaren?",
    ),
    "(?:훈련|학습) ?불가능?(?:한)?",
    "不可(?:训练|訓練)(?:的)?",
    "学習(?:不可|しない)(?:な)?",
    "необучаем[а-я]+",
    "non-",
)
OPTIMIZER = any_of(latin("optimi[sz]er"), "옵티마이저", "优化器", "優化器")
TOTAL = any_of(
    latin(
        "totals?",
        "otal",
        "overall",
        "altogether",
        "in all",
        "totales",
        "totais",
        "totaux",
        "au total",
        "gesamt[a-z]*",
        "insgesamt",
        "totaa?l",
    ),
    "총",
    "전체",
    "总",
    "總",
    "合計",
    "総",
    "全部",
    "всего",
    "общее",
    "итого",
)

FILLER = any_of(
    latin(
        "of",
        "the",
        "de",
        "del",
        "de la",
        "di",
        "do",
        "da",
        "des",
        "les",
        "los",
        "las",
        "os",
        "model",
        "models?'?s?",
        "network",
        "layer",
        "free",
        "only",
        "in",
        "for",
        "this",
        "here",
        "all",
        "float",
        "distinct",
        "unique",
        "different",
    ),
    "(?:개|個|个)? ?(?:이상|이하|미만|정도|가량|以上|以下|程度|左右|上下)(?:의|の|的)?",
    "개의?",
    "個の",
    "個的?",
    "个的?",
    "つの",
    "の",
    "的",
    "万个",
    "only",
    r"\(",
    r"\)",
)
"""What may stand between a number and the word for parameters."""

COUNT = any_of(
    latin(
        "counts?",
        "numbers?",
        "no\\.?",
        "num",
        "nr\\.?",
        "nombre",
        "numero",
        "anzahl",
        "aantal",
        "zahl",
        "cantidad",
        "quantidade",
        "in total",
        "sum",
    ),
    "#",
    "개수",
    "갯수",
    "수",
    "량",
    "个数",
    "個数",
    "個數",
    "数量",
    "數量",
    "数目",
    "總數",
    "总数",
    "量",
    "数",
    "數",
    "число",
    "количество",
)
SEPARATOR = any_of(
    r"[:=~]{1,3}",
    r"-{1,3}>",
    r"={1,3}>",
    "→",
    r"-(?= )",
    latin("is", "are", "it's", "es", "son", "e", "sao", "est", "sont", "ist", "sind", "zijn"),
    "은",
    "는",
    "이",
    "가",
    "为",
    "為",
    "是",
    "有",
    "は",
    "が",
    "составляет",
)

PER = compile_lazily(
    r"\s*\)?\s*(?:/\s*[a-z]|(?:in |for |im |dans |en )?(?:per|each|every|pro|par|por|cada|chaque|jede[rsnm]?|elke|je|a piece|apiece)(?![a-z])"
    r"|さ|마다|씩|на кажд|每)",
    re.IGNORECASE,
)
"""After a count: it is the share of something smaller, not the layer's."""
