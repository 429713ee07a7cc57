"""The programs on the pages of the codes: what triggers a code first, then what does not."""

from __future__ import annotations

import re
import textwrap

from keraslint.checks import CHECKS

_BLOCK = re.compile(r"(?:^    .*\n?(?:^\n(?=    ))?)+", re.MULTILINE)


def blocks(code: str) -> list[str]:
    """The programs of one code, as they stand there."""
    return [textwrap.dedent(block) for block in _BLOCK.findall(CHECKS[code].explanation)]


def programs(header: str) -> dict[str, str]:
    """All programs by code and number, behind imports and with a model to add layers to."""
    return {
        f"{code}_{number}": f"{header}model = Sequential()\n{block}"
        for code in sorted(CHECKS)
        for number, block in enumerate(blocks(code))
    }
