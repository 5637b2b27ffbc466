"""A bridge from Kamailio: reads what kamailio-cfm.cfg tells of calls, and tells the free line of them.

It needs Python and `telling.py` beside it. The address of the account comes from the environment, so
that no list of processes shows it:

    CTI_ADDRESS=https://office.example.org/api/method/… python3 kamailio_to_cti.py

What rings at a phone of the office is told with the name of the phone, as it stands in the table of the
account. Calls between two phones of the office are not told.
"""

import argparse
import os
import socket
import time
from urllib.parse import unquote

from telling import Call, Told, start

Event = dict[str, str]
# What the last phone answered, or Kamailio where there was none.
CAUSES = {
    "408": "noAnswer",
    "480": "noAnswer",
    "486": "busy",
    "487": "cancel",
    "503": "congestion",
    "600": "busy",
    "603": "busy",
}


class Bridge:
    """Turns what Kamailio tells into events of the contract. A call has a branch for each phone."""

    def __init__(self) -> None:
        self.calls = dict[str, Call]()
        self.phones = dict[tuple[str, str], str]()

    def told(self, event: Event) -> Told:
        """What to tell of one event."""
        name, call_id = event.get("event"), event.get("call", "")
        if name == "call":
            is_out = event["way"] == "out"
            self.calls[call_id] = Call(event["number"] or "anonymous", event["line"], is_out)
            # Whoever hangs up before a phone rings has called all the same.
            return [] if is_out else [("newCall", [])]
        call = self.calls.get(call_id)
        if call is None:
            return []
        if name == "end":
            return self._ends(call, event)
        if call.is_answered:
            # Phones go on agreeing about the call, such as when one is put on hold.
            return []
        if name == "dial":
            self.phones[call_id, event["branch"]] = event["phone"]
            return []
        phone = call.line if call.is_out else self.phones.get((call_id, event["branch"]), "")
        return self._replies(call, phone, int(event["status"]))

    def _replies(self, call: Call, phone: str, status: int) -> Told:
        before = set(call.ringing)
        if status in (180, 183):
            call.ringing.add(phone)
        elif 200 <= status < 300:
            call.is_answered = True
            return [("answer", [("answeringNumber", phone)])]
        elif status >= 300:
            call.status = str(status)
            call.ringing.discard(phone)
        # That nothing rings any more is told by the end, or by the next phone.
        return call.rings() if call.ringing and call.ringing != before else []

    def _ends(self, call: Call, event: Event) -> Told:
        del self.calls[event["call"]]
        self.phones = {key: each for key, each in self.phones.items() if key[0] != event["call"]}
        if call.is_answered:
            return [("hangup", [("cause", "normalClearing")])]
        status = event.get("status") or call.status
        return [("hangup", [("cause", CAUSES.get(status, "cancel"))])]


def parsed(line: str) -> Event:
    """An event as Kamailio writes it; a plus in a number is one."""
    pairs = (each.partition("=") for each in line.strip().split("&"))
    return {name: unquote(value) for name, _sign, value in pairs}


def main() -> None:
    """Run until stopped; a lost connection is made again."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kamailio", default="127.0.0.1:8448", help="where Kamailio tells")
    host, _colon, port = parser.parse_args().kamailio.rpartition(":")
    bridge, waiting = Bridge(), start(os.environ["CTI_ADDRESS"])
    while True:
        try:
            with socket.create_connection((host, int(port)), timeout=10) as connection:
                connection.settimeout(None)
                print("connected", flush=True)
                for line in connection.makefile("r", encoding="utf-8", errors="replace"):
                    event = parsed(line)
                    call = bridge.calls.get(event.get("call", ""))
                    for name, more in bridge.told(event):
                        call = call or bridge.calls[event["call"]]
                        waiting.put(call.fields(name, event["call"], more))
        except OSError as error:
            print(f"no connection to Kamailio: {error}", flush=True)
        time.sleep(2)


if __name__ == "__main__":
    main()
