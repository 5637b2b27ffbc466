"""Connections on which the headers of an answer leave together with the beginning of its body.

waitress sends the headers by themselves, which costs both sides a call of the system for each answer.
"""

from __future__ import annotations

import time
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, Task, WSGITask


class _Task(Task):
    """Leaves it to the connection when the headers go: with the first of the body, or at the end without one."""

    def build_response_header(self) -> bytes:
        self.channel.held += super().build_response_header()
        return b""

    def finish(self) -> None:
        super().finish()
        self.channel.send_held()


class _AnswerTask(_Task, WSGITask):
    pass


class _RefusalTask(_Task, ErrorTask):
    pass


class Connection(HTTPChannel):
    """A connection to a client."""

    task_class = _AnswerTask
    error_task_class = _RefusalTask

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.held = b""
        self.begun = self.used = time.monotonic()
        """When the request that is coming in began, and when something came last."""
        super().__init__(*args, **kwargs)

    @property
    def is_idle(self) -> bool:
        """Whether no request comes in, runs, or is being answered."""
        return not (self.requests or self.request is not None or self.total_outbufs_len)

    def received(self, data: bytes) -> bool:
        """Take a part of a request."""
        self.used = time.monotonic()
        if self.request is None:
            self.begun = self.used
        return bool(super().received(data))

    def write_soon(self, data: Any) -> int:
        """Send what is held and ``data``, bytes or a file, as soon as the client takes it; of nothing, nothing."""
        if self.held and isinstance(data, bytes):
            if not data:
                return 0
            data, self.held = self.held + data, b""
        self.send_held()
        return super().write_soon(data)

    def send_held(self) -> None:
        """Send headers that waited for a body."""
        if self.held:
            held, self.held = self.held, b""
            super().write_soon(held)
