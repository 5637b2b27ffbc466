"""Kannel, a real SMS gateway, with the fake SMS centre that it brings along."""

from __future__ import annotations

import contextlib
import queue
import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.live import free_port

PLACES = "/usr/sbin:/usr/lib/kannel/test"
PROGRAMS = {name: shutil.which(name, path=PLACES) for name in ("bearerbox", "smsbox", "fakesmsc")}
IS_HERE = all(PROGRAMS.values())
WHY_SKIPPED = "Kannel is not installed (Debian: kannel and kannel-extras)"
USER, SECRET = "cfm", "gateway-key"
SECONDS = 30
GOT = re.compile(rb"Got message \d+: <(.*)>$")
# What managers are told to use, with the fake centre in place of one's own.
READY = Path(__file__).parent.parent.parent / "docs" / "bridges" / "kannel.conf"
CENTRE = """group = smsc
smsc = fake
host = 127.0.0.1
port = {centre}
connect-allow-ip = "127.0.0.1"

"""


def configuration(folder: Path, sending: int, ports: dict[str, int], door: str) -> str:
    """The ready file with ports, passwords and the centre of this run; what waits is brought again each second."""
    text = re.sub(
        r"group = smsc\n.*?(?=group = smsbox)",
        CENTRE.format(**ports),
        READY.read_text(),
        flags=re.S,
    )
    for old, new in (
        ("= 13000", f"= {ports['admin']}"),
        ("= 13001", f"= {ports['boxes']}"),
        ("= 13013", f"= {sending}"),
        ("ADMIN-PASSWORD", SECRET),
        ("ADDRESS-FOR-MESSAGES", door),
        ("USER", USER),
        ("KEY", SECRET),
        ("/var/spool/kannel", str(folder)),
        ("http-queue-delay = 60", "http-queue-delay = 1"),
    ):
        assert old in text, old
        text = text.replace(old, new)
    return text


@dataclass
class Kannel:
    """The gateway, and the phones of the people behind its SMS centre."""

    folder: Path
    sending: int = field(default_factory=free_port)
    _ports: dict[str, int] = field(default_factory=dict)
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _got: queue.Queue[bytes] = field(default_factory=queue.Queue)

    @property
    def url(self) -> str:
        """Where messages to people are handed over."""
        return f"http://127.0.0.1:{self.sending}/cgi-bin/sendsms"

    def start(self, door: str) -> None:
        self._ports = {name: free_port() for name in ("admin", "boxes", "centre")}
        file = self.folder / "kannel.conf"
        file.write_text(configuration(self.folder, self.sending, self._ports, door))
        self._run("bearerbox", "-v", "4", str(file))
        self._answers(self._ports["boxes"])
        self._run("smsbox", "-v", "4", str(file))
        self._answers(self.sending)

    def stop(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            process.wait(timeout=SECONDS)

    def somebody_writes(self, message: str) -> None:
        """A message as the SMS centre has it: sender, receiver, kind, text.

        Kannel speaks with one centre at a time; the newest stays and takes what is sent to people.
        """
        for process in self._processes[2:]:
            process.terminate()
        phone = self._run(
            *("fakesmsc", "-H", "127.0.0.1", "-r", str(self._ports["centre"]), "-m", "1"), message
        )
        threading.Thread(target=self._listen, args=(phone,), daemon=True).start()

    def received(self) -> int:
        """How many messages of people it has taken from the centre, delivered or not."""
        status = f"http://127.0.0.1:{self._ports['admin']}/status.txt?password={SECRET}"
        with urllib.request.urlopen(status, timeout=SECONDS) as answer:
            found = re.search(rb"SMS: received (\d+)", answer.read())
        return int(found.group(1)) if found else 0

    def got(self) -> bytes:
        """The next message that arrives at a phone."""
        return self._got.get(timeout=SECONDS)

    def _listen(self, phone: subprocess.Popen[bytes]) -> None:
        assert phone.stdout
        for line in phone.stdout:
            if found := GOT.search(line.rstrip()):
                self._got.put(found.group(1))

    def _run(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        program = PROGRAMS[name]
        assert program
        process = subprocess.Popen(
            [program, *arguments],
            cwd=self.folder,
            stdout=subprocess.PIPE if name == "fakesmsc" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )
        self._processes.append(process)
        return process

    def _answers(self, port: int) -> None:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                return
            time.sleep(0.05)
        raise AssertionError("Kannel did not start")


@contextlib.contextmanager
def installed(folder: Path) -> Iterator[Kannel]:
    """Kannel, which is ended at the end of the block."""
    gateway = Kannel(folder)
    try:
        yield gateway
    finally:
        gateway.stop()
