"""Writes src/keraslint/upgrading/data/keras3_names.json: every public name of Keras 3, module by module.

It reads the package and runs nothing of it. Get it with `pip download --no-deps keras==3.15.1`, unpack it and run

    python tests/oracle/generate_public_names.py FOLDER/keras
"""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

TARGET = Path(__file__).parents[2] / "src/keraslint/upgrading/data/keras3_names.json"
PRIVATE = ("src", "_tf_keras")


def public_names(package: Path) -> dict[str, list[str]]:
    """Dotted path of each public module below Keras's root -> the names in it."""
    found: dict[str, list[str]] = {}
    for file in sorted(package.rglob("__init__.py")):
        parts = file.parent.relative_to(package).parts
        if parts and parts[0] in PRIVATE:
            continue
        found[".".join(parts)] = sorted(
            alias.asname or alias.name
            for statement in ast.parse(file.read_text(encoding="utf-8")).body
            if isinstance(statement, ast.ImportFrom)
            for alias in statement.names
            if not (alias.asname or alias.name).startswith("_")
        )
    return found


def main() -> None:
    names = public_names(Path(sys.argv[1]))
    lines = [f" {json.dumps(module)}: {json.dumps(' '.join(names[module]))}" for module in names]
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
