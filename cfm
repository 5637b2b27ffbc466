#!/usr/bin/env python3
"""Runs CFM with nothing but Python: ``./cfm run --demo``, ``./cfm test``.

On the first call it makes ``.venv`` beside this file and installs what is needed from the package
registry. Windows: ``python cfm run --demo``. All other verbs: ``./cfm --help``.
"""

import contextlib
import hashlib
import os
import subprocess
import sys
import time
import venv
from pathlib import Path

if os.name == "nt":
    import msvcrt
else:
    import fcntl

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VERSIONS = ROOT / "requirements.lock"
LOCK = ROOT / ".venv.lock"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
OLDEST = (3, 10)
SITE = os.path.join("sites", "default")


def main() -> int:
    if sys.version_info < OLDEST:
        print("CFM needs Python %d.%d or newer." % OLDEST, file=sys.stderr)
        return 2
    arguments = sys.argv[1:]
    testing = arguments[:1] == ["test"]
    install(extras(arguments))
    if testing:
        return subprocess.call([str(PYTHON), "-m", "tests.run", *arguments[1:]], cwd=ROOT)
    command = [str(PYTHON), "-m", "frappe_embedded", "--app", "cfm_app", *(arguments or ["--help"])]
    if os.name == "nt":
        return subprocess.call(command)
    # Otherwise glibc keeps a heap for each thread of the server, some 10 MB more.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    os.execv(command[0], command)


def extras(arguments: list) -> str:
    """What has to be there for a command: the libraries of encrypted sites where it makes or opens one."""
    if arguments[:1] == ["test"]:
        return "embedded,encryption,test"
    named = [each.rpartition("=")[2] for each in arguments]
    has_key = any(os.path.exists(os.path.join(each, "key.json")) for each in [*named, SITE])
    makes_key = "--encrypted" in arguments or arguments[:1] in (["encrypt"], ["restore"])
    return "embedded,encryption" if has_key or makes_key else "embedded"


def install(extras: str) -> None:
    """Bring .venv in line with pyproject.toml and requirements.lock; does nothing when it is."""
    named = (ROOT / "pyproject.toml").read_bytes() + VERSIONS.read_bytes()
    wanted = hashlib.sha256(named).hexdigest()
    marker = VENV / ("installed-" + extras.replace(",", "-"))
    if is_installed(marker, wanted):
        return
    with alone():
        if is_installed(marker, wanted):
            # Another start has done it meanwhile.
            return
        if not has_pip():
            print("Making .venv …", flush=True)
            # What a start that was broken off left is no use.
            venv.create(VENV, with_pip=True, clear=VENV.exists())
        print("Installing what CFM needs (once) …", flush=True)
        pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.check_call([*pip, "-c", str(VERSIONS), "-e", f"{ROOT}[{extras}]"], cwd=ROOT)
        marker.write_text(wanted)


def is_installed(marker: Path, wanted: str) -> bool:
    return marker.exists() and marker.read_text() == wanted and PYTHON.exists()


def has_pip() -> bool:
    """Whether .venv was made to its end: pip comes last."""
    if not PYTHON.exists():
        return False
    asked = [str(PYTHON), "-m", "pip", "--version"]
    return subprocess.call(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


@contextlib.contextmanager
def alone():
    """Only one start makes .venv at a time; others wait until it is there."""
    with open(LOCK, "a+b") as lock:
        while not locked(lock):
            time.sleep(0.2)
        try:
            yield
        finally:
            if os.name == "nt":
                lock.seek(0)
                msvcrt.locking(lock.fileno(), msvcrt.LK_UNLCK, 1)


def locked(lock) -> bool:
    """Take the lock unless another process has it; the system gives it back when a process ends."""
    try:
        if os.name == "nt":
            lock.seek(0)
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except subprocess.CalledProcessError as error:
        print(
            f"The installation failed ({error}). Is the package registry reachable?",
            file=sys.stderr,
        )
        sys.exit(1)
