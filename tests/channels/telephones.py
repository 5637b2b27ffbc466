"""A telephone system that really rings: Kamailio, softphones at it (baresip), and callers (SIPp)."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.live import free_port

PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin"
PROGRAMS = {name: shutil.which(name, path=PLACES) for name in ("kamailio", "baresip", "sipp")}
SHIPPED = Path("/etc/kamailio/kamailio.cfg")
MODULES = next(Path("/usr/lib").glob("*/kamailio/modules/evapi.so"), None)
IS_HERE = all(PROGRAMS.values()) and MODULES is not None and SHIPPED.exists()
WHY_SKIPPED = (
    "No telephone system is installed"
    " (Debian: kamailio, kamailio-extra-modules, baresip-core and sip-tester)"
)
BRIDGES = Path(__file__).resolve().parents[2] / "docs" / "bridges"
LINE = "1212"
SECONDS = 30
# What docs/free-line.md tells to change in the configuration that Debian ships.
CHANGES = {
    "request_route {": '#!define CFM_LINE "{line}"\n#!define CFM_PHONES "{phones}"\n'
    'include_file "{folder}/kamailio-cfm.cfg"\n\nrequest_route {{',
    "\troute(PSTN);": "\troute(CFM_LINE);\n\troute(PSTN);",
    "branch_route[MANAGE_BRANCH] {": "branch_route[MANAGE_BRANCH] {{\n\troute(CFM_BRANCH);",
    "onreply_route[MANAGE_REPLY] {": "onreply_route[MANAGE_REPLY] {{\n\troute(CFM_REPLY);",
}
PHONE = """
sip_listen 127.0.0.1:{port}
module_path {modules}
module g711.so
module aufile.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{commands}
audio_source aufile,{folder}/says.wav
audio_player aufile,{folder}/hears.wav
audio_alert aufile,{folder}/rings.wav
"""
# Somebody who calls, talks, and lets the other one hang up.
CALLER = """<?xml version="1.0" encoding="UTF-8"?>
<scenario name="somebody calls the line">
  <send retrans="500"><![CDATA[
      INVITE sip:{line}@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:{number}@[local_ip]:[local_port]>;tag=[call_number]
      To: <sip:{line}@[remote_ip]:[remote_port]>
      Call-ID: [call_id]
      CSeq: 1 INVITE
      Contact: <sip:caller@[local_ip]:[local_port]>
      Max-Forwards: 70
      Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=caller 1 1 IN IP4 [local_ip]
      s=-
      c=IN IP4 [media_ip]
      t=0 0
      m=audio [media_port] RTP/AVP 8 0
      a=rtpmap:8 PCMA/8000
  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="200" rrs="true"/>
  <send><![CDATA[
      ACK [next_url] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      [routes]
      From: <sip:{number}@[local_ip]:[local_port]>;tag=[call_number]
      To: <sip:{line}@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: 1 ACK
      Max-Forwards: 70
      Content-Length: 0

  ]]></send>
  <recv request="BYE"/>
  <send><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:]
      [last_Call-ID:]
      [last_CSeq:]
      Content-Length: 0

  ]]></send>
</scenario>
"""


@dataclass
class Phone:
    """A softphone; whoever sits at it does what is said here."""

    folder: Path
    commands: int

    def picks_up(self) -> None:
        assert self._does("accept")["ok"]

    def hangs_up(self) -> None:
        assert self._does("hangup")["ok"]

    def calls(self, address: str) -> None:
        assert self._does("dial", address)["ok"]

    def is_ready(self) -> bool:
        """Whether the telephone system knows it."""
        with contextlib.suppress(OSError):
            return "OK" in str(self._does("reginfo")["data"])
        return False

    def _does(self, command: str, parameters: str = "") -> dict[str, object]:
        """What it answers to a command, among what it tells by itself."""
        asked = json.dumps({"command": command, "params": parameters})
        with socket.create_connection(("127.0.0.1", self.commands), timeout=SECONDS) as line:
            line.sendall(f"{len(asked)}:{asked},".encode())
            stream = line.makefile("rb")
            while True:
                length = b""
                while (sign := stream.read(1)) != b":":
                    assert sign, "the phone is silent"
                    length += sign
                told: dict[str, object] = json.loads(stream.read(int(length)))
                stream.read(1)
                if told.get("response"):
                    return told


@dataclass
class Exchange:
    """Kamailio, as Debian ships it, with what the documentation adds; and the bridge to the office."""

    folder: Path
    port: int = field(default_factory=free_port)
    _tells: int = field(default_factory=free_port)
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, address: str, phones: tuple[str, ...]) -> None:
        """Let it run; the calls of its line are told to the address of the office."""
        (self.folder / "kamailio-cfm.cfg").write_text(
            (BRIDGES / "kamailio-cfm.cfg").read_text().replace(":8448", f":{self._tells}")
        )
        given = {"line": LINE, "phones": ",".join(phones), "folder": self.folder}
        text = SHIPPED.read_text()
        for place, change in CHANGES.items():
            assert place in text, place
            text = text.replace(place, change.format(**given), 1)
        file = self.folder / "kamailio.cfg"
        file.write_text(text)
        listen = ("-l", f"udp:127.0.0.1:{self.port}", "-n", "1", "-m", "32", "-M", "4")
        runs = ("-P", str(self.folder / "pid"), "-Y", str(self.folder))
        self._run("kamailio", "-DD", "-E", "-f", str(file), *listen, *runs)
        command = [sys.executable, str(BRIDGES / "kamailio_to_cti.py")]
        bridge = subprocess.Popen(
            [*command, "--kamailio", f"127.0.0.1:{self._tells}"],
            env={**os.environ, "CTI_ADDRESS": address},
            stdout=subprocess.PIPE,
        )
        self._processes.append(bridge)
        assert bridge.stdout
        while (said := bridge.stdout.readline()) != b"connected\n":
            assert said, "the bridge has ended"

    def phone(self, user: str) -> Phone:
        """A phone that registers under a name, once it did."""
        folder = self.folder / user
        folder.mkdir()
        with wave.open(str(folder / "says.wav"), "wb") as silence:
            silence.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
            silence.writeframes(b"\0\0" * 8000 * SECONDS)
        given = {"port": free_port(), "commands": free_port(), "folder": folder}
        modules = next(Path("/usr/lib").glob("**/baresip/modules"))
        (folder / "config").write_text(PHONE.format(modules=modules, **given))
        account = f"<sip:{user}@127.0.0.1:{self.port}>;auth_pass=none;regint=600\n"
        (folder / "accounts").write_text(account)
        (folder / "contacts").touch()
        self._run("baresip", "-f", str(folder))
        found = Phone(folder, int(given["commands"]))  # type: ignore[call-overload]
        deadline = time.monotonic() + SECONDS
        while not found.is_ready():
            assert time.monotonic() < deadline, f"{user} does not register"
            time.sleep(0.05)
        return found

    def somebody_calls(self, number: str) -> subprocess.Popen[bytes]:
        """A caller from outside, who waits until the other one hangs up; ends with 0 where all went well."""
        file = self.folder / f"{number}.xml"
        file.write_text(CALLER.format(line=LINE, number=number))
        own = ("-i", "127.0.0.1", "-p", str(free_port()), "-mp", str(free_port()))
        once = ("-sf", str(file), "-m", "1", "-nostdin", "-timeout", str(SECONDS))
        return self._run("sipp", f"127.0.0.1:{self.port}", *own, *once)

    def stop(self) -> None:
        kamailio, *others = self._processes
        # Phones would wait until Kamailio has signed them off.
        for process in others:
            process.kill()
        kamailio.terminate()
        for process in self._processes:
            process.wait(timeout=SECONDS)
            if process.stdout:
                process.stdout.close()

    def _run(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        program = PROGRAMS[name]
        assert program
        with (self.folder / f"{name}-{len(self._processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [program, *arguments],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._processes.append(process)
        return process


@contextlib.contextmanager
def installed(folder: Path) -> Iterator[Exchange]:
    """A telephone system, which is ended at the end of the block with all that runs beside it."""
    exchange = Exchange(folder)
    try:
        yield exchange
    finally:
        exchange.stop()
