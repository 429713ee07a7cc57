"""How amounts and shapes are written, in every format alike."""

from __future__ import annotations

from keraslint.model import Model, Row, Shapes

WIDEST_FORMULA = 60
WHOLE, EIGHTHS = "█", " ▏▎▍▌▋▊▉"


def count_text(row: Row) -> str:
    """The count; where it is not known, what is proven of it."""
    if row.params is not None:
        return f"{row.params:,}"
    return f"≥ {row.at_least:,}" if row.at_least else "?"


def total_text(model: Model) -> str:
    return f"{model.params:,}" if model.params is not None else f"at least {model.at_least:,}"


def shape_text(shape: Shapes) -> str:
    """(None, 26, 26, 32), or several in brackets."""
    if shape is None:
        return "?"
    if shape and all(isinstance(part, tuple) for part in shape):
        return f"[{', '.join(shape_text(part) for part in shape)}]"  # type: ignore[arg-type]
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def sample_text(shape: Shapes) -> str:
    """One sample of it: 26×26×32; a number stands for itself, a free axis for a dot."""
    if shape is None:
        return "?"
    if shape and all(isinstance(part, tuple) for part in shape):
        return ", ".join(sample_text(part) for part in shape)  # type: ignore[arg-type]
    return "×".join("·" if size is None else str(size) for size in shape[1:]) or "1"


def short(text: str, width: int = WIDEST_FORMULA) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def share_of(row: Row, model: Model) -> float | None:
    """The row's part of the model's parameters, from 0 to 1; None where either is not known."""
    if row.params is None or not model.params:
        return None
    return min(row.params / model.params, 1.0)


def percent(share: float | None) -> str:
    """33.1 %; <0.1 % for a little, nothing for nothing."""
    if not share:
        return ""
    return "<0.1 %" if share < 0.001 else f"{share:.1%}".replace("%", " %")


def bar(share: float | None, width: int) -> str:
    """A bar of text, in eighths of a character; anything above 0 shows."""
    eighths = max(round((share or 0) * width * 8), 1 if share else 0)
    return (WHOLE * (eighths // 8) + EIGHTHS[eighths % 8].strip()).ljust(width)


def bytes_text(number: int | None) -> str:
    """604.7 KiB; ? if not known."""
    if number is None:
        return "?"
    size, unit = _scaled(number, 1024, ("KiB", "MiB", "GiB", "TiB", "PiB"))
    return f"{size:,.1f} {unit}" if unit else f"{number:,} B"


def rounded(number: int | None) -> str:
    """15.47 G, 4.72 M, 900; ? if not known."""
    if number is None:
        return "?"
    size, unit = _scaled(number, 1000, ("k", "M", "G", "T", "P"))
    return f"{size:.3g} {unit}" if unit and size < 1000 else f"{number:,}"


def _scaled(number: int, base: int, units: tuple[str, ...]) -> tuple[float, str]:
    """The number in the largest unit that leaves it at least 1, and that unit; "" for the number itself."""
    size, unit = float(number), ""
    for bigger in units:
        if size < base:
            break
        size, unit = size / base, bigger
    return size, unit


def field_text(row: Row) -> str:
    """The receptive field: 7×7."""
    return "×".join(map(str, row.receptive_field)) if row.receptive_field else ""


def policies(model: Model) -> str:
    """The dtype policies of the layers that have weights: float32, or several."""
    found = dict.fromkeys(row.dtype or "?" for row in model.layers if row.params != 0)
    return ", ".join(found) or "float32"


def is_frozen(row: Row) -> bool:
    return bool(row.params) and row.trainable == 0
