"""What the bridges of telephone systems have in common: a call, and telling the free line of it.

It lies beside the bridge that uses it, and needs Python alone.
"""

import queue
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

LONGEST_PAUSE = 30
Fields = list[tuple[str, str]]
Told = list[tuple[str, Fields]]
"""Events of the contract, each with what it says beyond the call itself."""


@dataclass
class Call:
    """A call of the line: who is outside, at which number of ours or from which phone."""

    number: str
    line: str
    is_out: bool
    ringing: set[str] = field(default_factory=set)
    is_answered: bool = False
    status: str = ""
    """How the last try to reach a phone ended, in the words of the telephone system."""

    def rings(self) -> Told:
        """That it rings now at those phones, and at no other."""
        return [("newCall", [("user[]", each) for each in sorted(self.ringing)])]

    def fields(self, event: str, call_id: str, more: Fields) -> Fields:
        """What is posted for an event."""
        ends = (self.line, self.number) if self.is_out else (self.number, self.line)
        way = "out" if self.is_out else "in"
        told = [("event", event), ("callId", call_id), ("from", ends[0]), ("to", ends[1])]
        return [*told, ("direction", way), *more]


def start(address: str) -> "queue.Queue[Fields]":
    """Begin to tell: what is put into the queue is posted in its order."""
    waiting: queue.Queue[Fields] = queue.Queue()
    threading.Thread(target=_tell, args=(address, waiting), daemon=True).start()
    return waiting


def _tell(address: str, waiting: "queue.Queue[Fields]") -> None:
    """Post what waits, each until it was taken: the office counts it once."""
    while True:
        fields, pause = waiting.get(), 1
        data = urllib.parse.urlencode(fields).encode()
        while True:
            try:
                urllib.request.urlopen(address, data=data, timeout=10).close()
                break
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    print(
                        f"refused with {error.code}: check the address of the account", flush=True
                    )
                    break
            except OSError:
                pass
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
