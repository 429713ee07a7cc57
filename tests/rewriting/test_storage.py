"""Files are written whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
import threading
from pathlib import Path

import pytest

from keraslint.rewriting import storage
from keraslint.rewriting.differences import difference
from keraslint.rewriting.storage import UnwritableFile, put, write

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


def test_a_change_that_somebody_made_already_is_fine(tmp_path: Path) -> None:
    """Two names of one file in a run, or two runs that correct the same numbers."""
    path = tmp_path / "net.py"
    path.write_bytes(b"new")
    path.chmod(0o444)
    write(str(path), b"new", b"old")
    assert path.read_bytes() == b"new"
    path.chmod(0o644)


@POSIX
def test_hard_links_do_not_part(tmp_path: Path) -> None:
    path, other = tmp_path / "net.py", tmp_path / "other.py"
    path.write_bytes(b"old")
    other.hardlink_to(path)
    with pytest.raises(UnwritableFile, match=r"net\.py: has 2 names \(hard links\)"):
        write(str(path), b"new", b"old")
    assert (path.read_bytes(), other.read_bytes()) == (b"old", b"old")
    assert path.samefile(other)
    other.unlink()
    write(str(path), b"new", b"old")
    assert path.read_bytes() == b"new"


@POSIX
@pytest.mark.parametrize("target", ["gone.py", "link.py", "folder"])
def test_a_link_that_leads_nowhere_is_named(tmp_path: Path, target: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.py").symlink_to(target)
    with pytest.raises(UnwritableFile, match=r"link\.py: cannot be written"):
        write(str(tmp_path / "link.py"), b"new", b"old")
    assert sorted(os.listdir(tmp_path)) == ["folder", "link.py"]


@POSIX
def test_a_folder_that_takes_no_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "net.py"
    path.write_bytes(b"old")

    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(storage, "_private", refused)
    with pytest.raises(UnwritableFile, match=r"\(Permission denied\); check the permissions"):
        write(str(path), b"new", b"old")
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="extended attributes as Linux has them")
def test_attributes_stay_and_the_time_is_new(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_bytes(b"old")
    os.utime(path, (1, 1))
    try:
        os.setxattr(path, "user.origin", b"mine")
        attributes = ["user.origin"]
    except OSError:  # not on every disk
        attributes = []
    write(str(path), b"new", b"old")
    assert [name for name in os.listxattr(path) if name.startswith("user.")] == attributes
    assert path.stat().st_mtime > 1_000_000


@POSIX
def test_nobody_else_may_read_it_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "net.py"
    path.write_bytes(b"old")
    path.chmod(0o600)
    modes = []

    def watched(handle: int) -> None:
        modes.append(stat.S_IMODE(os.fstat(handle).st_mode))

    monkeypatch.setattr(os, "fsync", watched)
    write(str(path), b"new", b"old")
    assert modes == [0o600]


@POSIX
def test_what_a_killed_run_left_is_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_bytes(b"old")
    (tmp_path / f".keraslint-{path.stat().st_ino}").write_bytes(b"ne")
    write(str(path), b"new", b"old")
    assert os.listdir(tmp_path) == ["net.py"]
    assert path.read_bytes() == b"new"


@POSIX
def test_runs_at_the_same_time_take_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one has read the file and writes, another that wants to begins; it must see the first one's work."""
    path = tmp_path / "net.py"
    path.write_bytes(b"old")
    said: list[str] = []

    def other() -> None:
        try:
            write(str(path), b"theirs", b"old")
        except UnwritableFile as error:
            said.append(str(error))

    thread = threading.Thread(target=other)

    def slow(handle: int) -> None:
        monkeypatch.undo()
        thread.start()
        thread.join(0.3)

    monkeypatch.setattr(os, "fsync", slow)
    write(str(path), b"ours", b"old")
    thread.join()
    assert path.read_bytes() == b"ours"
    assert said == [f"{path}: was changed by somebody else meanwhile; run again"]
    assert os.listdir(tmp_path) == ["net.py"]


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


def test_an_answer_takes_the_place_of_an_older_one_in_one_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "found.txt"
    put(str(path), b"old")
    monkeypatch.setattr(os, "replace", lambda *paths: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        put(str(path), b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["found.txt"]


@POSIX
def test_an_answer_goes_into_a_pipe_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    put(str(pipe), b"new")
    reader.join()
    assert read == [b"new"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
