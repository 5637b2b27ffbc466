"""A bridge from Asterisk or FreePBX: reads its manager interface and tells the free line of calls.

It needs Python and `telling.py` beside it. The secret and the address of the account come from the
environment, so that no list of processes shows them:

    AMI_SECRET=… CTI_ADDRESS=https://office.example.org/api/method/…  \\
        python3 ami_to_cti.py --user cfm --trunk PJSIP/provider

What rings at a phone of the office is told with the name of the phone (201 of PJSIP/201-0000001c), as
it stands in the table of the account. Calls between two phones of the office are not told.
"""

import argparse
import os
import queue
import socket
import time
from collections.abc import Iterator

from telling import Call, Fields, Told, start

Event = dict[str, str]
CAUSES = {"BUSY": "busy", "NOANSWER": "noAnswer", "CONGESTION": "congestion"}


class Bridge:
    """Turns events of the manager interface into those of the contract."""

    def __init__(self, trunks: tuple[str, ...]) -> None:
        self.trunks, self.calls = trunks, dict[str, Call]()

    def told(self, event: Event) -> Told:
        """What to tell of one event: pairs of an event of the contract and its own fields."""
        call_id = event.get("Linkedid", "")
        is_first = bool(call_id) and event.get("Uniqueid") == call_id
        name, call = event.get("Event"), self.calls.get(call_id)
        if name == "Newchannel" and is_first:
            return self._begins(call_id, event)
        if call and name == "DialBegin":
            return self._rings(call, event.get("DestChannel", ""))
        if call and name == "DialEnd":
            return self._dialled(call, event)
        if call and name == "Hangup" and is_first:
            return self._ends(call_id, call)
        return []

    def _begins(self, call_id: str, event: Event) -> Told:
        channel = event.get("Channel", "")
        if self._is_trunk(channel):
            number = event.get("CallerIDNum", "")
            number = "anonymous" if number in ("", "<unknown>") else number
            self.calls[call_id] = Call(number, event.get("Exten", ""), is_out=False)
            # Whoever hangs up before a phone rings has called all the same.
            return [("newCall", [])]
        self.calls[call_id] = Call(event.get("Exten", ""), phone_of(channel), is_out=True)
        return []

    def _rings(self, call: Call, channel: str) -> Told:
        if call.is_out:
            return [("newCall", [("user[]", call.line)])] if self._is_trunk(channel) else []
        call.ringing.add(phone_of(channel))
        return call.rings()

    def _dialled(self, call: Call, event: Event) -> Told:
        channel = event.get("DestChannel", "")
        if call.is_out and not self._is_trunk(channel):
            return []
        call.status = event.get("DialStatus", "")
        phone = call.line if call.is_out else phone_of(channel)
        if call.status != "ANSWER":
            call.ringing.discard(phone)
            return []
        call.is_answered = True
        return [("answer", [("answeringNumber", phone)])]

    def _ends(self, call_id: str, call: Call) -> Told:
        del self.calls[call_id]
        if call.is_out and not call.status:
            return []
        cause = "normalClearing" if call.is_answered else CAUSES.get(call.status, "cancel")
        return [("hangup", [("cause", cause)])]

    def _is_trunk(self, channel: str) -> bool:
        return channel.startswith(tuple(f"{each}-" for each in self.trunks))


def phone_of(channel: str) -> str:
    """The phone of a channel: 201 of PJSIP/201-0000001c and of Local/201@from-queue-00000001;1."""
    return (
        channel.partition("/")[2].partition("@")[0].rpartition("-")[0]
        or (channel.partition("/")[2].partition("@")[0])
    )


def events(connection: socket.socket) -> Iterator[Event]:
    """The blocks of lines that the manager interface sends."""
    with connection.makefile("r", encoding="utf-8", errors="replace", newline="\n") as lines:
        found: Event = {}
        for line in lines:
            name, sign, value = line.strip().partition(": ")
            if sign:
                found[name] = value
            elif found and not line.strip():
                yield found
                found = {}


def log_in(connection: socket.socket, user: str, secret: str) -> None:
    """Ask for the events of calls."""
    action = {"Action": "Login", "Username": user, "Secret": secret, "Events": "call"}
    text = "".join(f"{name}: {value}\r\n" for name, value in action.items())
    connection.sendall(f"{text}\r\n".encode())


def read(options: argparse.Namespace, waiting: "queue.Queue[Fields]") -> None:
    """Read until the connection ends."""
    host, _colon, port = options.ami.rpartition(":")
    bridge = Bridge(tuple(options.trunk))
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.settimeout(None)
        log_in(connection, options.user, os.environ["AMI_SECRET"])
        for event in events(connection):
            if event.get("Response") == "Error":
                raise SystemExit(f"Asterisk says: {event.get('Message')}")
            call = bridge.calls.get(event.get("Linkedid", ""))
            for name, more in bridge.told(event):
                call = call or bridge.calls[event["Linkedid"]]
                waiting.put(call.fields(name, event["Linkedid"], more))


def main() -> None:
    """Run until stopped; a lost connection is made again."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--ami", default="127.0.0.1:5038", help="where Asterisk listens")
    parser.add_argument("--user", required=True, help="user of manager.conf")
    parser.add_argument("--trunk", action="append", required=True, help="such as PJSIP/provider")
    options = parser.parse_args()
    waiting = start(os.environ["CTI_ADDRESS"])
    while True:
        try:
            read(options, waiting)
        except OSError as error:
            print(f"no connection to Asterisk: {error}", flush=True)
        time.sleep(2)


if __name__ == "__main__":
    main()
