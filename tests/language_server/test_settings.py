"""Where the server's settings come from, and that it follows them as they change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from plain_editor import Editor

from keraslint.language_server.session import settings_in
from keraslint.settings import read

NET = "from keras.models import Sequential\nfrom keras.layers import Dense\nmodel = Sequential([Dense(3, input_shape=(4,))])\n"
TABLE = '[tool.keraslint]\nmax-params = "10"\n'

FORMS = [
    {"max-params": 10},
    {"maxParams": "10"},
    {"max_params": 10, "keras": None},
    {"settings": {"max-params": 10}},
    {"keraslint": {"maxParams": 10}},
]


def codes(findings: list[dict[str, Any]]) -> list[str]:
    return [finding["code"] for finding in findings]


@pytest.mark.parametrize("options", FORMS)
def test_the_forms_in_which_editors_send_settings(options: Any) -> None:
    assert read(settings_in(options), "here") == {"max_params": 10}


@pytest.mark.parametrize("options", [None, 7, [], [{}], {}, {"settings": None}])
def test_what_is_no_settings(options: Any) -> None:
    assert settings_in(options) == {}


def test_initialization_options(start: Callable[..., Editor]) -> None:
    editor = start(options={"keraslint": {"maxParams": "10"}})
    assert codes(editor.published(editor.open(NET))) == ["KER101"]


def test_the_settings_that_the_client_keeps(start: Callable[..., Editor]) -> None:
    can = {"workspace": {"configuration": True}}
    editor = start(capabilities=can, settings={"maxParams": 10}, options={"maxParams": 1_000})
    uri = editor.open(NET)
    assert codes(editor.published(uri)) == ["KER101"]
    editor.settings = {"maxParams": 1_000}
    editor.notify("workspace/didChangeConfiguration", {"settings": None})
    assert editor.published(uri) == []


def test_settings_that_are_sent(start: Callable[..., Editor]) -> None:
    editor = start()
    uri = editor.open(NET)
    assert editor.published(uri) == []
    sent = {"settings": {"keraslint": {"max-params": 10}}}
    editor.notify("workspace/didChangeConfiguration", sent)
    assert codes(editor.published(uri)) == ["KER101"]


WRONG = [
    ({"max-parms": 10}, "max-parms is not a setting"),
    ({"max-params": "lots"}, "max-params = 'lots' is not possible"),
    ({"keras": "4x"}, "keras = '4x' is not possible"),
]


@pytest.mark.parametrize(("options", "complaint"), WRONG)
def test_a_wrong_setting_is_said_and_the_others_count(
    start: Callable[..., Editor], options: dict[str, Any], complaint: str
) -> None:
    editor = start(options={**options, "max-layer-params": 10})
    shown = editor.shown()
    assert shown["type"] == 1
    assert complaint in shown["message"]
    assert codes(editor.published(editor.open(NET))) == ["KER102"]


def test_pyproject_counts_below_the_editor_and_is_followed(start: Callable[..., Editor]) -> None:
    watched = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
    editor = start(capabilities=watched)
    (asked,) = editor.asked("client/registerCapability")["params"]["registrations"]
    patterns = [watcher["globPattern"] for watcher in asked["registerOptions"]["watchers"]]
    assert "**/pyproject.toml" in patterns
    uri = editor.open(NET)
    assert editor.published(uri) == []
    pyproject = editor.folder / "pyproject.toml"
    for text, expected in ((TABLE, ["KER101"]), (TABLE.replace("10", "1k"), [])):
        pyproject.write_text(text)
        changes = {"changes": [{"uri": pyproject.as_uri(), "type": 2}]}
        editor.notify("workspace/didChangeWatchedFiles", changes)
        assert codes(editor.published(uri)) == expected
    pyproject.write_text(TABLE.replace("max-params", "max-parms"))
    editor.notify("workspace/didChangeWatchedFiles", {"changes": []})
    assert "max-parms is not a setting" in editor.shown()["message"]
    assert editor.published(uri) == []


def test_the_editor_wins_over_pyproject(start: Callable[..., Editor]) -> None:
    editor = start(options={"max-params": 1_000})
    (editor.folder / "pyproject.toml").write_text(TABLE)
    assert editor.published(editor.open(NET)) == []


def test_another_file_that_is_saved_is_read_again(start: Callable[..., Editor]) -> None:
    refresh = {"refreshSupport": True}
    editor = start(capabilities={"workspace": {"inlayHint": refresh, "codeLens": refresh}})
    sizes = editor.folder / "sizes.py"
    sizes.write_text("UNITS = 3\n")
    uri = editor.open(
        NET.replace("Dense(3", "Dense(UNITS").replace(
            "from keras.models", "from sizes import UNITS\nfrom keras.models", 1
        )
    )
    assert [label for _, _, label in editor.hints(uri)] == ["(None, 3) · 15"]
    saved = editor.open("UNITS = 3\n", "sizes.py")
    sizes.write_text("UNITS = 5\n")
    editor.notify("textDocument/didSave", {"textDocument": {"uri": saved}})
    editor.asked("workspace/inlayHint/refresh")
    editor.asked("workspace/codeLens/refresh")
    assert [label for _, _, label in editor.hints(uri)] == ["(None, 5) · 25"]
