"""A bridge from an SMS modem on Gammu: what comes in is told to the office, what the office sends goes out.

It needs Python and gammu-smsd (service ``files``), and stands between the two in two roles:

    gammu_to_http.py serve    runs beside gammu-smsd: takes messages of the office and tells it what came
    gammu_to_http.py keep …   is what gammu-smsd calls: it writes down what happened, and ends

What happened waits on the disk until the office has taken it. What is in a message stays on this
machine no longer than that. ``serve`` takes its secrets from the environment, so that no list of
processes shows them: ``SMS_ADDRESS`` (for messages that come in) and ``SMS_KEY`` (what the office sends
along).
"""

import argparse
import hmac
import json
import math
import os
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

NUMBER, REFERENCE = re.compile(r"\+?\d{3,15}"), re.compile(r"[A-Za-z0-9-]{1,60}")
# How gammu-smsd names what it took in: when it was sent, a counter, by whom, which part.
TAKEN_IN = re.compile(r"IN(\d{8})_(\d{6})_\d+_(.*)_\d+\.\w+")
# How we name what goes out; it keeps the name.
SENT = re.compile(r"OUTA.*_cfm([A-Za-z0-9-]+)\.txt")
MOST_BYTES = 1 << 16
SECONDS_BETWEEN, LONGEST_PAUSE = 1, 30
# References that nobody will send again, and reports that never came.
KEPT_SECONDS, LOOKED_AT_EACH = 30 * 86_400, 3_600
# So long gammu-smsd takes at most to call us.
LEFT_SECONDS = 600


@dataclass(frozen=True)
class Places:
    """The folders of gammu-smsd and our own."""

    spool: Path
    outbox: Path

    @property
    def waiting(self) -> Path:
        """What the office has yet to be told."""
        return self._own("waiting")

    @property
    def reports(self) -> Path:
        """Where the office wants to hear what became of each message."""
        return self._own("reports")

    @property
    def taken(self) -> Path:
        """The references that were handed to gammu-smsd: none is sent twice."""
        return self._own("taken")

    def _own(self, name: str) -> Path:
        folder = self.spool / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder


def write(file: Path, content: bytes) -> None:
    """Put a file in its place with all that is in it."""
    half = file.with_name(f".{file.name}.{os.getpid()}.{threading.get_ident()}")
    with half.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    half.replace(file)


# What gammu-smsd calls


def said(environment: Mapping[str, str]) -> str:
    """The words of a message, whose parts gammu-smsd may have put together."""
    if int(environment.get("DECODED_PARTS") or 0):
        return environment.get("DECODED_1_TEXT") or environment.get("DECODED_0_TEXT", "")
    parts = range(1, int(environment.get("SMS_MESSAGES") or 0) + 1)
    return "".join(environment.get(f"SMS_{number}_TEXT", "") for number in parts)


def keep_received(places: Places, files: list[Path], environment: Mapping[str, str]) -> None:
    """Write down a message that came in, and take it from the folder of gammu-smsd."""
    found = TAKEN_IN.fullmatch(files[0].name)
    if not found:
        raise SystemExit(f"This is not how gammu-smsd names messages: {files[0].name}")
    day, clock, number = found.groups()
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.strptime(day + clock, "%Y%m%d%H%M%S"))
    fields = {"from": environment.get("SMS_1_NUMBER") or number, "text": said(environment)}
    keep(places, files[0].stem, {**fields, "id": files[0].stem, "time": when})
    for file in files:
        file.unlink(missing_ok=True)


def keep_left(places: Places, inbox: Path) -> None:
    """Write down what lies in the folder of gammu-smsd because the power went before it called us."""
    parts: dict[str, list[Path]] = {}
    for file in sorted(inbox.glob("IN*")):
        if time.time() - file.stat().st_mtime > LEFT_SECONDS:
            parts.setdefault(file.stem.rpartition("_")[0], []).append(file)
    for files in parts.values():
        words = "".join(file.read_text(encoding="utf-16") for file in files)
        keep_received(places, files, {"SMS_MESSAGES": "1", "SMS_1_TEXT": words})


def keep_fate(places: Places, file: Path, state: str) -> None:
    """Write down what became of a message of the office, and take it from the folder of gammu-smsd."""
    if found := SENT.fullmatch(file.name):
        reference = found.group(1)
        write(places.taken / reference, b"")
        keep(places, f"{reference}-{state}", {"id": reference, "state": state})
    file.unlink(missing_ok=True)


def keep(places: Places, name: str, fields: dict[str, str]) -> None:
    """What waits is told in the order in which it was written down."""
    text = json.dumps(fields, ensure_ascii=False)
    write(places.waiting / f"{time.time_ns()}-{name}.json", text.encode())


# Beside gammu-smsd: to the office


def tell_waiting(places: Places, address: str) -> bool:
    """Tell the office what waits; whether all of it was taken."""
    left = 0
    for file in sorted(places.waiting.glob("*.json")):
        fields = json.loads(file.read_bytes())
        report = places.reports / fields["id"] if "state" in fields else None
        if report and not report.exists():
            file.unlink()
        elif post(report.read_text() if report else address, fields, bool(report)):
            file.unlink()
            if report:
                report.unlink(missing_ok=True)
        else:
            left += 1
    return not left


def post(address: str, fields: dict[str, str], is_report: bool) -> bool:
    """Whether the office needs to hear it no more. A message is told until it was taken."""
    try:
        urllib.request.urlopen(
            address, data=urllib.parse.urlencode(fields).encode(), timeout=30
        ).close()
    except urllib.error.HTTPError as error:
        print(f"refused with {error.code}: check the address of the account", flush=True)
        return is_report and error.code < 500
    except OSError as error:
        print(f"no connection to the office: {error}", flush=True)
        return False
    return True


# Beside gammu-smsd: from the office


def hand_over(places: Places, to: str, text: str, reference: str, report: str) -> None:
    """Give a message to gammu-smsd, once for each reference."""
    if (places.taken / reference).exists() or list(places.outbox.glob(f"*_cfm{reference}.txt")):
        return
    if report:
        write(places.reports / reference, report.encode())
    when = time.strftime("%Y%m%d_%H%M%S")
    # A byte order mark and UTF-16 are what it reads in any language.
    content = b"\xff\xfe" + text.encode("utf-16-le")
    write(places.outbox / f"OUTA{when}_00_{to}_cfm{reference}.txt", content)
    write(places.taken / reference, b"")


def forget_old(places: Places) -> None:
    """Take away what is of no use any more."""
    for folder in (places.taken, places.reports):
        for file in folder.iterdir():
            if time.time() - file.stat().st_mtime > KEPT_SECONDS:
                file.unlink(missing_ok=True)


def server(places: Places, host: str, port: int, key: str) -> ThreadingHTTPServer:
    """What the office sends messages to."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.answer(204)

        def do_POST(self) -> None:
            given = self.headers.get("Authorization", "")
            length = int(self.headers.get("Content-Length") or 0)
            if not hmac.compare_digest(given.encode(), f"Bearer {key}".encode()):
                return self.answer(403)
            if length > MOST_BYTES:
                return self.answer(413)
            fields = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode()))
            to, reference = fields.get("to", ""), fields.get("reference", "")
            if not NUMBER.fullmatch(to) or not REFERENCE.fullmatch(reference):
                return self.answer(400)
            with lock:
                hand_over(places, to, fields.get("text", ""), reference, fields.get("report", ""))
            return self.answer(200)

        def answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Nothing: addresses are not for logs."""

    return ThreadingHTTPServer((host, port), Handler)


def serve(places: Places, inbox: Path, listen: str) -> None:
    """Run until stopped."""
    host, _colon, port = listen.rpartition(":")
    listening = server(places, host, int(port), os.environ["SMS_KEY"])
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    pause, looked = SECONDS_BETWEEN, -math.inf
    while True:
        is_told = tell_waiting(places, os.environ["SMS_ADDRESS"])
        if time.monotonic() - looked > LOOKED_AT_EACH:
            looked = time.monotonic()
            forget_old(places)
            keep_left(places, inbox)
        pause = SECONDS_BETWEEN if is_told else min(2 * pause, LONGEST_PAUSE)
        time.sleep(pause)


def main() -> None:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--spool", type=Path, default=Path("/var/spool/cfm-sms"))
    parser.add_argument("--gammu", type=Path, default=Path("/var/spool/gammu"))
    roles = parser.add_subparsers(dest="role", required=True)
    serves = roles.add_parser("serve")
    serves.add_argument("--listen", default="127.0.0.1:8126")
    keeps = roles.add_parser("keep")
    keeps.add_argument("what", choices=("received", "sent", "failed"))
    keeps.add_argument("files", nargs="+")
    options = parser.parse_args()
    places = Places(options.spool, options.gammu / "outbox")
    if options.role == "serve":
        serve(places, options.gammu / "inbox", options.listen)
    elif options.what == "received":
        inbox = options.gammu / "inbox"
        keep_received(places, [inbox / Path(each).name for each in options.files], os.environ)
    else:
        folder = {"sent": "sent", "failed": "error"}[options.what]
        keep_fate(places, options.gammu / folder / Path(options.files[0]).name, options.what)


if __name__ == "__main__":
    main()
