"""Runs everything: style, types, tests. Called by ``./cfm test``; arguments go to pytest."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
PACKAGES = ["chromium", "fonts-noto-core"]
OXLINT = str(Path(sys.executable).with_name("oxlint.exe" if os.name == "nt" else "oxlint"))
STYLE = {
    "style": [sys.executable, "-m", "ruff", "check", "."],
    "format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "scripts": [OXLINT, "--deny-warnings"],
}


def main() -> int:
    if not find_browser():
        install_browser()
    if not find_browser():
        print("No Chromium here and none could be installed: the browser tests are skipped.")
    passed = {name: passes(name, command) for name, command in STYLE.items()}
    # The types take a minute of one processor; the tests seldom need both.
    types = subprocess.Popen(
        [sys.executable, "-m", "mypy"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    passed["tests"] = passes("tests", [sys.executable, "-m", "pytest", *sys.argv[1:]])
    told, _ = types.communicate()
    print(f"== types\n{told}", end="", flush=True)
    passed["types"] = types.returncode == 0
    failed = [name for name, well in passed.items() if not well]
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    print(f"== {name}", flush=True)
    return subprocess.call(command, cwd=ROOT) == 0


def find_browser() -> str | None:
    """The browser that the tests drive: CHROMIUM, or one on the path."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def install_browser() -> None:
    """Debian and its relatives have it as a package; root may install it."""
    apt = shutil.which("apt-get")
    if apt is None or getattr(os, "geteuid", lambda: 1)() != 0:
        return
    print("Installing Chromium for the browser tests …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(
            [apt, "-qq", *command], env=quiet, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            return


if __name__ == "__main__":
    sys.exit(main())
