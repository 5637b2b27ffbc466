#!/usr/bin/env python3
"""Runs CFM with nothing but Python: ``./cfm run --demo``, ``./cfm test``.

On the first call it makes ``.venv`` beside this file and installs what is needed from the package
registry. Windows: ``python cfm run --demo``. All other verbs: ``./cfm --help``.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
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
    """Bring .venv in line with pyproject.toml; does nothing when it is."""
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    marker = VENV / ("installed-" + extras.replace(",", "-"))
    if marker.exists() and marker.read_text() == wanted and PYTHON.exists():
        return
    if not PYTHON.exists():
        print("Making .venv …", flush=True)
        venv.create(VENV, with_pip=True)
    print("Installing what CFM needs (once) …", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.check_call([*pip, "-e", f"{ROOT}[{extras}]"], cwd=ROOT)
    marker.write_text(wanted)


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
