"""A plain editor: speaks JSON-RPC with a real `keraslint server`, and understands nothing of what it says."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

LONGEST = 60.0
"""Seconds after which an answer does not come any more."""
SERVER = (sys.executable, "-m", "keraslint", "server", "--stdio")


class Editor:
    """One server process and the connection with it."""

    def __init__(
        self,
        folder: Path,
        capabilities: dict[str, Any] | None = None,
        options: Any = None,
        settings: Any = None,
        command: Sequence[str] = SERVER,
        errors: IO[str] | None = None,
    ) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=folder,
        )
        self.settings = settings
        self.notifications: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []
        self._answers: dict[int, dict[str, Any]] = {}
        self._arrived = threading.Condition()
        self._number = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.server = self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": folder.as_uri(),
                "capabilities": capabilities or {},
                "initializationOptions": options,
            },
        )
        self.notify("initialized", {})

    # Sending

    def send(self, message: Any) -> None:
        self.send_bytes(json.dumps(message).encode())

    def send_bytes(self, body: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def notify(self, method: str, params: Any) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def start(self, method: str, params: Any) -> int:
        """Sends a request and does not wait; returns its number."""
        self._number += 1
        self.send({"jsonrpc": "2.0", "id": self._number, "method": method, "params": params})
        return self._number

    def request(self, method: str, params: Any) -> Any:
        """The result of a request."""
        answer = self.answer(self.start(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    def answer(self, number: int) -> dict[str, Any]:
        self._wait(lambda: number in self._answers)
        return self._answers.pop(number)

    # What editors do

    def open(self, text: str, name: str = "net.py", language: str = "python") -> str:
        """Opens a text; returns its address."""
        uri = name if ":" in name else (self.folder / name).as_uri()
        item = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, *changes: Any, version: int = 2) -> None:
        """Changes: a whole text, or (first line, column, last line, column, text)."""
        listed = [
            {"text": change}
            if isinstance(change, str)
            else {"range": span(*change[:4]), "text": change[4]}
            for change in changes
        ]
        self.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": version}, "contentChanges": listed},
        )

    def hover(self, uri: str, line: int, column: int) -> str:
        """The text that appears, or nothing."""
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
        found = self.request("textDocument/hover", place)
        return str(found["contents"]["value"]) if found else ""

    def hints(self, uri: str, first: int = 0, last: int = 1_000) -> list[tuple[int, int, str]]:
        """(line, column, label) of each inlay hint."""
        asked = {"textDocument": {"uri": uri}, "range": span(first, 0, last, 0)}
        return [
            (hint["position"]["line"], hint["position"]["character"], hint["label"])
            for hint in self.request("textDocument/inlayHint", asked)
        ]

    def lenses(self, uri: str) -> list[tuple[int, str]]:
        """(line, title) of each code lens."""
        found = self.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
        return [(lens["range"]["start"]["line"], lens["command"]["title"]) for lens in found]

    def actions(
        self, uri: str, line: int, only: list[str] | None = None, diagnostics: Any = ()
    ) -> list[dict[str, Any]]:
        context = {"diagnostics": list(diagnostics), **({"only": only} if only else {})}
        asked = {
            "textDocument": {"uri": uri},
            "range": span(line, 0, line, 0),
            "context": context,
        }
        return list(self.request("textDocument/codeAction", asked))

    def pull(self, uri: str, previous: str | None = None) -> dict[str, Any]:
        asked = {"textDocument": {"uri": uri}, "previousResultId": previous}
        return dict(self.request("textDocument/diagnostic", asked))

    # What the server says by itself

    def published(self, uri: str, version: int | None = None) -> list[dict[str, Any]]:
        """The diagnostics of this version, or of the next that arrive; each arrival counts once."""

        def fits(message: dict[str, Any]) -> bool:
            params = message["params"]
            return (
                message["method"] == "textDocument/publishDiagnostics"
                and params["uri"] == uri
                and version in (None, params.get("version"))
            )

        return list(self.heard(fits)["params"]["diagnostics"])

    def shown(self) -> dict[str, Any]:
        """The next message to the user."""
        return dict(self.heard(lambda m: m["method"] == "window/showMessage")["params"])

    def asked(self, method: str) -> dict[str, Any]:
        """The next request of the server with this name."""
        return self._take(self.requests, lambda message: message["method"] == method)

    def heard(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        return self._take(self.notifications, fits)

    def _take(
        self, queue: list[dict[str, Any]], fits: Callable[[dict[str, Any]], bool]
    ) -> dict[str, Any]:
        self._wait(lambda: any(map(fits, queue)))
        with self._arrived:
            found = next(filter(fits, queue))
            queue.remove(found)
        return found

    def _wait(self, ready: Callable[[], bool]) -> None:
        with self._arrived:
            if not self._arrived.wait_for(ready, LONGEST):
                raise TimeoutError(f"heard {self.notifications}, asked {self.requests}")

    def _read(self) -> None:
        assert self.process.stdout is not None
        while True:
            length = 0
            while (line := self.process.stdout.readline()).strip():
                name, _, value = line.partition(b":")
                length = int(value) if name == b"Content-Length" else length
            if not line:
                return
            self._receive(json.loads(self.process.stdout.read(length)))

    def _receive(self, message: dict[str, Any]) -> None:
        with self._arrived:
            if "method" not in message:
                if message["id"] is not None:
                    self._answers[message["id"]] = message
            elif "id" in message:
                self.requests.append(message)
                configuration = message["method"] == "workspace/configuration"
                result = [self.settings] if configuration else None
                self.send({"jsonrpc": "2.0", "id": message["id"], "result": result})
            else:
                self.notifications.append(message)
            self._arrived.notify_all()

    def close(self) -> int:
        """Ends the server as the protocol wants it; returns its exit code."""
        if self.process.poll() is None:
            self.request("shutdown", None)
            self.notify("exit", None)
        code = self.process.wait(LONGEST)
        self._reader.join(LONGEST)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        return code


def span(line: int, column: int, end_line: int, end_column: int) -> dict[str, Any]:
    return {
        "start": {"line": line, "character": column},
        "end": {"line": end_line, "character": end_column},
    }
