"""The JSON that is printed keeps to the schema that is shipped."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from keraslint.cli import main

EXAMPLES = Path(__file__).parent.parent / "examples"


def schema() -> Any:
    return json.loads((files("keraslint.report") / "schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["seed.py", "seed_python2.py", "captioned.py"])
@pytest.mark.parametrize("command", ["check", "summary"])
def test_output_keeps_to_the_schema(
    command: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main([command, "--format", "json", str(EXAMPLES / name)])
    printed = json.loads(capsys.readouterr().out)
    jsonschema.validate(printed, schema())
    del printed["files"][0]["keras"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(printed, schema())
