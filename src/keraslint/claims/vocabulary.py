"""The words of claims in ten languages, as patterns over plain text (no accents on Latin letters, any case).

English, Korean, Chinese, Japanese, Russian, Spanish, Portuguese, French, German, Dutch.
"""

from __future__ import annotations

import re


def _any(*patterns: str) -> str:
    return "(?:" + "|".join(patterns) + ")"


def _latin(*patterns: str) -> str:
    """Words that must stand alone among Latin letters."""
    return rf"(?<![A-Za-z_]){_any(*patterns)}(?![A-Za-z_])"


PARAMETERS = _any(
    r"(?<![A-Za-z_.@<-])(?<!:(?=p))(?:n_?|num_?|nb_?|total_?|trainable_?)?"
    r"param(?:s|eter|eters|ters|etr|etre|etres|etro|etros|etern)?\.?(?![A-Za-z_<({])(?: ?#)?",
    "파라[미메]터", "매개 ?변수", "参数", "參數", "参數", "パラメータ[ー]?", "параметр[а-я]*",
)
"""Parameters, so called."""

WEIGHTS = _latin("weights", "connections", "poids", "connexions", "pesos", "conexiones", "conexoes", "gewichte", "gewichten") + (
    "|가중치|权重|權重|重み|весов|связей"
)
"""Words that mean parameters only where nothing else fits."""

TRAINABLE = _any(
    _latin("trainable", "learnable", "entrenables?", "treinave(?:l|is)", "entrainables?", "trainierbaren?", "trainbaren?"),
    "(?:훈련|학습) ?가능(?:한)?", "可(?:训练|訓練|学习|學習)(?:的)?", "学習可能(?:な)?", "обучаем[а-я]+",
)
FROZEN = _any(
    _latin(
        "non[- _]?trainable", "untrainable", "not trainable", "frozen", "no entrenables?", "nao[- ]treinave(?:l|is)",
        "non entrainables?", "nicht trainierbaren?", "eingefrorenen?", "niet trainbaren?",
    ),
    "(?:훈련|학습) ?불가능?(?:한)?", "不可(?:训练|訓練)(?:的)?", "学習(?:不可|しない)(?:な)?", "необучаем[а-я]+", "non-",
)
OPTIMIZER = _any(_latin("optimi[sz]er"), "옵티마이저", "优化器", "優化器")
TOTAL = _any(
    _latin(
        "totals?", "otal", "overall", "altogether", "in all", "totales", "totais", "totaux", "au total", "gesamt[a-z]*",
        "insgesamt", "totaa?l",
    ),
    "총", "전체", "总", "總", "合計", "総", "全部", "всего", "общее", "итого",
)

FILLER = _any(
    _latin(
        "of", "the", "de", "del", "de la", "di", "do", "da", "des", "les", "los", "las", "os", "model", "models?'?s?", "network",
        "layer", "free", "only", "in", "for", "this", "here", "all", "float", "distinct", "unique", "different",
    ),
    "개의?", "個の", "個的?", "个的?", "つの", "の", "的", "万个", "only", r"\(", r"\)",
)
"""What may stand between a number and the word for parameters."""

COUNT = _any(
    _latin(
        "counts?", "numbers?", "no\\.?", "num", "nr\\.?", "nombre", "numero", "anzahl", "aantal", "zahl", "cantidad", "quantidade",
        "in total", "sum",
    ),
    "#", "개수", "갯수", "수", "량", "个数", "個数", "個數", "数量", "數量", "数目", "總數", "总数", "量", "数", "數", "число", "количество",
)
SEPARATOR = _any(
    r"[:=~]{1,3}", r"-{1,3}>", r"={1,3}>", "→", r"-(?= )", _latin("is", "are", "it's", "es", "son", "e", "sao", "est", "sont", "ist", "sind", "zijn"),
    "은", "는", "이", "가", "为", "為", "是", "有", "は", "が", "составляет",
)

PER = re.compile(
    r"\s*\)?\s*(?:/\s*[a-z]|(?:in |for |im |dans |en )?(?:per|each|every|pro|par|por|cada|chaque|jede[rsnm]?|elke|je|a piece|apiece)(?![a-z])"
    r"|さ|마다|씩|на кажд|每)",
    re.IGNORECASE,
)
"""After a count: it is the share of something smaller, not the layer's."""

HISTORY_OR_WISH = re.compile(
    _any(
        _latin(
            "was", "were", "old", "before", "previously|previous(?! (?:layer|output|input|conv|dense|one|step|block|channel|feature))", "originally?", "original", "instead", "should", "would", "could",
            "might", "may", "if", "unless", "chang(?:e|es|ed|ing)", "todo", "fixme", "xxx", "used to", "formerly", "earlier", "no longer",
            "wrong(?:ly)?", "incorrect", "expect(?:s|ed)?", "i think", "maybe", "perhaps", "probably", "e\\.?g\\.?", "examples?", "suppos\\w+",
            "assum\\w+", "imagine", "say", "vs\\.?", "versus", "compar\\w+", "rather than", "reduc\\w+", "sav(?:e|es|ed|ing)",
            "increas\\w+", "decreas\\w+", "fewer params", "less params", "more params", "extra", "additional", "budget", "limit",
            "goal", "target", "aim", "must", "needs? to be (?!trained)", "want", "try", "keep", "ideally", "desired", "so far", "running",
            "cumulative", "up to here", "similar", "paper", "replac\\w+", "remov\\w+", "without", "unlike", "except", "not", "isn't",
            "antes", "debe\\w*", "deberia", "seria", "era", "ejemplo", "avant", "ancien\\w*", "devrait", "exemple", "vorher", "fruher",
            "sollte\\w*", "beispiel", "statt", "falls", "wenn", "vroeger", "zou", "moet", "voorbeeld", "deveria", "exemplo",
        ),
        r"(?:more|less|fewer|menos|mas|mais|moins|plus|weniger|mehr|minder|meer) (?:than|que|als|dan)(?! ?[\d~])", "기존", "원래", "이전", "였다", "이었", "만약", "예를 ?들", "예시", "논문", "原来", "原來", "之前", "以前", "应该", "應該", "如果", "改成", "改为",
        "例如", "比如", "论文", "論文", "比较", "元は", "もし", "べき", "例えば", "было", "был[аи]?(?![а-я])", "раньше", "если", "должн",
        "например",
    ),
    re.IGNORECASE,
)
"""Words beside which a number is history, a wish, an example or another network's."""

OTHER_PARAMETERS = re.compile(
    _any(
        r"hyper[- _]?param", r"meta[- ]?param", r"@param", r":param", r"param<", r"hiperpar", r"hyperpar", "하이퍼", "최적", "超参", "超參",
        "ハイパー", "гипер", r"param_?grid", r"best_param", r"fit_param", r"keyword", r"function param", r"parameters? of the function",
    ),
    re.IGNORECASE,
)
"""Parameters of functions and searches."""

OTHER_UNITS = re.compile(
    r"flops?\b|\bmacs?\b|multiply|\badds\b|image|epoch|\bcalls?\b|step|stride|receptive|fits?\b|bytes?\b|\b[kmg]i?b\b|samples|batch",
    re.IGNORECASE,
)
"""What arithmetic without a word for parameters is about."""

CODE = re.compile(
    r"[A-Za-z_]\w*\([^()]*[=\"'][^()]*\)?"  # a call with strings or keywords
    r"|\.(?:add|compile|fit|append|shape|reshape|load_weights|build)\s*\(|(?<![=<>!])=\s*[A-Za-z_][\w.]*\(|[A-Za-z_]\w*\([\w., ]*\)\s*\("
    r"|^\s*(?:from\s+\w|import\s+\w|def\s+\w|class\s+\w|return\b|print\s*\(|assert\b|@\w|for\s+\w+\s+in\b|while\b|with\s+\w+.*:$)"
    r"|^\s*[\w.]+\([^#]*\)[\s,]*#|\blambda\b|\bself\.\w+\(|\*\*kwargs|\w\[['\"]"
)
"""Commented-out code."""


def _labels(**groups: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in groups.items()), re.IGNORECASE)


LABEL = _labels(
    input=_any(
        _latin(
            "inputs?(?:[_ ](?:shape|dim|size|length))?", "in", "images?", "imgs?", "pixels?", "data", "dataset", "train(?:ing)?", "test(?:ing)?",
            "entradas?", "entrees?", "eingabe[a-z]*", "eingang[a-z]*", "invoer", "rgb", "batch_input_shape", "expects?", "takes?", "receives?",
        ),
        "입력", "인풋", "输入", "輸入", "入力", "вход[а-я]*", "데이터", "数据", "數據", "資料", "データ",
    ),
    kernel=_any(
        _latin(
            "kernels?(?:[_ ]sizes?)?", "filters?", "windows?", "strides?", "strided", "pool_size", "conv(?:olution)?s?(?:al)?", "branch", "stem",
            "patch(?:es)?", "matri(?:x|ces)", "paddings?", "padded by", "crop(?:ping)?", "filtros?", "filtres?", "noyau", "kern", "grid", "range",
            "weights?", "detectors?", "dectors?", "blocks?", "cells?", "factor", "by", "dilat[a-z]+", "rate", "targets?", "labels?", "masks?",
            "initial_state", "state", "axis", "axes", "cf", "see", "ratio", "receptive",
        ),
        "커널", "필터", "스트라이드", "패딩", "卷积", "卷積", "核", "步长", "カーネル", "フィルタ", "ストライド", "ядр[а-я]*", "фильтр[а-я]*", "окн[а-я]*",
    ),
    output=_any(
        _latin(
            "outputs?(?:[_ .]?shapes?)?", "outputting", "out", "becomes?", "results?", "resulting", "gives?", "yields?", "produces?", "returns?",
            "now", "representation", "salidas?", "saidas?", "sortie", "ausgabe[a-z]*", "ausgang[a-z]*", "uitvoer", "uitgang", "convert(?:s|ed)? to",
            "transform(?:s|ed)? (?:in)?to", "flatten(?:s|ed)? to", "upsampl[a-z]+ to", "downsampl[a-z]+ to", "reshape[a-z]* (?:in)?to",
        ),
        "출력", "아웃풋", "输出", "輸出", "出力", "выход[а-я]*", "結構", "结构", "변환",
    ),
    shape=_any(
        _latin(
            "shapes?", "sizes?", "dims?", "dimensions?", "dimensionality", "tensors?", "to", "feature[ -]?maps?", "maps?", "taille", "forma", "forme",
            "tamano", "tamanho", "grosse", "form", "afmeting(?:en)?", "tenseur", "vecteur", "vector", "is",
        ),
        "형태", "크기", "사이즈", "尺寸", "形状", "形狀", "大小", "维度", "維度", "張量", "张量", "サイズ", "テンソル", "размер[а-я]*", "форм[а-я]+", "тензор[а-я]*",
        "특성 ?맵", "特征图",
    ),
)
"""Words before a shape that say whose it is; the last one counts."""

BATCH = frozenset(
    "none ? -1 n b bs m batch batch_size batchsize batch-size samples sample num_samples nb_samples n_samples examples num_examples minibatch".split()
)
"""How the batch axis is written (lower case)."""
