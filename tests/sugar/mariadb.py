"""A MariaDB server for one test, in a folder that is deleted with it."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..live import free_port

SERVER, INSTALL, CLIENT = "mariadbd", "mariadb-install-db", "mariadb"
DATABASE, READER, PASSWORD = "suitecrm", "mover", "tables-pass-4"
SECONDS = 120


def missing() -> str:
    """Why no server can be started here; empty if one can."""
    for name in (SERVER, INSTALL, CLIENT):
        if not shutil.which(name):
            return f"{name} is not installed"
    return ""


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    folder: Path
    port: int

    @property
    def address(self) -> str:
        return f"mysql://127.0.0.1:{self.port}/{DATABASE}"

    def told(self) -> list[str]:
        """The statements of the reading user, in order."""
        lines = (self.folder / "general.log").read_text(encoding="utf-8", errors="replace")
        return lines.splitlines()

    def do(self, statements: str | Path, goes_on: bool = False) -> str:
        """Run statements as the server's administrator; from a file, or from a text."""
        text = statements.read_bytes() if isinstance(statements, Path) else statements.encode()
        # Never a shared server of the machine, whatever its configuration says.
        command = [CLIENT, "--no-defaults", f"--socket={self.folder / 's'}", "--user=root", "-N"]
        command += [*(["--force"] if goes_on else []), "--default-character-set=utf8mb4", DATABASE]
        done = subprocess.run(command, input=text, capture_output=True, check=not goes_on)
        return done.stdout.decode()


@contextmanager
def serving(folder: Path) -> Iterator[Running]:
    """A server until the end of the block, with an empty database and a user who may read it."""
    folder.mkdir()
    data = folder / "data"
    given = ["--no-defaults", f"--datadir={data}", "--user=root"]
    subprocess.run(
        [INSTALL, *given, "--auth-root-authentication-method=normal", "--skip-test-db"],
        check=True,
        capture_output=True,
    )
    (folder / "init.sql").write_text(
        f"create database {DATABASE} character set utf8mb4;\n"
        f"create user '{READER}'@'%' identified by '{PASSWORD}';\n"
        f"grant all on {DATABASE}.* to '{READER}'@'%';\n"
    )
    running = Running(folder, free_port())
    options = [f"--port={running.port}", f"--socket={folder / 's'}", "--bind-address=127.0.0.1"]
    options += [f"--init-file={folder / 'init.sql'}", f"--pid-file={folder / 'pid'}"]
    options += ["--general-log=1", f"--general-log-file={folder / 'general.log'}"]
    with (folder / "error.log").open("wb") as log:
        process = subprocess.Popen([SERVER, *given, *options], stdout=log, stderr=log)
    try:
        _wait(running, process)
        yield running
    finally:
        process.terminate()
        process.wait(SECONDS)


def _wait(running: Running, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            running.do("select 1")
        except subprocess.CalledProcessError:
            time.sleep(0.1)
            continue
        return
    raise AssertionError((running.folder / "error.log").read_text(errors="replace")[-2000:])
