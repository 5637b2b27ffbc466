"""What the processes that serve an office hold in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

LISTENING = "0A"


def of_server(port: int) -> Iterator[bytes]:
    """The memory of each process that takes requests at a port of this machine."""
    found = list(listeners(port))
    assert found, f"nobody listens at {port}"
    for pid in found:
        yield from of_process(pid)


def of_process(pid: int) -> Iterator[bytes]:
    """One mapping after the other, as far as it can be read."""
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb") as memory:
        for line in maps:
            found = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
            if not found or "[v" in line:
                continue
            start, end = (int(each, 16) for each in found.groups())
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except (OSError, ValueError, OverflowError):
                continue


def listeners(port: int) -> Iterator[int]:
    """The processes that hold the socket of a port: that which opened it, and those which it forked."""
    sockets = {f"socket:[{inode}]" for inode in _sockets(port)}
    for folder in Path("/proc").glob("[0-9]*/fd"):
        try:
            opened = {str(each.readlink()) for each in folder.iterdir()}
        except OSError:
            # It has ended, or is somebody else's.
            continue
        if opened & sockets:
            yield int(folder.parent.name)


def _sockets(port: int) -> Iterator[str]:
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            columns = line.split()
            if columns[3] == LISTENING and int(columns[1].rpartition(":")[2], 16) == port:
                yield columns[9]
