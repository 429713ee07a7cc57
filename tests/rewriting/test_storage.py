"""Files are written whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from keraslint.rewriting.differences import difference
from keraslint.rewriting.storage import UnwritableFile, write

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="modes and links as POSIX has them")


@POSIX
def test_the_mode_stays_and_nothing_is_left_beside(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_bytes(b"old")
    path.chmod(0o754)
    write(str(path), b"new", b"old")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o754)
    assert os.listdir(tmp_path) == ["net.py"]


@POSIX
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "net.py").write_bytes(b"old")
    link = tmp_path / "net.py"
    link.symlink_to(Path("src") / "net.py")
    write(str(link), b"new", b"old")
    assert link.is_symlink()
    assert (tmp_path / "src" / "net.py").read_bytes() == b"new"


def test_a_read_only_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(UnwritableFile, match=r"net\.py: is read-only; make it writable"):
        write(str(path), b"new", b"old")
    assert path.read_bytes() == b"old"
    path.chmod(0o644)


def test_somebody_elses_change_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_bytes(b"theirs")
    with pytest.raises(UnwritableFile, match="run again"):
        write(str(path), b"new", b"old")
    assert path.read_bytes() == b"theirs"


def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "net.py"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(UnwritableFile, match="No space left on device"):
        write(str(path), b"new", b"old")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["net.py"]


def test_a_file_that_went_away_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile, match=r"net\.py: cannot be written"):
        write(str(tmp_path / "net.py"), b"new", b"old")


DIFFERENCES = [
    (b"a\n", b"a\n", b""),
    (b"a\nb\n", b"a\nc\n", b"--- n.py\n+++ n.py\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"),
    (
        b"a\r\nb",
        b"a\r\nc",
        b"--- n.py\n+++ n.py\n@@ -1,2 +1,2 @@\n a\r\n"
        b"-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n",
    ),
    (
        b"\xe9\rb\x0c\n",
        b"\xe9\rc\x0c\n",
        b"--- n.py\n+++ n.py\n@@ -1 +1 @@\n-\xe9\rb\x0c\n+\xe9\rc\x0c\n",
    ),
]


@pytest.mark.parametrize(("before", "after", "shown"), DIFFERENCES)
def test_differences(before: bytes, after: bytes, shown: bytes) -> None:
    assert difference("n.py", before, after) == shown
