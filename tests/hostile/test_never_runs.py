"""Nothing of what is analysed is run, and no file outside its project is opened: Python's own audit hook is asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import keraslint

HEAD = "import keras\nfrom keras.models import Sequential\nfrom keras.layers import *\n"
MARK = "open('was_run', 'w').close()\n"
BEHIND = f"""\
{MARK}import os, subprocess, socket, pickle, json, sys
os.system('touch was_run')
subprocess.run(['touch', 'was_run'])
value = 3
def make(): {MARK.strip()}; return Dense(3)
class Own(Layer): {MARK.strip()}
"""
HOSTILE = f"""\
{HEAD}{MARK}
import beside, beside.beside, package, package.inner, linked, far, above, pipe, zero, folder, huge, secret
import importlib, os, sys, subprocess, socket, pickle, json, yaml, ctypes, urllib.request, runpy, builtins
import numpy as np, pandas as pd, h5py, tensorflow as tf
from beside import *
from package import *
from linked import *
from far import *
from .above import *
from ..outside import *
from .. import outside
from ...outside.secret import value
from pipe import *
from zero import *
from folder import *
from huge import *
sys.path.insert(0, '..'); sys.path.append('../outside'); sys.path.append('/'); sys.path.append(OUTSIDE)
import secret, outside.secret
from secret import *
__import__('beside'); importlib.import_module('secret'); importlib.reload(beside); runpy.run_path('beside.py')
importlib.util.spec_from_file_location('secret', OUTSIDE + '/secret.py').loader.exec_module(beside)
exec({MARK!r}); eval("open('was_run', 'w')"); exec(compile({MARK!r}, 'x', 'exec')); builtins.exec({MARK!r})
exec(open('beside.py').read()); exec(open(OUTSIDE + '/secret.py').read()); execfile('beside.py')
os.system('touch was_run'); os.popen('touch was_run'); subprocess.run(['touch', 'was_run']); os.execv('/bin/true', [])
os.remove('beside.py'); os.mkdir('was_run'); os.fork(); os.kill(os.getpid(), 9); ctypes.CDLL('libc.so.6').abort()
socket.create_connection(('127.0.0.1', 9)); urllib.request.urlopen('http://127.0.0.1:9/')
open('was_run', 'w').write('x'); open('/etc/passwd').read(); open(OUTSIDE + '/data.json').read()
pickle.load(open('data.pickle', 'rb')); json.load(open('../outside/data.json')); yaml.load(open('data.yaml'))
np.load('../outside/data.npz', allow_pickle=True); np.loadtxt('/etc/passwd'); np.save('was_run', 3); np.load('data.npz')
pd.read_csv('../outside/data.csv'); pd.read_pickle('data.pickle'); h5py.File('was_run', 'w'); pd.read_csv('/dev/zero')
keras.models.load_model('../outside/model.h5'); keras.models.load_model('/dev/zero'); Sequential().load_weights('data.pickle')
keras.models.model_from_json(open('../outside/data.json').read()); keras.utils.get_file('x', 'http://127.0.0.1:9/x')
keras.preprocessing.image.load_img('../outside/data.npz'); tf.io.read_file('/etc/passwd'); tf.py_function(print, [], [])
keras.utils.plot_model(Sequential(), to_file='was_run'); keras.datasets.mnist.load_data(); keras.applications.VGG16()
class Evil(type):
    def __new__(cls, *a): {MARK.strip()}; return type.__new__(cls, *a)
class Own(Layer, metaclass=Evil):
    {MARK.strip()}
    def __reduce__(self): return os.system, ('touch was_run',)
    def __del__(self): {MARK.strip()}
    def call(self, x): exec({MARK!r}); return x
@exec
def decorated(): pass
def default(x={MARK.strip()}): return __import__('secret').value
model = Sequential([Dense(beside.value, input_shape=(secret.value,)), Own(), Lambda(lambda x: exec({MARK!r}) or x)])
model.add(beside.make()); model.add(make()); model.add(Dense(default()))
model.save('was_run'); model.summary(print_fn=exec)
print(f"{{exec(MARK)}}", "%s" % Own(), "{{0.__class__}}".format(Own()))
assert exec({MARK!r}) is None
del model
"""
FRONTS = ("analyze", "flake8", "notebook", "check", "summary", "annotate", "upgrade")
CHANGES = (
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown", "os.utime",
    "os.putenv", "os.unsetenv", "os.setxattr", "shutil", "tempfile",
)  # fmt: skip
PROCESSES = (
    "os.system",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.kill",
    "subprocess",
    "pty",
    "signal.pthread_kill",
)
CONNECTIONS = (
    "socket",
    "urllib",
    "http",
    "ftplib",
    "smtplib",
    "telnetlib",
    "poplib",
    "imaplib",
    "nntplib",
    "webbrowser",
    "syslog",
)
CODE = ("ctypes", "pickle", "cpython.run", "code.", "importlib", "exec", "import")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with all that could lure an analysis out of it; what it returns is the file to analyse."""
    outside, root = tmp_path / "outside", tmp_path / "project"
    for folder in (outside, root / "package", root / "folder.py", root / "linked_folder.py"):
        folder.mkdir(parents=True)
    (root / "pyproject.toml").touch()
    for name in ("secret.py", "__init__.py", "far.py", "outside.py"):
        (outside / name).write_text(BEHIND)
    for name in ("data.json", "data.csv", "data.npz", "model.h5"):
        (outside / name).write_text("[1]")
    for name in ("beside.py", "package/__init__.py", "package/inner.py"):
        (root / name).write_text(HEAD + BEHIND)
    for name in ("data.pickle", "data.yaml", "data.npz"):
        (root / name).write_bytes(b"cos\nsystem\n(S'touch was_run'\ntR.")
    (root / "linked.py").symlink_to(outside / "secret.py")
    (root / "far").symlink_to(outside)
    (root / "above.py").symlink_to("../outside/secret.py")
    (root / "zero.py").symlink_to("/dev/zero")
    (root / "requirements.txt").symlink_to(outside / "data.csv")
    os.mkfifo(root / "pipe.py")
    with (root / "huge.py").open("wb") as huge:
        huge.truncate(10 * 2**30)  # a hole: takes no place on the disk
    file = root / "net.py"
    file.write_text(HOSTILE.replace("OUTSIDE", repr(str(outside))).replace("execfile", "exec"))
    return file


def witnessed(front: str, file: Path) -> list[tuple[str, list[Any]]]:
    command = [
        sys.executable,
        str(Path(__file__).with_name("witness.py")),
        front,
        str(file.parent),
        str(file),
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=file.parent, timeout=120)
    assert done.returncode == 0, done.stderr
    return [(event, arguments) for event, arguments in json.loads(done.stdout)]


def is_ours(path: object) -> bool:
    """Whether a file belongs to the analyser, its libraries or Python itself."""
    homes = (
        sys.prefix,
        sys.base_prefix,
        str(Path(keraslint.__file__).parent),
        "<frozen",
        "<string>",
    )
    return str(path).startswith(homes) or "site-packages" in str(path)


def breaches(noted: list[tuple[str, list[Any]]], root: Path) -> list[str]:
    """What must not happen, of all that was noted."""
    found = []
    for event, arguments in noted:
        what = f"{event} {arguments}"[:300]
        path = arguments[0] if arguments else None
        if event == "open":
            mode, flags = arguments[1], arguments[2]
            writing = isinstance(flags, int) and flags & (
                os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
            )
            inside = isinstance(path, str) and os.path.realpath(path).startswith(f"{root}{os.sep}")
            plain = isinstance(path, str) and Path(path).is_file()
            if writing or not (is_ours(path) or inside and plain):
                found.append(f"{what} {mode}")
        elif event in ("os.listdir", "os.scandir"):
            if not is_ours(path) and not os.path.realpath(str(path)).startswith(str(root)):
                found.append(what)
        elif event == "exec":
            if not is_ours(path):
                found.append(what)
        elif event == "import":
            name = str(path).partition(".")[0]
            if name not in sys.stdlib_module_names | {"keraslint", "libcst", "rich", "flake8"}:
                found.append(what)
        elif event.startswith((*CHANGES, *PROCESSES, *CONNECTIONS, *CODE)):
            found.append(what)
    return found


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("front", FRONTS)
def test_nothing_is_run_or_opened_outside(front: str, project: Path) -> None:
    assert breaches(witnessed(front, project), project.parent) == []
    assert not (project.parent / "was_run").exists()


def test_the_hook_would_have_noted_it(project: Path) -> None:
    project.with_name("plain.py").write_text(MARK)
    program = "import sys\nsys.path.insert(0, '.')\nimport plain, os\nopen('/etc/passwd').read()\nos.system('true')\n"
    file = project.with_name("control.py")
    file.write_text(program)
    found = breaches(witnessed("control", file), project.parent)
    assert {line.partition(" ")[0] for line in found} >= {"import", "exec", "open", "os.system"}
    assert (project.parent / "was_run").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_folder_of_pipes_and_devices_is_checked(project: Path) -> None:
    command = [sys.executable, "-m", "keraslint", "check", "--quiet", "--no-cache", "."]
    done = subprocess.run(command, capture_output=True, text=True, cwd=project.parent, timeout=60)
    assert done.returncode in (1, 2), done.stderr
    assert "huge.py" in done.stdout + done.stderr
    assert "pipe.py" not in done.stdout + done.stderr
    assert not (project.parent / "was_run").exists()
