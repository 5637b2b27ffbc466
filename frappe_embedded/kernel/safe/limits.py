"""How much time and memory a program that somebody wrote into a record may take.

Such a program runs in the process that serves everybody. What it makes is counted before it is made
where one step can make much out of little (``"a" * 10**9``), and afterwards everywhere else, so that
memory stays within a small multiple of the limit. Each loop and each call looks at the clock.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

from ..core.context import current
from ..core.exceptions import ValidationError
from ..i18n.translator import _

SECONDS = 5.0
STEPS = 1_000_000
SIZE = 20_000_000
"""Characters, and eight of them for each entry of a list, that a program makes in all."""

_BITS = 100_000
_SLOT = 8
_CLOCK_EVERY = 256
_WEIGHED_AT_ONCE = 10_000
_PADDING = frozenset(("center", "ljust", "rjust", "zfill"))
_PRINTF = re.compile(r"%(?:\(\w*\))?[-+ #0]*(\*|\d*)(?:\.(\*|\d*))?[a-zA-Z%]")
_LONGEST_WIDTH = 4
"""Digits of the widest column that a format may ask for."""

_Texts = (str, bytes, bytearray)
_Containers = (list, tuple, set, frozenset, dict)


class LimitExceeded(ValidationError):
    """The program would take more time or memory than there is for it."""


class Budget:
    """What is left for one program, and for those that it calls."""

    def __init__(self, seconds: float = SECONDS, steps: int = STEPS, size: int = SIZE) -> None:
        self._deadline = time.monotonic() + seconds
        self._steps = steps
        self._size = size

    def step(self) -> None:
        """One turn of a loop, or one call."""
        self._steps -= 1
        if self._steps < 0:
            stop()
        if not self._steps % _CLOCK_EVERY:
            self._look_at_clock()

    def charge(self, size: int) -> None:
        self._size -= size
        if self._size < 0:
            stop()

    def remaining_seconds(self) -> float:
        return max(self._deadline - time.monotonic(), 0.0)

    def measured(self, value: Any) -> Any:
        """The value, after it was counted."""
        if isinstance(value, _Texts):
            self.charge(len(value))
        elif isinstance(value, _Containers):
            self.charge(self._weight(value))
        return value

    def counted(self, values: Any) -> Iterator[Any]:
        """The values one by one, each a step."""
        for value in values:
            self.step()
            yield value

    def binary(self, operator: str, left: Any, right: Any) -> None:
        """Before ``left operator right``."""
        self.step()
        if operator == "*":
            self._multiply(left, right)
        elif operator in ("**", "<<"):
            self._power(operator, left, right)
        elif operator == "+" and isinstance(left, (*_Texts, list, tuple)):
            self.measured(left)
            self.measured(right)
        elif operator == "%" and isinstance(left, _Texts):
            self.printf(left, right)

    def call(self, function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> list[Any]:
        """Before ``function(*args, **kwargs)``; the positional arguments with which to call it."""
        self.step()
        owner = getattr(function, "__self__", None)
        name = str(getattr(function, "__name__", ""))
        given = [self.argument(each) for each in args]
        for each in kwargs.values():
            self.argument(each)
        if isinstance(owner, _Texts):
            self.text_method(owner, name, [*given, *kwargs.values()])
        elif isinstance(owner, _Containers):
            self.charge(_SLOT * (len(owner) if name == "copy" else 1))
        return given

    def argument(self, value: Any) -> Any:
        """A value that is handed to a function, which may write out all that hangs on it."""
        if isinstance(value, _Containers):
            self.charge(self._weight(value))
        elif isinstance(value, Iterator):
            return (self.measured(each) for each in self.counted(value))
        return value

    def text_method(self, text: Any, name: str, args: list[Any]) -> None:
        """Before ``text.name(*args)``, for those that make much out of little."""
        if name == "translate":
            stop()
        if name in _PADDING and args and isinstance(args[0], int):
            self.charge(max(args[0], 0))
        elif name == "expandtabs":
            width = args[0] if args and isinstance(args[0], int) else 8
            self.charge(len(text) + text.count("\t" if isinstance(text, str) else b"\t") * width)
        elif name == "replace" and len(args) > 1 and all(isinstance(a, _Texts) for a in args[:2]):
            times = text.count(args[0]) if args[0] else len(text) + 1
            self.charge(len(text) + times * len(args[1]))
        elif name == "join" and args and isinstance(args[0], _Containers):
            self.charge(len(text) * len(args[0]))

    def printf(self, template: Any, values: Any) -> None:
        """Before ``template % values``."""
        text = template.decode("latin-1") if not isinstance(template, str) else template
        fields = _PRINTF.findall(text)
        if any(each == "*" or len(each) > _LONGEST_WIDTH for field in fields for each in field):
            stop()
        self.charge(len(text) + max(len(fields), 1) * self._weight(values))

    def width(self, format_spec: str) -> None:
        """Before ``format(value, format_spec)``."""
        if re.search(rf"\d{{{_LONGEST_WIDTH + 1},}}", format_spec):
            stop()

    def _multiply(self, left: Any, right: Any) -> None:
        for many, times in ((left, right), (right, left)):
            if isinstance(many, (*_Texts, list, tuple)) and isinstance(times, int):
                slot = 1 if isinstance(many, _Texts) else _SLOT
                self.charge(len(many) * max(times, 0) * slot)
        if isinstance(left, int) and isinstance(right, int):
            _refuse_bits(left.bit_length() + right.bit_length())

    def _power(self, operator: str, left: Any, right: Any) -> None:
        if isinstance(left, int) and isinstance(right, int) and right > 0:
            bits = left.bit_length()
            _refuse_bits(bits * right if operator == "**" else bits + right)

    def _weight(self, value: Any) -> int:
        """The size of a value as if it were written out; no further than what is left."""
        total, waiting, seen = 0, [value], 0
        while waiting and total <= self._size:
            each = waiting.pop()
            seen += 1
            if not seen % _WEIGHED_AT_ONCE:
                self._look_at_clock()
            if isinstance(each, _Texts):
                total += len(each)
            elif isinstance(each, int):
                total += 1 + each.bit_length() // _SLOT
            elif isinstance(each, _Containers):
                total += _SLOT * (1 + len(each))
                waiting.extend(each)
                if isinstance(each, dict):
                    waiting.extend(each.values())
        return total

    def _look_at_clock(self) -> None:
        if time.monotonic() > self._deadline:
            stop()


def _refuse_bits(bits: int) -> None:
    if bits > _BITS:
        stop()


def stop() -> NoReturn:
    """End a program that takes too much."""
    raise LimitExceeded(
        _("This takes more time or memory than a template or a condition may use. Make it simpler.")
    )


@contextmanager
def bounded(make: Callable[[], Budget] = Budget) -> Iterator[Budget]:
    """Work within the budget of the program that runs already, or else within a new one."""
    context = current()
    if context.budget is not None:
        yield context.budget
        return
    context.budget = make()
    try:
        yield context.budget
    except RecursionError:
        stop()
    finally:
        context.budget = None


def active_budget() -> Budget | None:
    """What is left for the program that runs now; ``None`` where none runs."""
    budget: Budget | None = current().budget
    return budget
