"""One hostile program: its name and how to make its text, or its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Content = str | bytes


@dataclass(frozen=True, slots=True)
class Program:
    """make  the text of the file that is analysed; it may be large, so it is made where it is used
    beside  the files that stand beside it, by name
    file    its own name"""

    name: str
    make: Callable[[], Content]
    beside: Mapping[str, Content] = field(default_factory=dict)
    file: str = "hostile.py"

    @property
    def is_notebook(self) -> bool:
        return self.file.endswith(".ipynb")
