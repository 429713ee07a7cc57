"""Python's own syntax tree."""

from __future__ import annotations

import ast
import threading
import warnings

from keraslint.source.unreadable import Unreadable

_filters = threading.Lock()


def parse_syntax(code: str) -> ast.Module:
    """The tree of a text; what Python would warn of is not our business.

    Raises Unreadable where this Python does not parse it.
    """
    with _filters, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(code)
        except SyntaxError as error:
            column = max((error.offset or 1) - 1, 0)
            raise Unreadable(
                f"is not valid Python: {error.msg}", error.lineno or 1, column=column
            ) from None
        except (ValueError, RecursionError, MemoryError) as error:
            raise Unreadable(f"is not parsed by Python: {error}") from None
