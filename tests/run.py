"""Runs everything: style, types, tests. Called by ``./cfm test``.

``--whole`` runs all cases of the matrices, of which a run otherwise draws some (`tests.sampling`).
``--fast`` leaves out what needs a server, but for one look with a browser, and the longest sweep.
``--changed`` runs what imports reach from the files that are not committed, or from the last commit (`tests.changed`).
Any other argument goes to pytest, which then runs alone: ``./cfm test tests/engine/db -k writer``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .browser.chromium import LIGHT, WHOLE, find_chromium
from .changed import changed_files, reached_by
from .sampling import WHOLE as ALL_CASES

ROOT = Path(__file__).resolve().parent.parent
LIGHT_PACKAGES = ("chromium-headless-shell", "fonts-noto-core")
WHOLE_PACKAGES = ("chromium", "fonts-noto-core")
# Programs of others that tests of the channels speak with: a mailbox, gateways of SMS, telephones.
SERVERS = {
    "dovecot": ("dovecot-imapd",),
    "bearerbox": ("kannel", "kannel-extras"),
    "gammu-smsd": ("gammu-smsd",),
    "kamailio": ("kamailio", "kamailio-extra-modules"),
    "baresip": ("baresip-core",),
    "sipp": ("sip-tester",),
}
SYSTEM_PROGRAMS = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
PATIENCE = ("-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=30")
# What needs no server.
FAST = (
    "cfm_app",
    "tests/architecture",
    "tests/engine/customize",
    "tests/engine/db",
    "tests/engine/i18n",
    "tests/engine/notify",
    "tests/engine/query",
    "tests/engine/safe",
    "tests/engine/utils",
)
# It saves every field of every record.
SWEEP = "--ignore=cfm_app/security/configuration/test_widening.py"
# Everybody's first page.
SMOKE = "tests/browser/test_start.py"
OXLINT = str(Path(sys.executable).with_name("oxlint.exe" if os.name == "nt" else "oxlint"))
STYLE = {
    "style": [sys.executable, "-m", "ruff", "check", "."],
    "format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "scripts": [OXLINT, "--deny-warnings"],
}


def main() -> int:
    arguments = sys.argv[1:]
    is_everything = arguments in ([], [ALL_CASES])
    # Only the whole run is long enough to be worth an installation of the light one.
    if not find_chromium(LIGHT if is_everything else LIGHT + WHOLE):
        install_browser()
    if is_everything:
        install_servers()
    if not find_chromium():
        print("No Chromium here and none could be installed: the browser tests are skipped.")
    if arguments == ["--fast"]:
        return everything_of(*FAST, SMOKE, SWEEP)
    if arguments == ["--changed"]:
        return everything_of(*reached_by(changed_files()))
    if is_everything:
        return everything_of(*arguments)
    return subprocess.call(pytest(*arguments), cwd=ROOT)


def everything_of(*chosen: str) -> int:
    """Style, types and the chosen tests, shared among the processors."""
    passed = {name: passes(name, command) for name, command in STYLE.items()}
    # The types take half a minute of one processor; they get what the tests leave.
    types = subprocess.Popen(
        [*yielding(), sys.executable, "-m", "mypy"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    passed["tests"] = passes("tests", pytest(*shared(), *chosen))
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


def pytest(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", *arguments]


def shared() -> list[str]:
    """A process for each processor; ``tests/sharing.py`` says who runs what."""
    count = processors()
    return ["-n", str(count), "--no-loadscope-reorder", "--durations=25"] if count > 1 else []


def processors() -> int:
    """Those that this process may use, which are fewer than the machine has in some containers."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def yielding() -> list[str]:
    """The beginning of a command that leaves the processors to others."""
    nice = shutil.which("nice")
    return [nice, "-n", "10"] if nice else []


def install_servers() -> None:
    """Where they cannot be installed, their tests are skipped, and say so."""
    missing = [
        package
        for program, packages in SERVERS.items()
        if shutil.which(program, path=SYSTEM_PROGRAMS) is None
        for package in packages
    ]
    if missing and may_install():
        print(f"Installing {', '.join(missing)} for the tests of the channels …", flush=True)
        if apt("update"):
            apt("install", *missing)


def may_install() -> bool:
    """Whether Debian's packages are at hand, and the user is root."""
    return shutil.which("apt-get") is not None and getattr(os, "geteuid", lambda: 1)() == 0


def install_browser() -> None:
    """Debian has the light one as a package, its relatives only the whole one; root may install them."""
    if not may_install():
        return
    print("Installing Chromium for the browser tests …", flush=True)
    if apt("update") and not apt("install", *LIGHT_PACKAGES) and not find_chromium():
        apt("install", *WHOLE_PACKAGES)


def apt(verb: str, *packages: str) -> bool:
    """Whether it succeeded."""
    command = ["apt-get", "-qq", "-y", "--no-install-recommends", *PATIENCE, verb, *packages]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
