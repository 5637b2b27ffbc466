"""gammu-smsd, a real daemon for SMS modems, with the modem that Gammu brings along for tests, and our bridge."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.live import free_port

PROGRAM = shutil.which("gammu-smsd")
WHY_SKIPPED = "Gammu is not installed (Debian: gammu-smsd)"
BRIDGE = Path(__file__).resolve().parents[2] / "docs" / "bridges" / "gammu_to_http.py"
KEY = "bridge-key"
SECONDS = 30
# As docs/channels.md tells managers to write it, but for the modem and the pace.
CONFIGURATION = """
[gammu]
model = dummy
connection = none
device = {gammu}/modem

[smsd]
service = files
inboxpath = {gammu}/inbox/
outboxpath = {gammu}/outbox/
sentsmspath = {gammu}/sent/
errorsmspath = {gammu}/error/
inboxformat = unicode
transmitformat = auto
runonreceive = {keep} received
runonsent = {keep} sent
runonfailure = {keep} failed
logfile = {gammu}/log
commtimeout = 1
receivefrequency = 1
statusfrequency = 0
loopsleep = 1
"""
# A message as the modem has it: each part is a file of its own.
PART = """[SMSBackup000]
PDU = Deliver
SMSC = "+23560000000"
DateTime = {when}
State = UnRead
Number = "{number}"
Text00 = {text}
Coding = {coding}
{header}
Folder = 1
Length = {length}
Class = -1
ReplySMSC = False
RejectDuplicates = True
ReplaceMessage = 0
MessageReference = 0
"""
PART_LENGTH = 60


@dataclass
class Gammu:
    """The modem, its daemon and the bridge to the office."""

    folder: Path
    port: int = field(default_factory=free_port)
    _parts: int = 0
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where messages to people are handed over."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def spool(self) -> Path:
        return self.folder / "spool"

    def start(self) -> None:
        """The daemon alone: what comes in waits for the bridge."""
        for name in ("modem/sms/1", "inbox", "outbox", "sent", "error"):
            (self.folder / name).mkdir(parents=True)
        keep = shlex.join([*self._bridge(), "keep"])
        file = self.folder / "gammu-smsdrc"
        file.write_text(CONFIGURATION.format(gammu=self.folder, keep=keep))
        assert PROGRAM
        self._processes.append(
            subprocess.Popen(
                [PROGRAM, "-c", str(file)],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )

    def start_bridge(self, address: str) -> None:
        command = [*self._bridge(), "serve", "--listen", f"127.0.0.1:{self.port}"]
        environment = {**os.environ, "SMS_ADDRESS": address, "SMS_KEY": KEY}
        self._processes.append(subprocess.Popen(command, env=environment))
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.05)
        raise AssertionError("the bridge did not start")

    def somebody_writes(self, number: str, text: str, when: str) -> None:
        """What a phone sends: in several parts if it is long."""
        pieces = [text[at : at + PART_LENGTH] for at in range(0, len(text), PART_LENGTH)]
        together = f"UDH = 050003{self._parts % 256:02X}{len(pieces):02X}"
        for part, piece in enumerate(pieces, start=1):
            header = f"{together}{part:02X}"
            self._put(number, piece, when, header if len(pieces) > 1 else "")

    def _put(self, number: str, text: str, when: str, header: str) -> None:
        self._parts += 1
        content = PART.format(
            number=number,
            text=text.encode("utf-16-be").hex().upper(),
            when=when,
            header=header,
            coding="Default_No_Compression" if text.isascii() else "Unicode_No_Compression",
            length=len(text),
        )
        half = self.folder / "part"
        half.write_text(content)
        half.replace(self.folder / f"modem/sms/1/{self._parts}")

    def sent(self) -> list[str]:
        """The numbers to which the modem has sent a message, in order."""
        log = (self.folder / "log").read_text(errors="replace")
        told = [line for line in log.splitlines() if "Transmitted OUT" in line]
        return [line.partition(" to ")[2].partition(",")[0] for line in told]

    def left_over(self, number: str, text: str) -> None:
        """A message that the daemon took in long ago, and did not live to tell of."""
        file = self.folder / f"inbox/IN20261129_062900_00_{number}_00.txt"
        file.write_bytes(text.encode("utf-16"))
        long_ago = time.time() - 3600
        os.utime(file, (long_ago, long_ago))

    def cannot_send(self, name: str) -> None:
        """What the daemon does with a message that the network does not take."""
        file = self.folder / "error" / name
        file.write_bytes(b"")
        subprocess.run([*self._bridge(), "keep", "failed", str(file)], check=True)

    def kept(self) -> list[str]:
        """Whatever lies in the folders of the daemon and waits in those of the bridge."""
        folders = ("inbox", "outbox", "sent", "error", "spool/waiting")
        return [file.name for each in folders for file in (self.folder / each).glob("*")]

    def stop(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            process.wait(timeout=SECONDS)

    def _bridge(self) -> list[str]:
        places = ["--gammu", str(self.folder), "--spool", str(self.spool)]
        return [sys.executable, str(BRIDGE), *places]


@contextlib.contextmanager
def installed(folder: Path) -> Iterator[Gammu]:
    """The modem and its daemon, which are ended at the end of the block."""
    modem = Gammu(folder)
    try:
        yield modem
    finally:
        modem.stop()
