"""Functions that wait for the end of a transaction."""

from collections import deque
from collections.abc import Callable
from typing import Any


class CallbackManager:
    """A queue of functions that run once, in the order in which they were added."""

    def __init__(self) -> None:
        self._functions: deque[Callable[[], Any]] = deque()
        self._is_running = False

    def add(self, function: Callable[[], Any]) -> None:
        self._functions.append(function)

    __call__ = add

    def run(self) -> None:
        """Run and forget all functions, also those that a function adds meanwhile.

        A function that ends a transaction itself leaves the rest to the run that it is part of.
        """
        if self._is_running:
            return
        self._is_running = True
        try:
            while self._functions:
                self._functions.popleft()()
        finally:
            self._is_running = False

    def reset(self) -> None:
        """Forget all functions."""
        self._functions.clear()
